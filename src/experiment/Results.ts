// What an experiment leaves behind: plain data, written as JSON and CSV, read by the page and the reports.
// Nothing here depends on wall-clock time, on the number of workers or on the order in which replications finish.

import { type MetricDescriptor, type TimeWindow } from "./Model.ts"

export interface FactorDescription {
  readonly id: string
  readonly title: string
  readonly levels: ReadonlyArray<{ readonly id: string; readonly title: string }>
}

/**
 * Mean over replications with a 95 % Student t interval of the mean; NaN values are left out and counted in `missing`, as are
 * failed replications. Numbers that cannot be said (the interval of one value) are NaN, and null in JSON.
 */
export interface MetricSummary {
  readonly count: number
  readonly missing: number
  readonly mean: number
  readonly standardDeviation: number
  readonly lower: number
  readonly upper: number
}

/** Quantiles over replications of one series, on a common time grid. */
export interface SeriesBand {
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly timesSeconds: ReadonlyArray<number>
  readonly mean: ReadonlyArray<number>
  /** 95 % Student t interval of the mean over replications. */
  readonly lower: ReadonlyArray<number>
  readonly upper: ReadonlyArray<number>
}

export interface CellResults {
  /** Level of each factor, by factor id. */
  readonly levels: Readonly<Record<string, string>>
  readonly summaries: Readonly<Record<string, MetricSummary>>
  /** Value of each metric in each replication, in replication order; null where a run had nothing to measure. */
  readonly values: Readonly<Record<string, ReadonlyArray<number | null>>>
  readonly fingerprints: ReadonlyArray<string>
  readonly bands: ReadonlyArray<SeriesBand>
  readonly windows: ReadonlyArray<TimeWindow>
  readonly notes: ReadonlyArray<string>
}

/** Difference (cell minus its baseline twin), paired by replication under common random numbers. */
export interface PairedComparison {
  readonly levels: Readonly<Record<string, string>>
  readonly baseline: Readonly<Record<string, string>>
  readonly metric: string
  readonly count: number
  readonly meanDifference: number
  readonly lower: number
  readonly upper: number
  /** The single differences, in replication order. */
  readonly differences: ReadonlyArray<number>
  /** Two-sided p value of the paired t test, and after Holm's correction over the non-primary metrics. */
  readonly pValue: number
  readonly adjustedPValue: number
  /** Var(A) + Var(B) over Var(A - B): above 1, common random numbers paid. */
  readonly varianceReduction: number
}

/** What a precision target asked for, and whether it was reached before the most replications allowed. */
export interface PrecisionOutcome {
  readonly of: "cells" | "differences"
  /** In the unit of the primary metric. */
  readonly absoluteHalfWidth?: number
  /** As a fraction of the mean. */
  readonly relativeHalfWidth?: number
  readonly reached: boolean
}

export interface ExperimentResults {
  readonly experiment: string
  readonly title: string
  readonly question: string
  readonly model: string
  readonly seed: number
  readonly replications: number
  /** Present when the experiment set a precision target instead of a number of replications. */
  readonly precision?: PrecisionOutcome
  readonly primaryMetric: string
  /** Metrics in the printed table besides the primary one; all when empty. */
  readonly shownMetrics: ReadonlyArray<string>
  readonly metrics: ReadonlyArray<MetricDescriptor>
  readonly factors: ReadonlyArray<FactorDescription>
  readonly cells: ReadonlyArray<CellResults>
  readonly comparisons: ReadonlyArray<PairedComparison>
  /** Replications that failed: where and why. They never stop the others. */
  readonly failures: ReadonlyArray<{
    readonly levels: Readonly<Record<string, string>>
    readonly replication: number
    readonly message: string
  }>
}
