import { assert, describe, it } from "vitest"
import { type HandshakeShape, handshakeSize } from "../../../models/crypto/sizeModel.ts"
import fixture from "../../../models/data/handshake-captures.json" with { type: "json" }

interface Capture {
  readonly id: string
  readonly bytesUp: number
  readonly bytesDown: number
  readonly flightBytes: ReadonlyArray<number>
  readonly recordBytes: ReadonlyArray<ReadonlyArray<number>>
  readonly shape: HandshakeShape
}

// The fixture's strings are literals of the shape; JSON types widen them to string.
const captures = fixture.captures as ReadonlyArray<Capture>

describe.each(captures.map((capture) => [capture.id, capture] as const))(
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
        capture.recordBytes.map((flight) => flight.length)
      )
      for (const [index, flight] of handshakeSize(capture.shape).recordBytes.entries()) {
        for (const [place, bytes] of flight.entries()) {
          const observed = capture.recordBytes[index]?.[place] ?? 0
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

  it("has all 51 captures to answer to", () => {
    assert.strictEqual(captures.length, 51)
  })

  it("adds 14 bytes for a server name of five letters and 7 + 5 each way for a protocol name of five", () => {
    assert.isDefined(shape)
    const plain = handshakeSize(shape)
    const named = handshakeSize({ ...shape, serverNameBytes: 5 })
    assert.strictEqual(named.bytesUp - plain.bytesUp, 14)
    assert.strictEqual(named.bytesDown, plain.bytesDown)
    const offered = handshakeSize({ ...shape, protocolNameBytes: 5 })
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
