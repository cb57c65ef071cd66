// JSON Schemas (draft-07) for editors: of a model's parameters, and of experiment files, in which `scenario` and every `set` are
// completed with the parameters of the model that the file names.

import { JsonSchema, Schema } from "effect"
import { ExperimentFile } from "./ExperimentFile.ts"
import { type Model } from "./Model.ts"

type Json = Readonly<Record<string, unknown>>

const toDraft07 = (schema: Schema.Constraint): { readonly schema: Json; readonly definitions: Json } =>
  JsonSchema.toDocumentDraft07(Schema.toJsonSchemaDocument(schema, { onExcessProperty: "error" }))

const isJsonObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const UNIONS: ReadonlyArray<string> = ["anyOf", "oneOf"]

/** The schema of a merge patch: no key is required, and null removes one. Lists replace, so their items stay whole. */
const patchOf = (schema: unknown): unknown => {
  if (!isJsonObject(schema)) return schema
  const entries = Object.entries(schema).flatMap(([key, value]): ReadonlyArray<[string, unknown]> => {
    if (key === "required") return []
    if (UNIONS.includes(key) && Array.isArray(value)) return [[key, value.map(patchOf)]]
    if (key !== "properties" || !isJsonObject(value)) return [[key, value]]
    const properties = Object.entries(value).map(([name, property]): [string, unknown] => [
      name,
      { anyOf: [patchOf(property), { type: "null" }] }
    ])
    return [[key, Object.fromEntries(properties)]]
  })
  return Object.fromEntries(entries)
}

/** JSON Schema of any schema that files are decoded with. */
export const toJsonSchema = (schema: Schema.Constraint, title: string): Json => {
  const document = toDraft07(schema)
  return {
    $schema: JsonSchema.META_SCHEMA_URI_DRAFT_07,
    title,
    ...document.schema,
    ...(Object.keys(document.definitions).length === 0 ? {} : { definitions: document.definitions })
  }
}

/** JSON Schema of experiment files for these models. */
export const experimentJsonSchema = (models: ReadonlyArray<Model>): Json => {
  const file = toJsonSchema(ExperimentFile, "Wardsim experiment")
  const definitions: Record<string, unknown> = {}
  const conditions = models.map(({ id, parameters, presets, metrics }) => {
    const document = toDraft07(parameters)
    const reference = { $ref: `#/definitions/${id}` }
    definitions[id] = patchOf(document.schema)
    Object.assign(definitions, document.definitions)
    const levels = { items: { properties: { levels: { items: { properties: { set: reference } } } } } }
    return {
      if: { properties: { model: { const: id } }, required: ["model"] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: {
        properties: {
          base: { enum: Object.keys(presets) },
          primaryMetric: { enum: metrics.map((metric) => metric.id) },
          shownMetrics: { items: { enum: metrics.map((metric) => metric.id) } },
          scenario: reference,
          factors: levels,
          quick: { properties: { scenario: reference } }
        }
      }
    }
  })
  return {
    ...file,
    definitions: { ...(file["definitions"] as Json | undefined), ...definitions },
    allOf: conditions
  }
}
