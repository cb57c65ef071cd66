// `wardsim validate`: everything wrong with a file, at once, without running it.

import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import { jsonFlag } from "./flags.ts"

export const validate = Command.make(
  "validate",
  {
    file: Argument.String("file").pipe(Argument.withDescription("A scenario or experiment file")),
    json: jsonFlag
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./validateFile.ts")),
      ({ validateFile }) => validateFile(input)
    )
).pipe(
  Command.withDescription(
    "Check a scenario or experiment file without running it; name every problem and its place."
  ),
  Command.withExamples([
    { command: "wardsim validate experiments/01-authentication-under-attack/experiment.yaml" },
    { command: "wardsim validate my-ward.yaml" }
  ])
)
