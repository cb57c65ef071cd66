// `wardsim calibrate`: every target has a source and a verdict, misfits are shown, and the page in docs is not stale.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Schema } from "effect"
import { assert, describe, it } from "vitest"
import { calibrationTargets } from "../../models/hospital/calibration/all.ts"
import { runCalibration } from "../../models/hospital/calibration/runCalibration.ts"
import { type CalibrationTarget } from "../../models/hospital/calibration/Target.ts"
import { Scenario } from "../../models/hospital/Scenario.ts"
import { formatCalibrationMarkdown, formatCalibrationText } from "../../src/cli/calibrationText.ts"
import { root, runHere } from "./commandLine.ts"

const made: CalibrationTarget = {
  id: "T0",
  title: "Pumps",
  source: "by hand (A)",
  remark: "For the test.",
  experiment: {
    id: "six-pumps",
    scenario: { wardsim: 1, name: "six", duration: "1 min", pumps: { bedside: 6, wearable: 0 } },
    measure: ({ pumps }) => ({ near: pumps.length, far: pumps.length, nothing: NaN })
  },
  quantities: [
    ["near", 6.5],
    ["far", 8],
    ["nothing", 1]
  ].map(([id, published]) => ({
    id: id as string,
    what: `${id} it`,
    unit: "pumps",
    published: published as number,
    tolerance: 0.5,
    toleranceBasis: "test",
    kind: "outcome" as const
  }))
}

const resultsOf = (targets: ReadonlyArray<CalibrationTarget>, replications: number) =>
  Effect.runSync(runCalibration(targets, { seed: 1, replications }))

describe("calibration targets", () => {
  it("are T1 to T10, each once, and then what we added", () => {
    const ids = calibrationTargets.map(({ id }) => id)
    assert.deepStrictEqual(
      ids.filter((id) => id.startsWith("T")),
      Array.from({ length: 10 }, (_, index) => `T${index + 1}`)
    )
    assert.strictEqual(new Set(ids).size, ids.length)
  })

  it.each(calibrationTargets.map((target) => [target.id, target] as const))(
    "%s has a source with its status, and either an experiment or a reason",
    (_, { experiment, quantities, remark, source }) => {
      assert.match(source, /\([VDRMA]\)/u)
      assert.isAbove(remark.length, 40)
      assert.strictEqual(experiment === null, quantities.length === 0)
      if (experiment !== null) {
        const decode = Schema.decodeUnknownResult(Scenario, { onExcessProperty: "error" })
        assert.strictEqual(decode(experiment.scenario)._tag, "Success")
      }
      for (const { published, tolerance } of quantities) {
        assert.isAbove(published, 0)
        assert.isAbove(tolerance, 0)
      }
    }
  )
})

describe("a comparison", () => {
  it("reaches what is within the tolerance and shows the misfit of what is not", () => {
    const [near, far, nothing] = resultsOf([made], 2)[0]?.rows ?? []
    assert.include(near, { model: 6, misfit: -0.5, isReached: true, replications: 2 })
    assert.include(far, { model: 6, misfit: -2, isReached: false })
    assert.isNaN(nothing?.model)
    assert.isFalse(nothing?.isReached)
  })

  it("says so in text and in Markdown", () => {
    const run = { seed: 1, replications: 2, results: resultsOf([made], 2) }
    assert.match(
      formatCalibrationText(run),
      /far it \[pumps\] +8 +6 +6 to 6 {2}NOT reached, -2 pumps \(-25 %\)/u
    )
    const markdown = formatCalibrationMarkdown(run)
    assert.include(markdown, "| T0 | Pumps: far it | 8 pumps | 0.5 pumps; test | 6 pumps |")
    assert.include(markdown, "**NOT reached**, -2 pumps (-25 %)")
    assert.include(markdown, "nothing to measure")
    assert.include(markdown, "- **T0**: by hand (A)")
  })
})

describe("wardsim calibrate", () => {
  it("explains what is not modelled without running anything", async () => {
    const { exitCode, stdout } = await runHere("calibrate", "--target", "T8")
    assert.strictEqual(exitCode, 0)
    assert.include(stdout, "T8 is not modelled. There is one hospital.")
  })

  it("prints JSON for a program, with scenario and source", async () => {
    const { stdout } = await runHere("calibrate", "--target", "t1", "--replications", "1", "--json")
    const { replications, targets } = JSON.parse(stdout)
    assert.strictEqual(replications, 1)
    assert.lengthOf(targets, 1)
    assert.strictEqual(targets[0].id, "T1")
    assert.include(targets[0].source, "Vitoux")
    assert.strictEqual(targets[0].scenario.wardsim, 1)
    assert.isNumber(targets[0].quantities[0].model)
    assert.isNull(targets[0].quantities[0].lower)
  })

  it("refuses an unknown target and two formats at once", async () => {
    const unknown = await runHere("calibrate", "--target", "T11")
    assert.strictEqual(unknown.exitCode, 2)
    assert.include(unknown.stderr, 'unknown target "T11", did you mean "T1')
    assert.include(unknown.stderr, "T10")
    const both = await runHere("calibrate", "--json", "--markdown")
    assert.strictEqual(both.exitCode, 2)
    assert.include(both.stderr, "choose one")
  })
})

describe("docs/validation-hospital.md", () => {
  const page = readFileSync(join(root, "docs/validation-hospital.md"), "utf8")
  const cellsOf = (line: string) => line.split(" | ").map((cell) => cell.replaceAll(/^\| | \|$/gu, ""))
  const rows = page
    .split("\n")
    .filter((line) => /^\| [TX]\d/u.test(line))
    .map(cellsOf)
  const numbers = (text: string | undefined) => (text ?? "").split(" to ").map(Number)

  it("has a row for each quantity, with what was published and what counts as reached", () => {
    const expected = calibrationTargets.flatMap(({ id, quantities, title }) =>
      quantities.length === 0 ? [[id, title]] : quantities.map(({ what }) => [id, `${title}: ${what}`])
    )
    assert.deepStrictEqual(
      rows.map(([id, quantity]) => [id, quantity]),
      expected
    )
    const published = calibrationTargets.flatMap(({ quantities }) => quantities)
    const modelled = rows.filter(([, , value]) => value !== "")
    modelled.forEach(([, , value], index) => {
      const figure = Number((value as string).split(" ")[0])
      assert.closeTo(figure / (published[index]?.published ?? NaN), 1, 5e-3)
    })
  })

  it("gives every target its remark and its source", () => {
    for (const { id, remark, source } of calibrationTargets) {
      assert.include(page, `- **${id}**: ${remark}`)
      assert.include(page, `- **${id}**: ${source}`)
    }
  })

  it("has numbers that the model still gives", () => {
    const pumpAlarms = calibrationTargets.filter(({ experiment }) => experiment?.id === "pump-alarms")
    const fresh = resultsOf(pumpAlarms, 3).flatMap((result) => result.rows)
    fresh.forEach((row) => {
      const written = rows.find(([, quantity]) => quantity?.endsWith(`: ${row.what}`))
      const [lower, upper] = numbers(written?.[5])
      // The page has more replications of the same seed: intervals of the same quantity overlap, give or take the tolerance.
      const stale = `${row.what}: run \`npm run --silent wardsim -- calibrate --markdown > docs/validation-hospital.md\``
      assert.isAtMost((lower as number) - row.tolerance, row.upper, stale)
      assert.isAtLeast((upper as number) + row.tolerance, row.lower, stale)
    })
  })
})
