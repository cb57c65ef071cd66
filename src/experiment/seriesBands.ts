// Mean and interval over replications of each time series, on a common time grid.

import { meanInterval } from "../statistics/meanInterval.ts"
import { type TimeSeries } from "./Model.ts"
import { type SeriesBand } from "./Results.ts"

/** Points of the grid when replications were sampled at different times. */
const GRID_POINTS = 201

/** Value at a time by linear interpolation; NaN outside the series. */
const valueAtTime = ({ timesSeconds, values }: TimeSeries, time: number): number => {
  let low = 0
  let high = timesSeconds.length - 1
  if (high < 0 || time < (timesSeconds[0] as number) || time > (timesSeconds[high] as number))
    return Number.NaN
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((timesSeconds[middle] as number) <= time) low = middle
    else high = middle
  }
  const start = timesSeconds[low] as number
  const end = timesSeconds[high] as number
  const first = values[low] as number
  const last = values[high] as number
  if (time === start) return first
  return time === end ? last : first + ((last - first) * (time - start)) / (end - start)
}

const isSameGrid = (x: ReadonlyArray<number>, y: ReadonlyArray<number>): boolean =>
  x.length === y.length && x.every((time, index) => time === y[index])

const bandOf = (runs: readonly [TimeSeries, ...ReadonlyArray<TimeSeries>]): SeriesBand => {
  const [first] = runs
  const isShared = runs.every(({ timesSeconds }) => isSameGrid(timesSeconds, first.timesSeconds))
  const start = Math.min(...runs.flatMap(({ timesSeconds }) => timesSeconds.slice(0, 1)))
  const end = Math.max(...runs.flatMap(({ timesSeconds }) => timesSeconds.slice(-1)))
  const timesSeconds = isShared
    ? first.timesSeconds
    : Array.from({ length: GRID_POINTS }, (_, index) => start + ((end - start) * index) / (GRID_POINTS - 1))
  const intervals = timesSeconds.map((time, index) => {
    const values = isShared
      ? runs.map((run) => run.values[index] ?? Number.NaN)
      : runs.map((run) => valueAtTime(run, time))
    return meanInterval(values.filter((value) => !Number.isNaN(value)))
  })
  return {
    id: first.id,
    title: first.title,
    unit: first.unit,
    timesSeconds,
    mean: intervals.map(({ mean }) => mean),
    lower: intervals.map(({ lower }) => lower),
    upper: intervals.map(({ upper }) => upper)
  }
}

/** One band for each series that any replication has, in the order in which they first appear. */
export const seriesBands = (
  replications: ReadonlyArray<ReadonlyArray<TimeSeries>>
): ReadonlyArray<SeriesBand> => {
  const byId = new Map<string, [TimeSeries, ...Array<TimeSeries>]>()
  for (const series of replications.flat()) {
    const same = byId.get(series.id)
    if (same === undefined) byId.set(series.id, [series])
    else same.push(series)
  }
  return [...byId.values()].map(bandOf)
}
