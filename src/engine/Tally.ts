// Count, mean, variance and extremes of single observations, in constant memory, by Welford's recurrence
// (Technometrics 4(3), 1962); merged after Chan, Golub and LeVeque (1979).

export class Tally {
  count = 0
  /** NaN when there is nothing to average. */
  mean = Number.NaN
  /** Infinity when nothing was observed. */
  minimum = Infinity
  /** -Infinity when nothing was observed. */
  maximum = -Infinity
  #squares = 0

  /** Adds one observation; throws a RangeError unless it is finite. */
  add(value: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`a tally takes finite values, not ${value}`)
    const count = ++this.count
    if (count === 1) this.mean = value
    else {
      const difference = value - this.mean
      this.mean += difference / count
      this.#squares += difference * (value - this.mean)
    }
    if (value < this.minimum) this.minimum = value
    if (value > this.maximum) this.maximum = value
  }

  /** Sample variance (n - 1); NaN below two observations. */
  get variance(): number {
    return this.count < 2 ? Number.NaN : this.#squares / (this.count - 1)
  }

  get standardDeviation(): number {
    return Math.sqrt(this.variance)
  }

  /** Takes in all observations of another tally; the order of merging changes the moments by rounding only. */
  merge(other: Tally): void {
    if (other.count === 0) return
    const count = this.count + other.count
    const difference = this.count === 0 ? 0 : other.mean - this.mean
    this.#squares += other.#squares + (difference * difference * this.count * other.count) / count
    this.mean = this.count === 0 ? other.mean : this.mean + (difference * other.count) / count
    this.count = count
    this.minimum = Math.min(this.minimum, other.minimum)
    this.maximum = Math.max(this.maximum, other.maximum)
  }

  /** Forgets everything, as at the end of a warm-up. */
  reset(): void {
    this.count = 0
    this.mean = Number.NaN
    this.minimum = Infinity
    this.maximum = -Infinity
    this.#squares = 0
  }
}
