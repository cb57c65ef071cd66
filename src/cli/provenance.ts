// What the manifest of an experiment says about where its results come from. The only part of the results with wall-clock time.

import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { availableParallelism, cpus, totalmem } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { DateTime } from "effect"
import packageDescription from "../../package.json" with { type: "json" }
import { type Provenance } from "../experiment/writeResults.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))

const hashOf = (content: Buffer | string): string => createHash("sha256").update(content).digest("hex")

const filesIn = (folder: string, ending: RegExp): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

/** Everything that can change what a run computes. */
const sources = ["models", "src/engine", "src/experiment", "src/input", "src/statistics"]

/**
 * Version of the program with a hash of its code, its data and the versions of its packages. The journal of finished runs is
 * kept under it, so that after a change no earlier run is taken for one of this program.
 */
export const codeVersion = (): string => {
  const hash = createHash("sha256")
  const files = sources.flatMap((folder) => filesIn(folder, /\.(?:ts|json)$/u))
  for (const file of [...files, join(root, "src/units.ts"), join(root, "package-lock.json")]) {
    const content = readFileSync(file)
    hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content)
  }
  return `${packageDescription.version}+${hash.digest("hex").slice(0, 16)}`
}

/** Revision of the checkout, with "-dirty" when it was changed since; "unknown" outside of one. */
const revision = (): string => {
  try {
    const flags = ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    return execFileSync("git", flags, {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"]
    }).trim()
  } catch {
    return "unknown"
  }
}

export interface RunDescription {
  readonly experimentFile: string
  readonly experimentText: string
  readonly version: string
  readonly workers: number
  readonly startMilliseconds: number
  readonly endMilliseconds: number
  /** Simulated events of the runs carried out now. */
  readonly events: number
  /** Runs that an earlier, interrupted command had finished. */
  readonly resumed: number
}

export const provenanceOf = (run: RunDescription): Provenance => {
  const dataFiles = filesIn("models/data", /\.json$/u)
  const processor = cpus()[0]?.model ?? "unknown"
  return {
    versions: {
      wardsim: run.version,
      revision: revision(),
      node: process.versions.node,
      v8: process.versions.v8
    },
    inputHashes: {
      [run.experimentFile]: hashOf(run.experimentText),
      ...Object.fromEntries(dataFiles.map((file) => [file.slice(root.length), hashOf(readFileSync(file))]))
    },
    run: {
      startedAt: DateTime.formatIso(DateTime.makeUnsafe(run.startMilliseconds)),
      durationSeconds: (run.endMilliseconds - run.startMilliseconds) / 1000,
      workers: run.workers,
      events: run.events,
      resumedReplications: run.resumed,
      machine: {
        platform: `${process.platform} ${process.arch}`,
        processor,
        processors: availableParallelism(),
        memoryBytes: totalmem()
      }
    }
  }
}
