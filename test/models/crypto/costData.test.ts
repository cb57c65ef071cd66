import { Schema } from "effect"
import { assert, describe, it } from "vitest"
import { costData } from "../../../models/crypto/costData.ts"
import { helloProfiles } from "../../../models/crypto/sizeModel.ts"
import file from "../../../models/data/crypto-costs.json" with { type: "json" }

const Status = Schema.Literals(["V", "M", "D", "R", "A"])

const Shape = Schema.Struct({
  protocol: Schema.Literals(["tls13", "tls12", "dtls12"]),
  keyExchange: Schema.Literals(["x25519", "p256", "x25519mlkem768", "mlkem512", "mlkem768", "rsa", "none"]),
  authentication: Schema.Literals(["psk", "server", "mutual"]),
  cipher: Schema.Literals(["gcm", "ccm8", "cbc-sha256"]),
  hello: Schema.Literals(Object.keys(helloProfiles)),
  resumption: Schema.optional(Schema.Literals(["session-id", "ticket"]))
})

const File = Schema.Struct({
  sources: Schema.Record(Schema.String, Schema.Struct({ status: Schema.optional(Status) })),
  platforms: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      clock_hz: Schema.optional(Schema.Finite),
      core_profile: Schema.String,
      power_source: Schema.String,
      power_status: Status
    })
  ),
  primitives: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      platform: Schema.String,
      cycles: Schema.optional(Schema.Finite),
      cycles_per_byte: Schema.optional(Schema.Finite),
      source: Schema.String,
      status: Status
    })
  ),
  protocols: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      kind: Schema.Literals(["suite", "application"]),
      source: Schema.String,
      status: Status,
      shape: Schema.optional(Shape)
    })
  ),
  radios: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      technology: Schema.optional(Schema.Literals(["ble", "ieee802154", "nb-iot", "wifi", "wired"])),
      source: Schema.String,
      status: Status
    })
  )
})

const decoded = Schema.decodeUnknownSync(File)(file)

describe("crypto-costs.json", () => {
  it("gives every row a source that exists", () => {
    const sources = Object.keys(decoded.sources)
    const rows = [...decoded.primitives, ...decoded.protocols, ...decoded.radios]
    for (const row of rows) assert.include(sources, row.source, row.id)
    for (const row of decoded.platforms) assert.include(sources, row.power_source, row.id)
  })

  it("points profiles and libraries only to primitive rows that exist, of a platform that exists", () => {
    const ids = new Set(decoded.primitives.map((row) => row.id))
    const platforms = new Set(decoded.platforms.map((row) => row.id))
    for (const profile of Object.values(costData.profiles)) {
      for (const cell of Object.values(profile.cells)) {
        if (cell?.from !== undefined) assert.isTrue(ids.has(cell.from), cell.from)
        assert.isTrue(cell === undefined || cell.from !== undefined || cell.rule !== undefined)
      }
    }
    for (const library of Object.values(costData.libraries)) {
      for (const id of Object.values(library.cells)) assert.isTrue(ids.has(id ?? ""), id)
    }
    for (const row of decoded.primitives) assert.isTrue(platforms.has(row.platform), row.id)
  })

  it("gives radios of wearable pumps the length of a fragment, and those of 802.15.4 the rate of the standard", () => {
    const worn = costData.radios.filter(({ technology }) =>
      ["ble", "ieee802154", "nb-iot"].includes(technology ?? "")
    )
    assert.isAtLeast(worn.length, 8)
    for (const row of worn) {
      assert.isAbove(row.mtu_bytes ?? 0, row.technology === "ble" ? 3 : 0, row.id)
      if (row.technology === "ieee802154") assert.strictEqual(row.phy_bit_rate, 250_000, row.id)
    }
  })

  it("gives every primitive row cycles or cycles per byte", () => {
    for (const row of decoded.primitives) assert.isTrue((row.cycles ?? row.cycles_per_byte ?? 0) > 0, row.id)
  })
})
