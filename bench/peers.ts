// The peers that are installed here. A peer that is missing is a sentence, not an error.

import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("peers/", import.meta.url))
const PYTHON = "/usr/bin/python3"

export interface Peer {
  readonly name: string
  /** Runs a workload and returns events per CPU second. */
  readonly run: (workload: string) => number
}

export interface Peers {
  readonly cpp: Peer | null
  readonly simpy: Peer | null
  /** Why a peer is null. */
  readonly missing: ReadonlyArray<string>
  readonly dispose: () => void
}

const rateOf = (output: string): number => {
  const { cpu_s, model_events } = JSON.parse(output) as {
    readonly cpu_s: number
    readonly model_events: number
  }
  return model_events / cpu_s
}

/** Compiles and looks for the peers. */
export const findPeers = (): Peers => {
  const temporary = mkdtempSync(join(tmpdir(), "wardsim-bench-"))
  const missing: Array<string> = []
  return {
    cpp: findCpp(temporary, missing),
    simpy: findSimpy(missing),
    missing,
    dispose: () => rmSync(temporary, { recursive: true, force: true })
  }
}

const findCpp = (temporary: string, missing: Array<string>): Peer | null => {
  const program = join(temporary, "priority_queue_bench")
  const compiled = spawnSync("g++", [
    "-O2",
    "-std=c++17",
    join(folder, "priority_queue_bench.cpp"),
    "-o",
    program
  ])
  if (compiled.status !== 0) {
    missing.push(
      "C++ is left out: g++ is not installed or cannot compile bench/peers/priority_queue_bench.cpp."
    )
    return null
  }
  return {
    name: "C++ std::priority_queue",
    run: (workload) => rateOf(execFileSync(program, workload.split(":").slice(1), { encoding: "utf8" }))
  }
}

const findSimpy = (missing: Array<string>): Peer | null => {
  const found = spawnSync(PYTHON, ["-c", "import simpy; print(simpy.__version__)"], { encoding: "utf8" })
  if (found.status !== 0) {
    missing.push(`SimPy is left out: ${PYTHON} does not have it (Debian: apt-get install python3-simpy3).`)
    return null
  }
  return {
    name: `SimPy ${found.stdout.trim()}`,
    run: (workload) =>
      rateOf(execFileSync(PYTHON, [join(folder, "simpy_bench.py"), workload], { encoding: "utf8" }))
  }
}
