// Why a cost cannot be given: an unknown name, a primitive the platform cannot run, or data too weak for the caller.

import { Schema } from "effect"
import { nearest } from "../../src/input/nearest.ts"

export class CostError extends Schema.TaggedError<CostError>()("CostError", {
  /** What was asked for: "platform", "library", "suite", "primitive", "flashWaitFactor", ... */
  subject: Schema.String,
  id: Schema.String,
  problem: Schema.String,
  remedy: Schema.String,
  /** The platform cannot run what was asked for, or has too weak data: another suite may do. */
  isOfPlatform: Schema.optional(Schema.Boolean),
  /** The suite cannot have the sizes that were asked for: as it is in the data it may do. */
  isOfSizes: Schema.optional(Schema.Boolean)
}) {
  override get message(): string {
    return `${this.subject} "${this.id}" ${this.problem}: ${this.remedy}`
  }
}

/** So many names are listed where none is like the wrong one. */
const LISTED = 12

const list = (choices: ReadonlyArray<string>): string =>
  choices.length <= LISTED
    ? choices.join(", ")
    : `${choices.slice(0, LISTED).join(", ")} or ${choices.length - LISTED} others`

/** The error for a name that is not one of `choices`. */
export const unknownName = (subject: string, id: string, choices: ReadonlyArray<string>): CostError => {
  const suggestion = nearest(id, choices)
  return new CostError({
    subject,
    id,
    problem: "is not known",
    remedy: suggestion === undefined ? `choose one of ${list(choices)}` : `did you mean "${suggestion}"?`
  })
}
