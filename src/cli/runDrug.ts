// Carries out `wardsim drug`: decodes patient and regimen, runs the model, prints the answer and draws the curve.

import { Console, Effect, FileSystem, Option } from "effect"
import { type DrugPatient } from "../../models/patients/drugModels.ts"
import {
  type DrugTrajectory,
  drugTrajectory,
  type TrajectoryDrugId
} from "../../models/patients/drugTrajectory.ts"
import { type DoseEvent } from "../../models/patients/linearTrajectory.ts"
import { drugCurve } from "../../web/charts/drugCurve.ts"
import { svgText } from "../../web/charts/Svg.ts"
import { formatList } from "./drugList.ts"
import { completePatient, decodePatient } from "./drugPatient.ts"
import { decodeRegimen } from "./drugRegimen.ts"
import { curveData, curveTimes, formatJson, formatText } from "./drugReport.ts"
import { checkComplete, checkHolds, chooseModel, decodeTimes, drugIds, findDrug } from "./drugSelection.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"
import { readInputFile } from "./inputFile.ts"

export interface DrugInput {
  readonly drug: Option.Option<string>
  readonly patient: Option.Option<string>
  readonly regimen: Option.Option<string>
  readonly at: Option.Option<string>
  readonly model: Option.Option<string>
  readonly curve: Option.Option<string>
  readonly list: boolean
  readonly validate: boolean
  readonly json: boolean
}

const usage = (message: string) => new CommandFailure({ message, exitCode: exitCodes.usage })

/** What is left out, in one message. */
const required = Effect.fnUntraced(function* ({ at, drug, patient, regimen }: DrugInput) {
  const missing = [
    ...(Option.isNone(drug) ? ["a drug"] : []),
    ...(Option.isNone(patient) ? ["--patient weight=70,..."] : []),
    ...(Option.isNone(regimen) ? ["--regimen <file>"] : []),
    ...(Option.isNone(at) ? ["--at <minutes,...>"] : [])
  ]
  if (Option.isSome(drug) && Option.isSome(patient) && Option.isSome(regimen) && Option.isSome(at)) {
    return { drug: drug.value, patient: patient.value, regimen: regimen.value, at: at.value }
  }
  return yield* usage(
    `drug: missing ${missing.join(", ")}. "wardsim drug --list" shows what there is, "wardsim drug --help" how to ask`
  )
})

interface Question {
  readonly drug: TrajectoryDrugId
  readonly model: string
  readonly patient: DrugPatient
  readonly regimen: ReadonlyArray<DoseEvent>
}

/** Fails when doses are so large that numbers overflow. */
const answer = Effect.fnUntraced(function* (
  { drug, model, patient, regimen }: Question,
  minutes: ReadonlyArray<number>
) {
  const trajectory = drugTrajectory(drug, model, patient, regimen, minutes)
  const columns = [trajectory.plasma, trajectory.effectSite ?? [], ...Object.values(trajectory.effects)]
  if (columns.every((values) => values.every(Number.isFinite))) return trajectory
  return yield* new CommandFailure({
    message: `the doses of this regimen are so large that the model ${model} of ${drug} has no answer. Check their units`,
    exitCode: exitCodes.invalidInput
  })
})

const drawCurve = Effect.fnUntraced(function* (
  question: Question,
  { minutes }: DrugTrajectory,
  file: string
) {
  const files = yield* FileSystem.FileSystem
  const { regimen } = question
  const whole = yield* answer(question, curveTimes(regimen, Math.max(...minutes)))
  yield* files.writeFileString(file, `${svgText(drugCurve(curveData(whole, regimen)))}\n`).pipe(
    Effect.mapError(
      (error) =>
        new CommandFailure({
          message: `cannot write ${file}: ${error.reason.description ?? error.reason._tag}. Choose another place`,
          exitCode: exitCodes.failure
        })
    )
  )
  yield* Console.error(`Curve: ${file}`)
})

const compute = Effect.fnUntraced(function* (input: DrugInput) {
  const asked = yield* required(input)
  const drug = yield* findDrug(asked.drug)
  const minutes = yield* decodeTimes(asked.at)
  if (Option.isSome(input.curve) && !/\.svg$/iu.test(input.curve.value)) {
    return yield* usage(
      `--curve writes an SVG picture: give a file name that ends in .svg, not "${input.curve.value}"`
    )
  }
  const named = yield* decodePatient(asked.patient)
  const { given } = named
  const model = yield* chooseModel(drug, Option.getOrUndefined(input.model), given)
  yield* checkComplete(drug, model, given)
  const patient = completePatient(given)
  yield* checkHolds(drug, model, patient)
  const text = yield* readInputFile(asked.regimen)
  const regimen = yield* decodeRegimen(text, asked.regimen, {
    drug,
    weightKilograms: patient.weightKilograms
  })
  const question = { drug, model, patient, regimen }
  const trajectory = yield* answer(question, minutes)
  if (Option.isSome(input.curve)) yield* drawCurve(question, trajectory, input.curve.value)
  yield* Console.log(input.json ? formatJson(trajectory, named) : formatText(trajectory, named))
})

/** Prints the list, the validation table, or the course of one regimen. */
export const runDrug = Effect.fn("runDrug")(function* (input: DrugInput) {
  if (input.list) {
    const drugs = Option.isSome(input.drug) ? [yield* findDrug(input.drug.value)] : drugIds
    return yield* Console.log(formatList(drugs, input.json))
  }
  if (input.validate) {
    const { formatValidation } = yield* Effect.promise(() => import("./drugValidation.ts"))
    return yield* Console.log(yield* formatValidation())
  }
  return yield* compute(input)
})
