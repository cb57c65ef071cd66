// `npm run bench` (`-- --quick` for short runs): speed as ratios to peers measured alternately on this machine, next to the
// targets, and counts that no machine changes. Writes results/bench.json; exit code 1 when a count grew by more than 10 %.
// Ratios are of processor time and depend on the machine: they are reported, and missing a target is not a failure.

import { execFileSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { fileURLToPath } from "node:url"
import { type Budget, budgets, type Comparison, comparisons } from "./comparisons.ts"
import { compareCounts, countAll, readCounts } from "./counts.ts"
import { findPeers, type Peers } from "./peers.ts"

const quick = process.argv.includes("--quick")
const repetitions = quick ? 3 : 7
const program = fileURLToPath(new URL("workload.ts", import.meta.url))

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

const measure = (
  workload: string
): { readonly events: number; readonly cpuSeconds: number; readonly megabytes: number } =>
  JSON.parse(execFileSync(process.execPath, [program, workload], { encoding: "utf8" }))

const rateOf = (workload: string): number => {
  const { cpuSeconds, events } = measure(workload)
  return events / cpuSeconds
}

const written = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))

const verdict = (isMet: boolean | null): string => (isMet === null ? "" : isMet ? "met" : "MISSED")

const compare = (comparison: Comparison, peers: Peers) => {
  const peer = { "C++": peers.cpp, SimPy: peers.simpy, Wardsim: { name: "Wardsim", run: rateOf } }[
    comparison.peer
  ]
  if (peer === null)
    return { ...comparison, peer: comparison.peer, ratio: null, millionsPerSecond: null, isMet: null }
  const ratios: Array<number> = []
  const rates: Array<number> = []
  for (let index = 0; index < repetitions; index++) {
    const theirs = peer.run(comparison.theirs)
    const ours = rateOf(comparison.ours)
    rates.push(ours / 1e6)
    ratios.push(ours / theirs)
  }
  const ratio = spreadOf(ratios)
  const isMet = comparison.target === null ? null : ratio.median >= comparison.target
  return { ...comparison, peer: peer.name, ratio, millionsPerSecond: spreadOf(rates), isMet }
}

const spend = (budget: Budget) => {
  const runs = Array.from({ length: Math.min(repetitions, 3) }, () => measure(budget.ours))
  const seconds = spreadOf(runs.map(({ cpuSeconds }) => cpuSeconds * budget.scale))
  return {
    ...budget,
    seconds,
    megabytes: spreadOf(runs.map(({ megabytes }) => megabytes)),
    isMet: seconds.median <= budget.targetSeconds
  }
}

const peers = findPeers()
for (const sentence of peers.missing) console.log(sentence)
console.log(
  `Events per CPU second, Wardsim over peer: minimum / median / maximum of ${repetitions} alternating runs`
)
const compared = comparisons(quick).map((comparison) => {
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

console.log("CPU seconds: minimum / median / maximum")
const spent = budgets(quick).map((budget) => {
  const row = spend(budget)
  const { isMet, seconds, targetSeconds, title } = row
  console.log(
    `  ${title}: ${written(seconds.minimum)} / ${written(seconds.median)} / ${written(seconds.maximum)} s, target <= ${targetSeconds} s: ${verdict(isMet)}`
  )
  return row
})

console.log("Counts, the same on every machine")
const counts = countAll()
const committed = readCounts()
for (const [name, count] of Object.entries(counts))
  console.log(`  ${name}: ${count} (committed: ${committed[name] ?? "none"})`)
const problems = compareCounts(counts, committed)
for (const problem of problems) console.error(`count: ${problem}`)
if (problems.length > 0) process.exitCode = 1

const results = new URL("../results/", import.meta.url)
mkdirSync(results, { recursive: true })
const report = {
  machine: { processor: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version },
  quick,
  repetitions,
  missing: peers.missing,
  comparisons: compared,
  budgets: spent,
  counts,
  problems
}
writeFileSync(new URL("bench.json", results), `${JSON.stringify(report, null, 2)}\n`)
