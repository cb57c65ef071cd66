import { Schema } from "effect"
import { assert, describe, it } from "vitest"
import { costData } from "../../../models/crypto/costData.ts"
import { costDataProblems } from "../../../models/crypto/dataProblems.ts"
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

describe("costDataProblems", () => {
  const board = costData.platforms.find(({ id }) => id === "nrf52840")
  const suite = costData.protocols.find(({ id }) => id === "tls13-psk-dhe")
  const radio = costData.radios.find(({ technology }) => technology === "ieee802154")
  if (board === undefined || suite === undefined || radio === undefined) throw new Error("rows of the data")
  const withBoard = (fields: object) =>
    costDataProblems({ ...costData, platforms: [...costData.platforms, { ...board, id: "ours", ...fields }] })
  const withSuite = (fields: object) =>
    costDataProblems({ ...costData, protocols: [...costData.protocols, { ...suite, id: "ours", ...fields }] })
  const withRadio = (fields: object) =>
    costDataProblems({ ...costData, radios: [...costData.radios, { ...radio, id: "ours", ...fields }] })

  it("finds nothing wrong with the file, nor with a copy of its rows under other names", () => {
    assert.deepStrictEqual(costDataProblems(costData), [])
    assert.deepStrictEqual([...withBoard({}), ...withSuite({}), ...withRadio({})], [])
  })

  it.each([
    [
      "a clock of zero",
      withBoard({ clock_hz: 0 }),
      'platforms "ours": clock_hz must be a number above 0, found 0'
    ],
    [
      "a clock in words",
      withBoard({ clock_hz: "80 MHz" }),
      "clock_hz must be a number above 0, found 80 MHz"
    ],
    ["a negative current", withBoard({ active_mA: -4 }), "active_mA must be a number above 0, found -4"],
    ["an unknown profile", withBoard({ default_profile: "cortexm4f-x" }), 'did you mean "cortex-m4f"?'],
    ["an unknown core", withBoard({ core_profile: "cortex-m9" }), 'core_profile "cortex-m9" is not known'],
    ["no profile", withBoard({ default_profile: undefined }), "has no default_profile"],
    ["no such source", withBoard({ power_source: "recal" }), 'did you mean "recall"?'],
    ["an id twice", withBoard({ id: "nrf52840" }), 'platforms "nrf52840" is there twice'],
    [
      "an unknown cipher",
      withSuite({ record_cipher: "AES-256-GCM" }),
      'record_cipher "AES-256-GCM" is not known'
    ],
    ["an unknown family", withSuite({ family: "tls1.3" }), 'did you mean "tls13"?'],
    ["an unknown stack", withSuite({ memory: ["mbedtls-tls3"] }), 'did you mean "mbedtls-tls13"?'],
    [
      "sums that differ",
      withSuite({ flight_bytes: [1, 2, 3], encrypted_records: undefined }),
      "flight_bytes sum to 4 B up and 2 B down, not to 324 and 225"
    ],
    [
      "flights that differ",
      withSuite({ flight_bytes: [324, 225] }),
      "flight_bytes has 2 flights, handshake.flights is 3"
    ],
    [
      "protected records of other flights",
      withSuite({ encrypted_records: [[7, 37], [37]] }),
      "encrypted_records has 2 flights, handshake.flights is 3"
    ],
    [
      "protected records without bytes",
      withSuite({ encrypted_records: [[], [0, 37], [37]] }),
      "encrypted_records must be numbers of bytes above 0, found 0"
    ],
    [
      "protected records larger than their flight",
      withSuite({ encrypted_records: [[], [7, 37], [37, 37]] }),
      "encrypted_records of flight 3 hold 74 B, more than the flight's 64 B"
    ],
    [
      "an unknown step",
      withSuite({ handshake: { ...suite.handshake, ops_client: ["X25519.keygn"] } }),
      'did you mean "X25519.keygen"?'
    ],
    ["a rate of its own", withRadio({ phy_bit_rate: 500_000 }), "whose rate is 250000"],
    ["no rate", withRadio({ phy_bit_rate: 0, technology: "ble" }), "phy_bit_rate must be a number above 0"]
  ])("finds %s", (_, problems, expected) => {
    assert.lengthOf(problems, 1)
    assert.include(problems[0], expected)
  })

  it("finds a cell of a library that points nowhere", () => {
    const libraries = {
      ...costData.libraries,
      ours: { title: "ours", platform: "nrf52840", cells: { "ECDSA-P256/verify": "nowhere" } }
    }
    assert.deepStrictEqual(costDataProblems({ ...costData, libraries }), [
      'libraries "ours": ECDSA-P256/verify points to no row of primitives: "nowhere"'
    ])
  })
})
