// The pending events of one simulation, on typed arrays, in the order (time, priority, insertion).
// A binary heap of slots; an event's handle carries its slot and a generation, so cancelling twice is harmless.

const INITIAL_CAPACITY = 1024

/** Names one scheduled event; becomes stale when the event runs or is cancelled. */
export type EventHandle = number

export class Calendar {
  /** Events waiting. */
  size = 0

  #heap = new Int32Array(INITIAL_CAPACITY)
  #times = new Float64Array(INITIAL_CAPACITY)
  #orders = new Float64Array(INITIAL_CAPACITY)
  #positions = new Int32Array(INITIAL_CAPACITY)
  #generations = new Uint32Array(INITIAL_CAPACITY)
  #free: Array<number> = []
  #used = 0
  #inserted = 0

  kinds = new Int32Array(INITIAL_CAPACITY)
  firsts = new Float64Array(INITIAL_CAPACITY)
  seconds_ = new Float64Array(INITIAL_CAPACITY)
  causes = new Float64Array(INITIAL_CAPACITY)

  /** Adds an event; `timeNanoseconds` is an integer, a lower `priority` (0 to 255) runs first among equal times. */
  insert(timeNanoseconds: number, priority: number, kind: number, a: number, b: number): EventHandle {
    let slot = this.#free.pop()
    if (slot === undefined) {
      slot = this.#used++
      if (slot >= this.#heap.length) this.#grow()
    }
    this.#times[slot] = timeNanoseconds
    this.#orders[slot] = priority * 2 ** 45 + this.#inserted++
    this.kinds[slot] = kind
    this.firsts[slot] = a
    this.seconds_[slot] = b
    this.#up(this.size++, slot)
    return (this.#generations[slot] as number) * 2 ** 21 + slot
  }

  /** Removes an event; false when it already ran or was cancelled. */
  cancel(handle: EventHandle): boolean {
    const slot = handle % 2 ** 21
    if (this.#generations[slot] !== Math.floor(handle / 2 ** 21)) return false
    const position = this.#positions[slot] as number
    const last = this.#heap[--this.size] as number
    if (position < this.size) {
      this.#up(position, last)
      this.#down(this.#positions[last] as number, last)
    }
    this.#release(slot)
    return true
  }

  /** Time of the next event [ns], Infinity when none. */
  peekTime(): number {
    return this.size === 0 ? Infinity : (this.#times[this.#heap[0] as number] as number)
  }

  /** Removes the next event and returns its slot; its fields stay readable until the next insert. */
  pop(): number {
    const slot = this.#heap[0] as number
    const last = this.#heap[--this.size] as number
    if (this.size > 0) this.#down(0, last)
    this.#release(slot)
    return slot
  }

  #release(slot: number): void {
    this.#generations[slot] = (this.#generations[slot] as number) + 1
    this.#free.push(slot)
  }

  #before(x: number, y: number): boolean {
    const difference = (this.#times[x] as number) - (this.#times[y] as number)
    return difference < 0 || (difference === 0 && (this.#orders[x] as number) < (this.#orders[y] as number))
  }

  #up(position: number, slot: number): void {
    while (position > 0) {
      const parent = (position - 1) >> 1
      const other = this.#heap[parent] as number
      if (!this.#before(slot, other)) break
      this.#heap[position] = other
      this.#positions[other] = position
      position = parent
    }
    this.#heap[position] = slot
    this.#positions[slot] = position
  }

  #down(position: number, slot: number): void {
    const half = this.size >> 1
    while (position < half) {
      let child = 2 * position + 1
      if (child + 1 < this.size && this.#before(this.#heap[child + 1] as number, this.#heap[child] as number))
        child++
      const other = this.#heap[child] as number
      if (!this.#before(other, slot)) break
      this.#heap[position] = other
      this.#positions[other] = position
      position = child
    }
    this.#heap[position] = slot
    this.#positions[slot] = position
  }

  #grow(): void {
    const length = this.#heap.length * 2
    const widen = <A extends Int32Array | Float64Array | Uint32Array>(old: A, next: A): A => {
      next.set(old)
      return next
    }
    this.#heap = widen(this.#heap, new Int32Array(length))
    this.#times = widen(this.#times, new Float64Array(length))
    this.#orders = widen(this.#orders, new Float64Array(length))
    this.#positions = widen(this.#positions, new Int32Array(length))
    this.#generations = widen(this.#generations, new Uint32Array(length))
    this.kinds = widen(this.kinds, new Int32Array(length))
    this.firsts = widen(this.firsts, new Float64Array(length))
    this.seconds_ = widen(this.seconds_, new Float64Array(length))
    this.causes = widen(this.causes, new Float64Array(length))
  }
}
