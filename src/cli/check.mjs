// `npm run check`: types, lint, Effect diagnostics, format, unused code. Each tool must say how many files it looked at:
// several of them exit with 0 when a wrong path or a lost setting leaves them nothing to check.

import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../", import.meta.url))
const folders = ["src", "models", "web", "test", "bench", "vitest.config.ts"]

const numberIn = (output, pattern) => Number(pattern.exec(output)?.[1] ?? 0)
const isListedFile = (line) => line.startsWith("/") || /^[A-Z]:[/\\]/.test(line)

/** `countFiles` reads from a tool's output how many of our files it checked; `clean` drops what only that count needs. */
const tools = [
  {
    name: "types (tsc)",
    command: ["tsc", "--project", "tsconfig.json", "--listFiles", "--pretty", "false"],
    countFiles: (output) =>
      output.split("\n").filter((line) => isListedFile(line) && !line.includes("node_modules")).length,
    clean: (output) =>
      output
        .split("\n")
        .filter((line) => !isListedFile(line))
        .join("\n")
  },
  {
    name: "lint (oxlint)",
    command: ["oxlint", "--deny-warnings", ...folders],
    countFiles: (output) => numberIn(output, / on (\d+) files/)
  },
  {
    name: "Effect diagnostics (effect-tsgo)",
    command: ["effect-tsgo", "diagnostics", "--project", "tsconfig.json", "--strict"],
    countFiles: (output) => numberIn(output, /Checked (\d+) files/)
  },
  {
    name: "format (oxfmt)",
    command: ["oxfmt", "--check", ...folders],
    countFiles: (output) => numberIn(output, / on (\d+) files/)
  },
  {
    name: "unused code (knip)",
    command: ["knip", "--no-progress", "--treat-config-hints-as-errors", "--performance-fn", "parseFile"],
    countFiles: (output) => numberIn(output, /^parseFile +(\d+)/m),
    clean: (output) => output.replace(/\n*Name +size[^]*$/, "")
  }
]

const run = ({ command: [name, ...flags] }) =>
  new Promise((resolve) => {
    const environment = { ...process.env, NO_COLOR: "1" }
    delete environment.FORCE_COLOR
    // npm puts node_modules/.bin first on PATH; doing it here too makes the script work without npm.
    const separator = process.platform === "win32" ? ";" : ":"
    environment.PATH = `${root}node_modules/.bin${separator}${environment.PATH}`
    const child = spawn(name, flags, { cwd: root, env: environment, shell: process.platform === "win32" })
    let output = ""
    child.stdout.on("data", (chunk) => (output += chunk))
    child.stderr.on("data", (chunk) => (output += chunk))
    child.on("error", (error) => resolve({ status: 1, output: `${output}${error.message}` }))
    child.on("close", (status) => resolve({ status: status ?? 1, output }))
  })

const running = tools.map(run)
const failed = []
for (const [index, tool] of tools.entries()) {
  const { status, output } = await running[index]
  const files = tool.countFiles(output)
  const passed = status === 0 && files > 0
  if (!passed) failed.push(tool.name)
  process.stdout.write(`${passed ? "ok  " : "FAIL"}  ${tool.name}: ${files} files\n`)
  if (status !== 0) process.stdout.write(`${(tool.clean?.(output) ?? output).trim()}\n\n`)
  else if (files === 0)
    process.stdout.write(`${output.trim()}\n      It checked nothing: look at its paths and settings.\n\n`)
}
if (failed.length > 0) {
  process.stdout.write(`\n${failed.length} of ${tools.length} checks failed: ${failed.join(", ")}\n`)
  process.exit(1)
}
