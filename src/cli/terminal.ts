// What a stream can show. Colour and animation are for people: never in a pipe, a file, or with NO_COLOR set.

import { type WriteStream } from "node:tty"

/** Whether colour and moving text may be written to the stream (https://no-color.org). */
export const hasColour = (stream: NodeJS.WriteStream | WriteStream): boolean =>
  stream.isTTY === true && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb"
