// Sessions, the guard, and alarms that wait for a session.

import { assert, describe, it } from "vitest"
import { parameter } from "../../../models/data/parameters.ts"
import { FrameType } from "../../../models/devices/Frames.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { attack, scenario, secured, visit } from "./fixtures.ts"

const TLS = "tls13-ecdsa-mutual"
const LIFETIME = parameter("security.session-lifetime")
const quiet = { network: { radioLoss: "0 %" }, staff: { pumpAlarmsPerHour: "0 1/h" } }

/** No handshake succeeds: the guard lets one in an hour in. */
const closed = { id: "handshake-guard", cookie: false, rate: "1 1/h" }

describe("sessions", () => {
  it("are there from the start when the suite needs no handshake", () => {
    const { hospital } = visit(scenario({ ...quiet, ...secured("psk-hmac"), duration: "10 min" }))
    assert.strictEqual(hospital.sessions.attempts, 0)
    assert.strictEqual(hospital.status.withoutSession, 0)
    assert.isTrue(hospital.pumps.every(({ index }) => hospital.sessions.isConnected(index)))
  })

  it("take one handshake each, and a status message due before it waits for none", () => {
    const { hospital } = visit(scenario({ ...quiet, ...secured(TLS), duration: "10 min" }))
    assert.strictEqual(hospital.sessions.attempts, 6)
    assert.strictEqual(hospital.sessions.completed, 6)
    assert.isTrue(hospital.pumps.every(({ index }) => hospital.sessions.isConnected(index)))
    assert.isAbove(hospital.status.withoutSession, 0)
  })

  it("are renewed at the end of their life, beside the old one: no message is without a session meanwhile", () => {
    const hours = 3
    const counts: Array<number> = []
    const { hospital } = visit(
      scenario({ ...quiet, ...secured(TLS), duration: `${hours} h` }),
      ({ status }) => counts.push(status.withoutSession),
      [LIFETIME / 2]
    )
    assert.strictEqual(hospital.sessions.completed, 6 * Math.floor((hours * 3600) / LIFETIME))
    assert.strictEqual(hospital.sessions.attempts, hospital.sessions.completed)
    assert.strictEqual(counts[1], counts[0])
  })

  it("stay the same when a flood meets a gateway that asks for cookies", () => {
    const crowd = {
      pumps: { bedside: 20, wearable: 0, vasopressorShare: "0 %", statusInterval: "60 s" },
      ...quiet
    }
    const attacks = [attack("D04", { start: "0 s", duration: "10 min", rate: "50000 1/s" })]
    const completed = (...guards: ReadonlyArray<Record<string, unknown>>) =>
      visit(scenario({ ...crowd, duration: "3 min", ...secured(TLS, ...guards), attacks })).hospital.sessions
        .completed
    assert.isBelow(completed(), 15, "without a guard the gateway has no time for its own pumps")
    assert.strictEqual(completed({ id: "handshake-guard", cookie: true, rate: "20 1/s" }), 20)
    // A rate limit alone saves the processor but gives the flood nearly all of the tokens.
    assert.isBelow(completed({ id: "handshake-guard", cookie: false, rate: "20 1/s" }), 5)
  })
})

const alarmsOf = ({ alarms }: Hospital) => alarms.filter((alarm) => alarm.source === "pump")

describe("alarm messages", () => {
  const deaf = { hearsBedsideAlarm: "0 %", hearsWearableAlarm: "0 %", pumpAlarmsPerHour: "1 1/h" }

  it("are sent once where nothing is lost, and acknowledged", () => {
    const { hospital } = visit(scenario({ ...quiet, staff: deaf }))
    const sent = hospital.telemetry.created[FrameType.alarm] as number
    assert.isAbove(sent, 3)
    assert.strictEqual(sent, alarmsOf(hospital).length)
    assert.isAtMost(sent - (hospital.telemetry.created[FrameType.acknowledgement] as number), 1)
  })

  it("are repeated until acknowledged: a lossy radio delays them by its waits but misses few", () => {
    const { hospital, metrics } = visit(
      scenario({ duration: "6 h", staff: deaf, network: { radioLoss: "90 %" } })
    )
    const sent = hospital.telemetry.created[FrameType.alarm] as number
    // An attempt fails 8 times in a row with probability 0.43.
    assert.isAbove(sent, alarmsOf(hospital).length * 1.3)
    assert.isAbove(metrics["alarmLatencyP95"] as number, parameter("network.alarm-retransmit") - 1)
    assert.isBelow(metrics["missedAlarmShare"] as number, 25)
  })

  it("wait for a session and go out when it is there", () => {
    const slow = { id: "handshake-guard", cookie: false, rate: "10 1/h" }
    const { hospital } = visit(scenario({ duration: "3 h", ...secured(TLS, slow), staff: deaf }))
    const waited = alarmsOf(hospital).filter((alarm) => alarm.notifiedSeconds - alarm.onsetSeconds > 60)
    const crowd = { bedside: 16, wearable: 4, vasopressorShare: "30 %" }
    const never = visit(scenario({ duration: "2 h", pumps: crowd, ...secured(TLS, closed), staff: deaf }))
    assert.isAbove(waited.length, 0)
    assert.isAbove(never.metrics["missedAlarmShare"] as number, 50)
    // Nobody hears them and hardly any pump has a session: nurses find the others on their rounds.
    assert.isAbove(
      alarmsOf(never.hospital).filter((alarm) => !Number.isNaN(alarm.addressedSeconds)).length,
      0
    )
  })

  it("of pumps without monitors make nurses aware once only, by ear at once or by phone", () => {
    for (const [hears, isEarly] of [
      ["100 %", true],
      ["0 %", false]
    ] as const) {
      const { hospital } = visit(
        scenario({ staff: { ...deaf, hearsBedsideAlarm: hears, hearsWearableAlarm: hears } })
      )
      for (const alarm of alarmsOf(hospital)) {
        if (Number.isNaN(alarm.awareSeconds) || alarm.addressedSeconds === alarm.awareSeconds) continue
        if (isEarly) assert.strictEqual(alarm.awareSeconds, alarm.onsetSeconds)
        else assert.strictEqual(alarm.awareSeconds, alarm.notifiedSeconds)
      }
    }
  })
})
