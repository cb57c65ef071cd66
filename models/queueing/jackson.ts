// An open Jackson network: stations with exponential servers; a customer who is done goes to a random next station or leaves.

import { Effect, Schema } from "effect"
import { discrete, exponential, type Sampler } from "../../src/engine/Distributions.ts"
import { Facility } from "../../src/engine/Facility.ts"
import { Simulation } from "../../src/engine/Simulation.ts"
import { Tally } from "../../src/engine/Tally.ts"
import { type Model } from "../../src/experiment/Model.ts"
import { count, quantity, withDefault } from "../../src/input/Quantity.ts"
import { seconds } from "../../src/units.ts"
import { horizon, serviceRate, six } from "./fields.ts"
import { jacksonNetwork } from "./theory.ts"

const NetworkStation = Schema.Struct({
  arrivalRate: withDefault(
    quantity("eventRate", { description: "Arrivals per time from outside, a Poisson process" }),
    "0 1/s"
  ),
  serviceRate,
  servers: withDefault(
    count({ description: "Servers that share the station's line", minimum: 1, maximum: 10_000 }),
    1
  ),
  routing: Schema.Array(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))).annotate({
    expected: "a list of probabilities",
    description: "Probability of going to each station next, in the order of the stations; the rest leaves"
  })
})

// Two stations in a row, some of whose customers come back: triage, treatment, and triage again.
const defaultStations = [
  { arrivalRate: "0.3 1/s", serviceRate: "1 1/s", servers: 1, routing: [0, 0.7, 0] },
  { arrivalRate: "0.1 1/s", serviceRate: "0.5 1/s", servers: 2, routing: [0.2, 0, 0.3] },
  { arrivalRate: "0 1/s", serviceRate: "0.4 1/s", servers: 1, routing: [0, 0, 0] }
]

export const JacksonNetwork = Schema.Struct({
  stations: withDefault(Schema.Array(NetworkStation), defaultStations),
  ...horizon
}).check(
  Schema.makeFilter(({ stations }) => {
    if (stations.every(({ arrivalRate }) => arrivalRate === 0))
      return "nobody arrives: one station needs an arrival rate"
    for (const { routing } of stations) {
      const sum = routing.reduce((total, probability) => total + probability, 0)
      if (routing.length > stations.length || sum > 1 + 1e-9)
        return "routing probabilities must name listed stations and add up to at most 1"
    }
    if (jacksonNetwork(stations).utilisations.every((utilisation) => utilisation < 1)) return undefined
    return "a line grows without end: every station must serve faster than customers come to it"
  })
)

export const jackson: Model<typeof JacksonNetwork.Type> = {
  id: "queueing-jackson",
  title: "Open Jackson network",
  parameters: JacksonNetwork,
  metrics: [
    {
      id: "time-in-network",
      title: "Mean time in the network",
      unit: "s",
      direction: "lower-is-better",
      description:
        "Mean time from entering to leaving of the customers that entered after the warm-up and left."
    },
    {
      id: "customers",
      title: "Mean number in the network",
      unit: "1",
      direction: "lower-is-better",
      description: "Average over time of the customers that wait or are served at any station."
    },
    {
      id: "greatest-utilisation",
      title: "Utilisation of the busiest station",
      unit: "1",
      direction: "neutral",
      description: "Greatest of the stations' average shares of busy servers."
    }
  ],
  presets: { triage: {} },
  simulate: Effect.fnUntraced(function* ({ duration, stations, warmUp }) {
    const { kernel, runUntil, streams } = yield* Simulation
    const facilities = stations.map(
      ({ servers }, index) => new Facility(kernel, { name: `station ${index}`, servers })
    )
    const services = stations.map(({ serviceRate }, index) =>
      exponential(streams.stream("services", index), 1 / serviceRate)
    )
    const routes = stations.map(({ routing }, index) => {
      const leaving = Math.max(0, 1 - routing.reduce((sum, probability) => sum + probability, 0))
      // the last index means to leave
      const weights = [...stations.map((_, to) => routing[to] ?? 0), leaving]
      return discrete(streams.stream("routes", index), weights)
    })
    const times = new Tally()
    // indexes of stations come from `stations` itself
    const enter = (station: number, enteredSeconds: number): void => {
      const service = (services[station] as Sampler)()
      ;(facilities[station] as Facility).submit(service, { kind: moves, a: station, b: enteredSeconds })
    }
    const moves = kernel.kind("customer moves on", (station, enteredSeconds) => {
      const next = (routes[station] as Sampler)()
      if (next < stations.length) enter(next, enteredSeconds)
      else if (enteredSeconds >= warmUp) times.add(kernel.now - enteredSeconds)
    })
    for (const [index, { arrivalRate }] of stations.entries()) {
      if (arrivalRate === 0) continue
      const gap = exponential(streams.stream("arrivals", index), 1 / arrivalRate)
      const arrives = kernel.kind(`customer enters at station ${index}`, () => {
        kernel.schedule(gap(), arrives, index)
        enter(index, kernel.now)
      })
      kernel.schedule(gap(), arrives, index)
    }

    yield* runUntil(warmUp)
    const before = facilities.map((facility) => facility.statistics())
    yield* runUntil(seconds(warmUp + duration))
    const after = facilities.map((facility) => facility.statistics())
    const during = (field: "busySeconds" | "lineSeconds"): ReadonlyArray<number> =>
      after.map((statistics, index) => (statistics[field] - (before[index]?.[field] ?? 0)) / duration)
    const busy = during("busySeconds")
    const waiting = during("lineSeconds")
    const theory = jacksonNetwork(stations)
    return {
      metrics: {
        "time-in-network": times.mean,
        customers: [...busy, ...waiting].reduce((sum, value) => sum + value, 0),
        "greatest-utilisation": Math.max(
          ...busy.map((value, index) => value / (stations[index]?.servers ?? 1))
        )
      },
      series: [],
      windows: [],
      notes: [
        `Theory: mean time in the network ${six(theory.timeInNetwork)} s, mean number in it ${six(theory.customers)}.`
      ]
    }
  })
}
