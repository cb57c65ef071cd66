// What happens to sessions: lost and resumed, renewed, refused for old certificates, pushed out of tables, and back all at once.

import { Schema } from "effect"
import { assert, describe, it } from "vitest"
import { FrameType } from "../../../models/devices/Frames.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { Scenario } from "../../../models/hospital/Scenario.ts"
import { quantile } from "../../../models/metrics/MetricFamily.ts"
import { scenario, secured, visit } from "./fixtures.ts"

const TLS = "tls13-ecdsa-mutual"
const clear = { network: { radioLoss: "0 %" }, staff: { pumpAlarmsPerHour: "0 1/h" } }
const created = ({ telemetry }: Hospital, type: number) => telemetry.created[type] as number
const connected = ({ pumps, sessions }: Hospital) =>
  pumps.filter(({ index }) => sessions.isConnected(index)).length
const known = ({ infrastructure }: Hospital) =>
  infrastructure.machines.knowsSession.reduce((sum, value) => sum + value, 0)

const shared = { sessions: { ticketKeys: "shared" } }

/** Runs a scenario in which gateways lose their memory at a time. */
const forgetful = (fields: Record<string, unknown>, atSeconds: number) =>
  visit(
    scenario({ ...clear, duration: "30 min", ...fields }),
    (ward) => {
      if (ward.kernel.now !== atSeconds) return
      for (let gateway = 0; gateway < ward.infrastructure.gatewayProcessors.length; gateway++)
        ward.sessions.forgetAt(gateway)
    },
    [atSeconds]
  ).hospital

describe("a session that the gateway has lost", () => {
  it("is missed at the pump's next message, which is lost; the pump resumes it with its ticket", () => {
    const hospital = forgetful({ ...secured(TLS), ...shared }, 600)
    const { sessions } = hospital
    assert.strictEqual(sessions.lostForWantOfSession, 6)
    assert.strictEqual(created(hospital, FrameType.alert), 6)
    assert.strictEqual(sessions.completed, 12)
    assert.strictEqual(sessions.resumed, 6)
    assert.strictEqual(sessions.reconnectSeconds.length, 6)
    assert.strictEqual(connected(hospital), 6)
    assert.strictEqual(known(hospital), 6)
  })

  it("takes a full handshake when the ticket is too old or its key is gone, when tickets are off, and for a session id", () => {
    for (const fields of [
      secured(TLS),
      { ...secured(TLS), sessions: { ticketKeys: "shared", ticketLifetime: "5 min" } },
      { ...secured(TLS), sessions: { resumption: false } },
      secured("tls12-ecdhe-ecdsa-mutual-gcm")
    ]) {
      const { sessions } = forgetful(fields, 600)
      assert.strictEqual(sessions.completed, 12)
      assert.strictEqual(sessions.resumed, 0)
    }
  })

  it("is resumed for less of the pump's time than a full handshake takes", () => {
    const busy = (sessions: Record<string, unknown>) => {
      const { infrastructure, kernel } = forgetful({ ...secured(TLS), sessions }, 600)
      return infrastructure.pumpProcessors.reduce((sum, core) => sum + core.busySeconds(kernel.now), 0)
    }
    // Two checks and a signature are 330 M cycles: 1.4 s of an ESP32, of which there are four.
    assert.isAbove(busy({ resumption: false }) - busy(shared.sessions), 5)
  })

  it("keeps an order from its pump, which a nurse then programs", () => {
    const { hospital } = visit(
      scenario({ ...clear, ...secured(TLS), duration: "30 min", pumps: { statusInterval: "20 min" } }),
      (ward) => {
        if (ward.kernel.now !== 1500) return
        ward.sessions.forgetAt(0)
        ward.orders.place(0, 0, 1)
      },
      [1500]
    )
    assert.isAtLeast(hospital.orders.byHand, 1)
  })
})

describe("keys in use", () => {
  it("are renewed after so many messages, without a message lost", () => {
    const { hospital } = visit(
      scenario({ ...clear, ...secured(TLS), duration: "50 min", sessions: { rekeyAfterMessages: 20 } })
    )
    const messages =
      created(hospital, FrameType.status) +
      created(hospital, FrameType.command) +
      created(hospital, FrameType.acknowledgement)
    const { sessions } = hospital
    assert.isAbove(sessions.rekeys, 10)
    // Each pump has begun at most 19 messages of its next key.
    assert.isAtMost(sessions.rekeys, messages / 20)
    assert.isAtLeast(sessions.rekeys, (messages - 6 * 19) / 20)
    assert.strictEqual(created(hospital, FrameType.keyUpdateDown), sessions.rekeys)
    assert.strictEqual(created(hospital, FrameType.keyUpdateUp), sessions.rekeys)
    assert.strictEqual(sessions.lostForWantOfSession, 0)
    assert.strictEqual(sessions.completed, 6)
  })

  it("are renewed by age and by bytes too, and not at all within the suite's own limit", () => {
    const rekeys = (sessions: Record<string, unknown>) =>
      visit(scenario({ ...clear, ...secured(TLS), duration: "50 min", sessions })).hospital.sessions.rekeys
    assert.strictEqual(rekeys({}), 0)
    assert.closeTo(rekeys({ rekeyAfter: "10 min" }), 6 * 4, 6)
    assert.isAbove(rekeys({ rekeyAfterData: "20 kB" }), 5)
  })

  it("need a new handshake where the protocol has no update", () => {
    const { sessions } = visit(
      scenario({
        ...clear,
        ...secured("tls12-ecdhe-ecdsa-mutual-gcm"),
        duration: "50 min",
        sessions: { rekeyAfter: "10 min" }
      })
    ).hospital
    assert.strictEqual(sessions.rekeys, 0)
    assert.isAtLeast(sessions.completed, 6 * 4)
    assert.strictEqual(sessions.lostForWantOfSession, 0)
  })
})

describe("certificates that expire", () => {
  const life = { lifetime: "30 min", backoff: { cap: "1 min" } }
  const expiring = (holder: string, fields: Record<string, unknown> = {}) => ({
    ...clear,
    ...secured(TLS),
    duration: "3 h",
    sessions: {
      ...life,
      certificates: [{ holder, expiresAfter: "40 min", renewedAfter: "1 h", ...fields }]
    }
  })
  const watch = (fields: Record<string, unknown>) => {
    const counts: Array<number> = []
    const { hospital } = visit(
      scenario(fields),
      (ward) => counts.push(known(ward)),
      [2400, 3500, 4500, 5400, 8400]
    )
    return { counts, hospital }
  }

  it("on a gateway end sessions at their renewal, and nobody gets a new one until they are renewed", () => {
    const { counts, hospital } = watch(expiring("gateways"))
    // Sessions of the first half minute are renewed at 30 min, live on at 40 min, and end at 60 min; 1 h later all is well.
    assert.deepStrictEqual(counts.slice(0, 2), [6, 6])
    assert.deepStrictEqual(counts.slice(2, 4), [0, 0])
    assert.strictEqual(counts[4], 6)
    const refused = hospital.sessions.failures.get("certificate expired") ?? 0
    assert.isAbove(refused, 100)
    assert.strictEqual(
      hospital.sessions.notes().filter((note) => note.includes("expired at 2400 s")).length,
      1
    )
    assert.isTrue(
      hospital.sessions.notes().some((note) => note.includes(`${refused} handshakes were refused`))
    )
  })

  it("expire again when their validity is short", () => {
    const short = watch({ ...expiring("gateways", { renewedAfter: "10 min", validFor: "30 min" }) })
    assert.isAbove(short.hospital.sessions.notes().filter((note) => note.includes("new ones")).length, 1)
  })

  it("on some of the pumps cut off those alone", () => {
    const { counts, hospital } = watch(expiring("bedside", { share: "50 %" }))
    assert.strictEqual(counts[2], 4)
    assert.strictEqual(counts[4], 6)
    assert.isAbove(hospital.sessions.failures.get("certificate expired") ?? 0, 10)
  })

  it("on the pump server cut gateways off one after another, and are counted as they notice", () => {
    const cut: Array<number> = []
    const { hospital } = visit(
      scenario({ ...expiring("server"), network: { ...clear.network, pumpsPerGateway: 2 } }),
      ({ infrastructure: { machines } }) =>
        cut.push(
          Array.from({ length: machines.gateways }, (_, gateway) => machines.isBackhaulDown(gateway)).filter(
            Boolean
          ).length
        ),
      [2399, 4200, 8000]
    )
    // Within half an hour of the expiry each of the three has renewed; an hour after the first one all are back.
    assert.deepStrictEqual(cut, [0, 3, 0, 0])
    assert.strictEqual(hospital.sessions.failures.size, 0, "pumps keep their sessions with the gateways")
    assert.isTrue(hospital.sessions.notes().some((note) => note.includes("Certificates of server expired")))
  })

  it("do nothing to suites without certificates", () => {
    const plain = visit(scenario({ ...expiring("gateways"), ...secured("dtls13-psk"), sessions: life }))
    const expired = visit(scenario({ ...expiring("gateways"), ...secured("dtls13-psk") }))
    assert.strictEqual(expired.fingerprint, plain.fingerprint)
  })

  it("do not stop a resumption, which shows no certificate", () => {
    const hospital = forgetful(
      {
        ...secured(TLS),
        sessions: { ...shared.sessions, certificates: [{ holder: "gateways", expiresAfter: "5 min" }] }
      },
      600
    )
    assert.strictEqual(hospital.sessions.resumed, 6)
    assert.strictEqual(connected(hospital), 6)
  })
})

describe("revocation", () => {
  const asked = (revocation: Record<string, unknown>, fields: Record<string, unknown> = {}) =>
    visit(scenario({ ...clear, ...secured(TLS), duration: "20 min", sessions: { revocation }, ...fields }))
      .hospital
  const median = ({ sessions }: Hospital) => quantile(sessions.handshakeSeconds, 0.5)
  const outage = { outageStart: "0 s", outageDuration: "10 min" }

  it("queries cost each handshake a query, its answer and the service's time", () => {
    const [none, ocsp] = [{}, { method: "ocsp", latency: "300 ms" }].map((rules) => asked(rules)) as [
      Hospital,
      Hospital
    ]
    assert.strictEqual(created(ocsp, FrameType.revocationQuery), 6)
    assert.strictEqual(created(ocsp, FrameType.revocationAnswer), 6)
    assert.isAbove(median(ocsp) - median(none), 0.3)
    assert.isBelow(median(ocsp) - median(none), 1.5)
    assert.strictEqual(ocsp.sessions.completed, 6)
  })

  it("without an answer ends in a wait (soft) or in no session (hard) while the service is down", () => {
    const soft = asked({ method: "ocsp", timeout: "4 s", ...outage })
    assert.strictEqual(soft.sessions.completed, 6)
    assert.isAbove(median(soft), 4)
    const counts: Array<number> = []
    const { hospital } = visit(
      scenario({
        ...clear,
        ...secured(TLS),
        duration: "20 min",
        sessions: { revocation: { method: "ocsp", onFailure: "hard", timeout: "4 s", ...outage } }
      }),
      (ward) => counts.push(known(ward)),
      [599]
    )
    assert.deepStrictEqual(counts, [0, 6])
    assert.isAbove(hospital.sessions.failures.get("revocation unknown") ?? 0, 20)
    assert.isTrue(hospital.sessions.notes().some((note) => note.includes("the handshakes failed")))
  })

  it("lists are fetched once for as long as they are fresh", () => {
    const rules = { method: "crl", listSize: "10 kB", freshFor: "1 h" }
    const fresh = asked(rules, { sessions: { lifetime: "5 min", revocation: rules } })
    assert.strictEqual(created(fresh, FrameType.revocationQuery), 6)
    assert.strictEqual(created(fresh, FrameType.revocationAnswer), 6 * 7)
    assert.isAtLeast(fresh.sessions.completed, 18)
  })

  it("stapling needs no query, and outlives an outage shorter than a response's freshness", () => {
    const staple = (freshFor: string) =>
      asked({
        method: "stapling",
        onFailure: "hard",
        freshFor,
        outageStart: "0 s",
        outageDuration: "20 min"
      })
    assert.strictEqual(staple("2 h").sessions.completed, 6)
    assert.strictEqual(created(staple("2 h"), FrameType.revocationQuery), 0)
    const late = asked(
      { method: "stapling", onFailure: "hard", freshFor: "5 min", ...outage },
      {
        sessions: {
          lifetime: "6 min",
          revocation: {
            method: "stapling",
            onFailure: "hard",
            freshFor: "5 min",
            outageStart: "0 s",
            outageDuration: "1 h"
          }
        }
      }
    )
    assert.strictEqual(connected(late), 0)
  })
})

describe("a gateway's session table", () => {
  it("that is too small makes pumps push each other out", () => {
    const { hospital } = visit(
      scenario({ ...clear, ...secured(TLS), duration: "20 min", sessions: { gatewaySessions: 4 } })
    )
    const { lostForWantOfSession, table } = hospital.sessions
    assert.isAtMost(table.count(0), 4)
    assert.isAbove(table.evicted, 10)
    assert.isAbove(lostForWantOfSession, 10)
    // Who is pushed out comes back by ticket.
    assert.isAbove(hospital.sessions.resumed, 10)
    const roomy = visit(scenario({ ...clear, ...secured(TLS), duration: "20 min" })).hospital
    assert.strictEqual(roomy.sessions.table.evicted, 0)
  })
})

describe("reconnection after all sessions are lost at once", () => {
  const crowd = { bedside: 200, wearable: 0, vasopressorShare: "0 %", statusInterval: "5 min" }
  const storm = (jitter: string) => {
    const times: Array<number> = []
    const { hospital } = visit(
      scenario({
        ...clear,
        ...secured(TLS),
        pumps: crowd,
        network: { radioLoss: "0 %", pumpsPerGateway: 40 },
        duration: "20 min",
        sessions: { resumption: false, backoff: { first: "8 s", jitter } }
      }),
      (ward) => {
        if (ward.kernel.now !== 900) return
        const { infrastructure, sessions, telemetry } = ward
        const up = telemetry.sendUp.bind(telemetry)
        telemetry.sendUp = (type, pump, bytes, code) => {
          if (type === FrameType.hello) times.push(ward.kernel.now)
          up(type, pump, bytes, code)
        }
        for (let gateway = 0; gateway < infrastructure.gatewayProcessors.length; gateway++)
          sessions.forgetAt(gateway)
        // All links break: every pump knows at once.
        for (const { index } of ward.pumps) {
          sessions.lose(index)
          sessions.connectAfter(index, 0)
        }
      },
      [900]
    )
    const peak = Math.max(
      ...times.map((time) => times.filter((other) => other >= time && other < time + 0.5).length)
    )
    return { peak, hospital, last: Math.max(...hospital.sessions.reconnectSeconds) }
  }

  it("comes in one wave without jitter, and is spread by it", () => {
    const [none, equal, full] = ["none", "equal", "full"].map(storm) as [
      ReturnType<typeof storm>,
      ReturnType<typeof storm>,
      ReturnType<typeof storm>
    ]
    for (const { hospital } of [none, equal, full]) {
      assert.strictEqual(known(hospital), 200)
      assert.isAtLeast(hospital.sessions.reconnectSeconds.length, 200)
    }
    assert.isAtLeast(none.peak, 200)
    // Spread over 4 s: 25 in half a second, and over 8 s half of it; 4 standard deviations of a Poisson count, at the busiest place.
    assert.isBelow(equal.peak, 25 + 5 * 5)
    assert.isBelow(full.peak, 12.5 + 5 * 3.6)
    // Full jitter lets half of the pumps back before others have begun.
    const middle = ({ hospital }: ReturnType<typeof storm>) =>
      quantile(hospital.sessions.reconnectSeconds, 0.5)
    assert.isBelow(middle(full), middle(equal))
    assert.isBelow(middle(equal), middle(none))
  })
})

describe("frames of sessions", () => {
  it("all end: what began is delivered, lost, dropped, refused or on its way", () => {
    const { hospital } = visit(
      scenario({
        ...secured(TLS, { id: "handshake-guard", rate: "2 1/s" }),
        network: { radioLoss: "30 %" },
        pumps: { bedside: 12, wearable: 8 },
        duration: "2 h",
        sessions: {
          lifetime: "10 min",
          gatewaySessions: 18,
          rekeyAfterMessages: 2,
          ticketLifetime: "20 min",
          revocation: { method: "ocsp", outageStart: "30 min", outageDuration: "20 min" },
          certificates: [{ holder: "gateways", expiresAfter: "1 h", renewedAfter: "10 min" }]
        }
      })
    )
    const { telemetry } = hospital
    let left = 0
    for (const type of Object.values(FrameType)) {
      const ended = telemetry.ended.reduce((sum, tally) => sum + (tally[type] as number), 0)
      assert.isAtLeast(created(hospital, type) - ended, 0)
      left += created(hospital, type) - ended
    }
    assert.strictEqual(left, telemetry.inFlight)
    for (const type of ["ticket", "alert", "keyUpdateUp", "revocationAnswer", "handshakeUp"] as const)
      assert.isAbove(created(hospital, FrameType[type]), 5, type)
    assert.isAbove(hospital.sessions.failures.get("certificate expired") ?? 0, 10)
  })
})

describe("the section `sessions` of a scenario", () => {
  it.each([
    [{ lifetime: "1" }, "has no unit"],
    [{ backoff: { jitter: "some" } }, "jitter"],
    [{ certificates: [{ holder: "nobody", expiresAfter: "1 h" }] }, "holder"],
    [{ revocation: { listSize: "1 MB" } }, "too large"],
    [{ rekeyAfterMessages: 1.5 }, "whole number"],
    [{ lifetimes: "1 h" }, "lifetimes"]
  ])("refuses %j", (sessions, problem) => {
    const decode = () =>
      Schema.decodeUnknownSync(Scenario, { onExcessProperty: "error" })({
        wardsim: 1,
        name: "test",
        duration: "1 h",
        pumps: { bedside: 1, wearable: 0 },
        sessions
      })
    assert.throws(decode, new RegExp(problem, "u"))
  })

  it("changes nothing for a suite without handshakes", () => {
    const plain = visit(scenario({ duration: "30 min", ...secured("psk-hmac") }))
    const ruled = visit(
      scenario({
        duration: "30 min",
        ...secured("psk-hmac"),
        sessions: { lifetime: "5 min", rekeyAfterMessages: 3, gatewaySessions: 1 }
      })
    )
    assert.strictEqual(ruled.fingerprint, plain.fingerprint)
  })
})
