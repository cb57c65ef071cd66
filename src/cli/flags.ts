// Flags that several commands share, so that they mean the same everywhere.

import * as Flag from "effect/cli/Flag"

/** A flag that takes a whole number within limits. */
export const wholeNumber = (name: string, minimum: number, maximum: number) =>
  Flag.Int(name).pipe(
    Flag.filter(
      (value) => value >= minimum && value <= maximum,
      () => `Expected: a whole number from ${minimum} to ${maximum}`
    ),
    Flag.withMetavar("<number>")
  )

export const jsonFlag = Flag.Boolean("json").pipe(
  Flag.withoutNegation,
  Flag.withDescription("Print JSON instead of text"),
  Flag.withDefault(false)
)

/** Seeds are whole numbers that every JSON reader keeps exactly. */
export const seedFlag = wholeNumber("seed", 0, Number.MAX_SAFE_INTEGER).pipe(
  Flag.withDescription("Root of all random streams; the same seed gives the same run (default 1)"),
  Flag.withDefault(1)
)

export const replicationFlag = wholeNumber("replication", 0, 999_999).pipe(
  Flag.withDescription("Which replication of this seed (default 0)"),
  Flag.withDefault(0)
)

export const workersFlag = wholeNumber("workers", 1, 1024).pipe(
  Flag.withDescription("Worker threads (default: one for each core); results do not depend on it"),
  Flag.optional
)

export const portFlag = wholeNumber("port", 0, 65_535).pipe(
  Flag.withDescription(
    "Port on 127.0.0.1; 0 picks a free one (default 4173, or a free one when that is taken)"
  ),
  Flag.optional
)

export const resultsFlag = Flag.String("results").pipe(
  Flag.withMetavar("<folder>"),
  Flag.withDescription("Folder with one folder per experiment (default results)"),
  Flag.withDefault("results")
)
