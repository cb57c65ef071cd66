// The last few runs of this page, so that a changed defence can be seen beside the run without it.

import { type PairedDifferencesData } from "../charts/pairedDifferences.ts"
import { differencesOf } from "../experimentData.ts"
import { type RunAnswer, type RunRequest } from "../runProtocol.ts"

const MAXIMUM_RUNS = 6

export interface FinishedRun {
  readonly request: RunRequest
  readonly answer: RunAnswer
}

/** Adds a finished run as the last; the same scenario and seed is kept once, and the oldest go first. */
export const rememberRun = (runs: Array<FinishedRun>, request: RunRequest, answer: RunAnswer): void => {
  const key = JSON.stringify(request)
  const same = runs.findIndex((run) => JSON.stringify(run.request) === key)
  if (same >= 0) runs.splice(same, 1)
  runs.push({ request, answer })
  if (runs.length > MAXIMUM_RUNS) runs.shift()
}

/** What is said of a run beside its attack and defences, where the runs shown differ in it. */
const details: ReadonlyArray<(request: RunRequest) => string> = [
  ({ form }) => `${form.bedside + form.wearable} pumps`,
  ({ form }) => form.duration,
  ({ seed }) => `seed ${seed}`,
  ({ replications }) => `${replications} pairs`
]

/** The present differences below those of earlier runs, in the same metric. */
export const withEarlierRuns = (
  current: PairedDifferencesData,
  runs: ReadonlyArray<FinishedRun>
): PairedDifferencesData => {
  const [present] = current.rows
  if (present === undefined || runs.length < 2) return current
  const telling = details.filter((detail) => new Set(runs.map(({ request }) => detail(request))).size > 1)
  const rows = runs.flatMap(({ request, answer }, index) => {
    const isPresent = index === runs.length - 1
    const row = isPresent ? present : differencesOf(answer.results, current.metric).rows[0]
    if (row === undefined) return []
    const label = [row.label, ...telling.map((detail) => detail(request))].join(", ")
    return [{ ...row, id: isPresent ? present.id : JSON.stringify(request), label }]
  })
  return { ...current, rows }
}
