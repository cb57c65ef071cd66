// A virtual patient of a glucose model from a file with every parameter under its published name, as simglucose's table or
// the Hovorka model has them. A file may hold several patients by name.

import { type VirtualPatient } from "../../models/patients/drugModels.ts"
import { hovorkaTypical } from "../../models/patients/hovorkaGlucose.ts"
import {
  UVA_PADOVA_STATES,
  uvaPadovaNames,
  type UvaPadovaParameters,
  uvaPadovaVirtual
} from "../../models/patients/uvaPadovaGlucose.ts"
import { nearest } from "../input/nearest.ts"
import { type CovariateProblem } from "./drugCovariates.ts"

type Fields = Readonly<Record<string, unknown>>

/** Columns of simglucose's table that follow from the others. */
const derivedColumns = new Set(
  "Name,i,EGPb,m5,CL,HEb,Ipb,Ilb,Gpb,Gtb,Rdb,PCRb,dosekempt,u2ss,isc1ss,isc2ss,patient_history,Vm0".split(",")
)
const hovorkaNames = Object.keys(hovorkaTypical)
/** Thresholds that not every program has under a name; the published ones without. */
const hovorkaOptional = new Set(["Rthr", "Rcl", "Gthr"])
const hovorkaWeights = ["weight", "BW"]
const STATE_COLUMN = /^x0_ ?(\d+)$/u

/** Which glucose model a map of fields belongs to. */
export const virtualModelOf = (fields: Fields): VirtualPatient["model"] | undefined => {
  const count = (names: ReadonlyArray<string>) => names.filter((name) => Object.hasOwn(fields, name)).length
  const uvaPadova = count(uvaPadovaNames)
  const hovorka = count(hovorkaNames)
  if (Math.max(uvaPadova, hovorka) < 3) return undefined
  return hovorka > uvaPadova ? "hovorka" : "uva-padova"
}

interface Reading {
  readonly numbers: Readonly<Record<string, number>>
  readonly problems: Array<CovariateProblem>
}

/** Numbers under the given names; a missing one, and one that is not above its bound, is a problem. */
const readNumbers = (fields: Fields, names: ReadonlyArray<string>, isSignFree = false): Reading => {
  const numbers: Record<string, number> = {}
  const problems: Array<CovariateProblem> = []
  for (const name of names) {
    const given = fields[name]
    if (given === undefined) {
      problems.push({ key: name, isKey: false, message: `missing "${name}"` })
      continue
    }
    const value = typeof given === "string" && given.trim() !== "" ? Number(given) : given
    if (typeof value !== "number" || !Number.isFinite(value) || (!isSignFree && value <= 0)) {
      const expected = isSignFree ? "a number" : "a number above 0"
      problems.push({
        key: name,
        isKey: false,
        message: `${name}: expected ${expected}; found ${JSON.stringify(given)}`
      })
    } else numbers[name] = value
  }
  return { numbers, problems }
}

const unknownFields = (
  fields: Fields,
  isKnown: (name: string) => boolean,
  names: ReadonlyArray<string>
): Array<CovariateProblem> =>
  Object.keys(fields)
    .filter((name) => !isKnown(name))
    .map((name) => {
      const suggestion = nearest(name, names)
      const hint = suggestion === undefined ? "" : `, did you mean "${suggestion}"?`
      return { key: name, isKey: true, message: `unknown parameter "${name}"${hint}` }
    })

type Decoded =
  | { readonly virtualPatient: VirtualPatient; readonly problems: readonly [] }
  | { readonly problems: ReadonlyArray<CovariateProblem> }

const decodeUvaPadova = (fields: Fields): Decoded => {
  const read = readNumbers(fields, uvaPadovaNames)
  const states = Object.keys(fields).filter((name) => STATE_COLUMN.test(name))
  const inOrder = [...states].sort(
    (a, b) => Number(STATE_COLUMN.exec(a)?.[1]) - Number(STATE_COLUMN.exec(b)?.[1])
  )
  const initial = readNumbers(fields, inOrder, true)
  const extra = Object.hasOwn(fields, "Vm0") ? readNumbers(fields, ["Vm0"]) : { numbers: {}, problems: [] }
  const isKnown = (name: string) =>
    uvaPadovaNames.includes(name as never) || derivedColumns.has(name) || STATE_COLUMN.test(name)
  const problems = [
    ...read.problems,
    ...initial.problems,
    ...extra.problems,
    ...unknownFields(fields, isKnown, uvaPadovaNames)
  ]
  if (states.length !== 0 && states.length !== UVA_PADOVA_STATES) {
    const message = `the initial state has ${states.length} of ${UVA_PADOVA_STATES} values x0_1 to x0_${UVA_PADOVA_STATES}: give all or none`
    problems.push({ key: inOrder[0] as string, isKey: true, message })
  }
  if (problems.length > 0) return { problems }
  const patient = uvaPadovaVirtual(read.numbers as Omit<UvaPadovaParameters, "Vm0">, {
    ...(states.length === 0 ? {} : { state: inOrder.map((name) => initial.numbers[name] as number) }),
    ...("Vm0" in extra.numbers ? { Vm0: extra.numbers["Vm0"] as number } : {})
  })
  return { virtualPatient: { model: "uva-padova", patient }, problems: [] }
}

const decodeHovorka = (fields: Fields): Decoded => {
  const required = hovorkaNames.filter((name) => !hovorkaOptional.has(name) || Object.hasOwn(fields, name))
  const weightName = hovorkaWeights.find((name) => Object.hasOwn(fields, name)) ?? "weight"
  const read = readNumbers(fields, [...required, weightName])
  const isKnown = (name: string) => [...hovorkaNames, weightName, "Name", "glucose"].includes(name)
  const problems = [...read.problems, ...unknownFields(fields, isKnown, hovorkaNames)]
  if (problems.length > 0) return { problems }
  const { [weightName]: weightKilograms, ...parameters } = read.numbers
  return {
    virtualPatient: {
      model: "hovorka",
      patient: {
        weightKilograms: weightKilograms as number,
        parameters: { ...hovorkaTypical, ...parameters }
      }
    },
    problems: []
  }
}

/** The virtual patient in a map of fields, or every problem with it. */
export const decodeVirtualPatient = (fields: Fields, model: VirtualPatient["model"]): Decoded =>
  model === "hovorka" ? decodeHovorka(fields) : decodeUvaPadova(fields)
