// From the argument of `wardsim run` to a model and its parameters: a preset by name, or a YAML file. A file holds the model's
// parameters; `base: ward` in it starts from that preset, and the rest of the file changes it. `model` names another model.

import { Effect, Path, Result } from "effect"
import { models } from "../../models/all.ts"
import { type Model } from "../experiment/Model.ts"
import { makeInvalidInput } from "../input/InvalidInput.ts"
import { applyPatches, decodePatched, type PatchStack } from "../input/mergePatch.ts"
import { nearest } from "../input/nearest.ts"
import { decodeAll, parseYaml } from "../input/YamlDocument.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"
import { readInputFile } from "./inputFile.ts"

export interface ScenarioInput {
  readonly model: Model
  /** Undecoded, but known to decode. */
  readonly parameters: unknown
}

const presetNames = models.flatMap((model) => Object.keys(model.presets))

const looksLikeFile = (argument: string): boolean => /[/\\]|\.(?:ya?ml|json)$/iu.test(argument)

const unknown = (kind: string, name: string, known: ReadonlyArray<string>): string => {
  const suggestion = nearest(name, known)
  return `unknown ${kind} "${name}"${suggestion === undefined ? "" : `, did you mean "${suggestion}"?`} Known: ${known.join(", ")}`
}

export interface ScenarioOptions {
  /** As if the scenario had `strictData: true`; only for models that have it. */
  readonly strictData?: boolean
}

const findPreset = (name: string): ScenarioInput | undefined => {
  const model = models.find(({ presets }) => Object.hasOwn(presets, name))
  return model === undefined ? undefined : { model, parameters: model.presets[name] }
}

/** Decodes the text of a scenario file; fails with every problem in it. */
export const decodeScenario = Effect.fn("decodeScenario")(function* (
  text: string,
  fileName: string,
  { strictData = false }: ScenarioOptions = {}
) {
  const document = yield* parseYaml(text, fileName)
  const isMap =
    typeof document.value === "object" && document.value !== null && !Array.isArray(document.value)
  const { model: modelId, base, ...written }: Record<string, unknown> = isMap ? { ...document.value } : {}
  const parameters = strictData ? { ...written, strictData } : written
  const ids = models.map(({ id }) => id)
  const model = modelId === undefined ? models[0] : models.find(({ id }) => id === modelId)
  if (model === undefined) {
    const message = unknown("model", String(modelId), ids)
    return yield* makeInvalidInput(fileName, [document.problemAt(["model"], message)])
  }
  const presets = Object.keys(model.presets)
  if (base !== undefined && (typeof base !== "string" || !presets.includes(base))) {
    const message = unknown("preset", String(base), presets)
    return yield* makeInvalidInput(fileName, [document.problemAt(["base"], message)])
  }
  const stack: PatchStack = {
    document: { ...document, value: isMap ? parameters : document.value },
    base: base === undefined ? {} : model.presets[base],
    patches: [[]],
    basePath: base === undefined ? [] : ["base"]
  }
  yield* decodePatched(model.parameters, stack)
  return { model, parameters: applyPatches(stack) } satisfies ScenarioInput
})

/** A preset with strict data; what its figures do not allow has no place in a file. */
const decodeStrictPreset = ({ model, parameters }: ScenarioInput, name: string) => {
  const strict: ScenarioInput = { model, parameters: { ...(parameters as object), strictData: true } }
  const decoded = decodeAll(model.parameters, strict.parameters)
  if (Result.isSuccess(decoded)) return Effect.succeed(strict)
  const problems = decoded.failure.map(({ message, path }) => `${name}: ${path.join(".")}: ${message}`)
  return Effect.fail(new CommandFailure({ message: problems.join("\n\n"), exitCode: exitCodes.invalidInput }))
}

/** The scenario that a person names on the command line. */
export const readScenario = Effect.fn("readScenario")(function* (
  argument: string,
  options: ScenarioOptions = {}
) {
  const preset = findPreset(argument)
  if (preset !== undefined)
    return options.strictData === true ? yield* decodeStrictPreset(preset, argument) : preset
  const path = yield* Path.Path
  if (!looksLikeFile(argument)) {
    const message = `${unknown("preset", argument, presetNames)}. A file needs its ending: ${path.basename(argument)}.yaml`
    return yield* new CommandFailure({ message, exitCode: exitCodes.usage })
  }
  return yield* decodeScenario(yield* readInputFile(argument), argument, options)
})
