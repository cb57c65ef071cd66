// How the controlled quantity follows a concentration: a rising function, so that a threshold of the one is a threshold of the
// other.

import { type LinearKinetics } from "./LinearKinetics.ts"
import { concentrationAt, pressureAt, pressureExcess, type PressureResponse } from "./pressureResponse.ts"

export interface Response {
  valueAt(concentration: number): number
  /** The inverse; -Infinity or Infinity for a value out of reach. */
  concentrationAt(value: number): number
  /** Integral of (value - level) between two times after the kinetics' anchor [quantity x min]. */
  excess(kinetics: LinearKinetics, level: number, from: number, to: number): number
}

/** intercept + slope x concentration. */
export class AffineResponse implements Response {
  readonly #intercept: number
  readonly #slope: number

  constructor(intercept: number, slope: number) {
    this.#intercept = intercept
    this.#slope = slope
  }

  valueAt(concentration: number): number {
    return this.#intercept + this.#slope * concentration
  }

  concentrationAt(value: number): number {
    return (value - this.#intercept) / this.#slope
  }

  excess(kinetics: LinearKinetics, level: number, from: number, to: number): number {
    const area = kinetics.plasmaArea(to) - kinetics.plasmaArea(from)
    return this.#slope * area + (this.#intercept - level) * (to - from)
  }
}

/** Mean arterial pressure under norepinephrine. */
export class SigmoidResponse implements Response, PressureResponse {
  readonly baseline: number
  readonly halfEffect: number

  constructor(baseline: number, halfEffect: number) {
    this.baseline = baseline
    this.halfEffect = halfEffect
  }

  valueAt(concentration: number): number {
    return pressureAt(this, concentration)
  }

  concentrationAt(value: number): number {
    return concentrationAt(this, value)
  }

  excess(kinetics: LinearKinetics, level: number, from: number, to: number): number {
    return pressureExcess(kinetics, this, level, from, to)
  }
}
