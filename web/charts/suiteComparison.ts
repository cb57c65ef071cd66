// Security suites side by side on one platform: time, bytes and memory of a handshake and time of a message, one row per
// suite, each panel with its own logarithmic axis. Energy is time at constant power, so it would repeat panels: it is in the
// table.

import { scaleLog } from "d3"
import { isUnsourced } from "../../models/crypto/Cost.ts"
import { type HandshakeReport, type RefusedSuite } from "../../models/crypto/handshakeReport.ts"
import { axisLabel } from "./axes.ts"
import { type DataTable } from "./DataTable.ts"
import { formatNumber } from "./formatting.ts"
import { lightPalette, type Palette } from "./palette.ts"
import { line, picture, svg, type Svg, text } from "./Svg.ts"

export interface SuiteComparisonData {
  readonly platform: string
  readonly reports: ReadonlyArray<HandshakeReport | RefusedSuite>
}

export interface SuiteComparisonOptions {
  readonly id?: string
  readonly width?: number
  readonly palette?: Palette
}

interface Mark {
  readonly value: (report: HandshakeReport) => number
  /** Whether this very figure is weak or recalled: one of a suite may be, and another measured. */
  readonly isWeak: (report: HandshakeReport) => boolean
}

interface Panel {
  readonly title: string
  readonly unit: string
  /** What the disc and the diamond show; one mark when there is no second. */
  readonly first: Mark
  readonly second?: Mark
}

const handshakeTime = (role: "client" | "server"): Mark => ({
  value: (report) => report[role].milliseconds,
  isWeak: (report) => report[role].steps.some((step) => step.isWeak)
})

const handshakeBytes = (way: "bytesUp" | "bytesDown"): Mark => ({
  value: (report) => report[way],
  isWeak: (report) => isUnsourced(report.origins.bytes.status)
})

const panels: ReadonlyArray<Panel> = [
  {
    title: "Handshake time",
    unit: "ms",
    first: handshakeTime("client"),
    second: handshakeTime("server")
  },
  {
    title: "Handshake bytes",
    unit: "B",
    first: handshakeBytes("bytesUp"),
    second: handshakeBytes("bytesDown")
  },
  {
    title: "Message time",
    unit: "ms",
    first: { value: (report) => report.message.milliseconds, isWeak: (report) => report.message.isWeak }
  },
  {
    title: "Memory",
    unit: "B",
    first: {
      value: (report) => report.client.ramBytes,
      isWeak: (report) => isUnsourced(report.origins.memory.status)
    }
  }
]

const ROW_HEIGHT = 24
const TOP = 56
const AXIS_HEIGHT = 44
const GAP = 34
const RIGHT_MARGIN = 40
/** Half the height between the two marks of a row, so that equal values do not hide each other. */
const MARK_OFFSET = 4.5
/** Room left of each logarithmic axis for zero, which it cannot show. */
const ZERO_WIDTH = 34
/** A decade's number with the gap to the next. */
const LABEL_WIDTH = 44

const isRun = (report: HandshakeReport | RefusedSuite): report is HandshakeReport => !("refused" in report)

const mark = (
  kind: "disc" | "diamond",
  [x, y]: readonly [number, number],
  isWeak: boolean,
  palette: Palette
): Svg => {
  const colour = kind === "disc" ? palette.baseline : palette.attack
  const paint = { fill: isWeak ? palette.background : colour, stroke: colour, "stroke-width": 1.5 }
  return kind === "disc"
    ? svg("circle", { class: "mark first", cx: x, cy: y, r: 4, ...paint })
    : svg("path", {
        class: "mark second",
        d: `M${x.toFixed(2)} ${(y - 5).toFixed(2)}l5 5l-5 5l-5-5z`,
        ...paint
      })
}

const drawPanel = (
  panel: Panel,
  data: SuiteComparisonData,
  place: { readonly left: number; readonly right: number; readonly bottom: number; readonly palette: Palette }
): Svg => {
  const { bottom, left, palette, right } = place
  const valuesOf = (report: HandshakeReport): ReadonlyArray<number> =>
    panel.second === undefined
      ? [panel.first.value(report)]
      : [panel.first.value(report), panel.second.value(report)]
  const positive = data.reports
    .filter(isRun)
    .flatMap(valuesOf)
    .filter((value) => value > 0)
  // Nothing but zeros still has an axis.
  const least = positive.length === 0 ? 1 : Math.min(...positive)
  const low = 10 ** Math.floor(Math.log10(least))
  const high = 10 ** Math.ceil(Math.log10(Math.max(low * 10, ...positive)))
  const scale = scaleLog()
    .domain([low, high])
    .range([left + ZERO_WIDTH, right])
  const x = (value: number): number => (value > 0 ? scale(value) : left + 6)
  const decades = Array.from(
    { length: Math.round(Math.log10(high / low)) + 1 },
    (_, index) => low * 10 ** index
  )
  // Every decade has its line, and as many have a number as fit beside each other.
  const every = Math.ceil((LABEL_WIDTH * decades.length) / (right - left - ZERO_WIDTH))
  const label = { "text-anchor": "middle", fill: palette.mutedInk, "font-size": 11 }
  return svg(
    "g",
    { class: "panel" },
    decades.map((value) => line([scale(value), TOP, scale(value), bottom], { stroke: palette.grid })),
    line([left + 6, TOP, left + 6, bottom], { stroke: palette.grid, "stroke-dasharray": "2 3" }),
    line([left, bottom, right, bottom], { stroke: palette.mutedInk }),
    text(left + 6, bottom + 15, "0", label),
    decades.flatMap((value, index) =>
      index % every === 0 ? [text(scale(value), bottom + 15, formatNumber(value), label)] : []
    ),
    text((left + right) / 2, bottom + 34, axisLabel(panel.title, panel.unit), {
      "text-anchor": "middle",
      "font-weight": 600
    }),
    data.reports.flatMap((report, row) => {
      if (!isRun(report)) return []
      const y = TOP + (row + 0.5) * ROW_HEIGHT
      const [first = 0, second] = valuesOf(report)
      const offset = second === undefined ? 0 : MARK_OFFSET
      return [
        second === undefined
          ? undefined
          : line([x(first), y - offset, x(second), y + offset], {
              stroke: palette.undecided,
              "stroke-width": 1
            }),
        mark("disc", [x(first), y - offset], panel.first.isWeak(report), palette),
        second === undefined
          ? undefined
          : mark("diamond", [x(second), y + offset], panel.second?.isWeak(report) ?? false, palette)
      ]
    })
  )
}

const describe = (report: HandshakeReport | RefusedSuite): string =>
  isRun(report)
    ? `${report.suite}: client ${formatNumber(report.client.milliseconds)} ms, server ${formatNumber(report.server.milliseconds)} ms, ` +
      `${formatNumber(report.bytesUp)} B up, ${formatNumber(report.bytesDown)} B down, ` +
      `message ${formatNumber(report.message.milliseconds)} ms, ${formatNumber(report.client.ramBytes)} B of memory.`
    : `${report.suite}: cannot run.`

const legend = (palette: Palette): Svg => {
  const words = { fill: palette.mutedInk, "font-size": 11 }
  return svg(
    "g",
    { class: "legend", "aria-hidden": "true" },
    mark("disc", [18, 32], false, palette),
    text(28, 36, "client, or up", words),
    mark("diamond", [128, 32], false, palette),
    text(138, 36, "server, or down", words),
    svg("circle", {
      cx: 248,
      cy: 32,
      r: 4,
      fill: palette.background,
      stroke: palette.undecided,
      "stroke-width": 1.5
    }),
    text(258, 36, "hollow: a weak or recalled figure", words)
  )
}

/** Platform, library and length of the message: what all the suites were computed for. */
const titleOf = ({ platform, reports }: SuiteComparisonData): string => {
  const first = reports.find(isRun)
  return first === undefined
    ? `Security suites on ${platform}`
    : `Security suites on ${platform} with ${first.library}, messages of ${first.message.bytes} B`
}

/** Draws the suites in the order given; one that cannot run has its row with the words instead of marks. */
export const suiteComparison = (data: SuiteComparisonData, options: SuiteComparisonOptions = {}): Svg => {
  const { id = "suite-comparison", width = 1080, palette = lightPalette } = options
  const bottom = TOP + data.reports.length * ROW_HEIGHT
  const labelWidth = Math.min(270, width * 0.27)
  const panelWidth = (width - labelWidth - RIGHT_MARGIN) / panels.length
  return picture(
    {
      id,
      title: titleOf(data),
      description: `Time, bytes and memory of one handshake, and time of a message, on ${data.platform}. ${data.reports.map(describe).join(" ")}`,
      width,
      height: bottom + AXIS_HEIGHT,
      background: palette.background,
      ink: palette.ink
    },
    text(12, 18, titleOf(data), { "font-weight": 600, "font-size": 14 }),
    legend(palette),
    data.reports.map((report, row) =>
      text(12, TOP + (row + 0.5) * ROW_HEIGHT + 4, report.suite, {
        class: "suite",
        fill: isRun(report) ? palette.ink : palette.mutedInk
      })
    ),
    data.reports.map((report, row) =>
      isRun(report)
        ? undefined
        : text(labelWidth + GAP, TOP + (row + 0.5) * ROW_HEIGHT + 4, "cannot run here", {
            class: "refused",
            fill: palette.mutedInk,
            "font-style": "italic"
          })
    ),
    panels.map((panel, index) =>
      drawPanel(panel, data, {
        left: labelWidth + index * panelWidth + GAP,
        right: labelWidth + (index + 1) * panelWidth,
        bottom,
        palette
      })
    )
  )
}

/** The numbers behind the chart. */
export const suiteComparisonTable = (data: SuiteComparisonData): DataTable => ({
  caption: `${titleOf(data)}: one handshake, one message`,
  columns: [
    "suite",
    "client [ms]",
    "client [mJ]",
    "server [ms]",
    "up [B]",
    "down [B]",
    "message [ms]",
    "memory [B]",
    "status"
  ],
  rows: data.reports.map((report) =>
    isRun(report)
      ? [
          report.suite,
          report.client.milliseconds,
          report.client.millijoules ?? Number.NaN,
          report.server.milliseconds,
          report.bytesUp,
          report.bytesDown,
          report.message.milliseconds,
          report.client.ramBytes,
          report.isWeak ? `${report.status} weak` : report.status
        ]
      : [report.suite, ...Array.from({ length: 7 }, () => Number.NaN), "cannot run"]
  )
})
