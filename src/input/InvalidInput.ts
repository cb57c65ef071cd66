// Everything wrong with one file a person wrote, in one error whose message can be printed as it is.

import { Schema } from "effect"

const SHOWN = 100

/** One thing wrong in a file; `line` and `column` count from 1. */
export const Problem = Schema.Struct({
  line: Schema.Int,
  column: Schema.Int,
  /** Where in the data: "factors[0].levels.none". */
  path: Schema.String,
  message: Schema.String,
  /** The line with its neighbours and a caret under the place. */
  frame: Schema.String
})

export type Problem = typeof Problem.Type

/** A scenario or experiment file that cannot be used; `message` is the full text for a person, every problem with its place. */
export class InvalidInput extends Schema.TaggedError<InvalidInput>()("InvalidInput", {
  fileName: Schema.String,
  problems: Schema.Array(Problem),
  message: Schema.String
}) {}

/** The error for these problems, in the order of the file. */
export const makeInvalidInput = (fileName: string, problems: ReadonlyArray<Problem>): InvalidInput => {
  const sorted = problems.toSorted((x, y) => x.line - y.line || x.column - y.column)
  const shown = sorted.slice(0, SHOWN).map(({ line, column, path, message, frame }) => {
    const subject = path === "" ? message : `${path}: ${message}`
    return `${fileName}:${line}:${column}: ${subject}${frame === "" ? "" : `\n${frame}`}`
  })
  const rest = sorted.length > SHOWN ? [`and ${sorted.length - SHOWN} more`] : []
  const head = sorted.length === 1 ? [] : [`${sorted.length} problems in ${fileName}`]
  return new InvalidInput({ fileName, problems: sorted, message: [...head, ...shown, ...rest].join("\n\n") })
}

export interface Place {
  readonly line: number
  readonly column: number
  /** Characters to underline on that line. */
  readonly length: number
}

const WIDEST = 160

/** The line of a place with one line around it and carets under the place; of long lines, the part around the place. */
export const codeFrame = (lines: ReadonlyArray<string>, place: Place): string => {
  const first = Math.max(1, place.line - 1)
  const last = Math.min(lines.length, place.line + 1)
  const width = String(last).length
  const from = Math.max(0, place.column - 1 - WIDEST / 2)
  const frame: Array<string> = []
  for (let line = first; line <= last; line++) {
    const text = (lines[line - 1] ?? "").replace(/\r$/u, "").slice(from, from + WIDEST)
    frame.push(`${line === place.line ? ">" : " "} ${String(line).padStart(width)} | ${text}`.trimEnd())
    if (line === place.line) {
      const column = place.column - 1 - from
      // Tabs are kept so that the caret stands under its column whatever the width of a tab.
      const indent = text.slice(0, column).replaceAll(/[^\t]/gu, " ")
      const length = Math.max(1, Math.min(place.length, text.length - column))
      frame.push(`  ${" ".repeat(width)} | ${indent}${"^".repeat(length)}`)
    }
  }
  return frame.join("\n")
}
