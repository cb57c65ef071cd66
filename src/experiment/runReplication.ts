// One replication of one scenario, on this thread.

import { Cause, Result, Schema } from "effect"
import { runSimulation, type SimulationOptions } from "../engine/Simulation.ts"
import { type SimulationError } from "../engine/RunControl.ts"
import { schemaProblems, formatPath } from "../input/schemaProblems.ts"
import { type Model, type RunResult } from "./Model.ts"

/** A model that breaks its own contract: it did not report a metric that it lists. */
export class IncompleteOutcome extends Schema.TaggedError<IncompleteOutcome>()("IncompleteOutcome", {
  model: Schema.String,
  metrics: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `model "${this.model}" lists metrics it did not report: ${this.metrics.join(", ")}`
  }
}

// JSON has one word for all of these, and a resumed run must equal a fresh one.
const finiteOrNaN = (value: number): number => (Number.isFinite(value) ? value : Number.NaN)

/** Runs a model once with decoded parameters; the same arguments give the same result on every machine. */
export const runReplication = (
  model: Model,
  parameters: unknown,
  options: SimulationOptions
): Result.Result<RunResult, SimulationError | IncompleteOutcome> => {
  const run = runSimulation(model.simulate(parameters), options)
  if (Result.isFailure(run)) return Result.fail(run.failure)
  const { value: outcome, fingerprint, events, simulatedSeconds } = run.success
  const missing = model.metrics.map(({ id }) => id).filter((id) => outcome.metrics[id] === undefined)
  if (missing.length > 0) return Result.fail(new IncompleteOutcome({ model: model.id, metrics: missing }))
  return Result.succeed({
    metrics: Object.fromEntries(
      model.metrics.map(({ id }) => [id, finiteOrNaN(outcome.metrics[id] as number)])
    ),
    series: outcome.series.map((series) => ({ ...series, values: series.values.map(finiteOrNaN) })),
    windows: outcome.windows,
    notes: outcome.notes,
    ...(outcome.tables === undefined ? {} : { tables: outcome.tables }),
    fingerprint,
    events,
    simulatedSeconds
  })
}

/** Which run: plain data that can go to another thread. */
export interface RunRequest {
  readonly model: string
  /** Undecoded parameters. */
  readonly parameters: unknown
  readonly seed: number
  readonly replication: number
  /** The command that repeats the run, for the message of a failure. */
  readonly replayCommand?: string
}

/** A run that ended, or the reason why it did not. */
export type RunOutcome =
  | { readonly _tag: "Completed"; readonly result: RunResult }
  | { readonly _tag: "Failed"; readonly message: string }

/** Carries out a request with the models at hand; whatever goes wrong is in the outcome. */
export const carryOut = (models: ReadonlyArray<Model>, request: RunRequest): RunOutcome => {
  const failed = (message: string): RunOutcome => ({ _tag: "Failed", message })
  const model = models.find(({ id }) => id === request.model)
  if (model === undefined) return failed(`unknown model "${request.model}"`)
  const parameters = Schema.decodeUnknownResult(model.parameters, {
    errors: "all",
    onExcessProperty: "error"
  })(request.parameters)
  if (Result.isFailure(parameters)) {
    const problems = schemaProblems(parameters.failure.issue, [], request.parameters)
    return failed(problems.map(({ path, message }) => `${formatPath(path)}: ${message}`).join("; "))
  }
  const { model: _model, parameters: _parameters, ...options } = request
  // A model that throws outside the simulation must not take the batch with it.
  const run = Result.try(() => runReplication(model, parameters.success, options))
  if (Result.isFailure(run)) return failed(Cause.prettyErrors(Cause.die(run.failure)).join("; "))
  return Result.match(run.success, {
    onFailure: (error) => failed(error.message),
    onSuccess: (result): RunOutcome => ({ _tag: "Completed", result })
  })
}
