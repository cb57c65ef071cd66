// `wardsim run`: one replication of one scenario.

import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import * as Command from "effect/cli/Command"
import { jsonFlag, replicationFlag, seedFlag } from "./flags.ts"

export const run = Command.make(
  "run",
  {
    scenario: Argument.String("scenario").pipe(
      Argument.withDescription("A preset (ward, hospital, hospital-1000) or a YAML file")
    ),
    seed: seedFlag,
    replication: replicationFlag,
    all: Flag.Boolean("all").pipe(
      Flag.withoutNegation,
      Flag.withDefault(false),
      Flag.withDescription("Also list metrics that are 0 and the assumptions that were used")
    ),
    strictData: Flag.Boolean("strict-data").pipe(
      Flag.withoutNegation,
      Flag.withDescription(
        "Refuse cost figures of cryptography that are recalled, assumed or weak; no energy or battery life from such currents and capacities"
      ),
      Flag.withDefault(false)
    ),
    json: jsonFlag
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./runScenario.ts")),
      ({ runScenario }) => runScenario(input)
    )
).pipe(
  Command.withDescription("Simulate a scenario once and print its metrics and its fingerprint."),
  Command.withExamples([
    { command: "wardsim run ward", description: "The built-in ward" },
    { command: "wardsim run my-ward.yaml --seed 7 --replication 2", description: "A file, with other luck" },
    { command: "wardsim run ward --json", description: "For a program: fingerprint, events, metrics" }
  ])
)
