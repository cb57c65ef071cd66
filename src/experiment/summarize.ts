// From finished replications to results: summaries, bands and paired comparisons. Pure, in replication order.

import { holm } from "../statistics/holm.ts"
import { meanInterval } from "../statistics/meanInterval.ts"
import { pairedDifference } from "../statistics/pairedDifference.ts"
import { type Cell, type Experiment } from "./decodeExperiment.ts"
import { sameLevels } from "./design.ts"
import { type RunResult } from "./Model.ts"
import {
  type CellResults,
  type ExperimentResults,
  type MetricSummary,
  type PairedComparison,
  type PrecisionOutcome
} from "./Results.ts"
import { type RunOutcome } from "./runReplication.ts"
import { seriesBands } from "./seriesBands.ts"

/** Value of a metric in each replication; NaN where the run failed or had nothing to measure. */
export const metricValues = (runs: ReadonlyArray<RunOutcome>, metric: string): ReadonlyArray<number> =>
  runs.map((run) => (run._tag === "Completed" ? (run.result.metrics[metric] ?? Number.NaN) : Number.NaN))

/** Each cell with its twin at the baseline of one comparison; cells without a twin in the design are left out. */
export const comparedCells = (
  experiment: Experiment
): ReadonlyArray<{ readonly cell: number; readonly twin: number }> =>
  experiment.comparisons.flatMap(({ factor, baseline }) =>
    experiment.cells.flatMap(({ levels }, cell) => {
      if (levels[factor] === baseline) return []
      const twin = experiment.cells.findIndex((other) =>
        sameLevels(other.levels, { ...levels, [factor]: baseline })
      )
      return twin === -1 ? [] : [{ cell, twin }]
    })
  )

const summarizeMetric = (values: ReadonlyArray<number>): MetricSummary => {
  const measured = values.filter((value) => !Number.isNaN(value))
  const { count, mean, standardDeviation, lower, upper } = meanInterval(measured)
  return { count, missing: values.length - count, mean, standardDeviation, lower, upper }
}

const summarizeCell = (experiment: Experiment, cell: Cell, runs: ReadonlyArray<RunOutcome>): CellResults => {
  const completed = runs.flatMap((run): ReadonlyArray<RunResult> =>
    run._tag === "Completed" ? [run.result] : []
  )
  const columns = experiment.model.metrics.map(({ id }) => [id, metricValues(runs, id)] as const)
  return {
    levels: cell.levels,
    summaries: Object.fromEntries(columns.map(([id, values]) => [id, summarizeMetric(values)])),
    values: Object.fromEntries(
      columns.map(([id, values]) => [id, values.map((value) => (Number.isNaN(value) ? null : value))])
    ),
    fingerprints: runs.map((run) => (run._tag === "Completed" ? run.result.fingerprint : "")),
    bands: seriesBands(completed.map(({ series }) => series)),
    windows: completed[0]?.windows ?? [],
    notes: [...new Set(completed.flatMap(({ notes }) => notes))]
  }
}

const compare = (
  experiment: Experiment,
  runs: ReadonlyArray<ReadonlyArray<RunOutcome>>
): ReadonlyArray<PairedComparison> => {
  const raw = comparedCells(experiment).flatMap(({ cell, twin }) =>
    experiment.model.metrics.map(({ id: metric }) => {
      const paired = pairedDifference(
        metricValues(runs[cell] as ReadonlyArray<RunOutcome>, metric),
        metricValues(runs[twin] as ReadonlyArray<RunOutcome>, metric)
      )
      const levels = (experiment.cells[cell] as Cell).levels
      const baseline = (experiment.cells[twin] as Cell).levels
      // JSON knows no Infinity: a difference that does not vary has no factor to tell.
      const varianceReduction = Number.isFinite(paired.varianceReduction)
        ? paired.varianceReduction
        : Number.NaN
      return { levels, baseline, metric, ...paired, varianceReduction, adjustedPValue: paired.pValue }
    })
  )
  const isSecondary = ({ metric }: PairedComparison) => metric !== experiment.primaryMetric
  const adjusted = holm(raw.filter(isSecondary).map(({ pValue }) => pValue))
  let next = 0
  return raw.map((one) => (isSecondary(one) ? { ...one, adjustedPValue: adjusted[next++] as number } : one))
}

/** The results of an experiment, given the outcome of every replication of every cell, all of equal number. */
export const summarize = (
  experiment: Experiment,
  runs: ReadonlyArray<ReadonlyArray<RunOutcome>>,
  precision?: PrecisionOutcome
): ExperimentResults => ({
  experiment: experiment.id,
  title: experiment.title,
  question: experiment.question,
  model: experiment.model.id,
  seed: experiment.seed,
  replications: runs[0]?.length ?? 0,
  ...(precision === undefined ? {} : { precision }),
  primaryMetric: experiment.primaryMetric,
  shownMetrics: experiment.shownMetrics,
  metrics: experiment.model.metrics,
  factors: experiment.factors,
  cells: experiment.cells.map((cell, index) =>
    summarizeCell(experiment, cell, runs[index] as ReadonlyArray<RunOutcome>)
  ),
  comparisons: compare(experiment, runs),
  failures: experiment.cells.flatMap(({ levels }, index) =>
    (runs[index] as ReadonlyArray<RunOutcome>).flatMap((run, replication) =>
      run._tag === "Failed" ? [{ levels, replication, message: run.message }] : []
    )
  )
})
