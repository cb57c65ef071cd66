// `wardsim start`, which `npm start` runs: the first experiment, then its results in a browser.

import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { portFlag, resultsFlag, workersFlag } from "./flags.ts"

export const start = Command.make(
  "start",
  {
    once: Flag.Boolean("once").pipe(
      Flag.withoutNegation,
      Flag.withDescription("End after the results instead of serving them"),
      Flag.withDefault(false)
    ),
    port: portFlag,
    results: resultsFlag,
    workers: workersFlag
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./startFlagship.ts")),
      ({ startFlagship }) => startFlagship(input)
    )
).pipe(
  Command.withDescription(
    "Run the first experiment on all cores, print its results, then serve them as a page."
  ),
  Command.withExamples([
    { command: "npm start", description: "The same, from a checkout" },
    { command: "wardsim start --once", description: "Without the page, for a pipeline" }
  ])
)
