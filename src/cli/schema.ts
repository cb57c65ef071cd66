// `wardsim schema`: the JSON Schema of scenario and experiment files, for editors.

import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"

export const schema = Command.make(
  "schema",
  {
    kind: Argument.Literals("kind", ["scenario", "experiment"]).pipe(
      Argument.withDescription("Which kind of file (default scenario)"),
      Argument.withDefault("scenario" as const)
    )
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./printSchema.ts")),
      ({ printSchema }) => printSchema(input)
    )
).pipe(
  Command.withDescription(
    "Print the JSON Schema of scenario or experiment files, so that an editor completes and checks them."
  ),
  Command.withExamples([
    { command: "wardsim schema scenario > scenario.schema.json" },
    { command: "wardsim schema experiment > experiment.schema.json" }
  ])
)
