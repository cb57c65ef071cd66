// Single observations of one quantity, such as the waits at a resource: moments and percentiles in bounded memory. They are
// taken in by the batch, because on a hot path that costs a third.

import { PercentileSketch } from "./PercentileSketch.ts"
import { Tally } from "./Tally.ts"

const BATCH = 64

export class Observations {
  readonly #tally = new Tally()
  readonly #sketch = new PercentileSketch()
  /** What has not been taken in; made at the first observation, since many resources of a large model never have one. */
  #batch: Float64Array | undefined = undefined
  #size = 0

  /** Adds one observation below 2^60 in magnitude. */
  add(value: number): void {
    const batch = (this.#batch ??= new Float64Array(BATCH))
    batch[this.#size++] = value
    if (this.#size === BATCH) this.#takeIn(batch)
  }

  /** Number, mean, variance and extremes. */
  get tally(): Tally {
    if (this.#batch !== undefined) this.#takeIn(this.#batch)
    return this.#tally
  }

  get sketch(): PercentileSketch {
    if (this.#batch !== undefined) this.#takeIn(this.#batch)
    return this.#sketch
  }

  /** Takes in the observations of another run. */
  merge(other: Observations): void {
    this.tally.merge(other.tally)
    this.sketch.merge(other.sketch)
  }

  /** Forgets everything, as at the end of a warm-up. */
  reset(): void {
    this.tally.reset()
    this.#sketch.reset()
  }

  #takeIn(batch: Float64Array): void {
    const size = this.#size
    this.#size = 0
    this.#tally.addAll(batch, size)
    this.#sketch.addAll(batch, size)
  }
}
