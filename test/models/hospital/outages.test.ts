// Machines that fail: what was in them is dropped and counted, pumps notice and come back, and patients feel nothing of it.

import { assert, describe, it } from "vitest"
import { parameter, parameterField } from "../../../models/data/parameters.ts"
import { FrameType } from "../../../models/devices/Frames.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { FrameFate } from "../../../models/devices/FrameLedger.ts"
import { attack, outcomeOf, patientMetrics, scenario, secured, visit } from "./fixtures.ts"

const TWENTY_MINUTES = 1200
const quiet = { staff: { pumpAlarmsPerHour: "0 1/h" }, network: { radioLoss: "0 %", roaming: "none" } }
const outage = (what: string, fields: Record<string, unknown> = {}) => ({
  what,
  start: "20 min",
  duration: "10 min",
  ...fields
})
const tls = (fields: Record<string, unknown>) =>
  scenario({ ...quiet, ...secured("tls13-ecdsa-mutual"), ...fields })

const dropped = ({ telemetry }: Hospital, type: number) =>
  telemetry.ended[FrameFate.dropped]?.[type] as number
const connected = ({ pumps, sessions }: Hospital) =>
  pumps.filter(({ index }) => sessions.isConnected(index)).length

describe("a scenario's outages", () => {
  const problem = (...outages: ReadonlyArray<unknown>) => {
    try {
      scenario({ outages })
    } catch (error) {
      return String(error)
    }
    return "none"
  }

  it("name the machine that there is not, and those that there are", () => {
    const text = problem(outage("ehr"), outage("gateway", { which: 4 }))
    assert.include(text, "no gateway has the number 4: there is one gateway, 0")
    assert.include(text, '["outages"][1]["which"]')
  })

  it("name a kind of machine that there is not", () => {
    assert.include(problem(outage("gatway")), 'Expected "gateway"')
  })

  it("do not fell a machine that is down, nor one by number and share", () => {
    const overlapping = problem(outage("radio", { which: 1 }), outage("radio", { start: "25 min" }))
    assert.include(overlapping, "the radio is down already, from 1200 s to 1800 s by outages[0]")
    assert.include(overlapping, '["outages"][1]["start"]')
    assert.include(problem(outage("radio", { which: 1, share: "50 %" })), 'beside "which"')
    const apart = [
      outage("radio", { which: 1 }),
      outage("radio", { which: 0 }),
      outage("radio", { start: "30 min" })
    ]
    assert.strictEqual(problem(...apart), "none")
  })
})

describe("an outage", () => {
  it("is shaded, and told of, in the outcome", () => {
    const { notes, windows } = outcomeOf(tls({ outages: [outage("gateway", { which: 0 })] }))
    assert.deepInclude(windows, { label: "Outage: gateway 0", startSeconds: 1200, endSeconds: 1800 })
    assert.include(notes, "Pumps lost 6 sessions because a gateway or radio was gone.")
  })

  it("of no duration or of no machine is the run without it, bit for bit", () => {
    const baseline = outcomeOf(scenario(secured("tls13-ecdsa-mutual")))
    for (const nothing of [outage("gateway", { duration: "0 s" }), outage("radio", { share: "0 %" })]) {
      const same = outcomeOf(scenario({ ...secured("tls13-ecdsa-mutual"), outages: [nothing] }))
      assert.strictEqual(same.fingerprint, baseline.fingerprint)
      assert.deepStrictEqual(same.metrics, baseline.metrics)
    }
  })

  it.each(["gateway", "pump-server", "ehr", "radio", "backhaul"])(
    "of the %s changes what the network carries and leaves every frame accounted for",
    (what) => {
      const { hospital } = visit(
        tls({ outages: [outage(what)], pumps: { statusInterval: "1 s" } }),
        (ward) => {
          const { telemetry } = ward
          const created = telemetry.created.reduce((sum, count) => sum + count, 0)
          const ended = telemetry.ended.reduce(
            (sum, tally) => sum + tally.reduce((all, count) => all + count, 0),
            0
          )
          assert.strictEqual(created, ended + telemetry.inFlight)
        },
        [1200, 1200.0001, 1200.4, 1215, 1800, 1801, 1900]
      )
      assert.strictEqual(connected(hospital), 6)
      const lost = dropped(hospital, FrameType.status)
      if (what === "ehr") assert.strictEqual(lost, 0)
      else assert.isAbove(lost, 10)
    }
  )

  it("of a gateway is noticed by its pumps within keep-alive and time-out, and only by them", () => {
    const seen: Array<number> = []
    const longest = parameterField("net.mqtt", "keepalive_s") + parameter("network.answer-timeout")
    visit(
      tls({ network: { ...quiet.network, pumpsPerGateway: 3 }, outages: [outage("gateway", { which: 1 })] }),
      (ward) => seen.push(connected(ward)),
      [TWENTY_MINUTES - 1, TWENTY_MINUTES + 14, TWENTY_MINUTES + longest + 1, 1799]
    )
    assert.deepStrictEqual(seen, [6, 6, 3, 3, 6])
  })

  it("of a gateway costs each of its pumps a new handshake, even if it is back before they notice", () => {
    const base = visit(tls({})).hospital.sessions.completed
    const blink = visit(tls({ outages: [outage("gateway", { duration: "1 s" })] })).hospital
    assert.isAtLeast(blink.sessions.completed, base + 6)
    assert.strictEqual(blink.watch.sessionsLost, 6)
  })

  it("of the radio takes its pumps off the air and on again", () => {
    const seen: Array<number> = []
    const { hospital } = visit(
      tls({ outages: [outage("radio", { which: 0 })] }),
      (ward) => seen.push(connected(ward)),
      [TWENTY_MINUTES + 0.5, TWENTY_MINUTES + 1.5, 1799, 1803]
    )
    // Four of the six pumps are on the ward's Wi-Fi.
    assert.deepStrictEqual(seen.slice(0, 4), [6, 2, 2, 6])
    assert.strictEqual(hospital.watch.sessionsLost, 4)
  })

  it("of the EHR lets nothing be lost: the pump server keeps what waits", () => {
    const { telemetry } = visit(tls({ outages: [outage("ehr")] })).hospital
    assert.strictEqual(telemetry.server.charted, telemetry.ended[FrameFate.delivered]?.[FrameType.status])
  })

  it("of gateway, radio, wire and server leaves therapy as it is", () => {
    // Five minutes without an order: there is nothing that a network could change for patients.
    const all = ["gateway", "radio", "backhaul", "pump-server"].map((what) =>
      outage(what, { duration: "5 min" })
    )
    const baseline = visit(tls({ duration: "25 min" }))
    const failed = visit(tls({ duration: "25 min", outages: all }))
    assert.strictEqual(failed.hospital.orders.byHand, baseline.hospital.orders.byHand)
    assert.deepStrictEqual(patientMetrics(failed.metrics), patientMetrics(baseline.metrics))
    const dose = failed.hospital.pumps.reduce((sum, pump) => sum + pump.commandedDose, 0)
    assert.isAbove(dose, 0)
  })

  it("delays the remote report of an alarm, not its buzzer", () => {
    const noisy = {
      staff: { pumpAlarmsPerHour: "20 1/h" },
      network: quiet.network,
      pumps: { statusInterval: "10 s" }
    }
    const fields = { ...secured("tls13-ecdsa-mutual"), ...noisy }
    const baseline = visit(scenario(fields)).hospital
    const failed = visit(scenario({ ...fields, outages: [outage("backhaul")] })).hospital
    const during = ({ alarms }: Hospital) =>
      alarms.filter(
        ({ onsetSeconds, source }) => source === "pump" && onsetSeconds > 1200 && onsetSeconds < 1790
      )
    assert.isAbove(during(failed).length, 2)
    const prompt = (ward: Hospital) =>
      during(ward).filter(({ notifiedSeconds, onsetSeconds }) => notifiedSeconds - onsetSeconds < 5).length
    assert.isAbove(prompt(baseline), 0)
    assert.strictEqual(prompt(failed), 0)
  })

  it("and ransomware on the same machine add up: it is back when both are over", () => {
    const seen: Array<boolean> = []
    visit(
      scenario({ outages: [outage("ehr", { start: "1 h", duration: "30 min" })], attacks: [attack("D07")] }),
      ({ telemetry }) => seen.push(telemetry.isEhrDown),
      [1199, 1201, 4799, 4801, 5399, 5401]
    )
    assert.deepStrictEqual(seen, [false, true, true, true, true, false, false])
  })
})
