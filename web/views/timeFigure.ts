// The second figure of both views: one quantity over time with and without the attack. Values are read off with a pointer or
// with the slider below the picture, which also works by keyboard and says the values in words.

import { type ExperimentResults } from "../../src/experiment/Results.ts"
import { describeTime, seriesOverTimeTable, type SeriesOverTimeData } from "../charts/seriesData.ts"
import { seriesOverTime, timeExtent } from "../charts/seriesOverTime.ts"
import { formatClock } from "../charts/formatting.ts"
import { fillSelect, html, selectField, setText } from "../dom.ts"
import { cellName, comparedCells, seriesOf } from "../experimentData.ts"
import { type Figure, makeFigure } from "./figure.ts"

export interface TimeFigure {
  readonly figure: Figure
  readonly show: (results: ExperimentResults, cellId: string, seriesId: string) => void
}

const STEPS = 240

export const makeTimeFigure = (
  id: string,
  changes: { readonly chooseCell: (cell: string) => void; readonly chooseSeries: (series: string) => void }
): TimeFigure => {
  let data: SeriesOverTimeData | undefined
  let cursorSeconds: number | undefined
  const cellField = selectField(`${id}-cell`, "Cell", changes.chooseCell)
  const seriesField = selectField(`${id}-series`, "Quantity", changes.chooseSeries)
  const figure = makeFigure(
    id,
    "Over time, with and without the attack",
    cellField.element,
    seriesField.element
  )
  const slider = html("input", { type: "range", id: `${id}-time`, min: 0, max: STEPS, step: 1, value: 0 })
  const reading = html("output", { for: `${id}-time`, "aria-live": "off" })
  const endSeconds = () => (data === undefined ? 1 : timeExtent(data, 0).endSeconds)

  const readAt = (timeSeconds: number) => {
    if (data === undefined) return
    cursorSeconds = Math.max(0, Math.min(endSeconds(), timeSeconds))
    slider.value = String(Math.round((cursorSeconds / endSeconds()) * STEPS))
    const words = describeTime(data, cursorSeconds)
    slider.setAttribute("aria-valuetext", words)
    setText(reading, words)
    figure.redraw()
  }
  slider.addEventListener("input", () => readAt((Number(slider.value) / STEPS) * endSeconds()))
  let isFrameDue = false
  figure.picture.addEventListener("pointermove", (event) => {
    if (isFrameDue || data === undefined) return
    const bounds = figure.picture.getBoundingClientRect()
    const { left, right } = timeExtent(data, bounds.width)
    const share = (event.clientX - bounds.left - left) / (right - left)
    isFrameDue = true
    requestAnimationFrame(() => {
      isFrameDue = false
      if (share >= 0 && share <= 1) readAt(share * endSeconds())
    })
  })
  figure.element
    .querySelector("figure")
    ?.append(
      html(
        "div",
        { class: "reader" },
        html("label", { for: `${id}-time` }, "Read values at"),
        slider,
        reading
      )
    )

  const show = (results: ExperimentResults, cellId: string, seriesId: string) => {
    const cells = comparedCells(results)
    const compared = cells.find((cell) => cell.id === cellId) ?? cells[0]
    const shown = compared === undefined ? undefined : seriesOf(results, compared, seriesId)
    figure.element.hidden = compared === undefined || shown === undefined
    if (compared === undefined || shown === undefined) return
    data = shown
    cellField.element.hidden = cells.length < 2
    fillSelect(
      cellField.select,
      cells.map((cell) => ({ value: cell.id, label: cellName(cell) })),
      compared.id
    )
    const bands = compared.cell.bands
    const chosen = bands.find((band) => band.id === seriesId) ?? bands[0]
    fillSelect(
      seriesField.select,
      bands.map((band) => ({ value: band.id, label: band.title })),
      chosen?.id ?? ""
    )
    figure.show({
      draw: (width, palette) =>
        seriesOverTime(shown, {
          id: `${id}-chart`,
          width,
          palette,
          ...(cursorSeconds === undefined ? {} : { cursorSeconds })
        }),
      table: seriesOverTimeTable(shown),
      caption: `${cellName(compared)}. Lines are means over ${shown.replications} ${shown.replications === 1 ? "run" : "runs"}, bands the 95 % interval of the mean (how well the mean is known, not what one patient meets). ${windowSentence(shown)}`,
      fileName: `wardsim-${results.experiment}-${chosen?.id ?? "series"}-over-time`
    })
    readAt(cursorSeconds ?? firstReading(shown))
  }
  return { figure, show }
}

/** Until a person points elsewhere, values are read in the middle of the first attack. */
const firstReading = (data: SeriesOverTimeData): number => {
  const [window] = data.windows
  const { endSeconds } = timeExtent(data, 0)
  return window === undefined
    ? endSeconds / 2
    : (window.startSeconds + Math.min(window.endSeconds, endSeconds)) / 2
}

const windowSentence = (data: SeriesOverTimeData): string =>
  data.windows.length === 0
    ? "No attack took place."
    : `Shaded: ${data.windows.map((window) => `${window.label}, ${formatClock(window.startSeconds)} to ${formatClock(window.endSeconds)}`).join("; ")}.`
