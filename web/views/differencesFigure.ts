// The first figure of both views: paired differences of one metric, with the metric to be chosen.

import { type MetricDescriptor } from "../../src/experiment/Model.ts"
import {
  pairedDifferences,
  type PairedDifferencesData,
  pairedDifferencesTable
} from "../charts/pairedDifferences.ts"
import { fillSelect, selectField } from "../dom.ts"
import { type Figure, makeFigure } from "./figure.ts"

export interface DifferencesShown {
  readonly data: PairedDifferencesData
  readonly metrics: ReadonlyArray<MetricDescriptor>
  readonly primaryMetric: string
  readonly selectedRow: string
  /** What the selected row says, in words; empty when the page says it elsewhere. */
  readonly sentence: string
  readonly fileName: string
}

export interface DifferencesFigure {
  readonly figure: Figure
  readonly show: (shown: DifferencesShown) => void
}

export const makeDifferencesFigure = (
  id: string,
  changes: { readonly chooseMetric: (metric: string) => void; readonly chooseRow?: (row: string) => void }
): DifferencesFigure => {
  const metricField = selectField(`${id}-metric`, "Metric", changes.chooseMetric)
  const figure = makeFigure(id, "What the attack changes", metricField.element)
  // A short cut for pointers; the select "Cell" of the next figure does the same.
  figure.picture.addEventListener("click", ({ target }) => {
    const row = target instanceof Element ? target.closest("[data-row]")?.getAttribute("data-row") : undefined
    if (typeof row === "string") changes.chooseRow?.(row)
  })
  figure.picture.classList.toggle("picture-rows", changes.chooseRow !== undefined)
  const show = ({ data, metrics, primaryMetric, selectedRow, sentence, fileName }: DifferencesShown) => {
    fillSelect(
      metricField.select,
      metrics.map(({ group, id: value, title }) => ({
        value,
        group,
        label: value === primaryMetric ? `${title} (primary)` : title
      })),
      data.metric.id
    )
    const options = { id: `${id}-chart`, selectedRow: data.rows.length > 1 ? selectedRow : "" }
    figure.show({
      draw: (width, palette) => pairedDifferences(data, { ...options, width, palette }),
      table: pairedDifferencesTable(data),
      caption: [
        sentence,
        `Each dot is one replication: its value minus that of ${data.baselineLabel}, under the same random numbers;`,
        "below, the mean with its 95 % Student t interval.",
        /[.!?]$/.test(data.metric.description) ? data.metric.description : `${data.metric.description}.`
      ]
        .filter((part) => part !== "")
        .join(" "),
      fileName
    })
  }
  return { figure, show }
}
