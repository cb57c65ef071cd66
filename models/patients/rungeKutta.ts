/** Writes the slopes of a state. */
export type Slopes = (state: Float64Array, slopes: Float64Array) => void

/** Classical fourth-order Runge-Kutta over a number of states; its scratch is its own. */
export class RungeKutta {
  readonly #stage: Float64Array
  readonly #slopes: Float64Array
  readonly #sum: Float64Array

  constructor(states: number) {
    this.#stage = new Float64Array(states)
    this.#slopes = new Float64Array(states)
    this.#sum = new Float64Array(states)
  }

  /** Advances `state` in place by one step. */
  step(state: Float64Array, step: number, slopes: Slopes): void {
    const sum = this.#sum
    sum.fill(0)
    slopes(state, this.#slopes)
    this.#advance(state, 1, step / 2)
    slopes(this.#stage, this.#slopes)
    this.#advance(state, 2, step / 2)
    slopes(this.#stage, this.#slopes)
    this.#advance(state, 2, step)
    slopes(this.#stage, this.#slopes)
    const last = this.#slopes
    for (let index = 0; index < state.length; index++) {
      const total = (sum[index] as number) + (last[index] as number)
      state[index] = (state[index] as number) + (step / 6) * total
    }
  }

  /** Counts the present slopes with a weight and puts the next stage where they reach. */
  #advance(state: Float64Array, weight: number, reach: number): void {
    const slopes = this.#slopes
    const stage = this.#stage
    const sum = this.#sum
    for (let index = 0; index < state.length; index++) {
      const slope = slopes[index] as number
      sum[index] = (sum[index] as number) + weight * slope
      stage[index] = (state[index] as number) + reach * slope
    }
  }
}
