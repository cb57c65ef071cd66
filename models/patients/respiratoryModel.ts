// Carbon dioxide control of breathing and one oxygen store: Bouillon 2003 (parameters verified, form recalled), oxygen store
// fitted to the FDA DARS opioid model. Three non-linear states: PaCO2, the CO2 that drives breathing, alveolar oxygen [mmHg].

import data from "../data/drugs.json" with { type: "json" }

const { opioid } = data.respiratory_model

export interface RespiratoryParameters {
  /** Gain: exponent of ventilation on carbon dioxide [1]. */
  readonly gain: number
  /** Rate constants [1/min] of the CO2 sensor and of CO2 elimination. */
  readonly sensorRate: number
  readonly eliminationRate: number
  /** Resting PaCO2 [mmHg] and minute ventilation [L/min]. */
  readonly restingCarbonDioxide: number
  readonly restingVentilation: number
}

export const opioidRespiration: RespiratoryParameters = {
  gain: opioid.F.value,
  sensorRate: opioid.ke0CO2.value,
  eliminationRate: opioid.kel.value,
  restingCarbonDioxide: opioid.P0.value,
  restingVentilation: opioid.V0.value
}

/** Inspired oxygen [mmHg]. */
export const INSPIRED_OXYGEN = opioid.PI.value
const OXYGEN_STORE_LITRES = opioid.VL.value
/** Alveolar share of ventilation, resting alveolar oxygen, alveolar-arterial difference, oxygen at which uptake fails [1, mmHg]: FDA DARS model. */
const ALVEOLAR_SHARE = 0.66
export const RESTING_ALVEOLAR_OXYGEN = 98
export const ALVEOLAR_ARTERIAL_DIFFERENCE = 5.2
const UPTAKE_FAILS_BELOW = 25

/** Arterial saturation [%] at an arterial oxygen pressure [mmHg] (Severinghaus 1979). */
export const saturationPercent = (arterialOxygen: number): number =>
  100 / (23_400 / (arterialOxygen * arterialOxygen * arterialOxygen + 150 * arterialOxygen) + 1)

/** Arterial oxygen pressure [mmHg] at a saturation: the real root of p^3 + 150 p = 23400 s / (100 - s). */
export const oxygenAtSaturation = (percent: number): number => {
  const half = (11_700 * percent) / (100 - percent)
  const root = Math.sqrt(half * half + 125_000)
  return Math.cbrt(half + root) + Math.cbrt(half - root)
}

/**
 * x^p, given that x0^p = y0: the binomial series where x is within 1 % of x0 (the sixth term is below 2e-14), else anew. Most
 * powers of a trajectory are of this kind, and logarithms are its main cost.
 */
export const powerNear = (y0: number, x0: number, x: number, p: number): number => {
  const d = x / x0 - 1
  if (!(Math.abs(d) < 0.01)) return x <= 0 ? 0 : Math.exp(p * Math.log(x))
  const third = 1 + ((p - 2) / 3) * d * (1 + ((p - 3) / 4) * d * (1 + ((p - 4) / 5) * d))
  return y0 * (1 + p * d * (1 + ((p - 1) / 2) * d * third))
}

/** How strongly sensed carbon dioxide drives breathing: (Pe / P0)^F. */
export const chemicalDrive = (
  { gain, restingCarbonDioxide }: RespiratoryParameters,
  sensed: number
): number => Math.exp(gain * Math.log(sensed / restingCarbonDioxide))

/** Least slope of alveolar oxygen [mmHg/min] while ventilation is at least `lowest`: uptake at its fullest. */
export const oxygenSlope = (
  { restingVentilation }: RespiratoryParameters,
  lowest: number,
  alveolarOxygen: number
): number =>
  ((ALVEOLAR_SHARE * restingVentilation) / OXYGEN_STORE_LITRES) *
  (lowest * (INSPIRED_OXYGEN - alveolarOxygen) - (INSPIRED_OXYGEN - RESTING_ALVEOLAR_OXYGEN))

/** One step: its length, where in the array it starts and ends, the drive left at three instants, the least ventilation that helpers ensure. */
export interface Step {
  minutes: number
  from: number
  to: number
  /** (Pe / P0)^F at the start. */
  chemicalDrive: number
  breathingAtStart: number
  breathingAtMiddle: number
  breathingAtEnd: number
  assistance: number
}

/** One Runge-Kutta step: reads PaCO2, sensed CO2 and alveolar oxygen at `from` and writes them at `to`. */
export const respiratoryStep = (
  parameters: RespiratoryParameters,
  step: Step,
  states: Array<number>
): void => {
  const { assistance, chemicalDrive: startDrive, from, to, minutes } = step
  const { eliminationRate, gain, restingCarbonDioxide: resting, restingVentilation, sensorRate } = parameters
  const alveolar = (ALVEOLAR_SHARE * restingVentilation) / OXYGEN_STORE_LITRES
  const carbonDioxide = states[from] as number
  const sensed = states[from + 1] as number
  const oxygen = states[from + 2] as number
  const sensedRatio = sensed / resting
  let stageCarbonDioxide = carbonDioxide
  let stageSensed = sensed
  let stageOxygen = oxygen
  let drive = startDrive
  let sumCarbonDioxide = 0
  let sumSensed = 0
  let sumOxygen = 0
  for (let stage = 0; stage < 4; stage++) {
    const breathing =
      stage === 0 ? step.breathingAtStart : stage === 3 ? step.breathingAtEnd : step.breathingAtMiddle
    const flow = Math.max(assistance, breathing * drive)
    const supply = Math.min(1, Math.max(0, stageOxygen - ALVEOLAR_ARTERIAL_DIFFERENCE) / UPTAKE_FAILS_BELOW)
    const slopeCarbonDioxide = eliminationRate * (resting - stageCarbonDioxide * flow)
    const slopeSensed = sensorRate * (stageCarbonDioxide - stageSensed)
    const slopeOxygen =
      alveolar *
      (flow * (INSPIRED_OXYGEN - stageOxygen) - (INSPIRED_OXYGEN - RESTING_ALVEOLAR_OXYGEN) * supply)
    const weight = stage === 0 || stage === 3 ? 1 : 2
    sumCarbonDioxide += weight * slopeCarbonDioxide
    sumSensed += weight * slopeSensed
    sumOxygen += weight * slopeOxygen
    if (stage === 3) break
    const reach = stage === 2 ? minutes : minutes / 2
    stageCarbonDioxide = carbonDioxide + reach * slopeCarbonDioxide
    stageSensed = sensed + reach * slopeSensed
    stageOxygen = oxygen + reach * slopeOxygen
    drive = powerNear(startDrive, sensedRatio, stageSensed / resting, gain)
  }
  states[to] = carbonDioxide + (minutes / 6) * sumCarbonDioxide
  states[to + 1] = sensed + (minutes / 6) * sumSensed
  states[to + 2] = oxygen + (minutes / 6) * sumOxygen
}
