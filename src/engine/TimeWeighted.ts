// The average over time of a value that changes in steps, such as the length of a line. Constant memory; time is given by
// the caller [s], so that the monitor knows no clock.

/** What a caller found who integrates on a hot path of its own. */
export interface IntegratedCourse {
  /** The value at the end. */
  readonly value: number
  /** [unit of the value times s] */
  readonly integral: number
  readonly maximum: number
}

export class TimeWeighted {
  /** Value since the last change. */
  value: number
  minimum: number
  maximum: number
  #integral = 0
  #changedSeconds: number
  #durationSeconds = 0

  constructor(startSeconds = 0, value = 0) {
    this.#changedSeconds = startSeconds
    this.value = value
    this.minimum = value
    this.maximum = value
  }

  /** The value changes at `timeSeconds`; throws a RangeError when time goes back or the value is not finite. */
  set(timeSeconds: number, value: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`a time-weighted value is finite, not ${value}`)
    this.advance(timeSeconds)
    this.value = value
    if (value < this.minimum) this.minimum = value
    if (value > this.maximum) this.maximum = value
  }

  /** Counts the time up to `timeSeconds`, over which the caller has integrated the value; it may have been less than `minimum`. */
  setIntegrated(timeSeconds: number, course: IntegratedCourse): void {
    const integral = this.#integral + course.integral
    this.set(timeSeconds, course.value)
    this.#integral = integral
    if (course.maximum > this.maximum) this.maximum = course.maximum
  }

  /** Counts the current value up to `timeSeconds`; throws a RangeError when time goes back. */
  advance(timeSeconds: number): void {
    const elapsed = timeSeconds - this.#changedSeconds
    if (!(elapsed >= 0 && elapsed < Infinity)) {
      throw new RangeError(
        `a time-weighted value at ${this.#changedSeconds} s cannot change at ${timeSeconds} s`
      )
    }
    this.#integral += elapsed * this.value
    this.#durationSeconds += elapsed
    this.#changedSeconds = timeSeconds
  }

  /** Time observed, up to the last change or `advance` [s]. */
  get durationSeconds(): number {
    return this.#durationSeconds
  }

  /** Integral over the time observed [unit of the value times s]. */
  get integral(): number {
    return this.#integral
  }

  /** Average over the time observed; NaN when that is no time at all. */
  get mean(): number {
    return this.#durationSeconds === 0 ? Number.NaN : this.#integral / this.#durationSeconds
  }

  /** Takes in the time that another one observed, as of a second replication; the order changes the mean by rounding only. */
  merge(other: TimeWeighted): void {
    this.#integral += other.#integral
    this.#durationSeconds += other.#durationSeconds
    this.minimum = Math.min(this.minimum, other.minimum)
    this.maximum = Math.max(this.maximum, other.maximum)
  }

  /** Forgets the past at `timeSeconds`, as at the end of a warm-up, and keeps the current value. */
  reset(timeSeconds: number): void {
    this.advance(timeSeconds)
    this.#integral = 0
    this.#durationSeconds = 0
    this.minimum = this.value
    this.maximum = this.value
  }
}
