// A patch on parsed data, as in RFC 7396 (JSON Merge Patch): maps merge key by key, null removes a key, and everything
// else, lists included, replaces what was there. Decoding the result still blames the file that wrote the patch.

import { Effect, Result, type Schema } from "effect"
import { type InvalidInput, makeInvalidInput } from "./InvalidInput.ts"
import { type Path, valueAt } from "./schemaProblems.ts"
import { decodeAll, type YamlDocument } from "./YamlDocument.ts"

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The data with the patch applied; neither argument changes. */
export const mergePatch = (base: unknown, patch: unknown): unknown => {
  if (!isMapping(patch)) return patch
  const merged = new Map<string, unknown>(isMapping(base) ? Object.entries(base) : [])
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key)
    else merged.set(key, mergePatch(merged.get(key), value))
  }
  // fromEntries defines own properties, so a key named __proto__ stays data.
  return Object.fromEntries(merged)
}

/** Patches in the order they apply, each named by its place in the document that wrote it. */
export interface PatchStack {
  readonly document: YamlDocument
  readonly base: unknown
  readonly patches: ReadonlyArray<Path>
  /** Where to point when no patch wrote the offending value: it came from the base. */
  readonly basePath: Path
}

/** The base with all patches applied, undecoded. */
export const applyPatches = (stack: PatchStack): unknown =>
  stack.patches.reduce(
    (data, path) => mergePatch(data, valueAt(stack.document.value, path) ?? {}),
    stack.base
  )

const deepestIn = (data: unknown, path: Path): number => {
  let depth = 0
  while (depth < path.length && valueAt(data, path.slice(0, depth + 1)) !== undefined) depth++
  return depth
}

/** Decodes the patched data; each problem points at the last patch that wrote the value, or at `basePath`. */
export const decodePatched = <Type>(
  schema: Schema.Codec<Type, unknown>,
  stack: PatchStack
): Effect.Effect<Type, InvalidInput> => {
  const { document, patches, basePath } = stack
  const decoded = decodeAll(schema, applyPatches(stack))
  if (Result.isSuccess(decoded)) return Effect.succeed(decoded.success)
  const problems = decoded.failure.map(({ path, message, isKey }) => {
    let place = basePath
    let depth = 0
    let isWritten = false
    for (const patch of patches) {
      const reached = deepestIn(valueAt(document.value, patch), path)
      // A patch blames itself if it wrote the value or, for a missing key, the map that lacks it.
      if (reached > 0 && reached >= depth) {
        depth = reached
        place = [...patch, ...path.slice(0, reached)]
        isWritten = reached === path.length
      }
    }
    const where = isWritten ? "" : `in ${path.join(".") || "the whole"}: `
    return document.problemAt(place, `${where}${message}`, isKey && isWritten)
  })
  return Effect.fail(makeInvalidInput(document.fileName, problems))
}
