// The state of one patient's breathing as a row of numbers, which conditions it is in, and how far ahead it cannot get into one.

import {
  ALVEOLAR_ARTERIAL_DIFFERENCE,
  oxygenAtSaturation,
  oxygenSlope,
  type RespiratoryParameters
} from "./respiratoryModel.ts"

// PaCO2, sensed CO2, alveolar oxygen [mmHg], ventilation over baseline, its chemical drive, the drug's relative
// concentration, that to the power of its steepness, time [s].
export const Breath = {
  carbonDioxide: 0,
  sensed: 1,
  oxygen: 2,
  flow: 3,
  chemical: 4,
  relative: 5,
  power: 6,
  time: 7
} as const
export const ROW = 8

/** Conditions that are watched; the numbers are bits of a mask. */
export const Condition = {
  hypoventilation: 0,
  hypercapnia: 1,
  hypoxaemia: 2,
  severeDesaturation: 3,
  anoxia: 4,
  /** The usual alarm of a saturation monitor; no harm by itself. */
  lowSaturation: 5
} as const
export const CONDITIONS = 6

const VENTILATION_LIMIT = 0.4
const CARBON_DIOXIDE_LIMIT = 60
const MONITOR_ALARM_OXYGEN = oxygenAtSaturation(90)
/** Arterial oxygen [mmHg] of the conditions from hypoxaemia on: SpO2 85 %, 70 %, anoxia, SpO2 90 %. */
const OXYGEN_LIMITS = [oxygenAtSaturation(85), oxygenAtSaturation(70), 15, MONITOR_ALARM_OXYGEN]

/** How far a row is inside a condition, relative to its limit; positive when it holds. */
export const conditionMargin = (condition: number, rows: ReadonlyArray<number>, row: number): number => {
  if (condition === Condition.hypoventilation) {
    return 1 - (rows[row + Breath.flow] as number) / VENTILATION_LIMIT
  }
  if (condition === Condition.hypercapnia) {
    return (rows[row + Breath.carbonDioxide] as number) / CARBON_DIOXIDE_LIMIT - 1
  }
  const limit = OXYGEN_LIMITS[condition - Condition.hypoxaemia] as number
  return 1 - ((rows[row + Breath.oxygen] as number) - ALVEOLAR_ARTERIAL_DIFFERENCE) / limit
}

/** Whether no condition's margin is positive in a row: what `conditionMargin` says, without its divisions. */
export const isClear = (rows: ReadonlyArray<number>, row: number): boolean =>
  (rows[row + Breath.flow] as number) >= VENTILATION_LIMIT &&
  (rows[row + Breath.carbonDioxide] as number) <= CARBON_DIOXIDE_LIMIT &&
  (rows[row + Breath.oxygen] as number) - ALVEOLAR_ARTERIAL_DIFFERENCE >= MONITOR_ALARM_OXYGEN

/**
 * Whether no condition can begin within `minutes`, given the largest effect term of the drug in that time. With k the
 * elimination of CO2, P its pressure, s the sensed one, v ventilation and h the time:
 * P rises at most as produced, k P0 h; so v <= (s_max / P0)^F, and (1 + x)^F <= 1 / (1 - F x);
 * P falls at most by k (P v_max - P0) h; s follows P at its own rate, so ln s falls at most by k_s h ((s - P) + fall / 2) / s;
 * v falls at most with the drug and with s^F, and exp(-x) >= 1 - x; oxygen falls at most as at the lowest v.
 */
export const isQuiet = (
  parameters: RespiratoryParameters,
  minutes: number,
  largestPower: number,
  rows: ReadonlyArray<number>,
  row: number
): boolean => {
  const { eliminationRate, restingCarbonDioxide, sensorRate, gain } = parameters
  const carbonDioxide = rows[row + Breath.carbonDioxide] as number
  const sensed = rows[row + Breath.sensed] as number
  const chemical = rows[row + Breath.chemical] as number
  const highest = Math.max(carbonDioxide + eliminationRate * restingCarbonDioxide * minutes, sensed)
  if (highest >= CARBON_DIOXIDE_LIMIT) return false
  const rise = gain * (highest / sensed - 1)
  if (rise > 0.9) return false
  const fall =
    eliminationRate * Math.max(0, (carbonDioxide * chemical) / (1 - rise) - restingCarbonDioxide) * minutes
  const sensedFall = (sensorRate * minutes * (Math.max(0, sensed - carbonDioxide) + fall / 2)) / sensed
  const lowest = (chemical * (1 - gain * sensedFall)) / (1 + largestPower)
  if (lowest <= VENTILATION_LIMIT) return false
  const oxygen = rows[row + Breath.oxygen] as number
  const slope = Math.min(0, oxygenSlope(parameters, lowest, oxygen))
  return oxygen - ALVEOLAR_ARTERIAL_DIFFERENCE + slope * minutes > MONITOR_ALARM_OXYGEN
}
