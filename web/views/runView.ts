// The run view: a form on the left, and beside it what the attack did to the same hospital with the same luck. Every change
// runs again in the worker; a run under way is cancelled.

import { withoutRounding } from "../../src/experiment/withoutRounding.ts"
import { describeDifference } from "../charts/verdict.ts"
import { download, html, setText } from "../dom.ts"
import { cellName, comparedCells, differencesOf, findMetric } from "../experimentData.ts"
import { type PageState } from "../PageState.ts"
import { type RunAnswer } from "../runProtocol.ts"
import { type Catalogue, type ScenarioForm } from "../scenarioForm.ts"
import { type SimulationRunner } from "../SimulationRunner.ts"
import { makeDifferencesFigure } from "./differencesFigure.ts"
import { metricsTable } from "./metricsTable.ts"
import { makeScenarioFields, numberField } from "./scenarioFields.ts"
import { type FinishedRun, rememberRun, withEarlierRuns } from "./earlierRuns.ts"
import { notesList } from "./notes.ts"
import { makeTimeFigure } from "./timeFigure.ts"

const TYPING_PAUSE_MILLISECONDS = 300

export interface RunViewParts {
  readonly catalogue: Catalogue
  readonly runner: SimulationRunner
  readonly state: () => PageState
  readonly change: (patch: Partial<PageState>) => void
}

export interface RunView {
  readonly element: HTMLElement
  /** Shows a state and runs it unless its results are shown already. */
  readonly show: (state: PageState) => void
  readonly redraw: () => void
}

/** The first preset, when the address names no scenario. */
export const initialForm = (catalogue: Catalogue): ScenarioForm => {
  const [preset] = catalogue.presets
  if (preset === undefined) throw new Error("the model has no preset")
  const { title: _, ...form } = preset
  return form
}

const reproduction = (): { element: HTMLElement; show: (answer: RunAnswer, state: PageState) => void } => {
  const attackFingerprint = html("code", { id: "fingerprint" })
  const twinFingerprint = html("code", { id: "fingerprint-twin" })
  const command = html("code", { id: "command" })
  const copied = html("span", { role: "status", class: "hint" })
  let yaml = ""
  const copy = () => {
    navigator.clipboard.writeText(command.textContent ?? "").then(
      () => setText(copied, "Copied."),
      () => setText(copied, "The browser refused. Select the command and copy it.")
    )
  }
  const notes = html("div")
  const element = html(
    "section",
    { class: "card", "aria-labelledby": "repeat-heading" },
    html("h2", { id: "repeat-heading" }, "Repeat this run"),
    html(
      "p",
      {},
      "The same scenario and seed give the same events on every machine. The fingerprint is a hash over all of them."
    ),
    html(
      "dl",
      { class: "facts" },
      html(
        "div",
        {},
        html("dt", {}, "Fingerprint, first run with attack"),
        html("dd", {}, attackFingerprint)
      ),
      html("div", {}, html("dt", {}, "Fingerprint, its twin without"), html("dd", {}, twinFingerprint))
    ),
    html("pre", { tabindex: 0, "aria-label": "Command" }, command),
    html(
      "div",
      { class: "exports" },
      html(
        "button",
        { type: "button", class: "quiet", click: () => download("scenario.yaml", "application/yaml", yaml) },
        "Save scenario.yaml"
      ),
      html("button", { type: "button", class: "quiet", click: copy }, "Copy command"),
      copied
    ),
    html("h3", {}, "What a reader must know"),
    notes
  )
  const show = (answer: RunAnswer, state: PageState) => {
    const [compared] = comparedCells(answer.results)
    setText(attackFingerprint, compared?.cell.fingerprints[0] ?? "")
    setText(twinFingerprint, compared?.twin.fingerprints[0] ?? "")
    setText(command, `wardsim run scenario.yaml --seed ${state.seed}`)
    notes.replaceChildren(notesList(compared?.cell.notes ?? []))
    yaml = answer.scenarioYaml
  }
  return { element, show }
}

export const makeRunView = ({ catalogue, runner, state, change }: RunViewParts): RunView => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let answer: RunAnswer | undefined
  let requested = ""
  const earlier: Array<FinishedRun> = []
  const status = html("p", { class: "status", role: "status", id: "run-status" })
  const progress = html("progress", { max: 1, value: 0, "aria-label": "Finished runs" })
  const cancelButton = html(
    "button",
    { type: "button", class: "quiet", hidden: true, click: () => cancel() },
    "Cancel"
  )
  const finding = html("p", { class: "message", id: "run-finding" })
  const differences = makeDifferencesFigure("run-differences", {
    chooseMetric: (metric) => change({ metric })
  })
  const time = makeTimeFigure("run-time", {
    chooseCell: () => undefined,
    chooseSeries: (series) => change({ series })
  })
  const table = html("section", { class: "card", "aria-labelledby": "run-metrics-heading" })
  const repeat = reproduction()
  const body = html(
    "div",
    { class: "stack", hidden: true },
    differences.figure.element,
    time.figure.element,
    table,
    repeat.element
  )
  const fields = makeScenarioFields(catalogue, (form) => request({ form }))
  const seed = numberField("seed", "Seed", (value) => request({ seed: value }))
  const replications = numberField("replications", "Replications", (value) =>
    request({ replications: value })
  )
  const nextSeed = html(
    "button",
    { type: "button", click: () => request({ seed: state().seed + 1 }) },
    "Next seed"
  )
  const form = html(
    "form",
    { class: "card form", "aria-label": "Scenario" },
    fields.element,
    html(
      "div",
      { class: "form-foot" },
      html("div", { class: "pair" }, seed.element, replications.element),
      html("div", { class: "pair" }, html("button", { type: "submit", class: "primary" }, "Run"), nextSeed)
    )
  )
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    start(state())
  })

  const request = (patch: Partial<PageState>) => {
    change(patch)
  }
  const cancel = () => {
    if (runner.cancel()) setText(status, "Cancelled. The results below are of the runs that had finished.")
    setBusy(false)
  }
  const setBusy = (isBusy: boolean) => {
    progress.hidden = !isBusy
    cancelButton.hidden = !isBusy
    body.setAttribute("aria-busy", String(isBusy))
  }
  const draw = (shown: PageState) => {
    if (answer === undefined) return
    const { results } = answer
    const [compared] = comparedCells(results)
    body.hidden = compared === undefined
    if (compared === undefined) return
    const metric = findMetric(results, shown.metric)
    const current = differencesOf(results, metric)
    const [row] = current.rows
    if (row !== undefined) setText(finding, describeDifference(cellName(row), metric, row))
    differences.show({
      data: withEarlierRuns(current, earlier),
      metrics: results.metrics,
      primaryMetric: results.primaryMetric,
      selectedRow: compared.id,
      sentence:
        earlier.length > 1
          ? "The last row is the present run, those above are earlier ones on this page."
          : "",
      fileName: `wardsim-run-${metric.id}-differences`
    })
    time.show(results, compared.id, shown.series)
    table.replaceChildren(
      html("h2", { id: "run-metrics-heading" }, "All metrics"),
      metricsTable(results, compared.id)
    )
    repeat.show(answer, shown)
  }
  const start = (shown: PageState) => {
    clearTimeout(timer)
    timer = undefined
    const total = shown.replications
    setBusy(true)
    progress.value = 0
    setText(status, `Running ${total} ${total === 1 ? "pair" : "pairs"} …`)
    const asked = { form: shown.form ?? initialForm(catalogue), seed: shown.seed, replications: total }
    runner.run(asked, {
      progressed: (finished, partial) => {
        answer = { ...partial, results: withoutRounding(partial.results) }
        progress.value = finished / total
        setText(status, `${finished} of ${total} pairs finished`)
        draw(state())
      },
      finished: (complete) => {
        answer = { ...complete, results: withoutRounding(complete.results) }
        rememberRun(earlier, asked, answer)
        setBusy(false)
        const events = complete.events.toLocaleString("en").replaceAll(",", "\u2009")
        setText(
          status,
          `Done: ${total} ${total === 1 ? "pair" : "pairs"}, ${events} events, seed ${shown.seed}.`
        )
        draw(state())
      },
      failed: (message) => {
        setBusy(false)
        setText(status, `Not run: ${message}`)
      }
    })
  }
  const show = (shown: PageState) => {
    const shownForm = shown.form ?? initialForm(catalogue)
    fields.show(shownForm)
    for (const [input, value] of [
      [seed.input, shown.seed],
      [replications.input, shown.replications]
    ] as const) {
      if (document.activeElement !== input) input.value = String(value)
    }
    const wanted = JSON.stringify([shownForm, shown.seed, shown.replications])
    if (wanted === requested) return draw(shown)
    const isFirst = requested === ""
    requested = wanted
    clearTimeout(timer)
    // The page is an entry point: it lives in wall-clock time.
    // @effect-diagnostics-next-line globalTimers:off
    timer = setTimeout(() => start(state()), isFirst ? 0 : TYPING_PAUSE_MILLISECONDS)
  }
  const element = html(
    "div",
    { class: "view run" },
    html(
      "div",
      { class: "lead" },
      html("h1", { tabindex: -1 }, "The same hospital twice, with the attack and without"),
      html(
        "p",
        { class: "message" },
        "Both runs of a pair draw the same random numbers, so what differs is the attack. Every change of the form runs again, in this browser."
      )
    ),
    html(
      "div",
      { class: "run-layout" },
      form,
      html(
        "div",
        { class: "stack" },
        html("div", { class: "run-status" }, status, progress, cancelButton),
        finding,
        body
      )
    )
  )
  setBusy(false)
  return {
    element,
    show,
    redraw: () => {
      differences.figure.redraw()
      time.figure.redraw()
    }
  }
}
