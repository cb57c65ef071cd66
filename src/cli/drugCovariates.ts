// What `--patient` may say about a person, value by value: names, units and limits. A bare number is in the unit that the
// help names; a number with a unit is converted.

import { type CovariateId } from "../../models/patients/drugCatalogue.ts"
import { type DrugPatient } from "../../models/patients/drugModels.ts"
import { MILLIGRAMS_PER_DECILITRE } from "../../models/patients/glucoseTrajectory.ts"
import { nearest } from "../input/nearest.ts"
import { parseQuantity } from "../input/Quantity.ts"
import { type DimensionName } from "../input/units.ts"

interface NumberCovariate {
  readonly field: keyof DrugPatient
  readonly unit: string
  /** How values with a unit are read; bare numbers only without. */
  readonly dimension?: DimensionName
  /** `unit` per base unit of the dimension. */
  readonly perBaseUnit?: number
  readonly least: number
  readonly greatest: number
}

interface ChoiceCovariate {
  readonly field: keyof DrugPatient
  readonly choices: Readonly<Record<string, string | boolean>>
}

/** Limits keep out slips of unit and sign; whether a model holds for a person is checked apart. */
export const covariates: Readonly<Record<CovariateId, NumberCovariate | ChoiceCovariate>> = {
  weight: { field: "weightKilograms", unit: "kg", dimension: "bodyMass", least: 0.4, greatest: 350 },
  height: { field: "heightCentimetres", unit: "cm", dimension: "bodyLength", least: 25, greatest: 250 },
  age: { field: "ageYears", unit: "years", dimension: "age", least: 0, greatest: 120 },
  sex: { field: "sex", choices: { male: "male", female: "female", m: "male", f: "female" } },
  "creatinine-clearance": { field: "creatinineClearance", unit: "mL/min", least: 1, greatest: 300 },
  saps: { field: "sapsScore", unit: "points", least: 1, greatest: 163 },
  propofol: {
    field: "propofolConcentration",
    unit: "mcg/mL",
    dimension: "concentration",
    perBaseUnit: 1000,
    least: 0,
    greatest: 50
  },
  opioids: { field: "isGivenOpioids", choices: { yes: true, no: false, true: true, false: false } },
  "renal-function": { field: "renalFunction", unit: "times normal", least: 0.01, greatest: 3 },
  "baseline-pressure": {
    field: "baselinePressure",
    unit: "mmHg",
    dimension: "pressure",
    least: 20,
    greatest: 150
  },
  "pressure-half-effect": {
    field: "pressureHalfEffect",
    unit: "ng/mL",
    dimension: "concentration",
    perBaseUnit: 1e6,
    least: 0.1,
    greatest: 1000
  },
  "baseline-potassium": {
    field: "baselinePotassium",
    unit: "mmol/L",
    dimension: "electrolyteConcentration",
    least: 1,
    greatest: 10
  },
  glucose: { field: "initialGlucose", unit: "mg/dL", dimension: "glucose", least: 40, greatest: 600 }
}

export const covariateIds = Object.keys(covariates) as ReadonlyArray<CovariateId>

/** "weight [kg]", "sex (male, female)" */
export const describeCovariate = (id: CovariateId): string => {
  const covariate = covariates[id]
  if ("unit" in covariate) return `${id} [${covariate.unit}]`
  return `${id} (${Object.keys(covariate.choices).slice(0, 2).join(", ")})`
}

/** One thing wrong with what was said about a patient. */
export interface CovariateProblem {
  readonly key: string
  readonly isKey: boolean
  readonly message: string
}

/** creatinineClearance and creatinine_clearance are creatinine-clearance. */
const canonical = (key: string): string =>
  key
    .trim()
    .replaceAll("_", "-")
    .replaceAll(/([a-z])([A-Z])/gu, "$1-$2")
    .toLowerCase()

const BARE_NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/iu

/** Glucose in mmol/L by the molar mass that the glucose models use, so that 7 mmol/L is their 7 mmol/L. */
const readWithUnit = (id: CovariateId, covariate: NumberCovariate, text: string): number | string => {
  if (covariate.dimension === undefined) return `"${text}" is not a plain number [${covariate.unit}]`
  if (id === "glucose") {
    const millimoles = parseQuantity("electrolyteConcentration", text)
    if (typeof millimoles === "number" && text.includes("mol")) return millimoles * MILLIGRAMS_PER_DECILITRE
  }
  const value = parseQuantity(covariate.dimension, text)
  return typeof value === "number" ? value * (covariate.perBaseUnit ?? 1) : value
}

const readNumber = (id: CovariateId, covariate: NumberCovariate, given: unknown): number | string => {
  const text = String(given).trim()
  const value = BARE_NUMBER.test(text) ? Number(text) : readWithUnit(id, covariate, text)
  if (typeof value === "string") return value
  const { least, greatest, unit } = covariate
  if (value < least) return `${text} is too small: the least is ${least} ${unit}`
  if (value > greatest) return `${text} is too large: the greatest is ${greatest} ${unit}`
  return value
}

const readChoice = ({ choices }: ChoiceCovariate, given: unknown): string | boolean | { message: string } => {
  const text = String(given).trim().toLowerCase()
  const choice = Object.hasOwn(choices, text) ? choices[text] : undefined
  if (choice !== undefined) return choice
  const names = Object.keys(choices).slice(0, 2)
  const suggestion = nearest(text, names)
  const hint = suggestion === undefined ? "" : `, did you mean "${suggestion}"?`
  return { message: `"${text}" is none of ${names.join(", ")}${hint}` }
}

/** Reads what was said about a patient; names every problem. */
export const readCovariates = (
  entries: ReadonlyArray<readonly [key: string, value: unknown]>
): { readonly values: Partial<DrugPatient>; readonly problems: ReadonlyArray<CovariateProblem> } => {
  const values: Record<string, number | string | boolean> = {}
  const problems: Array<CovariateProblem> = []
  for (const [key, given] of entries) {
    const id = canonical(key) as CovariateId
    const covariate = Object.hasOwn(covariates, id) ? covariates[id] : undefined
    if (covariate === undefined) {
      const suggestion = nearest(id, covariateIds)
      const hint =
        suggestion === undefined
          ? `; known are ${covariateIds.join(", ")}`
          : `, did you mean "${suggestion}"?`
      problems.push({ key, isKey: true, message: `unknown patient value "${key}"${hint}` })
      continue
    }
    if (Object.hasOwn(values, covariate.field)) {
      problems.push({ key, isKey: true, message: `"${id}" is there twice` })
      continue
    }
    const read = "unit" in covariate ? readNumber(id, covariate, given) : readChoice(covariate, given)
    if (typeof read === "object") problems.push({ key, isKey: false, message: `${id}: ${read.message}` })
    else if ("unit" in covariate && typeof read === "string") {
      problems.push({ key, isKey: false, message: `${id}: ${read}` })
    } else values[covariate.field] = read
  }
  // The table says which field has which type.
  return { values: values as Partial<DrugPatient>, problems }
}
