// Results made up for tests of the page: two attacks against three defences, drawn from a fixed stream. Never shipped.

import { RandomStreams } from "../../src/engine/RandomStreams.ts"
import {
  type CellResults,
  type ExperimentResults,
  type PairedComparison
} from "../../src/experiment/Results.ts"
import { meanInterval } from "../../src/statistics/meanInterval.ts"
import { pairedDifference } from "../../src/statistics/pairedDifference.ts"

const attacks = [
  { id: "none", title: "No attack" },
  { id: "B01", title: "Unauthorised command" },
  { id: "E04", title: "Ransomware on the EHR" }
]
const defences = [
  { id: "none", title: "No defence" },
  { id: "mac", title: "Message authentication" },
  { id: "limits", title: "Drug-library hard limits" }
]
const harmPerHour: Readonly<Record<string, number>> = {
  "B01/none": 6,
  "B01/mac": 0,
  "B01/limits": 1.5,
  "E04/none": 0.4
}
const SAMPLES = 97
const HOURS = 24

const metrics = [
  {
    id: "time-above-window",
    title: "Time above the therapeutic window",
    unit: "min/patient-h",
    direction: "lower-is-better",
    description: "Made up for tests."
  },
  {
    id: "alarm-latency",
    title: "Alarm latency, 95th percentile",
    unit: "s",
    direction: "lower-is-better",
    description: "Made up for tests."
  }
] as const

const makeCell = (attack: string, defence: string, replications: number): CellResults => {
  const harm = harmPerHour[`${attack}/${defence}`] ?? 0
  const times = Array.from({ length: SAMPLES }, (_, index) => (index * HOURS * 3600) / (SAMPLES - 1))
  const runs = Array.from({ length: replications }, (_, replication) => {
    const draw = new RandomStreams(7, replication).stream("fixture")
    const luck = draw()
    return {
      harm: 0.8 + luck * 0.5 + harm * (0.6 + 0.8 * draw()),
      latency: 22 + luck * 6 + (attack === "none" ? 0 : 4 * draw() - 1),
      curve: times.map((seconds) => {
        const isUnderAttack = seconds >= 8 * 3600 && seconds < 11 * 3600 && attack !== "none"
        return Math.max(0, 2 + draw() + (isUnderAttack ? harm * 3 * (0.7 + 0.6 * luck) : 0))
      })
    }
  })
  const values = {
    "time-above-window": runs.map((run) => run.harm),
    "alarm-latency": runs.map((run) => run.latency)
  }
  const intervals = times.map((_, sample) => meanInterval(runs.map((run) => run.curve[sample] ?? 0)))
  return {
    levels: { attack, defence },
    summaries: Object.fromEntries(
      Object.entries(values).map(([id, list]) => {
        const { count, mean, standardDeviation, lower, upper } = meanInterval(list)
        return [id, { count, missing: 0, mean, standardDeviation, lower, upper }]
      })
    ),
    values,
    fingerprints: runs.map((_, index) => `00000000${attack}${defence}${index}`),
    bands: [
      {
        id: "above-window",
        title: "Patients above the therapeutic window",
        unit: "%",
        timesSeconds: times,
        mean: intervals.map(({ mean }) => mean),
        lower: intervals.map(({ lower }) => lower),
        upper: intervals.map(({ upper }) => upper)
      }
    ],
    windows:
      attack === "none" ? [] : [{ label: `attack ${attack}`, startSeconds: 8 * 3600, endSeconds: 11 * 3600 }],
    notes: ["Made up for tests."]
  }
}

/** Results in the shape that an experiment leaves behind. */
export const fixtureResults = (replications = 20): ExperimentResults => {
  const cells = attacks.flatMap(({ id: attack }) =>
    defences.map(({ id: defence }) => makeCell(attack, defence, replications))
  )
  const numbers = (cell: CellResults | undefined, metric: string) =>
    (cell?.values[metric] ?? []).map((value) => value ?? Number.NaN)
  const comparisons: ReadonlyArray<PairedComparison> = cells
    .filter((cell) => cell.levels["attack"] !== "none")
    .flatMap((cell) =>
      metrics.map(({ id: metric }) => {
        const baseline = { attack: "none", defence: cell.levels["defence"] ?? "" }
        const twin = cells.find(
          (other) => other.levels["attack"] === "none" && other.levels["defence"] === baseline.defence
        )
        const difference = pairedDifference(numbers(cell, metric), numbers(twin, metric))
        return {
          levels: cell.levels,
          baseline,
          metric,
          ...difference,
          varianceReduction: 1,
          adjustedPValue: difference.pValue
        }
      })
    )
  return {
    experiment: "fixture",
    title: "Fixture: two attacks, three defences",
    question: "Does message authentication keep forged commands from harming patients?",
    model: "hospital",
    seed: 7,
    replications,
    shownMetrics: [],
    primaryMetric: "time-above-window",
    metrics,
    factors: [
      { id: "attack", title: "Attack", levels: attacks },
      { id: "defence", title: "Defence", levels: defences }
    ],
    cells,
    comparisons,
    failures: []
  }
}
