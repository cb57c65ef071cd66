// Carries out `wardsim schema`. Draft-07, because that is what editors' YAML support reads.

import { Console, Effect } from "effect"
import { models } from "../../models/all.ts"
import { experimentJsonSchema, toJsonSchema } from "../experiment/experimentJsonSchema.ts"
import { type Model } from "../experiment/Model.ts"

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** A scenario file may name its model and a preset to start from; with a preset, nothing else is required. */
const scenarioJsonSchema = (model: Model) => {
  const { required, ...whole } = toJsonSchema(model.parameters, "Wardsim scenario")
  const { definitions } = experimentJsonSchema([model])
  // An experiment's patch on a scenario is what a file with a preset holds.
  const { [model.id]: patch, ...others } = isRecord(definitions) ? definitions : {}
  const properties = isRecord(patch) && isRecord(patch["properties"]) ? patch["properties"] : {}
  return {
    ...whole,
    definitions: others,
    properties: {
      model: { const: model.id, description: "Model to simulate; this one when absent." },
      base: {
        enum: Object.keys(model.presets),
        description: "Preset to start from; the rest of the file changes it."
      },
      ...properties
    },
    anyOf: [{ required: ["base"] }, { required }]
  }
}

/** Prints the JSON Schema of one kind of file. */
export const printSchema = Effect.fn("printSchema")(function* (input: {
  readonly kind: "scenario" | "experiment"
}) {
  // A scenario file that names no model is for the first one.
  const [model] = models
  const isScenario = input.kind === "scenario" && model !== undefined
  const schema = isScenario ? scenarioJsonSchema(model) : experimentJsonSchema(models)
  yield* Console.log(JSON.stringify(schema, undefined, 2))
})
