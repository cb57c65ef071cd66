// Parsed YAML that still knows where each value stands, so that an error found later can point at file, line and column.
// Nothing in a file runs: only the YAML core types are read; anchors are expanded within a limit; unknown tags are refused.

import { Effect, Result, Schema } from "effect"
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap
} from "yaml"
import { codeFrame, type InvalidInput, makeInvalidInput, type Place, type Problem } from "./InvalidInput.ts"
import { formatPath, type Path, schemaProblems, type SchemaProblem } from "./schemaProblems.ts"

/** Largest file read [B]. */
export const LARGEST_FILE_BYTES = 1_000_000

/** Most nodes that aliases of one document may add. */
const MOST_ALIASES = 100

const DECODING = { errors: "all", onExcessProperty: "error" } as const

export interface YamlDocument {
  readonly fileName: string
  /** The data as plain maps, lists and scalars. */
  readonly value: unknown
  /** A problem at the value at `path`, or at the nearest enclosing value that the file has. */
  readonly problemAt: (path: Path, message: string, isKey?: boolean) => Problem
}

interface Range {
  readonly start: number
  readonly end: number
}

const rangeOf = (node: unknown): Range | undefined => {
  const range = (node as Node | null)?.range
  return range == null ? undefined : { start: range[0], end: range[1] }
}

/** Pairs of each map by key: built once, so that a thousand problems in a map of a thousand keys stay cheap. */
class KeyIndex {
  readonly #pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>()

  find(map: YAMLMap, key: string | number): Pair | undefined {
    let pairs = this.#pairs.get(map)
    if (pairs === undefined) {
      pairs = new Map(
        map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair]] : []))
      )
      this.#pairs.set(map, pairs)
    }
    return pairs.get(String(key))
  }
}

interface KeyFault {
  readonly range: Range
  readonly message: string
}

/** Repeated keys and keys that are no text; the parser's own check takes quadratic time, minutes for a hostile file. */
const keyFaults = (document: Document): ReadonlyArray<KeyFault> => {
  const faults: Array<KeyFault> = []
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>()
      for (const { key } of map.items) {
        const range = rangeOf(key) ?? rangeOf(map) ?? { start: 0, end: 0 }
        if (!isScalar(key)) faults.push({ range, message: "a key must be plain text" })
        else if (seen.has(String(key.value)))
          faults.push({ range, message: "this key is there twice in the same map" })
        else seen.add(String(key.value))
      }
    }
  })
  return faults
}

/** Where a path of the data stands in the text: its value, or its key. */
const locate = (document: Document, keys: KeyIndex, path: Path, isKey: boolean): Range => {
  let node: unknown = document.contents
  let best = rangeOf(node) ?? { start: 0, end: 0 }
  for (const [index, key] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = keys.find(node, key)
      if (pair === undefined) return best
      const keyRange = rangeOf(pair.key) ?? best
      const isValueEmpty = isScalar(pair.value) && pair.value.value === null && pair.value.source === ""
      // A map or list is pointed at by its key: its own range starts on the next line and spans many.
      const isBlock = isMap(pair.value) || isSeq(pair.value)
      const isKeyBetter = (isKey && index === path.length - 1) || isBlock || isValueEmpty
      best = isKeyBetter ? keyRange : (rangeOf(pair.value) ?? keyRange)
      node = pair.value
    } else if (isSeq(node)) {
      const item = node.items[Number(key)]
      if (item === undefined) return best
      best = rangeOf(item) ?? best
      node = item
    } else return best
  }
  return best
}

/** Reads YAML text; fails with every syntax error, a repeated key, an unknown tag, or a file over the size limit. */
export const parseYaml = (text: string, fileName: string): Effect.Effect<YamlDocument, InvalidInput> =>
  Effect.suspend(() => {
    const size = new TextEncoder().encode(text).length
    if (size > LARGEST_FILE_BYTES) {
      const message = `the file has ${size} bytes; the limit is ${LARGEST_FILE_BYTES} bytes (1 MB)`
      return Effect.fail(makeInvalidInput(fileName, [{ line: 1, column: 1, path: "", message, frame: "" }]))
    }
    const lineCounter = new LineCounter()
    const lines = text.split("\n")
    const problem = (range: Range, path: string, message: string): Problem => {
      const { line, col: column } = lineCounter.linePos(range.start)
      const place: Place = {
        line: Math.max(1, line),
        column: Math.max(1, column),
        length: range.end - range.start
      }
      return { line: place.line, column: place.column, path, message, frame: codeFrame(lines, place) }
    }
    const refuse = (message: string) =>
      Effect.fail(makeInvalidInput(fileName, [problem({ start: 0, end: 1 }, "", message)]))
    const parsed = Result.try(() =>
      parseDocument(text, {
        lineCounter,
        prettyErrors: false,
        uniqueKeys: false,
        strict: true,
        version: "1.2"
      })
    )
    const tooDeep = "the file is nested too deeply"
    if (Result.isFailure(parsed)) return refuse(tooDeep)
    const document = parsed.success
    const faults = [...document.errors, ...document.warnings]
    // The parser is recursive: a text of a hundred thousand brackets ends its stack, which it reports in these ways.
    if (faults.some(({ code, message }) => code === "RESOURCE_EXHAUSTION" || message.includes("call stack")))
      return refuse(tooDeep)
    const problems = [
      ...faults.map(({ pos: [start, end], message }) => problem({ start, end }, "", message)),
      ...keyFaults(document).map(({ range, message }) => problem(range, "", message))
    ]
    if (problems.length > 0) return Effect.fail(makeInvalidInput(fileName, problems))
    if (document.contents === null) return refuse("the file is empty")
    const value = Result.try((): unknown => document.toJS({ maxAliasCount: MOST_ALIASES }))
    if (Result.isFailure(value))
      return refuse(`aliases (*name) may add at most ${MOST_ALIASES} values to a file`)
    const keys = new KeyIndex()
    return Effect.succeed({
      fileName,
      value: value.success,
      problemAt: (path, message, isKey = false) =>
        problem(locate(document, keys, path, isKey), formatPath(path), message)
    })
  })

/** Decodes data with a schema: every problem at once, with its path; unknown keys are problems. */
export const decodeAll = <Type>(
  schema: Schema.Codec<Type, unknown>,
  data: unknown
): Result.Result<Type, ReadonlyArray<SchemaProblem>> =>
  Result.mapError(Schema.decodeUnknownResult(schema, DECODING)(data), (error) =>
    schemaProblems(error.issue, [], data)
  )

/** Decodes a parsed document; the error has every problem with its place. */
export const decodeDocument = <Type>(
  schema: Schema.Codec<Type, unknown>,
  document: YamlDocument
): Effect.Effect<Type, InvalidInput> => {
  const decoded = decodeAll(schema, document.value)
  if (Result.isSuccess(decoded)) return Effect.succeed(decoded.success)
  const problems = decoded.failure.map(({ path, message, isKey }) => document.problemAt(path, message, isKey))
  return Effect.fail(makeInvalidInput(document.fileName, problems))
}

/** Reads and decodes the text of a YAML (or JSON) file; `fileName` is only for messages. */
export const decodeYaml = Effect.fnUntraced(function* <Type>(
  schema: Schema.Codec<Type, unknown>,
  text: string,
  fileName: string
): Effect.fn.Return<Type, InvalidInput> {
  return yield* decodeDocument(schema, yield* parseYaml(text, fileName))
})
