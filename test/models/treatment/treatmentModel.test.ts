import { Result, Schema } from "effect"
import { assert, describe, it } from "vitest"
import { treatmentModel } from "../../../models/treatment/treatmentModel.ts"
import { runReplication } from "../../../src/experiment/runReplication.ts"

const run = (fields: Readonly<Record<string, unknown>>, seed = 5) => {
  const parameters = Schema.decodeUnknownSync(treatmentModel.parameters, { onExcessProperty: "error" })({
    patients: 6,
    duration: "3 h",
    ...fields
  })
  const result = runReplication(treatmentModel as never, parameters, { seed, replication: 0 })
  if (Result.isFailure(result)) throw result.failure
  return result.success
}

const metric = (fields: Readonly<Record<string, unknown>>, id: string): number =>
  run(fields).metrics[id] as number

describe("patients on one drug", () => {
  it.each(["norepinephrine", "heparin", "insulin_sc", "morphine"])(
    "on %s are the same whether the disturbance lasts no time or changes nothing",
    (drug) => {
      const none = run({ drug, disturbance: "0 s" }).metrics
      assert.deepEqual(run({ drug, factor: 1, disturbance: "30 min" }).metrics, none)
      assert.strictEqual(none["harmedShare"], 0)
    }
  )

  it("on norepinephrine fall below their window at once when it stops, the longer the longer", () => {
    const below = ["30 s", "5 min", "30 min"].map((disturbance) =>
      metric({ disturbance }, "belowWindowMinutes")
    )
    assert.isAbove(below[0] as number, 0.5)
    assert.isAbove(below[1] as number, 5)
    assert.isAbove(below[2] as number, 30)
  })

  it("on an opioid suffer from forged demands as potency has it, and their own demands protect them", () => {
    const forged = { drug: "fentanyl", factor: 10, disturbance: "30 min", demands: "forged" }
    const saturations = ["H", "M", "L"].map((respiratoryVariant) =>
      metric({ ...forged, respiratoryVariant }, "lowestSaturation")
    )
    assert.isBelow(saturations[0] as number, saturations[1] as number)
    assert.isBelow(saturations[1] as number, saturations[2] as number)
    const own = metric({ ...forged, demands: "patient" }, "aboveWindowMinutes")
    assert.isBelow(own, metric(forged, "aboveWindowMinutes"))
  })

  it("who press on their own, when it hurts, stay below the upper limit of their window", () => {
    const highest = metric(
      { drug: "morphine", variability: false, patients: 1, factor: 1, duration: "8 h" },
      "highest"
    )
    assert.isBelow(highest, 16)
  })

  it("are others with another seed, and the same with the same", () => {
    const fields = { drug: "heparin", disturbance: "60 min" }
    assert.strictEqual(run(fields).fingerprint, run(fields).fingerprint)
    assert.notStrictEqual(run(fields).metrics["lowest"], run(fields, 6).metrics["lowest"])
  })
})
