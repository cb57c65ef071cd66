// `wardsim drug --validate`: every reference trajectory against the models, as Markdown. Misfits are printed, not hidden.

import { fileURLToPath } from "node:url"
import { Effect, FileSystem } from "effect"
import { remifentanilEleveld, propofolEleveldFast } from "../../models/patients/anaestheticDispositions.ts"
import { type Disposition } from "../../models/patients/Disposition.ts"
import {
  fentanylShafer,
  hydromorphoneDrover,
  morphineLotsch,
  naloxoneShafer
} from "../../models/patients/dispositions.ts"
import { drugTrajectory } from "../../models/patients/drugTrajectory.ts"
import { type Patient, typicalPatient } from "../../models/patients/population.ts"
import { measurements } from "./drugMeasurements.ts"
import {
  type Comparison,
  referenceCase,
  type ReferenceRegimen,
  type VirtualPatients
} from "./drugReferences.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"

/** Below this an error is rounding: its digits mean nothing. */
const ROUNDING = 1e-12

const formatError = (value: number): string => (value < ROUNDING ? "< 1e-12" : value.toExponential(1))
const formatTolerance = (value: number): string => (value < 1e-3 ? value.toExponential(0) : String(value))

const formatVerdict = (error: number, tolerance: number): string =>
  error <= tolerance
    ? "reached"
    : `**NOT reached**, ${Number((error / tolerance).toPrecision(2))} times the tolerance`

const table = (heading: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [heading, heading.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

interface ReferenceFile {
  readonly columns: Readonly<Record<string, ReadonlyArray<number>>>
  readonly origin: string
}

const parseReference = (text: string): ReferenceFile => {
  const lines = text.split("\n").filter((line) => line !== "")
  const origin = /Origin: (?<origin>[^;.]*)/u.exec(lines[0] ?? "")?.groups?.["origin"] ?? "unknown"
  const [heading = "", ...rows] = lines.filter((line) => !line.startsWith("#"))
  const cells = rows.map((row) => row.split(",").map(Number))
  const columns = Object.fromEntries(
    heading.split(",").map((name, index) => [name, cells.map((row) => row[index] as number)])
  )
  return { columns, origin: origin.trim() }
}

const largestError = (
  actual: ReadonlyArray<number>,
  expected: ReadonlyArray<number>,
  { above = -Infinity, isRelative }: Comparison
): number => {
  const errors = expected.map((value, index) =>
    value > above ? Math.abs(value - (actual[index] ?? Number.NaN)) : 0
  )
  const scale = isRelative ? Math.max(...expected.map(Math.abs)) : 1
  // A NaN must not pass for a small error.
  return errors.some(Number.isNaN) ? Infinity : Math.max(...errors) / scale
}

const folder = fileURLToPath(new URL("../../test/fixtures/physiology/", import.meta.url))

const readText = Effect.fnUntraced(function* (name: string) {
  const files = yield* FileSystem.FileSystem
  return yield* files.readFileString(`${folder}${name}`).pipe(
    Effect.mapError(
      () =>
        new CommandFailure({
          message: `the reference trajectories are not here (${folder}${name}). Run this from a whole checkout`,
          exitCode: exitCodes.failure
        })
    )
  )
})

const readJson = <Value>(name: string) => Effect.map(readText(name), (text) => JSON.parse(text) as Value)

const trajectoryRows = Effect.fnUntraced(function* () {
  const files = yield* FileSystem.FileSystem
  const regimens = yield* readJson<Record<string, ReferenceRegimen>>("regimens.json")
  const virtualPatients = yield* readJson<VirtualPatients>("uva_padova_validation_patients.json")
  yield* readText("README.md")
  const names = (yield* Effect.orDie(files.readDirectory(folder)))
    .filter((name) => name.endsWith(".csv"))
    .sort()
  const rows: Array<ReadonlyArray<string>> = []
  for (const name of names) {
    const { columns, origin } = parseReference(yield* readText(name))
    const regimen = regimens[name] ?? {}
    const {
      comparisons,
      drug,
      model,
      patient,
      regimen: doses
    } = referenceCase({ name, regimen, virtualPatients })
    const found = drugTrajectory(drug, model, patient, doses, columns["time_min"] ?? [])
    for (const comparison of comparisons) {
      const error = largestError(comparison.valuesOf(found), columns[comparison.column] ?? [], comparison)
      const { quantity, tolerance, unit } = comparison
      rows.push([
        name.replace(/\.csv$/u, ""),
        origin === "independent" ? "independent" : "other software",
        `${drug}, ${model}`,
        quantity,
        formatError(error),
        `${formatTolerance(tolerance)} ${unit}`,
        formatVerdict(error, tolerance)
      ])
    }
  }
  return rows
})

const F75: Patient = { weightKilograms: 55, heightCentimetres: 160, ageYears: 75, sex: "female" }
const patients: Readonly<Record<string, Patient>> = { M40: typicalPatient, F75 }

const published: Readonly<
  Record<string, readonly [model: string, disposition: (patient: Patient) => Disposition]>
> = {
  morphine: ["lotsch", morphineLotsch],
  hydromorphone: ["drover", hydromorphoneDrover],
  fentanyl: ["shafer", fentanylShafer],
  naloxone: ["shafer", naloxoneShafer],
  propofol: ["eleveld-fast", (patient) => propofolEleveldFast(patient, true)],
  remifentanil: ["eleveld", remifentanilEleveld]
}

type Stanpump = Readonly<Record<"v1" | "v2" | "v3" | "cl1" | "cl2" | "cl3" | "ke0", number>>

const covariateRows = Effect.fnUntraced(function* () {
  const theirs = yield* readJson<Record<string, Stanpump>>("stanpumpR_parameters.json")
  const exactKe0 = yield* readJson<Record<string, number>>("ke0_exact_from_tPeak.json")
  const apart = (value: number, expected: number) => Math.abs(value / expected - 1)
  return Object.entries(published).flatMap(([drug, [model, disposition]]) =>
    Object.entries(patients).map(([id, patient]) => {
      const ours = disposition(patient)
      const other = theirs[`${drug}_${id}`] as Stanpump
      const error = Math.max(
        apart(ours.v1, other.v1),
        apart(ours.v2, other.v2),
        apart(ours.v3, other.v3),
        apart(ours.clearance, other.cl1),
        apart(ours.q2, other.cl2),
        apart(ours.q3, other.cl3)
      )
      const exact = apart(ours.ke0, exactKe0[`${drug}_${id}`] as number)
      return [
        `${drug}, ${model}`,
        id,
        formatError(error),
        formatError(exact),
        formatError(apart(ours.ke0, other.ke0)),
        formatVerdict(Math.max(error, exact), 1e-9)
      ]
    })
  )
})

const measurementRows = (): ReadonlyArray<ReadonlyArray<string>> =>
  measurements().map(({ modelled, observed, source, tolerance, unit, what }) => [
    what,
    source,
    `${observed} ${unit}`,
    `${Number(modelled.toPrecision(3))} ${unit}`,
    `${Number(tolerance.toPrecision(2))}`,
    Math.abs(modelled - observed) <= tolerance
      ? "reached"
      : `**NOT reached**, ${Number((modelled - observed).toPrecision(2))} ${unit} apart`
  ])

/** The whole document. */
export const formatValidation = Effect.fn("formatValidation")(function* () {
  const trajectories = yield* trajectoryRows()
  const covariates = yield* covariateRows()
  const missed = trajectories.filter((row) => !(row.at(-1) as string).startsWith("reached"))
  const references = new Set(trajectories.map(([name]) => name)).size
  return [
    "# Validation of the physiology",
    "Written by `wardsim drug --validate`; a test keeps it fresh. Do not edit it by hand.",
    `${references} reference trajectories, ${trajectories.length} comparisons: ${trajectories.length - missed.length} reached, ${missed.length} not reached. The references are thinned copies in \`test/fixtures/physiology\`, each with its origin and hash in its first line. "Other software" ran unmodified; "independent" was computed apart from this repository. An error is the largest over all rows, of the reference's peak where the tolerance says so. Every trajectory starts from covariates and doses as a person gives them to \`wardsim drug\`, not from rate constants.`,
    "## How to read the tolerances",
    [
      "- **Potassium**: `models/data/drugs.json` prints the two fitted rate constants with eight digits, with which the largest misfit is 1.7e-7 of the peak; the model has all digits of the same fit (rises of 0.55 and 0.30 mmol/L at 60 and 120 min), and so reaches 1e-9. Neither says how good the fit is: about 0.1 mmol/L, see the measurements.",
      "- **The effect site of stanpumpR** is compared at 0.5 % because stanpumpR interpolates plasma between its own time points; against the exact solution of the same model the tolerance is 1e-9.",
      "- **Breathing**: saturation is compared above 60 % only, where Severinghaus' curve means something."
    ].join("\n"),
    "## Reference trajectories",
    table(
      ["reference", "origin", "drug, model", "quantity", "largest error", "tolerance", "verdict"],
      trajectories
    ),
    "## Volumes, clearances and ke0 of stanpumpR for two patients",
    "M40: 70 kg, 170 cm, 40 years, male. F75: 55 kg, 160 cm, 75 years, female. Largest relative difference of three volumes and three clearances; ke0 against the exact root for stanpumpR's time of peak (counted), and against stanpumpR's own coarse optimiser (for information). Tolerance 1e-9.",
    table(
      ["drug, model", "patient", "volumes and clearances", "ke0, exact", "ke0, stanpumpR's own", "verdict"],
      covariates
    ),
    "## Measurements in people",
    "A typical patient against the mean of few; the tolerances are assumptions.",
    table(["what", "source", "observed", "model", "tolerance", "verdict"], measurementRows()),
    "## Choices that change the answer",
    [
      "- **Propofol's effect site.** Default `eleveld`: ke0 0.146/min at 70 kg, fitted together with the BIS model. `eleveld-fast` has stanpumpR's, from a peak 1.6 min after a bolus (0.64/min for M40). The references of the effect site and of breathing are those of `eleveld-fast`.",
      "- **Norepinephrine's lag.** Default `li`, with the lag of 13.7 s at 70 kg that belongs to the published fit. The references leave it out and are compared with `li-without-lag`.",
      "- **Bispectral index.** Published code disagrees on which steepness, 1.47 or 1.89, holds below Ce50. Both are reported: `bispectralIndex` (1.47 below, as in the package tci) and `bispectralIndexSteepBelow` (1.89 below, as in other programs). Neither was checked against the paper.",
      "- **Opioids and breathing.** Published potencies differ about threefold; variants H, M and L are always reported together."
    ].join("\n"),
    "## Calibration targets of the hospital",
    "T1 to T10 need a hospital to be run: `wardsim calibrate` does, and docs/validation-hospital.md has what came out."
  ].join("\n\n")
})
