// The pending events of one simulation in the order (time, priority, insertion): a two-tier queue on typed arrays.
// The near tier, all events before #horizon, is a sorted run and a 4-ary heap. Later events wait unsorted in buckets, on
// rungs that nest where events are dense, and past the last rung in bucket FAR. A bucket is a chain of blocks of entries, so
// that it is written at its end and read in one sweep; an idle bucket costs nothing. Measured in docs/engine-calendar.md.

import { CalendarRun, ORDER, RUN_LIMIT } from "./CalendarRun.ts"
import { CalendarRungs, FAR, NO_BUCKET } from "./CalendarRungs.ts"
import { BLOCK_MASK, EventChains, NONE } from "./EventChains.ts"
import { EventHeap } from "./EventHeap.ts"

/** Names one scheduled event; becomes stale when the event runs or is cancelled. */
export type EventHandle = number

const MAXIMUM_SLOTS = 2 ** 24
const INITIAL_SLOTS = 1024
/** A handle has the event's slot and this many of the insertions before it, so that it names one event only. */
const HANDLE_INSERTIONS = 2 ** 29
const PRIORITY_WEIGHT = 2 ** 45

// An entry: four doubles (time, ORDER and these), and in another array two integers (kind first).
const FIRST = 2
const SECOND = 3
/** The slot by which the event's handle finds its entry; of a free single entry, the next one. */
const SLOT = 1

/** A heap above this is spread over a rung. */
const HEAP_LIMIT = 128
/** A bucket above this, in rungs sized for a quarter of the events, has them all sized anew. */
const RESIZE_COUNT = 1024

// Indexes are in range by construction, so `as number` stands where the checker sees a possible undefined.
export class Calendar {
  /** Events waiting. */
  size = 0

  readonly #chains = new EventChains()
  #doubles = new Float64Array(this.#chains.capacity * 4)
  #integers = new Int32Array(this.#chains.capacity * 2)
  /** First free one of the entries that are in no bucket. */
  #freeSingle = NONE

  /** For each slot, its entry; when it is free, the next free one, complemented. Slot 0 ends the free ones. */
  #slots = new Int32Array(INITIAL_SLOTS)
  #usedSlots = 1
  #freeSlot = ~0
  #inserted = 0
  #moves = 0

  #horizon = Infinity
  readonly #run = new CalendarRun()
  /** The run's chain of entries, and that of the run before, whose last entry may still be read. */
  #runChain = 0
  #doneChain = 0
  readonly #heap = new EventHeap()
  #heapLimit = HEAP_LIMIT

  #sizeAtFirstRung = 0
  readonly #rungs = new CalendarRungs()

  /** Adds an event; `timeNanoseconds` is an integer, a lower `priority` (0 to 255) runs first among equal times. */
  insert(timeNanoseconds: number, priority: number, kind: number, a: number, b: number): EventHandle {
    let slot = ~this.#freeSlot
    if (slot === 0) slot = this.#addSlot()
    const slots = this.#slots
    this.#freeSlot = slots[slot] as number
    const isFar = timeNanoseconds >= this.#horizon
    const entry = isFar ? this.#append(timeNanoseconds) : this.#takeSingle()
    const doubles = this.#doubles
    const integers = this.#integers
    const inserted = this.#inserted++
    const order = priority * PRIORITY_WEIGHT + inserted
    doubles[entry << 2] = timeNanoseconds
    doubles[(entry << 2) | ORDER] = order
    doubles[(entry << 2) | FIRST] = a
    doubles[(entry << 2) | SECOND] = b
    integers[entry << 1] = kind | 0
    integers[(entry << 1) | SLOT] = slot
    slots[slot] = entry
    this.size++
    if (!isFar) this.#insertNear(slot, timeNanoseconds, order)
    return (inserted & (HANDLE_INSERTIONS - 1)) * MAXIMUM_SLOTS + slot
  }

  /** Removes an event; false when it already ran or was cancelled. */
  cancel(handle: EventHandle): boolean {
    const slot = handle % MAXIMUM_SLOTS
    if (!(slot > 0 && slot < this.#usedSlots && Number.isInteger(slot))) return false
    const entry = this.#slots[slot] as number
    if (entry < 0) return false
    const order = this.#doubles[(entry << 2) | ORDER] as number
    if (order % HANDLE_INSERTIONS !== Math.floor(handle / MAXIMUM_SLOTS)) return false
    if ((this.#doubles[entry << 2] as number) >= this.#horizon) this.#removeFromBucket(entry)
    else if (!this.#run.remove(this.#doubles, entry)) {
      this.#heap.remove(slot)
      this.#giveSingle(entry)
    }
    this.#release(slot)
    return true
  }

  /** Time of the next event [ns], Infinity when none. */
  peekTime(): number {
    const run = this.#run
    const runTime = run.times[run.at] as number
    if (this.#heap.size === 0) return runTime
    const heapTime = this.#heap.times[0] as number
    return runTime < heapTime ? runTime : heapTime
  }

  /** Removes the next event and returns its entry, whose fields stay readable until the next insert or cancel; call it only when size > 0. */
  pop(): number {
    const run = this.#run
    if (this.#heap.size !== 0 && !this.#isRunFirst()) return this.#popHeap()
    const entry = run.entries[run.at++] as number
    this.#release(this.#integers[(entry << 1) | SLOT] as number)
    return entry
  }

  /** Entries moved within and between the tiers so far: what the order cost, whatever the machine. */
  get moves(): number {
    return this.#moves + this.#heap.moves
  }

  kindOf(entry: number): number {
    return this.#integers[entry << 1] as number
  }

  firstOf(entry: number): number {
    return this.#doubles[(entry << 2) | FIRST] as number
  }

  secondOf(entry: number): number {
    return this.#doubles[(entry << 2) | SECOND] as number
  }

  /** Whether the run's first goes before that of the heap, which is not empty. */
  #isRunFirst(): boolean {
    const run = this.#run
    const runTime = run.times[run.at] as number
    const heapTime = this.#heap.times[0] as number
    if (runTime !== heapTime) return runTime < heapTime
    const entry = run.entries[run.at] as number
    return (this.#doubles[(entry << 2) | ORDER] as number) < (this.#heap.orders[0] as number)
  }

  #popHeap(): number {
    const slot = this.#heap.slots[0] as number
    const entry = this.#slots[slot] as number
    this.#heap.remove(slot)
    this.#giveSingle(entry)
    this.#release(slot)
    return entry
  }

  #release(slot: number): void {
    this.#slots[slot] = this.#freeSlot
    this.#freeSlot = ~slot
    this.size--
    if (this.#run.at === this.#run.end && this.#heap.size === 0) this.#refill()
  }

  #insertNear(slot: number, time: number, order: number): void {
    if (this.#heap.size < this.#heapLimit) this.#heap.push(slot, time, order)
    else this.#split(slot, time, order)
  }

  /** A place for an entry at or after the horizon, in its bucket. */
  #append(time: number): number {
    const rungs = this.#rungs
    const bucket = rungs.bucketOf(time)
    const ends = rungs.chainEnds
    let place = ends[bucket] as number
    if ((place & BLOCK_MASK) === 0) place = this.#addBlock(place)
    ends[bucket] = place + 1
    return place
  }

  /** The first place of a block added to the chain `end`. */
  #addBlock(end: number): number {
    const place = this.#chains.addBlock(end)
    const { capacity } = this.#chains
    if (this.#integers.length < capacity * 2) {
      const doubles = this.#doubles
      const integers = this.#integers
      this.#doubles = new Float64Array(capacity * 4)
      this.#doubles.set(doubles)
      this.#integers = new Int32Array(capacity * 2)
      this.#integers.set(integers)
    }
    return place
  }

  #takeSingle(): number {
    if (this.#freeSingle === NONE) {
      const first = this.#addBlock(0)
      for (let entry = first + BLOCK_MASK; entry >= first; entry--) this.#giveSingle(entry)
    }
    const entry = this.#freeSingle
    this.#freeSingle = this.#integers[(entry << 1) | SLOT] as number
    return entry
  }

  #giveSingle(entry: number): void {
    this.#integers[(entry << 1) | SLOT] = this.#freeSingle
    this.#freeSingle = entry
  }

  #removeFromBucket(entry: number): void {
    const ends = this.#rungs.chainEnds
    const bucket = this.#rungs.bucketOf(this.#doubles[entry << 2] as number)
    const end = ends[bucket] as number
    if (entry !== end - 1) this.#copy(end - 1, entry)
    ends[bucket] = this.#chains.withoutLast(end)
  }

  /** Copies an entry that is at or after the horizon into its bucket. */
  #moveToBucket(entry: number): void {
    const place = this.#append(this.#doubles[entry << 2] as number)
    this.#copy(entry, place)
  }

  #copy(from: number, to: number): void {
    const doubles = this.#doubles
    const integers = this.#integers
    const slot = integers[(from << 1) | SLOT] as number
    doubles[to << 2] = doubles[from << 2] as number
    doubles[(to << 2) | ORDER] = doubles[(from << 2) | ORDER] as number
    doubles[(to << 2) | FIRST] = doubles[(from << 2) | FIRST] as number
    doubles[(to << 2) | SECOND] = doubles[(from << 2) | SECOND] as number
    integers[to << 1] = integers[from << 1] as number
    integers[(to << 1) | SLOT] = slot
    this.#slots[slot] = to
  }

  /** Fills the near tier, which is empty, from the earliest bucket that is not. */
  #refill(): void {
    const rungs = this.#rungs
    this.#chains.free(this.#doneChain)
    this.#doneChain = this.#runChain
    this.#runChain = 0
    if (this.size === 0) {
      // without an event there is nothing to keep buckets for
      rungs.clear()
      this.#horizon = Infinity
      return
    }
    while (this.#run.at === this.#run.end) {
      const bucket = rungs.advance()
      if (bucket === NO_BUCKET) this.#horizon = rungs.bucketEnd
      else this.#take(bucket, rungs.bucketEnd)
    }
  }

  /** Makes one bucket, whose events come before `end`, the run, or spreads it over a new rung if there are too many. */
  #take(bucket: number, end: number): void {
    const chain = this.#rungs.chainEnds[bucket] as number
    this.#rungs.chainEnds[bucket] = 0
    this.#heapLimit = HEAP_LIMIT
    const count = this.#chains.count(chain)
    this.#moves += count
    const run = this.#run
    this.#chains.list(chain, count, run.reserve(count))
    if (count <= RUN_LIMIT) run.sort(this.#doubles, count)
    else if (this.#spread(bucket, count, end)) {
      this.#chains.free(chain)
      return
    } else run.sortTies(this.#doubles, count)
    this.#runChain = chain
    // What is scheduled while ties run comes later as a rule, and then needs no place in the heap.
    this.#horizon = count > RUN_LIMIT && bucket === FAR ? (run.times[0] as number) + 1 : end
  }

  /** Moves the entries listed in the run to a new rung, or with all others to FAR; false when their times are equal. */
  #spread(bucket: number, count: number, end: number): boolean {
    const { entries } = this.#run
    const doubles = this.#doubles
    let earliest = Infinity
    let latest = 0
    let sum = 0
    for (let index = 0; index < count; index++) {
      const time = doubles[(entries[index] as number) << 2] as number
      if (time < earliest) earliest = time
      if (time > latest) latest = time
      sum += time
    }
    if (earliest === latest) return false
    if (count > RESIZE_COUNT && bucket !== FAR && this.size > 4 * this.#sizeAtFirstRung) this.#clearRungs()
    else this.#addRung(earliest, Math.min(latest - earliest, 4 * (sum / count - earliest)), count, end)
    for (let index = 0; index < count; index++) this.#moveToBucket(entries[index] as number)
    return true
  }

  /** Puts all bucketed events back into FAR: the first rung was sized for far fewer events than there are now. */
  #clearRungs(): void {
    const rungs = this.#rungs
    const ends = rungs.chainEnds.slice(FAR + 1, rungs.used)
    rungs.chainEnds.fill(0, FAR + 1, rungs.used)
    rungs.clear()
    for (const chain of ends) {
      if (chain === 0) continue
      const entries = new Int32Array(this.#chains.count(chain))
      this.#chains.list(chain, entries.length, entries)
      for (const entry of entries) this.#moveToBucket(entry)
      this.#chains.free(chain)
    }
  }

  #addRung(start: number, span: number, count: number, end: number): void {
    this.#rungs.add(start, span, count, end)
    this.#horizon = start
    if (this.#rungs.depth === 1) this.#sizeAtFirstRung = this.size
  }

  /** Turns a near tier that has grown too large, with one more event, into a rung; ties cannot be split and stay. */
  #split(slot: number, time: number, order: number): void {
    const heap = this.#heap
    const run = this.#run
    const heapSize = heap.size
    let earliest = Math.min(time, run.times[run.at] as number)
    let latest = time
    let sum = 0
    for (let index = 0; index < heapSize; index++) {
      const other = heap.times[index] as number
      if (other < earliest) earliest = other
      if (other > latest) latest = other
      sum += other
    }
    if (run.end > run.at) latest = Math.max(latest, run.times[run.end - 1] as number)
    heap.push(slot, time, order)
    if (earliest === latest) {
      // what comes later than these waits elsewhere from now on, lest it stay in the heap as long as there are ties
      if (this.#rungs.depth === 0) this.#horizon = latest + 1
      this.#heapLimit *= 2
      return
    }
    const span = Math.max(1, Math.min(latest - earliest, 4 * (sum / heapSize - earliest)))
    this.#addRung(earliest, span, heapSize, this.#horizon)
    for (let index = 0; index <= heapSize; index++) {
      const entry = this.#slots[heap.slots[index] as number] as number
      this.#moveToBucket(entry)
      this.#giveSingle(entry)
    }
    heap.clear()
    for (; run.at < run.end; run.at++) this.#moveToBucket(run.entries[run.at] as number)
    this.#refill()
  }

  #addSlot(): number {
    const slot = this.#usedSlots++
    if (slot === MAXIMUM_SLOTS)
      throw new RangeError(`more than ${MAXIMUM_SLOTS} events wait: some process schedules without end`)
    if (slot === this.#slots.length) {
      const slots = this.#slots
      this.#slots = new Int32Array(slot * 2)
      this.#slots.set(slots)
    }
    this.#slots[slot] = ~0
    return slot
  }
}
