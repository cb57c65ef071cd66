// Severity x probability as ISO 14971 asks for it, with the example levels of ISO/TR 24971: how many patients per patient-hour
// had a worst class of each severity. The levels and the map from NCC MERP classes are assumptions (severity-maps.json).

import maps from "../../data/severity-maps.json" with { type: "json" }
import { type Category } from "./nccMerp.ts"

export const severities = ["negligible", "minor", "serious", "critical", "catastrophic"] as const
export type Severity = (typeof severities)[number]

export const probabilities = ["improbable", "remote", "occasional", "probable", "frequent"] as const
export type Probability = (typeof probabilities)[number]

export interface RiskRow {
  readonly severity: Severity
  /** Level 1 (negligible) to 5 (catastrophic). */
  readonly severityLevel: number
  readonly patients: number
  readonly perPatientHour: number
  /** Null when no patient had a class of this severity. */
  readonly probability: Probability | null
  /** Level 1 (improbable) to 5 (frequent), 0 when it did not happen. */
  readonly probabilityLevel: number
}

/** Severity of a class; null for what did not reach the patient. */
export const severityOf = (category: Category): Severity | null =>
  severities.find((severity) => maps.iso14971.severities[severity].includes(category)) ?? null

const probabilityOf = (perPatientHour: number): Probability => {
  const { leastPerPatientHour } = maps.iso14971.probabilities
  return probabilities.findLast((level) => perPatientHour >= leastPerPatientHour[level]) ?? "improbable"
}

/** One row for each severity, from the number of patients by worst class. */
export const riskMatrix = (
  patients: Readonly<Record<Category, number>>,
  patientHours: number
): ReadonlyArray<RiskRow> =>
  severities.map((severity, index) => {
    const count = maps.iso14971.severities[severity].reduce(
      // The file's lists hold classes only; a test checks it.
      (sum, category) => sum + patients[category as Category],
      0
    )
    const perPatientHour = count / patientHours
    const probability = count === 0 ? null : probabilityOf(perPatientHour)
    return {
      severity,
      severityLevel: index + 1,
      patients: count,
      perPatientHour,
      probability,
      probabilityLevel: probability === null ? 0 : probabilities.indexOf(probability) + 1
    }
  })
