// A run that fails says how to see it fail again.

import { Effect } from "effect"
import { assert, describe, it } from "vitest"
import { Simulation } from "../../src/engine/Simulation.ts"
import { listedModel } from "../../src/experiment/Model.ts"
import { carryOut } from "../../src/experiment/runReplication.ts"
import { seconds } from "../../src/units.ts"
import { models } from "./toyModels.ts"

const queue = models[0]
if (queue === undefined) throw new Error("there is no toy model")

const stumbling = listedModel({
  ...queue,
  id: "toy-stumbling",
  simulate: Effect.fnUntraced(function* () {
    const { kernel, runUntil } = yield* Simulation
    const stumble = kernel.kind("stumbles", () => {
      throw new RangeError("no such bed")
    })
    kernel.schedule(3, stumble)
    yield* runUntil(seconds(10))
    return { metrics: {}, series: [], windows: [], notes: [] }
  })
})

describe("the message of a failed run", () => {
  it("names the command that repeats it, its cause and the simulated time", () => {
    const outcome = carryOut([stumbling], {
      model: "toy-stumbling",
      parameters: queue.presets[Object.keys(queue.presets)[0] ?? ""] ?? {},
      seed: 5,
      replication: 1,
      replayCommand: "wardsim run somewhere.yaml --seed 5 --replication 1"
    })
    const message = outcome._tag === "Failed" ? outcome.message : "it did not fail"
    assert.include(message, "no such bed")
    assert.include(message, " 3 s")
    assert.include(message, "replay it with: wardsim run somewhere.yaml --seed 5 --replication 1")
  })
})
