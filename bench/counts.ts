// Costs that do not depend on the machine: events executed, and entries the calendar moved to keep them in order. Each is
// compared with bench/counts.json; `node bench/counts.ts --write` writes the file anew, for a change that is meant.

import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { queueingModels } from "../models/queueing/all.ts"
import { Calendar } from "../src/engine/Calendar.ts"
import { exponential } from "../src/engine/Distributions.ts"
import { RandomStreams } from "../src/engine/RandomStreams.ts"
import { hospitalModel } from "../models/hospital/hospitalModel.ts"
import { listedModel } from "../src/experiment/Model.ts"
import { makeCancellations, runModel, secureHospital } from "./workloads.ts"

/** Growth above this is a failure. */
export const GREATEST_GROWTH = 1.1

export type Counts = Readonly<Record<string, number>>

const file = new URL("counts.json", import.meta.url)

/** Entries moved per 1,000 events, once `pending` events wait and each reschedules itself after `delay`. */
const movesPerThousand = (pending: number, delay: () => number): number => {
  const calendar = new Calendar()
  for (let index = 0; index < pending; index++) calendar.insert(delay(), 128, 0, index, 0)
  const events = 10 * pending
  for (let index = 0; index < events; index++) {
    const now = calendar.peekTime()
    calendar.pop()
    calendar.insert(now + delay(), 128, 0, index, 0)
  }
  return Math.round((1000 * calendar.moves) / events)
}

/** As above when half of the events are watchdogs that are cancelled and set anew. */
const movesWithCancellation = (pending: number, delay: () => number): number => {
  const calendar = new Calendar()
  const watchdogs: Array<number> = []
  for (let index = 0; index < pending; index++) {
    calendar.insert(delay(), 128, 0, index, 0)
    watchdogs.push(calendar.insert(6e10, 128, 1, index, 0))
  }
  const events = 10 * pending
  for (let index = 0; index < events; index++) {
    const now = calendar.peekTime()
    const entity = calendar.firstOf(calendar.pop())
    calendar.insert(now + delay(), 128, 0, entity, 0)
    calendar.cancel(watchdogs[entity] as number)
    watchdogs[entity] = calendar.insert(now + 6e10, 128, 1, entity, 0)
  }
  return Math.round((1000 * calendar.moves) / events)
}

const nanoseconds = (purpose: string): (() => number) => {
  const delay = exponential(new RandomStreams(1, 0).stream(purpose), 1e9)
  return () => Math.round(delay())
}

/** Runs every workload and counts. */
export const countAll = (): Counts => {
  const counts: Record<string, number> = {}
  for (const pending of [100, 1000, 10_000, 100_000]) {
    counts[`calendar moves per 1000 events, hold ${pending}`] = movesPerThousand(
      pending,
      nanoseconds(`hold ${pending}`)
    )
  }
  counts["calendar moves per 1000 events, 10000 ties"] = movesPerThousand(10_000, () => 1e9)
  counts["calendar moves per 1000 events, 10000 watchdogs"] = movesWithCancellation(
    10_000,
    nanoseconds("watchdogs")
  )
  const kernel = makeCancellations(100)
  kernel.run(100)
  counts["events, 100 watchdogs for 100 s"] = kernel.executed
  for (const model of queueingModels) {
    counts[`events, ${model.id} for 2000 s`] = runModel(model, { warmUp: "0 s", duration: "2000 s" })
  }
  counts["events, hospital of 100 pumps for 1 h, mutual TLS"] = runModel(
    listedModel(hospitalModel),
    secureHospital(100, 1)
  )
  return counts
}

export const readCounts = (): Counts => JSON.parse(readFileSync(file, "utf8")) as Counts

/** Sentences about counts that grew too much, are new, or are gone; none when all is well. */
export const compareCounts = (now: Counts, then: Counts): ReadonlyArray<string> => [
  ...Object.entries(now).flatMap(([name, count]) => {
    const before = then[name]
    if (before === undefined) return [`"${name}" is not in bench/counts.json`]
    if (count <= before * GREATEST_GROWTH) return []
    return [`"${name}" grew from ${before} to ${count}`]
  }),
  ...Object.keys(then)
    .filter((name) => now[name] === undefined)
    .map((name) => `"${name}" is in bench/counts.json but is not counted any more`)
]

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.includes("--write")) {
  writeFileSync(file, `${JSON.stringify(countAll(), null, 2)}\n`)
}
