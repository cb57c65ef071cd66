import { parse } from "yaml"
import { assert, describe, it } from "vitest"
import {
  formatClock,
  formatInterval,
  formatNumber,
  formatSigned,
  timeTicks,
  wrapText
} from "../../web/charts/formatting.ts"
import {
  describeDifference,
  describeTest,
  naturalFrequency,
  shortFinding,
  verdictOf
} from "../../web/charts/verdict.ts"
import { decodeState, defaultState, encodeState, type PageState } from "../../web/PageState.ts"
import { initialFragment, scenarioOf, scenarioYaml } from "../../web/scenarioForm.ts"

const metric = { title: "Overdose time", unit: "min/patient-h", direction: "lower-is-better" } as const

describe("numbers in words", () => {
  it("have three significant digits, a real minus sign and grouped thousands", () => {
    const cases: ReadonlyArray<readonly [number, string]> = [
      [0, "0"],
      [1.23456, "1.23"],
      [0.05, "0.05"],
      [-2.5, "−2.5"],
      [100, "100"],
      [1234.5, "1235"],
      [123_456, "123\u2009456"],
      [0.000012, "1.20e−5"],
      [25_000_000, "2.50e7"],
      [Number.NaN, "no data"]
    ]
    for (const [value, text] of cases) assert.strictEqual(formatNumber(value), text)
    assert.strictEqual(formatSigned(3), "+3")
    assert.strictEqual(formatInterval(Number.NaN, 1), "no interval")
  })

  it("write simulated time as a clock", () => {
    assert.strictEqual(formatClock(5.5 * 3600), "05:30")
    assert.strictEqual(formatClock(26 * 3600), "26:00")
  })

  it("put time ticks on whole parts of an hour or a day", () => {
    assert.deepStrictEqual(
      timeTicks(8 * 3600, 12),
      [0, 1, 2, 3, 4, 5, 6, 7, 8].map((hour) => hour * 3600)
    )
    assert.deepStrictEqual(
      timeTicks(24 * 3600, 6),
      [0, 4, 8, 12, 16, 20, 24].map((hour) => hour * 3600)
    )
  })

  it("break labels at spaces only", () => {
    assert.strictEqual(wrapText("one two three four", 60).join(" "), "one two three four")
    assert.isAbove(wrapText("one two three four", 60).length, 1)
  })
})

describe("a paired difference", () => {
  it("is worse or better only when the interval excludes zero, seen from the metric's direction", () => {
    assert.strictEqual(verdictOf({ lower: 1, upper: 2 }, "lower-is-better"), "worse")
    assert.strictEqual(verdictOf({ lower: 1, upper: 2 }, "higher-is-better"), "better")
    assert.strictEqual(verdictOf({ lower: -2, upper: -1 }, "lower-is-better"), "better")
    assert.strictEqual(verdictOf({ lower: -1, upper: 2 }, "lower-is-better"), "undecided")
    assert.strictEqual(verdictOf({ lower: 1, upper: 2 }, "neutral"), "undecided")
    assert.strictEqual(verdictOf({ lower: Number.NaN, upper: Number.NaN }, "lower-is-better"), "undecided")
  })

  it("counts the runs that point the way the mean does", () => {
    const difference = { differences: [1, 2, -1, 0, 3], mean: 1, lower: -1, upper: 3 }
    assert.deepStrictEqual(naturalFrequency(difference), { agreeing: 3, of: 5 })
  })

  it("is told with its size, its interval and how many runs agree", () => {
    const words = describeDifference("B01", metric, { differences: [2, 4], mean: 3, lower: 0.5, upper: 5.5 })
    assert.include(words, "rises by 3 min/patient-h on average")
    assert.include(words, "0.5 to 5.5, 2 paired runs")
    assert.include(words, "in all 2 paired runs")
  })

  it("is called unclear when the interval includes zero", () => {
    const words = describeDifference("B01", metric, { differences: [3, -1], mean: 1, lower: -4, upper: 6 })
    assert.include(words, "no clear change")
    assert.include(words, "in 1 of 2 paired runs")
  })

  it("names its test, corrected unless the metric is the primary one, and what common random numbers saved", () => {
    const comparison = { pValue: 0.02, adjustedPValue: 0.3, varianceReduction: 4 }
    assert.include(describeTest(comparison, true), "p = 0.02.")
    assert.include(describeTest(comparison, false), "p = 0.3 after Holm's correction")
    assert.include(describeTest(comparison, true), "4 times as many runs")
    assert.include(describeTest({ ...comparison, pValue: 1e-9 }, true), "p < 0.001")
    assert.strictEqual(describeTest({ ...comparison, pValue: Number.NaN }, true), "")
  })

  it("is called the same when nothing differs, and has no interval after one run", () => {
    const same = { differences: [0, 0], mean: 0, lower: 0, upper: 0 }
    assert.include(describeDifference("B01", metric, same), "is the same in all 2 paired runs")
    assert.include(shortFinding(metric, same).certainty, "The same in all 2 paired runs")
    const once = { differences: [2], mean: 2, lower: Number.NaN, upper: Number.NaN }
    assert.include(describeDifference("B01", metric, once), "One run has no interval")
  })
})

describe("the address of the page", () => {
  const state: PageState = {
    view: "run",
    experiment: "01-a",
    metric: "harm",
    cell: "B01/none",
    series: "s",
    form: {
      preset: "ward",
      duration: "8 h",
      bedside: 12,
      wearable: 3,
      attack: { id: "B01", start: "2 h", factor: 10 },
      defences: [{ id: "secure-channel", suite: "psk-hmac" }]
    },
    seed: 7,
    replications: 12
  }

  it("brings back every part of the state", () => {
    assert.deepStrictEqual(decodeState(encodeState(state)), state)
    assert.deepStrictEqual(decodeState(""), defaultState)
    assert.strictEqual(encodeState(defaultState), "#")
  })

  it("falls back to defaults for what is damaged or out of range", () => {
    assert.deepStrictEqual(decodeState("#seed=-1&replications=99&form={half"), defaultState)
    assert.deepStrictEqual(decodeState("#view=elsewhere&form=[1,2]"), defaultState)
    assert.isUndefined(
      decodeState(encodeState({ ...state, form: { ...state.form, bedside: 1e9 } as never })).form
    )
  })
})

describe("the form's scenario", () => {
  const form = {
    preset: "ward",
    duration: "90 min",
    bedside: 5,
    wearable: 0,
    attack: { id: "B01", start: "2 h", targets: "20 %" },
    defences: []
  }
  const preset = {
    wardsim: 1,
    name: "ward",
    duration: "8 h",
    pumps: { bedside: 16, wearable: 4, remoteCommands: "standby-only" }
  }

  it("changes the preset only where the form says so", () => {
    assert.deepStrictEqual(scenarioOf(preset, form, true), {
      wardsim: 1,
      name: "ward",
      duration: "90 min",
      pumps: { bedside: 5, wearable: 0, remoteCommands: "standby-only" },
      defences: [],
      attacks: [form.attack]
    })
  })

  it("differs from its twin in the attack alone", () => {
    assert.deepStrictEqual(scenarioOf(preset, form, false), {
      ...scenarioOf(preset, form, true),
      attacks: []
    })
  })

  it("is written as YAML that reads back as the same", () => {
    const scenario = scenarioOf(
      preset,
      { ...form, defences: [{ id: "secure-channel" }, { id: "hard-limits", strict: true }] },
      true
    )
    assert.deepStrictEqual(parse(scenarioYaml(scenario)), scenario)
    const awkward = { name: "a: b # c", empty: "", number: "12", truth: "true", list: ["no", "null", "- x"] }
    assert.deepStrictEqual(parse(scenarioYaml(awkward)), awkward)
  })

  it("writes out only parameters that have no default", () => {
    const field = { description: "", kind: "quantity", choices: [] } as const
    const building = {
      id: "B01",
      title: "",
      facts: "",
      fields: [
        { ...field, key: "start", initial: "2 h", isRequired: true },
        { ...field, key: "targets", initial: "20 %", isRequired: false }
      ]
    }
    assert.deepStrictEqual(initialFragment(building), { id: "B01", start: "2 h" })
  })
})
