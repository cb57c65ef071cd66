// Where beds and stations are, and how long nurses walk: rooms on both sides of a corridor, a station in the middle of each
// ward, wards in a row. Stairs, detours and store rooms are left out.

/** The station of the ward in which a nurse works; beds are numbered from 0. */
export const STATION = -1

export interface WardPlanOptions {
  readonly bedsPerWard: number
  /** Length of corridor that one room takes [m]. */
  readonly roomWidthMetres: number
  /** From the corridor to the bedside [m]. */
  readonly bedsideMetres: number
  readonly metresPerSecond: number
}

export class WardPlan {
  readonly #options: WardPlanOptions

  constructor(options: WardPlanOptions) {
    this.#options = options
  }

  /** Way from a bed, or from its ward's station, to a bed [m]. */
  metresTo(bed: number, from: number): number {
    if (from === bed) return 0
    const { bedsideMetres } = this.#options
    if (from === STATION) return Math.abs(this.#along(bed) - this.#stationAlong(bed)) + bedsideMetres
    return Math.abs(this.#along(bed) - this.#along(from)) + 2 * bedsideMetres
  }

  /** Time for a way [s]. */
  seconds(metres: number): number {
    return metres / this.#options.metresPerSecond
  }

  #along(bed: number): number {
    return (Math.floor(bed / 2) + 0.5) * this.#options.roomWidthMetres
  }

  #stationAlong(bed: number): number {
    const { bedsPerWard, roomWidthMetres } = this.#options
    return (Math.floor(bed / bedsPerWard) + 0.5) * (bedsPerWard / 2) * roomWidthMetres
  }
}
