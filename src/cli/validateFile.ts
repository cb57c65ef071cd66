// Carries out `wardsim validate`: decodes a file as `run` or `experiment` would, and runs nothing.

import { Console, Effect, Result } from "effect"
import { models } from "../../models/all.ts"
import { decodeExperiment, type Experiment } from "../experiment/decodeExperiment.ts"
import { ExperimentFile } from "../experiment/ExperimentFile.ts"
import { type Problem } from "../input/InvalidInput.ts"
import { parseYaml } from "../input/YamlDocument.ts"
import { experimentFileOf } from "./experimentInput.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"
import { readInputFile } from "./inputFile.ts"
import { decodeScenario } from "./scenarioInput.ts"

/** Keys of an experiment that no scenario has. */
const experimentKeys = [
  "question",
  "primaryMetric",
  "factors",
  "comparisons",
  "replications",
  "scenario",
  "quick"
].filter((key) => Object.hasOwn(ExperimentFile.fields, key))

const isExperiment = (value: unknown): boolean =>
  typeof value === "object" && value !== null && experimentKeys.some((key) => Object.hasOwn(value, key))

const describe = ({ id, cells, plan, primaryMetric }: Experiment): string => {
  const count = plan._tag === "Fixed" ? `${plan.count}` : `at most ${plan.target.maximum}`
  return `a valid experiment: ${id}, ${cells.length} cells, ${count} replications each, primary metric ${primaryMetric}`
}

const check = Effect.fnUntraced(function* (file: string) {
  const text = yield* readInputFile(file)
  const document = yield* parseYaml(text, file)
  if (!isExperiment(document.value)) {
    const { model } = yield* decodeScenario(text, file)
    return `a valid scenario of the model ${model.id}`
  }
  const experiment = yield* decodeExperiment(text, file, { models })
  // The shortened version is part of the file, and only its own decoding shows mistakes in it.
  yield* decodeExperiment(text, file, { models, isQuick: true })
  return describe(experiment)
})

const printJson = (file: string, problems: ReadonlyArray<Problem>) =>
  Console.log(JSON.stringify({ file, isValid: problems.length === 0, problems }, undefined, 2))

/** Prints that a file is valid, or fails with every problem in it. */
export const validateFile = Effect.fn("validateFile")(function* (input: {
  readonly file: string
  readonly json: boolean
}) {
  const file = yield* experimentFileOf(input.file)
  const checked = yield* Effect.result(check(file))
  if (Result.isSuccess(checked)) {
    return yield* input.json ? printJson(file, []) : Console.log(`${file}: ${checked.success}`)
  }
  const error = checked.failure
  if (input.json && error._tag === "InvalidInput") {
    yield* printJson(file, error.problems)
    return yield* new CommandFailure({
      message: `${file}: ${error.problems.length} problems, listed on stdout`,
      exitCode: exitCodes.invalidInput
    })
  }
  return yield* error
})
