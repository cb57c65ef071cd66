// A quantity over time with and without the attack as data: values at a time, in words, and as a table.

import { type SeriesBand } from "../../src/experiment/Results.ts"
import { type TimeWindow } from "../../src/experiment/Model.ts"
import { axisLabel } from "./axes.ts"
import { type DataTable } from "./DataTable.ts"
import { formatClock, formatInterval, formatNumber } from "./formatting.ts"

export interface SeriesLine {
  readonly label: string
  readonly role: "attack" | "baseline"
  readonly band: SeriesBand
}

export interface SeriesOverTimeData {
  readonly title: string
  readonly unit: string
  readonly lines: ReadonlyArray<SeriesLine>
  readonly windows: ReadonlyArray<TimeWindow>
  /** Number of runs behind each mean. */
  readonly replications: number
}

export const points = (band: SeriesBand) =>
  band.timesSeconds.map((timeSeconds, index) => ({
    timeSeconds,
    mean: band.mean[index] ?? Number.NaN,
    lower: band.lower[index] ?? Number.NaN,
    upper: band.upper[index] ?? Number.NaN
  }))

export type Point = ReturnType<typeof points>[number]

/** The last sample at or before a time [s]: series hold their value between samples. */
export const valueAt = (band: SeriesBand, timeSeconds: number): Point | undefined => {
  let low = 0
  let high = band.timesSeconds.length - 1
  if (high < 0) return undefined
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((band.timesSeconds[middle] as number) <= timeSeconds) low = middle
    else high = middle - 1
  }
  return {
    timeSeconds: band.timesSeconds[low] as number,
    mean: band.mean[low] ?? Number.NaN,
    lower: band.lower[low] ?? Number.NaN,
    upper: band.upper[low] ?? Number.NaN
  }
}

/** "At 05:30 with the attack 3.1 (2.4 to 3.8) min, without 0.2 ...": the values under the cursor in words. */
export const describeTime = (data: SeriesOverTimeData, timeSeconds: number): string => {
  const active = data.windows.filter(
    (window) => window.startSeconds <= timeSeconds && timeSeconds < window.endSeconds
  )
  const values = data.lines.map((entry) => {
    const value = valueAt(entry.band, timeSeconds)
    if (value === undefined) return `${entry.label}: no data`
    const interval = Number.isFinite(value.lower) ? ` (${formatInterval(value.lower, value.upper)})` : ""
    return `${entry.label}: ${formatNumber(value.mean)}${interval}`
  })
  const during = active.length === 0 ? "" : `, during ${active.map((window) => window.label).join(" and ")}`
  return `At ${formatClock(timeSeconds)}${during}: ${values.join("; ")}${data.unit === "1" ? "" : ` [${data.unit}]`}.`
}

/** Peaks and windows in words, for the description of the picture. */
export const describeSeries = (data: SeriesOverTimeData): string => {
  const peaks = data.lines.map((entry) => {
    const peak = points(entry.band).reduce<Point | undefined>(
      (best, point) =>
        Number.isFinite(point.mean) && (best === undefined || point.mean > best.mean) ? point : best,
      undefined
    )
    return peak === undefined
      ? `${entry.label}: no data.`
      : `${entry.label}: highest mean ${formatNumber(peak.mean)} at ${formatClock(peak.timeSeconds)}.`
  })
  const windows = data.windows.map(
    (window) =>
      `${window.label} from ${formatClock(window.startSeconds)} to ${formatClock(window.endSeconds)}.`
  )
  return [...peaks, ...windows].join(" ")
}

/** The numbers behind the chart: one row per sample time [s]. */
export const seriesOverTimeTable = (data: SeriesOverTimeData): DataTable => {
  const times = data.lines[0]?.band.timesSeconds ?? []
  return {
    caption: `${axisLabel(data.title, data.unit)} over simulated time, mean of ${data.replications} runs`,
    columns: [
      "time [s]",
      ...data.lines.flatMap(({ label }) => [`${label}, mean`, `${label}, 95 % lower`, `${label}, 95 % upper`])
    ],
    rows: times.map((timeSeconds) => [
      timeSeconds,
      ...data.lines.flatMap(({ band }) => {
        const value = valueAt(band, timeSeconds)
        return [value?.mean ?? Number.NaN, value?.lower ?? Number.NaN, value?.upper ?? Number.NaN]
      })
    ])
  }
}
