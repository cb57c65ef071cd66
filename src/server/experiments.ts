// Finished experiments on disk: one folder per experiment with a results.json (see src/experiment/Results.ts). Only folders
// directly inside the results folder are looked at, and a link that leads out of it is treated as not there.

import { readdir, readFile, realpath } from "node:fs/promises"
import { join, resolve, sep } from "node:path"

/** What a list of experiments shows of each. */
export interface ExperimentSummary {
  readonly id: string
  readonly title: string
  readonly question: string
  readonly replications: number
  readonly primaryMetric: string
  /** Set when results.json cannot be read as JSON: what to do about it. */
  readonly problem?: string
}

const FOLDER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

const isInside = (folder: string, path: string): boolean => path.startsWith(folder + sep)

/** Full path of an experiment's results.json, or undefined when there is none inside the results folder. */
export const findResultsFile = async (resultsFolder: string, id: string): Promise<string | undefined> => {
  if (!FOLDER_NAME.test(id)) return undefined
  try {
    const folder = await realpath(resolve(resultsFolder))
    const file = await realpath(join(folder, id, "results.json"))
    return isInside(folder, file) ? file : undefined
  } catch {
    // A missing folder or file is the ordinary case of an experiment that has not been run.
    return undefined
  }
}

const printable = (value: unknown, fallback: string): string => (typeof value === "string" ? value : fallback)

const summarise = (id: string, content: string): ExperimentSummary => {
  try {
    const results: unknown = JSON.parse(content)
    const fields = typeof results === "object" && results !== null ? { ...results } : {}
    const field = (name: string): unknown => Reflect.get(fields, name)
    const replications = field("replications")
    return {
      id,
      title: printable(field("title"), id),
      question: printable(field("question"), ""),
      replications: typeof replications === "number" ? replications : 0,
      primaryMetric: printable(field("primaryMetric"), "")
    }
  } catch {
    const problem = `results/${id}/results.json is not valid JSON. Delete it and run the experiment again`
    return { id, title: id, question: "", replications: 0, primaryMetric: "", problem }
  }
}

/** All experiments that have results, by folder name; empty when nothing has been run. */
export const listExperiments = async (resultsFolder: string): Promise<ReadonlyArray<ExperimentSummary>> => {
  const names = await readdir(resultsFolder).catch(() => [])
  const summaries: Array<ExperimentSummary> = []
  for (const id of names.sort()) {
    const file = await findResultsFile(resultsFolder, id)
    if (file !== undefined) summaries.push(summarise(id, await readFile(file, "utf8")))
  }
  return summaries
}
