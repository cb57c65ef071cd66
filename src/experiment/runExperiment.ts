// Runs an experiment over a runner. What comes out depends on the experiment alone: not on the number of workers, the order in
// which runs finish, or whether some came from the journal of an interrupted batch. A failed run never stops the others.

import { Effect } from "effect"
import { stoppingPoint } from "../statistics/stoppingRule.ts"
import { type Experiment, type ReplicationPlan } from "./decodeExperiment.ts"
import { type Journal, type JournalFailed } from "./Journal.ts"
import { type ExperimentResults, type PrecisionOutcome } from "./Results.ts"
import { Runner } from "./Runner.ts"
import { type RunOutcome, type RunRequest } from "./runReplication.ts"
import { comparedCells, metricValues, summarize } from "./summarize.ts"

export interface ExperimentProgress {
  /** Runs finished, of `total` planned so far; cells with equal parameters run once. */
  readonly done: number
  readonly total: number
  readonly failed: number
  /** Runs among `done` that the journal of an earlier batch had. */
  readonly resumed: number
  /** Simulated events of the runs carried out now. */
  readonly events: number
}

export interface RunExperimentOptions {
  /** Where finished runs are kept, and found again. */
  readonly journal?: Journal
  readonly onProgress?: (progress: ExperimentProgress) => void
}

interface Batch {
  readonly requests: ReadonlyArray<RunRequest>
  /** Outcomes of each distinct scenario, by replication. */
  readonly outcomes: ReadonlyArray<Array<RunOutcome>>
  readonly progress: { done: number; total: number; failed: number; resumed: number; events: number }
}

/** Carries out the replications from `first` to before `end` of every distinct scenario. */
const extend = Effect.fnUntraced(function* (
  batch: Batch,
  first: number,
  end: number,
  options: RunExperimentOptions
) {
  const runner = yield* Runner
  const { journal, onProgress } = options
  const { progress } = batch
  const jobs: Array<{ readonly scenario: number; readonly request: RunRequest }> = []
  // Replication by replication, so that an interrupted batch has whole pairs.
  for (let replication = first; replication < end; replication++) {
    for (const [scenario, request] of batch.requests.entries())
      jobs.push({ scenario, request: { ...request, replication } })
  }
  progress.total += jobs.length
  yield* Effect.forEach(
    jobs,
    Effect.fnUntraced(function* ({ scenario, request }) {
      const known = journal === undefined ? undefined : yield* journal.find(request)
      const outcome: RunOutcome =
        known === undefined ? yield* runner.run(request) : { _tag: "Completed", result: known }
      if (outcome._tag === "Completed" && known === undefined) {
        // Durable before it counts. Failures are not kept: the same command tries them again.
        if (journal !== undefined) yield* journal.record(request, outcome.result)
        progress.events += outcome.result.events
      }
      ;(batch.outcomes[scenario] as Array<RunOutcome>)[request.replication] = outcome
      progress.done++
      if (known !== undefined) progress.resumed++
      if (outcome._tag === "Failed") progress.failed++
      onProgress?.({ ...progress })
    }),
    { concurrency: runner.concurrency, discard: true }
  )
})

/** Outcomes by cell, up to a number of replications. */
const byCell = (
  experiment: Experiment,
  scenarios: ReadonlyMap<string, number>,
  batch: Batch,
  count: number
): ReadonlyArray<ReadonlyArray<RunOutcome>> =>
  experiment.cells.map(({ key }) => {
    const outcomes = batch.outcomes[scenarios.get(key) as number] as ReadonlyArray<RunOutcome>
    return outcomes.slice(0, count)
  })

/** What must be precise: the primary metric of each cell, or its paired differences, replication by replication. */
const samplesOf = (
  experiment: Experiment,
  of: "cells" | "differences",
  runs: ReadonlyArray<ReadonlyArray<RunOutcome>>
): ReadonlyArray<ReadonlyArray<number>> => {
  const cells = runs.map((outcomes) => metricValues(outcomes, experiment.primaryMetric))
  if (of === "cells") return cells
  return comparedCells(experiment).map(({ cell, twin }) => {
    const second = cells[twin] as ReadonlyArray<number>
    return (cells[cell] as ReadonlyArray<number>).map((value, index) => value - (second[index] as number))
  })
}

/** Extends the batch until the precision is reached or no more replications are allowed. */
const extendToPrecision = Effect.fnUntraced(function* (
  experiment: Experiment,
  scenarios: ReadonlyMap<string, number>,
  batch: Batch,
  options: RunExperimentOptions
) {
  const { of, target } = experiment.plan as Extract<ReplicationPlan, { _tag: "Precision" }>
  const { concurrency } = yield* Runner
  // Runs beyond the stopping point are left out again, so the size of a round changes only how long it takes.
  const round = Math.max(target.lookAhead, Math.ceil((2 * concurrency) / batch.requests.length))
  let count = 0
  let stop: number | undefined
  while (stop === undefined && count < target.maximum) {
    const next = Math.min(target.maximum, count === 0 ? target.minimum + target.lookAhead : count + round)
    yield* extend(batch, count, next, options)
    count = next
    stop = stoppingPoint(samplesOf(experiment, of, byCell(experiment, scenarios, batch, count)), target)
  }
  const precision: PrecisionOutcome = {
    of,
    ...(target.absoluteHalfWidth === undefined ? {} : { absoluteHalfWidth: target.absoluteHalfWidth }),
    ...(target.relativeHalfWidth === undefined ? {} : { relativeHalfWidth: target.relativeHalfWidth }),
    reached: stop !== undefined
  }
  return { count: stop ?? target.maximum, precision }
})

/** Runs every cell as often as its plan says and summarizes; fails only when the journal cannot be written. */
export const runExperiment = Effect.fnUntraced(function* (
  experiment: Experiment,
  options: RunExperimentOptions = {}
): Effect.fn.Return<ExperimentResults, JournalFailed, Runner> {
  const scenarios = new Map<string, number>()
  const requests: Array<RunRequest> = []
  for (const { key, parameters } of experiment.cells) {
    if (scenarios.has(key)) continue
    scenarios.set(key, requests.length)
    requests.push({ model: experiment.model.id, parameters, seed: experiment.seed, replication: 0 })
  }
  const batch: Batch = {
    requests,
    outcomes: requests.map(() => []),
    progress: { done: 0, total: 0, failed: 0, resumed: 0, events: 0 }
  }
  if (experiment.plan._tag === "Fixed") {
    yield* extend(batch, 0, experiment.plan.count, options)
    return summarize(experiment, byCell(experiment, scenarios, batch, experiment.plan.count))
  }
  const { count, precision } = yield* extendToPrecision(experiment, scenarios, batch, options)
  return summarize(experiment, byCell(experiment, scenarios, batch, count), precision)
})
