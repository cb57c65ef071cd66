// Which drug, which model, which times: what `wardsim drug` was asked for, checked before anything runs.

import { Effect } from "effect"
import { type CovariateId, drugCatalogue } from "../../models/patients/drugCatalogue.ts"
import { type DrugPatient, linearDrugs, type LinearModel } from "../../models/patients/drugModels.ts"
import { type TrajectoryDrugId, trajectoryModels } from "../../models/patients/drugTrajectory.ts"
import { nearest } from "../input/nearest.ts"
import { parseQuantity } from "../input/Quantity.ts"
import { covariates, describeCovariate } from "./drugCovariates.ts"
import { LONGEST } from "./drugRegimen.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"

const usage = (message: string) => new CommandFailure({ message, exitCode: exitCodes.usage })

export const drugIds = Object.keys(trajectoryModels) as ReadonlyArray<TrajectoryDrugId>

const unknown = (kind: string, name: string, known: ReadonlyArray<string>): string => {
  const suggestion = nearest(name, known)
  return `unknown ${kind} "${name}"${suggestion === undefined ? "." : `, did you mean "${suggestion}"?`} Known: ${known.join(", ")}`
}

/** A drug by its id; potassium-chloride is potassium_chloride. */
export const findDrug = (name: string): Effect.Effect<TrajectoryDrugId, CommandFailure> => {
  const id = name.trim().toLowerCase().replaceAll("-", "_")
  const found = drugIds.find((drug) => drug === id)
  return found === undefined ? Effect.fail(usage(unknown("drug", name, drugIds))) : Effect.succeed(found)
}

const MOST_TIMES = 10_000

/** Minutes of `--at`, in the order given: bare numbers are minutes, "90 s" and "1.5 h" are read too. */
export const decodeTimes = Effect.fn("decodeTimes")(function* (text: string) {
  const pieces = text.split(",").map((piece) => piece.trim())
  const minutes: Array<number> = []
  const longest = parseQuantity("regimenTime", LONGEST) as number
  for (const piece of pieces) {
    const value = parseQuantity("regimenTime", /[a-z]\s*$/iu.test(piece) ? piece : `${piece} min`)
    if (typeof value === "string") {
      return yield* usage(
        `--at: "${piece}" is not a time; write minutes or a time with a unit, as in 0,5,90 s,1.5 h`
      )
    }
    if (value < 0) return yield* usage(`--at: "${piece}" is before the beginning; times are 0 or later`)
    if (value > longest) return yield* usage(`--at: "${piece}" is too late; the latest is ${LONGEST}`)
    minutes.push(value)
  }
  if (minutes.length > MOST_TIMES)
    return yield* usage(`--at has ${minutes.length} times; the most are ${MOST_TIMES}`)
  return minutes
})

/** The model asked for, the virtual patient's own, or the default; fails when it is not one of this drug. */
export const chooseModel = Effect.fn("chooseModel")(function* (
  drug: TrajectoryDrugId,
  asked: string | undefined,
  patient: Partial<DrugPatient>
) {
  const virtual = patient.virtualPatient?.model
  const published = trajectoryModels[drug]
  if (virtual === undefined) {
    if (asked === undefined) return published[0] as string
    if (published.includes(asked)) return asked
    const hint =
      asked === "uva-padova" && drug === "insulin_sc"
        ? " (uva-padova itself needs a file with every parameter as --patient)"
        : ""
    return yield* usage(`${drug}: ${unknown("model", asked, published)}${hint}`)
  }
  const allowed = drug === "insulin_sc" ? ["uva-padova", "hovorka"] : drug === "insulin_iv" ? ["hovorka"] : []
  if (!allowed.includes(virtual)) {
    const where =
      allowed.length === 0 ? "only insulin takes one" : `${drug} takes one of ${allowed.join(", ")}`
    return yield* new CommandFailure({
      message: `--patient: the file holds every parameter of the model ${virtual}; ${where}`,
      exitCode: exitCodes.invalidInput
    })
  }
  if (asked !== undefined && asked !== virtual) {
    return yield* usage(
      `--model ${asked}: the file given as --patient holds the parameters of the model ${virtual}; leave --model out`
    )
  }
  return virtual
})

/** What a model asks of a patient: weight always, because doses may be per kilogram. */
export const requiredCovariates = (drug: TrajectoryDrugId, model: string): ReadonlyArray<CovariateId> => [
  "weight",
  ...(drugCatalogue[drug].models[model]?.required ?? [])
]

/** Fails when something that the model needs was not said. */
export const checkComplete = (
  drug: TrajectoryDrugId,
  model: string,
  patient: Partial<DrugPatient>
): Effect.Effect<void, CommandFailure> => {
  if (patient.virtualPatient !== undefined) return Effect.void
  const missing = requiredCovariates(drug, model).filter((id) => patient[covariates[id].field] === undefined)
  if (missing.length === 0) return Effect.void
  return Effect.fail(
    new CommandFailure({
      message: `--patient: the model ${model} of ${drug} also needs ${missing.map(describeCovariate).join(", ")}`,
      exitCode: exitCodes.invalidInput
    })
  )
}

/** Fails when the formulas of a model leave their range for this patient: a lean mass that turns negative, for one. */
export const checkHolds = (
  drug: TrajectoryDrugId,
  modelId: string,
  patient: DrugPatient
): Effect.Effect<void, CommandFailure> => {
  if (drug === "insulin_iv" || drug === "insulin_sc") return Effect.void
  const entries: ReadonlyArray<LinearModel> = linearDrugs[drug].models
  const model = entries.find(({ id }) => id === modelId)
  if (model === undefined) return Effect.void
  const wrongIn = ({ disposition }: LinearModel) => {
    const { clearance, ke0, q2, q3, v1, v2, v3 } = disposition(patient)
    const positive = { "central volume": v1, clearance }
    const notNegative = { "second volume": v2, "third volume": v3, "second flow": q2, "third flow": q3, ke0 }
    return (
      Object.entries(positive).find(([, value]) => !(value > 0 && value < Infinity)) ??
      Object.entries(notNegative).find(([, value]) => !(value >= 0 && value < Infinity))
    )
  }
  const wrong = wrongIn(model)
  if (wrong === undefined) return Effect.void
  const others = entries.filter((entry) => wrongIn(entry) === undefined).map(({ id }) => id)
  const hint = others.length === 0 ? "" : `; these do: ${others.join(", ")}`
  return Effect.fail(
    new CommandFailure({
      message: `the model ${modelId} of ${drug} does not hold for this patient: its ${wrong[0]} would be ${Number(wrong[1].toPrecision(3))}${hint}`,
      exitCode: exitCodes.invalidInput
    })
  )
}
