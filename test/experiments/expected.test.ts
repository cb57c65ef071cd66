// Every experiment states in expected.json what must come out of its shortened version: claims about paired differences, and
// the exact numbers. A change of the numbers is a change of the model and is explained where it is made.

import { existsSync, readdirSync, readFileSync } from "node:fs"
import { Effect, Schema } from "effect"
import { assert, describe, it } from "vitest"
import { models } from "../../models/all.ts"
import { decodeExperiment } from "../../src/experiment/decodeExperiment.ts"
import { type ExperimentResults } from "../../src/experiment/Results.ts"
import { runExperiment } from "../../src/experiment/runExperiment.ts"
import { Runner } from "../../src/experiment/Runner.ts"

const Levels = Schema.Record(Schema.String, Schema.String)

const Expected = Schema.Struct({
  statement: Schema.String,
  claims: Schema.Array(
    Schema.Struct({
      levels: Levels,
      metric: Schema.String,
      /** Where the 95 % interval of the paired difference lies, or that every difference is exactly zero. */
      difference: Schema.Literals(["above zero", "below zero", "zero"])
    })
  ),
  /** First fingerprint and mean of the primary metric of each cell. */
  cells: Schema.Array(Schema.Struct({ levels: Levels, fingerprint: Schema.String, mean: Schema.Finite }))
})

const folder = new URL("../../experiments/", import.meta.url)

const matches = (levels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>) =>
  Object.entries(wanted).every(([factor, level]) => levels[factor] === level)

const runQuick = (name: string): Promise<ExperimentResults> => {
  const file = new URL(`${name}/experiment.yaml`, folder)
  const program = Effect.gen(function* () {
    const experiment = yield* decodeExperiment(readFileSync(file, "utf8"), `${name}/experiment.yaml`, {
      models,
      isQuick: true
    })
    return yield* runExperiment(experiment)
  })
  return Effect.runPromise(Effect.provide(program, Runner.inProcess(models)))
}

describe.each(readdirSync(folder))("experiments/%s", (name) => {
  const expected = Schema.decodeUnknownSync(Expected)(
    JSON.parse(readFileSync(new URL(`${name}/expected.json`, folder), "utf8"))
  )
  const results = runQuick(name)

  it("has a README that tells what was expected and what came out", () => {
    const readme = new URL(`${name}/README.md`, folder)
    assert.isTrue(existsSync(readme))
    const text = readFileSync(readme, "utf8")
    assert.include(text, "## Expected before running")
    assert.include(text, "## What came out")
  })

  it.each(expected.claims)(
    "$levels: $metric differs from the twin: $difference",
    async ({ difference, levels, metric }) => {
      const found = (await results).comparisons.filter(
        (one) => one.metric === metric && matches(one.levels, levels)
      )
      assert.isAbove(found.length, 0, "no such comparison")
      for (const comparison of found) {
        if (difference === "above zero") assert.isAbove(comparison.lower, 0)
        else if (difference === "below zero") assert.isBelow(comparison.upper, 0)
        else assert.isTrue(comparison.differences.every((value) => value === 0))
      }
    }
  )

  it("gives exactly the recorded numbers", async () => {
    const { cells, primaryMetric } = await results
    assert.deepStrictEqual(
      cells.map((cell) => ({
        levels: cell.levels,
        fingerprint: cell.fingerprints[0] as string,
        mean: cell.summaries[primaryMetric]?.mean as number
      })),
      expected.cells
    )
  })
})
