// What happened and why: every executed event with the event that scheduled it, in a ring buffer of fixed size.
// An event's id is its place in the order of execution, from 1; cause 0 is the set-up of the model or a change from outside.

import { type EventHandle } from "./Calendar.ts"

const DEFAULT_CAPACITY = 2 ** 20
const INITIAL_PENDING = 1024

export interface TraceOptions {
  /** Events kept, the latest ones; 40 bytes each. Default 1,048,576. */
  readonly capacity?: number
}

export interface TracedEvent {
  readonly id: number
  readonly timeSeconds: number
  readonly kind: string
  readonly entity: number
  /** Id of the event during which this one was scheduled; 0 for the set-up. */
  readonly cause: number
  /** What models remarked during the event. */
  readonly notes: ReadonlyArray<string>
}

export interface Explanation {
  /** From the event asked for back to the first one. */
  readonly chain: ReadonlyArray<TracedEvent>
  /** False when the ring buffer no longer holds the beginning. */
  readonly isComplete: boolean
}

export class Trace {
  readonly capacity: number
  /** Names of the kernel's event kinds; the kernel sets it. */
  kindNames: ReadonlyArray<string> = []

  readonly #times: Float64Array
  readonly #kinds: Int32Array
  readonly #entities: Float64Array
  readonly #causes: Float64Array
  readonly #notes = new Map<number, Array<string>>()
  #executed = 0
  #current = 0

  // Scheduled events that have not run: their cause, and the value that their place in the calendar is taken from.
  #pendingCauses = new Float64Array(INITIAL_PENDING)
  #pendingValues = new Float64Array(INITIAL_PENDING)
  #pendingHandles = new Float64Array(INITIAL_PENDING)
  readonly #recordOfHandle = new Map<EventHandle, number>()
  readonly #free: Array<number> = []
  #used = 0

  constructor(options: TraceOptions = {}) {
    const capacity = options.capacity ?? DEFAULT_CAPACITY
    if (!(Number.isInteger(capacity) && capacity > 0))
      throw new RangeError(`a trace keeps a whole number of events above 0, not ${capacity}`)
    this.capacity = capacity
    this.#times = new Float64Array(capacity)
    this.#kinds = new Int32Array(capacity)
    this.#entities = new Float64Array(capacity)
    this.#causes = new Float64Array(capacity)
  }

  /** Id of the event being executed, 0 when none is. */
  get current(): number {
    return this.#current
  }

  /** Id of the last event executed. */
  get last(): number {
    return this.#executed
  }

  /** Id of the oldest event kept. */
  get first(): number {
    return Math.max(1, this.#executed - this.capacity + 1)
  }

  /** Adds a remark to the current event, such as "forged command accepted"; outside an event there is none to remark on. */
  note(text: string): void {
    if (this.#current === 0) return
    const notes = this.#notes.get(this.#current)
    if (notes === undefined) this.#notes.set(this.#current, [text])
    else notes.push(text)
  }

  /** The event of an id, undefined when it is no longer or not yet there. */
  event(id: number): TracedEvent | undefined {
    if (!(id >= this.first && id <= this.#executed)) return undefined
    const place = (id - 1) % this.capacity
    return {
      id,
      timeSeconds: (this.#times[place] as number) / 1e9,
      kind: this.kindNames[this.#kinds[place] as number] ?? "",
      entity: this.#entities[place] as number,
      cause: this.#causes[place] as number,
      notes: this.#notes.get(id) ?? []
    }
  }

  /** The events kept, in order of execution. */
  *events(): Generator<TracedEvent> {
    for (let id = this.first; id <= this.#executed; id++) yield this.event(id) as TracedEvent
  }

  /** The event with all that led to it. */
  why(id: number): Explanation {
    const chain: Array<TracedEvent> = []
    let next = id
    while (next > 0) {
      const event = this.event(next)
      if (event === undefined) return { chain, isComplete: false }
      chain.push(event)
      next = event.cause
    }
    return { chain, isComplete: chain.length > 0 }
  }

  /** One JSON object with a line end for each event kept. */
  *ndjson(): Generator<string> {
    for (const { notes, ...event } of this.events()) {
      yield `${JSON.stringify(notes.length === 0 ? event : { ...event, notes })}\n`
    }
  }

  /** For the kernel: an event was scheduled; gives the record that stands for its value in the calendar. */
  scheduled(value: number): number {
    const record = this.#free.pop() ?? this.#used++
    if (record >= this.#pendingCauses.length) this.#grow()
    this.#pendingCauses[record] = this.#current
    this.#pendingValues[record] = value
    return record
  }

  setHandle(record: number, handle: EventHandle): void {
    this.#pendingHandles[record] = handle
    this.#recordOfHandle.set(handle, record)
  }

  cancelled(handle: EventHandle): void {
    this.#release(this.#recordOfHandle.get(handle) as number)
  }

  /** For the kernel: an event begins; gives its value back. */
  begins(timeNanoseconds: number, kind: number, entity: number, record: number): number {
    const place = this.#executed % this.capacity
    this.#notes.delete(this.#executed + 1 - this.capacity)
    this.#current = ++this.#executed
    this.#times[place] = timeNanoseconds
    this.#kinds[place] = kind
    this.#entities[place] = entity
    this.#causes[place] = this.#pendingCauses[record] as number
    this.#release(record)
    return this.#pendingValues[record] as number
  }

  ends(): void {
    this.#current = 0
  }

  #release(record: number): void {
    this.#recordOfHandle.delete(this.#pendingHandles[record] as number)
    this.#free.push(record)
  }

  #grow(): void {
    const length = this.#pendingCauses.length * 2
    const widen = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(length)
      next.set(old)
      return next
    }
    this.#pendingCauses = widen(this.#pendingCauses)
    this.#pendingValues = widen(this.#pendingValues)
    this.#pendingHandles = widen(this.#pendingHandles)
  }
}
