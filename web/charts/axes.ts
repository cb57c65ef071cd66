// Axes drawn as data (see Svg.ts): ticks, grid, and a label that carries the unit.

import { type ScaleLinear } from "d3"
import { formatNumber } from "./formatting.ts"
import { type Palette } from "./palette.ts"
import { line, svg, type Svg, text } from "./Svg.ts"

export interface PlotArea {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Vertical grid lines and tick labels below the plot. */
export const bottomAxis = (
  scale: ScaleLinear<number, number>,
  area: PlotArea,
  palette: Palette,
  ticks: ReadonlyArray<{ readonly value: number; readonly label: string }>
): Svg =>
  svg(
    "g",
    { class: "axis axis-bottom" },
    ticks.map(({ value }) =>
      line([scale(value), area.top, scale(value), area.bottom], { stroke: palette.grid })
    ),
    line([area.left, area.bottom, area.right, area.bottom], { stroke: palette.mutedInk }),
    ticks.map(({ value, label }) =>
      text(scale(value), area.bottom + 16, label, { "text-anchor": "middle", fill: palette.mutedInk })
    )
  )

/** Horizontal grid lines and tick labels left of the plot. */
export const leftAxis = (
  scale: ScaleLinear<number, number>,
  area: PlotArea,
  palette: Palette,
  count: number
): Svg =>
  svg(
    "g",
    { class: "axis axis-left" },
    scale
      .ticks(count)
      .map((tick) => line([area.left, scale(tick), area.right, scale(tick)], { stroke: palette.grid })),
    scale.ticks(count).map((tick) =>
      text(area.left - 8, scale(tick) + 4, formatNumber(tick), {
        "text-anchor": "end",
        fill: palette.mutedInk
      })
    )
  )

/** "Overdose time [min/patient-h]": what an axis shows and in which unit. */
export const axisLabel = (title: string, unit: string): string => `${title} [${unit}]`
