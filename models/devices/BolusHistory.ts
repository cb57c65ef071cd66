// What a pump gave by bolus in the last four hours, for the limit of patient-controlled pumps.

const FOUR_HOURS_SECONDS = 14_400

export class BolusHistory {
  readonly #times: Array<number> = []
  readonly #doses: Array<number> = []
  /** Added up from the oldest to the newest; NaN when that is to be done anew. */
  #sum = 0

  add(nowSeconds: number, dose: number): void {
    this.#times.push(nowSeconds)
    this.#doses.push(dose)
    this.#sum = NaN
  }

  /** Sum of boluses in the four hours before now [dose unit]. */
  sum(nowSeconds: number): number {
    while (this.#times.length > 0 && (this.#times[0] as number) <= nowSeconds - FOUR_HOURS_SECONDS) {
      this.#times.shift()
      this.#doses.shift()
      this.#sum = NaN
    }
    if (Number.isNaN(this.#sum)) this.#sum = this.#doses.reduce((sum, dose) => sum + dose, 0)
    return this.#sum
  }
}
