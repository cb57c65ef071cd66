// One service station on the kernel: classes of customers arrive as Poisson processes, wait in one line, are served, leave.
// All single-station models are settings of it.

import { Effect } from "effect"
import { BoundedSeries } from "../../src/engine/BoundedSeries.ts"
import { exponential, type Sampler } from "../../src/engine/Distributions.ts"
import { Facility, type FacilityStatistics } from "../../src/engine/Facility.ts"
import { PercentileSketch } from "../../src/engine/PercentileSketch.ts"
import { type RandomStream } from "../../src/engine/RandomStreams.ts"
import { Simulation } from "../../src/engine/Simulation.ts"
import { Tally } from "../../src/engine/Tally.ts"
import { type MetricDescriptor, type TimeSeries } from "../../src/experiment/Model.ts"
import { type Seconds, seconds } from "../../src/units.ts"

const SERIES_POINTS = 200

export interface CustomerClass {
  /** Poisson arrivals per second. */
  readonly arrivalRate: number
  /** Makes the sampler of service times [s]. */
  readonly service: (stream: RandomStream) => Sampler
}

export interface StationOptions {
  readonly name: string
  /** The most urgent first. */
  readonly classes: ReadonlyArray<CustomerClass>
  readonly servers: number
  /** Places in the line; unlimited when left out. */
  readonly lineLimit?: number
  readonly isPreemptive?: boolean
  readonly warmUp: Seconds
  readonly duration: Seconds
}

/** Measured after the warm-up. */
export interface StationResult {
  /** Time in system of the customers of each class that arrived after the warm-up and left [s]. */
  readonly timesInSystem: ReadonlyArray<Tally>
  /** Of all classes together. */
  readonly percentiles: PercentileSketch
  readonly lineLength: number
  readonly utilisation: number
  readonly blockedFraction: number
  /** Customers in the system over the whole run. */
  readonly series: TimeSeries
}

/** Runs a station to the end of its horizon. */
export const runStation = Effect.fnUntraced(function* (options: StationOptions) {
  const { kernel, runUntil, streams } = yield* Simulation
  const { classes, duration, name, servers, warmUp } = options
  const facility = new Facility(kernel, {
    name,
    servers,
    isPreemptive: options.isPreemptive ?? false,
    ...(options.lineLimit === undefined ? {} : { lineLimit: options.lineLimit })
  })
  const gaps = classes.map(({ arrivalRate }, index) =>
    exponential(streams.stream("arrivals", index), 1 / arrivalRate)
  )
  const services = classes.map(({ service }, index) => service(streams.stream("services", index)))
  const timesInSystem = classes.map(() => new Tally())
  const percentiles = new PercentileSketch()
  const customers = new BoundedSeries(SERIES_POINTS, (warmUp + duration) / SERIES_POINTS)

  const leaves = kernel.kind(`${name}: customer leaves`, (index, arrivedSeconds) => {
    const now = kernel.now
    customers.set(now, facility.busy + facility.waiting)
    if (arrivedSeconds < warmUp) return
    timesInSystem[index]?.add(now - arrivedSeconds)
    percentiles.add(now - arrivedSeconds)
  })
  // indexes of classes come from `classes` itself
  const arrives = kernel.kind(`${name}: customer arrives`, (index) => {
    kernel.schedule((gaps[index] as Sampler)(), arrives, index)
    facility.submit((services[index] as Sampler)(), { kind: leaves, a: index, b: kernel.now }, index)
    customers.set(kernel.now, facility.busy + facility.waiting)
  })
  classes.forEach((_, index) => kernel.schedule((gaps[index] as Sampler)(), arrives, index))

  yield* runUntil(warmUp)
  const before = facility.statistics()
  yield* runUntil(seconds(warmUp + duration))
  const after = facility.statistics()
  customers.advance(kernel.now)
  const during = (field: keyof FacilityStatistics): number => after[field] - before[field]
  return {
    timesInSystem,
    percentiles,
    lineLength: during("lineSeconds") / duration,
    utilisation: during("busySeconds") / duration / servers,
    blockedFraction: during("balked") / during("arrived"),
    series: { id: "customers", title: "Customers in the system", unit: "1", ...customers.points() }
  } satisfies StationResult
})

export const stationMetrics: ReadonlyArray<MetricDescriptor> = [
  {
    id: "time-in-system",
    title: "Mean time in system",
    unit: "s",
    direction: "lower-is-better",
    description:
      "Mean time from arrival to departure of the customers that arrived after the warm-up and left."
  },
  {
    id: "time-in-system-p95",
    title: "Time in system, 95th percentile",
    unit: "s",
    direction: "lower-is-better",
    description: "Time that 95 % of these customers stay below, within the sketch's relative error of 0.8 %."
  },
  {
    id: "line-length",
    title: "Mean number waiting",
    unit: "1",
    direction: "lower-is-better",
    description: "Average over time of the customers in the line, without those being served."
  },
  {
    id: "utilisation",
    title: "Utilisation",
    unit: "1",
    direction: "neutral",
    description: "Average over time of the share of servers that are busy."
  }
]

/** Values of `stationMetrics` for a station with one class. */
export const stationValues = (result: StationResult): Record<string, number> => ({
  "time-in-system": result.timesInSystem[0]?.mean ?? Number.NaN,
  "time-in-system-p95": result.percentiles.percentile(0.95),
  "line-length": result.lineLength,
  utilisation: result.utilisation
})
