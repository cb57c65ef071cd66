// All metrics of one cell with its twin and the paired difference, as a table.

import { type ExperimentResults, type MetricSummary } from "../../src/experiment/Results.ts"
import { formatInterval, formatNumber, formatSigned } from "../charts/formatting.ts"
import { naturalFrequency, verdictOf } from "../charts/verdict.ts"
import { html } from "../dom.ts"
import { cellName, comparedCells, metricRows, type MetricRow } from "../experimentData.ts"

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
  const shape = {
    differences: difference.differences,
    mean: difference.meanDifference,
    lower: difference.lower,
    upper: difference.upper
  }
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

/** Metrics under the heading of their group; those of no group have none. */
const groupsOf = (rows: ReadonlyArray<MetricRow>, columns: number): ReadonlyArray<HTMLElement> =>
  [...new Set(rows.map(({ metric }) => metric.group))].map((group) => {
    const heading =
      group === undefined
        ? []
        : [html("tr", { class: "group" }, html("th", { scope: "rowgroup", colspan: columns }, group))]
    return html(
      "tbody",
      {},
      ...heading,
      ...rows.filter(({ metric }) => metric.group === group).map(metricRow)
    )
  })

/** The table; its caption names the cell. Metrics that are 0 in every run are only named, below it. */
export const metricsTable = (results: ExperimentResults, cellId: string): HTMLElement => {
  const cells = comparedCells(results)
  const compared = cells.find((cell) => cell.id === cellId) ?? cells[0]
  if (compared === undefined) return html("p", {}, "No cell has a twin to be compared with.")
  const name = cellName(compared)
  const columns = [
    "Metric",
    "With attack",
    "Without",
    "Difference, 95 % interval",
    "Runs of that sign",
    "Change"
  ]
  const rows = metricRows(results, compared)
  const telling = rows.filter((row) => !isSilent(row))
  const silent = rows.filter(isSilent)
  const table = html(
    "div",
    { class: "table-scroll whole", tabindex: 0, role: "region", "aria-label": `Metrics of ${name}` },
    html(
      "table",
      { class: "metrics" },
      html(
        "caption",
        {},
        `${name}: means over ${results.replications} ${results.replications === 1 ? "run" : "runs"}, differences paired by seed`
      ),
      html("thead", {}, html("tr", {}, ...columns.map((column) => html("th", { scope: "col" }, column)))),
      ...groupsOf(telling, columns.length)
    )
  )
  if (silent.length === 0) return table
  return html(
    "div",
    {},
    table,
    html(
      "details",
      {},
      html("summary", {}, `${silent.length} more are 0 or without data in every run`),
      html("p", { class: "hint" }, `${silent.map(({ metric }) => metric.title).join("; ")}.`)
    )
  )
}
