// Glucose and insulin after Hovorka 2004 Physiol Meas 25:905, insulin given into a vein or under the skin. Without
// counter-regulation: how deep a fall goes below 40 mg/dL means nothing, only how long.

import data from "../data/drugs.json" with { type: "json" }

const { params, renal_threshold, renal_clearance, F01c_threshold } = data.drugs.insulin_iv.pk

/** Inputs while a step lasts: insulin into blood and under the skin [mU/min], dextrose into blood and carbohydrate eaten [mmol/min]. */
export interface GlucoseInput {
  intravenous: number
  subcutaneous: number
  dextrose: number
  carbohydrate: number
}

// States: gut D1, D2 [mmol], skin S1, S2 [mU], glucose Q1, Q2 [mmol], plasma insulin [mU/L], actions x1, x2, x3.
export const HOVORKA_STATES = 10
const GLUCOSE = 4
const INSULIN = 6

/** Blood glucose [mmol/L]. */
export const hovorkaGlucose = (state: Float64Array, weightKilograms: number): number =>
  (state[GLUCOSE] as number) / (params.VG.value * weightKilograms)

/** Plasma insulin [mU/L]. */
export const hovorkaInsulin = (state: Float64Array): number => state[INSULIN] as number

const consumption = (glucose: number, weightKilograms: number): number => {
  const brain = params.F01.value * weightKilograms * Math.min(1, glucose / F01c_threshold.value)
  const renal =
    renal_clearance.value * Math.max(0, glucose - renal_threshold.value) * params.VG.value * weightKilograms
  return brain + renal
}

/** Slopes of the states [1/min]. */
export const hovorkaSlopes = (
  state: Float64Array,
  input: GlucoseInput,
  weightKilograms: number,
  slopes: Float64Array
): void => {
  const [d1, d2, s1, s2, q1, q2, insulin, x1, x2, x3] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number
  ]
  const insulinVolume = params.VI.value * weightKilograms
  const production = params.EGP0.value * weightKilograms * Math.max(0, 1 - x3)
  slopes[0] = params.AG.value * input.carbohydrate - d1 / params.tmaxG.value
  slopes[1] = (d1 - d2) / params.tmaxG.value
  slopes[2] = input.subcutaneous - s1 / params.tmaxI.value
  slopes[3] = (s1 - s2) / params.tmaxI.value
  slopes[4] =
    d2 / params.tmaxG.value +
    input.dextrose +
    production +
    params.k12.value * q2 -
    x1 * q1 -
    consumption(hovorkaGlucose(state, weightKilograms), weightKilograms)
  slopes[5] = x1 * q1 - (params.k12.value + x2) * q2
  slopes[6] = (s2 / params.tmaxI.value + input.intravenous) / insulinVolume - params.ke.value * insulin
  slopes[7] = params.ka1.value * (params.SIT.value * insulin - x1)
  slopes[8] = params.ka2.value * (params.SID.value * insulin - x2)
  slopes[9] = params.ka3.value * (params.SIE.value * insulin - x3)
}

/** Plasma insulin that holds a blood glucose [mU/L]; 0 when even without insulin glucose would be lower. */
const holdingInsulin = (glucose: number, weightKilograms: number): number => {
  const q1 = glucose * params.VG.value * weightKilograms
  const balance = (insulin: number) => {
    const x1 = params.SIT.value * insulin
    const x2 = params.SID.value * insulin
    const uptake = (x1 * x2 * q1) / (params.k12.value + x2)
    const production = params.EGP0.value * weightKilograms * Math.max(0, 1 - params.SIE.value * insulin)
    return production - uptake - consumption(glucose, weightKilograms)
  }
  let low = 0
  let high = 1000
  if (balance(low) <= 0) return 0
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step++) {
    const middle = (low + high) / 2
    if (balance(middle) > 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Insulin that holds a blood glucose [mU/min]. */
export const hovorkaBasal = (glucose: number, weightKilograms: number): number =>
  holdingInsulin(glucose, weightKilograms) * params.ke.value * params.VI.value * weightKilograms

/** Steady state at a blood glucose [mmol/L], on insulin through the skin or not. */
export const hovorkaSteady = (
  glucose: number,
  weightKilograms: number,
  isSubcutaneous: boolean
): Float64Array => {
  const insulin = holdingInsulin(glucose, weightKilograms)
  const skin = isSubcutaneous ? hovorkaBasal(glucose, weightKilograms) * params.tmaxI.value : 0
  const q1 = glucose * params.VG.value * weightKilograms
  const x1 = params.SIT.value * insulin
  const x2 = params.SID.value * insulin
  const q2 = (x1 * q1) / (params.k12.value + x2)
  return new Float64Array([0, 0, skin, skin, q1, q2, insulin, x1, x2, params.SIE.value * insulin])
}
