// Pumps as part of a hospital: what their scenario section changes, who programs them, and what the metrics say of them.

import { Result, Schema } from "effect"
import { assert, describe, it } from "vitest"
import { pumpAlarmCauses } from "../../../models/devices/pumpAlarms.ts"
import { pumpStates } from "../../../models/devices/PumpState.ts"
import { Command } from "../../../models/devices/InfusionPump.ts"
import { Scenario } from "../../../models/hospital/Scenario.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { attack, scenario, secured, visit } from "./fixtures.ts"

const onDemand = (hospital: Hospital) =>
  hospital.pumps.filter(({ order }) => order.mode === "patient-controlled")

describe("the section pumps", () => {
  const problem = (pumps: Record<string, unknown>): string => {
    const written = {
      wardsim: 1,
      name: "test",
      duration: "1 h",
      pumps: { bedside: 4, wearable: 0, ...pumps }
    }
    const decoded = Schema.decodeUnknownResult(Scenario)(written)
    return Result.isFailure(decoded) ? String(decoded.failure) : ""
  }

  it("refuses pumps that are slower than what is ordered, and says which field and which drug", () => {
    const text = problem({ maximumRate: "10 mL/h" })
    assert.include(text, "norepinephrine is ordered at 26.3 mL/h, faster than 10.0 mL/h")
    assert.include(text, "maximumRate")
    assert.strictEqual(problem({ maximumRate: "200 mL/h" }), "")
    // No wearable pump, so it does not matter how slow they are.
    assert.strictEqual(problem({ wearableMaximumRate: "0.1 mL/h" }), "")
  })

  it("gives loading doses to patients with a button and to nobody else", () => {
    const hospital = visit(scenario({ pumps: { loadingDoses: 3 }, duration: "1 min" })).hospital
    for (const pump of hospital.pumps) {
      assert.isAtLeast(pump.bolusInLastFourHours(60), 3 * pump.order.demandDose)
      if (pump.order.mode === "continuous") assert.strictEqual(pump.bolusInLastFourHours(60), 0)
    }
    assert.isAbove(onDemand(hospital).length, 0)
  })

  it("lets a forged rate come in slowly where pumps ramp", () => {
    const overdose = (ramp: string) =>
      visit(
        scenario({
          pumps: { bedside: 6, wearable: 0, vasopressorShare: "100 %", ramp },
          attacks: [attack("B01", { targets: "100 %", duration: "10 min" })]
        })
      ).metrics["overdoseExposure"] as number
    assert.isBelow(overdose("30 min"), overdose("0 s"))
  })
})

describe("a forged rate", () => {
  it("empties bags sooner: infusions complete that would have lasted", () => {
    const completed = (attacks: ReadonlyArray<unknown>) =>
      visit(
        scenario({
          duration: "3 h",
          pumps: { bedside: 30, wearable: 0, vasopressorShare: "100 %" },
          attacks
        })
      ).hospital.alarms.filter(({ cause }) => cause === "keep_vein_open").length
    assert.isAbove(completed([attack("B01", { targets: "100 %", duration: "2 h" })]), 2 * completed([]))
  })
})

describe("demand doses", () => {
  it("are changed by physicians, through the network and around the first order", () => {
    const { hospital } = visit(
      scenario({ duration: "24 h", pumps: { bedside: 30, wearable: 0, vasopressorShare: "0 %" } })
    )
    const changed = onDemand(hospital).filter(({ order }) => order.demandDose !== 1)
    assert.isAbove(changed.length, 5)
    for (const { demandDose, order } of changed) {
      assert.closeTo(order.demandDose, 1, 0.25)
      assert.closeTo(demandDose, 1, 0.25)
    }
  })

  it("beyond a soft limit that are programmed by hand depend on what the nurse overrides", () => {
    const programmed = (override: string) =>
      visit(
        scenario({
          duration: "3 h",
          library: { compliance: "100 %", override },
          staff: { programmingErrors: "0 %" },
          defences: [{ id: "hard-limits", softLimits: true }]
        }),
        (ward) => {
          if (ward.kernel.now !== 600) return
          for (const { index, library } of onDemand(ward)) {
            const { hardMaximumBolus = NaN, softMaximumBolus = NaN } = library?.entry ?? {}
            ward.orders.place(index, Command.setDemandDose, (softMaximumBolus + hardMaximumBolus) / 2)
          }
        },
        [600]
      ).hospital
    // The soft limit refuses them as commands, so that all come to a nurse.
    const refused = programmed("0 %")
    assert.strictEqual(refused.library.overrides, 0)
    assert.isAbove(refused.library.alerts, 0)
    for (const { demandDose, library } of onDemand(refused)) {
      assert.isAtMost(demandDose, library?.entry.softMaximumBolus ?? NaN)
    }
    const overridden = programmed("100 %")
    assert.strictEqual(overridden.library.overrides, overridden.library.alerts)
    for (const { demandDose, library } of onDemand(overridden)) {
      assert.isAbove(demandDose, library?.entry.softMaximumBolus ?? NaN)
    }
  })
})

describe("a pump without a session", () => {
  it("shows it after a while, calls nobody for it, and shows it again after the next loss only", () => {
    const guard = { id: "handshake-guard", cookie: false, rate: "1 1/h" }
    const quiet = { staff: { pumpAlarmsPerHour: "0 1/h" } }
    const { hospital } = visit(scenario({ ...quiet, ...secured("tls13-ecdsa-mutual", guard) }))
    const shown = hospital.alarms.filter(({ cause }) => cause === "communication_lost")
    assert.isAbove(shown.length, 0)
    assert.isAtMost(shown.length, hospital.pumps.length)
    for (const { conditionSeconds, notifiedSeconds, onsetSeconds, patient, priority } of shown) {
      assert.strictEqual(priority, "low")
      assert.isNaN(notifiedSeconds)
      assert.isAtLeast(onsetSeconds - conditionSeconds, 300)
      assert.isAbove(hospital.pumps[patient]?.commandedDose ?? 0, -1)
    }
    const connected = visit(scenario({ ...quiet, ...secured("tls13-ecdsa-mutual") })).hospital
    assert.isEmpty(connected.alarms.filter(({ cause }) => cause === "communication_lost"))
  })
})

describe("a bedside pump off the mains", () => {
  const HOUR = 3600
  /** Unplugged at 10 min for so many hours, with the worst battery, which lasts an hour. */
  const alarmsOf = (hours: number, staff: Record<string, unknown> = {}) =>
    visit(
      scenario({ duration: "4 h", staff: { pumpAlarmsPerHour: "0 1/h", ...staff } }),
      (ward) => {
        if (ward.kernel.now === 600) ward.mains.unplug(0, hours * HOUR, 0)
      },
      [600]
    ).hospital.alarms.filter(({ cause }) => cause.startsWith("battery"))

  it("warns half an hour before its battery is empty, and goes on where somebody plugs it in", () => {
    const [warning, ...others] = alarmsOf(3, { hearsBedsideAlarm: "100 %" })
    assert.include(warning, { cause: "battery_low", patient: 0, onsetSeconds: 600 + HOUR / 2 })
    assert.isEmpty(others)
  })

  it("says nothing when it comes back in time", () => {
    assert.isEmpty(alarmsOf(0.4))
  })
})

describe("pump metrics", () => {
  const { hospital, metrics } = visit(
    scenario({ duration: "24 h", pumps: { bedside: 20, wearable: 0 }, staff: { pumpAlarmsPerHour: "1 1/h" } })
  )
  const sumOf = (prefix: string) =>
    Object.entries(metrics).reduce((sum, [id, value]) => (id.startsWith(prefix) ? sum + value : sum), 0)

  it("share out all the time among the states and all alarms among causes and priorities", () => {
    assert.closeTo(
      sumOf("timeIn") - (metrics["timeInAlarm"] as number),
      100 - (metrics["timeInAlarm"] as number),
      1e-6
    )
    assert.closeTo(sumOf("alarmShare"), 100, 1e-9)
    const perHour = (metrics["highPriorityAlarms"] as number) + (metrics["mediumPriorityAlarms"] as number)
    assert.closeTo(perHour, metrics["pumpAlarmsPerHour"] as number, 1e-12)
    assert.isAbove(metrics["timeInInfusing"] as number, 80)
    assert.strictEqual(pumpStates.length, 8)
  })

  it("count each cause as the hospital's list of alarms has it", () => {
    const alarms = hospital.alarms.filter(({ source }) => source === "pump")
    const holds = alarms.filter(({ cause }) => cause === "hold_expired").length
    assert.closeTo(metrics["alarmShareHoldExpired"] as number, (100 * holds) / alarms.length, 1e-9)
    const known = new Set(pumpAlarmCauses.map(({ cause }) => cause))
    assert.isTrue(alarms.every(({ cause }) => known.has(cause)))
  })

  it("see an error of delivery that is about the drives' and the lines'", () => {
    assert.isAbove(metrics["deliveryError"] as number, 0.5)
    assert.isBelow(metrics["deliveryError"] as number, 60)
  })
})
