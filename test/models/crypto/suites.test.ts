import { readdirSync } from "node:fs"
import { assert, describe, it } from "vitest"
import { makeCostModel } from "../../../models/crypto/CostModel.ts"
import { suiteCosts } from "../../../models/crypto/suiteCosts.ts"
import { suiteOfRow } from "../../../models/crypto/protocolSuite.ts"
import { protocolFamily } from "../../../models/hospital/sessions/handshakeTransport.ts"
import { findSuite, suiteIds, suites } from "../../../models/crypto/suites/all.ts"
import { captures } from "../../../models/crypto/captures.ts"
import { costData } from "../../../models/crypto/costData.ts"
import { handshakeSize } from "../../../models/crypto/sizeModel.ts"

const server = makeCostModel({ platform: "x86-64" })
const pump = makeCostModel({ platform: "nrf52840" })

describe("the list of suites", () => {
  it("holds every file of the folder", () => {
    const files = readdirSync("models/crypto/suites").filter((name) => name !== "all.ts")
    const names = suites.map((suite) => suite.id.replaceAll("-", ""))
    for (const file of files) assert.include(names, file.replace(".ts", "").toLowerCase(), file)
  })

  it("has unique ids in kebab case and every protocol row of the data", () => {
    assert.strictEqual(new Set(suiteIds).size, suites.length)
    for (const id of suiteIds) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    assert.strictEqual(suites.length, costData.protocols.filter((row) => row.kind === "suite").length + 2)
  })

  it("names the nearest suite for an unknown one", () => {
    assert.throws(() => findSuite("tls13-ecdsa-mutal"), /did you mean "tls13-ecdsa-mutual"/)
  })
})

describe.each(suites.map((suite) => [suite.id, suite] as const))("%s", (_, suite) => {
  it("answers with consistent fields", () => {
    assert.isNotEmpty(suite.title)
    assert.isTrue(suite.recordOverheadBytes >= 0 && suite.sessionRamBytes >= 0)
    assert.isTrue(
      suite.authenticatesMessages || !suite.rejectsReplay,
      "replay cannot be refused without authentication"
    )
    assert.strictEqual(suite.authenticatesMessages, suite.messageWork.length > 0)
    assert.strictEqual(suite.firstFlightBytes === null, suite.handshake === null)
    if (suite.id !== "none") assert.isNotEmpty(suite.sources)
    const handshake = suite.handshake
    if (handshake === null) return
    assert.isTrue(handshake.flights >= 1 && handshake.roundTrips >= 1)
    assert.isTrue(handshake.bytesUp > 0 && handshake.bytesDown > 0)
    if (handshake.flightBytes.length === 0) return
    const sum = (parity: number) =>
      handshake.flightBytes
        .filter((_bytes, index) => index % 2 === parity)
        .reduce((total, bytes) => total + bytes, 0)
    assert.strictEqual(handshake.flightBytes.length, handshake.flights)
    assert.strictEqual(sum(0), handshake.bytesUp)
    assert.strictEqual(sum(1), handshake.bytesDown)
  })

  it("costs time on a server and on a pump, grows with the message, and its stranger never costs more than a handshake", () => {
    for (const model of [server, pump]) {
      const costs = suiteCosts(suite, model)
      const [small, large] = [costs.protect(10), costs.protect(1000)]
      assert.strictEqual(large.seconds > small.seconds, suite.authenticatesMessages)
      const { fixedSeconds, secondsPerByte } = costs.protectLinear
      assert.closeTo(large.seconds, fixedSeconds + 1000 * secondsPerByte, 1e-15)
      assert.strictEqual(costs.handshakeClient.seconds > 0, suite.handshake !== null)
      if (suite.handshake === null) continue
      assert.isAtMost(costs.strangerCost.seconds, costs.handshakeServer.seconds)
      const guarded = suiteCosts(suite, model, { cookie: true })
      if (suite.usesCertificates && suite.id !== "tls12-rsa-kx-server" && !suite.id.includes("resume")) {
        assert.isBelow(guarded.strangerCost.seconds * 5, costs.strangerCost.seconds)
      }
    }
  })
})

describe("protection of a handshake's records", () => {
  const captured = costData.protocols.flatMap((row) => {
    const capture = captures.find(({ id }) => id === row.measured_case)
    return capture?.recordBytes === undefined ? [] : [[row.id, row, capture.recordBytes] as const]
  })

  it("is compared for most captured suites", () => assert.isAtLeast(captured.length, 35))

  it.each(captured)(
    "of %s is a call of the cipher for each record captured after keys changed",
    (id, row, records) => {
      const { cipher, protocol } = row.shape ?? assert.fail(id)
      const tag = cipher === "ccm8" ? 8 : 16
      // TLS 1.3: all but hellos and change-cipher-spec (6 B). Before: what follows a side's change-cipher-spec.
      const header = protocol === "dtls12" ? 13 : 5
      const after = (flight: ReadonlyArray<number>) => {
        const change = flight.indexOf(header + 1)
        return change < 0 ? [] : flight.slice(change + 1)
      }
      const sealed = records.flatMap((flight, index) =>
        protocol === "tls13"
          ? flight.filter((bytes, at) => bytes !== 6 && !(at === 0 && index < 2))
          : after(flight)
      )
      const handshake = findSuite(id).handshake ?? assert.fail(id)
      for (const works of [handshake.clientWork, handshake.serverWork]) {
        const calls = works.filter(({ operation }) => operation === "encrypt")
        assert.lengthOf(calls, sealed.length)
        if (cipher === "cbc-sha256") continue
        const overhead = protocol === "tls13" ? 5 + tag : header + 8 + tag
        assert.deepStrictEqual(
          calls.map(({ bytes, count }) => [count, bytes]),
          sealed.map((bytes) => [1, bytes - overhead + 5])
        )
      }
    }
  )

  it("is the same in number as in the size model", () => {
    for (const row of costData.protocols) {
      if (row.shape === undefined) continue
      const predicted = handshakeSize(row.shape).encryptedBytes
      assert.deepStrictEqual(
        row.encrypted_records?.map((flight) => flight.length),
        predicted.map((flight) => flight.length),
        row.id
      )
    }
  })

  it.each([
    ["dtls13-rpk-ecdhe-ccm8", [293, 244]],
    ["tls13-psk-ccm8-minimum", [43, 37]],
    // EDHOC's second message is encrypted with a key stream, not with the cipher.
    ["edhoc-sig-rpk", [67]],
    ["edhoc-static-dh-rpk", [10]],
    ["ble-lesc-just-works", []]
  ])("of %s is that of %j bytes of plaintext", (id, plaintexts) => {
    const calls = findSuite(id).handshake?.clientWork.filter(({ primitive }) => primitive === "AES-128-CCM")
    assert.deepStrictEqual(
      calls?.map(({ bytes }) => bytes - 5),
      plaintexts
    )
  })

  it("takes 5.9 ms of a mutual TLS 1.3 handshake on an nRF52840: eight calls at 242 cycles a byte and 14 520 each", () => {
    const works = findSuite("tls13-ecdsa-mutual").handshake?.clientWork ?? []
    const seconds = works
      .filter(({ primitive }) => primitive === "AES-128-GCM")
      .reduce(
        (sum, { bytes, operation, primitive }) => sum + pump.primitive(primitive, operation, bytes).seconds,
        0
      )
    assert.closeTo(seconds, (8 * 14_520 + 242 * (711 + 597 + 8 * 5)) / 64e6, 1e-6)
  })
})

describe("suite costs", () => {
  it("reproduce the public-key work of a mutual P-256 handshake on an nRF52840: 3.56 M cycles, 55.6 ms", () => {
    const suite = findSuite("tls13-ecdsa-mutual-p256")
    const keys = (suite.handshake?.clientWork ?? []).filter((work) => work.bytes === 0)
    const seconds = keys.reduce(
      (sum, work) => sum + pump.primitive(work.primitive, work.operation, 0).seconds,
      0
    )
    assert.closeTo(seconds, (327_000 + 906_000 + 2 * 976_000 + 375_000) / 64e6, 1e-9)
    assert.closeTo(seconds, 0.0556, 0.0001)
    // On top: 24 HMACs, the transcript and the protection of the encrypted flights, about a tenth to a fifth.
    const all = suiteCosts(suite, pump).handshakeClient.seconds
    assert.isTrue(all > seconds * 1.05 && all < seconds * 1.4, `${all}`)
  })

  it("charge a stranger's hello one key pair, one shared secret and one signature under TLS 1.3", () => {
    const costs = suiteCosts(findSuite("tls13-ecdsa-mutual"), pump)
    const keys = (548_873 * 2 + 375_000) / 64e6
    // The answer's five records are sealed before the stranger shows who it is.
    const sealed = [7, 46, 542, 79, 37].reduce(
      (sum, bytes) => sum + pump.primitive("AES-128-GCM", "encrypt", bytes + 5).seconds,
      0
    )
    const least = keys + sealed
    assert.isTrue(costs.strangerCost.seconds > least && costs.strangerCost.seconds < least * 1.2)
  })

  it("charge a stranger's hello no sealed answer where it must show a key first, or where the answer is in the clear", () => {
    const ciphers = (id: string) =>
      findSuite(id).firstFlightWork.filter(({ operation }) => operation === "encrypt").length
    assert.deepStrictEqual(
      [
        "tls13-psk-dhe",
        "tls12-ecdhe-ecdsa-mutual-gcm",
        "dtls12-ecdhe-ecdsa-mutual-ccm8",
        "edhoc-sig-rpk"
      ].map(ciphers),
      [0, 0, 0, 0]
    )
    assert.strictEqual(ciphers("dtls13-rpk-ecdhe-ccm8"), 1)
  })

  it("charge one HMAC over 72 bytes for a bogus datagram", () => {
    const costs = suiteCosts(findSuite("psk-hmac"), pump)
    const expected = pump.primitive("HMAC-SHA256", "mac", 72)
    assert.closeTo(costs.strangerCost.seconds, expected.seconds, 1e-15)
    assert.closeTo(costs.unprotect(64).joules, expected.joules, 1e-15)
    assert.strictEqual(findSuite("psk-hmac").recordOverheadBytes, 24)
  })

  it("differ between window and no window only in replay and memory", () => {
    const withWindow = findSuite("psk-hmac")
    const without = findSuite("psk-hmac-no-window")
    assert.isTrue(withWindow.rejectsReplay)
    assert.isFalse(without.rejectsReplay)
    assert.deepStrictEqual(
      suiteCosts(withWindow, pump).protect(100).seconds,
      suiteCosts(without, pump).protect(100).seconds
    )
  })

  it("are zero for no protection, and never not a number", () => {
    const costs = suiteCosts(findSuite("none"), server)
    assert.strictEqual(costs.protect(1000).seconds, 0)
    assert.strictEqual(costs.strangerCost.joules, 0)
    assert.isNull(costs.protect(1).energyStatus)
  })

  it("fail with a clear error where a platform cannot run the suite", () => {
    const avr = makeCostModel({ platform: "atmega328p" })
    assert.throws(
      () => suiteCosts(findSuite("tls13-ecdsa-mutual"), avr),
      /ECDSA-P256\/verify.*no cost on atmega328p/
    )
    assert.isAbove(suiteCosts(findSuite("dtls13-psk"), avr).handshakeClient.seconds, 0)
  })

  it("know who is authenticated: server-only TLS does not know its client, pairing knows nobody", () => {
    assert.isFalse(findSuite("tls13-ecdsa-server").authenticatesClient)
    assert.isTrue(findSuite("tls13-ecdsa-server").authenticatesServer)
    assert.isTrue(findSuite("tls13-psk-dhe").authenticatesClient)
    assert.isFalse(findSuite("ble-lesc-just-works").authenticatesServer)
    assert.isTrue(findSuite("tls13-hybrid-mldsa44-mutual").isPostQuantum)
    assert.isFalse(findSuite("dtls13-psk").hasForwardSecrecy)
  })
})

describe("a suite of the data file", () => {
  const row = costData.protocols.find(({ id }) => id === "tls13-ed25519-mutual")
  if (row === undefined) throw new Error("a row of the data")

  it.each(["ChaCha20-Poly1305", "Ascon-AEAD128"])("may protect its records with %s", (record_cipher) => {
    const suite = suiteOfRow({ ...row, id: "ours", record_cipher })
    const key = pump.linear(record_cipher, "encrypt")
    assert.closeTo(
      suiteCosts(suite, pump).protect(100).seconds,
      key.fixedSeconds + 105 * key.secondsPerByte,
      1e-15
    )
    assert.isTrue(suite.encrypts)
  })

  it("refuses a cipher without a figure", () => {
    assert.throws(
      () => suiteOfRow({ ...row, id: "ours", record_cipher: "AES-256-GCM" }),
      /record_cipher "AES-256-GCM" of "ours" is not known/
    )
  })

  it("has certificates when it verifies signatures, unless its row says no", () => {
    assert.isTrue(suiteOfRow({ ...row, id: "ours" }).usesCertificates)
    assert.isFalse(suiteOfRow({ ...row, id: "ours", uses_certificates: false }).usesCertificates)
    assert.isFalse(findSuite("tls13-rpk-mutual-ccm8").usesCertificates)
  })

  it("belongs to the family that its row names, else to that of the first word of its id", () => {
    const rekey = (fields: { id: string; family?: string }) =>
      protocolFamily({ tcp_or_udp: "udp", ...fields }).rekey
    assert.strictEqual(rekey({ id: "tls13-ours" }), "key-update")
    assert.strictEqual(rekey({ id: "ours" }), "handshake")
    assert.strictEqual(rekey({ id: "ours", family: "tls13" }), "key-update")
  })
})
