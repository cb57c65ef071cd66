// The opening statement of the experiment view: the largest change for the worse, and what the best cell leaves of it.

import { type ExperimentResults } from "../../src/experiment/Results.ts"
import { type DifferenceRow } from "../charts/differenceMarks.ts"
import { shortFinding } from "../charts/verdict.ts"
import { html } from "../dom.ts"
import { cellName, differencesOf, findMetric } from "../experimentData.ts"

/** The row with the most harm in the primary metric, and the row of the same attack with the least; rows that tie share it. */
export const extremeRows = (results: ExperimentResults): ReadonlyArray<DifferenceRow> => {
  const metric = findMetric(results, results.primaryMetric)
  const sign = metric.direction === "higher-is-better" ? -1 : 1
  const ranked = differencesOf(results, metric)
    .rows.filter((row) => Number.isFinite(row.mean))
    .sort((a, b) => sign * (b.mean - a.mean))
  const [worst] = ranked
  if (worst === undefined) return []
  const sameAttack = ranked.filter((row) => row.group === worst.group)
  const best = sameAttack.at(-1)
  if (best === undefined || best.mean === worst.mean) return [worst]
  const tied = sameAttack.filter((row) => row.mean === best.mean).map(({ label }) => label)
  return [worst, { ...best, label: tied.join(" or ") }]
}

export const findings = (results: ExperimentResults): HTMLElement => {
  const metric = findMetric(results, results.primaryMetric)
  const { baselineLabel } = differencesOf(results, metric)
  const rows = extremeRows(results)
  if (rows.length === 0) return html("p", {}, "No cell could be compared with its twin.")
  const labels = ["Most harm", "Least under the same attack"]
  const blocks = rows.map((row, index) => {
    const { value, unit, certainty, verdict } = shortFinding(metric, row)
    return html(
      "div",
      { class: "finding" },
      html("p", { class: "eyebrow" }, rows.length > 1 ? (labels[index] ?? "") : "Finding"),
      html(
        "p",
        { class: `finding-value verdict-${verdict}` },
        value,
        html("span", {}, unit === "1" ? "" : ` ${unit}`)
      ),
      html("p", { class: "finding-name" }, cellName(row)),
      html("p", { class: "hint" }, certainty)
    )
  })
  return html(
    "div",
    {},
    html(
      "p",
      { class: "findings-head" },
      html("strong", {}, metric.title),
      `: mean difference to ${baselineLabel}`
    ),
    html("div", { class: "findings" }, ...blocks)
  )
}
