// Starts the page: address to state, state to view, theme, navigation.

import { type ExperimentResults } from "../src/experiment/Results.ts"
import { setText } from "./dom.ts"
import { type ExperimentListing, listExperiments, loadExperiment } from "./experimentSource.ts"
import { decodeState, encodeState, type PageState } from "./PageState.ts"
import { SimulationRunner } from "./SimulationRunner.ts"
import { chooseTheme, startTheme, themeChoice, type ThemeChoice } from "./theme.ts"
import { makeExperimentView } from "./views/experimentView.ts"
import { makeRunView, type RunView } from "./views/runView.ts"

const element = <Type extends Element>(selector: string): Type => {
  const found = document.querySelector<Type>(selector)
  if (found === null) throw new Error(`index.html has no ${selector}`)
  return found
}

const main = element<HTMLElement>("main")
const announcement = element<HTMLElement>("#announcement")
const runner = new SimulationRunner()
const loaded = new Map<string, Promise<ExperimentResults>>()
let state = decodeState(location.hash)
let listings: Promise<ReadonlyArray<ExperimentListing>> | undefined
let runView: Promise<RunView> | undefined

const change = (patch: Partial<PageState>): void => {
  state = { ...state, ...patch }
  history.replaceState(null, "", encodeState(state))
  void showState()
}

const experimentView = makeExperimentView(change)

const describeError = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const showExperiment = async (): Promise<void> => {
  try {
    listings ??= listExperiments()
    const available = await listings
    const id = available.find((listing) => listing.id === state.experiment)?.id ?? available[0]?.id
    if (id === undefined) {
      experimentView.showMessage(
        "No experiment has been run yet",
        "Run one, for example: wardsim experiment experiments/01-authentication-under-attack. Then load this page again. Meanwhile the Run view simulates in this browser."
      )
      return
    }
    const results = loaded.get(id) ?? loadExperiment(id)
    loaded.set(id, results)
    experimentView.show(await results, available, state)
  } catch (error) {
    listings = undefined
    experimentView.showMessage(
      "The results cannot be reached",
      `${describeError(error)}. Start the server with: wardsim serve. The Run view works without it.`
    )
  }
}

const showRun = async (): Promise<void> => {
  runView ??= runner
    .describe()
    .then((catalogue) => makeRunView({ catalogue, runner, state: () => state, change }))
  const view = await runView.catch((error: unknown) => {
    runView = undefined
    experimentView.showMessage(
      "The simulation cannot start in this browser",
      `${describeError(error)}. On the command line: wardsim run ward.`
    )
    main.replaceChildren(experimentView.element)
  })
  if (view === undefined) return
  if (state.view !== "run") return
  if (!main.contains(view.element)) main.replaceChildren(view.element)
  view.show(state)
}

const showState = async (): Promise<void> => {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("nav a")) {
    const isCurrent = link.dataset["view"] === state.view
    if (isCurrent) link.setAttribute("aria-current", "page")
    else link.removeAttribute("aria-current")
  }
  document.title = state.view === "run" ? "Run · Wardsim" : "Experiment · Wardsim"
  if (state.view === "run") {
    await showRun()
    return
  }
  if (!main.contains(experimentView.element)) main.replaceChildren(experimentView.element)
  await showExperiment()
}

const redraw = (): void => {
  experimentView.redraw()
  void runView?.then((view) => view.redraw())
}

const start = (): void => {
  startTheme(redraw)
  const themeSelect = element<HTMLSelectElement>("#theme")
  themeSelect.value = themeChoice()
  themeSelect.addEventListener("change", () => {
    // The select offers exactly these three.
    chooseTheme(themeSelect.value as ThemeChoice)
    redraw()
  })
  for (const link of document.querySelectorAll<HTMLAnchorElement>("nav a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault()
      const view = link.dataset["view"] === "run" ? "run" : "experiment"
      if (view === state.view) return
      state = { ...state, view, metric: "", series: "" }
      history.pushState(null, "", encodeState(state))
      void showState().then(() => main.querySelector("h1")?.focus())
    })
  }
  // The address holds the state, so the skip link must not write its target there.
  element<HTMLAnchorElement>(".skip").addEventListener("click", (event) => {
    event.preventDefault()
    main.focus()
  })
  element<HTMLButtonElement>("#copy-link").addEventListener("click", () => {
    navigator.clipboard.writeText(location.href).then(
      () => setText(announcement, "Link copied."),
      () => setText(announcement, "The browser refused. Copy the address from its address bar.")
    )
  })
  const readAddress = () => {
    state = decodeState(location.hash)
    void showState()
  }
  window.addEventListener("popstate", readAddress)
  window.addEventListener("hashchange", readAddress)
  void showState()
}

start()
