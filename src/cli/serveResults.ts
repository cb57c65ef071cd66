// Builds the page if needed and serves it with the results until the process is told to stop.

import { Console, Effect, Option } from "effect"
import { ensurePage } from "../server/buildPage.ts"
import { startServer } from "../server/server.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"

const USUAL_PORT = 4173

const failure = (error: { readonly message: string }) =>
  new CommandFailure({ message: error.message, exitCode: exitCodes.failure })

/** Serves until interrupted. Without a port the usual one is taken, or a free one when another program has it. */
export const serveResults = Effect.fn("serveResults")(function* (options: {
  readonly port: Option.Option<number>
  readonly results: string
}) {
  const { distFolder } = yield* Effect.mapError(ensurePage(), failure)
  const listen = (port: number) => startServer({ port, resultsFolder: options.results, distFolder })
  const server = yield* Option.match(options.port, {
    onNone: () => Effect.catch(listen(USUAL_PORT), () => listen(0)),
    onSome: listen
  }).pipe(Effect.mapError(failure))
  yield* Console.log(server.url)
  yield* Console.error("Open this address in a browser. Ctrl-C stops the server.")
  return yield* Effect.never
}, Effect.scoped)
