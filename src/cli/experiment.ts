// `wardsim experiment`: all replications of one experiment, and its results.

import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { jsonFlag, workersFlag } from "./flags.ts"

export const experiment = Command.make(
  "experiment",
  {
    path: Argument.String("path").pipe(
      Argument.withDescription("An experiment file, or a folder with an experiment.yaml")
    ),
    workers: workersFlag,
    quick: Flag.Boolean("quick").pipe(
      Flag.withoutNegation,
      Flag.withDescription(
        "Fewer replications, to see whether it works: wider intervals, not for conclusions"
      ),
      Flag.withDefault(false)
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("<folder>"),
      Flag.withDescription("Where the results go (default results/<experiment>)"),
      Flag.optional
    ),
    json: jsonFlag
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./runExperimentFile.ts")),
      ({ experimentCommand }) => experimentCommand(input)
    )
).pipe(
  Command.withDescription(
    "Run an experiment: every cell, every replication, with intervals. The same command resumes after an interruption."
  ),
  Command.withExamples([
    { command: "wardsim experiment experiments/01-authentication-under-attack", description: "On all cores" },
    { command: "wardsim experiment my-experiment.yaml --quick", description: "A first look" },
    {
      command: "wardsim experiment my-experiment.yaml --workers 1 --out mine --json",
      description: "One worker, own folder, results as JSON on stdout"
    }
  ])
)
