// Reads a scenario or experiment file as text, or says in one sentence why it cannot: what is in it is src/input's business.

import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { type PlatformError } from "effect/PlatformError"
import { CommandFailure, exitCodes } from "./exitCodes.ts"

/** Largest file that is read [B]. A scenario of a whole hospital has 10 kB; ten megabytes are a mistake. */
const MAXIMUM_BYTES = 1_000_000

const invalid = (message: string) => new CommandFailure({ message, exitCode: exitCodes.invalidInput })

const explain = (path: string, error: PlatformError): CommandFailure => {
  switch (error.reason._tag) {
    case "NotFound":
      return invalid(`${path}: there is no such file. Check the path; it is relative to ${process.cwd()}`)
    case "PermissionDenied":
      return invalid(`${path}: no permission to read this file. Check its owner and mode`)
    default:
      return invalid(`${path}: cannot be read: ${error.reason.description ?? error.reason._tag}`)
  }
}

/** The text of a file that is there, is a file, has a sane size and is UTF-8; fails with exit code 3 otherwise. */
export const readInputFile = Effect.fn("readInputFile")(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const status = yield* files.stat(path).pipe(Effect.mapError((error) => explain(path, error)))
  if (status.type === "Directory") return yield* invalid(`${path}: is a folder. Give a YAML file inside it`)
  if (status.type !== "File") return yield* invalid(`${path}: is not an ordinary file. Give a YAML file`)
  if (status.size > MAXIMUM_BYTES) {
    const megabytes = (Number(status.size) / 1e6).toFixed(1)
    return yield* invalid(
      `${path}: has ${megabytes} MB. A scenario or experiment file has at most 1 MB; is this the right file?`
    )
  }
  const content = yield* files.readFile(path).pipe(Effect.mapError((error) => explain(path, error)))
  const text = yield* Effect.try({
    try: () => new TextDecoder("utf-8", { fatal: true }).decode(content),
    catch: () =>
      invalid(
        `${path}: is not text in UTF-8. Give a YAML file; a binary file or another encoding will not do`
      )
  })
  if (text.includes("\0")) return yield* invalid(`${path}: is a binary file. Give a YAML file`)
  if (text.trim() === "")
    return yield* invalid(`${path}: is empty. See the examples in experiments/ for what to write`)
  return text
})
