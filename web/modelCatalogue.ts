// What the form can offer, read from the hospital model's own lists and schemas. Runs in the worker, so that the page itself
// does not carry the model.

import { Schema } from "effect"
import { attacks } from "../models/attacks/all.ts"
import { type AttackParameters, type Attack } from "../models/attacks/Attack.ts"
import { type Defence, type DefenceParameters } from "../models/defences/Defence.ts"
import { defences } from "../models/defences/all.ts"
import { hospitalModel } from "../models/hospital/hospitalModel.ts"
import {
  type Building,
  type Catalogue,
  type Fragment,
  initialFragment,
  type ParameterField,
  type Preset
} from "./scenarioForm.ts"

type JsonSchema = Readonly<Record<string, unknown>>

const isMapping = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const fragmentsOf = (preset: unknown, list: "attacks" | "defences"): ReadonlyArray<Fragment> => {
  const entries = isMapping(preset) ? preset[list] : undefined
  // Presets are part of the model; its tests decode each of them.
  return Array.isArray(entries) ? (entries as ReadonlyArray<Fragment>) : []
}

/** Where the form starts for what every attack must be told: it leaves time to see the hospital before and after. */
const initialTimes: Readonly<Record<string, string>> = { start: "2 h", duration: "2 h" }

/** The schema's default, else the form's own start, else the schema's example. */
const initialOf = (key: string, property: JsonSchema): string | number | boolean => {
  const { default: fallback, examples } = property
  if (typeof fallback === "string" || typeof fallback === "number" || typeof fallback === "boolean")
    return fallback
  return initialTimes[key] ?? (Array.isArray(examples) ? String(examples.at(-1)) : "")
}

const kindOf = (property: JsonSchema): ParameterField["kind"] => {
  if (Array.isArray(property["enum"])) return "choice"
  if (property["type"] === "boolean") return "flag"
  return property["type"] === "number" || property["type"] === "integer" ? "number" : "quantity"
}

const fieldsOf = (schema: Schema.Codec<unknown, unknown>): ReadonlyArray<ParameterField> => {
  const { schema: description } = Schema.toJsonSchemaDocument(schema)
  const properties = isMapping(description["properties"]) ? description["properties"] : {}
  return Object.entries(properties).flatMap(([key, property]) => {
    if (key === "id" || !isMapping(property)) return []
    const choices = Array.isArray(property["enum"]) ? property["enum"].map(String) : []
    return [
      {
        key,
        kind: kindOf(property),
        description: String(property["description"] ?? ""),
        initial: initialOf(key, property),
        isRequired: property["default"] === undefined,
        choices
      }
    ]
  })
}

// The lists keep each entry's own parameter type; only what all have in common is read here.
const allAttacks = attacks as unknown as ReadonlyArray<Attack<AttackParameters>>
const allDefences = defences as unknown as ReadonlyArray<Defence<DefenceParameters>>

const describeAttack = ({ id, title, evidence, precondition, parameters }: Attack): Building => ({
  id,
  title,
  facts: `${evidence.charAt(0).toUpperCase()}${evidence.slice(1)}. Needs: ${precondition.charAt(0).toLowerCase()}${precondition.slice(1)}.`,
  fields: fieldsOf(parameters)
})

const describeDefence = ({ id, title, effect, price, parameters }: Defence): Building => ({
  id,
  title,
  facts: `${effect.charAt(0).toUpperCase()}${effect.slice(1)}. Price: ${price.charAt(0).toLowerCase()}${price.slice(1)}.`,
  fields: fieldsOf(parameters)
})

const describePreset = ([id, preset]: readonly [string, unknown]): Preset => {
  const scenario = isMapping(preset) ? preset : {}
  const pumps = isMapping(scenario["pumps"]) ? scenario["pumps"] : {}
  return {
    preset: id,
    title: `${String(scenario["name"] ?? id)} (${Number(pumps["bedside"] ?? 0) + Number(pumps["wearable"] ?? 0)} pumps)`,
    duration: String(scenario["duration"] ?? "12 h"),
    bedside: Number(pumps["bedside"] ?? 0),
    wearable: Number(pumps["wearable"] ?? 0),
    attack: fragmentsOf(preset, "attacks")[0] ?? firstAttack,
    defences: fragmentsOf(preset, "defences")
  }
}

// A hospital without an attack has nothing to compare, so the form begins with one.
const [first] = allAttacks
const firstAttack = first === undefined ? null : initialFragment(describeAttack(first))

export const modelCatalogue = (): Catalogue => ({
  presets: Object.entries(hospitalModel.presets).map(describePreset),
  attacks: allAttacks.map(describeAttack),
  defences: allDefences.map(describeDefence)
})
