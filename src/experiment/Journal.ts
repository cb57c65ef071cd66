// Finished runs on disk, one JSON line each, appended and synced before they count: after a crash the same command goes on
// where it was. A line is found again by what it is a result of (version, model, parameters, seed, replication), so an edited
// experiment runs only what is new.

import { Effect, FileSystem, Result, Schema, type Scope, Semaphore } from "effect"
import { canonicalJson } from "./canonicalJson.ts"
import { type RunResult } from "./Model.ts"
import { type RunRequest } from "./runReplication.ts"
import { sha256 } from "./sha256.ts"

/** The journal cannot be read or written. */
export class JournalFailed extends Schema.TaggedError<JournalFailed>()("JournalFailed", {
  path: Schema.String,
  reason: Schema.Defect()
}) {
  override get message(): string {
    const reason = this.reason instanceof Error ? this.reason.message : String(this.reason)
    return `cannot keep finished runs in ${this.path}: ${reason}`
  }
}

export interface Journal {
  /** The result of an equal run, when there is one. */
  readonly find: (request: RunRequest) => Effect.Effect<RunResult | undefined>
  /** Keeps a result; it is on the disk when this succeeds. */
  readonly record: (request: RunRequest, result: RunResult) => Effect.Effect<void, JournalFailed>
}

// NaN is meant: a run that had nothing to measure.
// @effect-diagnostics schemaNumber:off
const NumberOrNaN = Schema.Number
const Times = Schema.Array(Schema.Finite)

const Line = Schema.Struct({
  key: Schema.String,
  result: Schema.Struct({
    metrics: Schema.Record(Schema.String, NumberOrNaN),
    series: Schema.Array(
      Schema.Struct({
        id: Schema.String,
        title: Schema.String,
        unit: Schema.String,
        timesSeconds: Times,
        values: Schema.Array(NumberOrNaN)
      })
    ),
    windows: Schema.Array(
      Schema.Struct({ label: Schema.String, startSeconds: Schema.Finite, endSeconds: Schema.Finite })
    ),
    notes: Schema.Array(Schema.String),
    fingerprint: Schema.String,
    events: Schema.Finite,
    simulatedSeconds: Schema.Finite
  })
})

// The canonical JSON codec writes NaN as the text "NaN", which plain JSON could not tell from an absent value.
const LineJson = Schema.fromJsonString(Schema.toCodecJson(Line))
const decodeLine = Schema.decodeUnknownResult(LineJson)
const encodeLine = Schema.encodeSync(LineJson)

const NEW_LINE = 10

/** Lines that end in a line break; what a crash left of a last one is not counted. */
const wholeLines = (
  bytes: Uint8Array
): { readonly lines: ReadonlyArray<string>; readonly length: number } => {
  const length = bytes.lastIndexOf(NEW_LINE) + 1
  const text = new TextDecoder().decode(bytes.subarray(0, length))
  return { lines: text.split("\n").slice(0, -1), length }
}

/**
 * Opens the journal at `path`, whose folder exists. `version` names everything besides the parameters that a result depends
 * on: the program's version and the hash of its data. Lines that cannot be read are as good as absent.
 */
export const openJournal = Effect.fnUntraced(function* (
  path: string,
  version: string
): Effect.fn.Return<Journal, JournalFailed, FileSystem.FileSystem | Scope.Scope> {
  const files = yield* FileSystem.FileSystem
  const wrap = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.mapError(effect, (reason) => new JournalFailed({ path, reason }))
  const finished = new Map<string, RunResult>()
  if (yield* wrap(files.exists(path))) {
    const { lines, length } = wholeLines(yield* wrap(files.readFile(path)))
    for (const line of lines) {
      const decoded = decodeLine(line)
      if (Result.isSuccess(decoded)) finished.set(decoded.success.key, decoded.success.result)
    }
    // Otherwise the next line would be glued to the half one.
    yield* wrap(files.truncate(path, length))
  }
  const file = yield* wrap(files.open(path, { flag: "a" }))
  const oneWriter = yield* Semaphore.make(1)
  const scenarioKeys = new Map<unknown, string>()
  const keyOf = Effect.fnUntraced(function* ({ model, parameters, seed, replication }: RunRequest) {
    let scenario = scenarioKeys.get(parameters)
    if (scenario === undefined) {
      scenario = yield* sha256(canonicalJson([version, model, seed, parameters]))
      scenarioKeys.set(parameters, scenario)
    }
    return `${scenario}/${seed}/${replication}`
  })
  return {
    find: (request) => Effect.map(keyOf(request), (key) => finished.get(key)),
    record: Effect.fnUntraced(function* (request, result) {
      const key = yield* keyOf(request)
      const bytes = new TextEncoder().encode(`${encodeLine({ key, result })}\n`)
      yield* wrap(Effect.andThen(file.writeAll(bytes), file.sync)).pipe(
        oneWriter.withPermits(1),
        Effect.uninterruptible
      )
      finished.set(key, result)
    })
  }
})
