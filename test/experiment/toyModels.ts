// Small models with which src/experiment is tested; also loaded by worker threads, so only what Node runs as it is.

import { Effect, Schema } from "effect"
import { Simulation } from "../../src/engine/Simulation.ts"
import { listedModel, type Model } from "../../src/experiment/Model.ts"
import { count, quantity, withDefault } from "../../src/input/Quantity.ts"
import { seconds } from "../../src/units.ts"

const QueueParameters = Schema.Struct({
  arrivals: quantity("eventRate", { description: "Customers arriving." }),
  services: quantity("eventRate", { description: "Customers a busy server serves." }),
  duration: quantity("duration", { description: "Length of the run.", minimum: "1 s" }),
  trouble: withDefault(
    Schema.Struct({
      kind: Schema.Literals(["none", "throws", "exits", "hangs"]),
      replication: count({ description: "Where it happens." })
    }),
    { kind: "none", replication: 0 }
  )
})

/** M/M/1: arrivals and services draw from streams of their own, so scenarios that differ in one keep the luck of the other. */
const queue: Model<typeof QueueParameters.Type> = {
  id: "toy-queue",
  title: "M/M/1",
  parameters: QueueParameters,
  metrics: [
    {
      id: "mean-wait",
      title: "Mean wait",
      unit: "s",
      direction: "lower-is-better",
      description: "Before service."
    },
    {
      id: "served",
      title: "Customers served",
      unit: "1",
      direction: "higher-is-better",
      description: "Served."
    },
    {
      id: "longest-wait-after-5",
      title: "Longest wait above 5 s",
      unit: "s",
      direction: "lower-is-better",
      description: "NaN when none."
    }
  ],
  presets: { calm: { arrivals: "0.5 1/s", services: "1 1/s", duration: "10 min" } },
  simulate: Effect.fnUntraced(function* ({ arrivals, services, duration, trouble }) {
    const { kernel, streams, runUntil } = yield* Simulation
    if (trouble.kind !== "none" && trouble.replication === streams.replication) {
      if (trouble.kind === "exits") process.exit(3)
      while (trouble.kind === "hangs");
      throw new Error("the toy broke")
    }
    const nextArrival = streams.stream("arrivals")
    const nextService = streams.stream("services")
    const waiting: Array<number> = []
    let isBusy = false
    let totalWait = 0
    let served = 0
    let longest = Number.NaN
    const times: Array<number> = []
    const lengths: Array<number> = []
    const serve = (arrivedAt: number): void => {
      const wait = kernel.now - arrivedAt
      isBusy = true
      totalWait += wait
      served++
      if (wait > 5 && !(wait <= longest)) longest = wait
      kernel.schedule(-Math.log(1 - nextService()) / services, depart)
    }
    const depart = kernel.kind("depart", () => {
      const next = waiting.shift()
      isBusy = false
      if (next !== undefined) serve(next)
    })
    const arrive = kernel.kind("arrive", () => {
      if (isBusy) waiting.push(kernel.now)
      else serve(kernel.now)
      kernel.schedule(-Math.log(1 - nextArrival()) / arrivals, arrive)
    })
    const sample = kernel.kind("sample", () => {
      times.push(kernel.now)
      lengths.push(waiting.length)
      kernel.schedule(duration / 20, sample)
    })
    kernel.schedule(0, sample)
    kernel.schedule(-Math.log(1 - nextArrival()) / arrivals, arrive)
    yield* runUntil(seconds(duration))
    return {
      metrics: {
        "mean-wait": served === 0 ? Number.NaN : totalWait / served,
        served,
        "longest-wait-after-5": longest
      },
      series: [{ id: "length", title: "Waiting", unit: "1", timesSeconds: times, values: lengths }],
      windows: [{ label: "rush", startSeconds: 60, endSeconds: 120 }],
      notes: ["service times are an assumption"]
    }
  })
}

/** Lists a metric that it never reports. */
const forgetful: Model = listedModel({
  ...queue,
  id: "toy-forgetful",
  simulate: () => Effect.succeed({ metrics: { served: 1 }, series: [], windows: [], notes: [] })
})

export const models: ReadonlyArray<Model> = [listedModel(queue), forgetful]
