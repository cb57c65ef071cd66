// From the results of an experiment (or of a run in the browser, which has the same shape) to what the charts and tables show.

import { type MetricDescriptor } from "../src/experiment/Model.ts"
import {
  type CellResults,
  type ExperimentResults,
  type MetricSummary,
  type PairedComparison
} from "../src/experiment/Results.ts"
import { cellId } from "../src/experiment/cellId.ts"
import { comparedFactor } from "../src/experiment/resultTables.ts"
import { type PairedDifferencesData } from "./charts/pairedDifferences.ts"
import { type SeriesOverTimeData } from "./charts/seriesData.ts"

type Levels = Readonly<Record<string, string>>

export interface ComparedCell {
  readonly id: string
  readonly group: string
  readonly label: string
  readonly cell: CellResults
  readonly twin: CellResults
}

/** "Unauthorised command, no defence" */
export const cellName = ({ group, label }: { readonly group: string; readonly label: string }): string =>
  [group, label].filter((part) => part !== "").join(", ")

const numberOr = (value: number | null): number => value ?? Number.NaN

const numbers = (values: ReadonlyArray<number | null>): ReadonlyArray<number> => values.map(numberOr)

const restoreSummary = (summary: MetricSummary): MetricSummary => ({
  count: summary.count,
  missing: summary.missing,
  mean: numberOr(summary.mean),
  standardDeviation: numberOr(summary.standardDeviation),
  lower: numberOr(summary.lower),
  upper: numberOr(summary.upper)
})

/** Turns the nulls that JSON has in place of NaN back into NaN. */
export const restoreNumbers = (results: ExperimentResults): ExperimentResults => ({
  ...results,
  cells: results.cells.map((cell) => ({
    ...cell,
    summaries: Object.fromEntries(
      Object.entries(cell.summaries).map(([id, summary]) => [id, restoreSummary(summary)])
    ),
    bands: cell.bands.map((band) => ({
      ...band,
      mean: numbers(band.mean),
      lower: numbers(band.lower),
      upper: numbers(band.upper)
    }))
  })),
  comparisons: results.comparisons.map((comparison) => ({
    ...comparison,
    meanDifference: numberOr(comparison.meanDifference),
    lower: numberOr(comparison.lower),
    upper: numberOr(comparison.upper),
    pValue: numberOr(comparison.pValue),
    adjustedPValue: numberOr(comparison.adjustedPValue),
    varianceReduction: numberOr(comparison.varianceReduction),
    differences: numbers(comparison.differences)
  }))
})

const levelTitle = (results: ExperimentResults, factor: string, levels: Levels): string =>
  results.factors.find(({ id }) => id === factor)?.levels.find(({ id }) => id === levels[factor])?.title ??
  levels[factor] ??
  ""

/** The factor whose levels head the groups of rows: the attack if there is one, else the first of several factors. */
const groupFactor = (results: ExperimentResults): string | undefined =>
  results.factors.length < 2
    ? undefined
    : (results.factors.find(({ id }) => id === "attack") ?? results.factors[0])?.id

const namesOf = (results: ExperimentResults, levels: Levels): { group: string; label: string } => {
  const group = groupFactor(results)
  const others = results.factors.filter(({ id }) => id !== group)
  return {
    group: group === undefined ? "" : levelTitle(results, group, levels),
    label: others.map(({ id }) => levelTitle(results, id, levels)).join(", ")
  }
}

/** What is subtracted, in words. */
export const baselineLabel = (results: ExperimentResults): string => {
  const [first] = results.comparisons
  if (first === undefined) return "the same hospital without the attack"
  const factor = comparedFactor(first)
  const isOneFactor = results.comparisons.every(
    (one) => comparedFactor(one) === factor && one.baseline[factor] === first.baseline[factor]
  )
  if (isOneFactor && factor === "attack") return "the same hospital without the attack"
  if (isOneFactor) return `the same with ${levelTitle(results, factor, first.baseline)}`
  const { group, label } = namesOf(results, first.baseline)
  return group === "" ? label : `${group}, ${label}`
}

/** A comparison as the charts want it. */
export const differenceOf = (comparison: PairedComparison) => ({
  differences: comparison.differences,
  mean: comparison.meanDifference,
  lower: comparison.lower,
  upper: comparison.upper
})

export const findMetric = (results: ExperimentResults, id: string): MetricDescriptor => {
  const metric =
    results.metrics.find((candidate) => candidate.id === id) ??
    results.metrics.find((candidate) => candidate.id === results.primaryMetric) ??
    results.metrics[0]
  if (metric === undefined) throw new Error(`the results of "${results.experiment}" list no metric`)
  return metric
}

/** Rows of the paired-differences chart for one metric; rows of one attack follow each other. */
export const differencesOf = (
  results: ExperimentResults,
  metric: MetricDescriptor
): PairedDifferencesData => {
  const rows = results.comparisons
    .filter((comparison) => comparison.metric === metric.id)
    .map((comparison) => ({
      id: cellId(results, comparison.levels),
      ...namesOf(results, comparison.levels),
      ...differenceOf(comparison)
    }))
  const groups = [...new Set(rows.map(({ group }) => group))]
  return {
    metric,
    baselineLabel: baselineLabel(results),
    rows: groups.flatMap((group) => rows.filter((row) => row.group === group))
  }
}

/** Cells that have a twin to be compared with, in the order of the chart's rows. */
export const comparedCells = (results: ExperimentResults): ReadonlyArray<ComparedCell> => {
  const byId = new Map(results.cells.map((cell) => [cellId(results, cell.levels), cell]))
  const found = new Map<string, ComparedCell>()
  for (const { levels, baseline } of results.comparisons) {
    const id = cellId(results, levels)
    const cell = byId.get(id)
    const twin = byId.get(cellId(results, baseline))
    if (cell !== undefined && twin !== undefined)
      found.set(id, { id, ...namesOf(results, levels), cell, twin })
  }
  const cells = [...found.values()]
  const groups = [...new Set(cells.map(({ group }) => group))]
  return groups.flatMap((group) => cells.filter((cell) => cell.group === group))
}

/** A cell against its twin over time; undefined when the runs kept no such series. */
export const seriesOf = (
  results: ExperimentResults,
  compared: ComparedCell,
  series: string
): SeriesOverTimeData | undefined => {
  const band = compared.cell.bands.find(({ id }) => id === series) ?? compared.cell.bands[0]
  if (band === undefined) return undefined
  const twinBand = compared.twin.bands.find(({ id }) => id === band.id)
  return {
    title: band.title,
    unit: band.unit,
    replications: results.replications,
    windows: compared.cell.windows,
    lines: [
      { label: "with the attack", role: "attack", band },
      ...(twinBand === undefined
        ? []
        : [{ label: "without (twin)", role: "baseline" as const, band: twinBand }])
    ]
  }
}

export interface MetricRow {
  readonly metric: MetricDescriptor
  readonly withAttack: MetricSummary | undefined
  readonly without: MetricSummary | undefined
  readonly difference: PairedComparison | undefined
}

/** Every metric of a cell with its twin and the paired difference. */
export const metricRows = (results: ExperimentResults, compared: ComparedCell): ReadonlyArray<MetricRow> =>
  results.metrics.map((metric) => ({
    metric,
    withAttack: compared.cell.summaries[metric.id],
    without: compared.twin.summaries[metric.id],
    difference: results.comparisons.find(
      (comparison) => comparison.metric === metric.id && cellId(results, comparison.levels) === compared.id
    )
  }))
