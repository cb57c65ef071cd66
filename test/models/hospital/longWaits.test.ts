// Waits longer than any run, and limits that contradict each other: the run goes on, or the scenario is refused.

import { assert, describe, it } from "vitest"
import { Kernel } from "../../../src/engine/Kernel.ts"
import { scheduleInRun } from "../../../models/hospital/scheduleInRun.ts"
import { outcomeOf, scenario, secured } from "./fixtures.ts"

const refusal = (fields: Record<string, unknown>): string => {
  try {
    scenario(fields)
  } catch (error) {
    return String(error)
  }
  return "accepted"
}

const fingerprint = (fields: Record<string, unknown>): string => outcomeOf(scenario(fields)).fingerprint

describe("a wait longer than any run", () => {
  it("is not planned, and one that a run can reach is", () => {
    const kernel = new Kernel()
    const ran: Array<number> = []
    const kind = kernel.kind("it happens", (entity) => ran.push(entity))
    assert.strictEqual(scheduleInRun(kernel, Infinity, kind, 1), -1)
    assert.strictEqual(scheduleInRun(kernel, 101 * 86_400, kind, 2), -1)
    assert.notStrictEqual(scheduleInRun(kernel, 100 * 86_400, kind, 3), -1)
    kernel.run(60 * 86_400)
    assert.strictEqual(scheduleInRun(kernel, 41 * 86_400, kind, 4), -1)
    kernel.run(100 * 86_400)
    assert.deepStrictEqual(ran, [3])
    assert.throws(() => scheduleInRun(kernel, NaN, kind))
  })

  it("is what full containers have where alarms are rare", () => {
    const rare = fingerprint({ staff: { pumpAlarmsPerHour: "0.001 1/h" } })
    assert.notStrictEqual(rare, fingerprint({}))
    assert.notStrictEqual(fingerprint({ staff: { pumpAlarmsPerHour: "1e-9 1/h" } }), "")
  })

  it("leaves a run as it is that ends before any of it: libraries, status and outages", () => {
    const usual = fingerprint({})
    assert.strictEqual(fingerprint({ library: { updateInterval: "1e6 d", activation: "1e6 d" } }), usual)
    const late = [{ what: "gateway", start: "300 d", duration: "300 d" }]
    assert.strictEqual(fingerprint({ outages: late }), usual)
    assert.notStrictEqual(fingerprint({ pumps: { statusInterval: "400 d" } }), usual)
  })

  it("of a session ends none, in a run of a hundred days", () => {
    const long = {
      duration: "100 d",
      pumps: { bedside: 1, wearable: 0, statusInterval: "1 d" },
      staff: { pumpAlarmsPerHour: "0 1/h" },
      monitors: { falseAlarms: "0 1/h", icuFalseAlarms: "0 1/h" },
      ...secured("tls13-ecdsa-mutual")
    }
    // The second session would end on the 120th day.
    const run = outcomeOf(scenario({ ...long, sessions: { lifetime: "60 d" } }))
    assert.strictEqual(run.simulatedSeconds, 100 * 86_400)
  })
})

describe("a value that no hospital has", () => {
  it("is refused with the greatest that would do", () => {
    assert.include(refusal({ staff: { pumpAlarmsPerHour: "1e9 1/h" } }), "the greatest is 60 1/min")
    assert.include(refusal({ monitors: { falseAlarms: "1e9 1/h" } }), "the greatest is 60 1/min")
    assert.include(refusal({ staff: { roomWidth: "1000000 m" } }), "the greatest is 100 m")
    // Response grows with each hour of the shift without end.
    assert.include(refusal({ staff: { shift: "60 d" } }), "the greatest is 24 h")
    assert.include(refusal({ staff: { physicianResponse: "400 d" } }), "the greatest is 24 h")
    const revocation = refusal({ sessions: { revocation: { method: "ocsp", timeout: "400 d" } } })
    assert.include(revocation, "the greatest is 10 min")
    assert.include(refusal({ network: { backhaulDelay: "400 d" } }), "the greatest is 1 min")
    assert.include(refusal({ network: { firewall: { delay: "400 d" } } }), "the greatest is 1 min")
  })

  it("is a low alarm limit at the high one or above it", () => {
    const pressures = refusal({ monitors: { pressureLow: "120 mmHg", pressureHigh: "60 mmHg" } })
    assert.include(pressures, "is not below pressureHigh")
    assert.include(pressures, '["monitors"]["pressureLow"]')
    const glucoses = refusal({ monitors: { glucoseLow: "180 mg/dL", glucoseHigh: "180 mg/dL" } })
    assert.include(glucoses, "is not below glucoseHigh")
  })
})
