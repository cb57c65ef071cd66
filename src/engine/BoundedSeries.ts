// The course over time of a value that changes in steps, in bounded memory: averages over intervals of equal width, which
// doubles whenever the run outgrows the intervals. What is kept is exact; only the resolution falls.

export class BoundedSeries {
  /** Width of an interval now [s]. */
  widthSeconds: number
  readonly #integrals: Float64Array
  #value: number
  #changedSeconds = 0

  /** Starts at 0 s with `value`; keeps at most `points` (even) intervals, at first of `widthSeconds` each. */
  constructor(points: number, widthSeconds: number, value = 0) {
    if (!(Number.isInteger(points) && points >= 2 && points % 2 === 0 && widthSeconds > 0)) {
      throw new RangeError(
        `a series needs an even number of points and a width above 0 s, not ${points} of ${widthSeconds} s`
      )
    }
    this.#integrals = new Float64Array(points)
    this.widthSeconds = widthSeconds
    this.#value = value
  }

  /** The value changes at `timeSeconds`; throws a RangeError when time goes back or the value is not finite. */
  set(timeSeconds: number, value: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`the value of a series is finite, not ${value}`)
    this.advance(timeSeconds)
    this.#value = value
  }

  /** Counts the current value up to `timeSeconds`; throws a RangeError when time goes back. */
  advance(timeSeconds: number): void {
    if (!(timeSeconds >= this.#changedSeconds && timeSeconds < Infinity)) {
      throw new RangeError(`a series at ${this.#changedSeconds} s cannot go on at ${timeSeconds} s`)
    }
    const integrals = this.#integrals
    while (timeSeconds > integrals.length * this.widthSeconds) this.#halve()
    let from = this.#changedSeconds
    for (let index = Math.floor(from / this.widthSeconds); from < timeSeconds; index++) {
      const to = Math.min(timeSeconds, (index + 1) * this.widthSeconds)
      // a division that rounds up can name the interval before: it then has no time left to count
      if (to > from) {
        integrals[index] = (integrals[index] as number) + (to - from) * this.#value
        from = to
      }
    }
    this.#changedSeconds = timeSeconds
  }

  /** Middle of each interval [s] and the average over it; the last one may be cut short by the present. */
  points(): { readonly timesSeconds: ReadonlyArray<number>; readonly values: ReadonlyArray<number> } {
    const timesSeconds: Array<number> = []
    const values: Array<number> = []
    for (let index = 0; index * this.widthSeconds < this.#changedSeconds; index++) {
      const start = index * this.widthSeconds
      const end = Math.min(this.#changedSeconds, start + this.widthSeconds)
      timesSeconds.push((start + end) / 2)
      values.push((this.#integrals[index] as number) / (end - start))
    }
    return { timesSeconds, values }
  }

  #halve(): void {
    const integrals = this.#integrals
    const half = integrals.length / 2
    for (let index = 0; index < half; index++) {
      integrals[index] = (integrals[2 * index] as number) + (integrals[2 * index + 1] as number)
    }
    integrals.fill(0, half)
    this.widthSeconds *= 2
  }
}
