// How help and usage errors look: examples first, exit codes last; help goes to stdout and errors to stderr.

import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as CliOutput from "effect/cli/CliOutput"
import { type HelpDoc } from "effect/cli/HelpDoc"
import { exitCodeMeanings } from "./exitCodes.ts"
import { hasColour } from "./terminal.ts"

const formatExamples = (document: HelpDoc, bold: (text: string) => string): string => {
  const lines = (document.examples ?? []).flatMap(({ command, description }) => [
    ...(description === undefined ? [] : [`  # ${description}`]),
    `  ${command}`,
    ""
  ])
  return lines.length === 0 ? "" : [bold("EXAMPLES"), ...lines, ""].join("\n")
}

const formatHelp = (document: HelpDoc): string => {
  const colors = hasColour(process.stdout)
  const bold = (text: string) => (colors ? `\u001B[1m${text}\u001B[0m` : text)
  const { examples: _, ...rest } = document
  const body = CliOutput.defaultFormatter({ colors, globalFlags: "summary" }).formatHelpDoc(rest)
  const codes = exitCodeMeanings.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`)
  return [formatExamples(document, bold) + body, "", bold("EXIT CODES"), ...codes].join("\n")
}

export const presenter: CliOutput.Presenter = {
  present: (event) => {
    switch (event._tag) {
      case "Help":
        return Console.log(formatHelp(event.helpDoc))
      case "Version":
        return Console.log(event.version)
      case "InvalidInvocation": {
        const command = event.commandPath.join(" ")
        const messages = event.errors.map((error) => `${command}: ${error.message}`)
        return Effect.andThen(
          Console.error(messages.join("\n")),
          Console.error(`\nUsage: ${event.helpDoc.usage}\nMore:  ${command} --help`)
        )
      }
    }
  }
}
