// The exit codes of every command, in one place: help, documentation and tests read them from here.

import * as Schema from "effect/Schema"

export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  invalidInput: 3,
  replicationsFailed: 4,
  interrupted: 130
} as const

/** What each exit code means, as printed by help. */
export const exitCodeMeanings: ReadonlyArray<readonly [code: number, meaning: string]> = [
  [exitCodes.ok, "done"],
  [exitCodes.failure, "failure: the port is taken, a folder is not writable, a fault of the program"],
  [exitCodes.usage, "usage: the command line is wrong"],
  [exitCodes.invalidInput, "invalid input: a scenario or experiment file is missing or wrong"],
  [exitCodes.replicationsFailed, "some replications failed: the results name them and hold the others"],
  [exitCodes.interrupted, "interrupted: finished replications are kept, the same command resumes"]
]

/** Ends a command with a message for the person at the terminal and an exit code. */
export class CommandFailure extends Schema.TaggedError<CommandFailure>()("CommandFailure", {
  message: Schema.String,
  exitCode: Schema.Int
}) {}
