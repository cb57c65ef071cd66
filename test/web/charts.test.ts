import { withoutRounding } from "../../src/experiment/withoutRounding.ts"
import { assert, describe, expect, it } from "vitest"
import { csvText } from "../../web/charts/DataTable.ts"
import { pairedDifferences, pairedDifferencesTable } from "../../web/charts/pairedDifferences.ts"
import { darkPalette, lightPalette, okabeIto, type Palette } from "../../web/charts/palette.ts"
import { describeTime, seriesOverTimeTable, valueAt } from "../../web/charts/seriesData.ts"
import { seriesOverTime } from "../../web/charts/seriesOverTime.ts"
import { type Svg, svgText } from "../../web/charts/Svg.ts"
import {
  comparedCells,
  differencesOf,
  findMetric,
  restoreNumbers,
  seriesOf
} from "../../web/experimentData.ts"
import { fixtureResults } from "./fixtures.ts"

const results = fixtureResults()
const differences = differencesOf(results, findMetric(results, ""))
const [firstCell] = comparedCells(results)
if (firstCell === undefined) throw new Error("the fixture has no cell")
const overTime = seriesOf(results, firstCell, "")
if (overTime === undefined) throw new Error("the fixture has no series")

const elements = (node: Svg, className: string): ReadonlyArray<Svg> => {
  const own = String(node.attributes["class"] ?? "")
    .split(" ")
    .includes(className)
    ? [node]
    : []
  return [
    ...own,
    ...node.children.flatMap((child) => (typeof child === "string" ? [] : elements(child, className)))
  ]
}

const texts = (node: Svg): ReadonlyArray<string> =>
  node.children.flatMap((child) => (typeof child === "string" ? [child] : texts(child)))

/** One element a line, so that a change of a golden file can be read. */
const svgLines = (node: Svg): string => `${svgText(node).replaceAll("><", ">\n<")}\n`

/** Contrast of two colours after WCAG 2.2, "contrast ratio" and "relative luminance". */
const contrast = (first: string, second: string): number => {
  const luminance = (colour: string) => {
    const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    const [red = 0, green = 0, blue = 0] = channels.map((value) =>
      value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [light = 0, dark = 0] = [luminance(first), luminance(second)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

describe("paired differences", () => {
  const chart = pairedDifferences(differences)

  it("has one dot for every replication of every cell, one mean and one interval for every cell", () => {
    const single = results.comparisons.filter(({ metric }) => metric === results.primaryMetric)
    const cells = single.length
    const runs = single.reduce((sum, { differences: list }) => sum + list.length, 0)
    assert.strictEqual(cells, 6)
    assert.strictEqual(elements(chart, "difference").length, runs)
    assert.strictEqual(elements(chart, "interval").length, cells)
    // The legend shows the three kinds of mean once more.
    assert.strictEqual(elements(chart, "mean").length, cells + 3)
  })

  it("places a dot, the mean and the zero line by the same scale", () => {
    const [row] = differences.rows
    const at = (node: Svg | undefined, name: string) => Number(node?.attributes[name])
    const zero = at(elements(chart, "zero")[0], "x1")
    const interval = elements(chart, "interval")[0]
    const pixelsPerUnit = (at(interval, "x2") - at(interval, "x1")) / ((row?.upper ?? 0) - (row?.lower ?? 0))
    const dots = elements(elements(chart, "row")[0] as Svg, "difference").map((dot) => at(dot, "cx"))
    const expected = [...(row?.differences ?? [])]
      .sort((a, b) => a - b)
      .map((value) => zero + value * pixelsPerUnit)
    dots.sort((a, b) => a - b).forEach((x, index) => assert.approximately(x, expected[index] ?? 0, 1e-6))
  })

  it("names the metric, the unit and which side is worse", () => {
    const words = texts(chart)
    assert.include(words, "Difference in time above the therapeutic window [min/patient-h]")
    assert.include(words, "worse than the twin →")
  })

  it("puts every row into its description", () => {
    const [, description] = chart.children as ReadonlyArray<Svg>
    for (const row of differences.rows) assert.include(texts(description as Svg).join(), row.label)
  })

  it("keeps inside its width from 320 to 1200 pixels", () => {
    const widths = [320, 480, 640, 860, 1200]
    const outside = widths.flatMap((width) => {
      const picture = pairedDifferences(differences, { width })
      return [...elements(picture, "difference"), ...elements(picture, "interval")]
        .flatMap(({ attributes }) => [attributes["cx"], attributes["x1"], attributes["x2"]])
        .filter((x) => x !== undefined && !(Number(x) >= 0 && Number(x) <= width))
    })
    assert.deepStrictEqual(outside, [])
  })

  it("survives a cell without a single pair", () => {
    const [row] = differences.rows
    if (row === undefined) throw new Error("no row")
    const empty = { ...row, differences: [], mean: Number.NaN, lower: Number.NaN, upper: Number.NaN }
    assert.notInclude(svgText(pairedDifferences({ ...differences, rows: [empty] })), "NaN")
  })

  it("is drawn as before", async () => {
    await expect(svgLines(chart)).toMatchFileSnapshot("golden/paired-differences.svg")
  })
})

describe("series over time", () => {
  const chart = seriesOverTime(overTime, { cursorSeconds: 9 * 3600 })

  it("draws a mean and a band for the attack and its twin, and shades each window", () => {
    for (const name of ["mean-line-attack", "mean-line-baseline", "band-attack", "band-baseline"]) {
      assert.strictEqual(elements(chart, name).length, 1, name)
    }
    assert.strictEqual(elements(chart, "window").length, overTime.windows.length)
    assert.strictEqual(elements(chart, "window-name").length, overTime.windows.length)
  })

  it("tells the lines apart without colour", () => {
    const dash = (name: string) => elements(chart, name)[0]?.attributes["stroke-dasharray"]
    assert.isUndefined(dash("mean-line-attack"))
    assert.isDefined(dash("mean-line-baseline"))
  })

  it("names quantity, unit, time and every window", () => {
    const words = texts(chart)
    assert.include(words, "Patients above the therapeutic window [%]")
    assert.include(words, "Simulated time [h]")
    for (const { label } of overTime.windows) assert.include(words, label)
  })

  it("puts windows that overlap into different lanes", () => {
    const windows = [
      { label: "first", startSeconds: 3600, endSeconds: 40_000 },
      { label: "second", startSeconds: 7200, endSeconds: 50_000 }
    ]
    const picture = seriesOverTime({ ...overTime, windows })
    const tops = elements(picture, "window-name").map((name) => (name.children[0] as Svg).attributes["y"])
    assert.notStrictEqual(tops[0], tops[1])
  })

  it("holds a value until the next sample", () => {
    const band = {
      ...overTime.lines[0]?.band,
      timesSeconds: [0, 10, 20],
      mean: [1, 2, 3],
      lower: [0, 1, 2],
      upper: [2, 3, 4]
    }
    const full = { id: "x", title: "x", unit: "1", ...band }
    assert.strictEqual(valueAt(full, 0)?.mean, 1)
    assert.strictEqual(valueAt(full, 19.9)?.mean, 2)
    assert.strictEqual(valueAt(full, 1e9)?.mean, 3)
  })

  it("says the values at a time in words, with the attack that is under way", () => {
    const words = describeTime(overTime, 9 * 3600)
    assert.match(words, /^At 09:00, during attack B01: with the attack: [\d.]+ \([\d.]+ to [\d.]+\)/)
    assert.notInclude(describeTime(overTime, 3600), "during")
  })

  it("is drawn as before", async () => {
    await expect(svgLines(chart)).toMatchFileSnapshot("golden/series-over-time.svg")
  })
})

describe("tables behind the charts", () => {
  it("hold every difference with full precision", () => {
    const table = pairedDifferencesTable(differences)
    assert.strictEqual(table.rows.length, differences.rows.length)
    assert.deepStrictEqual(table.rows[0]?.slice(5), [...(differences.rows[0]?.differences ?? [])])
  })

  it("hold every sample of every line", () => {
    const table = seriesOverTimeTable(overTime)
    assert.strictEqual(table.rows.length, overTime.lines[0]?.band.timesSeconds.length)
    assert.strictEqual(table.columns.length, 1 + 3 * overTime.lines.length)
  })

  it("become CSV that quotes, leaves gaps empty and cannot run as a formula", () => {
    const table = {
      caption: "",
      columns: ["a", "b"],
      rows: [
        ['say "x", y', 1.5],
        ["=HYPERLINK(1)", Number.NaN]
      ]
    }
    assert.strictEqual(csvText(table), 'a,b\r\n"say ""x"", y",1.5\r\n\'=HYPERLINK(1),\r\n')
  })
})

describe("results read from JSON", () => {
  it("have NaN again where JSON had null", () => {
    const [comparison, ...rest] = results.comparisons
    if (comparison === undefined) throw new Error("no comparison")
    const sent = {
      ...results,
      comparisons: [{ ...comparison, lower: Number.NaN, differences: [1, Number.NaN] }, ...rest]
    }
    const received = restoreNumbers(JSON.parse(JSON.stringify(sent)))
    assert.deepStrictEqual(received.comparisons, sent.comparisons)
    assert.deepStrictEqual(received.cells, results.cells)
  })
})

describe("rounding errors", () => {
  it("are no differences, while true differences stay as they are", () => {
    const [first, second] = results.comparisons
    if (first === undefined || second === undefined) throw new Error("no comparison")
    const noisy = { ...first, meanDifference: 1e-13, lower: 5e-14, upper: 2e-13, differences: [1e-13, 0.5] }
    const [cleaned, untouched] = withoutRounding({ ...results, comparisons: [noisy, second] }).comparisons
    assert.deepInclude(cleaned, { meanDifference: 0, lower: 0, upper: 0, differences: [0, 0.5] })
    assert.deepStrictEqual(untouched, second)
  })
})

describe("colours", () => {
  const colours = (palette: Palette) => [palette.attack, palette.baseline, palette.window]

  it("of data are Okabe and Ito's", () => {
    const set = new Set<string>(Object.values(okabeIto))
    for (const palette of [lightPalette, darkPalette]) {
      for (const colour of colours(palette)) assert.isTrue(set.has(colour), colour)
    }
  })

  it("of text have contrast 4.5 and of marks 3 on their background", () => {
    for (const palette of [lightPalette, darkPalette]) {
      for (const background of [palette.background, palette.selection]) {
        for (const ink of [palette.ink, palette.mutedInk]) assert.isAtLeast(contrast(ink, background), 4.5)
        for (const mark of [palette.attack, palette.baseline, palette.undecided, palette.zeroLine]) {
          assert.isAtLeast(contrast(mark, background), 3, `${mark} on ${background}`)
        }
      }
    }
  })
})
