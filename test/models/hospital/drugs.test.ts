import { Result, Schema } from "effect"
import { assert, describe, it } from "vitest"
import { populate } from "../../../models/hospital/population.ts"
import { Scenario } from "../../../models/hospital/Scenario.ts"
import { careOf } from "../../../models/patients/drugCare.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { visit } from "./fixtures.ts"

type Fields = Readonly<Record<string, unknown>>

const decode = (fields: Fields) =>
  Schema.decodeUnknownResult(Scenario, { onExcessProperty: "error" })({
    wardsim: 1,
    name: "drugs",
    duration: "1 h",
    pumps: { bedside: 100, wearable: 10 },
    ...fields
  })

const hospital = (fields: Fields = {}): Scenario => {
  const decoded = decode(fields)
  if (Result.isFailure(decoded)) throw decoded.failure
  return decoded.success
}

const withShares = (bedside: Fields): Fields => ({ patients: { drugs: { bedside } } })

const drugsIn = (scenario: Scenario) =>
  populate(scenario, new RandomStreams(1, 0)).pumps.map(({ body }) => body.drug)

const countsOf = (drugs: ReadonlyArray<string>) =>
  Object.fromEntries(
    [...new Set(drugs)].map((drug) => [drug, drugs.filter((other) => other === drug).length])
  )

describe("the drugs of a hospital", () => {
  it("are a mix by default, intensive care first", () => {
    const drugs = drugsIn(hospital())
    assert.deepEqual(countsOf(drugs), {
      norepinephrine: 12,
      propofol: 10,
      remifentanil: 3,
      insulin_iv: 8,
      heparin: 12,
      vancomycin: 10,
      potassium_chloride: 10,
      hydromorphone: 8,
      fentanyl: 5,
      morphine: 22 + 4,
      insulin_sc: 6
    })
    assert.deepEqual(
      drugs.slice(0, 33).map((drug) => careOf(drug).isIntensive),
      Array.from({ length: 33 }, () => true)
    )
    assert.isFalse(drugs.slice(33).some((drug) => careOf(drug).isIntensive))
  })

  it("come in shares of the pumps, whose roundings add up", () => {
    const shares = { heparin: "33.3 %", vancomycin: "33.3 %", morphine: "33.4 %" }
    const scenario = hospital({ ...withShares(shares), pumps: { bedside: 10, wearable: 0 } })
    assert.deepEqual(countsOf(drugsIn(scenario)), { heparin: 3, vancomycin: 4, morphine: 3 })
  })

  it.each([
    ["sum to less than all pumps", { heparin: "50 %", morphine: "40 %" }, "sum to 90 %"],
    ["sum to more", { heparin: "70 %", morphine: "40 %" }, "sum to 110 %"],
    ["are none", {}, "sum to 0 %"],
    ["name a drug that no bedside pump gives", { insulin_sc: "100 %" }, "insulin_sc"],
    ["have no unit", { morphine: "100" }, "no unit"]
  ])("are refused when the shares %s", (_, shares, said) => {
    const decoded = decode(withShares(shares))
    assert.isTrue(Result.isFailure(decoded))
    assert.include(String(Result.isFailure(decoded) ? decoded.failure : ""), said)
  })

  it("stay the same persons when only the drugs change", () => {
    const weights = (fields: Fields) =>
      populate(hospital(fields), new RandomStreams(1, 0)).pumps.map(
        ({ body }) => body.patient.weightKilograms
      )
    assert.deepEqual(weights(withShares({ heparin: "100 %" })), weights(withShares({ propofol: "100 %" })))
  })

  it("all get what their pumps were told, and eat only where insulin is worn", () => {
    const { hospital: found } = visit(
      hospital({
        duration: "5 h",
        pumps: { bedside: 40, wearable: 10 },
        staff: { pumpAlarmsPerHour: "0 1/h" }
      })
    )
    for (const { body, deliveredDose } of found.pumps) {
      const { drugInfused } = body.exposure
      assert.closeTo(deliveredDose, drugInfused, 1e-6 * (1 + drugInfused), body.drug)
    }
    const eaters = found.pumps.filter(({ body }) => !Number.isNaN(body.carbohydratePerUnit ?? NaN))
    assert.deepEqual(
      eaters.map(({ body }) => body.drug),
      Array.from({ length: 6 }, () => "insulin_sc")
    )
    // Breakfast was an hour into the run: its bolus is more than the basal rate alone gives.
    for (const { body, order } of eaters) {
      assert.isAbove(body.exposure.drugInfused, order.dosePerMinute * 300 * 1.15)
    }
  })
})
