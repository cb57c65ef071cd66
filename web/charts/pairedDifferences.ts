// Paired differences under common random numbers: one row per cell of the experiment, each replication's difference to its
// twin as a dot, the mean with its 95 % interval below, and the line of no difference. Two bars with error bars would
// hide the pairing and invite reading overlap as "no effect".

import { extent, scaleLinear } from "d3"
import { type MetricDescriptor } from "../../src/experiment/Model.ts"
import { axisLabel, bottomAxis } from "./axes.ts"
import { type DifferenceRow, type Layout, legend, rowMarks } from "./differenceMarks.ts"
import { type DataTable } from "./DataTable.ts"
import { formatInterval, formatSigned, wrapText } from "./formatting.ts"
import { lightPalette, type Palette } from "./palette.ts"
import { halo, line, picture, svg, type Svg, text } from "./Svg.ts"

export interface PairedDifferencesData {
  readonly metric: MetricDescriptor
  /** What was subtracted: "the same hospital without the attack". */
  readonly baselineLabel: string
  readonly rows: ReadonlyArray<DifferenceRow>
}

export interface PairedDifferencesOptions {
  readonly id?: string
  readonly width?: number
  readonly palette?: Palette
  /** Row drawn on a tinted band. */
  readonly selectedRow?: string
}

const ROW_HEIGHT = 52
const HEADING_HEIGHT = 30
const AXIS_HEIGHT = 62
const TITLE_LINE_HEIGHT = 16
const LEGEND_HEIGHT = 26

const layOut = (rows: ReadonlyArray<DifferenceRow>, width: number): Layout => {
  const isNarrow = width < 640
  const rowHeight = isNarrow ? ROW_HEIGHT + 20 : ROW_HEIGHT
  const rowTops: Array<number> = []
  const headings: Array<{ label: string; y: number }> = []
  let y = LEGEND_HEIGHT
  let group: string | undefined
  for (const row of rows) {
    if (row.group !== group && row.group !== "") {
      headings.push({ label: row.group, y: y + 20 })
      y += HEADING_HEIGHT
    }
    group = row.group
    rowTops.push(y)
    y += rowHeight
  }
  const left = isNarrow ? 14 : Math.min(240, width * 0.27)
  const area = { left, right: width - (isNarrow ? 14 : 176), top: LEGEND_HEIGHT, bottom: y + 6 }
  return { area, width, isNarrow, rowHeight, rowTops, headings, height: y + 6 + AXIS_HEIGHT }
}

const describe = (data: PairedDifferencesData): string =>
  data.rows
    .map(
      (row) =>
        `${row.group === "" ? "" : `${row.group}, `}${row.label}: mean difference ${formatSigned(row.mean)}, ` +
        `95 % interval ${formatInterval(row.lower, row.upper)}, ${row.differences.length} paired runs.`
    )
    .join(" ")

/** Draws the differences to the twin [unit of the metric]; rows appear in the order given. */
export const pairedDifferences = (
  data: PairedDifferencesData,
  options: PairedDifferencesOptions = {}
): Svg => {
  const { id = "paired-differences", width = 860, palette = lightPalette } = options
  const layout = layOut(data.rows, width)
  const { area } = layout
  const values = data.rows.flatMap((row) => [...row.differences, row.lower, row.upper, row.mean, 0])
  const [low = 0, high = 0] = extent(values.filter(Number.isFinite))
  const scale = scaleLinear()
    .domain(low === high ? [low - 1, high + 1] : [low, high])
    .range([area.left + 10, area.right - 10])
    .nice(6)
  const ticks = scale
    .ticks(layout.isNarrow ? 4 : 6)
    .map((value) => ({ value, label: value === 0 ? "0" : formatSigned(value) }))
  const titleLines = wrapText(
    axisLabel(`Difference in ${lowerFirst(data.metric.title)}`, data.metric.unit),
    width - 20
  )
  const titleX = layout.isNarrow ? width / 2 : (area.left + area.right) / 2
  const [better, worse] = directionLabels(data.metric.direction, layout.isNarrow)
  const selected = data.rows.findIndex((row) => row.id === options.selectedRow)
  return picture(
    {
      id,
      title: `Paired differences: ${data.metric.title}`,
      description: `Differences to ${data.baselineLabel}, in ${data.metric.unit}. ${describe(data)}`,
      width,
      height: layout.height + (titleLines.length - 1) * TITLE_LINE_HEIGHT,
      background: palette.background,
      ink: palette.ink
    },
    legend(data.metric.direction, width, palette),
    selected >= 0
      ? svg("rect", {
          class: "selection",
          x: 4,
          y: layout.rowTops[selected] as number,
          width: width - 8,
          height: layout.rowHeight,
          rx: 6,
          fill: palette.selection
        })
      : undefined,
    bottomAxis(scale, area, palette, ticks),
    line([scale(0), area.top - 2, scale(0), area.bottom], {
      class: "zero",
      stroke: palette.zeroLine,
      "stroke-width": 1.5
    }),
    layout.headings.map((heading) =>
      text(layout.isNarrow ? 14 : 12, heading.y, heading.label, {
        "font-weight": 600,
        "font-size": 13,
        ...halo(palette.background)
      })
    ),
    data.rows.map((row, index) =>
      rowMarks(row, layout.rowTops[index] as number, layout, { x: scale, palette, metric: data.metric })
    ),
    text(area.left, area.bottom + 36, better, { fill: palette.mutedInk, "font-size": 11 }),
    text(area.right, area.bottom + 36, worse, {
      "text-anchor": "end",
      fill: palette.mutedInk,
      "font-size": 11
    }),
    layout.isNarrow
      ? undefined
      : text(area.right + 166, 16, "mean (95 % interval)", {
          "text-anchor": "end",
          fill: palette.mutedInk,
          "font-size": 11
        }),
    titleLines.map((content, index) =>
      text(titleX, area.bottom + 54 + index * TITLE_LINE_HEIGHT, content, {
        "text-anchor": "middle",
        "font-weight": 600
      })
    )
  )
}

const lowerFirst = (title: string): string =>
  /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title

const directionLabels = (
  direction: MetricDescriptor["direction"],
  isNarrow: boolean
): readonly [string, string] => {
  const suffix = isNarrow ? "" : " than the twin"
  if (direction === "lower-is-better") return [`← better${suffix}`, `worse${suffix} →`]
  if (direction === "higher-is-better") return [`← worse${suffix}`, `better${suffix} →`]
  return [`← lower${suffix}`, `higher${suffix} →`]
}

/** The numbers behind the chart: one row per cell, then every single difference in replication order. */
export const pairedDifferencesTable = (data: PairedDifferencesData): DataTable => {
  const count = Math.max(0, ...data.rows.map((row) => row.differences.length))
  return {
    caption: `${axisLabel(data.metric.title, data.metric.unit)}: difference to ${data.baselineLabel}`,
    columns: [
      "attack",
      "cell",
      "mean difference",
      "95 % lower",
      "95 % upper",
      ...Array.from({ length: count }, (_, index) => `run ${index + 1}`)
    ],
    rows: data.rows.map((row) => [
      row.group,
      row.label,
      row.mean,
      row.lower,
      row.upper,
      ...Array.from({ length: count }, (_, index) => row.differences[index] ?? Number.NaN)
    ])
  }
}
