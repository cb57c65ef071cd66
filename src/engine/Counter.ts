// Counts what only grows: frames sent, alarms raised, drug given. Merging is exact for whole numbers below 2^53.

export class Counter {
  total = 0

  /** Adds `amount`, 1 when left out; throws a RangeError unless it is finite and not negative. */
  add(amount = 1): void {
    if (!(amount >= 0 && amount < Infinity))
      throw new RangeError(`a counter only grows: it cannot add ${amount}`)
    this.total += amount
  }

  /** Amount per second over `durationSeconds`; NaN over no time. */
  rate(durationSeconds: number): number {
    return durationSeconds > 0 ? this.total / durationSeconds : Number.NaN
  }

  merge(other: Counter): void {
    this.total += other.total
  }

  /** Forgets everything, as at the end of a warm-up. */
  reset(): void {
    this.total = 0
  }
}
