// The experiment view: the question, the finding in words, paired differences, one cell over time, all metrics of that
// cell, and what a reader must know.

import { cellId } from "../../src/experiment/cellId.ts"
import { type ExperimentResults } from "../../src/experiment/Results.ts"
import { describeDifference, describeTest } from "../charts/verdict.ts"
import { type ExperimentListing } from "../experimentSource.ts"
import { fillSelect, html, selectField, setText } from "../dom.ts"
import { cellName, comparedCells, differencesOf, findMetric } from "../experimentData.ts"
import { type PageState } from "../PageState.ts"
import { makeDifferencesFigure } from "./differencesFigure.ts"
import { findings } from "./findings.ts"
import { notesList } from "./notes.ts"
import { metricsTable } from "./metricsTable.ts"
import { makeTimeFigure } from "./timeFigure.ts"

export interface ExperimentView {
  readonly element: HTMLElement
  readonly show: (
    results: ExperimentResults,
    listings: ReadonlyArray<ExperimentListing>,
    state: PageState
  ) => void
  /** Instead of results: why there are none and what to do. */
  readonly showMessage: (heading: string, message: string) => void
  readonly redraw: () => void
}

const facts = (results: ExperimentResults): HTMLElement => {
  const metric = findMetric(results, results.primaryMetric)
  const entries: ReadonlyArray<readonly [string, string]> = [
    ["Primary metric", `${metric.title} [${metric.unit}]`],
    ["Replications per cell", String(results.replications)],
    ["Cells", String(results.cells.length)],
    ["Seed", String(results.seed)],
    ["Failed runs", String(results.failures.length)]
  ]
  return html(
    "dl",
    { class: "facts" },
    ...entries.map(([term, value]) => html("div", {}, html("dt", {}, term), html("dd", {}, value)))
  )
}

const list = (items: ReadonlyArray<string>): HTMLElement =>
  html("ul", {}, ...items.map((item) => html("li", {}, item)))

const testOf = (results: ExperimentResults, metric: string, cell: string): string => {
  const comparison = results.comparisons.find(
    (candidate) => candidate.metric === metric && cellId(results, candidate.levels) === cell
  )
  return comparison === undefined ? "" : describeTest(comparison, metric === results.primaryMetric)
}

const provenance = (results: ExperimentResults, chosen: string): HTMLElement => {
  const cells = comparedCells(results)
  const compared = cells.find((cell) => cell.id === chosen) ?? cells[0]
  const notes = compared?.cell.notes ?? []
  const failures = results.failures.map(
    ({ levels, replication, message }) =>
      `${Object.values(levels).join(", ")}, replication ${replication}: ${message}`
  )
  return html(
    "section",
    { class: "card", "aria-labelledby": "provenance-heading" },
    html("h2", { id: "provenance-heading" }, "Behind these numbers"),
    html("h3", {}, "Notes of this cell"),
    notesList(notes),
    failures.length === 0 ? undefined : html("h3", {}, "Failed runs"),
    failures.length === 0 ? undefined : list(failures),
    html("h3", {}, "Repeat it"),
    html("pre", { tabindex: 0 }, `wardsim experiment experiments/${results.experiment}`),
    html(
      "p",
      {},
      "Fingerprint of the first run of this cell: ",
      html("code", {}, compared?.cell.fingerprints[0] ?? "none")
    )
  )
}

export const makeExperimentView = (change: (patch: Partial<PageState>) => void): ExperimentView => {
  const experimentField = selectField("experiment", "Experiment", (experiment) =>
    change({ experiment, metric: "", cell: "", series: "" })
  )
  const title = html("p", { class: "eyebrow" })
  const question = html("h1", { tabindex: -1 })
  const finding = html("div")
  const factsHolder = html("div")
  const differences = makeDifferencesFigure("differences", {
    chooseMetric: (metric) => change({ metric }),
    chooseRow: (cell) => change({ cell })
  })
  const time = makeTimeFigure("time", {
    chooseCell: (cell) => change({ cell }),
    chooseSeries: (series) => change({ series })
  })
  const table = html("section", { class: "card", "aria-labelledby": "metrics-heading" })
  const behind = html("div")
  const body = html("div", { class: "stack" }, differences.figure.element, time.figure.element, table, behind)
  const element = html(
    "div",
    { class: "view" },
    html(
      "div",
      { class: "lead" },
      html("div", {}, title, question, finding),
      html("div", { class: "lead-side" }, experimentField.element, factsHolder)
    ),
    body
  )
  return {
    element,
    show: (results, listings, state) => {
      const cells = comparedCells(results)
      const metric = findMetric(results, state.metric)
      const data = differencesOf(results, metric)
      const shownId = (cells.find((cell) => cell.id === state.cell) ?? cells[0])?.id ?? ""
      body.hidden = false
      experimentField.element.hidden = listings.length < 2
      fillSelect(
        experimentField.select,
        listings.map(({ id, title: label }) => ({ value: id, label })),
        results.experiment
      )
      setText(title, results.title)
      setText(question, results.question)
      finding.replaceChildren(findings(results))
      factsHolder.replaceChildren(facts(results))
      const selected = data.rows.find((row) => row.id === shownId)
      differences.show({
        data,
        metrics: results.metrics,
        primaryMetric: results.primaryMetric,
        selectedRow: shownId,
        sentence:
          selected === undefined
            ? ""
            : `${describeDifference(cellName(selected), metric, selected)} ${testOf(results, metric.id, shownId)}`.trim(),
        fileName: `wardsim-${results.experiment}-${metric.id}-differences`
      })
      time.show(results, shownId, state.series)
      table.replaceChildren(
        html("h2", { id: "metrics-heading" }, "All metrics of this cell"),
        metricsTable(results, shownId)
      )
      behind.replaceChildren(provenance(results, shownId))
    },
    showMessage: (heading, message) => {
      body.hidden = true
      experimentField.element.hidden = true
      setText(title, "Experiments")
      setText(question, heading)
      finding.replaceChildren(html("p", { class: "message" }, message))
      factsHolder.replaceChildren()
    },
    redraw: () => {
      differences.figure.redraw()
      time.figure.redraw()
    }
  }
}
