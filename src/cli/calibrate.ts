// `wardsim calibrate`: the hospital without attackers against published figures, misfits and all.

import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { jsonFlag, seedFlag, wholeNumber } from "./flags.ts"

export const calibrate = Command.make(
  "calibrate",
  {
    target: Flag.String("target").pipe(
      Flag.withMetavar("<id>"),
      Flag.withDescription("Only this target, as in T4 (default all)"),
      Flag.optional
    ),
    replications: wholeNumber("replications", 1, 1000).pipe(
      Flag.withDescription("Replications of each experiment (default 10)"),
      Flag.withDefault(10)
    ),
    seed: seedFlag,
    markdown: Flag.Boolean("markdown").pipe(
      Flag.withoutNegation,
      Flag.withDescription("Print Markdown, as in docs/validation-hospital.md"),
      Flag.withDefault(false)
    ),
    json: jsonFlag
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./runCalibrate.ts")),
      ({ runCalibrate }) => runCalibrate(input)
    )
).pipe(
  Command.withDescription(
    "Compare the hospital with published figures: each target reached, NOT reached with its misfit, or not modelled and why."
  ),
  Command.withExamples([
    { command: "wardsim calibrate", description: "All targets; takes a few minutes" },
    { command: "wardsim calibrate --target T4 --json", description: "One target, for a program" },
    {
      command: "wardsim calibrate --markdown > docs/validation-hospital.md",
      description: "The page in the documentation"
    }
  ])
)
