// Carries out `wardsim experiment`: runs what is not done yet, keeps every finished run, writes the results.

import { availableParallelism } from "node:os"
import { Clock, Console, Effect, FileSystem, Option, Path, type PlatformError } from "effect"
import { type Experiment } from "../experiment/decodeExperiment.ts"
import { formatTable } from "../experiment/formatTable.ts"
import { openJournal } from "../experiment/Journal.ts"
import { type ExperimentResults } from "../experiment/Results.ts"
import { type ExperimentProgress, runExperiment } from "../experiment/runExperiment.ts"
import { Runner } from "../experiment/Runner.ts"
import { workerRunner } from "../experiment/WorkerRunner.ts"
import { formatResults, writeResults } from "../experiment/writeResults.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"
import { type ExperimentText, readExperiment } from "./experimentInput.ts"
import { modelsModule } from "./modelsModule.ts"
import { makeProgressDisplay } from "./progress.ts"
import { codeVersion, provenanceOf } from "./provenance.ts"
import { hasColour } from "./terminal.ts"

export interface RunExperimentInput {
  readonly path: string
  readonly workers: Option.Option<number>
  readonly quick: boolean
  /** Folder for the results; absent: results/<experiment>. */
  readonly out: Option.Option<string>
}

export interface FinishedExperiment {
  readonly results: ExperimentResults
  readonly folder: string
}

const failure = (error: { readonly message: string }) =>
  new CommandFailure({
    message: `${error.message}. Make room or rights there, or choose another folder`,
    exitCode: exitCodes.failure
  })

const reasonOf = (error: PlatformError.PlatformError): string => {
  switch (error.reason._tag) {
    case "PermissionDenied":
      return "no permission to write there"
    case "AlreadyExists":
    case "BadResource":
      return "a file is in the way"
    default:
      return error.message
  }
}

const prepareFolder = Effect.fnUntraced(function* (folder: string) {
  const files = yield* FileSystem.FileSystem
  const make = files.makeDirectory(folder, { recursive: true })
  yield* Effect.mapError(make, (error) =>
    failure({ message: `cannot write results to ${folder}: ${reasonOf(error)}` })
  )
})

/** The shortened version has a folder of its own, so that it never replaces results worth keeping. */
const usualFolder = ({ id, isQuick }: Experiment): string => `results/${id}${isQuick ? "-quick" : ""}`

const carryOut = Effect.fnUntraced(function* ({ experiment, file, text }: ExperimentText, folder: string) {
  const path = yield* Path.Path
  const { concurrency } = yield* Runner
  const version = codeVersion()
  const journalPath = path.join(folder, "journal.ndjson")
  const journal = yield* Effect.mapError(openJournal(journalPath, version), failure)
  const console = yield* Console.Console
  const isAnimated = hasColour(process.stderr)
  // Moving text needs the stream itself: a console ends every line.
  const write = (text: string) =>
    isAnimated ? void process.stderr.write(text) : console.error(text.trimEnd())
  const display = makeProgressDisplay(write, isAnimated)
  const startMilliseconds = yield* Clock.currentTimeMillis
  let last: ExperimentProgress = { done: 0, total: 0, failed: 0, resumed: 0, events: 0 }
  const results = yield* runExperiment(experiment, {
    journal,
    onProgress: (progress) => {
      last = progress
      display.update(progress)
    }
  }).pipe(
    Effect.mapError(failure),
    Effect.ensuring(Effect.sync(display.clear)),
    Effect.onInterrupt(() =>
      Console.error(
        `${last.done} of ${last.total} replications are kept in ${journalPath}. The same command goes on from there.`
      )
    )
  )
  const endMilliseconds = yield* Clock.currentTimeMillis
  const provenance = provenanceOf({
    experimentFile: path.basename(file),
    experimentText: text,
    version,
    workers: concurrency,
    startMilliseconds,
    endMilliseconds,
    events: last.events,
    resumed: last.resumed
  })
  // Each file is replaced whole; a Ctrl-C between two of them would leave a manifest that does not match.
  yield* Effect.uninterruptible(Effect.mapError(writeResults(folder, results, provenance), failure))
  return results
}, Effect.scoped)

/** Runs an experiment to its end on worker threads and leaves its results in a folder. */
export const runExperimentFile = Effect.fn("runExperimentFile")(function* (input: RunExperimentInput) {
  const read = yield* readExperiment(input.path, input.quick)
  const folder = Option.getOrElse(input.out, () => usualFolder(read.experiment))
  yield* prepareFolder(folder)
  const results = yield* carryOut(read, folder).pipe(
    Effect.provide(
      workerRunner({ modelsModule, workers: Option.getOrElse(input.workers, availableParallelism) })
    )
  )
  return { results, folder } satisfies FinishedExperiment
})

/** Fails with its own exit code when replications failed; the results hold the others. */
export const failIfIncomplete = Effect.fnUntraced(function* ({ results, folder }: FinishedExperiment) {
  const [first, ...others] = results.failures
  if (first === undefined) return
  const more = others.length === 0 ? "" : ` and ${others.length} more`
  return yield* new CommandFailure({
    message: `replication ${first.replication}${more} failed: ${first.message}. All are listed in ${folder}/runs.csv; the same command tries them again`,
    exitCode: exitCodes.replicationsFailed
  })
})

/** Prints the results on stdout and says on stderr where they are. */
export const experimentCommand = Effect.fn("experimentCommand")(function* (
  input: RunExperimentInput & { readonly json: boolean }
) {
  const finished = yield* runExperimentFile(input)
  const { results, folder } = finished
  yield* Console.log((input.json ? formatResults(results) : formatTable(results)).trimEnd())
  yield* Console.error(`Results, tables and manifest: ${folder}`)
  yield* failIfIncomplete(finished)
})
