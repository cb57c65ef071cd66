// What the form asks for and what it describes: a preset of the model with another size, attack and set of defences. The
// page never knows which attacks or parameters there are; the worker tells it, from the model's own schemas.

/** An attack or defence as written in a scenario: its id and the parameters that differ from their defaults. */
export type Fragment = Readonly<Record<string, string | number | boolean>> & { readonly id: string }

export interface ScenarioForm {
  readonly preset: string
  /** Simulated time with its unit, as in a scenario file: "24 h". */
  readonly duration: string
  readonly bedside: number
  readonly wearable: number
  readonly attack: Fragment | null
  readonly defences: ReadonlyArray<Fragment>
}

/** One parameter of an attack or defence, from its JSON Schema. */
export interface ParameterField {
  readonly key: string
  readonly kind: "quantity" | "number" | "choice" | "flag"
  readonly description: string
  readonly initial: string | number | boolean
  /** The schema has no default: the value is always written out. */
  readonly isRequired: boolean
  readonly choices: ReadonlyArray<string>
}

export interface Building {
  readonly id: string
  readonly title: string
  /** Short facts for the person who chooses: evidence and precondition of an attack, price of a defence. */
  readonly facts: string
  readonly fields: ReadonlyArray<ParameterField>
}

export interface Preset extends ScenarioForm {
  readonly title: string
}

/** Everything that the form offers. */
export interface Catalogue {
  readonly presets: ReadonlyArray<Preset>
  readonly attacks: ReadonlyArray<Building>
  readonly defences: ReadonlyArray<Building>
}

/** An attack or defence with its initial parameters. */
export const initialFragment = (building: Building): Fragment => ({
  ...Object.fromEntries(
    building.fields.filter((field) => field.isRequired).map((field) => [field.key, field.initial])
  ),
  id: building.id
})

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The scenario as a person would write it: the preset with what the form changes. */
export const scenarioOf = (
  preset: unknown,
  form: ScenarioForm,
  withAttack: boolean
): Record<string, unknown> => {
  const base = isMapping(preset) ? preset : {}
  const pumps = isMapping(base["pumps"]) ? base["pumps"] : {}
  return {
    ...base,
    duration: form.duration,
    pumps: { ...pumps, bedside: form.bedside, wearable: form.wearable },
    defences: form.defences,
    attacks: withAttack && form.attack !== null ? [form.attack] : []
  }
}

// Words that some reader of YAML takes for something else than text are quoted, as is everything that is not a plain word.
const isPlainWord = (value: string): boolean =>
  /^[A-Za-z][A-Za-z0-9_-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value)

const yamlScalar = (value: unknown): string =>
  typeof value === "string" && !isPlainWord(value) ? JSON.stringify(value) : String(value)

const yamlLines = (value: unknown, indent: string): ReadonlyArray<string> => {
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const [first = "", ...rest] = yamlLines(item, `${indent}  `)
      return [`${indent}- ${first.trimStart()}`, ...rest]
    })
  }
  if (!isMapping(value)) return [`${indent}${yamlScalar(value)}`]
  return Object.entries(value).flatMap(([key, entry]) => {
    const isNested = isMapping(entry) || (Array.isArray(entry) && entry.length > 0)
    if (Array.isArray(entry) && entry.length === 0) return [`${indent}${key}: []`]
    return isNested
      ? [`${indent}${key}:`, ...yamlLines(entry, `${indent}  `)]
      : [`${indent}${key}: ${yamlScalar(entry)}`]
  })
}

/** A scenario as YAML, for `wardsim run`. */
export const scenarioYaml = (scenario: Readonly<Record<string, unknown>>): string =>
  `${yamlLines(scenario, "").join("\n")}\n`
