// The answer of `wardsim drug` as text and as JSON, and what to draw of it.

import { drugCatalogue } from "../../models/patients/drugCatalogue.ts"
import { type DrugPatient } from "../../models/patients/drugModels.ts"
import { type DrugTrajectory } from "../../models/patients/drugTrajectory.ts"
import { type DoseEvent } from "../../models/patients/linearTrajectory.ts"
import { type DrugCurveData, type DrugPanel } from "../../web/charts/drugCurve.ts"
import { covariateIds, covariates } from "./drugCovariates.ts"
import { type NamedPatient } from "./drugPatient.ts"
import { requiredCovariates } from "./drugSelection.ts"
import { formatColumns } from "./table.ts"

const POTASSIUM_HORIZON_MINUTES = 360
const MEANINGFUL_GLUCOSE = 40

/** Covariates that were said and that the model does not look at. */
const unusedBy = ({ drug, model }: DrugTrajectory, given: Partial<DrugPatient>): ReadonlyArray<string> => {
  if (given.virtualPatient !== undefined) return []
  const used = [...requiredCovariates(drug, model), ...(drugCatalogue[drug].models[model]?.optional ?? [])]
  return covariateIds.filter((id) => !used.includes(id) && given[covariates[id].field] !== undefined)
}

/** What a reader of these numbers must know. */
const notesOf = (trajectory: DrugTrajectory, given: Partial<DrugPatient>): ReadonlyArray<string> => {
  const { drug, effects, minutes, model } = trajectory
  const notes = [...drugCatalogue[drug].notes]
  const unused = unusedBy(trajectory, given)
  if (unused.length > 0) notes.push(`The model ${model} does not use ${unused.join(", ")}.`)
  if (drug === "potassium_chloride" && Math.max(...minutes) > POTASSIUM_HORIZON_MINUTES) {
    notes.push("Some of these times are beyond the 6 h for which the model holds.")
  }
  if ((effects["glucose"] ?? []).some((value) => value < MEANINGFUL_GLUCOSE)) {
    notes.push("Some of these values are below 40 mg/dL, where the model has no meaning.")
  }
  return notes
}

/** For a program: every number in full. */
export const formatJson = (trajectory: DrugTrajectory, patient: NamedPatient): string => {
  const { drug, effectSite, effects, minutes, model, plasma, units } = trajectory
  const answer = { drug, model, patient: patient.shown, minutes, plasma, effectSite, effects, units }
  return JSON.stringify({ ...answer, notes: notesOf(trajectory, patient.given) }, undefined, 2)
}

/** Seven digits, without an exponent where a person would not write one. */
const formatValue = (value: number): string => {
  const rounded = Number(value.toPrecision(7))
  return rounded !== 0 && Math.abs(rounded) < 1e-6 ? rounded.toExponential() : String(rounded)
}

const shownUnit = (unit: string | undefined): string => (unit === undefined || unit === "1" ? "" : unit)

/** For a person: one line for each time. */
export const formatText = (trajectory: DrugTrajectory, patient: NamedPatient): string => {
  const { drug, effectSite, effects, minutes, model, plasma, units } = trajectory
  const columns: ReadonlyArray<readonly [string, string | undefined, ReadonlyArray<number>]> = [
    ["time", "min", minutes],
    ["plasma", units["plasma"], plasma],
    ...(effectSite === null ? [] : [["effectSite", units["effectSite"], effectSite] as const]),
    ...Object.entries(effects).map(([id, values]) => [id, units[id], values] as const)
  ]
  const table = formatColumns(
    columns.map(([title]) => ({ title, align: "right" as const })),
    [
      columns.map(([, unit]) => shownUnit(unit)),
      ...minutes.map((_, row) => columns.map(([, , values]) => formatValue(values[row] as number)))
    ]
  )
  const notes = notesOf(trajectory, patient.given).map((note) => `Note: ${note}`)
  return [`${drugCatalogue[drug].title}, model ${model}`, table, notes.join("\n")].join("\n\n")
}

const SAMPLES = 480

/** Times at which a curve is drawn: evenly spread, and at and just before every dose, where it may jump. */
export const curveTimes = (regimen: ReadonlyArray<DoseEvent>, lastMinute: number): ReadonlyArray<number> => {
  const doses = regimen.map(({ minutes }) => minutes).filter((minutes) => minutes <= lastMinute)
  const even = Array.from({ length: SAMPLES + 1 }, (_, index) => (index / SAMPLES) * lastMinute)
  const before = doses.filter((minutes) => minutes > 0).map((minutes) => minutes * (1 - 1e-12))
  return [...new Set([...even, ...doses, ...before])].sort((a, b) => a - b)
}

const words = (id: string): string => {
  const spaced = id.replaceAll(/([a-z])([A-Z])/gu, "$1 $2").toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

/** Effects in one panel: the three potencies of one quantity, and the two bispectral indices. */
const panelOf = (id: string): readonly [panel: string, label: string] => {
  if (id === "bispectralIndexSteepBelow") return ["bispectralIndex", "steep below Ce50"]
  if (id === "bispectralIndex") return ["bispectralIndex", "steep above Ce50"]
  const variant = /^(?<quantity>.*[a-z])(?<letter>[HML])$/u.exec(id)?.groups
  return variant === undefined ? [id, ""] : [variant["quantity"] as string, `variant ${variant["letter"]}`]
}

/** What to draw: concentrations first, then each effect. */
export const curveData = (trajectory: DrugTrajectory, regimen: ReadonlyArray<DoseEvent>): DrugCurveData => {
  const { drug, effectSite, effects, minutes, model, plasma, units } = trajectory
  const panels = new Map<string, DrugPanel>()
  for (const [id, values] of Object.entries(effects)) {
    const [panel, label] = panelOf(id)
    const lines = panels.get(panel)?.lines ?? []
    panels.set(panel, { title: words(panel), unit: units[id] ?? "1", lines: [...lines, { label, values }] })
  }
  return {
    title: `${drugCatalogue[drug].title}, model ${model}`,
    minutes,
    panels: [
      {
        title: "Concentration",
        unit: units["plasma"] ?? "1",
        lines: [
          { label: "plasma", values: plasma },
          ...(effectSite === null ? [] : [{ label: "effect site", values: effectSite }])
        ]
      },
      ...panels.values()
    ],
    doseMinutes: [...new Set(regimen.map(({ minutes }) => minutes))].sort((a, b) => a - b)
  }
}
