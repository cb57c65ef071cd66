// Names a cell of an experiment by its levels.

import { type ExperimentResults } from "./Results.ts"

/** The id of a cell: its levels in the order of the factors. */
export const cellId = (results: ExperimentResults, levels: Readonly<Record<string, string>>): string =>
  results.factors.map(({ id }) => levels[id] ?? "").join("/")
