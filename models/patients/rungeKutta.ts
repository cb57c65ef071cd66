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
    this.#sum.fill(0)
    this.#stage.set(state)
    for (let stage = 0; stage < 4; stage++) {
      slopes(this.#stage, this.#slopes)
      const weight = stage === 0 || stage === 3 ? 1 : 2
      const reach = stage === 2 ? step : step / 2
      for (let index = 0; index < state.length; index++) {
        const slope = this.#slopes[index] as number
        this.#sum[index] = (this.#sum[index] as number) + weight * slope
        this.#stage[index] = (state[index] as number) + reach * slope
      }
    }
    for (let index = 0; index < state.length; index++) {
      state[index] = (state[index] as number) + (step / 6) * (this.#sum[index] as number)
    }
  }
}
