// Machine repair: machines fail while they work, and a limited number of crews repair them, one machine per crew.

import { Effect, Schema } from "effect"
import { exponential, type Sampler } from "../../src/engine/Distributions.ts"
import { Facility } from "../../src/engine/Facility.ts"
import { Simulation } from "../../src/engine/Simulation.ts"
import { Tally } from "../../src/engine/Tally.ts"
import { type Model } from "../../src/experiment/Model.ts"
import { count, quantity, withDefault } from "../../src/input/Quantity.ts"
import { seconds } from "../../src/units.ts"
import { horizon, six } from "./fields.ts"
import { machineRepair } from "./theory.ts"

export const MachineRepair = Schema.Struct({
  machines: withDefault(count({ description: "Machines", minimum: 1, maximum: 100_000 }), 10),
  crews: withDefault(
    count({ description: "Crews, each repairing one machine at a time", minimum: 1, maximum: 100_000 }),
    2
  ),
  meanTimeToFailure: withDefault(
    quantity("duration", {
      description: "Mean of the exponential time a machine works before it fails",
      minimum: "1 us"
    }),
    "10 s"
  ),
  meanTimeToRepair: withDefault(
    quantity("duration", {
      description: "Mean of the exponential time a crew works on one machine",
      minimum: "1 us"
    }),
    "1 s"
  ),
  ...horizon
})

export const repair: Model<typeof MachineRepair.Type> = {
  id: "queueing-repair",
  title: "Machine repair",
  parameters: MachineRepair,
  metrics: [
    {
      id: "availability",
      title: "Availability",
      unit: "1",
      direction: "higher-is-better",
      description: "Average over time of the share of machines that work."
    },
    {
      id: "utilisation",
      title: "Utilisation of the crews",
      unit: "1",
      direction: "neutral",
      description: "Average over time of the share of crews at work."
    },
    {
      id: "time-down",
      title: "Mean time down",
      unit: "s",
      direction: "lower-is-better",
      description: "Mean time from a failure after the warm-up until the machine works again."
    }
  ],
  presets: { workshop: {} },
  simulate: Effect.fnUntraced(function* ({
    crews,
    duration,
    machines,
    meanTimeToFailure,
    meanTimeToRepair,
    warmUp
  }) {
    const { kernel, runUntil, streams } = yield* Simulation
    const facility = new Facility(kernel, { name: "crews", servers: crews })
    const lives = Array.from({ length: machines }, (_, machine) =>
      exponential(streams.stream("lives", machine), meanTimeToFailure)
    )
    const repairs = Array.from({ length: machines }, (_, machine) =>
      exponential(streams.stream("repairs", machine), meanTimeToRepair)
    )
    const timesDown = new Tally()
    // indexes of machines are below `machines`
    const works = kernel.kind("machine works again", (machine, failedSeconds) => {
      if (failedSeconds >= warmUp) timesDown.add(kernel.now - failedSeconds)
      kernel.schedule((lives[machine] as Sampler)(), fails, machine)
    })
    const fails = kernel.kind("machine fails", (machine) => {
      facility.submit((repairs[machine] as Sampler)(), { kind: works, a: machine, b: kernel.now })
    })
    lives.forEach((life, machine) => kernel.schedule(life(), fails, machine))

    yield* runUntil(warmUp)
    const before = facility.statistics()
    yield* runUntil(seconds(warmUp + duration))
    const after = facility.statistics()
    const busy = (after.busySeconds - before.busySeconds) / duration
    const waiting = (after.lineSeconds - before.lineSeconds) / duration
    const theory = machineRepair(machines, crews, 1 / meanTimeToFailure, 1 / meanTimeToRepair)
    return {
      metrics: {
        availability: 1 - (busy + waiting) / machines,
        utilisation: busy / crews,
        "time-down": timesDown.mean
      },
      series: [],
      windows: [],
      notes: [`Theory: availability ${six(theory.availability)}, mean time down ${six(theory.timeDown)} s.`]
    }
  })
}
