// Durations observed one by one, such as the waits at a resource: moments and percentiles, in bounded memory. They come as whole
// nanoseconds and may be taken in by the batch, which makes this cheap enough for every job of every resource: sums about the
// first value instead of Welford's recurrence with its division (Tally.ts), as safe when the spread is small against the mean.

import { PercentileSketch } from "./PercentileSketch.ts"

export class Durations {
  /** In nanoseconds, as all that follows. */
  readonly #sketch = new PercentileSketch()
  #origin = 0
  #sum = 0
  #squares = 0

  /** Adds a whole number of nanoseconds. */
  addNanoseconds(duration: number): void {
    if (this.count === 0) this.#origin = duration
    const difference = duration - this.#origin
    this.#sum += difference
    this.#squares += difference * difference
    this.#sketch.add(duration)
  }

  /** Adds the first `count` of these whole numbers of nanoseconds, whose array has a buffer of its own. */
  addAllNanoseconds(durations: Float64Array, count: number): void {
    if (count === 0) return
    if (this.count === 0) this.#origin = durations[0] as number
    const origin = this.#origin
    let sum = 0
    let squares = 0
    for (let index = 0; index < count; index++) {
      const difference = (durations[index] as number) - origin
      sum += difference
      squares += difference * difference
    }
    this.#sum += sum
    this.#squares += squares
    this.#sketch.addAll(durations, count)
  }

  get count(): number {
    return this.#sketch.count
  }

  /** [s]; NaN when nothing was observed. */
  get mean(): number {
    return this.#mean() / 1e9
  }

  /** Of the sample (n - 1) [s]; NaN below two observations. */
  get standardDeviation(): number {
    return this.count < 2 ? Number.NaN : Math.sqrt(this.#squaresAboutMean() / (this.count - 1)) / 1e9
  }

  /** [s]; Infinity when nothing was observed. */
  get minimum(): number {
    return this.#sketch.minimum / 1e9
  }

  /** [s]; -Infinity when nothing was observed. */
  get maximum(): number {
    return this.#sketch.maximum / 1e9
  }

  /** The duration below which the share `probability` lies, within `SKETCH_RELATIVE_ERROR` [s]; NaN when there are none. */
  percentile(probability: number): number {
    return this.#sketch.percentile(probability) / 1e9
  }

  /** Takes in what another one observed; the order changes the moments by rounding only, and the percentiles not at all. */
  merge(other: Durations): void {
    if (other.count === 0) return
    const before = this.count
    const count = before + other.count
    const mean = before === 0 ? other.#mean() : this.#mean()
    const difference = other.#mean() - mean
    const squares = before === 0 ? 0 : this.#squaresAboutMean()
    const squaresNow =
      squares + other.#squaresAboutMean() + (difference * difference * before * other.count) / count
    this.#origin = mean + (difference * other.count) / count
    this.#sum = 0
    this.#squares = squaresNow
    this.#sketch.merge(other.#sketch)
  }

  /** Forgets everything, as at the end of a warm-up. */
  reset(): void {
    this.#sketch.reset()
    this.#origin = 0
    this.#sum = 0
    this.#squares = 0
  }

  #mean(): number {
    return this.#origin + this.#sum / this.count
  }

  #squaresAboutMean(): number {
    return Math.max(0, this.#squares - (this.#sum * this.#sum) / this.count)
  }
}
