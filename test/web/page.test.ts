import { Effect, Exit, Scope } from "effect"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { type Browser, type Page } from "playwright-core"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { hospitalModel } from "../../models/hospital/hospitalModel.ts"
import { type Model } from "../../src/experiment/Model.ts"
import { distFolder, ensurePage } from "../../src/server/buildPage.ts"
import { startServer } from "../../src/server/server.ts"
import { defaultState, encodeState, type PageState } from "../../web/PageState.ts"
import { formatNumber } from "../../web/charts/formatting.ts"
import { runPairs } from "../../web/runPairs.ts"
import { type RunAnswer } from "../../web/runProtocol.ts"
import { type ScenarioForm } from "../../web/scenarioForm.ts"
import { smallTargets, structureProblems, unnamedControls, weakText } from "./audit.ts"
import { openBrowser } from "./browser.ts"
import { fixtureResults } from "./fixtures.ts"

const folder = mkdtempSync(join(tmpdir(), "wardsim-page-"))
const results = fixtureResults()

/** A hospital that runs in a moment. */
const form: ScenarioForm = {
  preset: "ward",
  duration: "1 h",
  bedside: 4,
  wearable: 1,
  attack: { id: "B01", start: "10 min", duration: "20 min", targets: "100 %" },
  defences: []
}
const runState: PageState = { ...defaultState, view: "run", form, replications: 2 }

let browser: Browser
let url: string
let scope: Scope.Closeable

interface OpenPage {
  readonly page: Page
  /** Console errors and failed or foreign requests so far. */
  readonly problems: Array<string>
}

const open = async (
  state: PageState,
  options: { readonly width?: number; readonly colorScheme?: "light" | "dark" } = {}
): Promise<OpenPage> => {
  const { width = 1200, colorScheme = "light" } = options
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
  const problems: Array<string> = []
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text())
  })
  page.on("pageerror", (error) => problems.push(error.message))
  page.on("requestfailed", (request) => problems.push(`failed: ${request.url()}`))
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(url))
      problems.push(`foreign: ${request.url()}`)
  })
  await page.goto(url + encodeState(state))
  await page.waitForSelector(".picture svg")
  if (state.view === "run") await runEnded(page)
  return { page, problems }
}

const runEnded = (page: Page) =>
  page.waitForFunction(() => document.querySelector("#run-status")?.textContent?.startsWith("Done"))

const text = (page: Page, selector: string): Promise<string> => page.innerText(selector)

const runInNode = ({ form: chosen = form, replications, seed }: PageState): RunAnswer =>
  runPairs(
    hospitalModel as unknown as Model,
    { form: chosen, seed, replications },
    { attack: "", defences: "" },
    () => undefined
  )

const fingerprintInNode = (state: PageState): string =>
  runInNode(state).results.cells[1]?.fingerprints[0] ?? "none"

beforeAll(async () => {
  mkdirSync(join(folder, "fixture"))
  writeFileSync(join(folder, "fixture", "results.json"), JSON.stringify(results))
  await Effect.runPromise(ensurePage())
  scope = await Effect.runPromise(Scope.make())
  const server = await Effect.runPromise(
    startServer({ port: 0, resultsFolder: folder, distFolder }).pipe(
      Effect.provideService(Scope.Scope, scope)
    )
  )
  url = `${server.url}/`
  browser = await openBrowser()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  if (scope !== undefined) await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(folder, { recursive: true })
})

describe("the experiment view", () => {
  it("draws every replication of every cell, without an error or a request to elsewhere", async () => {
    const { page, problems } = await open(defaultState)
    const runs = results.comparisons
      .filter(({ metric }) => metric === results.primaryMetric)
      .reduce((sum, { differences }) => sum + differences.length, 0)
    assert.strictEqual(await page.locator("#differences .difference").count(), runs)
    assert.strictEqual(await page.locator("#time [class*=mean-line]").count(), 2)
    assert.strictEqual(await page.locator("#time .window").count(), 1)
    assert.strictEqual(await text(page, "h1"), results.question)
    assert.deepStrictEqual(problems, [])
    await page.close()
  })

  it("shows another metric and another cell, and keeps both in the address", async () => {
    const { page } = await open(defaultState)
    await page.selectOption("#differences-metric", "alarm-latency")
    await page.selectOption("#time-cell", "E04/mac")
    assert.include(await page.locator("#differences svg").textContent(), "[s]")
    assert.include(await text(page, "#time figcaption"), "Ransomware on the EHR, Message authentication")
    assert.include(page.url(), "metric=alarm-latency")
    await page.reload()
    await page.waitForSelector(".picture svg")
    assert.strictEqual(await page.inputValue("#differences-metric"), "alarm-latency")
    assert.strictEqual(await page.inputValue("#time-cell"), "E04/mac")
    await page.close()
  })

  it("has behind each chart a table with its numbers", async () => {
    const { page } = await open(defaultState)
    await page.click("#time summary")
    // The rows are made when the table is opened, which is an event of its own.
    await page.waitForSelector("#time tbody tr")
    const samples = results.cells[0]?.bands[0]?.timesSeconds.length
    assert.strictEqual(await page.locator("#time tbody tr").count(), samples)
    await page.close()
  })

  it("saves a chart as SVG and as CSV", async () => {
    const { page } = await open(defaultState)
    const save = async (button: string): Promise<string> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.click(`#differences button:text("${button}")`)
      ])
      return readFileSync(await download.path(), "utf8")
    }
    assert.match(await save("Save SVG"), /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    assert.match(await save("Save CSV"), /^attack,cell,mean difference/)
    await page.close()
  })

  it("says what to do when there are no results", async () => {
    const { page } = await open(defaultState)
    await page.route("**/api/experiments", (route) => route.fulfill({ json: [] }))
    await page.reload()
    await page.waitForFunction(() => document.querySelector("h1")?.textContent?.includes("No experiment"))
    assert.include(await text(page, "main"), "wardsim experiment")
    await page.close()
  })
})

describe("the run view", () => {
  it("finds the fingerprint that Node finds for the same scenario and seed", async () => {
    const { page, problems } = await open(runState)
    const fingerprint = await text(page, "#fingerprint")
    assert.match(fingerprint, /^[0-9a-f]{16}$/)
    assert.strictEqual(fingerprint, fingerprintInNode(runState))
    const inNode = runInNode(runState).results.cells[1]?.summaries
    const shown = await page
      .locator("#run-differences ~ section .metrics tbody tr")
      .evaluateAll((rows) =>
        rows.map((row) => [
          row.querySelector("th")?.firstChild?.textContent ?? "",
          (row.querySelector("td")?.textContent ?? "").replace(/ \(.*/, "")
        ])
      )
    const expected = hospitalModel.metrics.map(({ id, title }) => [
      title,
      formatNumber(inNode?.[id]?.mean ?? Number.NaN)
    ])
    const titles = new Set(shown.map(([title]) => title))
    assert.isAbove(shown.length, 60)
    assert.deepStrictEqual(
      shown.map(([title, value]) => [title, value === "no data" ? formatNumber(Number.NaN) : value]),
      expected.filter(([title]) => titles.has(title))
    )
    const folded = expected.filter(([title]) => !titles.has(title)).map(([, value]) => value)
    assert.deepStrictEqual(
      folded.filter((value) => value !== "0" && value !== formatNumber(Number.NaN)),
      []
    )
    assert.strictEqual(await page.locator("#run-differences .difference").count(), 2)
    assert.deepStrictEqual(problems, [])
    await page.close()
  })

  it("runs again when the form changes, and the last change wins", async () => {
    const { page } = await open(runState)
    const first = await text(page, "#fingerprint")
    await page.fill("#seed", "8")
    await page.fill("#seed", "9")
    await page.waitForFunction(
      (before) => document.querySelector("#fingerprint")?.textContent !== before,
      first
    )
    await runEnded(page)
    assert.include(await text(page, "#run-status"), "seed 9")
    assert.strictEqual(await text(page, "#fingerprint"), fingerprintInNode({ ...runState, seed: 9 }))
    assert.include(page.url(), "seed=9")
    await page.close()
  })

  it("takes attack, parameters and defences from the model's own lists", async () => {
    const { page } = await open(runState)
    await page.check("#defence-hard-limits")
    await page.waitForFunction(() =>
      document.querySelector("#run-finding")?.textContent?.includes("hard limits")
    )
    await runEnded(page)
    const withLimits = { ...runState, form: { ...form, defences: [{ id: "hard-limits" }] } }
    assert.strictEqual(await text(page, "#fingerprint"), fingerprintInNode(withLimits))
    // The run before is kept above the new one.
    assert.strictEqual(await page.locator("#run-differences .row").count(), 2)
    await page.selectOption("#attack", "")
    await page.waitForFunction(
      () =>
        document.querySelector("#fingerprint")?.textContent ===
        document.querySelector("#fingerprint-twin")?.textContent
    )
    await page.close()
  })

  it("stops a run that is cancelled", async () => {
    const { page } = await open(runState)
    await page.fill("#replications", "20")
    await page.fill("#bedside", "2000")
    await page.click("button:text('Cancel')")
    assert.include(await text(page, "#run-status"), "Cancelled")
    assert.isTrue(await page.isHidden("progress"))
    await page.close()
  })

  it("explains a number outside its limits beside the field and keeps the results", async () => {
    const { page } = await open(runState)
    const before = await text(page, "#fingerprint")
    await page.fill("#replications", "21")
    assert.strictEqual(await text(page, "#replications-problem"), "A whole number from 1 to 20.")
    assert.strictEqual(await page.getAttribute("#replications", "aria-invalid"), "true")
    assert.strictEqual(await text(page, "#fingerprint"), before)
    await page.close()
  })

  it("passes on what the model says of a quantity without a unit", async () => {
    const { page } = await open(runState)
    await page.fill("#duration", "90")
    await page.press("#duration", "Enter")
    await page.waitForFunction(() =>
      document.querySelector("#run-status")?.textContent?.startsWith("Not run")
    )
    assert.match(await text(page, "#run-status"), /duration.*unit/s)
    await page.close()
  })
})

describe("everyone", () => {
  const views = [defaultState, runState]

  it("finds names, structure and targets of sufficient size in both views", async () => {
    for (const state of views) {
      const { page } = await open(state)
      for (const summary of await page.locator("summary").all()) await summary.click()
      assert.deepStrictEqual(await page.evaluate(unnamedControls), [])
      assert.deepStrictEqual(await page.evaluate(smallTargets), [])
      assert.deepStrictEqual(await page.evaluate(structureProblems), [])
      await page.close()
    }
  })

  it("can read all text in light and in dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const state of views) {
        const { page } = await open(state, { colorScheme })
        assert.deepStrictEqual(await page.evaluate(weakText), [], colorScheme)
        await page.close()
      }
    }
  })

  it("can choose dark where the system is light, and finds it again", async () => {
    const { page } = await open(defaultState)
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await background()
    await page.selectOption("#theme", "dark")
    assert.notStrictEqual(await background(), light)
    assert.notStrictEqual(await page.getAttribute("#differences svg > rect", "fill"), "#ffffff")
    await page.reload()
    await page.waitForSelector(".picture svg")
    assert.notStrictEqual(await background(), light)
    await page.close()
  })

  it("reaches every control with the keyboard, in order and with a visible focus", async () => {
    for (const state of views) {
      const { page } = await open(state)
      const expected = await page.evaluate(
        () =>
          [
            ...document.querySelectorAll<HTMLElement>(
              "a[href], button, input, select, summary, [tabindex='0']"
            )
          ].filter((element) => element.checkVisibility()).length
      )
      const seen = new Set<string>()
      for (let press = 0; press < expected + 2; press++) {
        await page.keyboard.press("Tab")
        const focus = await page.evaluate(() => {
          const element = document.activeElement
          if (element === null || element === document.body) return undefined
          const { outlineStyle, outlineWidth } = getComputedStyle(element)
          const all = [...document.querySelectorAll("*")]
          return {
            place: String(all.indexOf(element)),
            isSeen: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
            html: element.outerHTML.slice(0, 100)
          }
        })
        if (focus === undefined) break
        assert.isTrue(focus.isSeen, focus.html)
        seen.add(focus.place)
      }
      const places = [...seen].map(Number)
      assert.deepStrictEqual(
        places,
        [...places].sort((a, b) => a - b)
      )
      assert.isAtLeast(seen.size, expected)
      await page.close()
    }
  })

  it("can skip to the content and read values off the chart without a pointer", async () => {
    const { page } = await open(defaultState)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert.strictEqual(await page.evaluate(() => document.activeElement?.id), "main")
    await page.focus("#time-time")
    const before = await text(page, "#time output")
    await page.keyboard.press("ArrowRight")
    const after = await text(page, "#time output")
    assert.notStrictEqual(after, before)
    assert.strictEqual(await page.getAttribute("#time-time", "aria-valuetext"), after)
    await page.close()
  })

  it("needs no sideways scrolling at 360 pixels", async () => {
    for (const state of views) {
      const { page } = await open(state, { width: 360 })
      assert.strictEqual(await page.evaluate(() => document.documentElement.scrollWidth), 360)
      await page.close()
    }
  })

  it("sees nothing move when they ask for less motion", async () => {
    const page = await browser.newPage({ reducedMotion: "reduce" })
    await page.goto(url)
    await page.waitForSelector(".picture svg")
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll("*")].filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element)
          return transitionDuration !== "0s" || animationName !== "none"
        }).length
    )
    assert.strictEqual(moving, 0)
    await page.close()
  })
})

describe("the built page", () => {
  it("transfers at most 300 kB of compressed script", () => {
    const scripts = readdirSync(join(distFolder, "assets")).filter((name) => name.endsWith(".js"))
    const bytes = scripts.reduce(
      (sum, name) => sum + gzipSync(readFileSync(join(distFolder, "assets", name))).length,
      0
    )
    assert.isAbove(bytes, 0)
    assert.isAtMost(bytes, 300_000)
  })
})
