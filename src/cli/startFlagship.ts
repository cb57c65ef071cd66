// Carries out `wardsim start`: the first experiment, its table, and then the page with its results.

import { Console, Effect, Option, Path } from "effect"
import { fileURLToPath } from "node:url"
import { formatTable } from "../experiment/formatTable.ts"
import { failIfIncomplete, runExperimentFile } from "./runExperimentFile.ts"
import { checkPort, serveResults } from "./serveResults.ts"

const FLAGSHIP = "01-authentication-under-attack"
const flagshipFolder = fileURLToPath(new URL(`../../experiments/${FLAGSHIP}`, import.meta.url))

/** Runs the flagship experiment, prints it, and serves it unless `once`. */
export const startFlagship = Effect.fn("startFlagship")(function* (input: {
  readonly once: boolean
  readonly port: Option.Option<number>
  readonly results: string
  readonly workers: Option.Option<number>
}) {
  if (!input.once) yield* checkPort(input)
  const path = yield* Path.Path
  const folder = path.join(input.results, FLAGSHIP)
  yield* Console.error(
    `Running experiments/${FLAGSHIP}; finished replications are kept, Ctrl-C loses nothing.`
  )
  const finished = yield* runExperimentFile({
    path: flagshipFolder,
    workers: input.workers,
    quick: false,
    out: Option.some(folder)
  })
  yield* Console.log(formatTable(finished.results).trimEnd())
  yield* Console.error(`Results, tables and manifest: ${folder}`)
  if (input.once) return yield* failIfIncomplete(finished)
  return yield* serveResults(input)
})
