// Patients on insulin: into a vein with Hovorka's model in intensive care, under the skin from a wearable pump with that of
// UVA/Padova. Insulin that holds the target runs from the start.

import data from "../data/drugs.json" with { type: "json" }
import { type InsulinId } from "./Body.ts"
import { GlucoseBody, type GlucoseTherapy, INSULIN_PUSH_SECONDS } from "./GlucoseBody.ts"
import { GlucoseCourse } from "./GlucoseCourse.ts"
import { hovorkaIntravenous, uvaPadova } from "./GlucoseDynamics.ts"
import { harmsOf } from "./HarmWatch.ts"
import { hovorkaBasal, type HovorkaParameters, hovorkaSteady, hovorkaTypical } from "./hovorkaGlucose.ts"
import { type Draws, type Treatment } from "./makeBody.ts"
import { type Patient } from "./population.ts"
import { uvaPadovaDrawn, uvaPadovaMedian, type UvaPadovaPatient } from "./uvaPadovaGlucose.ts"
import { logDeviation } from "./variability.ts"

const MILLIGRAMS_PER_DECILITRE = 18.0182
const { bsv, dosing, window: limits } = data.drugs.insulin_iv
const hyperglycaemia = 250

const harms = harmsOf(["severe-hypoglycaemia", "serious-hypoglycaemia", "hypoglycaemia", "hyperglycaemia"])
const low = [limits.severe.value, limits.L2.value, limits.L1.value]

const therapy = (drug: InsulinId, [lower, upper]: ReadonlyArray<number>): GlucoseTherapy => ({
  drug,
  window: { quantity: "blood glucose", unit: "mg/dL", lower: lower as number, upper: upper as number },
  levels: [...new Set([...low, lower as number, upper as number, hyperglycaemia])].sort((a, b) => a - b),
  lowConditions: low.length,
  harms
})

const intravenous = therapy("insulin_iv", limits.target_ICU.value)
const subcutaneous = therapy("insulin_sc", limits.TIR.value)

/** Glucose held by insulin into a vein [mg/dL]: the middle of the target of intensive care. */
const HELD_GLUCOSE = (intravenous.window.lower + intravenous.window.upper) / 2
/** A patient who is on insulin needs at least the usual range's lower end [mU/min]; who needs less is drawn again. */
const LEAST_INTRAVENOUS = ((dosing.typical.value[0] as number) * 1000) / 60
const MOST_INTRAVENOUS = (dosing.hard_max.value * 1000) / 60
/** Basal rates of adults on a wearable pump [U/min], around the published 0.89 to 1.73 U/h (assumption). */
const LEAST_BASAL = 0.4 / 60
const MOST_BASAL = 3 / 60
/** A basal glucose is in the window and not near its limits, as after titration (assumption) [mg/dL]. */
const LEAST_GLUCOSE = 90
const MOST_GLUCOSE = 165
const MOST_DRAWS = 200

/** Standard deviation of the logarithm of the factor on all three sensitivities in critical illness (drugs.json, assumption). */
const SICKNESS_DEVIATION = 0.5

const hovorkaDrawn = (normal: () => number): HovorkaParameters => {
  const factor = (spread: { readonly value: number; readonly unit: string }) =>
    Math.exp(logDeviation(spread) * normal())
  const typical = hovorkaTypical
  const sickness = bsv.ICU_sensitivity_factor.value * Math.exp(SICKNESS_DEVIATION * normal())
  return {
    ...typical,
    SIT: typical.SIT * sickness * factor(bsv.SIT),
    SID: typical.SID * sickness * factor(bsv.SID),
    SIE: typical.SIE * sickness * factor(bsv.SIE),
    EGP0: typical.EGP0 * factor(bsv.EGP0),
    F01: typical.F01 * factor(bsv.F01),
    ka1: typical.ka1 * factor(bsv.ka1),
    ka2: typical.ka2 * factor(bsv.ka2),
    ka3: typical.ka3 * factor(bsv.ka3)
  }
}

const makeIntravenous = (patient: Patient, { normal, options }: Draws): Treatment => {
  const { weightKilograms } = patient
  const glucose = HELD_GLUCOSE / MILLIGRAMS_PER_DECILITRE
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const model = { weightKilograms, parameters: hovorkaDrawn(normal) }
    const basal = hovorkaBasal(glucose, model)
    if (basal < LEAST_INTRAVENOUS || basal > MOST_INTRAVENOUS) continue
    const rate = options.prescribedRate ?? basal
    const state = hovorkaSteady(glucose, model, false)
    const body = new GlucoseBody(intravenous, hovorkaIntravenous, {
      patient,
      model,
      state,
      rate,
      carbohydratePerUnit: NaN
    })
    return { body, dosePerMinute: rate }
  }
  throw new Error(`no patient who needs insulin in ${MOST_DRAWS} draws`)
}

const isPlausible = ({ basalRate, basalState, parameters: { Gb, Vm0, b, d } }: UvaPadovaPatient): boolean =>
  basalState.every((amount) => amount >= 0) &&
  Vm0 > 0 &&
  b < 1 &&
  d < b &&
  Gb >= LEAST_GLUCOSE &&
  Gb <= MOST_GLUCOSE &&
  basalRate >= LEAST_BASAL &&
  basalRate <= MOST_BASAL

/** A meal by which the dose is found [g], and when glucose should be back [s] (assumption). */
const TRIAL_MEAL = 55
const TRIAL_SECONDS = 5 * 3600
/** Insulin for it [mU]: what lies outside is no plausible patient (assumption: 2.2 to 37 g of carbohydrate a unit). */
const LEAST_MEAL_DOSE = 1500
const MOST_MEAL_DOSE = 25_000
const TOLERANCE = 5

/** Glucose after the trial meal with a dose of insulin, over the basal one [mg/dL]. */
const trial = ({ basalRate, basalState, parameters }: UvaPadovaPatient, dose: number): number => {
  const course = new GlucoseCourse(uvaPadova, { parameters }, basalState, basalRate * 1000)
  const minutes = TRIAL_MEAL / uvaPadova.eatingRate
  course.add({
    kind: "carbohydrate",
    startSeconds: 0,
    endSeconds: minutes * 60,
    perMinute: uvaPadova.eatingRate
  })
  course.add({ kind: "insulin", startSeconds: 0, endSeconds: INSULIN_PUSH_SECONDS, perMinute: dose })
  while (course.keptSeconds < TRIAL_SECONDS) {
    course.lookAhead(-Infinity, Infinity)
    course.keepAhead()
  }
  return course.glucoseAt(course.keptSeconds) - parameters.Gb
}

/** Results of `titratedCoverage` by parameters: the cells of an experiment have the same patients, and a titration takes milliseconds. */
const knownCoverage = new Map<string, number>()
const MOST_KNOWN = 10_000

/** Carbohydrate that a unit of insulin covers for a patient [g/U], as titrated at home; NaN where no dose in the range does. */
const coverage = (model: UvaPadovaPatient): number => {
  const key = Object.values(model.parameters).join()
  const known = knownCoverage.get(key)
  if (known !== undefined) return known
  const perUnit = titratedCoverage(model)
  if (knownCoverage.size === MOST_KNOWN) knownCoverage.clear()
  knownCoverage.set(key, perUnit)
  return perUnit
}

const titratedCoverage = (model: UvaPadovaPatient): number => {
  let low = LEAST_MEAL_DOSE
  let high = MOST_MEAL_DOSE
  let atLow = trial(model, low)
  // A trial is what making a patient costs.
  if (atLow < 0) return NaN
  let atHigh = trial(model, high)
  if (atHigh > 0) return NaN
  let dose = low
  // Illinois rule: a secant that cannot lose its bracket.
  for (let step = 0; step < 30; step++) {
    dose = low - (atLow * (high - low)) / (atHigh - atLow)
    const excess = trial(model, dose)
    if (Math.abs(excess) < TOLERANCE) break
    if (excess > 0) {
      low = dose
      atLow = excess
      atHigh /= 2
    } else {
      high = dose
      atHigh = excess
      atLow /= 2
    }
  }
  return (TRIAL_MEAL * 1000) / dose
}

const makeSubcutaneous = (patient: Patient, { normal, options }: Draws): Treatment => {
  const isDrawn = options.betweenSubjectVariability
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const model = isDrawn
      ? uvaPadovaDrawn("adult", patient.weightKilograms, normal)
      : uvaPadovaMedian("adult", patient.weightKilograms)
    if (isDrawn && !isPlausible(model)) continue
    const perUnit = coverage(model)
    if (Number.isNaN(perUnit)) continue
    const rate = options.prescribedRate ?? model.basalRate * 1000
    const body = new GlucoseBody(subcutaneous, uvaPadova, {
      patient,
      model: { parameters: model.parameters },
      state: model.basalState,
      rate,
      carbohydratePerUnit: perUnit
    })
    return { body, dosePerMinute: rate }
  }
  throw new Error(`no plausible patient with diabetes in ${MOST_DRAWS} draws`)
}

export const makeInsulinBody = (draws: Draws): Treatment =>
  draws.options.drug === "insulin_iv"
    ? makeIntravenous(draws.patient, draws)
    : makeSubcutaneous(draws.patient, draws)
