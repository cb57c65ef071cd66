// A pump's battery as an account of energy: what was in it, what the pump has spent since, and when it will be empty at the
// present power. Temperature, ageing and the fall of voltage are left out.

export class Battery {
  /** Energy when full [J]. */
  readonly capacityJoules: number

  /** Energy in it, and spent by the pump in all, when this was last set [J]. */
  #chargeJoules: number
  #spentJoules: number

  constructor(capacityJoules: number, chargeJoules: number) {
    this.capacityJoules = capacityJoules
    this.#chargeJoules = chargeJoules
    this.#spentJoules = 0
  }

  /** A full battery takes its place. */
  exchange(spentJoules: number): void {
    this.#chargeJoules = this.capacityJoules
    this.#spentJoules = spentJoules
  }

  /** Energy left [J] when the pump has spent so much in all; never below 0. */
  remainingJoules(spentJoules: number): number {
    return Math.max(0, this.#chargeJoules - (spentJoules - this.#spentJoules))
  }

  /** Time until it is empty at `watts` [s]. */
  secondsLeft(spentJoules: number, watts: number): number {
    const remaining = this.remainingJoules(spentJoules)
    return remaining === 0 ? 0 : watts > 0 ? remaining / watts : Infinity
  }
}
