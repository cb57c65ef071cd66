// Units in, base units out, and refusals that say what would do.

import { JsonSchema, Result, Schema } from "effect"
import { assert, describe, it } from "vitest"
import { count, parseQuantity, quantity, withDefault } from "../../src/input/Quantity.ts"
import { type DimensionName, dimensions } from "../../src/input/units.ts"

const refusal = (schema: Schema.Codec<unknown, unknown>, value: unknown): string => {
  const decoded = Schema.decodeUnknownResult(schema)(value)
  return Result.isFailure(decoded) ? decoded.failure.message : `accepted as ${String(decoded.success)}`
}

describe("quantity", () => {
  it.each([
    ["duration", "8 h", 28_800],
    ["duration", "50 ms", 0.05],
    ["duration", "1.5e3us", 0.0015],
    ["duration", "2 d", 172_800],
    ["dataRate", "10 Mbit/s", 1e7],
    ["dataRate", "1 MB/s", 8e6],
    ["dataSize", "1500 B", 1500],
    ["dataSize", "64 KiB", 65_536],
    ["drugMass", "2 mg", 2],
    ["drugMass", "50 mcg", 0.05],
    ["drugRate", "36 mg/h", 0.01],
    // 0.1 mcg is 1e-4 mg; a minute has 60 s.
    ["drugRatePerBodyMass", "0.1 mcg/kg/min", 1e-4 / 60],
    ["fraction", "20 %", 0.2],
    ["fraction", "7 %", 0.07],
    ["glucose", "10 mmol/L", 180.156],
    ["volumeRate", "36 mL/h", 0.01],
    ["radioPower", "-90 dBm", -90],
    ["eventRate", "4 1/h", 4 / 3600],
    ["energy", "2 Wh", 7200],
    ["frequency", "64 MHz", 64e6]
  ] as const)("reads %s %s as %d of the base unit", (name, text, expected) => {
    const value = Schema.decodeUnknownSync(quantity(name, { description: "x" }))(text) as number
    assert.closeTo(value, expected, Math.abs(expected) * 1e-15)
  })

  it.each(Object.keys(dimensions) as Array<DimensionName>)(
    "has a base unit of size 1 and readable examples for %s",
    (name) => {
      const dimension = dimensions[name]
      for (const example of dimension.examples) assert.isNumber(parseQuantity(name, example), example)
      const base = dimension.baseUnit === "1" ? "100 %" : `1 ${dimension.baseUnit}`
      assert.strictEqual(parseQuantity(name, base), 1)
    }
  )

  it.each(["8 h", "0.1 ms", "7 d", "33.3 min"])(
    "encodes what it decoded from %s to text that decodes to the same number",
    (text) => {
      const schema = quantity("duration", { description: "x" })
      const value = Schema.decodeUnknownSync(schema)(text)
      assert.strictEqual(Schema.decodeUnknownSync(schema)(Schema.encodeSync(schema)(value)), value)
    }
  )

  it("encodes every whole percentage back to itself", () => {
    const schema = quantity("fraction", { description: "x" })
    for (let percent = 0; percent <= 100; percent++) {
      assert.strictEqual(
        Schema.encodeSync(schema)(Schema.decodeUnknownSync(schema)(`${percent} %`)),
        `${percent} %`
      )
    }
  })

  const duration = quantity("duration", { description: "How long.", minimum: "1 s", maximum: "30 d" })

  it("refuses a number without a unit and lists the units", () => {
    assert.include(
      refusal(duration, "8"),
      'has no unit: write a number and a unit, as in "30 s"; units: ns, us, ms, s, min, h, d'
    )
    assert.notInclude(refusal(duration, 8), "accepted")
  })

  it("refuses a unit of another kind and suggests a near one", () => {
    assert.include(refusal(duration, "8 hr"), 'unknown unit "hr", did you mean "h"?')
    assert.include(refusal(duration, "8 mg"), 'unknown unit "mg"')
    assert.include(refusal(duration, "8 mg"), "units: ns, us, ms, s, min, h, d")
  })

  it("refuses names every object has as units", () => {
    assert.include(refusal(duration, "8 constructor"), "unknown unit")
    assert.include(refusal(duration, "8 __proto__"), "unknown unit")
  })

  it.each(["soon", "", "h", "1,5 h", "NaN h", "Infinity h", "0x10 s", "1e999 s", "- 5 s"])(
    "refuses %j",
    (text) => {
      assert.notInclude(refusal(quantity("duration", { description: "x" }), text), "accepted")
    }
  )

  it("keeps its limits, which are inclusive, and says them", () => {
    assert.strictEqual(Schema.decodeUnknownSync(duration)("1 s") as number, 1)
    assert.strictEqual(Schema.decodeUnknownSync(duration)("720 h") as number, 2_592_000)
    assert.include(refusal(duration, "999 ms"), "too small: the least is 1 s")
    assert.include(refusal(duration, "31 d"), "too large: the greatest is 30 d")
  })

  it("refuses a negative quantity unless it is a level in decibels or has a negative minimum", () => {
    assert.include(refusal(quantity("drugMass", { description: "x" }), "-1 mg"), "too small")
    const shift = quantity("duration", { description: "x", minimum: "-1 h" })
    assert.strictEqual(Schema.decodeUnknownSync(shift)("-30 min") as number, -1800)
  })

  it("describes itself to an editor in draft-07 with pattern, description, examples and default", () => {
    const schema = Schema.Struct({
      length: duration,
      share: withDefault(quantity("fraction", { description: "Share." }), "7 %")
    })
    const { schema: json } = JsonSchema.toDocumentDraft07(Schema.toJsonSchemaDocument(schema))
    const properties = json["properties"] as Record<string, Record<string, unknown>>
    const { length, share } = properties
    assert.strictEqual(length?.["type"], "string")
    assert.strictEqual(
      length?.["description"],
      "How long. From 1 s to 30 d. Units: ns, us, ms, s, min, h, d."
    )
    assert.deepStrictEqual(length?.["examples"], ["30 s", "8 h"])
    const pattern = new RegExp(String(length?.["pattern"]), "u")
    for (const text of ["8 h", "50ms", "1.5e-3 s"]) assert.match(text, pattern)
    for (const text of ["8", "8 hr", "8 h h", "h"]) assert.notMatch(text, pattern)
    assert.strictEqual(share?.["default"], "7 %")
    assert.deepStrictEqual(json["required"], ["length"])
    assert.deepStrictEqual(Schema.decodeUnknownSync(schema)({ length: "1 h" }) as unknown, {
      length: 3600,
      share: 0.07
    })
  })
})

describe("count", () => {
  const pumps = count({ description: "Pumps.", minimum: 1, maximum: 20_000 })
  it("takes whole numbers within its limits only", () => {
    assert.strictEqual(Schema.decodeUnknownSync(pumps)(1), 1)
    for (const value of [0, 1.5, 20_001]) {
      assert.include(refusal(pumps, value), "a whole number from 1 to 20000", String(value))
    }
    for (const value of ["3", Number.NaN, null]) assert.notInclude(refusal(pumps, value), "accepted")
  })
})
