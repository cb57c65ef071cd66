// The state of the page is in its address, so a link shows what its sender saw. Unknown or invalid parts fall back to
// defaults: a link from another version still opens.

import { type Fragment, type ScenarioForm } from "./scenarioForm.ts"

export interface PageState {
  readonly view: "experiment" | "run"
  /** Id of the experiment shown; empty means the first one. */
  readonly experiment: string
  /** Id of the metric shown; empty means the primary one. */
  readonly metric: string
  /** Id of the cell shown over time; empty means the first one. */
  readonly cell: string
  /** Id of the series shown over time; empty means the first one. */
  readonly series: string
  /** The scenario to run; undefined means the first preset as it is. */
  readonly form: ScenarioForm | undefined
  readonly seed: number
  readonly replications: number
}

export type NumberName = "bedside" | "wearable" | "seed" | "replications"

/** Limits of the whole numbers in the form; what lies outside is refused with a message, never changed silently. */
export const numberLimits: Readonly<
  Record<NumberName, { readonly minimum: number; readonly maximum: number }>
> = {
  bedside: { minimum: 0, maximum: 2000 },
  wearable: { minimum: 0, maximum: 2000 },
  seed: { minimum: 0, maximum: 4_294_967_295 },
  replications: { minimum: 1, maximum: 20 }
}

export const defaultState: PageState = {
  view: "experiment",
  experiment: "",
  metric: "",
  cell: "",
  series: "",
  form: undefined,
  seed: 1,
  replications: 5
}

export const isWithinLimits = (name: NumberName, value: number): boolean =>
  Number.isInteger(value) && value >= numberLimits[name].minimum && value <= numberLimits[name].maximum

const textFields = ["experiment", "metric", "cell", "series"] as const
const MAXIMUM_TEXT = 4000

/** "#view=run&seed=7&form={...}"; what is at its default is left out. */
export const encodeState = (state: PageState): string => {
  const parameters = new URLSearchParams()
  if (state.view !== defaultState.view) parameters.set("view", state.view)
  for (const field of textFields) if (state[field] !== "") parameters.set(field, state[field])
  if (state.seed !== defaultState.seed) parameters.set("seed", String(state.seed))
  if (state.replications !== defaultState.replications)
    parameters.set("replications", String(state.replications))
  if (state.form !== undefined) parameters.set("form", JSON.stringify(state.form))
  return `#${parameters.toString()}`
}

export const decodeState = (hash: string): PageState => {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""))
  const textOf = (name: string): string => (parameters.get(name) ?? "").slice(0, 200)
  const numberOf = (name: "seed" | "replications"): number => {
    const value = Number(parameters.get(name) ?? Number.NaN)
    return isWithinLimits(name, value) ? value : defaultState[name]
  }
  return {
    view: parameters.get("view") === "run" ? "run" : "experiment",
    experiment: textOf("experiment"),
    metric: textOf("metric"),
    cell: textOf("cell"),
    series: textOf("series"),
    form: decodeForm(parameters.get("form") ?? ""),
    seed: numberOf("seed"),
    replications: numberOf("replications")
  }
}

const decodeForm = (text: string): ScenarioForm | undefined => {
  if (text === "" || text.length > MAXIMUM_TEXT) return undefined
  try {
    const form: unknown = JSON.parse(text)
    return isScenarioForm(form) ? form : undefined
  } catch {
    // A cut-off link opens with the preset instead of an error.
    return undefined
  }
}

const isFragment = (value: unknown): value is Fragment =>
  typeof value === "object" &&
  value !== null &&
  "id" in value &&
  typeof value.id === "string" &&
  Object.values(value).every((entry) => ["string", "number", "boolean"].includes(typeof entry))

const isScenarioForm = (value: unknown): value is ScenarioForm => {
  if (typeof value !== "object" || value === null) return false
  const form: Partial<Record<keyof ScenarioForm, unknown>> = value
  return (
    typeof form.preset === "string" &&
    typeof form.duration === "string" &&
    typeof form.bedside === "number" &&
    isWithinLimits("bedside", form.bedside) &&
    typeof form.wearable === "number" &&
    isWithinLimits("wearable", form.wearable) &&
    (form.attack === null || isFragment(form.attack)) &&
    Array.isArray(form.defences) &&
    form.defences.every(isFragment)
  )
}
