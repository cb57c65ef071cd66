// Mean arterial pressure under norepinephrine: MAP0 + Emax C^g / (C^g + C50^g), Beloeil 2005 (Emax, g).

import data from "../data/drugs.json" with { type: "json" }
import { type LinearKinetics } from "./LinearKinetics.ts"

const { Emax, gamma } = data.drugs.norepinephrine.pd_map

export interface PressureResponse {
  /** Pressure without the drug [mmHg]. */
  readonly baseline: number
  /** Concentration of half the largest effect [ng/mL]. */
  readonly halfEffect: number
}

export const pressureAt = ({ baseline, halfEffect }: PressureResponse, concentration: number): number =>
  concentration <= 0
    ? baseline
    : baseline + Emax.value / (1 + Math.exp(-gamma.value * Math.log(concentration / halfEffect)))

/** Concentration that holds a pressure [ng/mL]; -Infinity below the baseline, Infinity beyond the largest effect. */
export const concentrationAt = ({ baseline, halfEffect }: PressureResponse, pressure: number): number => {
  if (pressure <= baseline) return -Infinity
  if (pressure >= baseline + Emax.value) return Infinity
  const effect = pressure - baseline
  return halfEffect * (effect / (Emax.value - effect)) ** (1 / gamma.value)
}

/** The C50 with which a concentration holds a pressure [ng/mL]. */
export const calibratedHalfEffect = (concentration: number, baseline: number, pressure: number): number =>
  concentration * (Emax.value / (pressure - baseline) - 1) ** (1 / gamma.value)

// Gauss-Legendre, 8 points on [-1, 1].
const NODES = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363]
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763]
/** Length of the first panel [min]; the following ones double, as the course flattens after a change of dose. */
const FIRST_PANEL = 1

/** Integral of (pressure - level) between two times after the kinetics' anchor [mmHg x min]: the sigmoid of a sum of exponentials has no closed form. */
export const pressureExcess = (
  kinetics: LinearKinetics,
  response: PressureResponse,
  level: number,
  from: number,
  to: number
): number => {
  let sum = 0
  let start = from
  let panelEnd = FIRST_PANEL
  while (start < to) {
    while (panelEnd <= start) panelEnd *= 2
    const end = Math.min(panelEnd, to)
    const half = (end - start) / 2
    const middle = (start + end) / 2
    for (let index = 0; index < NODES.length; index++) {
      const reach = half * (NODES[index] as number)
      const pair =
        pressureAt(response, kinetics.plasma(middle - reach)) +
        pressureAt(response, kinetics.plasma(middle + reach))
      sum += half * (WEIGHTS[index] as number) * (pair - 2 * level)
    }
    start = end
  }
  return sum
}
