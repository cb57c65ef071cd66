import { assert, describe, expect, it } from "vitest"
import { drugTrajectory } from "../../models/patients/drugTrajectory.ts"
import { type DoseEvent } from "../../models/patients/linearTrajectory.ts"
import { typicalPatient } from "../../models/patients/population.ts"
import { curveData, curveTimes } from "../../src/cli/drugReport.ts"
import { csvText } from "../../web/charts/DataTable.ts"
import { drugCurve, type DrugCurveData, drugCurveTable } from "../../web/charts/drugCurve.ts"
import { type Svg, svgText } from "../../web/charts/Svg.ts"

const regimen: ReadonlyArray<DoseEvent> = [
  { minutes: 0, kind: "bolus", amount: 100 },
  { minutes: 20, kind: "bolus", amount: 100 },
  { minutes: 30, kind: "naloxone", amount: 100 }
]
const times = curveTimes(regimen, 60)
const data = curveData(drugTrajectory("fentanyl", null, typicalPatient, regimen, times), regimen)
const chart = drugCurve(data)

const elements = (node: Svg, className: string): ReadonlyArray<Svg> => [
  ...(node.attributes["class"] === className ? [node] : []),
  ...node.children.flatMap((child) => (typeof child === "string" ? [] : elements(child, className)))
]

describe("the curve of a drug", () => {
  it("has a panel for concentrations and one for each effect, its variants together", () => {
    assert.deepEqual(
      data.panels.map(({ lines, title }) => [title, lines.length]),
      [
        ["Concentration", 2],
        ["Effective concentration ratio", 1],
        ["Ventilation fraction", 3],
        ["Arterial carbon dioxide", 3],
        ["Oxygen saturation", 3]
      ]
    )
    assert.lengthOf(elements(chart, "panel"), 5)
    assert.lengthOf(elements(chart, "curve"), 12)
  })

  it("tells lines of a panel apart by dash and by name, not by colour alone", () => {
    for (const [index, panel] of elements(chart, "panel").entries()) {
      const dashes = elements(panel, "curve").map(
        ({ attributes }) => attributes["stroke-dasharray"] ?? "solid"
      )
      assert.strictEqual(new Set(dashes).size, dashes.length)
      const labels = data.panels[index]?.lines.map(({ label }) => label) ?? []
      if (labels.length > 1) for (const label of labels) assert.include(svgText(panel), label)
    }
  })

  it("marks every dose in every panel, at its time", () => {
    const [panel] = elements(chart, "panel")
    const marks = elements(panel as Svg, "dose").map(({ attributes }) => attributes["x1"] as number)
    assert.lengthOf(marks, 3)
    const [first = 0, second = 0, third = 0] = marks
    assert.closeTo((second - first) / (third - first), 20 / 30, 1e-9)
  })

  it("jumps at a bolus instead of leaning towards it", () => {
    const path = String(elements(chart, "curve")[0]?.attributes["d"])
    const points = path
      .slice(1)
      .split("L")
      .map((point) => point.split(",").map(Number) as [number, number])
    const steps = points
      .slice(1)
      .map(([x, y], index) => [
        x - (points[index] as [number, number])[0],
        y - (points[index] as [number, number])[1]
      ])
    const jumps = steps.filter(([across = 0, up = 0]) => Math.abs(across) < 0.2 && up < -20)
    assert.lengthOf(jumps, 1)
  })

  it("says in words what it shows, with units on every axis", () => {
    const text = svgText(chart)
    assert.include(text, "<title")
    assert.match(text, /Concentration, plasma: [\d.]+ to [\d.]+ ng\/mL/u)
    for (const label of [
      "Concentration [ng/mL]",
      "Arterial carbon dioxide [mmHg]",
      "Oxygen saturation [%]",
      "Time [min]"
    ])
      assert.include(text, label)
  })

  it("has every number in its table", () => {
    const table = drugCurveTable(data)
    assert.lengthOf(table.columns, 13)
    assert.lengthOf(table.rows, times.length)
    assert.include(csvText(table), '"Concentration, plasma [ng/mL]"')
  })

  it("draws a flat line, a single time and no lines at all", () => {
    const flat: DrugCurveData = {
      title: "Nothing",
      minutes: [5],
      panels: [{ title: "Flat", unit: "1", lines: [{ label: "", values: [3] }] }],
      doseMinutes: []
    }
    for (const data of [
      flat,
      {
        ...flat,
        minutes: [0, 1],
        panels: [{ title: "Flat", unit: "mg", lines: [{ label: "", values: [3, 3] }] }]
      },
      { ...flat, panels: [] }
    ]) {
      assert.notInclude(svgText(drugCurve(data)), "NaN")
    }
  })

  it("is this picture", async () => {
    await expect(`${svgText(chart).replaceAll("><", ">\n<")}\n`).toMatchFileSnapshot("golden/drug-curve.svg")
  })
})
