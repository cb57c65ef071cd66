// The electronic record in therapy: verification, programming through the network or by hand, laboratory results that steer
// doses; and what its loss does to patients.

import { assert, describe, it } from "vitest"
import { Result, Schema } from "effect"
import { parameter } from "../../../models/data/parameters.ts"
import { InfusionPump } from "../../../models/devices/InfusionPump.ts"
import { Records } from "../../../models/hospital/scenario/records.ts"
import { titrationProtocols, type TitrationProtocol } from "../../../models/hospital/care/titration.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { makeBody } from "../../../models/patients/makeBody.ts"
import { order } from "../devices/fixtures.ts"
import { scenario, visit } from "./fixtures.ts"

type Fields = Readonly<Record<string, unknown>>

const wardOf = (drugs: Fields, fields: Fields = {}, hours = 24) =>
  scenario({
    duration: `${hours} h`,
    pumps: { bedside: 24, wearable: 0 },
    monitors: { falseAlarms: "0 1/h", icuFalseAlarms: "0 1/h" },
    ...fields,
    patients: { drugs: { bedside: drugs } }
  })

const titrated = { insulin_iv: "50 %", heparin: "50 %" }
const outage = { attacks: [{ id: "D07", start: "1 h", duration: "22 h" }] }

const minutesOutside = (of: ReturnType<typeof visit>) => of.metrics["outsideWindowMinutes"] as number

describe("orders", () => {
  it("of a dose wait for the pharmacist, about as long as the scenario says", () => {
    const { hospital, metrics } = visit(
      wardOf({ morphine: "100 %" }, { records: { verification: "20 min" } })
    )
    const { review } = hospital.records
    assert.isAbove(review.verified, 30)
    // A mean of e^(0.7^2 / 2) = 1.28 medians; standard error of 58 lognormals 10 %.
    assert.closeTo(metrics["verificationWait"] as number, 20 * 1.28, 9)
    // A pump that stands still refuses a bolus, which a nurse then sees to.
    assert.isBelow(hospital.orders.byHand, 0.1 * review.verified)
  })

  it("go through the network with auto-programming, and through nurses' hands without", () => {
    const network = visit(wardOf({ norepinephrine: "100 %" }))
    const hand = visit(wardOf({ norepinephrine: "100 %" }, { records: { autoProgramming: false } }))
    assert.strictEqual(network.hospital.orders.byHand, 0)
    assert.isAbove(network.hospital.orders.sent, 100)
    assert.strictEqual(hand.hospital.orders.sent, 0)
    assert.isAbove(hand.hospital.orders.byHand, 100)
    assert.isAbove(hand.metrics["wrongEntries"] as number, network.metrics["wrongEntries"] as number)
    assert.isAbove(hand.metrics["nurseMinutes"] as number, network.metrics["nurseMinutes"] as number)
    assert.isAbove(hand.metrics["doseDeviation"] as number, network.metrics["doseDeviation"] as number)
  })

  it("by hand are without error when nurses make none", () => {
    const perfect = visit(
      wardOf(
        { norepinephrine: "100 %" },
        { records: { autoProgramming: false }, staff: { programmingErrors: "0 %" } }
      )
    )
    assert.strictEqual(perfect.metrics["wrongEntries"], 0)
    assert.isAbove(perfect.metrics["manualEntries"] as number, 0)
  })
})

describe("the loss of the record", () => {
  const baseline = visit(wardOf(titrated))
  const lost = visit(wardOf(titrated, outage))

  it("makes results later and some go unheeded", () => {
    const usual = baseline.metrics["laboratoryTurnaround"] as number
    // 22 of 24 h, the same luck for each sample: 62 % longer in those.
    assert.closeTo((lost.metrics["laboratoryTurnaround"] as number) / usual, 1 + (0.62 * 22) / 24, 0.05)
    assert.strictEqual(baseline.metrics["paperLapses"], 0)
    const { laboratory } = lost.hospital.records
    assert.closeTo(laboratory.lapses / laboratory.results, 0.46 * (22 / 24), 0.1)
  })

  it("leaves patients outside their window for longer", () => {
    assert.isAbove(minutesOutside(lost), 1.5 * minutesOutside(baseline))
    assert.notStrictEqual(
      lost.hospital.pumps.map(({ commandedDose }) => commandedDose).join(),
      baseline.hospital.pumps.map(({ commandedDose }) => commandedDose).join()
    )
  })

  it("does less harm where paper is followed, and more where it is not", () => {
    const followed = visit(wardOf(titrated, { ...outage, records: { paperFollowed: "100 %" } }))
    const ignored = visit(wardOf(titrated, { ...outage, records: { paperFollowed: "0 %" } }))
    assert.strictEqual(followed.metrics["paperLapses"], 0)
    assert.isBelow(minutesOutside(followed), minutesOutside(ignored))
  })

  it("puts off an order on paper that nobody carries out, once", () => {
    const { hospital } = visit(
      wardOf(
        { norepinephrine: "100 %" },
        { ...outage, records: { paperFollowed: "0 %", paperLapse: "1 h" } },
        6
      )
    )
    const { review } = hospital.records
    assert.isAbove(review.lapses, 20)
    assert.isAbove(hospital.orders.byHand, 0)
    assert.isAtMost(hospital.orders.byHand, review.lapses + 5)
  })
})

describe("a titration protocol", () => {
  const pumpOf = (drug: "heparin" | "insulin_iv", rate: number) => {
    const body = makeBody({
      drug,
      streams: new RandomStreams(1, 0),
      patientIndex: 0,
      respiratoryVariant: "M",
      betweenSubjectVariability: false,
      prescribedRate: rate
    })
    return new InfusionPump(
      0,
      false,
      { ...order, mode: "continuous", dosePerMinute: rate, demandDose: 0 },
      body
    )
  }

  it("for heparin is Raschke's nomogram by weight", () => {
    const protocol = titrationProtocols.get("heparin") as TitrationProtocol
    // 18 units/kg/h for the typical 70 kg.
    const pump = pumpOf("heparin", 21)
    const outcome = (seconds: number) => protocol.adjust(seconds, pump, 21)
    assert.deepStrictEqual(outcome(30), { ratePerMinute: 21 + (4 * 70) / 60, bolus: 5600, holdSeconds: 0 })
    assert.deepStrictEqual(outcome(40), { ratePerMinute: 21 + (2 * 70) / 60, bolus: 2800, holdSeconds: 0 })
    assert.isNull(outcome(60))
    assert.deepStrictEqual(outcome(80), { ratePerMinute: 21 - (2 * 70) / 60, bolus: 0, holdSeconds: 0 })
    assert.deepStrictEqual(outcome(120), { ratePerMinute: 21 - (3 * 70) / 60, bolus: 0, holdSeconds: 3600 })
  })

  it("for insulin gives more above the target and less below, and never a negative rate", () => {
    const protocol = titrationProtocols.get("insulin_iv") as TitrationProtocol
    const pump = pumpOf("insulin_iv", 20)
    assert.strictEqual(protocol.adjust(200, pump, 20)?.ratePerMinute, 24)
    assert.isNull(protocol.adjust(160, pump, 20))
    assert.strictEqual(protocol.adjust(120, pump, 20)?.ratePerMinute, 15)
    assert.strictEqual(protocol.adjust(80, pump, 20)?.ratePerMinute, 10)
  })

  it("for potassium stops in time and calls in what cannot wait", () => {
    const protocol = titrationProtocols.get("potassium_chloride") as TitrationProtocol
    const pump = pumpOf("heparin", 21)
    assert.strictEqual(protocol.adjust(5, pump, 0.2)?.ratePerMinute, 0)
    assert.strictEqual(protocol.adjust(4.7, pump, 0.2)?.ratePerMinute, 0.1)
    assert.strictEqual(protocol.adjust(3.2, pump, 0.2)?.ratePerMinute, 0.2)
    assert.isTrue(protocol.isCritical(parameter("staff.high-potassium")))
    assert.isFalse(protocol.isCritical(6.4))
  })
})

describe("scenario section records", () => {
  it("says what is wrong with a value", () => {
    const decode = Schema.decodeUnknownResult(Records)
    assert.isTrue(Result.isFailure(decode({ paperFollowed: "150 %" })))
    assert.isTrue(Result.isFailure(decode({ verification: "5" })))
    assert.isTrue(Result.isFailure(decode({ paperLapse: "0 s" })))
    assert.isTrue(Result.isSuccess(decode({})))
  })
})
