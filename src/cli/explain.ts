// `wardsim explain`: why a patient came to harm, back to the attacker's first action.

import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { jsonFlag, replicationFlag, seedFlag, wholeNumber } from "./flags.ts"

export const explain = Command.make(
  "explain",
  {
    scenario: Argument.String("scenario").pipe(
      Argument.withDescription("A preset (ward, hospital, hospital-1000) or a YAML file")
    ),
    patient: wholeNumber("patient", 0, 1_000_000).pipe(
      Flag.withDescription("Which patient (default: the worst harmed one whose pump obeyed an attacker)"),
      Flag.optional
    ),
    seed: seedFlag,
    replication: replicationFlag,
    json: jsonFlag
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./runExplain.ts")),
      ({ runExplain }) => runExplain(input)
    )
).pipe(
  Command.withDescription(
    "Tell why a patient came to harm: what happened around it, and the chain of events back to the attacker."
  ),
  Command.withExamples([
    { command: "wardsim explain attacked-ward.yaml", description: "The worst harm of the run with seed 1" },
    {
      command: "wardsim explain attacked-ward.yaml --patient 12 --seed 7",
      description: "One patient of another run; wardsim run lists who was harmed"
    }
  ])
)
