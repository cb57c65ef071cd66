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

  /** Adds the first `count` of `values`, faster than one by one; throws a RangeError, and adds none, unless all are finite. */
  addAll(values: Float64Array, count: number): void {
    if (count === 0) return
    let sum = 0
    let minimum = Infinity
    let maximum = -Infinity
    for (let index = 0; index < count; index++) {
      const value = values[index] as number
      sum += value
      if (value < minimum) minimum = value
      if (value > maximum) maximum = value
    }
    if (!Number.isFinite(sum)) throw new RangeError("a tally takes finite values")
    const mean = sum / count
    let squares = 0
    for (let index = 0; index < count; index++) {
      const difference = (values[index] as number) - mean
      squares += difference * difference
    }
    this.#take(count, mean, squares)
    if (minimum < this.minimum) this.minimum = minimum
    if (maximum > this.maximum) this.maximum = maximum
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
    this.#take(other.count, other.mean, other.#squares)
    this.minimum = Math.min(this.minimum, other.minimum)
    this.maximum = Math.max(this.maximum, other.maximum)
  }

  #take(added: number, mean: number, squares: number): void {
    const count = this.count + added
    const difference = this.count === 0 ? 0 : mean - this.mean
    this.#squares += squares + (difference * difference * this.count * added) / count
    this.mean = this.count === 0 ? mean : this.mean + (difference * added) / count
    this.count = count
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
