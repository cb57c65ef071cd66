// M/G/1: Poisson arrivals, one server, service times of any variation (constant, or gamma), in order of arrival.

import { Effect, Schema } from "effect"
import { gamma } from "../../src/engine/Distributions.ts"
import { type Model } from "../../src/experiment/Model.ts"
import { quantity, withDefault } from "../../src/input/Quantity.ts"
import { arrivalRate, horizon, six } from "./fields.ts"
import { runStation, stationMetrics, stationValues } from "./Station.ts"
import { generalQueue } from "./theory.ts"

export const GeneralQueue = Schema.Struct({
  arrivalRate: arrivalRate("0.5 1/s"),
  meanService: withDefault(
    quantity("duration", { description: "Mean service time", minimum: "1 us" }),
    "1 s"
  ),
  squaredVariation: withDefault(
    Schema.Finite.annotate({
      expected: "a number from 0 to 100",
      description:
        "Variance of the service time over its squared mean: 0 constant, 1 exponential, above 1 more variable"
    }).check(Schema.isBetween({ minimum: 0, maximum: 100 })),
    0
  ),
  ...horizon
}).check(
  Schema.makeFilter(({ arrivalRate, meanService }) =>
    arrivalRate * meanService < 1
      ? undefined
      : "the line grows without end: the arrival rate times the mean service time must be below 1"
  )
)

export const mg1: Model<typeof GeneralQueue.Type> = {
  id: "queueing-mg1",
  title: "M/G/1 queue",
  parameters: GeneralQueue,
  metrics: stationMetrics,
  presets: { md1: {}, erlang2: { squaredVariation: 0.5 }, variable: { squaredVariation: 2 } },
  simulate: Effect.fnUntraced(function* ({ arrivalRate, duration, meanService, squaredVariation, warmUp }) {
    const result = yield* runStation({
      name: "mg1",
      classes: [
        {
          arrivalRate,
          service: (stream) =>
            squaredVariation === 0
              ? () => meanService
              : gamma(stream, 1 / squaredVariation, meanService * squaredVariation)
        }
      ],
      servers: 1,
      warmUp,
      duration
    })
    const theory = generalQueue(arrivalRate, meanService, squaredVariation)
    return {
      metrics: stationValues(result),
      series: [result.series],
      windows: [],
      notes: [
        `Theory: mean time in system ${six(theory.timeInSystem)} s, mean number waiting ${six(theory.lineLength)}.`
      ]
    }
  })
}
