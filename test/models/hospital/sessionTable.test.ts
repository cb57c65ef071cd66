// Finite tables and stores: the least recently used session makes room, strangers' half-open handshakes take places, and a
// suite that does not fit a pump's key store is refused with its arithmetic.

import { Schema } from "effect"
import { assert, describe, it } from "vitest"
import { findSuite } from "../../../models/crypto/suites/all.ts"
import { parameter } from "../../../models/data/parameters.ts"
import { keyStoreNeed } from "../../../models/hospital/sessions/keyStore.ts"
import { Scenario } from "../../../models/hospital/Scenario.ts"
import { SessionTable } from "../../../models/hospital/sessions/SessionTable.ts"
import { attack, scenario, secured, visit } from "./fixtures.ts"

const make = (pumps: number, capacity: number) => {
  const known = new Uint8Array(pumps)
  const halfOpenPerSecond = new Float64Array(2)
  // Even pumps at gateway 0, odd ones at gateway 1.
  const gatewayOfPump = Int32Array.from({ length: pumps }, (_, pump) => pump % 2)
  const table = new SessionTable({ gatewayOfPump, capacity, halfOpenSeconds: 60, halfOpenPerSecond, known })
  return { halfOpenPerSecond, known, table }
}

describe("a session table", () => {
  it("gives the place of the least recently used session of its own gateway", () => {
    const { table } = make(8, 2)
    assert.strictEqual(table.insert(0, 1), -1)
    assert.strictEqual(table.insert(1, 2), -1)
    assert.strictEqual(table.insert(2, 3), -1)
    assert.isTrue(table.use(0, 4))
    assert.strictEqual(table.insert(4, 5), 2)
    assert.isFalse(table.use(2, 6))
    assert.isTrue(table.use(0, 6))
    assert.isTrue(table.use(1, 6))
    assert.strictEqual(table.count(0), 2)
    assert.strictEqual(table.count(1), 1)
    assert.strictEqual(table.evicted, 1)
    assert.strictEqual(table.insert(4, 7), -1, "a renewal needs no new place")
  })

  it("holds a flood's half-open handshakes for as long as it has room for them", () => {
    const { halfOpenPerSecond, table } = make(4, 1000)
    table.insert(0, 0)
    table.insert(1, 0)
    // 10/s for 60 s are 600 of 999 places: nobody is pushed out.
    halfOpenPerSecond[0] = 10
    assert.strictEqual(table.halfOpen(0), 600)
    assert.isTrue(table.use(0, 1000))
    // 100/s want 6000: an entry lasts until 999 others have come, that is 9.99 s.
    halfOpenPerSecond[0] = 100
    assert.strictEqual(table.halfOpen(0), 999)
    assert.isTrue(table.use(0, 1009.9))
    assert.isTrue(table.survives(0, 1019.8))
    assert.isFalse(table.use(0, 1019.95))
    assert.strictEqual(table.evicted, 1)
    assert.isTrue(table.use(1, 2000), "the other gateway is not flooded")
  })
})

describe("a flood of first flights", () => {
  const ward = (flood: Record<string, unknown>, ...guards: ReadonlyArray<Record<string, unknown>>) =>
    visit(
      scenario({
        network: { radioLoss: "0 %" },
        staff: { pumpAlarmsPerHour: "0 1/h" },
        ...secured("tls13-ecdsa-mutual", ...guards),
        duration: "30 min",
        sessions: { gatewaySessions: 200 },
        attacks: [attack("D04", { start: "5 min", duration: "20 min", rate: "100 1/s", ...flood })]
      })
    ).hospital.sessions
  const cookie = { id: "handshake-guard", cookie: true, rate: "1000 1/s" }

  it("with made-up addresses fills the table unless the gateway asks for cookies", () => {
    // 100/s against some 194 places: a pump that says something every half minute is gone each time.
    const bare = ward({})
    assert.isAbove(bare.table.evicted, 50)
    assert.isAbove(bare.lostForWantOfSession, 50)
    const asked = ward({}, cookie)
    assert.strictEqual(asked.table.evicted, 0)
    assert.strictEqual(asked.lostForWantOfSession, 0)
  })

  it("with real addresses gets its cookies and fills the table all the same, or takes the rate limit's tokens", () => {
    assert.isAbove(ward({ addresses: "real" }, cookie).table.evicted, 50)
    const limited = ward({ addresses: "real" }, { ...cookie, rate: "1 1/s" })
    // One a second is 60 of 194 places.
    assert.strictEqual(limited.table.evicted, 0)
  })

  it("with real addresses costs the gateway the whole answer", () => {
    const load = (addresses: string) =>
      visit(
        scenario({
          ...secured("tls13-ecdsa-mutual", cookie),
          duration: "30 min",
          attacks: [attack("D04", { start: "5 min", duration: "20 min", rate: "100 1/s", addresses })]
        })
      )
    const [madeUp, real] = ["made-up", "real"].map(load) as [ReturnType<typeof load>, ReturnType<typeof load>]
    const busy = ({ hospital }: typeof real) =>
      hospital.infrastructure.gatewayProcessors[0]?.busySeconds(1800) ?? 0
    const { infrastructure, sessions } = real.hospital
    const extra = 1200 * 100 * (sessions.costlySeconds + infrastructure.gatewayStrangerSeconds)
    assert.closeTo((busy(real) - busy(madeUp)) / extra, 1, 0.1)
  })
})

describe("a pump's key store", () => {
  const decode = (suite: string, pumpKeyStore: string) =>
    Schema.decodeSync(Scenario, { onExcessProperty: "error" })({
      wardsim: 1,
      name: "test",
      duration: "1 h",
      pumps: { bedside: 1, wearable: 1 },
      defences: [{ id: "secure-channel", suite }],
      sessions: { pumpKeyStore }
    })

  it("holds a key, own certificates and a trust anchor, as the suite has them", () => {
    const key = parameter("security.key.size")
    assert.strictEqual(keyStoreNeed(findSuite("none")).bytes, 0)
    assert.strictEqual(keyStoreNeed(findSuite("dtls13-psk")).bytes, key)
    const mutual = keyStoreNeed(findSuite("tls13-ecdsa-mutual"))
    assert.isAbove(mutual.bytes, keyStoreNeed(findSuite("tls13-ecdsa-server")).bytes)
    assert.include(mutual.arithmetic, "own certificate")
    assert.include(mutual.arithmetic, `= ${mutual.bytes} B`)
  })

  it("that is too small refuses the suite with the arithmetic; one of the right size takes it", () => {
    const { bytes } = keyStoreNeed(findSuite("tls13-ecdsa-mutual"))
    assert.throws(() => decode("tls13-ecdsa-mutual", `${bytes - 1} B`), new RegExp(`= ${bytes} B of`, "u"))
    assert.strictEqual(decode("tls13-ecdsa-mutual", `${bytes} B`).sessions.pumpKeyStore, bytes)
    assert.strictEqual(decode("dtls13-psk", "128 B").sessions.pumpKeyStore, 128)
  })

  it("of the default size takes every suite", () => {
    for (const id of ["tls13-hybrid-mldsa44-mutual-chain2", "tls13-hybrid-mldsa65-mutual"])
      assert.isAtMost(keyStoreNeed(findSuite(id)).bytes, parameter("security.key-store"), id)
  })
})
