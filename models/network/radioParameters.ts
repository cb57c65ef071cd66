// The cited constants of `models/data/radio-parameters.json` by id and field. Status: V verified, R recalled, A assumption.

import entries from "../data/radio-parameters.json" with { type: "json" }
import { type Status } from "../crypto/Cost.ts"
import { unknownName } from "../crypto/CostError.ts"

/** One number of an entry, in the unit that the field's name or the entry's `unit` states. */
export const radioParameter = (id: string, field?: string): number => {
  const entry = entries.find((candidate) => candidate.id === id)
  if (entry === undefined)
    throw unknownName(
      "radio parameter",
      id,
      entries.map((candidate) => candidate.id)
    )
  const value: unknown =
    field === undefined ? entry.value : (entry.value as Readonly<Record<string, unknown>>)[field]
  if (typeof value !== "number")
    throw new Error(`models/data/radio-parameters.json "${id}" has no number "${field ?? ""}"`)
  return value
}

/** How well an entry is known. */
export const radioParameterStatus = (id: string): Status => {
  const status = entries.find((entry) => entry.id === id)?.status
  return status === "V" || status === "M" || status === "D" || status === "R" ? status : "A"
}

export const microsecondsOf = (id: string, field: string): number => radioParameter(id, field) / 1e6
export const millisecondsOf = (id: string, field: string): number => radioParameter(id, field) / 1e3
