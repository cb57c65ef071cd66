// The folder an experiment leaves behind. Every file is whole or absent: written beside its place, synced, then renamed. Nothing of
// wall-clock time or of the machine is in the tables; the manifest has it, under `run`.

import { Effect, FileSystem, Path, Schema } from "effect"
import { type ExperimentResults } from "./Results.ts"
import { formatRunsCsv, formatTableCsv } from "./resultTables.ts"
import { sha256 } from "./sha256.ts"

/** The results cannot be written. */
export class ResultsNotWritten extends Schema.TaggedError<ResultsNotWritten>()("ResultsNotWritten", {
  directory: Schema.String,
  reason: Schema.Defect()
}) {
  override get message(): string {
    const reason = this.reason instanceof Error ? this.reason.message : String(this.reason)
    return `cannot write results to ${this.directory}: ${reason}`
  }
}

/** What only the entry point knows of a run. */
export interface Provenance {
  /** Of the program and what it runs on: { wardsim: "0.1.0", revision: "..." }. */
  readonly versions: Readonly<Record<string, string>>
  /** SHA-256 of the experiment file and of every data file of the model, by name. */
  readonly inputHashes: Readonly<Record<string, string>>
  /** Machine, times and workers: the only part of the results that differs between two runs of the same experiment. */
  readonly run: Readonly<Record<string, unknown>>
}

/** NaN becomes null, and is NaN again after `parseResults`. */
export const formatResults = (results: ExperimentResults): string => `${JSON.stringify(results)}\n`

const reviveNaN = (value: unknown): unknown => {
  if (value === null) return Number.NaN
  if (Array.isArray(value)) return value.map(reviveNaN)
  if (typeof value !== "object") return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, reviveNaN(child)]))
}

/** Reads the text of a results.json that this program wrote. */
export const parseResults = (text: string): ExperimentResults => {
  const parsed = JSON.parse(text) as ExperimentResults
  const revived = reviveNaN(parsed) as ExperimentResults
  // Only the single values of a cell may be absent; any other null was NaN.
  const cells = revived.cells.map((cell, index) => ({ ...cell, values: parsed.cells[index]?.values ?? {} }))
  return { ...revived, cells }
}

const replaceFile = Effect.fnUntraced(function* (path: string, text: string) {
  const files = yield* FileSystem.FileSystem
  const temporary = `${path}.partial`
  yield* Effect.scoped(
    Effect.flatMap(files.open(temporary, { flag: "w" }), (file) =>
      Effect.andThen(file.writeAll(new TextEncoder().encode(text)), file.sync)
    )
  )
  yield* files.rename(temporary, path)
})

const manifestOf = Effect.fnUntraced(function* (
  results: ExperimentResults,
  provenance: Provenance,
  outputs: Readonly<Record<string, string>>
) {
  const { experiment, model, seed, replications } = results
  const outputHashes: Record<string, string> = {}
  for (const [name, text] of Object.entries(outputs)) outputHashes[name] = yield* sha256(text)
  const fingerprints: Array<unknown> = []
  for (const { levels, fingerprints: runs } of results.cells) {
    fingerprints.push({ levels, sha256: yield* sha256(runs.join("\n")) })
  }
  const { versions, inputHashes, run } = provenance
  const failures = results.failures.length
  return {
    experiment,
    model,
    seed,
    replications,
    failures,
    versions,
    inputHashes,
    outputHashes,
    fingerprints,
    run
  }
})

/** Writes results.json, table.csv, runs.csv and, last of all, manifest.json with the hashes of the others. */
export const writeResults = Effect.fnUntraced(
  function* (directory: string, results: ExperimentResults, provenance: Provenance) {
    const files = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    yield* files.makeDirectory(directory, { recursive: true })
    const outputs = {
      "results.json": formatResults(results),
      "table.csv": formatTableCsv(results),
      "runs.csv": formatRunsCsv(results)
    }
    for (const [name, text] of Object.entries(outputs)) yield* replaceFile(path.join(directory, name), text)
    const manifest = yield* manifestOf(results, provenance, outputs)
    yield* replaceFile(path.join(directory, "manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`)
  },
  (effect, directory) => Effect.mapError(effect, (reason) => new ResultsNotWritten({ directory, reason }))
)
