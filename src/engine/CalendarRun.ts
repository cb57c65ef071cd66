// The sorted half of the calendar's near tier: the bucket that came due, as a list of its entries in the order in which they run.

/** Where an entry's order among equal times is, beside its time; entries have four doubles. */
export const ORDER = 1

/** Longest bucket that is sorted by insertion. */
export const RUN_LIMIT = 48

// Indexes are in range by construction, so `as number` stands where the checker sees a possible undefined.
export class CalendarRun {
  /** Infinity at `end`, so that `times[at]` is the earliest time even when there is none. */
  times = new Float64Array(RUN_LIMIT + 1).fill(Infinity)
  entries = new Int32Array(RUN_LIMIT + 1)
  at = 0
  end = 0

  /** Makes room for this many entries, which the caller then writes into `entries`. */
  reserve(count: number): Int32Array {
    if (count >= this.entries.length) {
      this.times = new Float64Array(2 * count)
      this.entries = new Int32Array(2 * count)
    }
    return this.entries
  }

  /** Sorts the first `count` entries, at most `RUN_LIMIT`. */
  sort(doubles: Float64Array, count: number): void {
    const { entries, times } = this
    // First all times, so that misses in the cache overlap; in the sorting each would wait for the one before.
    for (let index = 0; index < count; index++)
      times[index] = doubles[(entries[index] as number) << 2] as number
    for (let next = 1; next < count; next++) {
      const time = times[next] as number
      const entry = entries[next] as number
      let index = next
      while (index > 0) {
        const before = times[index - 1] as number
        if (before < time) break
        const other = entries[index - 1] as number
        if (
          before === time &&
          (doubles[(other << 2) | ORDER] as number) < (doubles[(entry << 2) | ORDER] as number)
        )
          break
        times[index] = before
        entries[index] = other
        index--
      }
      times[index] = time
      entries[index] = entry
    }
    this.#begin(count)
  }

  /** Sorts the first `count` entries, which have the same time. */
  sortTies(doubles: Float64Array, count: number): void {
    const { entries } = this
    const orderOf = (entry: number): number => doubles[(entry << 2) | ORDER] as number
    let index = 1
    while (index < count && orderOf(entries[index - 1] as number) < orderOf(entries[index] as number)) index++
    // unless priorities differ or one was cancelled, they are in order already
    if (index < count) {
      entries.set(Array.from(entries.subarray(0, count)).sort((x, y) => orderOf(x) - orderOf(y)))
    }
    this.times.fill(doubles[(entries[0] as number) << 2] as number, 0, count)
    this.#begin(count)
  }

  /** Takes an entry out; false when it is not there. */
  remove(doubles: Float64Array, entry: number): boolean {
    const { end, entries, times } = this
    const time = doubles[entry << 2] as number
    const order = doubles[(entry << 2) | ORDER] as number
    let low = this.at
    let high = end
    while (low < high) {
      const middle = (low + high) >> 1
      const other = times[middle] as number
      const otherOrder = doubles[((entries[middle] as number) << 2) | ORDER] as number
      if (other < time || (other === time && otherOrder < order)) low = middle + 1
      else high = middle
    }
    if (low === end || entries[low] !== entry) return false
    entries.copyWithin(low, low + 1, end)
    times.copyWithin(low, low + 1, end + 1)
    this.end = end - 1
    return true
  }

  #begin(count: number): void {
    this.times[count] = Infinity
    this.at = 0
    this.end = count
  }
}
