// M/M/1/K: as M/M/1, but an arrival that finds K customers in the system is turned away.

import { Effect, Schema } from "effect"
import { exponential } from "../../src/engine/Distributions.ts"
import { type Model } from "../../src/experiment/Model.ts"
import { count, withDefault } from "../../src/input/Quantity.ts"
import { arrivalRate, horizon, serviceRate, six } from "./fields.ts"
import { runStation, stationMetrics, stationValues } from "./Station.ts"
import { finiteQueue } from "./theory.ts"

export const FiniteQueue = Schema.Struct({
  arrivalRate: arrivalRate("0.8 1/s"),
  serviceRate,
  capacity: withDefault(
    count({
      description: "Most customers in the system, the one being served included",
      minimum: 1,
      maximum: 1000
    }),
    4
  ),
  ...horizon
})

export const mm1k: Model<typeof FiniteQueue.Type> = {
  id: "queueing-mm1k",
  title: "M/M/1/K queue",
  parameters: FiniteQueue,
  metrics: [
    ...stationMetrics,
    {
      id: "blocked-fraction",
      title: "Share turned away",
      unit: "1",
      direction: "lower-is-better",
      description: "Arrivals after the warm-up that found the system full, over all arrivals."
    }
  ],
  presets: { four: {}, overloaded: { arrivalRate: "2 1/s" } },
  simulate: Effect.fnUntraced(function* ({ arrivalRate, capacity, duration, serviceRate, warmUp }) {
    const result = yield* runStation({
      name: "mm1k",
      classes: [{ arrivalRate, service: (stream) => exponential(stream, 1 / serviceRate) }],
      servers: 1,
      lineLimit: capacity - 1,
      warmUp,
      duration
    })
    const theory = finiteQueue(arrivalRate, serviceRate, capacity)
    return {
      metrics: { ...stationValues(result), "blocked-fraction": result.blockedFraction },
      series: [result.series],
      windows: [],
      notes: [
        `Theory: share turned away ${six(theory.blockedFraction)}, mean time in system ${six(theory.timeInSystem)} s.`
      ]
    }
  })
}
