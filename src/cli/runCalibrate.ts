// Carries out `wardsim calibrate`.

import { Console, Effect, Option } from "effect"
import { calibrationTargets } from "../../models/hospital/calibration/all.ts"
import { runCalibration } from "../../models/hospital/calibration/runCalibration.ts"
import { nearest } from "../input/nearest.ts"
import { formatCalibrationJson, formatCalibrationMarkdown, formatCalibrationText } from "./calibrationText.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"

export interface CalibrateInput {
  readonly target: Option.Option<string>
  readonly replications: number
  readonly seed: number
  readonly markdown: boolean
  readonly json: boolean
}

const usage = (message: string) => new CommandFailure({ message, exitCode: exitCodes.usage })

const chosenTargets = Effect.fnUntraced(function* (target: Option.Option<string>) {
  if (Option.isNone(target)) return calibrationTargets
  const ids = calibrationTargets.map(({ id }) => id)
  const found = calibrationTargets.filter(({ id }) => id.toLowerCase() === target.value.toLowerCase())
  if (found.length > 0) return found
  const suggestion = nearest(target.value, ids)
  return yield* usage(
    `unknown target "${target.value}"${suggestion === undefined ? "." : `, did you mean "${suggestion}"?`} Known: ${ids.join(", ")}`
  )
})

/** Runs the experiments of the targets and prints how they compare. */
export const runCalibrate = Effect.fn("runCalibrate")(function* (input: CalibrateInput) {
  const { json, markdown, replications, seed } = input
  if (json && markdown) return yield* usage("--json and --markdown are two formats: choose one")
  const targets = yield* chosenTargets(input.target)
  const isTerminal = process.stderr.isTTY
  const results = yield* runCalibration(targets, {
    seed,
    replications,
    onProgress: (experiment, replication, total) => {
      if (isTerminal) process.stderr.write(`\r${experiment}: ${replication + 1} of ${total}    `)
    }
  }).pipe(
    Effect.mapError((error) => new CommandFailure({ message: error.message, exitCode: exitCodes.failure }))
  )
  if (isTerminal) process.stderr.write("\r\u001B[K")
  const run = { seed, replications, results }
  if (json) return yield* Console.log(formatCalibrationJson(run))
  return yield* Console.log((markdown ? formatCalibrationMarkdown : formatCalibrationText)(run))
})
