// Carries out `wardsim schema`. Draft-07, because that is what editors' YAML support reads.

import { Console, Effect, JsonSchema, Schema } from "effect"
import { models } from "../../models/all.ts"
import { ExperimentFile } from "../experiment/ExperimentFile.ts"

const draft07 = (schema: Schema.Constraint): JsonSchema.JsonSchema => {
  const { schema: root, definitions } = JsonSchema.toDocumentDraft07(Schema.toJsonSchemaDocument(schema))
  return { ...root, ...(Object.keys(definitions).length > 0 && { definitions }) }
}

/** A scenario file may name its model and a preset to start from; with a preset, nothing else is required. */
const scenarioSchema = () => {
  const [model] = models
  if (model === undefined) return {}
  const { properties, required, ...rest } = draft07(model.parameters)
  return {
    ...rest,
    properties: {
      model: { const: model.id, description: "Model to simulate; this one when absent." },
      base: {
        enum: Object.keys(model.presets),
        description: "Preset to start from; the rest of the file changes it."
      },
      ...(properties as object | undefined)
    },
    anyOf: [{ required: ["base"] }, { required }]
  }
}

/** Prints the JSON Schema of one kind of file. */
export const printSchema = Effect.fn("printSchema")(function* (input: {
  readonly kind: "scenario" | "experiment"
}) {
  const schema = input.kind === "scenario" ? scenarioSchema() : draft07(ExperimentFile)
  yield* Console.log(
    JSON.stringify({ $schema: "http://json-schema.org/draft-07/schema#", ...schema }, undefined, 2)
  )
})
