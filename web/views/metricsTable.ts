// All metrics of one cell with its twin and the paired difference, as tables by group.

import { type ExperimentResults, type MetricSummary } from "../../src/experiment/Results.ts"
import { formatInterval, formatNumber, formatSigned } from "../charts/formatting.ts"
import { naturalFrequency, verdictOf } from "../charts/verdict.ts"
import { html } from "../dom.ts"
import {
  cellName,
  comparedCells,
  differenceOf,
  findMetric,
  metricRows,
  type MetricRow
} from "../experimentData.ts"

const marks = { worse: "▲ worse", better: "● better", undecided: "◇ undecided" } as const

const summaryText = (summary: MetricSummary | undefined): string => {
  if (summary === undefined || summary.count === 0) return "no data"
  const total = summary.count + summary.missing
  return summary.missing === 0
    ? formatNumber(summary.mean)
    : `${formatNumber(summary.mean)} (${summary.count} of ${total} runs)`
}

const differenceCells = ({ difference, metric }: MetricRow): ReadonlyArray<HTMLElement> => {
  if (difference === undefined || difference.count === 0) {
    return [html("td", { class: "number" }, "no pair"), html("td"), html("td")]
  }
  const shape = differenceOf(difference)
  const verdict = verdictOf(shape, metric.direction)
  const { agreeing, of } = naturalFrequency(shape)
  const isSame = shape.differences.every((single) => single === 0)
  const verdictText = isSame ? "= the same" : metric.direction === "neutral" ? "not judged" : marks[verdict]
  return [
    html(
      "td",
      { class: "number" },
      html("strong", {}, formatSigned(difference.meanDifference)),
      html("span", { class: "interval" }, formatInterval(difference.lower, difference.upper))
    ),
    html(
      "td",
      { class: "number" },
      difference.meanDifference === 0 ? `same in ${agreeing} of ${of}` : `${agreeing} of ${of}`
    ),
    html("td", { class: `verdict verdict-${verdict}` }, verdictText)
  ]
}

const isZero = (summary: MetricSummary | undefined): boolean =>
  summary === undefined || summary.count === 0 || (summary.mean === 0 && summary.standardDeviation === 0)

/** Nothing to see: 0 or no data in every run of the cell and of its twin. */
const isSilent = ({ difference, withAttack, without }: MetricRow): boolean =>
  isZero(withAttack) &&
  isZero(without) &&
  (difference?.differences ?? []).every((value) => value === 0 || Number.isNaN(value))

const metricRow = (row: MetricRow): HTMLElement =>
  html(
    "tr",
    {},
    html(
      "th",
      { scope: "row", title: row.metric.description },
      row.metric.title,
      html("span", { class: "unit" }, ` [${row.metric.unit}]`)
    ),
    html("td", { class: "number" }, summaryText(row.withAttack)),
    html("td", { class: "number" }, summaryText(row.without)),
    ...differenceCells(row)
  )

const COLUMNS = [
  "Metric",
  "With attack",
  "Without",
  "Difference, 95 % interval",
  "Runs of that sign",
  "Change"
]

const tableOf = (rows: ReadonlyArray<MetricRow>, caption: string): HTMLElement =>
  html(
    "div",
    { class: "table-scroll whole", tabindex: 0, role: "region", "aria-label": caption },
    html(
      "table",
      { class: "metrics" },
      html("caption", {}, caption),
      html("thead", {}, html("tr", {}, ...COLUMNS.map((column) => html("th", { scope: "col" }, column)))),
      html("tbody", {}, ...rows.map(metricRow))
    )
  )

/** What changed in a group, for whoever leaves it folded. */
const changesOf = (rows: ReadonlyArray<MetricRow>): string => {
  const verdicts = rows.map(({ difference, metric }) =>
    difference === undefined || difference.count === 0 || metric.direction === "neutral"
      ? "undecided"
      : verdictOf(differenceOf(difference), metric.direction)
  )
  const counted = (["worse", "better"] as const).flatMap((verdict) => {
    const count = verdicts.filter((one) => one === verdict).length
    return count === 0 ? [] : [`${count} ${verdict}`]
  })
  return `${rows.length} ${rows.length === 1 ? "metric" : "metrics"}${counted.length === 0 ? "" : `: ${counted.join(", ")}`}`
}

/** Groups that the reader has unfolded; they stay so when another cell is shown. */
const unfolded = new Set<string>()

const groupOf = (group: string, rows: ReadonlyArray<MetricRow>, cell: string): HTMLElement =>
  html(
    "details",
    {
      class: "metric-group",
      ...(unfolded.has(group) ? { open: true } : {}),
      toggle: (event: Event) => {
        if (event.target instanceof HTMLDetailsElement && event.target.open) unfolded.add(group)
        else unfolded.delete(group)
      }
    },
    html("summary", {}, group, html("span", { class: "hint" }, ` ${changesOf(rows)}`)),
    tableOf(rows, `${group}: ${cell}`)
  )

/**
 * The tables, one for each group of metrics; their captions name the cell. The group of the primary metric is always open.
 * Metrics that are 0 in every run are only named, at the end.
 */
export const metricsTable = (results: ExperimentResults, cellId: string): HTMLElement => {
  const cells = comparedCells(results)
  const compared = cells.find((cell) => cell.id === cellId) ?? cells[0]
  if (compared === undefined) return html("p", {}, "No cell has a twin to be compared with.")
  const runs = `means over ${results.replications} ${results.replications === 1 ? "run" : "runs"}, differences paired by seed`
  const caption = `${cellName(compared)}, ${runs}`
  const rows = metricRows(results, compared)
  const telling = rows.filter((row) => !isSilent(row))
  const silent = rows.filter(isSilent)
  const primaryGroup = findMetric(results, results.primaryMetric).group
  const groups = [...new Set(telling.map(({ metric }) => metric.group))].map((group) => {
    const own = telling.filter(({ metric }) => metric.group === group)
    return group === undefined || group === primaryGroup
      ? tableOf(own, caption)
      : groupOf(group, own, caption)
  })
  const rest =
    silent.length === 0
      ? []
      : [
          html(
            "details",
            {},
            html("summary", {}, `${silent.length} more are 0 or without data in every run`),
            html("p", { class: "hint" }, `${silent.map(({ metric }) => metric.title).join("; ")}.`)
          )
        ]
  return html("div", {}, ...groups, ...rest)
}
