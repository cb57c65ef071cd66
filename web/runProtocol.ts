// What the page and its simulation worker say to each other.

import { type ExperimentResults } from "../src/experiment/Results.ts"
import { type Catalogue, type ScenarioForm } from "./scenarioForm.ts"

export interface RunRequest {
  readonly form: ScenarioForm
  readonly seed: number
  readonly replications: number
}

/** Results of a run with its no-attack twin, in the shape of an experiment of two cells. */
export interface RunAnswer {
  readonly results: ExperimentResults
  /** The scenario as YAML, to be repeated with `wardsim run`. */
  readonly scenarioYaml: string
  /** Events executed so far, in all runs. */
  readonly events: number
}

export type WorkerMessage =
  | { readonly type: "catalogue"; readonly catalogue: Catalogue }
  | { readonly type: "progress"; readonly finished: number; readonly answer: RunAnswer }
  | { readonly type: "finished"; readonly answer: RunAnswer }
  | { readonly type: "failed"; readonly message: string }

export type WorkerRequest = { readonly type: "describe" } | ({ readonly type: "run" } & RunRequest)
