// Walks the effect-site concentration along a grid of a few fixed strides without an exponential: each stride is a linear
// map of the modes and the effect site, prepared once for a patient. Placed anew from the closed form, it cannot drift far. One
// cursor serves all patients in turn.

import { effectWeight, type LinearKinetics } from "./LinearKinetics.ts"

// Per stride: three decays, three weights, what is gone from the effect site. Position: three deviations, the concentration.
const STRIDE = 7
const POSITION = 4

/** What strides of these lengths [min] do in a patient's kinetics; a plain array, because a typed one costs more than it holds. */
export const prepareStrides = (
  kinetics: LinearKinetics,
  strideMinutes: ReadonlyArray<number>
): ReadonlyArray<number> => {
  const strides = new Array<number>(strideMinutes.length * STRIDE).fill(0)
  strideMinutes.forEach((minutes, stride) => {
    const row = stride * STRIDE
    strides[row + 6] = kinetics.ke0 === 0 ? 1 : -Math.expm1(-kinetics.ke0 * minutes)
    for (let mode = 0; mode < kinetics.modeCount; mode++) {
      const rate = kinetics.modeRate(mode)
      const decay = Math.exp(-rate * minutes)
      strides[row + mode] = decay
      const weight = kinetics.ke0 === 0 ? decay : effectWeight(kinetics.ke0, rate, minutes, decay)
      strides[row + 3 + mode] = weight * kinetics.scale
    }
  })
  return strides
}

export class EffectCursor {
  #strides: ReadonlyArray<number> = []
  readonly #position = new Float64Array(2 * POSITION)
  #steady = 0

  /** Takes a place in a patient's course, `time` after the kinetics' anchor [min]. */
  place(kinetics: LinearKinetics, strides: ReadonlyArray<number>, time: number): void {
    this.#strides = strides
    for (let mode = 0; mode < 3; mode++) {
      this.#position[mode] = mode < kinetics.modeCount ? kinetics.modeDeviation(mode, time) : 0
    }
    this.#position[3] = kinetics.effectSite(time)
    this.#steady = kinetics.steadyConcentration
  }

  /** Remembers the place. */
  mark(): void {
    const position = this.#position
    for (let cell = 0; cell < POSITION; cell++) position[POSITION + cell] = position[cell] as number
  }

  /** Goes back to the marked place. */
  goBack(): void {
    const position = this.#position
    for (let cell = 0; cell < POSITION; cell++) position[cell] = position[POSITION + cell] as number
  }

  /** Goes one stride on; returns the concentration there. */
  stride(index: number): number {
    const position = this.#position
    const strides = this.#strides
    const row = index * STRIDE
    const gone = strides[row + 6] as number
    let effect = (position[3] as number) * (1 - gone) + this.#steady * gone
    for (let mode = 0; mode < 3; mode++) {
      const deviation = position[mode] as number
      effect += deviation * (strides[row + 3 + mode] as number)
      position[mode] = deviation * (strides[row + mode] as number)
    }
    position[3] = effect
    return effect
  }
}
