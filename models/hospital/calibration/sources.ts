// Where a cited number comes from, as models/data/parameters.json says it.

import cited from "../../data/parameters.json" with { type: "json" }

/** Publication and status of an entry. */
export const sourceOf = (id: string): string => {
  const entry = cited.find((candidate) => candidate.id === id)
  if (entry === undefined) throw new Error(`models/data/parameters.json has no entry "${id}"`)
  return `${entry.source} (${entry.status})`
}
