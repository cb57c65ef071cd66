// A whole number or an amount that changes in steps, such as the length of a line: its average over time and, if asked for,
// its course. Steps are taken in by the batch, because on a hot path that costs a third.

import { BoundedSeries } from "./BoundedSeries.ts"
import { type Kernel } from "./Kernel.ts"
import { TimeWeighted } from "./TimeWeighted.ts"

const BATCH = 64

export interface SeriesOptions {
  /** Intervals kept, an even number. */
  readonly points: number
  /** Width of an interval at first; it doubles as the run outgrows them [s]. */
  readonly widthSeconds: number
}

export class Level {
  readonly #kernel: Kernel
  readonly #average: TimeWeighted
  readonly #course: BoundedSeries | undefined
  /** What has not been taken in; made at the first step, since many resources of a large model never have one. */
  #times: Float64Array | undefined = undefined
  #values = NOTHING
  #size = 0
  #last: number

  constructor(kernel: Kernel, value: number, series?: SeriesOptions) {
    this.#kernel = kernel
    this.#last = value
    this.#average = new TimeWeighted(kernel.now, value)
    if (series !== undefined) {
      this.#course = new BoundedSeries(series.points, series.widthSeconds)
      this.#course.set(kernel.now, value)
    }
  }

  /** It is `value` from now on. */
  set(value: number): void {
    if (value === this.#last) return
    this.#last = value
    const times = (this.#times ??= this.#begin())
    times[this.#size] = this.#kernel.nowNanoseconds / 1e9
    this.#values[this.#size++] = value
    if (this.#size === BATCH) this.#takeIn(times)
  }

  /** Its average and extremes up to now. */
  get average(): TimeWeighted {
    if (this.#times !== undefined) this.#takeIn(this.#times)
    this.#average.advance(this.#kernel.now)
    return this.#average
  }

  /** Its course over time up to now, if that was asked for. */
  get course(): BoundedSeries | undefined {
    if (this.#times !== undefined) this.#takeIn(this.#times)
    this.#course?.advance(this.#kernel.now)
    return this.#course
  }

  #begin(): Float64Array {
    this.#values = new Float64Array(BATCH)
    return new Float64Array(BATCH)
  }

  #takeIn(times: Float64Array): void {
    const size = this.#size
    this.#size = 0
    this.#average.setAll(times, this.#values, size)
    this.#course?.setAll(times, this.#values, size)
  }
}

const NOTHING = new Float64Array(0)
