import { Schema } from "effect"
import { assert, describe, it } from "vitest"
import { captures, validateCaptures } from "../../../models/crypto/captures.ts"
import { handshakeSize, helloProfiles } from "../../../models/crypto/sizeModel.ts"

const calibration = captures.filter((capture) => capture.use === "calibration")

describe.each(calibration.map((capture) => [capture.id, capture] as const))(
  "captured handshake %s",
  (_, capture) => {
    it("is predicted within 1 % of its bytes each way and with equal flights", () => {
      const size = handshakeSize(capture.shape)
      assert.strictEqual(size.flightBytes.length, capture.flightBytes.length)
      assert.closeTo(size.bytesUp, capture.bytesUp, capture.bytesUp * 0.01)
      assert.closeTo(size.bytesDown, capture.bytesDown, capture.bytesDown * 0.01)
    })

    it("is predicted record by record, but for the 70 to 72 bytes of an ECDSA signature", () => {
      assert.deepStrictEqual(
        handshakeSize(capture.shape).recordBytes.map((flight) => flight.length),
        capture.recordBytes?.map((flight) => flight.length)
      )
      for (const [index, flight] of handshakeSize(capture.shape).recordBytes.entries()) {
        for (const [place, bytes] of flight.entries()) {
          const observed = capture.recordBytes?.[index]?.[place] ?? 0
          assert.isAtMost(
            Math.abs(bytes - observed),
            capture.shape.signatureBytes === 71 ? 1 : 0,
            `${index}/${place}`
          )
        }
      }
    })
  }
)

describe("size model", () => {
  const shape = captures.find((capture) => capture.id === "tls13-ecdsa-mutual")?.shape

  it("has 54 captures that it was fitted to, and 24 that it had not seen", () => {
    assert.strictEqual(calibration.length, 54)
    assert.strictEqual(captures.length, 54 + 24)
  })

  it("reads captures whose sums, flights and shapes are consistent", () => {
    const ids = new Set<string>()
    const literals = Schema.Literals(["calibration", "unseen"])
    for (const capture of captures) {
      assert.isFalse(ids.has(capture.id), capture.id)
      ids.add(capture.id)
      assert.isTrue(Schema.is(literals)(capture.use), capture.id)
      assert.isDefined(helloProfiles[capture.shape.hello], capture.id)
      const sum = (parity: number) =>
        capture.flightBytes.reduce((total, bytes, index) => total + (index % 2 === parity ? bytes : 0), 0)
      assert.deepStrictEqual([sum(0), sum(1)], [capture.bytesUp, capture.bytesDown], capture.id)
      const flights = capture.recordBytes?.map((records) =>
        records.reduce((total, bytes) => total + bytes, 0)
      )
      if (flights !== undefined) assert.deepStrictEqual(flights, [...capture.flightBytes], capture.id)
    }
  })

  it("predicts unseen captures of known clients, all but two within 0.3 % each way", () => {
    const unseen = validateCaptures().filter(({ capture }) => capture.use === "unseen")
    const ofKnownClients = unseen.filter(({ capture }) => capture.recordBytes !== undefined)
    assert.strictEqual(ofKnownClients.length, 22)
    const loose = ofKnownClients.filter(
      ({ errorDown, errorUp }) => Math.max(Math.abs(errorUp), Math.abs(errorDown)) > 0.003
    )
    // In one even the last message is fragmented, by chance of what is left of a small datagram; in the other three signature
    // algorithms fewer are offered each way, 6 B.
    assert.deepStrictEqual(
      loose.map(({ capture }) => capture.id),
      ["unseen-dtls12-ecdhe-ecdsa-mutual-chain3-datagram592", "unseen-tls12-ecdhe-ecdsa-mutual-gcm-chain2"]
    )
  })

  it("gives each piece of a fragmented DTLS message both headers again", () => {
    const whole = captures.find((capture) => capture.id === "dtls12-ecdhe-ecdsa-mutual-chain3")?.shape
    assert.isDefined(whole)
    const { datagramBytes: _, ...plain } = whole
    const [one, several] = [handshakeSize(plain), handshakeSize({ ...plain, datagramBytes: 700 })]
    // 2351 B in pieces: 700 - 114 first, then 700 each: 586 + 700 + 700 and the rest; 2056 B: 700 + 700 and the rest.
    assert.strictEqual(several.bytesDown - one.bytesDown, 3 * 25)
    assert.strictEqual(several.bytesUp - one.bytesUp, 3 * 25)
    assert.isTrue(several.recordBytes.flat().every((bytes) => bytes <= 700))
  })

  it("does not fit two captures whose client options nobody wrote down, and one small datagram, and says so", () => {
    const misfits = validateCaptures().filter((result) => !result.fits)
    assert.deepStrictEqual(
      misfits.map(({ capture }) => capture.id),
      [
        "unseen-dtls12-ecdhe-ecdsa-mutual-chain3-datagram592",
        "unseen-tls13-psk-only-ccm8",
        "unseen-tls13-rpk-mutual-ccm8"
      ]
    )
  })

  it("adds 9 + 5 bytes for a server name of five letters and 7 + 5 each way for a protocol name of five", () => {
    assert.isDefined(shape)
    const plain = handshakeSize({ ...shape, serverNameBytes: 0 })
    const named = handshakeSize({ ...shape, serverNameBytes: 5 })
    assert.strictEqual(named.bytesUp - plain.bytesUp, 14)
    assert.strictEqual(named.bytesDown, plain.bytesDown)
    const offered = handshakeSize({ ...shape, serverNameBytes: 0, protocolNameBytes: 5 })
    assert.strictEqual(offered.bytesUp - plain.bytesUp, 12)
    assert.strictEqual(offered.bytesDown - plain.bytesDown, 12)
  })

  it("adds 5 + DER length for each further certificate", () => {
    assert.isDefined(shape)
    const longer = handshakeSize({ ...shape, serverChainBytes: [528, 439, 439] })
    assert.strictEqual(longer.bytesDown - handshakeSize(shape).bytesDown, 2 * (5 + 439))
  })

  it("divides messages above 16 KiB into records", () => {
    assert.isDefined(shape)
    const size = handshakeSize({ ...shape, serverChainBytes: [20_000] })
    const small = handshakeSize({ ...shape, serverChainBytes: [10_000] })
    assert.strictEqual(size.bytesDown - small.bytesDown, 10_000 + 22)
  })

  it("needs four flights instead of six when DTLS 1.2 does not ask for a cookie, as derived in the data", () => {
    const psk = captures.find((capture) => capture.id === "dtls12-psk-ccm8")?.shape
    assert.isDefined(psk)
    const size = handshakeSize({ ...psk, hasCookie: false })
    assert.deepStrictEqual([size.flightBytes.length, size.bytesUp, size.bytesDown], [4, 235, 198])
  })
})
