// The marks of the paired-differences chart: a swarm of single differences, the mean with its interval, and the legend.

import { type MetricDescriptor } from "../../src/experiment/Model.ts"
import { type PlotArea } from "./axes.ts"
import { formatInterval, formatSigned, textWidth, wrapText } from "./formatting.ts"
import { type Palette } from "./palette.ts"
import { halo, line, svg, type Svg, text } from "./Svg.ts"
import { verdictOf, type Verdict } from "./verdict.ts"

const DOT_RADIUS = 3.5
const SWARM_HEIGHT = 22

export interface DifferenceRow {
  readonly id: string
  /** Rows that follow each other with the same group share one heading: the attack. */
  readonly group: string
  readonly label: string
  readonly differences: ReadonlyArray<number>
  readonly mean: number
  readonly lower: number
  readonly upper: number
}

/** Where everything is [px]. */
export interface Layout {
  readonly area: PlotArea
  readonly width: number
  readonly isNarrow: boolean
  readonly rowHeight: number
  readonly rowTops: ReadonlyArray<number>
  readonly headings: ReadonlyArray<{ readonly label: string; readonly y: number }>
  readonly height: number
}

interface SwarmColumn {
  readonly dots: ReadonlyArray<{ readonly x: number; readonly offset: number }>
  /** Set when so many dots share a place that they cannot be counted by eye. */
  readonly count: number | undefined
}

/** Moves dots that would cover each other up and down; their horizontal place is exact. */
const swarm = (positions: ReadonlyArray<number>): ReadonlyArray<SwarmColumn> => {
  const bins = new Map<number, Array<number>>()
  for (const x of [...positions].sort((a, b) => a - b)) {
    const bin = Math.round(x / (2 * DOT_RADIUS))
    const members = bins.get(bin)
    if (members === undefined) bins.set(bin, [x])
    else members.push(x)
  }
  return [...bins.values()].map((members) => {
    const isHidden = members.length > 5 && (members.at(-1) ?? 0) - (members[0] ?? 0) < 1
    // Dots that cannot be told apart are pushed together to make room for their number.
    const step = Math.min(2 * DOT_RADIUS, (isHidden ? SWARM_HEIGHT / 3 : SWARM_HEIGHT) / members.length)
    const middle = isHidden ? SWARM_HEIGHT / 4 : 0
    const dots = members.map((x, index) => ({
      x,
      offset: middle + (index - (members.length - 1) / 2) * step
    }))
    return { dots, count: isHidden ? members.length : undefined }
  })
}

const verdictColour = (verdict: Verdict, palette: Palette): string =>
  verdict === "worse" ? palette.attack : verdict === "better" ? palette.baseline : palette.undecided

/** Diamond: worse (filled) or undecided (hollow); disc: better. The shape repeats what the colour says. */
const meanMark = (x: number, y: number, verdict: Verdict, palette: Palette): Svg => {
  const colour = verdictColour(verdict, palette)
  if (verdict === "better") return svg("circle", { class: "mean", cx: x, cy: y, r: 5.5, fill: colour })
  return svg("path", {
    class: "mean",
    d: `M${x.toFixed(2)} ${y - 7}l6 7l-6 7l-6-7z`,
    fill: verdict === "worse" ? colour : palette.background,
    stroke: colour,
    "stroke-width": 2
  })
}

export const legend = (direction: MetricDescriptor["direction"], width: number, palette: Palette): Svg => {
  const isNarrow = width < 480
  const fontSize = isNarrow ? 10 : 11
  const ink = { fill: palette.mutedInk, "font-size": fontSize }
  const runLabel = isNarrow ? "one run" : "one paired run"
  const changes: ReadonlyArray<readonly [Verdict, string]> =
    direction === "neutral"
      ? [["undecided", "mean, 95 % interval"]]
      : [
          ["worse", isNarrow ? "worse" : "mean, worse"],
          ["better", "better"],
          ["undecided", "undecided"]
        ]
  const items: Array<Svg> = [
    svg("circle", { cx: 18, cy: 12, r: DOT_RADIUS, fill: palette.undecided, "fill-opacity": 0.6 }),
    text(28, 16, runLabel, ink)
  ]
  let x = 28 + textWidth(runLabel, fontSize) + (isNarrow ? 16 : 20)
  for (const [verdict, label] of changes) {
    items.push(
      line([x - 11, 12, x + 11, 12], { stroke: verdictColour(verdict, palette), "stroke-width": 2 }),
      meanMark(x, 12, verdict, palette),
      text(x + 14, 16, label, ink)
    )
    x += (isNarrow ? 28 : 36) + textWidth(label, fontSize)
  }
  return svg("g", { class: "legend", "aria-hidden": "true" }, items)
}

export const rowMarks = (
  row: DifferenceRow,
  top: number,
  layout: Layout,
  context: {
    readonly x: (value: number) => number
    readonly palette: Palette
    readonly metric: MetricDescriptor
  }
): Svg => {
  const { x, palette, metric } = context
  const verdict = verdictOf(row, metric.direction)
  const colour = verdictColour(verdict, palette)
  const marksTop = layout.isNarrow ? top + 20 : top
  const swarmY = marksTop + 16
  const intervalY = marksTop + 38
  const finite = row.differences.filter(Number.isFinite)
  const hasInterval = Number.isFinite(row.lower) && Number.isFinite(row.upper)
  const numbers = `${formatSigned(row.mean)}  (${formatInterval(row.lower, row.upper)})`
  const labelLines = layout.isNarrow ? [row.label] : wrapText(row.label, layout.area.left - 40).slice(0, 3)
  return svg(
    "g",
    { class: "row", "data-row": row.id },
    svg("rect", {
      x: 0,
      y: top,
      width: layout.width,
      height: layout.rowHeight,
      fill: "none",
      "pointer-events": "all"
    }),
    labelLines.map((content, index) =>
      text(
        layout.isNarrow ? 14 : 24,
        layout.isNarrow ? top + 14 : marksTop + 30 - (labelLines.length - 1) * 8 + index * 16,
        content,
        halo(layout.isNarrow ? palette.background : "none")
      )
    ),
    swarm(finite.map(x)).flatMap(({ dots, count }) => [
      ...dots.map((dot) =>
        svg("circle", {
          class: "difference",
          cx: dot.x,
          cy: swarmY + dot.offset,
          r: DOT_RADIUS,
          fill: colour,
          "fill-opacity": 0.5
        })
      ),
      count === undefined
        ? undefined
        : text(dots[0]?.x ?? 0, swarmY - 4, `${count} runs`, {
            "text-anchor": "middle",
            fill: palette.mutedInk,
            "font-size": 10,
            ...halo(palette.background)
          })
    ]),
    hasInterval
      ? line([x(row.lower), intervalY, x(row.upper), intervalY], {
          class: "interval",
          stroke: colour,
          "stroke-width": 3,
          "stroke-linecap": "round"
        })
      : undefined,
    Number.isFinite(row.mean) ? meanMark(x(row.mean), intervalY, verdict, palette) : undefined,
    layout.isNarrow
      ? text(layout.area.right, top + 14, formatSigned(row.mean), {
          "text-anchor": "end",
          "font-weight": 600
        })
      : text(layout.area.right + 166, marksTop + 24, formatSigned(row.mean), {
          "text-anchor": "end",
          "font-weight": 600
        }),
    layout.isNarrow
      ? undefined
      : text(layout.area.right + 166, marksTop + 41, numbers.slice(numbers.indexOf("(")), {
          "text-anchor": "end",
          fill: palette.mutedInk,
          "font-size": 11
        })
  )
}
