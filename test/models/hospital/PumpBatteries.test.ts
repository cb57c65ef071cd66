// Batteries of wearable pumps: what leaves them, when they warn, and what happens when one is empty.

import { assert, describe, it } from "vitest"
import { costData } from "../../../models/crypto/costData.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { energyOf, sumOf } from "../../../models/hospital/pumps/pumpEnergy.ts"
import { attack, scenario, secured, visit } from "./fixtures.ts"

const ward = (fields: object = {}) =>
  scenario({
    ...secured("tls13-ecdsa-mutual"),
    pumps: { bedside: 0, wearable: 6 },
    staff: { pumpAlarmsPerHour: "0 1/h" },
    ...fields
  })

const capacity = costData.batteries.find(({ id }) => id === "cr2032")?.energy_J as number

/** 2430 J: at some 10.1 mW 1 % lasts 40 min. */
const almostEmpty = { kind: "cr2032", charge: "1 %" }

describe("a battery", () => {
  it("holds what was in it less what processor, sleep, radio and drive have taken, at any time", () => {
    const stops = [600, 3600, 5400]
    let looks = 0
    visit(
      ward({ attacks: [attack("D04", { position: "radio-range", target: "pumps", rate: "50 1/s" })] }),
      (hospital) => {
        for (const { index } of hospital.pumps) {
          const spent = sumOf(energyOf(hospital, index))
          assert.isAbove(spent, 0)
          assert.closeTo(hospital.batteries.remainingJoules(index) + spent, 23_976, 1e-6)
          looks++
        }
      },
      stops
    )
    assert.strictEqual(looks, 6 * 4)
  })

  it("has no part in pumps on mains power", () => {
    const { hospital } = visit(scenario({ duration: "10 min" }))
    assert.isNaN(hospital.batteries.remainingJoules(0))
    assert.strictEqual(hospital.batteries.emptyAtSeconds(0), Infinity)
  })

  it("is predicted to be empty when capacity is spent at the present power", () => {
    const { hospital } = visit(ward({ duration: "4 h" }))
    const { batteries, kernel } = hospital
    for (const { index } of hospital.pumps) {
      const days = batteries.emptyAtSeconds(index) / 86_400
      const mean = 23_976 / (batteries.spentJoules(index) / kernel.now) / 86_400
      assert.closeTo(days / mean, 1, 0.02)
    }
  })

  it("warns half an hour before it is empty, and a nurse who comes exchanges it", () => {
    const { hospital, metrics } = visit(ward({ battery: almostEmpty, duration: "4 h" }))
    const warnings = hospital.alarms.filter(({ cause }) => cause === "battery_low")
    assert.isAtLeast(warnings.length, 6)
    assert.strictEqual(metrics["batteryWarnings"], warnings.length)
    for (const { patient } of warnings) {
      const watts = hospital.batteries.spentJoules(patient) / hospital.kernel.now
      const emptyAt = (capacity * 0.01) / watts
      const warning = warnings.find((alarm) => alarm.patient === patient)
      // The first look is after 10 min, and then half of the time that is left.
      assert.closeTo(emptyAt - (warning?.onsetSeconds as number), 1800, 60)
    }
    assert.isAbove(hospital.batteries.exchanged, 0)
  })

  it("stops its pump when it is empty, and silences it, until a nurse comes", () => {
    const deaf = { pumpAlarmsPerHour: "0 1/h", hearsWearableAlarm: "0 %" }
    // No network: nobody hears of the warning.
    const lonely = ward({
      battery: almostEmpty,
      staff: deaf,
      outages: [{ what: "radio", start: "5 min", duration: "3 h" }],
      duration: "3 h"
    })
    const off: Array<number> = []
    const { hospital, metrics } = visit(
      lonely,
      ({ infrastructure, kernel, pumps }: Hospital) => {
        for (const pump of pumps) if (pump.state === "off") off.push(pump.index)
        for (const pump of pumps)
          if (pump.state === "off" && kernel.now > 0)
            assert.isFalse(infrastructure.pumpProcessors[pump.index]?.isUp)
      },
      [3000, 3600, 4200]
    )
    assert.isAbove(metrics["batteriesEmptied"] as number, 0)
    assert.isAbove(off.length, 0)
    // What was spent is never more than what batteries held.
    for (const { index } of hospital.pumps) {
      const held = capacity * (0.01 + hospital.batteries.exchanged)
      assert.isAtMost(hospital.batteries.spentJoules(index), held + 0.1)
    }
  })
})
