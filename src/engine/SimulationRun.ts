// One run of a main program, advanced from outside in parts of any size. The parts do not change the run: stepped, paused or
// free, it has the same fingerprint. The main program waits while events run, and goes on when its time has come.

import { Effect, Exit, Result } from "effect"
import { divertTo } from "./ForeignTasks.ts"
import { type EventKind, type Kernel } from "./Kernel.ts"
import { type Processes, type WaitingProcess } from "./Processes.ts"
import {
  isSimulationError,
  RunCancelled,
  type RunControl,
  RunStalled,
  type SimulationError
} from "./RunControl.ts"

export interface SimulationResult<A> {
  readonly value: A
  readonly fingerprint: string
  /** Events executed. */
  readonly events: number
  readonly simulatedSeconds: number
  /** Processes that had not ended when the main program did. */
  readonly waiting: ReadonlyArray<WaitingProcess>
}

/** How far to go; without any of these, to the end. The clock is left at `untilSeconds` only when that was reached. */
export interface AdvanceRequest {
  /** Simulated time since the start of the run [s]. */
  readonly untilSeconds?: number
  /** At most this many events. */
  readonly events?: number
  /** Ends after the first event after which this is true. */
  readonly predicate?: () => boolean
}

/** Why `advance` returned: the run ended (see `result`), or a part of it did. */
export type AdvanceOutcome = "ended" | "time" | "events" | "predicate" | "paused"

export interface SimulationParts {
  readonly kernel: Kernel
  readonly processes: Processes
  readonly control: RunControl
  /** What may be changed in the middle of the run, by name. */
  readonly interventions: Map<string, () => void>
}

/** What the main program waits for with `runUntil`. */
interface MainWait {
  readonly untilNanoseconds: number
  readonly resume: (effect: Effect.Effect<void>) => void
}

export class SimulationRun<A> {
  readonly kernel: Kernel
  /** Set when the run has ended. */
  result: Result.Result<SimulationResult<A>, SimulationError> | undefined = undefined

  readonly #processes: Processes
  readonly #control: RunControl
  readonly #interventions: Map<string, () => void>
  readonly #interventionKind: EventKind
  #program: Effect.Effect<A, unknown> | undefined
  #wait: MainWait | undefined = undefined
  #exit: Exit.Exit<A, unknown> | undefined = undefined
  #mustReplan = false

  constructor(parts: SimulationParts, program: Effect.Effect<A, unknown>) {
    this.kernel = parts.kernel
    this.#processes = parts.processes
    this.#control = parts.control
    this.#program = program
    this.#interventions = parts.interventions
    this.#interventionKind = parts.kernel.kind("intervention", (index) => {
      const apply = [...this.#interventions.values()][index] as () => void
      apply()
    })
  }

  /** What `Simulation.runUntil` is for this run. */
  runUntil(untilSeconds: number): Effect.Effect<void> {
    return Effect.callback((resume) => {
      if (this.#wait !== undefined) {
        resume(
          Effect.die(new Error("runUntil is for the main program only: a process waits with Effect.sleep"))
        )
        return
      }
      const wait: MainWait = { untilNanoseconds: Math.round(untilSeconds * 1e9), resume }
      this.#wait = wait
      this.#replan()
      return Effect.sync(() => {
        if (this.#wait === wait) this.#wait = undefined
      })
    })
  }

  /** Ends the current part after the current event; for callbacks and for `onProgress`. */
  pause(): void {
    this.#control.pause()
  }

  /** Applies a change that the model offers, in an event at the current time; throws when it offers none of that name. */
  intervene(name: string): void {
    const names = [...this.#interventions.keys()]
    const index = names.indexOf(name)
    if (index < 0)
      throw new RangeError(
        `the model offers no intervention "${name}"; it offers: ${names.join(", ") || "none"}`
      )
    this.kernel.schedule(0, this.#interventionKind, index, 0, 255)
  }

  /** The processes that have started and not ended. */
  waiting(): ReadonlyArray<WaitingProcess> {
    return this.#processes.waiting()
  }

  /** Goes on with the run. */
  advance(request: AdvanceRequest = {}): AdvanceOutcome {
    if (this.result !== undefined) return "ended"
    const outer = divertTo(this.kernel.tasks)
    try {
      return this.#advance(request)
    } catch (error) {
      if (!isSimulationError(error)) throw error
      this.result = Result.fail(error)
      return "ended"
    } finally {
      divertTo(outer)
    }
  }

  #advance(request: AdvanceRequest): AdvanceOutcome {
    const kernel = this.kernel
    const until = request.untilSeconds === undefined ? Infinity : Math.round(request.untilSeconds * 1e9)
    const last = kernel.executed + (request.events ?? Infinity)
    this.#start()
    while (this.#exit === undefined) {
      if (kernel.executed >= last) return "events"
      const target = this.#wait?.untilNanoseconds ?? Infinity
      const reached = this.#control.advance({
        untilNanoseconds: Math.min(target, until),
        events: last - kernel.executed,
        predicate: request.predicate
      })
      const isStalled = this.#wait === undefined && kernel.pending === 0
      const mustReplan = this.#mustReplan
      this.#mustReplan = false
      if (reached === "paused" || reached === "predicate") return reached
      if (mustReplan || reached === "events") continue
      if (reached === "stopped") {
        if (this.#wait !== undefined) this.#resumeMain(0)
      } else if (target <= until || isStalled) {
        this.#resumeMain(target)
      } else {
        kernel.advanceClock(until)
        return "time"
      }
    }
    return this.#finish(this.#exit)
  }

  #start(): void {
    const program = this.#program
    if (program === undefined) return
    this.#program = undefined
    const fiber = this.#processes.run(this.#processes.main, program)
    fiber.addObserver((exit) => {
      // The main program's value is of type A; the process table knows fibres of any type.
      this.#exit = exit as Exit.Exit<A, unknown>
      this.#replan()
    })
    this.#mustReplan = false
  }

  #resumeMain(clockNanoseconds: number): void {
    const wait = this.#wait
    if (wait === undefined) {
      throw new RunStalled({ ...this.#control.place(), waiting: this.#processes.waiting() })
    }
    this.#wait = undefined
    this.kernel.advanceClock(clockNanoseconds)
    wait.resume(Effect.void)
    this.#mustReplan = false
  }

  #replan(): void {
    this.#mustReplan = true
    if (this.kernel.isRunning) this.kernel.stop()
  }

  #finish(exit: Exit.Exit<A, unknown>): AdvanceOutcome {
    if (this.#processes.failure !== undefined) throw this.#processes.failure
    if (Exit.isFailure(exit)) throw new RunCancelled(this.#control.place())
    this.result = Result.succeed({
      value: exit.value,
      fingerprint: this.kernel.fingerprint.toString(),
      events: this.kernel.executed,
      simulatedSeconds: this.kernel.now,
      waiting: this.#processes.waiting()
    })
    return "ended"
  }
}
