// `npm run bench`: speed as ratios to peers measured alternately on this machine, next to the targets, and counts that no machine
// changes. `-- --quick` shortens the runs; `-- --only WORDS` takes the rows with these words. Writes results/bench.json unless
// rows were chosen; exit code 1 when a count grew by more than 10 %. Ratios depend on the machine: they are reported, and missing
// a target is not a failure.

import { execFileSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { fileURLToPath } from "node:url"
import { type Budget, budgets, type Comparison, comparisons } from "./comparisons.ts"
import { compareCounts, countAll, readCounts } from "./counts.ts"
import { type PatientCost } from "./patientCosts.ts"
import { findPeers, type Peers } from "./peers.ts"
import { type Work } from "./workloads.ts"

const quick = process.argv.includes("--quick")
const repetitions = quick ? 3 : 7
/** `--only words`: just the rows whose titles have these words; nothing is written. */
const only = process.argv.includes("--only") ? (process.argv[process.argv.indexOf("--only") + 1] ?? "") : ""
const isWanted = ({ title }: { readonly title: string }): boolean => title.includes(only)
const program = fileURLToPath(new URL("workload.ts", import.meta.url))
const patientProgram = fileURLToPath(new URL("patientCosts.ts", import.meta.url))

interface Spread {
  readonly minimum: number
  readonly median: number
  readonly maximum: number
}

const spreadOf = (values: ReadonlyArray<number>): Spread => {
  const sorted = values.toSorted((x, y) => x - y)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? upper) : upper
  return {
    minimum: sorted[0] ?? Number.NaN,
    median: (lower + upper) / 2,
    maximum: sorted.at(-1) ?? Number.NaN
  }
}

interface Measured extends Work {
  readonly megabytes: number
}

const measure = (workload: string): Measured =>
  JSON.parse(execFileSync(process.execPath, [program, workload], { encoding: "utf8" }))

const rateOf = (workload: string, clock: Comparison["clock"] = "processor"): number => {
  const { cpuSeconds, events, wallSeconds } = measure(workload)
  return events / (clock === "wall" ? wallSeconds : cpuSeconds)
}

const written = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))

const verdict = (isMet: boolean | null): string => (isMet === null ? "" : isMet ? "met" : "MISSED")

const compare = (comparison: Comparison, peers: Peers) => {
  const wardsim = { name: "Wardsim", run: (workload: string) => rateOf(workload, comparison.clock) }
  const peer = { "C++": peers.cpp, SimPy: peers.simpy, Wardsim: wardsim }[comparison.peer]
  if (peer === null)
    return { ...comparison, peer: comparison.peer, ratio: null, millionsPerSecond: null, isMet: null }
  const ratios: Array<number> = []
  const rates: Array<number> = []
  for (let index = 0; index < Math.min(repetitions, comparison.repetitions ?? Infinity); index++) {
    const theirs = peer.run(comparison.theirs)
    const ours = rateOf(comparison.ours, comparison.clock)
    rates.push(ours / 1e6)
    ratios.push(ours / theirs)
  }
  const ratio = spreadOf(ratios)
  const isMet = comparison.target === null ? null : ratio.median >= comparison.target
  return { ...comparison, peer: peer.name, ratio, millionsPerSecond: spreadOf(rates), isMet }
}

const spend = (budget: Budget) => {
  const runs = Array.from({ length: budget.repetitions }, () => measure(budget.ours))
  const seconds = spreadOf(runs.map(({ cpuSeconds }) => cpuSeconds * budget.scale))
  const megabytes = spreadOf(runs.map((run) => run.megabytes))
  const isMet =
    seconds.median <= (budget.targetSeconds ?? Infinity) &&
    megabytes.median <= (budget.targetMegabytes ?? Infinity)
  return { ...budget, seconds, megabytes, isMet }
}

const peers = findPeers()
for (const sentence of peers.missing) console.log(sentence)
console.log(
  `Events per CPU second, Wardsim over peer: minimum / median / maximum of ${repetitions} alternating runs (3 in long rows)`
)
const compared = comparisons(quick)
  .filter(isWanted)
  .map((comparison) => {
    const row = compare(comparison, peers)
    const { isMet, peer, ratio, target, title } = row
    if (ratio === null) console.log(`  ${title}, ${peer}: left out`)
    else {
      const figures = `${written(ratio.minimum)} / ${written(ratio.median)} / ${written(ratio.maximum)}`
      const aim = target === null ? "" : `, target >= ${target}: ${verdict(isMet)}`
      console.log(`  ${title}, ${peer}: ${figures} (${written(row.millionsPerSecond.median)} M/s)${aim}`)
    }
    return row
  })
peers.dispose()

console.log("CPU seconds and greatest memory, medians")
const spent = budgets(quick)
  .filter(isWanted)
  .map((budget) => {
    const row = spend(budget)
    const { isMet, megabytes, seconds, targetMegabytes, targetSeconds, title } = row
    const aims = [
      ...(targetSeconds === null ? [] : [`${targetSeconds} s`]),
      ...(targetMegabytes === null ? [] : [`${targetMegabytes} MB`])
    ]
    console.log(
      `  ${title}: ${written(seconds.median)} s, ${written(megabytes.median)} MB, target <= ${aims.join(", ")}: ${verdict(isMet)}`
    )
    return row
  })

/** A patient on a linear drug may take so much. */
const PATIENT_BYTES = 2048
const PATIENT_MICROSECONDS = 20

const patients: ReadonlyArray<PatientCost> = isWanted({ title: "patients" })
  ? JSON.parse(execFileSync(process.execPath, ["--expose-gc", patientProgram], { encoding: "utf8" }))
  : []
if (patients.length > 0)
  console.log(
    `Patients: memory and processor time of a simulated hour; linear drugs, target <= ${PATIENT_BYTES} B, ${PATIENT_MICROSECONDS} microseconds`
  )
for (const { bytes, drug, isLinear, microsecondsPerHour } of patients) {
  const isMet = bytes <= PATIENT_BYTES && microsecondsPerHour <= PATIENT_MICROSECONDS
  console.log(
    `  ${drug}: ${bytes} B, ${written(microsecondsPerHour)} microseconds${isLinear ? `: ${verdict(isMet)}` : ""}`
  )
}

console.log("Counts, the same on every machine")
const counts = countAll()
const committed = readCounts()
for (const [name, count] of Object.entries(counts))
  console.log(`  ${name}: ${count} (committed: ${committed[name] ?? "none"})`)
const problems = compareCounts(counts, committed)
for (const problem of problems) console.error(`count: ${problem}`)
if (problems.length > 0) process.exitCode = 1

if (only === "") {
  const results = new URL("../results/", import.meta.url)
  mkdirSync(results, { recursive: true })
  const report = {
    machine: { processor: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version },
    quick,
    repetitions,
    missing: peers.missing,
    comparisons: compared,
    budgets: spent,
    patients,
    counts,
    problems
  }
  writeFileSync(new URL("bench.json", results), `${JSON.stringify(report, null, 2)}\n`)
}
