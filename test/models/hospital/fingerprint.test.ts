// The same scenario and seed give the same fingerprint wherever they run: in this process, in the command line's own
// process, and in a worker thread. Chromium is compared in test/web.

import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { assert, describe, it } from "vitest"
import { models } from "../../../models/all.ts"
import { carryOut } from "../../../src/experiment/runReplication.ts"
import { Runner } from "../../../src/experiment/Runner.ts"
import { workerRunner } from "../../../src/experiment/WorkerRunner.ts"

const launcher = fileURLToPath(new URL("../../../src/cli/wardsim.mjs", import.meta.url))
const modelsModule = new URL("../../../models/all.ts", import.meta.url)

const request = {
  model: "hospital",
  parameters: models.find(({ id }) => id === "hospital")?.presets["ward"],
  seed: 7,
  replication: 2
}

const fingerprintOf = async (layer: ReturnType<typeof workerRunner>) => {
  const program = Effect.gen(function* () {
    const runner = yield* Runner
    const outcome = yield* runner.run(request)
    return outcome._tag === "Completed" ? outcome.result.fingerprint : outcome.message
  })
  return Effect.runPromise(Effect.provide(program, layer))
}

describe("fingerprint of a scenario and seed", () => {
  it("is the same in this process, in a worker thread and from the command line", async () => {
    const here = await fingerprintOf(Runner.inProcess(models))
    assert.match(here, /^[0-9a-f]{16}$/u)
    assert.strictEqual(await fingerprintOf(workerRunner({ modelsModule, workers: 1 })), here)
    const printed = execFileSync(process.execPath, [
      launcher,
      "run",
      "ward",
      "--seed",
      "7",
      "--replication",
      "2",
      "--json"
    ])
    assert.strictEqual((JSON.parse(printed.toString()) as { fingerprint: string }).fingerprint, here)
  })

  it("differs between seeds", () => {
    const fingerprints = [8, 9].map((seed) => {
      const outcome = carryOut(models, { ...request, seed })
      return outcome._tag === "Completed" ? outcome.result.fingerprint : outcome.message
    })
    assert.notStrictEqual(fingerprints[0], fingerprints[1])
  })
})
