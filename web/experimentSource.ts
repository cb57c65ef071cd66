// Where the page finds the results of experiments: the JSON interface of the server that sent it.

import { withoutRounding } from "../src/experiment/withoutRounding.ts"
import { type ExperimentResults } from "../src/experiment/Results.ts"
import { restoreNumbers } from "./experimentData.ts"

export interface ExperimentListing {
  readonly id: string
  readonly title: string
  readonly problem?: string
}

const fetchJson = async (path: string): Promise<unknown> => {
  const response = await fetch(path, { headers: { accept: "application/json" } })
  if (!response.ok) throw new Error(`the server answered ${response.status} for ${path}`)
  return response.json()
}

/** Experiments that have readable results. */
export const listExperiments = async (): Promise<ReadonlyArray<ExperimentListing>> => {
  // The answer's shape is that of src/server/experiments.ts, from the same build.
  const listings = (await fetchJson("api/experiments")) as ReadonlyArray<ExperimentListing>
  return listings.filter((listing) => listing.problem === undefined)
}

/** The results of one experiment. */
export const loadExperiment = async (id: string): Promise<ExperimentResults> => {
  // Written by src/experiment of the same checkout.
  const results = (await fetchJson(`api/experiments/${encodeURIComponent(id)}`)) as ExperimentResults
  return withoutRounding(restoreNumbers(results))
}
