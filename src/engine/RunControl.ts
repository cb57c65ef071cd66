// How far a run goes: until a time, for a number of events, until a predicate; paused, cancelled from outside, limited in
// events and wall time, with progress reports. The event loop knows nothing of it: it runs in slices, and all checks are between them.

import { Cause, Schema } from "effect"
import { divertTo } from "./ForeignTasks.ts"
import { type Kernel } from "./Kernel.ts"
import { ProcessFailed, type Processes } from "./Processes.ts"

/** Events between two looks at cancellation, wall clock and progress. */
const SLICE_EVENTS = 8192

/** Where a run was when it ended with an error. */
const place = {
  simulatedSeconds: Schema.Finite,
  events: Schema.Finite,
  seed: Schema.Finite,
  replication: Schema.Finite,
  replayCommand: Schema.optionalKey(Schema.String)
}

interface Place {
  readonly simulatedSeconds: number
  readonly events: number
  readonly seed: number
  readonly replication: number
  readonly replayCommand?: string
}

const describePlace = (at: { simulatedSeconds: number; seed: number; replication: number }): string =>
  `at ${at.simulatedSeconds} s (seed ${at.seed}, replication ${at.replication})`

const describeReplay = (at: { replayCommand?: string }): string =>
  at.replayCommand === undefined ? "" : `\nreplay it with: ${at.replayCommand}`

/** A handler on the kernel threw. */
export class EventFailed extends Schema.TaggedError<EventFailed>()("EventFailed", {
  ...place,
  kind: Schema.String,
  entity: Schema.Finite,
  /** What was thrown. */
  cause: Schema.Unknown
}) {
  override get message(): string {
    return `event "${this.kind}" of entity ${this.entity} failed ${describePlace(this)}: ${Cause.prettyErrors(Cause.die(this.cause)).join("; ")}${describeReplay(this)}`
  }
}

/** Nothing can happen any more, yet the main program waits. */
export class RunStalled extends Schema.TaggedError<RunStalled>()("RunStalled", {
  ...place,
  waiting: Schema.Array(
    Schema.Struct({ process: Schema.String, waitingFor: Schema.String, sinceSeconds: Schema.Finite })
  )
}) {
  override get message(): string {
    const lines = this.waiting.map(
      (one) => `\n  "${one.process}" waits for ${one.waitingFor} since ${one.sinceSeconds} s`
    )
    return `the run stalled ${describePlace(this)}: no event is left and these wait${lines.join("")}${describeReplay(this)}`
  }
}

/** A run reached its limit of events or wall time. */
export class RunLimitReached extends Schema.TaggedError<RunLimitReached>()("RunLimitReached", {
  ...place,
  limit: Schema.Literals(["events", "wall time"]),
  /** The limit: events, or seconds of wall time. */
  value: Schema.Finite
}) {
  override get message(): string {
    const unit = this.limit === "events" ? "events" : "s of wall time"
    return `the run was ended ${describePlace(this)} by its limit of ${this.value} ${unit}; raise the limit or shorten the run${describeReplay(this)}`
  }
}

/** A run was cancelled from outside. */
export class RunCancelled extends Schema.TaggedError<RunCancelled>()("RunCancelled", place) {
  override get message(): string {
    return `the run was cancelled ${describePlace(this)}${describeReplay(this)}`
  }
}

export type SimulationError = ProcessFailed | EventFailed | RunStalled | RunLimitReached | RunCancelled

/** Whether something thrown is how a run ends, and not a mistake in the program that drives it. */
export const isSimulationError = (thrown: unknown): thrown is SimulationError =>
  thrown instanceof ProcessFailed ||
  thrown instanceof EventFailed ||
  thrown instanceof RunStalled ||
  thrown instanceof RunLimitReached ||
  thrown instanceof RunCancelled

export interface RunProgress {
  readonly simulatedSeconds: number
  readonly events: number
}

export interface RunControlOptions {
  /** Ends the run with `RunLimitReached` before the event after this many. */
  readonly maximumEvents?: number
  /** Ends the run with `RunLimitReached` after this much wall time [s]; needs `wallClockSeconds`. */
  readonly maximumWallSeconds?: number
  /** Reads the wall clock [s]; only entry points have one. */
  readonly wallClockSeconds?: () => number
  /** Ends the run with `RunCancelled` soon after `aborted` is true; an AbortSignal does. */
  readonly signal?: { readonly aborted: boolean }
  /** Called about every `progressEveryEvents` events (at least 8192, the default); it must not touch the simulation. */
  readonly onProgress?: (progress: RunProgress) => void
  readonly progressEveryEvents?: number
  /** The command that runs this again, as a person would type it; errors end with it. */
  readonly replayCommand?: string
}

export interface Goal {
  readonly untilNanoseconds: number
  readonly events: number
  /** Asked after each event. */
  readonly predicate?: (() => boolean) | undefined
}

/** Why a part of a run ended; "time" also when no event is left. */
export type GoalReached = "time" | "events" | "predicate" | "stopped" | "paused"

export class RunControl {
  readonly #kernel: Kernel
  readonly #processes: Processes
  readonly #options: RunControlOptions
  readonly #progressEvery: number
  #nextProgress: number
  #nextLook = 0
  #wallStartSeconds: number | undefined = undefined
  #pauseRequested = false

  constructor(kernel: Kernel, processes: Processes, options: RunControlOptions) {
    if (options.maximumWallSeconds !== undefined && options.wallClockSeconds === undefined) {
      throw new TypeError(
        "maximumWallSeconds needs wallClockSeconds: the engine has no wall clock of its own"
      )
    }
    this.#kernel = kernel
    this.#processes = processes
    this.#options = options
    processes.replayCommand = options.replayCommand
    this.#progressEvery = Math.max(SLICE_EVENTS, options.progressEveryEvents ?? 0)
    this.#nextProgress = this.#progressEvery
  }

  /** Ends the current part of the run after the current event; the next part goes on from there. */
  pause(): void {
    this.#pauseRequested = true
    this.#kernel.stop()
  }

  /** Runs until the goal is reached; throws a `SimulationError` when the run cannot go on. */
  advance(goal: Goal): GoalReached {
    const kernel = this.#kernel
    const last = kernel.executed + goal.events
    this.#pauseRequested = false
    while (true) {
      this.#throwIfFailed()
      if (kernel.executed >= this.#nextLook) this.#look()
      if (this.#pauseRequested) return "paused"
      const limit = Math.min(last, this.#options.maximumEvents ?? Infinity, this.#nextLook) - kernel.executed
      const executed = this.#slice(
        goal.untilNanoseconds,
        goal.predicate === undefined ? limit : Math.min(limit, 1)
      )
      this.#throwIfFailed()
      if (executed > 0 && goal.predicate?.() === true) return "predicate"
      if (kernel.isStopped) return this.#pauseRequested ? "paused" : "stopped"
      if (kernel.executed >= last) return "events"
      if (!(kernel.nextNanoseconds <= goal.untilNanoseconds) || kernel.pending === 0) return "time"
      if (kernel.executed >= (this.#options.maximumEvents ?? Infinity)) {
        throw new RunLimitReached({ ...this.place(), limit: "events", value: kernel.executed })
      }
    }
  }

  /** Where the run is now, for an error. */
  place(): Place {
    const { rootSeed: seed, replication } = this.#processes.streams
    const { replayCommand } = this.#options
    return {
      simulatedSeconds: this.#kernel.now,
      events: this.#kernel.executed,
      seed,
      replication,
      ...(replayCommand === undefined ? {} : { replayCommand })
    }
  }

  #slice(untilNanoseconds: number, events: number): number {
    const outer = divertTo(this.#kernel.tasks)
    try {
      return this.#kernel.runSlice(untilNanoseconds, events)
    } catch (cause) {
      if (this.#kernel.failedEvent === undefined) throw cause
      throw this.#eventFailed(cause)
    } finally {
      divertTo(outer)
    }
  }

  #throwIfFailed(): void {
    if (this.#processes.failure !== undefined) throw this.#processes.failure
    if (this.#kernel.failedEvent !== undefined) throw this.#eventFailed("an earlier failure of this run")
  }

  #eventFailed(cause: unknown): EventFailed {
    return new EventFailed({
      ...this.place(),
      ...(this.#kernel.failedEvent ?? { kind: "", entity: 0 }),
      cause
    })
  }

  /** Looks outside: at cancellation, at the wall clock, and at who wants to hear of progress. */
  #look(): void {
    const options = this.#options
    this.#nextLook = this.#kernel.executed + SLICE_EVENTS
    if (options.signal?.aborted === true) throw new RunCancelled(this.place())
    if (options.maximumWallSeconds !== undefined && options.wallClockSeconds !== undefined) {
      const now = options.wallClockSeconds()
      this.#wallStartSeconds ??= now
      if (now - this.#wallStartSeconds > options.maximumWallSeconds) {
        throw new RunLimitReached({ ...this.place(), limit: "wall time", value: options.maximumWallSeconds })
      }
    }
    if (options.onProgress !== undefined && this.#kernel.executed >= this.#nextProgress) {
      this.#nextProgress = this.#kernel.executed + this.#progressEvery
      options.onProgress({ simulatedSeconds: this.#kernel.now, events: this.#kernel.executed })
    }
  }
}
