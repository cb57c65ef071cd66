// One drug in one patient over time: concentrations on top, each effect in a panel of its own below, all on one time axis.
// Lines of a panel differ in dash and are named beside it, so colour is never needed to tell them apart.

import { extent, line as lineShape, scaleLinear, type ScaleLinear } from "d3"
import { axisLabel, bottomAxis, leftAxis, type PlotArea } from "./axes.ts"
import { type DataTable } from "./DataTable.ts"
import { formatNumber, textWidth } from "./formatting.ts"
import { lightPalette, okabeIto, type Palette } from "./palette.ts"
import { line, picture, svg, type Svg, text } from "./Svg.ts"

export interface DrugPanel {
  readonly title: string
  readonly unit: string
  readonly lines: ReadonlyArray<{ readonly label: string; readonly values: ReadonlyArray<number> }>
}

export interface DrugCurveData {
  readonly title: string
  /** Ascending; every line has a value for each. */
  readonly minutes: ReadonlyArray<number>
  readonly panels: ReadonlyArray<DrugPanel>
  /** When something was given [min]. */
  readonly doseMinutes: ReadonlyArray<number>
}

export interface DrugCurveOptions {
  readonly id?: string
  readonly width?: number
  readonly panelHeight?: number
  readonly palette?: Palette
}

const MARGIN = { left: 64, right: 20, top: 40, bottom: 44 }
const PANEL_GAP = 44
/** Dash patterns; the first is solid. */
const DASHES = ["", "7 4", "2 3"]
const COLOURS = [okabeIto.blue, okabeIto.vermilion, okabeIto.green]
const MOST_DOSE_MARKS = 200

/** The range of a panel's values with a little room; a flat line gets room on both sides. */
const rangeOf = ({ lines }: DrugPanel): readonly [number, number] => {
  const values = lines.flatMap((entry) => entry.values.filter(Number.isFinite))
  const [low = 0, high = 1] = extent(values) as [number | undefined, number | undefined]
  const lowest = low >= 0 && low < 0.5 * high ? 0 : low
  return lowest === high ? [lowest - 1, high + 1] : [lowest, high]
}

const strokeOf = (index: number) => ({
  stroke: COLOURS[index % COLOURS.length] as string,
  "stroke-width": 2,
  ...(DASHES[index % DASHES.length] === ""
    ? {}
    : { "stroke-dasharray": DASHES[index % DASHES.length] as string })
})

const legend = (panel: DrugPanel, area: PlotArea): ReadonlyArray<Svg> => {
  const marks: Array<Svg> = []
  let right = area.right
  for (const [index, { label }] of [...panel.lines.entries()].reverse()) {
    if (label === "") continue
    right -= textWidth(label, 11)
    marks.push(
      text(right, area.top - 12, label, { "font-size": 11 }),
      line([right - 30, area.top - 16, right - 6, area.top - 16], strokeOf(index))
    )
    right -= 44
  }
  return marks
}

const drawPanel = (
  panel: DrugPanel,
  area: PlotArea,
  x: ScaleLinear<number, number>,
  context: { readonly data: DrugCurveData; readonly palette: Palette; readonly isLast: boolean }
): Svg => {
  const { data, isLast, palette } = context
  const y = scaleLinear().domain(rangeOf(panel)).nice(4).range([area.bottom, area.top])
  const pathOf = (values: ReadonlyArray<number>) =>
    lineShape<number>()
      .defined((value) => Number.isFinite(value))
      .x((_, index) => x(data.minutes[index] as number))
      .y((value) => y(value))
      .digits(1)(values as Array<number>) ?? ""
  const ticks = x.ticks(8).map((value) => ({ value, label: isLast ? formatNumber(value) : "" }))
  return svg(
    "g",
    { class: "panel" },
    bottomAxis(x, area, palette, ticks),
    leftAxis(y, area, palette, 4),
    data.doseMinutes
      .filter((minutes) => minutes >= (x.domain()[0] as number) && minutes <= (x.domain()[1] as number))
      .slice(0, MOST_DOSE_MARKS)
      .map((minutes) =>
        line([x(minutes), area.bottom, x(minutes), area.bottom + 5], {
          class: "dose",
          stroke: palette.ink,
          "stroke-width": 1.5
        })
      ),
    panel.lines.map(({ values }, index) =>
      svg("path", {
        class: "curve",
        d: pathOf(values),
        fill: "none",
        "stroke-linejoin": "round",
        ...strokeOf(index)
      })
    ),
    text(
      area.left - 52,
      area.top - 12,
      panel.unit === "1" ? panel.title : axisLabel(panel.title, panel.unit),
      {
        "font-weight": 600
      }
    ),
    legend(panel, area)
  )
}

const describePanel = ({ lines, title, unit }: DrugPanel): string =>
  lines
    .map(({ label, values }) => {
      const [low = Number.NaN, high = Number.NaN] = extent(values) as [number | undefined, number | undefined]
      const name = label === "" ? title : `${title}, ${label}`
      return `${name}: ${formatNumber(low)} to ${formatNumber(high)}${unit === "1" ? "" : ` ${unit}`}.`
    })
    .join(" ")

/** The picture; its height follows from the number of panels. */
export const drugCurve = (data: DrugCurveData, options: DrugCurveOptions = {}): Svg => {
  const { id = "drug-curve", palette = lightPalette, panelHeight = 130, width = 760 } = options
  const [first = 0, last = 1] = extent(data.minutes as Array<number>) as [
    number | undefined,
    number | undefined
  ]
  const x = scaleLinear()
    .domain(first === last ? [first, first + 1] : [first, last])
    .range([MARGIN.left, width - MARGIN.right])
  const panels = data.panels.map((panel, index) => {
    const top = MARGIN.top + 24 + index * (panelHeight + PANEL_GAP)
    const area = { left: MARGIN.left, right: width - MARGIN.right, top, bottom: top + panelHeight }
    return drawPanel(panel, area, x, { data, palette, isLast: index === data.panels.length - 1 })
  })
  const bottom = MARGIN.top + 24 + data.panels.length * (panelHeight + PANEL_GAP) - PANEL_GAP
  return picture(
    {
      id,
      title: data.title,
      description: `${data.panels.map(describePanel).join(" ")} Short strokes below the axes mark doses.`,
      width,
      height: bottom + MARGIN.bottom,
      background: palette.background,
      ink: palette.ink
    },
    text(12, 24, data.title, { "font-weight": 600, "font-size": 14 }),
    ...panels,
    text((MARGIN.left + width - MARGIN.right) / 2, bottom + 36, axisLabel("Time", "min"), {
      "text-anchor": "middle",
      "font-weight": 600
    })
  )
}

/** The numbers behind the picture: one row for each time. */
export const drugCurveTable = (data: DrugCurveData): DataTable => {
  const lines = data.panels.flatMap(({ lines, title, unit }) =>
    lines.map(({ label, values }) => ({
      heading: axisLabel(label === "" ? title : `${title}, ${label}`, unit),
      values
    }))
  )
  return {
    caption: data.title,
    columns: ["time [min]", ...lines.map(({ heading }) => heading)],
    rows: data.minutes.map((minutes, row) => [
      minutes,
      ...lines.map(({ values }) => values[row] ?? Number.NaN)
    ])
  }
}
