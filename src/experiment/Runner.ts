// Who carries out runs: this thread (in a page, in tests), worker threads (`WorkerRunner.ts`), or something further away. The
// results do not depend on which.

import { Context, Effect, Layer } from "effect"
import { type Model } from "./Model.ts"
import { carryOut, type RunOutcome, type RunRequest } from "./runReplication.ts"

export class Runner extends Context.Service<
  Runner,
  {
    /** How many runs it can carry out at once. */
    readonly concurrency: number
    /** Carries out one run; a run that fails is an outcome, not a failure. Interrupting it abandons the run. */
    readonly run: (request: RunRequest) => Effect.Effect<RunOutcome>
  }
>()("wardsim/experiment/Runner") {
  /** Runs on this thread, one at a time, letting other fibers in between runs. */
  static readonly inProcess = (models: ReadonlyArray<Model>): Layer.Layer<Runner> =>
    Layer.succeed(Runner, {
      concurrency: 1,
      run: (request) =>
        Effect.andThen(
          Effect.yieldNow,
          Effect.sync(() => carryOut(models, request))
        )
    })
}
