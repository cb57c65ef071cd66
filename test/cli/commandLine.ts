// Runs the wardsim command for tests: in this process where only its words and exit code matter, as a real process where
// signals, pipes and start-up do.

import { Console, Effect } from "effect"
import { Command } from "effect/cli"
import { spawn } from "node:child_process"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { layer, wardsim } from "../../src/cli/main.ts"
import { endingOf } from "../../src/cli/runAsMain.ts"

export interface Finished {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export const root = fileURLToPath(new URL("../../", import.meta.url))

/** A new empty folder. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "wardsim-test-"))

/** What `wardsim ...args` prints and how it ends, without starting a process. */
export const runHere = async (...args: ReadonlyArray<string>): Promise<Finished> => {
  const out: Array<string> = []
  const error: Array<string> = []
  const capture: Console.Console = {
    ...globalThis.console,
    log: (...values) => void out.push(`${values.join(" ")}\n`),
    error: (...values) => void error.push(`${values.join(" ")}\n`)
  }
  const exit = await Command.runWith(wardsim, { version: "0.0.0" })(args).pipe(
    Effect.provide(layer),
    Effect.provideService(Console.Console, capture),
    Effect.runPromiseExit
  )
  const { exitCode, message } = endingOf(exit)
  if (message !== undefined) error.push(`${message}\n`)
  return { exitCode, stdout: out.join(""), stderr: error.join("") }
}

export interface Started {
  readonly finished: Promise<Finished>
  readonly interrupt: () => void
  /** What stdout has shown so far. */
  readonly output: () => string
  /** Resolves when stderr or stdout has shown the text; rejects when the process ends without. */
  readonly shows: (text: string) => Promise<void>
}

/** Starts `wardsim ...args` as a process, without a terminal. */
export const start = (args: ReadonlyArray<string>, folder: string = root): Started => {
  const child = spawn(process.execPath, [join(root, "src/cli/wardsim.mjs"), ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"]
  })
  let stdout = ""
  let stderr = ""
  const listeners = new Set<() => void>()
  const note = () => {
    for (const listener of listeners) listener()
  }
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString()
    note()
  })
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString()
    note()
  })
  const finished = new Promise<Finished>((resolve) => {
    child.on("close", (code, signal) =>
      resolve({ exitCode: code ?? (signal === null ? 1 : 128), stdout, stderr })
    )
  })
  return {
    finished,
    interrupt: () => void child.kill("SIGINT"),
    output: () => stdout,
    shows: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (stdout.includes(text) || stderr.includes(text)) resolve()
        }
        listeners.add(look)
        look()
        void finished.then(() => reject(new Error(`ended without showing "${text}": ${stdout}${stderr}`)))
      })
  }
}
