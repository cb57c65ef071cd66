// Builds the page if needed and serves it with the results until the process is told to stop.

import { Console, Effect, Option } from "effect"
import { distFolder, ensurePage } from "../server/buildPage.ts"
import { startServer } from "../server/server.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"

const USUAL_PORT = 4173

const failure = (error: { readonly message: string }) =>
  new CommandFailure({ message: error.message, exitCode: exitCodes.failure })

interface ServeInput {
  /** Absent: the usual port, or a free one when another program has it. */
  readonly port: Option.Option<number>
  /** Folder with one folder per experiment. */
  readonly results: string
}

const listen = ({ port, results }: ServeInput) => {
  const on = (number: number) => startServer({ port: number, resultsFolder: results, distFolder })
  return Option.match(port, {
    onNone: () => Effect.catch(on(USUAL_PORT), () => on(0)),
    onSome: on
  }).pipe(Effect.mapError(failure))
}

/** Fails when the port cannot be had; for finding out before hours of work. */
export const checkPort = (input: ServeInput) => Effect.asVoid(Effect.scoped(listen(input)))

/** Serves until interrupted. */
export const serveResults = Effect.fn("serveResults")(function* (input: ServeInput) {
  yield* checkPort(input)
  yield* Effect.mapError(ensurePage(), failure)
  const { url } = yield* listen(input)
  yield* Console.log(url)
  yield* Console.error("Open this address in a browser. Ctrl-C stops the server.")
  return yield* Effect.never
}, Effect.scoped)
