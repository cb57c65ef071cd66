// The flagship's tables are the same bytes whatever runs them: this thread, one worker or two.

import { readFileSync } from "node:fs"
import { Effect, type Layer } from "effect"
import { assert, describe, it } from "vitest"
import { models } from "../../models/all.ts"
import { decodeExperiment } from "../../src/experiment/decodeExperiment.ts"
import { formatRunsCsv, formatTableCsv } from "../../src/experiment/resultTables.ts"
import { runExperiment } from "../../src/experiment/runExperiment.ts"
import { Runner } from "../../src/experiment/Runner.ts"
import { workerRunner } from "../../src/experiment/WorkerRunner.ts"
import { formatResults } from "../../src/experiment/writeResults.ts"

const modelsModule = new URL("../../models/all.ts", import.meta.url)
const file = new URL("../../experiments/01-authentication-under-attack/experiment.yaml", import.meta.url)

const tablesFrom = (layer: Layer.Layer<Runner>): Promise<string> => {
  const program = Effect.gen(function* () {
    const experiment = yield* decodeExperiment(readFileSync(file, "utf8"), "experiment.yaml", {
      models,
      isQuick: true
    })
    const results = yield* runExperiment(experiment)
    return formatResults(results) + formatTableCsv(results) + formatRunsCsv(results)
  })
  return Effect.runPromise(Effect.provide(program, layer))
}

describe("tables of the flagship experiment", () => {
  it("are the same bytes from this thread, one worker and two", async () => {
    const here = await tablesFrom(Runner.inProcess(models))
    assert.strictEqual(await tablesFrom(workerRunner({ modelsModule, workers: 1 })), here)
    assert.strictEqual(await tablesFrom(workerRunner({ modelsModule, workers: 2 })), here)
  })
})
