// `wardsim serve`: the page and the results, in a browser on this machine.

import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import { portFlag, resultsFlag } from "./flags.ts"

export const serve = Command.make("serve", { port: portFlag, results: resultsFlag }, (input) =>
  Effect.flatMap(
    Effect.promise(() => import("./serveResults.ts")),
    ({ serveResults }) => serveResults(input)
  )
).pipe(
  Command.withDescription("Serve the page and the results on 127.0.0.1 until Ctrl-C."),
  Command.withExamples([
    { command: "wardsim serve", description: "On port 4173, or a free port when that is taken" },
    { command: "wardsim serve --port 8080", description: "On port 8080, or fail when it is taken" }
  ])
)
