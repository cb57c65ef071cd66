// Cited numbers by id: `parameters.json` (from the literature) and `assumptions/` (ours, called so).
// Status: V verified in a text, M measured, D derived, R recalled, A assumption.

import machines from "./assumptions/machines.json" with { type: "json" }
import metrics from "./assumptions/metrics.json" with { type: "json" }
import monitors from "./assumptions/monitors.json" with { type: "json" }
import network from "./assumptions/network.json" with { type: "json" }
import patients from "./assumptions/patients.json" with { type: "json" }
import pumps from "./assumptions/pumps.json" with { type: "json" }
import records from "./assumptions/records.json" with { type: "json" }
import security from "./assumptions/security.json" with { type: "json" }
import staff from "./assumptions/staff.json" with { type: "json" }
import cited from "./parameters.json" with { type: "json" }

interface Entry {
  readonly id: string
  readonly quantity: string
  readonly value: unknown
  readonly unit: string
  readonly status: string
  readonly note: string
}

const assumptions: ReadonlyArray<Entry> = [
  ...machines,
  ...metrics,
  ...monitors,
  ...network,
  ...patients,
  ...pumps,
  ...records,
  ...security,
  ...staff
]

const entries = new Map<string, Entry>([...cited, ...assumptions].map((entry) => [entry.id, entry]))

const find = (id: string): Entry => {
  const entry = entries.get(id)
  if (entry === undefined) throw new Error(`models/data has no entry "${id}"`)
  return entry
}

/** Value of a single number, in the unit that its entry states. */
export const parameter = (id: string): number => {
  const { value } = find(id)
  if (typeof value !== "number") throw new Error(`models/data entry "${id}" is not a single number`)
  return value
}

/** One number of an entry that has several, such as the quantiles of a distribution. */
export const parameterField = (id: string, field: string): number => {
  const value = (find(id).value as Readonly<Record<string, unknown>>)[field]
  if (typeof value !== "number") throw new Error(`models/data entry "${id}" has no number "${field}"`)
  return value
}

/** The assumptions, for a reader of the results. */
export const assumptionNotes = (): ReadonlyArray<string> =>
  assumptions
    .filter((entry) => entry.status === "A")
    .map((entry) => `${entry.quantity}: ${entry.value} ${entry.unit === "1" ? "" : entry.unit}`.trim())
