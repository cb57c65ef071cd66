// Refuses to compute with a data file that somebody has made a slip in. Loads no suites: a slip may keep them from being made.

import * as Effect from "effect/Effect"
import { costData } from "../../models/crypto/costData.ts"
import { costDataProblems } from "../../models/crypto/dataProblems.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"

export const checkData: Effect.Effect<void, CommandFailure> = Effect.suspend(() => {
  const problems = costDataProblems(costData)
  return problems.length === 0
    ? Effect.void
    : Effect.fail(
        new CommandFailure({
          message: ["models/data/crypto-costs.json:", ...problems].join("\n"),
          exitCode: exitCodes.invalidInput
        })
      )
})
