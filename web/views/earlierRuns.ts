// The last few runs of this page, so that a changed defence can be seen beside the run without it.

import { type PairedDifferencesData } from "../charts/pairedDifferences.ts"
import { differencesOf } from "../experimentData.ts"
import { type PageState } from "../PageState.ts"
import { type RunAnswer } from "../runProtocol.ts"
import { type Catalogue } from "../scenarioForm.ts"

const MAXIMUM_RUNS = 6

export interface FinishedRun {
  readonly key: string
  readonly label: string
  readonly answer: RunAnswer
}

/** Adds a finished run as the last; the same scenario and seed is kept once, and the oldest go first. */
export const rememberRun = (
  runs: Array<FinishedRun>,
  answer: RunAnswer,
  state: PageState,
  catalogue: Catalogue
): void => {
  const key = JSON.stringify([state.form, state.seed, state.replications])
  const same = runs.findIndex((run) => run.key === key)
  if (same >= 0) runs.splice(same, 1)
  const titleOf = (id: string) => catalogue.defences.find((defence) => defence.id === id)?.title ?? id
  const { form } = state
  const [attack = "", defences = ""] = answer.results.factors.map(
    (factor) => factor.levels.at(-1)?.title ?? ""
  )
  const size = form === undefined ? "" : `, ${form.bedside + form.wearable} pumps`
  const named =
    form === undefined ? defences : form.defences.map(({ id }) => titleOf(id)).join(" + ") || "no defence"
  runs.push({ key, label: `${attack}, ${named}${size}, seed ${state.seed}`, answer })
  if (runs.length > MAXIMUM_RUNS) runs.shift()
}

/** The present differences below those of earlier runs, in the same metric. */
export const withEarlierRuns = (
  current: PairedDifferencesData,
  runs: ReadonlyArray<FinishedRun>
): PairedDifferencesData => {
  const [present] = current.rows
  if (present === undefined || runs.length < 2) return current
  const rows = runs.slice(0, -1).flatMap(({ key, label, answer }) => {
    const [row] = differencesOf(answer.results, current.metric).rows
    return row === undefined ? [] : [{ ...row, id: key, group: "", label }]
  })
  return {
    ...current,
    rows: [...rows, { ...present, group: "", label: runs.at(-1)?.label ?? present.label }]
  }
}
