// Durations observed one by one, such as the waits at a resource: moments and percentiles, in bounded memory. They are whole
// nanoseconds, which makes this cheap enough for every job of every resource: sums about the first value instead of Welford's
// recurrence with its division (Tally.ts), which is as safe when the spread is small against the mean.

import { PercentileSketch } from "./PercentileSketch.ts"

// Places in the array of moments: typed arrays hold numbers without boxing them.
const ORIGIN = 0
const SUM = 1
const SQUARES = 2

export class Durations {
  /** In nanoseconds. */
  readonly #sketch = new PercentileSketch()
  readonly #moments = new Float64Array(3)

  /** Adds a whole number of nanoseconds. */
  addNanoseconds(duration: number): void {
    const moments = this.#moments
    if (this.#sketch.count === 0) moments[ORIGIN] = duration
    const difference = duration - (moments[ORIGIN] as number)
    moments[SUM] = (moments[SUM] as number) + difference
    moments[SQUARES] = (moments[SQUARES] as number) + difference * difference
    this.#sketch.addInteger(duration)
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
    this.#moments[SQUARES] =
      squares + other.#squaresAboutMean() + (difference * difference * before * other.count) / count
    this.#moments[SUM] = 0
    this.#moments[ORIGIN] = mean + (difference * other.count) / count
    this.#sketch.merge(other.#sketch)
  }

  /** Forgets everything, as at the end of a warm-up. */
  reset(): void {
    this.#sketch.reset()
    this.#moments.fill(0)
  }

  #mean(): number {
    return (this.#moments[ORIGIN] as number) + (this.#moments[SUM] as number) / this.count
  }

  #squaresAboutMean(): number {
    const sum = this.#moments[SUM] as number
    return Math.max(0, (this.#moments[SQUARES] as number) - (sum * sum) / this.count)
  }
}
