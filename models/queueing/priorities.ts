// M/M/1 with two classes of customers: the urgent go first, and with pre-emption take the server from a routine one, who
// resumes later where it was.

import { Effect, Schema } from "effect"
import { exponential } from "../../src/engine/Distributions.ts"
import { type MetricDescriptor, type Model } from "../../src/experiment/Model.ts"
import { quantity, withDefault } from "../../src/input/Quantity.ts"
import { arrivalRate, horizon, six } from "./fields.ts"
import { runStation } from "./Station.ts"
import { priorityQueue } from "./theory.ts"

const meanService = (example: string) =>
  withDefault(
    quantity("duration", { description: "Mean of the exponential service time", minimum: "1 us" }),
    example
  )

export const PriorityQueue = Schema.Struct({
  urgentArrivalRate: arrivalRate("0.2 1/s"),
  routineArrivalRate: arrivalRate("0.3 1/s"),
  urgentMeanService: meanService("0.5 s"),
  routineMeanService: meanService("1 s"),
  isPreemptive: withDefault(
    Schema.Boolean.annotate({ description: "Whether the urgent interrupt the service of the routine" }),
    false
  ),
  ...horizon
}).check(
  Schema.makeFilter((parameters) =>
    parameters.urgentArrivalRate * parameters.urgentMeanService +
      parameters.routineArrivalRate * parameters.routineMeanService <
    1
      ? undefined
      : "the line grows without end: both classes together must keep the server busy less than all the time"
  )
)

const timeInSystem = (name: "urgent" | "routine"): MetricDescriptor => ({
  id: `time-in-system-${name}`,
  title: `Mean time in system, ${name}`,
  unit: "s",
  direction: "lower-is-better",
  description: `Mean time from arrival to departure of the ${name} customers that arrived after the warm-up and left.`
})

export const priorities: Model<typeof PriorityQueue.Type> = {
  id: "queueing-priorities",
  title: "M/M/1 queue with priorities",
  parameters: PriorityQueue,
  metrics: [timeInSystem("urgent"), timeInSystem("routine")],
  presets: { "non-preemptive": {}, preemptive: { isPreemptive: true } },
  simulate: Effect.fnUntraced(function* (parameters) {
    const classes = [
      { arrivalRate: parameters.urgentArrivalRate, meanService: parameters.urgentMeanService },
      { arrivalRate: parameters.routineArrivalRate, meanService: parameters.routineMeanService }
    ]
    const result = yield* runStation({
      name: "priorities",
      classes: classes.map(({ arrivalRate, meanService }) => ({
        arrivalRate,
        service: (stream) => exponential(stream, meanService)
      })),
      servers: 1,
      isPreemptive: parameters.isPreemptive,
      warmUp: parameters.warmUp,
      duration: parameters.duration
    })
    const [urgent, routine] = priorityQueue(classes, parameters.isPreemptive)
    return {
      metrics: {
        "time-in-system-urgent": result.timesInSystem[0]?.mean ?? Number.NaN,
        "time-in-system-routine": result.timesInSystem[1]?.mean ?? Number.NaN
      },
      series: [result.series],
      windows: [],
      notes: [`Theory: mean time in system ${six(urgent ?? NaN)} s urgent, ${six(routine ?? NaN)} s routine.`]
    }
  })
}
