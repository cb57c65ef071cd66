// One quantity over simulated time with and without the attack: mean line and band over replications, attack windows shaded
// and named on the time axis. The attack is solid, its twin dashed, so the lines are told apart without colour.

import { area as areaShape, extent, line as lineShape, scaleLinear, type ScaleLinear } from "d3"
import { type TimeWindow } from "../../src/experiment/Model.ts"
import { axisLabel, bottomAxis, leftAxis, type PlotArea } from "./axes.ts"
import { formatNumber, textWidth, timeAxisUnit, timeTicks, wrapText } from "./formatting.ts"
import { lightPalette, type Palette } from "./palette.ts"
import {
  describeSeries,
  type Point,
  points,
  type SeriesLine,
  type SeriesOverTimeData,
  valueAt
} from "./seriesData.ts"
import { line, picture, svg, type Svg, text } from "./Svg.ts"

export interface SeriesOverTimeOptions {
  readonly id?: string
  readonly width?: number
  readonly palette?: Palette
  /** Simulated time [s] at which a cursor is drawn. */
  readonly cursorSeconds?: number
}

const PLOT_HEIGHT = 260
const LANE_HEIGHT = 22

interface Frame {
  readonly x: ScaleLinear<number, number>
  readonly y: ScaleLinear<number, number>
  readonly area: PlotArea
  readonly palette: Palette
}

/** The plot's horizontal extent [px of the picture] and the time range [s] it spans: what a pointer needs to find a time. */
export const timeExtent = (
  data: SeriesOverTimeData,
  width: number
): { readonly left: number; readonly right: number; readonly endSeconds: number } => ({
  left: 56,
  right: width - 20,
  endSeconds: Math.max(1, ...data.lines.map((entry) => entry.band.timesSeconds.at(-1) ?? 0))
})

const roleColour = (role: SeriesLine["role"], palette: Palette): string =>
  role === "attack" ? palette.attack : palette.baseline

const bandAndLine = (entry: SeriesLine, { x, y, palette }: Frame): { band: Svg; mean: Svg } => {
  const colour = roleColour(entry.role, palette)
  const data = points(entry.band)
  const [floor = 0] = y.domain()
  const bandPath = areaShape<Point>()
    .defined((point) => Number.isFinite(point.lower) && Number.isFinite(point.upper))
    .x((point) => x(point.timeSeconds))
    .y0((point) => y(Math.max(point.lower, floor)))
    .y1((point) => y(Math.max(point.upper, floor)))
    .digits(1)(data)
  const meanPath = lineShape<Point>()
    .defined((point) => Number.isFinite(point.mean))
    .x((point) => x(point.timeSeconds))
    .y((point) => y(point.mean))
    .digits(1)(data)
  return {
    band: svg("path", {
      class: `band band-${entry.role}`,
      d: bandPath ?? "",
      fill: colour,
      "fill-opacity": 0.16
    }),
    mean: svg("path", {
      class: `mean-line mean-line-${entry.role}`,
      d: meanPath ?? "",
      fill: "none",
      stroke: colour,
      "stroke-width": 2.25,
      "stroke-linejoin": "round",
      ...(entry.role === "baseline" ? { "stroke-dasharray": "6 4" } : {})
    })
  }
}

/** Places overlapping windows in lanes below the axis so that their names never cover each other. */
const lanesOf = (windows: ReadonlyArray<TimeWindow>, { x, area }: Frame) => {
  const laneEnds: Array<number> = []
  return [...windows]
    .sort((a, b) => a.startSeconds - b.startSeconds)
    .map((window) => {
      const left = Math.max(area.left, x(window.startSeconds))
      const right = Math.min(area.right, x(window.endSeconds))
      const width = textWidth(window.label, 11) + 12
      const labelLeft = Math.max(area.left, Math.min(left, area.right - width))
      const free = laneEnds.findIndex((end) => end <= Math.min(left, labelLeft))
      const lane = free < 0 ? laneEnds.length : free
      laneEnds[lane] = Math.max(right, labelLeft + width)
      return { window, left, right, labelLeft, lane }
    })
}

const windowMarks = (windows: ReadonlyArray<TimeWindow>, frame: Frame) => {
  const { area, palette } = frame
  const lanes = lanesOf(windows, frame)
  const shades = lanes.map(({ left, right }) =>
    svg(
      "g",
      { class: "window" },
      svg("rect", {
        x: left,
        y: area.top,
        width: Math.max(1, right - left),
        height: area.bottom - area.top,
        fill: palette.window,
        "fill-opacity": 0.11
      }),
      [left, right].map((edge) =>
        line([edge, area.top, edge, area.bottom], { stroke: palette.window, "stroke-dasharray": "2 3" })
      )
    )
  )
  const names = lanes.map(({ window, left, right, labelLeft, lane }) => {
    const top = area.bottom + 26 + lane * LANE_HEIGHT
    return svg(
      "g",
      { class: "window-name" },
      svg("rect", { x: left, y: top, width: Math.max(2, right - left), height: 4, fill: palette.window }),
      text(labelLeft, top + 16, window.label, { "font-size": 11 })
    )
  })
  return { shades, names, laneCount: Math.max(0, ...lanes.map(({ lane }) => lane + 1)) }
}

const legend = (data: SeriesOverTimeData, palette: Palette): { marks: ReadonlyArray<Svg>; width: number } => {
  const marks: Array<Svg> = []
  let x = 0
  for (const entry of data.lines) {
    const colour = roleColour(entry.role, palette)
    marks.push(
      svg("rect", { x, y: 4, width: 26, height: 12, fill: colour, "fill-opacity": 0.16 }),
      line([x, 10, x + 26, 10], {
        stroke: colour,
        "stroke-width": 2.25,
        ...(entry.role === "baseline" ? { "stroke-dasharray": "6 4" } : {})
      }),
      text(x + 32, 14, entry.label, { "font-size": 11 })
    )
    x += 32 + textWidth(entry.label, 11) + 18
  }
  return { marks, width: x }
}

const cursorMarks = (data: SeriesOverTimeData, timeSeconds: number, frame: Frame): Svg => {
  const { x, y, area, palette } = frame
  return svg(
    "g",
    { class: "cursor" },
    line([x(timeSeconds), area.top, x(timeSeconds), area.bottom], { stroke: palette.ink }),
    data.lines.map((entry) => {
      const value = valueAt(entry.band, timeSeconds)
      if (value === undefined || !Number.isFinite(value.mean)) return undefined
      const colour = roleColour(entry.role, palette)
      const at = { cx: x(timeSeconds), cy: y(value.mean), r: 4.5, stroke: colour, "stroke-width": 2 }
      return svg("circle", { ...at, fill: entry.role === "attack" ? colour : palette.background })
    })
  )
}

/** Draws means with the 95 % interval of the mean over replications [unit of the series] against simulated time. */
export const seriesOverTime = (data: SeriesOverTimeData, options: SeriesOverTimeOptions = {}): Svg => {
  const { id = "series-over-time", width = 860, palette = lightPalette } = options
  const { left, right, endSeconds } = timeExtent(data, width)
  const key = legend(data, palette)
  const isKeyStacked = key.width > right - left + 40
  const keyHeight = isKeyStacked ? 18 * data.lines.length + 8 : 26
  const titleLines = wrapText(axisLabel(data.title, data.unit), width - 24)
  const top = keyHeight + 10 + titleLines.length * 16
  const area = { left, right, top, bottom: top + PLOT_HEIGHT }
  const means = data.lines.flatMap(({ band }) => band.mean).filter(Number.isFinite)
  const limits = data.lines.flatMap(({ band }) => [...band.lower, ...band.upper]).filter(Number.isFinite)
  const [lowestMean = 0] = extent(means)
  const [low = 0, high = 1] = extent([...means, ...limits])
  // An interval may reach below zero where the quantity cannot: the band is cut there, the table keeps the number.
  const bottom = lowestMean >= 0 ? 0 : low
  const x = scaleLinear().domain([0, endSeconds]).range([left, right])
  const y = scaleLinear()
    .domain([bottom, high > bottom ? high : bottom + 1])
    .range([area.bottom, area.top])
    .nice(5)
  const frame = { x, y, area, palette }
  const windows = windowMarks(data.windows, frame)
  const unit = timeAxisUnit(endSeconds)
  const ticks = timeTicks(endSeconds, width < 520 ? 6 : 12).map((value) => ({
    value,
    label: formatNumber(value / unit.seconds)
  }))
  const drawn = data.lines.map((entry) => bandAndLine(entry, frame))
  const axisBottom = area.bottom + 26 + windows.laneCount * LANE_HEIGHT
  return picture(
    {
      id,
      title: `${data.title} over time`,
      description: `Mean of ${data.replications} runs with 95 % interval of the mean, in ${data.unit}. ${describeSeries(data)}`,
      width,
      height: axisBottom + 22,
      background: palette.background,
      ink: palette.ink
    },
    svg(
      "g",
      { class: "legend", "aria-hidden": "true" },
      isKeyStacked ? stackLegend(data, palette) : svg("g", { transform: "translate(8 2)" }, key.marks)
    ),
    titleLines.map((content, index) =>
      text(8, area.top - 12 - (titleLines.length - 1 - index) * 16, content, { "font-weight": 600 })
    ),
    windows.shades,
    leftAxis(y, area, palette, 5),
    bottomAxis(x, area, palette, ticks),
    windows.names,
    drawn.map((entry) => entry.band),
    drawn.map((entry) => entry.mean),
    options.cursorSeconds === undefined ? undefined : cursorMarks(data, options.cursorSeconds, frame),
    text((left + right) / 2, axisBottom + 12, axisLabel("Simulated time", unit.symbol), {
      "text-anchor": "middle",
      "font-weight": 600
    })
  )
}

const stackLegend = (data: SeriesOverTimeData, palette: Palette): ReadonlyArray<Svg> =>
  data.lines.map((entry, index) =>
    svg(
      "g",
      { transform: `translate(8 ${2 + index * 18})` },
      legend({ ...data, lines: [entry] }, palette).marks
    )
  )
