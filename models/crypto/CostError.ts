// Why a cost cannot be given: an unknown name, a primitive the platform cannot run, or data too weak for the caller.

import { Schema } from "effect"
import { nearest } from "../../src/input/nearest.ts"

export class CostError extends Schema.TaggedError<CostError>()("CostError", {
  /** What was asked for: "platform", "library", "suite", "primitive", "flashWaitFactor", ... */
  subject: Schema.String,
  id: Schema.String,
  problem: Schema.String,
  remedy: Schema.String
}) {
  override get message(): string {
    return `${this.subject} "${this.id}" ${this.problem}: ${this.remedy}`
  }
}

/** The error for a name that is not one of `choices`. */
export const unknownName = (subject: string, id: string, choices: ReadonlyArray<string>): CostError => {
  const suggestion = nearest(id, choices)
  return new CostError({
    subject,
    id,
    problem: "is not known",
    remedy: suggestion === undefined ? `choose one of ${choices.join(", ")}` : `did you mean "${suggestion}"?`
  })
}
