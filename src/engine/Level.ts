// A number of items or an amount that changes in steps: its average over time and, if asked for, its course.

import { BoundedSeries } from "./BoundedSeries.ts"
import { type Kernel } from "./Kernel.ts"
import { TimeWeighted } from "./TimeWeighted.ts"

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

  constructor(kernel: Kernel, value: number, series?: SeriesOptions) {
    this.#kernel = kernel
    this.#average = new TimeWeighted(kernel.now, value)
    if (series === undefined) return
    this.#course = new BoundedSeries(series.points, series.widthSeconds)
    this.#course.set(kernel.now, value)
  }

  /** It is `value` from now on. */
  set(value: number): void {
    if (value === this.#average.value) return
    this.#average.set(this.#kernel.now, value)
    this.#course?.set(this.#kernel.now, value)
  }

  /** Its average and extremes up to now. */
  get average(): TimeWeighted {
    this.#average.advance(this.#kernel.now)
    return this.#average
  }

  /** Its course over time up to now, if that was asked for. */
  get course(): BoundedSeries | undefined {
    this.#course?.advance(this.#kernel.now)
    return this.#course
  }
}
