// The patient of `wardsim drug`: `weight=70,height=170,...` on the command line, a file with the same, or a virtual patient.

import { Effect } from "effect"
import { typicalPatient } from "../../models/patients/population.ts"
import { type DrugPatient } from "../../models/patients/drugModels.ts"
import { makeInvalidInput } from "../input/InvalidInput.ts"
import { nearest } from "../input/nearest.ts"
import { parseYaml, type YamlDocument } from "../input/YamlDocument.ts"
import { type CovariateProblem, readCovariates } from "./drugCovariates.ts"
import { decodeVirtualPatient, virtualModelOf } from "./drugVirtualPatient.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"
import { readInputFile } from "./inputFile.ts"

export interface NamedPatient {
  /** What was said; what the model needs and was not said is checked by whoever chooses the model. */
  readonly given: Partial<DrugPatient>
  /** For the answer: what the command was told. */
  readonly shown: Readonly<Record<string, unknown>>
}

const invalid = (message: string) =>
  new CommandFailure({ message: `--patient: ${message}`, exitCode: exitCodes.invalidInput })

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** "patients.json#child#001" is the patient child#001 in patients.json. */
const FILE = /^(?<file>.*?\.(?:ya?ml|json))(?:#(?<name>.+))?$/iu

const decodeInline = Effect.fnUntraced(function* (text: string) {
  const entries: Array<readonly [string, string]> = []
  for (const part of text.split(",").filter((piece) => piece.trim() !== "")) {
    const at = part.indexOf("=")
    if (at < 0) {
      return yield* invalid(
        `"${part.trim()}" is not name=value; write weight=70,height=170,age=40,sex=male, or a file that ends in .yaml or .json`
      )
    }
    entries.push([part.slice(0, at).trim(), part.slice(at + 1)])
  }
  const { problems, values } = readCovariates(entries)
  if (problems.length > 0) return yield* invalid(problems.map(({ message }) => message).join("; "))
  return { given: values, shown: values } satisfies NamedPatient
})

/** The map of one patient in a document, and the path to it: the document itself, or one of several by name. */
const selectPatient = Effect.fnUntraced(function* (document: YamlDocument, name: string | undefined) {
  const refuse = (message: string) => makeInvalidInput(document.fileName, [document.problemAt([], message)])
  const { value } = document
  if (!isMap(value)) return yield* refuse("expected a map of a patient's values (lines of key: value)")
  const names = Object.keys(value).filter((key) => isMap(value[key]))
  if (names.length === 0) {
    if (name === undefined) return { fields: value, path: [] as ReadonlyArray<string> }
    return yield* refuse(`the file holds one patient without a name; leave out "#${name}"`)
  }
  const chosen = name ?? (names.length === 1 ? names[0] : undefined)
  if (chosen === undefined) {
    return yield* refuse(
      `the file holds several patients: choose one with ${document.fileName}#${names[0]}. Known: ${names.join(", ")}`
    )
  }
  const fields = value[chosen]
  if (isMap(fields)) return { fields, path: [chosen] as ReadonlyArray<string> }
  const suggestion = nearest(chosen, names)
  const hint = suggestion === undefined ? "" : `, did you mean "${suggestion}"?`
  return yield* refuse(`there is no patient "${chosen}"${hint} Known: ${names.join(", ")}`)
})

const decodeFile = Effect.fnUntraced(function* (file: string, name: string | undefined) {
  const document = yield* parseYaml(yield* readInputFile(file), file)
  const { fields, path } = yield* selectPatient(document, name)
  const refuse = (problems: ReadonlyArray<CovariateProblem>) =>
    makeInvalidInput(
      file,
      problems.map(({ isKey, key, message }) =>
        Object.hasOwn(fields, key)
          ? document.problemAt([...path, key], message, isKey)
          : document.problemAt(path, message)
      )
    )
  const about = { file, ...(path.length === 0 ? {} : { name: path[0] }) }
  const model = virtualModelOf(fields)
  if (model === undefined) {
    const { problems, values } = readCovariates(Object.entries(fields))
    if (problems.length > 0) return yield* refuse(problems)
    return { given: values, shown: { ...about, ...values } } satisfies NamedPatient
  }
  const decoded = decodeVirtualPatient(fields, model)
  if (!("virtualPatient" in decoded)) return yield* refuse(decoded.problems)
  const { virtualPatient } = decoded
  const { parameters } = virtualPatient.patient
  const weightKilograms =
    virtualPatient.model === "hovorka"
      ? virtualPatient.patient.weightKilograms
      : virtualPatient.patient.parameters.BW
  const glucose = model === "hovorka" && fields["glucose"] !== undefined ? fields["glucose"] : undefined
  const start = readCovariates(glucose === undefined ? [] : [["glucose", glucose]])
  if (start.problems.length > 0) return yield* refuse(start.problems)
  return {
    given: { ...start.values, weightKilograms, virtualPatient },
    shown: { ...about, ...start.values, weightKilograms, parameters }
  } satisfies NamedPatient
})

/** Reads `--patient`; fails with every problem in it. */
export const decodePatient = (text: string) => {
  const match = text.includes("=") ? null : FILE.exec(text.trim())
  if (match === null) return decodeInline(text)
  return decodeFile(match.groups?.["file"] as string, match.groups?.["name"])
}

/** The patient for a model: what it does not use may be missing and is that of the typical patient. */
export const completePatient = (given: Partial<DrugPatient>): DrugPatient => ({ ...typicalPatient, ...given })
