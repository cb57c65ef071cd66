// Bag, syringe or cassette: the dose to be infused, a reserve beyond it that keeps the vein open, and the point where the
// pump says that the end is near. Amounts are in the drug's dose unit.

export class Reservoir {
  readonly capacityDose: number
  /** Rest of the programmed amount; the pump is through with it at 0. */
  remainingDose: number
  /** What is left in the container beyond the programmed amount. */
  reserveDose: number
  /** The end is near when no more than this remains. */
  readonly nearEndDose: number
  readonly #fullReserveDose: number
  /** What a rounding error leaves counts as nothing. */
  readonly #tolerance: number

  constructor(capacityDose: number, nearEndDose: number, reserveDose: number) {
    this.capacityDose = capacityDose
    this.remainingDose = capacityDose
    this.nearEndDose = nearEndDose
    this.reserveDose = reserveDose
    this.#fullReserveDose = reserveDose
    this.#tolerance = Number.isFinite(capacityDose) ? capacityDose * 1e-12 : 0
  }

  /** A container that never ends. */
  static unlimited(): Reservoir {
    return new Reservoir(Infinity, 0, Infinity)
  }

  get isNearEnd(): boolean {
    return this.remainingDose <= this.nearEndDose
  }

  /** True when the programmed amount is gone. */
  get isComplete(): boolean {
    return this.remainingDose <= this.#tolerance
  }

  get isDry(): boolean {
    return this.isComplete && this.reserveDose <= this.#tolerance
  }

  /** Takes a displaced dose out: first of the programmed amount, then of the reserve. */
  draw(displacedDose: number): void {
    // Infinity stays Infinity.
    const programmed = Math.min(this.remainingDose, displacedDose)
    this.remainingDose -= programmed
    this.reserveDose = Math.max(0, this.reserveDose - (displacedDose - programmed))
  }

  /** A new container. */
  replace(): void {
    this.remainingDose = this.capacityDose
    this.reserveDose = this.#fullReserveDose
  }

  /** Displaced dose after which the end is near, the amount is complete, or the container is dry; Infinity when never. */
  untilChange(): number {
    if (!this.isNearEnd) return this.remainingDose - this.nearEndDose
    if (!this.isComplete) return this.remainingDose
    return this.isDry ? Infinity : this.reserveDose
  }
}
