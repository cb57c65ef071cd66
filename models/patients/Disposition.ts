// Volumes and clearances: what covariates and variability between patients act on, before they become micro-constants.

import { effectWeight, type KineticParameters } from "./LinearKinetics.ts"
import { modes } from "./modes.ts"

/** Volumes [L], clearances [L/min], equilibration of the effect site [1/min]; zeros where the model has none. */
export interface Disposition {
  readonly v1: number
  readonly v2: number
  readonly v3: number
  readonly clearance: number
  readonly q2: number
  readonly q3: number
  readonly ke0: number
}

export const microConstants = ({ v1, v2, v3, clearance, q2, q3, ke0 }: Disposition): KineticParameters => ({
  v1,
  k10: clearance / v1,
  k12: q2 / v1,
  k21: q2 === 0 ? 0 : q2 / v2,
  k13: q3 / v1,
  k31: q3 === 0 ? 0 : q3 / v3,
  ke0
})

/** The ke0 [1/min] with which the effect site peaks `peakMinutes` after a bolus: there it equals plasma. */
export const ke0FromPeak = (disposition: Disposition, peakMinutes: number): number => {
  const { rates, shares } = modes(microConstants(disposition))
  const decays = rates.map((rate) => Math.exp(-rate * peakMinutes))
  const plasma = decays.reduce((sum, decay, mode) => sum + decay * (shares[mode] as number), 0)
  /** Effect site over plasma, minus 1, at the peak; grows with ke0. */
  const excess = (ke0: number) => {
    let effect = 0
    for (let mode = 0; mode < rates.length; mode++) {
      const rate = rates[mode] as number
      effect += (shares[mode] as number) * effectWeight(ke0, rate, peakMinutes, decays[mode] as number)
    }
    return effect / plasma - 1
  }
  // Bisection in the logarithm to come near, then the Illinois rule: a secant that cannot lose its bracket.
  let low = 1e-5
  let high = 100
  for (let step = 0; step < 8; step++) {
    const middle = Math.sqrt(low * high)
    if (excess(middle) < 0) low = middle
    else high = middle
  }
  let excessLow = excess(low)
  let excessHigh = excess(high)
  for (let step = 0; step < 60; step++) {
    const next = low - (excessLow * (high - low)) / (excessHigh - excessLow)
    const value = excess(next)
    if (Math.abs(value) < 4e-16 || next === low || next === high) return next
    if (value < 0) {
      low = next
      excessLow = value
      excessHigh /= 2
    } else {
      high = next
      excessHigh = value
      excessLow /= 2
    }
  }
  return 0.5 * (low + high)
}
