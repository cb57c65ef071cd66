// Runs a scenario and its no-attack twin on the same seed, replication by replication, and sums them up as an experiment of
// two cells, with the code that also sums up experiments on the command line. Used by the worker, and by the tests in Node.

import { Result, Schema } from "effect"
import { type Cell, type Experiment } from "../src/experiment/decodeExperiment.ts"
import { type Model, type RunResult } from "../src/experiment/Model.ts"
import { runReplication, type RunOutcome } from "../src/experiment/runReplication.ts"
import { summarize } from "../src/experiment/summarize.ts"
import { formatPath, schemaProblems } from "../src/input/schemaProblems.ts"
import { type RunAnswer, type RunRequest } from "./runProtocol.ts"
import { scenarioOf, scenarioYaml } from "./scenarioForm.ts"

/** The scenario is not valid, or a run failed; the message is for the person at the form. */
export class RunProblem extends Error {}

/** What the attack and the defences of a request are called. */
export interface RunNames {
  readonly attack: string
  readonly defences: string
}

const decode = (model: Model, scenario: unknown): unknown => {
  const decoded = Schema.decodeUnknownResult(model.parameters, { errors: "all", onExcessProperty: "error" })(
    scenario
  )
  if (Result.isSuccess(decoded)) return decoded.success
  const problems = schemaProblems(decoded.failure.issue, [], scenario)
  throw new RunProblem(problems.map(({ path, message }) => `${formatPath(path)}: ${message}`).join("\n"))
}

const cellOf = (attack: string, parameters: unknown): Cell => ({
  levels: { attack, defence: "chosen" },
  parameters,
  key: attack
})

/** The request as an experiment with two cells: the attack, and the same hospital without it. */
const experimentOf = (model: Model, request: RunRequest, names: RunNames): Experiment => {
  const preset = model.presets[request.form.preset]
  if (preset === undefined) {
    const known = Object.keys(model.presets).join(", ")
    throw new RunProblem(`there is no preset "${request.form.preset}"; there are: ${known}`)
  }
  return {
    id: "browser-run",
    title: "A run in this browser",
    question: `What does it change: ${names.attack}?`,
    description: "",
    model,
    seed: request.seed,
    plan: { _tag: "Fixed", count: request.replications },
    primaryMetric: model.metrics[0]?.id ?? "",
    shownMetrics: [],
    factors: [
      {
        id: "attack",
        title: "Attack",
        levels: [
          { id: "none", title: "No attack" },
          { id: "chosen", title: names.attack }
        ]
      },
      { id: "defence", title: "Defences", levels: [{ id: "chosen", title: names.defences }] }
    ],
    cells: [
      cellOf("none", scenarioOf(preset, request.form, false)),
      cellOf("chosen", scenarioOf(preset, request.form, true))
    ],
    comparisons: [{ factor: "attack", baseline: "none" }],
    isQuick: false
  }
}

const completed = (model: Model, parameters: unknown, seed: number, replication: number): RunResult => {
  const run = runReplication(model, parameters, { seed, replication })
  if (Result.isFailure(run)) throw new RunProblem(run.failure.message)
  return run.success
}

/**
 * Runs all pairs and calls `report` after each with the results so far. Throws `RunProblem` for a scenario that is not valid
 * or a run that fails.
 */
export const runPairs = (
  model: Model,
  request: RunRequest,
  names: RunNames,
  report: (finished: number, answer: RunAnswer) => void
): RunAnswer => {
  const experiment = experimentOf(model, request, names)
  const parameters = experiment.cells.map((cell) => decode(model, cell.parameters))
  const runs: ReadonlyArray<Array<RunOutcome>> = experiment.cells.map(() => [])
  const yaml = scenarioYaml(scenarioOf(model.presets[request.form.preset], request.form, true))
  let events = 0
  let answer: RunAnswer | undefined
  for (let replication = 0; replication < request.replications; replication++) {
    for (const [cell, cellRuns] of runs.entries()) {
      const result = completed(model, parameters[cell], request.seed, replication)
      cellRuns.push({ _tag: "Completed", result })
      events += result.events
    }
    answer = { results: summarize(experiment, runs), scenarioYaml: yaml, events }
    report(replication + 1, answer)
  }
  if (answer === undefined) throw new RunProblem("at least one replication is needed")
  return answer
}
