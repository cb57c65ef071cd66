// Effect programs living in simulated time. Each process has Effect's own Clock, Scheduler and Random references bound to the
// kernel, so sleeping, queues, timeouts, races and interruption need no timer and no microtask. Waiting on the clock costs one
// calendar entry and no closure; an interrupted wait takes its entry back.

import { Cause, Clock, Context, Effect, Exit, Fiber, Metric, Random, Scheduler, Schema } from "effect"
import { FiberSleeps } from "./Sleep.ts"
import { type EventHandle } from "./Calendar.ts"
import { type EventKind, type Kernel } from "./Kernel.ts"
import { type RandomStream, type RandomStreams } from "./RandomStreams.ts"
import { SimulatedClock } from "./SimulatedClock.ts"

/** A process that does this many operations without waiting is taken for an endless loop. */
const MAXIMUM_OPERATIONS_WITHOUT_WAITING = 10_000_000

/** A process ended with an error or a defect; the run ends with this. */
export class ProcessFailed extends Schema.TaggedError<ProcessFailed>()("ProcessFailed", {
  process: Schema.String,
  simulatedSeconds: Schema.Finite,
  seed: Schema.Finite,
  replication: Schema.Finite,
  replayCommand: Schema.optionalKey(Schema.String),
  /** Effect's Cause of the failure. */
  cause: Schema.Unknown
}) {
  override get message(): string {
    const cause = Cause.isCause(this.cause) ? Cause.prettyErrors(this.cause).join("; ") : "unknown cause"
    const replay = this.replayCommand === undefined ? "" : `\nreplay it with: ${this.replayCommand}`
    return `process "${this.process}" failed at ${this.simulatedSeconds} s (seed ${this.seed}, replication ${this.replication}): ${cause}${replay}`
  }
}

/** A process that has started and not ended, as a stalled run reports it. */
export interface WaitingProcess {
  readonly process: string
  /** What it waits for, as far as is known. */
  readonly waitingFor: string
  /** When it last did anything [s]. */
  readonly sinceSeconds: number
}

/** A fibre with its list of those who wait for its end; internal to effect 4.1.0, see Sleep.ts. */
interface ObservableFiber extends Fiber.Fiber<unknown, unknown> {
  readonly _observers: ReadonlyArray<unknown> | undefined
}

/** One process; it is its fibres' Scheduler, so any of them can be traced back to it without a look-up. */
export class Process implements Scheduler.Scheduler, Metric.FiberRuntimeMetricsService {
  readonly executionMode = "sync"
  readonly name: string
  readonly index: number
  /** What its fibres wait for, as resources name it; in the order in which the waits began. */
  readonly waits: Array<string> = []
  /** When one of its fibres last did anything [ns]. */
  lastActiveNanoseconds = 0
  fiber: Fiber.Fiber<unknown, unknown> | undefined = undefined
  isDone = false
  readonly owner: Processes
  #isEndless = false
  #lastFiber: Fiber.Fiber<unknown, unknown> | undefined = undefined

  constructor(owner: Processes, name: string, index: number) {
    this.owner = owner
    this.name = name
    this.index = index
  }

  /** Fibres run until they wait: simulated time stands still meanwhile, so giving way would only shuffle the order. */
  shouldYield(fiber: Fiber.Fiber<unknown, unknown>): boolean {
    this.lastActiveNanoseconds = this.owner.kernel.nowNanoseconds
    this.#lastFiber = fiber
    if (fiber.currentOpCount > MAXIMUM_OPERATIONS_WITHOUT_WAITING && !this.#isEndless) {
      this.#isEndless = true
      throw new Error(`${MAXIMUM_OPERATIONS_WITHOUT_WAITING} operations without waiting: an endless loop`)
    }
    return false
  }

  makeDispatcher(): Scheduler.SchedulerDispatcher {
    return this.owner.kernel.tasks
  }

  recordFiberStart(): void {}

  /**
   * A forked fibre that dies of a defect while nobody waits for it would go unnoticed: it ends the run. Its typed failures are,
   * as ever in Effect, for whoever joins it. A fibre that ends inside another's step was started by one that looks after it.
   */
  recordFiberEnd(_context: Context.Context<never>, exit: Exit.Exit<unknown, unknown>): void {
    if (Exit.isSuccess(exit) || !Cause.hasDies(exit.cause)) return
    const fiber = this.#lastFiber as ObservableFiber | undefined
    if (fiber === undefined || fiber === this.fiber || fiber.pollUnsafe() !== exit) return
    if (fiber._observers === undefined && Fiber.getCurrent() === undefined) this.owner.fail(this, exit.cause)
  }

  /** Interrupts the process now; its finalizers run at the current time. */
  interrupt(): void {
    this.owner.interrupt(this)
  }

  /** Where the process waits: what a resource said, else the innermost named Effect.fn. */
  describeWait(): string {
    if (this.waits.length > 0) return this.waits.join(", ")
    const frame = this.#lastFiber?.cache.stackFrame?.name
    return frame === undefined
      ? "an Effect value such as a Queue, Deferred or Semaphore"
      : `something in ${frame}`
  }
}

interface ProcessStart {
  readonly process: Process
  readonly effect: Effect.Effect<unknown, unknown, never>
  handle: EventHandle
}

/** All processes of one simulation. */
export class Processes {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly sleeps: FiberSleeps
  /** Index 0: the program that starts the others. */
  readonly main: Process
  /** Services that every process may use. */
  services: Context.Context<never> = Context.empty()
  /** Ends the message of a failure. */
  replayCommand: string | undefined = undefined
  /** Set when a process failed; the run cannot go on. */
  failure: ProcessFailed | undefined = undefined

  readonly #clock: SimulatedClock
  readonly #startKind: EventKind
  readonly #starts = new Map<number, ProcessStart>()
  readonly #running = new Map<number, Process>()
  readonly #namesakes = new Map<string, number>()
  #spawned = 0

  constructor(kernel: Kernel, streams: RandomStreams) {
    this.kernel = kernel
    this.streams = streams
    this.sleeps = new FiberSleeps(kernel)
    this.#clock = new SimulatedClock(kernel)
    this.#startKind = kernel.kind("process starts", (index) => this.#start(index))
    this.main = new Process(this, "main program", 0)
  }

  /** Processes that have not ended. */
  get size(): number {
    return this.#running.size + this.#starts.size
  }

  /** Starts a program as a process after all that is already due at the current time. */
  spawn(name: string, effect: Effect.Effect<unknown, unknown, never>): Process {
    const process = new Process(this, name, ++this.#spawned)
    const handle = this.kernel.schedule(0, this.#startKind, process.index)
    this.#starts.set(process.index, { process, effect, handle })
    return process
  }

  interrupt(process: Process): void {
    if (process.isDone) return
    const start = this.#starts.get(process.index)
    if (start === undefined) {
      process.fiber?.interruptUnsafe()
      return
    }
    this.kernel.cancel(start.handle)
    this.#starts.delete(process.index)
    process.isDone = true
  }

  /** The services, clock, scheduler and random source that a process' fibres run with. */
  contextFor(process: Process): Context.Context<never> {
    const namesake = this.#namesakes.get(process.name) ?? 0
    if (process !== this.main) this.#namesakes.set(process.name, namesake + 1)
    return this.services.pipe(
      Context.add(Scheduler.Scheduler, process),
      Context.add(Metric.FiberRuntimeMetrics, process),
      Context.add(Clock.Clock, this.#clock),
      Context.add(Random.Random, new ProcessRandom(this.streams, process.name, namesake))
    )
  }

  /** Runs a program as `process` until it waits for the first time. */
  run(process: Process, effect: Effect.Effect<unknown, unknown, never>): Fiber.Fiber<unknown, unknown> {
    this.#running.set(process.index, process)
    // The process knows its fibre from the first moment: it may be interrupted before it waits for the first time.
    const named = Effect.withFiber((fiber) => {
      process.fiber = fiber
      return effect
    })
    const fiber = Effect.runForkWith(this.contextFor(process))(named)
    fiber.addObserver((exit) => this.#end(process, exit))
    return fiber
  }

  /** Stops the run because of `process`. */
  fail(process: Process, cause: Cause.Cause<unknown>): void {
    if (this.failure !== undefined) return
    this.failure = new ProcessFailed({
      process: process.name,
      simulatedSeconds: this.kernel.now,
      seed: this.streams.rootSeed,
      replication: this.streams.replication,
      ...(this.replayCommand === undefined ? {} : { replayCommand: this.replayCommand }),
      cause
    })
    this.kernel.stop()
  }

  /** All processes that have started and not ended, in the order in which they started. */
  waiting(): Array<WaitingProcess> {
    return Array.from(this.#running.values(), (process) => ({
      process: process.name,
      waitingFor: process.describeWait(),
      sinceSeconds: process.lastActiveNanoseconds / 1e9
    }))
  }

  #start(index: number): void {
    const start = this.#starts.get(index)
    if (start === undefined) return
    this.#starts.delete(index)
    this.run(start.process, start.effect)
  }

  #end(process: Process, exit: Exit.Exit<unknown, unknown>): void {
    process.isDone = true
    process.fiber = undefined
    this.#running.delete(process.index)
    if (Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause)) this.fail(process, exit.cause)
  }
}

/** Effect's Random drawn from a stream of the process; processes of the same name are told apart by the order in which they start. */
class ProcessRandom {
  readonly #streams: RandomStreams
  readonly #name: string
  readonly #namesake: number
  #stream: RandomStream | undefined = undefined

  constructor(streams: RandomStreams, name: string, namesake: number) {
    this.#streams = streams
    this.#name = name
    this.#namesake = namesake
  }

  nextDoubleUnsafe(): number {
    this.#stream ??= this.#streams.stream(`process/${this.#name}`, this.#namesake)
    return this.#stream()
  }

  nextIntUnsafe(): number {
    const range = Number.MAX_SAFE_INTEGER - Number.MIN_SAFE_INTEGER + 1
    return Math.floor(this.nextDoubleUnsafe() * range) + Number.MIN_SAFE_INTEGER
  }
}
