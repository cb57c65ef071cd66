// The event loop: what there are many of (pumps, frames, jobs, timers) lives here as (kind, a, b) on typed arrays, with no
// closure per event. Long sequential behaviour is a process (Processes.ts) on the same calendar and clock.

import { Calendar, type EventHandle } from "./Calendar.ts"
import { Fingerprint, hashName } from "./Fingerprint.ts"
import { TaskQueue } from "./TaskQueue.ts"
import { type Trace } from "./Trace.ts"

const NANOSECONDS = 1e9

/** Names a registered handler. */
export type EventKind = number

/** Called when an event runs; `a` is the entity (it enters the fingerprint), `b` is free. */
export type EventHandler = (a: number, b: number) => void

/** The event whose handler threw. */
export interface FailedEvent {
  readonly kind: string
  readonly entity: number
}

export class Kernel {
  readonly fingerprint = new Fingerprint()
  /** What fibres want done at the current time; runs after the current event and before the next. */
  readonly tasks = new TaskQueue()
  /** Events executed so far. */
  executed = 0
  /** Simulated time [ns, integer]. */
  nowNanoseconds = 0
  /** Set when a handler threw; the run cannot go on. */
  failedEvent: FailedEvent | undefined = undefined

  /** Where events and their causes are recorded, null when they are not. */
  readonly trace: Trace | null

  readonly #calendar = new Calendar()
  readonly #handlers: Array<EventHandler> = []
  readonly #names: Array<string> = []
  readonly #hashes: Array<number> = []
  readonly #shared = new Map<unknown, unknown>()
  #stopped = false
  #running = false

  constructor(trace: Trace | null = null) {
    this.trace = trace
    if (trace !== null) trace.kindNames = this.#names
  }

  /** Simulated time since the start of the run [s]. */
  get now(): number {
    return this.nowNanoseconds / NANOSECONDS
  }

  /** Time of an event that would run after `delaySeconds`: the nearest whole nanosecond [s]. */
  timeAfter(delaySeconds: number): number {
    return (this.nowNanoseconds + Math.round(delaySeconds * NANOSECONDS)) / NANOSECONDS
  }

  /** Events waiting. */
  get pending(): number {
    return this.#calendar.size
  }

  /** Whether events are being executed now, so that whoever asks is called by one. */
  get isRunning(): boolean {
    return this.#running
  }

  /** Whether the last slice was ended by `stop`. */
  get isStopped(): boolean {
    return this.#stopped
  }

  /** Time of the next event [ns], Infinity when there is none. */
  get nextNanoseconds(): number {
    return this.#calendar.peekTime()
  }

  /** Registers a handler under a name that appears in traces and in the fingerprint. */
  kind(name: string, handler: EventHandler): EventKind {
    this.#names.push(name)
    this.#hashes.push(hashName(name))
    return this.#handlers.push(handler) - 1
  }

  /** Runs `kind` after `delaySeconds`; among events at the same nanosecond a lower `priority` (0 to 255) runs first, then insertion order. */
  schedule(delaySeconds: number, kind: EventKind, a = 0, b = 0, priority = 128): EventHandle {
    const time = this.nowNanoseconds + Math.round(delaySeconds * NANOSECONDS)
    if (!(time >= this.nowNanoseconds) || time > Number.MAX_SAFE_INTEGER) {
      throw new RangeError(
        `cannot schedule "${this.#names[kind]}" ${delaySeconds} s from ${this.now} s: a delay is a number from 0 to 104 days`
      )
    }
    const trace = this.trace
    if (trace === null) return this.#calendar.insert(time, priority, kind, a, b)
    const record = trace.scheduled(b)
    const handle = this.#calendar.insert(time, priority, kind, a, record)
    trace.setHandle(record, handle)
    return handle
  }

  /** Takes an event back; false when it already ran or was cancelled. */
  cancel(handle: EventHandle): boolean {
    if (!this.#calendar.cancel(handle)) return false
    if (this.trace !== null) this.trace.cancelled(handle)
    return true
  }

  /** Calls a kind's handler as part of the current event. */
  call(kind: EventKind, a: number, b: number): void {
    ;(this.#handlers[kind] as EventHandler)(a, b)
  }

  /** The one instance of `type` that belongs to this kernel, such as a table shared by all resources. */
  shared<T>(type: new (kernel: Kernel) => T): T {
    const existing = this.#shared.get(type)
    // Only this method fills the map, always with an instance of the key.
    if (existing !== undefined) return existing as T
    const created = new type(this)
    this.#shared.set(type, created)
    return created
  }

  /** Ends the run after the current event. */
  stop(): void {
    this.#stopped = true
  }

  /** Runs all events up to and including `untilSeconds`, then sets the clock to it unless the run was stopped. */
  run(untilSeconds: number): void {
    const until = Math.round(untilSeconds * NANOSECONDS)
    this.runSlice(until, Infinity)
    if (!this.#stopped) this.advanceClock(until)
  }

  /** Runs at most `maximumEvents` events up to and including `untilNanoseconds`, leaves the clock at the last one and tells how many ran. */
  runSlice(untilNanoseconds: number, maximumEvents: number): number {
    if (this.#running)
      throw new Error(
        "the simulation is already running: inside an event or a process, wait with Effect.sleep"
      )
    const first = this.executed
    this.#stopped = false
    this.#running = true
    try {
      this.#runEvents(Math.min(untilNanoseconds, Number.MAX_SAFE_INTEGER), maximumEvents)
    } finally {
      this.#running = false
      if (this.trace !== null) this.trace.ends()
    }
    return this.executed - first
  }

  /**
   * The loop itself. What comes after it is elsewhere: compiled in the middle of a slice, before that had ever run, the code was
   * thrown away at the end of each.
   */
  #runEvents(until: number, maximumEvents: number): void {
    const calendar = this.#calendar
    const tasks = this.tasks
    const fingerprint = this.fingerprint
    const trace = this.trace
    let remaining = maximumEvents
    let kind = -1
    let a = 0
    try {
      if (tasks.size !== 0) tasks.flush()
      while (remaining-- > 0 && !this.#stopped) {
        const time = calendar.peekTime()
        if (time > until) break
        this.nowNanoseconds = time
        const slot = calendar.pop()
        kind = calendar.kindOf(slot)
        a = calendar.firstOf(slot)
        let b = calendar.secondOf(slot)
        this.executed++
        if (trace !== null) b = trace.begins(time, kind, a, b)
        fingerprint.add(time, this.#hashes[kind] as number, a)
        ;(this.#handlers[kind] as EventHandler)(a, b)
        if (tasks.size !== 0) tasks.flush()
      }
    } catch (error) {
      this.failedEvent = { kind: this.#names[kind] ?? "the main program", entity: a }
      throw error
    }
  }

  /** Sets the clock to a time up to which all events have run [ns, integer]; it never goes back. */
  advanceClock(toNanoseconds: number): void {
    if (toNanoseconds > this.nowNanoseconds && toNanoseconds < this.#calendar.peekTime())
      this.nowNanoseconds = toNanoseconds
  }
}
