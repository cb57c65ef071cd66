// The schema an editor completes experiment files with. (Checked once against a JSON Schema validator; here its parts.)

import { assert, describe, it } from "vitest"
import { experimentJsonSchema } from "../../src/experiment/experimentJsonSchema.ts"
import { models } from "./toyModels.ts"

describe("experimentJsonSchema", () => {
  const schema = experimentJsonSchema(models) as {
    readonly $schema: string
    readonly additionalProperties: boolean
    readonly definitions: Readonly<Record<string, Readonly<Record<string, unknown>>>>
    readonly allOf: ReadonlyArray<{
      readonly if: unknown
      readonly then: { readonly properties: Readonly<Record<string, unknown>> }
    }>
  }

  it("is draft-07 and refuses unknown keys", () => {
    assert.strictEqual(schema.$schema, "http://json-schema.org/draft-07/schema#")
    assert.isFalse(schema.additionalProperties)
  })

  it("knows presets, metrics and parameters of the model that is named", () => {
    assert.lengthOf(schema.allOf, models.length)
    const [first] = schema.allOf
    assert.deepStrictEqual(first?.if, { properties: { model: { const: "toy-queue" } }, required: ["model"] })
    assert.deepStrictEqual(first?.then.properties["base"], { enum: ["calm"] })
    assert.deepStrictEqual(first?.then.properties["primaryMetric"], {
      enum: ["mean-wait", "served", "longest-wait-after-5"]
    })
    assert.deepStrictEqual(first?.then.properties["scenario"], { $ref: "#/definitions/toy-queue" })
  })

  it("lets a patch leave out or remove any parameter, nested ones too", () => {
    const patch = schema.definitions["toy-queue"]
    assert.notProperty(patch, "required")
    const properties = patch?.["properties"] as Readonly<
      Record<string, { readonly anyOf: ReadonlyArray<Record<string, unknown>> }>
    >
    assert.deepStrictEqual(properties["arrivals"]?.anyOf[1], { type: "null" })
    assert.strictEqual(
      properties["arrivals"]?.anyOf[0]?.["description"],
      "Customers arriving. Units: 1/s, 1/min, 1/h, 1/d."
    )
    assert.notProperty(properties["trouble"]?.anyOf[0], "required")
  })
})
