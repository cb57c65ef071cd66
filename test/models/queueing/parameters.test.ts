import { Schema } from "effect"
import { assert, describe, it } from "vitest"
import { queueingModels } from "../../../models/queueing/all.ts"
import { type Model } from "../../../src/experiment/Model.ts"
import { runReplication } from "../../../src/experiment/runReplication.ts"

const presets = queueingModels.flatMap((model) =>
  Object.entries(model.presets).map(([name, preset]) => ({ model, name, preset }))
)

const modelOf = (id: string): Model => queueingModels.find((model) => model.id === id) as Model

describe("queueing models", () => {
  it.each(presets)(
    "$model.id, preset $name, runs, measures all its metrics and states the theory",
    ({ model, preset }) => {
      const parameters = { ...(preset as object), warmUp: "10 s", duration: "500 s" }
      const run = runReplication(model, Schema.decodeSync(model.parameters)(parameters), {
        seed: 3,
        replication: 0
      })
      assert.strictEqual(run._tag, "Success")
      if (run._tag !== "Success") return
      for (const { id } of model.metrics) assert.isTrue(Number.isFinite(run.success.metrics[id]), id)
      assert.match(run.success.notes[0] ?? "", /^Theory: /u)
      assert.strictEqual(run.success.simulatedSeconds, 510)
      for (const { timesSeconds, values } of run.success.series) {
        assert.strictEqual(timesSeconds.length, values.length)
        assert.isAtMost(values.length, 200)
      }
    }
  )

  it.each([
    ["queueing-mmc", { arrivalRate: "2 1/s" }, /grows without end/u],
    ["queueing-mg1", { meanService: "3 s" }, /grows without end/u],
    ["queueing-mg1", { squaredVariation: -1 }, /value between 0 and 100/u],
    ["queueing-priorities", { urgentArrivalRate: "5 1/s" }, /grows without end/u],
    [
      "queueing-jackson",
      { stations: [{ arrivalRate: "1 1/s", routing: [0.5, 0.6] }] },
      /routing probabilities/u
    ],
    ["queueing-jackson", { stations: [{ routing: [] }] }, /nobody arrives/u],
    ["queueing-jackson", { stations: [{ arrivalRate: "0.5 1/s", routing: [1] }] }, /grows without end/u],
    ["queueing-repair", { machines: 0 }, /whole number from 1/u]
  ])("%s refuses %o", (id, parameters, message) => {
    assert.throws(() => Schema.decodeSync(modelOf(id).parameters)(parameters), message)
  })
})
