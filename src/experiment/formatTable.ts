// Results as plain text for a terminal: one block per metric, the primary one first, with paired differences beside the means.

import { sameLevels } from "./design.ts"
import { type ExperimentResults, type MetricSummary, type PairedComparison } from "./Results.ts"
import { comparedFactor } from "./resultTables.ts"
import { withoutRounding } from "./withoutRounding.ts"

/** Four significant digits, without an exponent where a person would not write one. */
export const formatNumber = (value: number): string => {
  if (Number.isNaN(value)) return "-"
  const rounded = Number(value.toPrecision(4))
  const size = Math.abs(rounded)
  return size !== 0 && (size < 1e-4 || size >= 1e7) ? rounded.toExponential() : String(rounded)
}

const formatInterval = ({ lower, upper }: { readonly lower: number; readonly upper: number }): string =>
  Number.isNaN(lower) ? "-" : `${formatNumber(lower)} to ${formatNumber(upper)}`

const formatPValue = (value: number): string => {
  if (Number.isNaN(value)) return "-"
  return value < 0.001 ? "< 0.001" : value.toFixed(3)
}

/** Beyond a million the two runs are practically one, and without a difference there is nothing to reduce. */
const formatReduction = ({ differences, varianceReduction }: PairedComparison): string => {
  if (differences.every((value) => value === 0)) return "-"
  return varianceReduction > 1e6 ? "> 1e6" : formatNumber(varianceReduction)
}

/** Pads every column to its widest cell; numbers to the right. */
const align = (rows: ReadonlyArray<ReadonlyArray<string>>, leftColumns: number): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length))
  )
  return rows
    .map((row) =>
      row
        .map((text, column) => {
          const width = widths[column] ?? 0
          return column < leftColumns ? text.padEnd(width) : text.padStart(width)
        })
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

const differenceColumns = (comparison: PairedComparison | undefined): ReadonlyArray<string> =>
  comparison === undefined
    ? ["", "", "", ""]
    : [
        formatNumber(comparison.meanDifference),
        formatInterval(comparison),
        formatPValue(comparison.adjustedPValue),
        formatReduction(comparison)
      ]

const metricBlock = (results: ExperimentResults, metric: string): string => {
  const compared = [...new Set(results.comparisons.map(comparedFactor))]
  const header = [
    ...results.factors.map(({ title }) => title),
    "mean",
    "95 % interval",
    ...compared.flatMap((factor) => [`vs ${factor}`, "95 % interval", "p", "reduction"])
  ]
  const rows = results.cells.map((cell) => {
    const summary = cell.summaries[metric] as MetricSummary
    const own = results.comparisons.filter(
      (one) => one.metric === metric && sameLevels(one.levels, cell.levels)
    )
    return [
      ...results.factors.map((factor) => {
        const level = factor.levels.find(({ id }) => id === cell.levels[factor.id])
        return level?.title ?? ""
      }),
      formatNumber(summary.mean),
      formatInterval(summary),
      ...compared.flatMap((factor) => differenceColumns(own.find((one) => comparedFactor(one) === factor)))
    ]
  })
  return align([header, ...rows], results.factors.length)
}

/** The results as text; says what the columns mean, what failed, and whether a precision target was missed. */
export const formatTable = (exactResults: ExperimentResults): string => {
  const results = withoutRounding(exactResults)
  const { primaryMetric, precision, failures, shownMetrics } = results
  const ordered = results.metrics.toSorted(
    (x, y) => Number(y.id === primaryMetric) - Number(x.id === primaryMetric)
  )
  const shown = ordered.filter(
    ({ id }) => id === primaryMetric || shownMetrics.length === 0 || shownMetrics.includes(id)
  )
  const blocks = shown.map(({ id, title, unit }) => {
    const role = id === primaryMetric ? ", primary metric" : ""
    return `${title} [${unit}] (${id}${role})\n${metricBlock(results, id)}`
  })
  const missed =
    precision === undefined || precision.reached
      ? []
      : [`The precision asked for was not reached in ${results.replications} replications.`]
  const failed =
    failures.length === 0
      ? []
      : [`${failures.length} replications failed and are left out; the first: ${failures[0]?.message ?? ""}`]
  const legend =
    results.comparisons.length === 0
      ? []
      : [
          "vs: mean of paired differences from the baseline on the same random numbers; p: paired t test, Holm-corrected except for the primary metric; reduction: how many times more independent runs would have been needed."
        ]
  const left = results.metrics.length - shown.length
  const others = left === 0 ? [] : [`Further metrics in table.csv: ${left}.`]
  const runs = `${results.replications} replications, seed ${results.seed}; Student t intervals`
  return `${[`${results.title}\n${results.question}\n${runs}`, ...blocks, ...legend, ...others, ...missed, ...failed].join("\n\n")}\n`
}
