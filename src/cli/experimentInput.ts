// From the argument of `wardsim experiment` to an experiment: a file, or a folder with an experiment.yaml.

import { Effect, FileSystem, Path } from "effect"
import { models } from "../../models/all.ts"
import { decodeExperiment, type Experiment } from "../experiment/decodeExperiment.ts"
import { readInputFile } from "./inputFile.ts"

export interface ExperimentText {
  readonly experiment: Experiment
  readonly file: string
  readonly text: string
}

/** The file that a path means: itself, or the experiment.yaml in that folder. */
export const experimentFileOf = Effect.fn("experimentFileOf")(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const status = yield* Effect.option(files.stat(path))
  const isFolder = status._tag === "Some" && status.value.type === "Directory"
  return isFolder ? paths.join(path, "experiment.yaml") : path
})

/** Reads an experiment; fails with every problem in it. */
export const readExperiment = Effect.fn("readExperiment")(function* (path: string, isQuick: boolean) {
  const file = yield* experimentFileOf(path)
  const text = yield* readInputFile(file)
  const experiment = yield* decodeExperiment(text, file, { models, isQuick })
  return { experiment, file, text } satisfies ExperimentText
})
