// The pending events of one simulation in the order (time, priority, insertion): a two-tier queue on typed arrays.
// The near tier, all events before #horizon, is a short sorted run and a 4-ary heap. Later events wait unsorted in linked
// buckets, on rungs that nest where events are dense, and past the last rung in list FAR. What the lists are walked by (16
// bytes) lies apart from the rest of an event (32 bytes); an idle bucket costs nothing. Measured in docs/engine-calendar.md.

import { CalendarRungs, FAR, NO_BUCKET } from "./CalendarRungs.ts"
import { EventHeap } from "./EventHeap.ts"

/** Names one scheduled event; becomes stale when the event runs or is cancelled. */
export type EventHandle = number

const MAXIMUM_SLOTS = 2 ** 24
const GENERATION_MASK = 2 ** 29 - 1
const PRIORITY_WEIGHT = 2 ** 45

const INITIAL_SLOTS = 1024

// What finding an event needs, 16 bytes: its time, a double, and two integers.
const NEXT = 2 // in a bucket or free: the slot after, or NONE
const PREVIOUS = 3 // in a bucket: the slot before, or ~bucket

// The rest of the event, 32 bytes: three doubles and two integers.
const ORDER = 0
const FIRST = 1
const SECOND = 2
const KIND = 6
const GENERATION = 7

/** Slot 0 ends every list and is never an event, so that the links of a list's neighbour are written without asking whether there is one. */
const NONE = 0

/** Longest bucket that is sorted into the run by insertion. */
const RUN_LIMIT = 48
/** A heap above this is spread over a rung. */
const HEAP_LIMIT = 128
/** A bucket above this, in rungs sized for a quarter of the events, has them all sized anew. */
const RESIZE_COUNT = 1024

// Indexes are in range by construction, so `as number` stands where the checker sees a possible undefined.
export class Calendar {
  /** Events waiting. */
  size = 0

  #times = new Float64Array(INITIAL_SLOTS * 2)
  #links = new Int32Array(this.#times.buffer)
  #doubles = new Float64Array(INITIAL_SLOTS * 4)
  #integers = new Int32Array(this.#doubles.buffer)
  #used = 1
  #free = NONE
  #inserted = 0
  #moves = 0

  #horizon = Infinity
  readonly #heap = new EventHeap()
  #heapLimit = HEAP_LIMIT
  readonly #runTimes = new Float64Array(RUN_LIMIT + 1).fill(Infinity)
  readonly #runOrders = new Float64Array(RUN_LIMIT + 1)
  readonly #runSlots = new Int32Array(RUN_LIMIT + 1)
  #runAt = 0
  #runEnd = 0

  #sizeAtFirstRung = 0
  readonly #rungs = new CalendarRungs()

  /** Adds an event; `timeNanoseconds` is an integer, a lower `priority` (0 to 255) runs first among equal times. */
  insert(timeNanoseconds: number, priority: number, kind: number, a: number, b: number): EventHandle {
    let slot = this.#free
    if (slot !== NONE) this.#free = this.#links[(slot << 2) | NEXT] as number
    else slot = this.#addSlot()
    const doubles = this.#doubles
    this.#times[slot << 1] = timeNanoseconds
    doubles[(slot << 2) | ORDER] = priority * PRIORITY_WEIGHT + this.#inserted++
    doubles[(slot << 2) | FIRST] = a
    doubles[(slot << 2) | SECOND] = b
    this.#integers[(slot << 3) | KIND] = kind
    this.size++
    if (timeNanoseconds >= this.#horizon) this.#link(slot, this.#rungs.bucketOf(timeNanoseconds))
    else if (this.#heap.size < this.#heapLimit) this.#push(slot)
    else this.#split(slot)
    return (this.#integers[(slot << 3) | GENERATION] as number) * MAXIMUM_SLOTS + slot
  }

  /** Removes an event; false when it already ran or was cancelled. */
  cancel(handle: EventHandle): boolean {
    const slot = handle % MAXIMUM_SLOTS
    if (!(slot > NONE && slot < this.#used && Number.isInteger(slot))) return false
    if (this.#integers[(slot << 3) | GENERATION] !== Math.floor(handle / MAXIMUM_SLOTS)) return false
    if ((this.#times[slot << 1] as number) >= this.#horizon) this.#unlink(slot)
    else if (!this.#removeFromRun(slot)) this.#heap.remove(slot)
    this.#release(slot)
    return true
  }

  /** Time of the next event [ns], Infinity when none. */
  peekTime(): number {
    const heapTime = this.#heap.times[0] as number
    const runTime = this.#runTimes[this.#runAt] as number
    return runTime < heapTime ? runTime : heapTime
  }

  /** Removes the next event and returns its slot, whose fields stay readable until the next insert; call it only when size > 0. */
  pop(): number {
    const heap = this.#heap
    const at = this.#runAt
    const heapTime = heap.times[0] as number
    const runTime = this.#runTimes[at] as number
    let slot = this.#runSlots[at] as number
    if (
      runTime < heapTime ||
      (runTime === heapTime && (this.#runOrders[at] as number) < (heap.orders[0] as number))
    )
      this.#runAt = at + 1
    else {
      slot = heap.slots[0] as number
      heap.remove(slot)
    }
    this.#release(slot)
    return slot
  }

  /** Entries moved within and between the tiers so far: what the order cost, whatever the machine. */
  get moves(): number {
    return this.#moves + this.#heap.moves
  }

  kindOf(slot: number): number {
    return this.#integers[(slot << 3) | KIND] as number
  }

  firstOf(slot: number): number {
    return this.#doubles[(slot << 2) | FIRST] as number
  }

  secondOf(slot: number): number {
    return this.#doubles[(slot << 2) | SECOND] as number
  }

  #release(slot: number): void {
    const integers = this.#integers
    const at = (slot << 3) | GENERATION
    integers[at] = ((integers[at] as number) + 1) & GENERATION_MASK
    this.#links[(slot << 2) | NEXT] = this.#free
    this.#free = slot
    if (--this.size === 0 || (this.#runAt === this.#runEnd && this.#heap.size === 0)) this.#refill()
  }

  #push(slot: number): void {
    this.#heap.push(slot, this.#times[slot << 1] as number, this.#doubles[(slot << 2) | ORDER] as number)
  }

  /** Puts an event at or after the horizon into its bucket. */
  #bucket(slot: number): void {
    this.#link(slot, this.#rungs.bucketOf(this.#times[slot << 1] as number))
  }

  #link(slot: number, bucket: number): void {
    const links = this.#links
    const heads = this.#rungs.heads
    const next = heads[bucket] as number
    heads[bucket] = slot
    links[(slot << 2) | NEXT] = next
    links[(slot << 2) | PREVIOUS] = ~bucket
    links[(next << 2) | PREVIOUS] = slot
  }

  /** Fills the near tier, which is empty, from the earliest bucket that is not. */
  #refill(): void {
    const rungs = this.#rungs
    if (this.size === 0) {
      // without an event there is nothing to keep buckets for
      rungs.clear()
      this.#horizon = Infinity
      return
    }
    while (this.#heap.size === 0 && this.#runAt === this.#runEnd) {
      const bucket = rungs.advance()
      if (bucket === NO_BUCKET) this.#horizon = rungs.bucketEnd
      else this.#take(bucket, rungs.bucketEnd)
    }
  }

  /** Moves one bucket, whose events come before `end`, into the near tier, or onto a new rung if there are too many. */
  #take(bucket: number, end: number): void {
    const first = this.#rungs.heads[bucket] as number
    this.#rungs.heads[bucket] = NONE
    this.#heapLimit = HEAP_LIMIT
    if (this.#loadRun(first)) {
      this.#horizon = end
      return
    }
    const links = this.#links
    const times = this.#times
    let count = 0
    let earliest = Infinity
    let latest = 0
    let sum = 0
    for (let slot = first; slot !== NONE; slot = links[(slot << 2) | NEXT] as number) {
      const time = times[slot << 1] as number
      if (time < earliest) earliest = time
      if (time > latest) latest = time
      sum += time
      count++
    }
    const isTie = earliest === latest
    if (isTie) {
      this.#horizon = end
      this.#heapLimit = 2 * count
    } else if (count > RESIZE_COUNT && bucket !== FAR && this.size > 4 * this.#sizeAtFirstRung) {
      this.#clearRungs()
    } else this.#addRung(earliest, Math.min(latest - earliest, 4 * (sum / count - earliest)), count, end)
    for (let slot = first; slot !== NONE;) {
      const next = links[(slot << 2) | NEXT] as number
      if (isTie) this.#push(slot)
      else this.#bucket(slot)
      slot = next
    }
    this.#moves += count
  }

  /** Sorts a list into the run; false, with the list untouched, when it is too long. */
  #loadRun(first: number): boolean {
    const runTimes = this.#runTimes
    const runOrders = this.#runOrders
    const runSlots = this.#runSlots
    const times = this.#times
    const doubles = this.#doubles
    const links = this.#links
    let count = 0
    for (let slot = first; slot !== NONE; slot = links[(slot << 2) | NEXT] as number) {
      if (count === RUN_LIMIT) {
        runTimes[0] = Infinity
        this.#runAt = 0
        this.#runEnd = 0
        return false
      }
      const time = times[slot << 1] as number
      const order = doubles[(slot << 2) | ORDER] as number
      let index = count++
      while (index > 0) {
        const before = runTimes[index - 1] as number
        if (before < time || (before === time && (runOrders[index - 1] as number) < order)) break
        runTimes[index] = before
        runOrders[index] = runOrders[index - 1] as number
        runSlots[index] = runSlots[index - 1] as number
        index--
      }
      runTimes[index] = time
      runOrders[index] = order
      runSlots[index] = slot
    }
    runTimes[count] = Infinity
    this.#runAt = 0
    this.#runEnd = count
    this.#moves += count
    return true
  }

  /** Takes a slot out of the run; false when it is not there. */
  #removeFromRun(slot: number): boolean {
    const times = this.#runTimes
    const orders = this.#runOrders
    const slots = this.#runSlots
    let index = this.#runAt
    while (index < this.#runEnd && slots[index] !== slot) index++
    if (index === this.#runEnd) return false
    const end = --this.#runEnd
    for (; index < end; index++) {
      times[index] = times[index + 1] as number
      orders[index] = orders[index + 1] as number
      slots[index] = slots[index + 1] as number
    }
    times[end] = Infinity
    return true
  }

  #unlink(slot: number): void {
    const links = this.#links
    const next = links[(slot << 2) | NEXT] as number
    const previous = links[(slot << 2) | PREVIOUS] as number
    links[(next << 2) | PREVIOUS] = previous
    if (previous >= 0) links[(previous << 2) | NEXT] = next
    else this.#rungs.heads[~previous] = next
  }

  /** Puts all bucketed events back into the far list: the first rung was sized for far fewer events than there are now. */
  #clearRungs(): void {
    const heads = this.#rungs.heads
    for (let bucket = FAR + 1; bucket < this.#rungs.used; bucket++) {
      let slot = heads[bucket] as number
      heads[bucket] = NONE
      while (slot !== NONE) {
        const next = this.#links[(slot << 2) | NEXT] as number
        this.#link(slot, FAR)
        slot = next
      }
    }
    this.#rungs.clear()
  }

  #addRung(start: number, span: number, count: number, end: number): void {
    this.#rungs.add(start, span, count, end)
    this.#horizon = start
    if (this.#rungs.depth === 1) this.#sizeAtFirstRung = this.size
  }

  /** Turns a near tier that has grown too large, with one more event, into a rung; ties cannot be split and stay. */
  #split(slot: number): void {
    const time = this.#times[slot << 1] as number
    const heapTimes = this.#heap.times
    const heapSize = this.#heap.size
    let earliest = Math.min(time, this.#runTimes[this.#runAt] as number)
    let latest = time
    let sum = 0
    for (let index = 0; index < heapSize; index++) {
      const other = heapTimes[index] as number
      if (other < earliest) earliest = other
      if (other > latest) latest = other
      sum += other
    }
    if (this.#runEnd > this.#runAt) latest = Math.max(latest, this.#runTimes[this.#runEnd - 1] as number)
    if (earliest === latest) {
      this.#heapLimit *= 2
      this.#push(slot)
      return
    }
    this.#addRung(
      earliest,
      Math.max(1, Math.min(latest - earliest, 4 * (sum / heapSize - earliest))),
      heapSize,
      this.#horizon
    )
    for (let index = 0; index < heapSize; index++) this.#bucket(this.#heap.slots[index] as number)
    for (; this.#runAt < this.#runEnd; this.#runAt++) this.#bucket(this.#runSlots[this.#runAt] as number)
    this.#bucket(slot)
    this.#heap.clear()
    this.#refill()
  }

  #addSlot(): number {
    const slot = this.#used++
    if (slot * 2 < this.#times.length) return slot
    if (slot === MAXIMUM_SLOTS)
      throw new RangeError(`more than ${MAXIMUM_SLOTS} events wait: some process schedules without end`)
    const times = new Float64Array(slot * 4)
    times.set(this.#times)
    this.#times = times
    this.#links = new Int32Array(times.buffer)
    const doubles = new Float64Array(slot * 8)
    doubles.set(this.#doubles)
    this.#doubles = doubles
    this.#integers = new Int32Array(doubles.buffer)
    return slot
  }
}
