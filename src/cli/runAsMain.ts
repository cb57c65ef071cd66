// Runs a command to its end and turns how it ended into an exit code and at most one message on stderr.

import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Predicate from "effect/Predicate"
import type * as Runtime from "effect/Runtime"
import * as CliError from "effect/cli/CliError"
import { CommandFailure, exitCodes } from "./exitCodes.ts"

/** npm and a terminal may both deliver the same Ctrl-C; signals closer together than this are one [ms]. */
const SAME_SIGNAL_MILLISECONDS = 1000

/** How a command ended: its exit code and what is left to say on stderr. */
export interface Ending {
  readonly exitCode: number
  readonly message: string | undefined
}

export const endingOf = (exit: Exit.Exit<unknown, unknown>): Ending => {
  if (Exit.isSuccess(exit)) return { exitCode: exitCodes.ok, message: undefined }
  if (Cause.hasInterruptsOnly(exit.cause)) return { exitCode: exitCodes.interrupted, message: undefined }
  const error = Cause.squash(exit.cause)
  if (error instanceof CommandFailure)
    return { exitCode: error.exitCode, message: `wardsim: ${error.message}` }
  // Known by its tag: importing its class would make help load the YAML reader.
  if (Predicate.isTagged(error, "InvalidInput") && error instanceof Error) {
    return { exitCode: exitCodes.invalidInput, message: error.message }
  }
  if (CliError.isCliError(error)) {
    // Its message was printed with the usage line; bare `wardsim` shows help, which is no error.
    const isHelp = error._tag === "ShowHelp" && error.errors.length === 0
    return { exitCode: isHelp ? exitCodes.ok : exitCodes.usage, message: undefined }
  }
  return {
    exitCode: exitCodes.failure,
    message: `wardsim: this is a fault of the program, not of your input. Please report it with the lines below.\n${Cause.pretty(exit.cause)}`
  }
}

const announceInterruption = (): void => {
  let firstMilliseconds: number | undefined
  const onSignal = () => {
    if (firstMilliseconds === undefined) {
      firstMilliseconds = performance.now()
      process.stderr.write("\nwardsim: stopping. Press Ctrl-C again to stop without cleaning up.\n")
    } else if (performance.now() - firstMilliseconds > SAME_SIGNAL_MILLISECONDS) {
      process.exit(exitCodes.interrupted)
    }
  }
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, onSignal)
}

/** What looks like a fault of the program may come of a slip in the data that people add to by hand: it is told instead. */
const tellSlips = <Failure>(program: Effect.Effect<void, Failure>) =>
  program.pipe(
    Effect.catchDefect((defect) =>
      Effect.flatMap(
        Effect.promise(() => import("./checkData.ts")),
        ({ checkData }) => Effect.andThen(checkData, Effect.die(defect))
      )
    )
  )

/** Runs the program; the process then ends with its exit code. */
export const runAsMain = <Failure>(program: Effect.Effect<void, Failure>): void => {
  announceInterruption()
  // The reader of a pipe may leave early, as `head` does: that is no fault.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) =>
      process.exit(error.code === "EPIPE" ? exitCodes.ok : exitCodes.failure)
    )
  }
  const teardown: Runtime.Teardown = (exit, onExit) => {
    const { exitCode, message } = endingOf(exit)
    if (message !== undefined) process.stderr.write(`${message}\n`)
    onExit(exitCode)
  }
  NodeRuntime.runMain(tellSlips(program), { disableErrorReporting: true, teardown })
}
