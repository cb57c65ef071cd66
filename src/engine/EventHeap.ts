// A 4-ary heap of event slots with their keys beside them: the unsorted half of the calendar's near tier.
// It remembers where each slot is, so that any of them can be taken out again in O(log n).

const INITIAL_CAPACITY = 256

// Indexes are in range by construction, so `as number` stands where the checker sees a possible undefined.
export class EventHeap {
  size = 0
  /** Entries moved so far. */
  moves = 0
  /** Keys, Infinity past the end, so that `times[0]` is the earliest time even when there is none. */
  times = new Float64Array(INITIAL_CAPACITY).fill(Infinity)
  orders = new Float64Array(INITIAL_CAPACITY)
  slots = new Int32Array(INITIAL_CAPACITY)
  #positions = new Int32Array(INITIAL_CAPACITY)

  push(slot: number, time: number, order: number): void {
    if (this.size === this.slots.length) this.#grow()
    if (slot >= this.#positions.length) this.#growPositions(slot)
    this.#rise(this.size++, slot, time, order)
  }

  /** Takes out a slot that is in the heap. */
  remove(slot: number): void {
    const { times, orders, slots } = this
    const positions = this.#positions
    let position = positions[slot] as number
    const size = --this.size
    const time = times[size] as number
    const order = orders[size] as number
    const moved = slots[size] as number
    times[size] = Infinity
    if (moved === slot) return
    let levels = 1
    for (let child = 4 * position + 1; child < size; child = 4 * position + 1) {
      let least = child
      let leastTime = times[child] as number
      const end = child + 4 < size ? child + 4 : size
      while (++child < end) {
        const other = times[child] as number
        if (
          other < leastTime ||
          (other === leastTime && (orders[child] as number) < (orders[least] as number))
        ) {
          least = child
          leastTime = other
        }
      }
      if (time < leastTime || (time === leastTime && order < (orders[least] as number))) break
      times[position] = leastTime
      orders[position] = orders[least] as number
      positions[(slots[position] = slots[least] as number)] = position
      position = least
      levels++
    }
    this.moves += levels
    this.#rise(position, moved, time, order)
  }

  clear(): void {
    this.times.fill(Infinity, 0, this.size)
    this.size = 0
  }

  #rise(start: number, slot: number, time: number, order: number): void {
    const { times, orders, slots } = this
    const positions = this.#positions
    let position = start
    while (position > 0) {
      const parent = (position - 1) >> 2
      const other = times[parent] as number
      if (other < time || (other === time && (orders[parent] as number) < order)) break
      times[position] = other
      orders[position] = orders[parent] as number
      positions[(slots[position] = slots[parent] as number)] = position
      position = parent
    }
    times[position] = time
    orders[position] = order
    slots[position] = slot
    positions[slot] = position
  }

  #grow(): void {
    const { times, orders, slots } = this
    this.times = new Float64Array(times.length * 2).fill(Infinity)
    this.times.set(times)
    this.orders = new Float64Array(times.length * 2)
    this.orders.set(orders)
    this.slots = new Int32Array(times.length * 2)
    this.slots.set(slots)
  }

  #growPositions(slot: number): void {
    const positions = this.#positions
    let length = positions.length
    while (length <= slot) length *= 2
    this.#positions = new Int32Array(length)
    this.#positions.set(positions)
  }
}
