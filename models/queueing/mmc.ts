// M/M/c: Poisson arrivals, exponential service, c servers, one line, in order of arrival. M/M/1 is its preset of one server.

import { Effect, Schema } from "effect"
import { exponential } from "../../src/engine/Distributions.ts"
import { type Model } from "../../src/experiment/Model.ts"
import { arrivalRate, horizon, servers, serviceRate, six } from "./fields.ts"
import { runStation, stationMetrics, stationValues } from "./Station.ts"
import { markovQueue } from "./theory.ts"

export const MarkovQueue = Schema.Struct({
  arrivalRate: arrivalRate("0.9 1/s"),
  serviceRate,
  servers: servers(1),
  ...horizon
}).check(
  Schema.makeFilter(({ arrivalRate, serviceRate, servers }) =>
    arrivalRate < serviceRate * servers
      ? undefined
      : "the line grows without end: the arrival rate must be below the service rate times the servers"
  )
)

export const mmc: Model<typeof MarkovQueue.Type> = {
  id: "queueing-mmc",
  title: "M/M/c queue",
  parameters: MarkovQueue,
  metrics: stationMetrics,
  presets: { mm1: {}, mm3: { arrivalRate: "2.4 1/s", servers: 3 } },
  simulate: Effect.fnUntraced(function* ({ arrivalRate, duration, servers, serviceRate, warmUp }) {
    const result = yield* runStation({
      name: "mmc",
      classes: [{ arrivalRate, service: (stream) => exponential(stream, 1 / serviceRate) }],
      servers,
      warmUp,
      duration
    })
    const theory = markovQueue(arrivalRate, serviceRate, servers)
    return {
      metrics: stationValues(result),
      series: [result.series],
      windows: [],
      notes: [
        `Theory: mean time in system ${six(theory.timeInSystem)} s, mean number waiting ${six(theory.lineLength)}, utilisation ${six(theory.utilisation)}.`
      ]
    }
  })
}
