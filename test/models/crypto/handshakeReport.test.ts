import { assert, describe, it } from "vitest"
import { makeCostModel } from "../../../models/crypto/CostModel.ts"
import { customSuite } from "../../../models/crypto/customSuite.ts"
import { compareSuites, handshakeReport } from "../../../models/crypto/handshakeReport.ts"
import { memoryNeed } from "../../../models/crypto/memoryNeed.ts"
import { suiteCosts } from "../../../models/crypto/suiteCosts.ts"
import { findSuite, suiteIds } from "../../../models/crypto/suites/all.ts"

describe("handshakeReport", () => {
  it("reports mutual TLS 1.3 on an nRF52840 with the captured bytes and flights", () => {
    const report = handshakeReport("tls13-ecdsa-mutual", { platform: "nrf52840", bytes: 64 })
    assert.deepStrictEqual(
      [report.bytesUp, report.bytesDown, report.flights, report.roundTrips, report.recordOverheadBytes],
      [905, 949, 3, 1, 22]
    )
    assert.strictEqual(report.message.wireBytes, 86)
    assert.strictEqual(report.status, "D")
    assert.strictEqual(report.energyStatus, "R")
    assert.closeTo(report.client.millijoules ?? 0, report.client.milliseconds * 3.3e-3 * 3, 1e-9)
    assert.include(report.memory, "21692 B")
    assert.include(report.memory, "262144 B on nrf52840")
  })

  it("makes a handshake with Mbed TLS in C at least 20 times as slow as with assembly", () => {
    const time = (library: string) =>
      handshakeReport("tls13-ecdsa-mutual-p256", { platform: "nrf52840", library }).client.milliseconds
    assert.isAbove(time("m4-mbedtls-c"), 20 * time("m4-emill-asm"))
  })

  it("has null, not zero, for the energy of a server", () => {
    const report = handshakeReport("tls13-ecdsa-mutual", { platform: "x86-64" })
    assert.isNull(report.server.millijoules)
    assert.isNull(report.energyStatus)
    assert.isAbove(report.server.milliseconds, 0)
  })

  it("refuses a post-quantum stack on a 36 KB chip and shows the arithmetic", () => {
    assert.throws(
      () => handshakeReport("tls13-hybrid-mldsa44-mutual", { platform: "cc2340r5" }),
      /does not fit.*1 x 59392 B.*= 59392 B of 36864 B on cc2340r5/
    )
  })

  it("flags random signing times and weak cells in the remarks", () => {
    const report = handshakeReport("tls13-hybrid-mldsa44-mutual", { platform: "stm32l4r5" })
    assert.include(report.remarks.join("\n"), "ML-DSA-44/sign: random in time")
    assert.isTrue(handshakeReport("tls13-ecdsa-mutual", { platform: "cc2340r5" }).remarks.length > 0)
  })

  it("knows how well the memory is known, and refuses an assumption with strict data", () => {
    const statusOf = (suite: string) =>
      handshakeReport(suite, { platform: "stm32l4r5" }).origins.memory.status
    assert.deepStrictEqual(["tls13-ecdsa-mutual", "psk-hmac", "ble-lesc-just-works"].map(statusOf), [
      "A",
      "D",
      "A"
    ])
    const remarksOf = (suite: string) => handshakeReport(suite, { platform: "stm32l4r5" }).remarks.join("\n")
    assert.match(
      remarksOf("tls13-ecdsa-mutual"),
      /stm32l4r5: memory of a session .*assumed \(A\) .*cortex-m4f/
    )
    assert.notMatch(remarksOf("psk-hmac"), /memory of a session/)
    assert.throws(
      () => handshakeReport("ble-lesc-just-works", { platform: "stm32l4r5", refuseWeak: true }),
      /assumed figure of memory/
    )
  })

  it("refuses a negative message", () => {
    assert.throws(() => handshakeReport("none", { platform: "nrf52840", bytes: -1 }), /out of range/)
  })

  it("refuses a message longer than a record, which would have the overhead of several", () => {
    const wireBytes = (bytes: number) =>
      handshakeReport("tls13-ecdsa-mutual", { platform: "nrf52840", bytes }).message.wireBytes
    assert.strictEqual(wireBytes(16_384), 16_384 + 22)
    assert.throws(() => wireBytes(16_385), /give 0 to 16384, what one record or datagram carries/)
  })

  it("compares all suites on a platform and says why some cannot run", () => {
    const reports = compareSuites(suiteIds, { platform: "atmega328p" })
    assert.strictEqual(reports.length, suiteIds.length)
    const refused = reports.filter((report) => "refused" in report)
    assert.isTrue(refused.length > 20 && refused.length < suiteIds.length)
    const hmac = reports.find((report) => report.suite === "psk-hmac")
    assert.isTrue(hmac !== undefined && !("refused" in hmac))
    assert.throws(() => compareSuites(suiteIds, { platform: "atmega" }), /atmega328p/)
    assert.throws(() => compareSuites(["tls14"], { platform: "nrf52840" }), /suite "tls14" is not known/)
  })
})

describe("memoryNeed", () => {
  it("adds sessions, the largest stack and what is reserved", () => {
    const suite = findSuite("tls13-hybrid-ecdsa-mutual")
    const model = makeCostModel({ platform: "stm32l4r5" })
    const one = memoryNeed(suite, model)
    const ten = memoryNeed(suite, model, { asClient: 10, reservedBytes: 600_000 })
    assert.strictEqual(ten.ramBytes - one.ramBytes, 9 * 21_692)
    assert.isAbove(one.ramBytes, 21_692)
    assert.strictEqual(ten.availableBytes, 655_360 - 600_000)
    assert.isTrue(one.fits)
    assert.isFalse(ten.fits)
  })

  it("takes the responder's memory for a server: 6656 B of uEDHOC, not the initiator's 5639 B", () => {
    const report = handshakeReport("edhoc-sig-rpk", { platform: "nrf52840" })
    // Both need 2000 B of stack for P-256 in assembly.
    assert.deepStrictEqual([report.client.ramBytes, report.server.ramBytes], [5639 + 2000, 6656 + 2000])
    assert.match(report.memory, /^client 1 x 5639 B .* as client .*; server 1 x 6656 B .* as server /)
    const tls = handshakeReport("tls13-ecdsa-mutual", { platform: "nrf52840" })
    assert.strictEqual(tls.client.ramBytes, tls.server.ramBytes)
    assert.notMatch(tls.memory, /client 1 x/)
  })

  it("adds the sessions of both roles", () => {
    const model = makeCostModel({ platform: "nrf52840" })
    const need = memoryNeed(findSuite("edhoc-sig-rpk"), model, { asClient: 1, asServer: 13 })
    assert.strictEqual(need.ramBytes, 5639 + 13 * 6656 + 2000)
    const tls = memoryNeed(findSuite("tls13-ecdsa-mutual"), model, { asClient: 1, asServer: 13 })
    assert.match(tls.arithmetic, /^14 x 21692 B/)
  })

  it("fits where the data has no RAM figure, and says so", () => {
    const need = memoryNeed(findSuite("tls13-ecdsa-mutual"), makeCostModel({ platform: "x86-64" }))
    assert.isTrue(need.fits)
    assert.include(need.arithmetic, "no RAM figure")
  })
})

describe("customSuite", () => {
  const model = makeCostModel({ platform: "nrf52840" })
  const base = findSuite("tls13-ecdsa-mutual")

  it("predicts the captured chain of two from the single certificate: 1350 up, 1450 down but for the authority's name", () => {
    const custom = customSuite(base, { chainLength: 2, authorityBytes: 439 })
    const captured = findSuite("tls13-ecdsa-mutual-chain2")
    assert.closeTo(custom.handshake?.bytesUp ?? 0, captured.handshake?.bytesUp ?? 0, 1)
    assert.closeTo(custom.handshake?.bytesDown ?? 0, (captured.handshake?.bytesDown ?? 0) - 57, 1)
    assert.strictEqual(custom.status, "D")
    // The second certificate is the anchor: nothing more to verify, only bytes to hash and to decrypt.
    const verifies = (suite: typeof custom) =>
      suite.handshake?.clientWork.filter((work) => work.operation === "verify").length
    assert.strictEqual(verifies(custom), verifies(base))
    assert.strictEqual(verifies(customSuite(base, { chainLength: 4 })), (verifies(base) ?? 0) + 2)
  })

  it("predicts the captured hybrid exchange of the same stack within 1 %, bytes and work", () => {
    const custom = customSuite(findSuite("tls13-mlkem512-ecdsa-mutual"), { keyExchange: "x25519mlkem768" })
    const captured = findSuite("tls13-hybrid-ecdsa-mutual")
    assert.closeTo(custom.handshake?.bytesUp ?? 0, captured.handshake?.bytesUp ?? 0, 21)
    assert.closeTo(custom.handshake?.bytesDown ?? 0, captured.handshake?.bytesDown ?? 0, 20)
    const time = (suite: typeof custom) => suiteCosts(suite, model).handshakeServer.seconds
    assert.closeTo(time(custom) / time(captured), 1, 0.001)
    assert.closeTo(
      suiteCosts(custom, model).strangerCost.seconds,
      suiteCosts(captured, model).strangerCost.seconds,
      1e-5
    )
  })

  it("costs more time for a longer certificate, in hashing and decryption alone", () => {
    const longer = customSuite(base, { certificateBytes: 1500 })
    const added =
      suiteCosts(longer, model).handshakeClient.seconds - suiteCosts(base, model).handshakeClient.seconds
    const bytes = 1500 - 528 + (1500 - 467)
    const expected = (bytes * (70 + 242)) / 64e6
    assert.closeTo(added, expected, expected * 1e-6)
  })

  it("saves a round trip without the DTLS cookie", () => {
    const custom = customSuite(findSuite("dtls12-psk-ccm8"), { hasCookie: false })
    assert.deepStrictEqual([custom.handshake?.flights, custom.handshake?.roundTrips], [4, 2])
  })

  it("refuses options that do not apply, and names the remedy", () => {
    assert.throws(() => customSuite(findSuite("tls13-psk-dhe"), { chainLength: 2 }), /has no certificates/)
    assert.throws(() => customSuite(findSuite("psk-hmac"), { chainLength: 2 }), /has no size model/)
    assert.throws(() => customSuite(findSuite("tls12-psk-gcm"), { keyExchange: "p256" }), /TLS 1.3/)
    assert.strictEqual(customSuite(base, {}), base)
  })
})

describe("options of a custom suite", () => {
  const bytesOf = (id: string, options: Parameters<typeof customSuite>[1]) => {
    const { bytesDown = 0, bytesUp = 0 } = customSuite(findSuite(id), options).handshake ?? {}
    return [bytesUp, bytesDown]
  }

  it("count each byte where its message carries it", () => {
    const [up = 0, down = 0] = bytesOf("tls13-ecdsa-mutual", {})
    const changed = (options: Parameters<typeof customSuite>[1]) => {
      const [newUp = 0, newDown = 0] = bytesOf("tls13-ecdsa-mutual", options)
      return [newUp - up, newDown - down]
    }
    assert.deepStrictEqual(changed({ clientCertificateBytes: 467 + 100 }), [100, 0])
    assert.deepStrictEqual(changed({ certificateBytes: 528 }), [528 - 467, 0])
    assert.deepStrictEqual(changed({ signatureBytes: 81 }), [10, 10])
    assert.deepStrictEqual(changed({ authorityNameBytes: 49 }), [0, 57])
    assert.deepStrictEqual(changed({ extensionBytes: 30, extraGroups: 2 }), [34, 0])
    assert.deepStrictEqual(changed({ serverNameBytes: 0 }), [-36, 0])
  })

  it("predict the captured chain of two to the byte when the authority's name is given", () => {
    const options = { chainLength: 2, authorityBytes: 439, authorityNameBytes: 49 }
    const [up = 0, down = 0] = bytesOf("tls13-ecdsa-mutual", options)
    assert.closeTo(up, 1350, 2)
    assert.closeTo(down, 1450, 2)
  })

  it("lengthen identities and tickets, in TLS 1.3 with GnuTLS too", () => {
    assert.deepStrictEqual(bytesOf("tls13-psk-only-ccm8", { identityBytes: 40 }), [329 + 30, 137])
    assert.deepStrictEqual(bytesOf("tls12-resume-ticket", { identityBytes: 276 }), [429 + 100, 141])
  })

  it("are refused outside their range with the nearest value", () => {
    assert.throws(() => bytesOf("tls13-ecdsa-mutual", { chainLength: 0 }), /from 1 to 10; the nearest is 1$/)
    assert.throws(() => bytesOf("tls13-ecdsa-mutual", { serverNameBytes: 300 }), /the nearest is 255/)
    assert.throws(() => bytesOf("tls13-rpk-mutual-ccm8", { chainLength: 2 }), /raw public keys/)
    assert.throws(() => bytesOf("tls13-ecdsa-server", { clientCertificateBytes: 500 }), /mutual suite/)
  })
})

describe("where numbers come from", () => {
  it("is told step by step, and the steps add up to the time", () => {
    const report = handshakeReport("tls13-ecdsa-mutual", { platform: "nrf52840" })
    for (const role of [report.client, report.server]) {
      const sum = role.steps.reduce((total, step) => total + step.milliseconds, 0)
      assert.closeTo(sum, role.milliseconds, 1e-9)
    }
    assert.deepStrictEqual(report.origins.bytes, { status: "M", sources: ["hs"] })
    assert.deepStrictEqual(report.origins.energy, { status: "R", sources: ["recall"] })
    assert.strictEqual(report.origins.times.status, "D")
  })

  it("is refused when it is weak, and energy from a recalled current is left out", () => {
    assert.throws(
      () => handshakeReport("tls13-ecdsa-mutual", { platform: "nrf52840", refuseWeak: true }),
      /AES-128-GCM\/encrypt.*weak or recalled/
    )
    const strict = handshakeReport("tls13-ecdsa-mutual-ccm8-lean", { platform: "nrf52840", refuseWeak: true })
    assert.isNull(strict.client.millijoules)
    assert.isNull(strict.origins.energy)
    assert.isFalse(strict.isWeak)
    assert.include(strict.remarks.join("\n"), "energy refused")
    const verified = handshakeReport("tls13-psk-only-ccm8", { platform: "rp2040" })
    assert.isNotNull(verified.client.millijoules)
  })
})
