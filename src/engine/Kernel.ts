// The event loop: what there are many of (pumps, frames, jobs, timers) lives here as (kind, a, b) on typed arrays, with no
// closure per event. Long sequential behaviour is a process (Processes.ts) on the same calendar and clock.

import { Calendar, type EventHandle } from "./Calendar.ts"
import { Fingerprint, hashName } from "./Fingerprint.ts"

const NANOSECONDS = 1e9

/** Names a registered handler. */
export type EventKind = number

/** Called when an event runs; `a` is the entity (it enters the fingerprint), `b` is free. */
export type EventHandler = (a: number, b: number) => void

export class Kernel {
  readonly fingerprint = new Fingerprint()
  /** Events executed so far. */
  executed = 0
  /** Simulated time [ns, integer]. */
  nowNanoseconds = 0

  readonly #calendar = new Calendar()
  readonly #handlers: Array<EventHandler> = []
  readonly #names: Array<string> = []
  readonly #hashes: Array<number> = []
  #stopped = false

  /** Simulated time since the start of the run [s]. */
  get now(): number {
    return this.nowNanoseconds / NANOSECONDS
  }

  /** Events waiting. */
  get pending(): number {
    return this.#calendar.size
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
    return this.#calendar.insert(time, priority, kind, a, b)
  }

  /** Takes an event back; false when it already ran or was cancelled. */
  cancel(handle: EventHandle): boolean {
    return this.#calendar.cancel(handle)
  }

  /** Ends the run after the current event. */
  stop(): void {
    this.#stopped = true
  }

  /** Runs all events up to and including `untilSeconds`, then sets the clock to it. */
  run(untilSeconds: number): void {
    const until = Math.round(untilSeconds * NANOSECONDS)
    const calendar = this.#calendar
    this.#stopped = false
    while (!this.#stopped && calendar.peekTime() <= until) {
      this.nowNanoseconds = calendar.peekTime()
      const slot = calendar.pop()
      const kind = calendar.kinds[slot] as number
      const a = calendar.firsts[slot] as number
      const b = calendar.seconds_[slot] as number
      this.executed++
      this.fingerprint.add(this.nowNanoseconds, this.#hashes[kind] as number, a)
      ;(this.#handlers[kind] as EventHandler)(a, b)
    }
    if (!this.#stopped) this.nowNanoseconds = until
  }
}
