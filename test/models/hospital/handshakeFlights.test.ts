// Handshakes as flights: work and bytes are those of the suite, round trips take their time, what is lost comes again.

import { assert, describe, it } from "vitest"
import { CostError } from "../../../models/crypto/CostError.ts"
import { makeCostModel } from "../../../models/crypto/CostModel.ts"
import { findSuite, suites } from "../../../models/crypto/suites/all.ts"
import { suiteCosts } from "../../../models/crypto/suiteCosts.ts"
import { parameter } from "../../../models/data/parameters.ts"
import { FrameType, isHandshake } from "../../../models/devices/Frames.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import {
  type HandshakePlan,
  handshakePlan,
  type PlanOptions,
  resumedSuite
} from "../../../models/hospital/sessions/handshakePlan.ts"
import { protocolFamily } from "../../../models/hospital/sessions/handshakeTransport.ts"
import { type WardRadio } from "../../../models/hospital/transport/wardRadios.ts"
import { scenario, secured, visit } from "./fixtures.ts"

const clients = [makeCostModel({ platform: "x86-64" })]
const responder = makeCostModel({ platform: "pi4-a72" })
const planOf = (id: string, options: Partial<PlanOptions> = {}): HandshakePlan => {
  const plan = handshakePlan(findSuite(id), {
    clients,
    responder,
    asksCookie: false,
    cookieSeconds: 0,
    ...options
  })
  if (plan === null) throw new Error(`${id} has no handshake`)
  return plan
}

const sum = (values: ReadonlyArray<number>) => values.reduce((total, value) => total + value, 0)
const flightsOf = (bytes: ReadonlyArray<number>, parity: number) =>
  sum(bytes.filter((_, index) => index % 2 === parity))

describe("the plan of a handshake", () => {
  const withHandshake = suites.filter(({ handshake }) => handshake !== null)

  it("has the bytes, flights and work of its suite, whichever it is", () => {
    let checked = 0
    for (const suite of withHandshake) {
      try {
        // DTLS 1.2 was captured with its cookie.
        const asksCookie = suite.protocolId?.startsWith("dtls12") === true
        const plan = planOf(suite.id, { asksCookie })
        assert.strictEqual(flightsOf(plan.flightBytes, 0), suite.handshake?.bytesUp, suite.id)
        assert.strictEqual(flightsOf(plan.flightBytes, 1), suite.handshake?.bytesDown, suite.id)
        assert.strictEqual(plan.flightBytes.length, suite.handshake?.flights, suite.id)
        const [client] = clients.map((model) => suiteCosts(suite, model).handshakeClient.seconds)
        assert.closeTo(sum(plan.clientSeconds[0] ?? []), client as number, 1e-12, suite.id)
        const server = suiteCosts(suite, responder).handshakeServer.seconds
        assert.closeTo(sum(plan.responderSeconds), server, 1e-12, suite.id)
        checked++
      } catch (error) {
        if (!(error instanceof CostError)) throw error
      }
    }
    assert.isAbove(checked, 40)
  })

  it("takes DTLS 1.2's cookie out, as the data's derived row does", () => {
    const plan = planOf("dtls12-psk-ccm8")
    assert.deepStrictEqual(plan.flightBytes, [131, 131, 104, 67])
    assert.strictEqual(flightsOf(plan.flightBytes, 0), 235)
    assert.strictEqual(flightsOf(plan.flightBytes, 1), 198)
  })

  it("puts a cookie's round trip before the costly work where the guard asks for one", () => {
    const plan = planOf("tls13-ecdsa-mutual", { asksCookie: true, cookieSeconds: 0.001 })
    assert.deepStrictEqual(plan.flightBytes, [239, 100, 277, 949, 666])
    assert.strictEqual(plan.costlyFlight, 2)
    assert.strictEqual(plan.responderSeconds[0], 0.001)
    assert.isAbove(plan.responderSeconds[2] as number, 0.001)
    assert.deepStrictEqual(plan.flightTypes, [
      FrameType.hello,
      FrameType.cookie,
      FrameType.helloWithCookie,
      FrameType.helloReply,
      FrameType.handshakeUp
    ])
  })

  it("has its query before the client trusts the responder, and a staple with the certificate", () => {
    const query = { queryBytes: 200, answerBytes: 4000 }
    assert.deepStrictEqual(planOf("tls13-ecdsa-mutual", { query }).flightBytes, [239, 949, 200, 4000, 666])
    assert.deepStrictEqual(planOf("tls13-ecdsa-mutual", { stapledBytes: 300 }).flightBytes, [239, 1249, 666])
    const plain = sum(planOf("tls13-ecdsa-mutual").clientSeconds[0] ?? [])
    assert.isAbove(sum(planOf("tls13-ecdsa-mutual", { stapledBytes: 300 }).clientSeconds[0] ?? []), plain)
  })

  it("resumes where the data has a row for it and certificates are saved", () => {
    assert.strictEqual(
      resumedSuite(findSuite("tls13-ecdsa-mutual"))?.protocolId,
      "tls13-resume-dhe-after-mutual"
    )
    assert.strictEqual(resumedSuite(findSuite("tls13-ecdsa-server"))?.protocolId, "tls13-resume-dhe")
    assert.strictEqual(
      resumedSuite(findSuite("dtls12-ecdhe-ecdsa-mutual-ccm8"))?.protocolId,
      "dtls12-resume-sessionid"
    )
    for (const id of ["dtls13-psk", "tls13-psk-dhe", "tls13-hybrid-mldsa44-mutual", "psk-hmac"])
      assert.isNull(resumedSuite(findSuite(id)), id)
  })
})

describe("what carries a handshake", () => {
  it("follows from the protocol's family, or from its row for a new one", () => {
    const of = (id: string, carrier?: string) =>
      protocolFamily({ id, ...(carrier === undefined ? {} : { tcp_or_udp: carrier }) }).transport
    assert.isTrue(of("tls13-new").isSelective)
    assert.isFalse(of("dtls13-new").isSelective)
    assert.strictEqual(of("edhoc-new").randomFactor, 1.5)
    assert.strictEqual(of("ble-new").retransmissions, 0)
    assert.deepStrictEqual(of("noise-xx", "tcp"), of("tls12-new"))
    assert.deepStrictEqual(of("noise-xx", "udp"), of("dtls12-new"))
    assert.deepStrictEqual(of("noise-xx"), of("dtls12-new"))
  })
})

interface Sent {
  readonly timeSeconds: number
  readonly type: number
  readonly bytes: number
  readonly isUp: boolean
}

/** Writes down every handshake frame that either side sends from now on. */
const record = (hospital: Hospital): Array<Sent> => {
  const { kernel, telemetry } = hospital
  const sent: Array<Sent> = []
  const [up, down] = [telemetry.sendUp.bind(telemetry), telemetry.sendFromGateway.bind(telemetry)]
  const note = (type: number, bytes: number, isUp: boolean) => {
    if (isHandshake(type)) sent.push({ timeSeconds: kernel.now, type, bytes, isUp })
  }
  telemetry.sendUp = (type, pump, bytes, code) => {
    note(type, bytes, true)
    up(type, pump, bytes, code)
  }
  telemetry.sendFromGateway = (type, pump, bytes, code) => {
    note(type, bytes, false)
    down(type, pump, bytes, code)
  }
  return sent
}

const clear = { network: { radioLoss: "0 %" }, staff: { pumpAlarmsPerHour: "0 1/h" } }

const run = (fields: Record<string, unknown>) => {
  let sent: ReadonlyArray<Sent> = []
  const { hospital } = visit(
    scenario({ ...clear, duration: "10 min", ...fields }),
    (ward) => {
      if (ward.kernel.now < 1e-6) sent = record(ward)
    },
    [1e-9]
  )
  return { hospital, sent }
}

const bytesOf = (sent: ReadonlyArray<Sent>, isUp: boolean) =>
  sum(sent.filter((frame) => frame.isUp === isUp).map(({ bytes }) => bytes))

describe("handshakes on their way", () => {
  it.each(["tls13-ecdsa-mutual", "tls12-ecdhe-ecdsa-mutual-gcm", "dtls13-psk", "edhoc-sig-x5t"])(
    "of %s carry the suite's bytes where nothing is lost, and tickets besides",
    (id) => {
      const { hospital, sent } = run(secured(id))
      const suite = findSuite(id)
      const { completed, flights, plan } = hospital.sessions
      assert.strictEqual(completed, 6)
      assert.strictEqual(flights?.retransmissions, 0)
      assert.strictEqual(flights?.duplicates, 0)
      assert.strictEqual(bytesOf(sent, true), completed * (suite.handshake?.bytesUp ?? 0))
      const tickets = completed * (plan?.ticketBytes ?? 0)
      assert.strictEqual(bytesOf(sent, false), completed * (suite.handshake?.bytesDown ?? 0) + tickets)
    }
  )

  it("of post-quantum certificates go in pieces of one packet each", () => {
    const { hospital, sent } = run(secured("tls13-hybrid-mldsa44-mutual"))
    const size = parameter("security.segment.size")
    const replies = sent.filter(({ type }) => type === FrameType.helloReply)
    assert.strictEqual(hospital.sessions.completed, 6)
    assert.strictEqual(replies.length, 6 * Math.ceil(7990 / size))
    assert.isTrue(sent.every(({ bytes }) => bytes <= size))
  })

  it("take one round trip more with two flights more", () => {
    const pumps = { bedside: 1, wearable: 0, vasopressorShare: "0 %" }
    const timeOf = (guards: ReadonlyArray<Record<string, unknown>>) => {
      const { hospital } = run({ pumps, ...secured("dtls12-psk-ccm8", ...guards) })
      return { hospital, seconds: hospital.sessions.handshakeSeconds[0] as number }
    }
    const two = timeOf([])
    const three = timeOf([{ id: "handshake-guard", cookie: true, rate: "100 1/s" }])
    const { infrastructure: parts, sessions } = three.hospital
    const radio = parts.wardRadios[0] as WardRadio
    assert.deepStrictEqual(sessions.plan?.flightBytes, [131, 48, 151, 131, 104, 67])
    // The cookie's two flights: in the air, through the pump's processor, and a cookie made and checked.
    const roundTrip =
      radio.strangerSeconds(48) +
      radio.strangerSeconds(151) +
      2 * parameter("device.pump.message-time") +
      2 * parts.gatewayStrangerSeconds
    // A station draws its back-off from 0 to 15 slots of 9 us in each of the two.
    assert.closeTo(three.seconds - two.seconds, roundTrip, 4 * 16 * 9e-6)
    assert.isAbove(roundTrip, 4e-3)
  })

  it("come through a channel that loses much, by repetition", () => {
    for (const id of ["tls13-ecdsa-mutual", "dtls13-psk"]) {
      const { hospital } = run({
        ...secured(id),
        pumps: { bedside: 20, wearable: 0 },
        network: { radioLoss: "85 %" },
        duration: "20 min"
      })
      const { completed, flights } = hospital.sessions
      assert.isAtLeast(completed, 20)
      assert.isAbove(flights?.retransmissions ?? 0, 5)
      assert.isTrue(hospital.pumps.filter(({ index }) => hospital.sessions.isConnected(index)).length >= 19)
    }
  })

  /** Times of first flights of a pump whose gateway never answers, from the first on. */
  const silent = (id: string) => {
    const closed = { id: "handshake-guard", cookie: false, rate: "1 1/h" }
    const { sent } = run({
      ...secured(id, closed),
      pumps: { bedside: 2, wearable: 0, vasopressorShare: "0 %" },
      sessions: { backoff: { first: "20 s", jitter: "none" } }
    })
    const hellos = sent.filter(({ type }) => type === FrameType.hello).map(({ timeSeconds }) => timeSeconds)
    // The first of the two pumps took the only token.
    const from = hellos[1] as number
    return hellos.slice(1).map((time) => time - from)
  }

  it("are repeated by TLS and DTLS after 1 s, doubling, six times; then the pump backs off", () => {
    for (const id of ["tls13-ecdsa-mutual", "dtls13-psk"]) {
      const times = silent(id)
      const expected = [0, 1, 3, 7, 15, 31, 63]
      expected.forEach((time, index) => assert.closeTo(times[index] as number, time, 0.01, id))
      // 60 s more is the limit of the last wait; then 20 s of back-off, and a new key for TLS.
      assert.closeTo(times[7] as number, 63 + 60 + 20, 1, id)
    }
  })

  it("are repeated by CoAP after 2 to 3 s, doubling, four times", () => {
    const times = silent("edhoc-sig-x5t")
    const first = times[1] as number
    assert.isAtLeast(first, 2)
    assert.isAtMost(first, 3)
    for (const [index, factor] of [0, 1, 3, 7, 15].entries())
      assert.closeTo(times[index] as number, factor * first, 0.01)
    assert.closeTo(times[5] as number, 31 * first + 20, 1)
  })
})
