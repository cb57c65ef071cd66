// Glucose and insulin after Hovorka 2004 Physiol Meas 25:905, insulin given into a vein or under the skin. Without
// counter-regulation: how deep a fall goes below 40 mg/dL means nothing, only how long.

import data from "../data/drugs.json" with { type: "json" }

const { params, renal_threshold, renal_clearance, F01c_threshold } = data.drugs.insulin_iv.pk

/** Parameters under their published names; Rthr and Gthr are thresholds [mmol/L], Rcl is renal clearance over volume [1/min]. */
export type HovorkaName =
  | "tmaxG"
  | "AG"
  | "tmaxI"
  | "k12"
  | "ka1"
  | "ka2"
  | "ka3"
  | "SIT"
  | "SID"
  | "SIE"
  | "ke"
  | "VI"
  | "VG"
  | "F01"
  | "EGP0"
  | "Rthr"
  | "Rcl"
  | "Gthr"
export type HovorkaParameters = Readonly<Record<HovorkaName, number>>

/** The published typical patient (drugs.json). */
export const hovorkaTypical: HovorkaParameters = {
  tmaxG: params.tmaxG.value,
  AG: params.AG.value,
  tmaxI: params.tmaxI.value,
  k12: params.k12.value,
  ka1: params.ka1.value,
  ka2: params.ka2.value,
  ka3: params.ka3.value,
  SIT: params.SIT.value,
  SID: params.SID.value,
  SIE: params.SIE.value,
  ke: params.ke.value,
  VI: params.VI.value,
  VG: params.VG.value,
  F01: params.F01.value,
  EGP0: params.EGP0.value,
  Rthr: renal_threshold.value,
  Rcl: renal_clearance.value,
  Gthr: F01c_threshold.value
}

/** A patient of the model: its parameters and its weight [kg]. */
export interface HovorkaPatient {
  readonly weightKilograms: number
  readonly parameters: HovorkaParameters
}

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
export const hovorkaGlucose = (
  state: Float64Array,
  { weightKilograms, parameters }: HovorkaPatient
): number => (state[GLUCOSE] as number) / (parameters.VG * weightKilograms)

/** Plasma insulin [mU/L]. */
export const hovorkaInsulin = (state: Float64Array): number => state[INSULIN] as number

const consumption = (glucose: number, { weightKilograms, parameters: p }: HovorkaPatient): number => {
  const brain = p.F01 * weightKilograms * Math.min(1, glucose / p.Gthr)
  const renal = p.Rcl * Math.max(0, glucose - p.Rthr) * p.VG * weightKilograms
  return brain + renal
}

/** Slopes of the states [1/min]. */
export const hovorkaSlopes = (
  state: Float64Array,
  input: GlucoseInput,
  patient: HovorkaPatient,
  slopes: Float64Array
): void => {
  const { weightKilograms, parameters: p } = patient
  const d1 = state[0] as number
  const d2 = state[1] as number
  const s1 = state[2] as number
  const s2 = state[3] as number
  const q1 = state[4] as number
  const q2 = state[5] as number
  const insulin = state[6] as number
  const x1 = state[7] as number
  const x2 = state[8] as number
  const x3 = state[9] as number
  const insulinVolume = p.VI * weightKilograms
  const production = p.EGP0 * weightKilograms * Math.max(0, 1 - x3)
  slopes[0] = p.AG * input.carbohydrate - d1 / p.tmaxG
  slopes[1] = (d1 - d2) / p.tmaxG
  slopes[2] = input.subcutaneous - s1 / p.tmaxI
  slopes[3] = (s1 - s2) / p.tmaxI
  slopes[4] =
    d2 / p.tmaxG +
    input.dextrose +
    production +
    p.k12 * q2 -
    x1 * q1 -
    consumption(hovorkaGlucose(state, patient), patient)
  slopes[5] = x1 * q1 - (p.k12 + x2) * q2
  slopes[6] = (s2 / p.tmaxI + input.intravenous) / insulinVolume - p.ke * insulin
  slopes[7] = p.ka1 * (p.SIT * insulin - x1)
  slopes[8] = p.ka2 * (p.SID * insulin - x2)
  slopes[9] = p.ka3 * (p.SIE * insulin - x3)
}

/** Plasma insulin that holds a blood glucose [mU/L]; 0 when even without insulin glucose would be lower. */
const holdingInsulin = (glucose: number, patient: HovorkaPatient): number => {
  const { weightKilograms, parameters: p } = patient
  const q1 = glucose * p.VG * weightKilograms
  const balance = (insulin: number) => {
    const x1 = p.SIT * insulin
    const x2 = p.SID * insulin
    const uptake = (x1 * x2 * q1) / (p.k12 + x2)
    const production = p.EGP0 * weightKilograms * Math.max(0, 1 - p.SIE * insulin)
    return production - uptake - consumption(glucose, patient)
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
export const hovorkaBasal = (glucose: number, patient: HovorkaPatient): number =>
  holdingInsulin(glucose, patient) * patient.parameters.ke * patient.parameters.VI * patient.weightKilograms

/** Steady state at a blood glucose [mmol/L], on insulin through the skin or not. */
export const hovorkaSteady = (
  glucose: number,
  patient: HovorkaPatient,
  isSubcutaneous: boolean
): Float64Array => {
  const { weightKilograms, parameters: p } = patient
  const insulin = holdingInsulin(glucose, patient)
  const skin = isSubcutaneous ? hovorkaBasal(glucose, patient) * p.tmaxI : 0
  const q1 = glucose * p.VG * weightKilograms
  const x1 = p.SIT * insulin
  const x2 = p.SID * insulin
  const q2 = (x1 * q1) / (p.k12 + x2)
  return new Float64Array([0, 0, skin, skin, q1, q2, insulin, x1, x2, p.SIE * insulin])
}
