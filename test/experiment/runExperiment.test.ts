// The promises of a batch: the same bytes whatever carries it out, resumable at any point, and never stopped by one bad run.

import { NodeServices } from "@effect/platform-node"
import { describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, FileSystem, Layer, Path } from "effect"
import { assert } from "vitest"
import { openJournal } from "../../src/experiment/Journal.ts"
import { type ExperimentResults } from "../../src/experiment/Results.ts"
import {
  type ExperimentProgress,
  runExperiment,
  type RunExperimentOptions
} from "../../src/experiment/runExperiment.ts"
import { Runner } from "../../src/experiment/Runner.ts"
import { carryOut, type RunRequest } from "../../src/experiment/runReplication.ts"
import { workerRunner } from "../../src/experiment/WorkerRunner.ts"
import { formatResults } from "../../src/experiment/writeResults.ts"
import { decodeToy, TOY_EXPERIMENT } from "./toyExperiment.ts"
import { models } from "./toyModels.ts"

const inProcess = Runner.inProcess(models)
const workers = (count: number) =>
  workerRunner({ modelsModule: new URL("toyModels.ts", import.meta.url), workers: count })

/** Runs in process and notes what was asked of it. */
const recording = (requests: Array<RunRequest>) =>
  Layer.succeed(Runner, {
    concurrency: 3,
    run: (request) =>
      Effect.sync(() => {
        requests.push(request)
        return carryOut(models, request)
      })
  })

const run = Effect.fnUntraced(function* (
  runner: Layer.Layer<Runner>,
  text = TOY_EXPERIMENT,
  options: RunExperimentOptions = {}
) {
  return yield* runExperiment(yield* decodeToy(text), options).pipe(Effect.provide(runner))
})

const summaryOf = (results: ExperimentResults, cell: number, metric: string) => {
  const summary = results.cells[cell]?.summaries[metric]
  assert.isDefined(summary)
  return summary
}

describe("runExperiment", () => {
  it.effect("gives the same bytes in process, on one worker and on two", () =>
    Effect.gen(function* () {
      const expected = formatResults(yield* run(inProcess))
      assert.strictEqual(formatResults(yield* run(workers(1))), expected)
      assert.strictEqual(formatResults(yield* run(workers(2))), expected)
      assert.isAbove(expected.length, 5000)
    })
  )

  it.effect("agrees with queueing theory", () =>
    Effect.gen(function* () {
      // M/M/1 at load 0.5: mean wait before service rho / (mu - lambda) = 1 s; at load 0.4 and mu = 1.25: 0.4 / 0.75 s. The start from
      // empty costs about one part in a thousand over 5 hours, below the half-widths (about 3 %) of 12 replications.
      const text = TOY_EXPERIMENT.replace("base: calm", "base: calm\nscenario:\n  duration: 5 h").replace(
        "replications: 6",
        "replications: 12"
      )
      const results = yield* run(inProcess, text)
      const slow = summaryOf(results, 0, "mean-wait")
      const fast = summaryOf(results, 2, "mean-wait")
      assert.isTrue(slow.lower < 1 && 1 < slow.upper, JSON.stringify(slow))
      assert.isTrue(fast.lower < 0.4 / 0.75 && 0.4 / 0.75 < fast.upper, JSON.stringify(fast))
      assert.isBelow(slow.upper - slow.lower, 0.1)
    })
  )

  it.effect("pairs replications by common random numbers, which pays", () =>
    Effect.gen(function* () {
      const results = yield* run(inProcess)
      const primary = results.comparisons.filter(({ metric }) => metric === "mean-wait")
      assert.deepStrictEqual(
        primary.map(({ levels, baseline }) => [
          levels["server"],
          levels["load"],
          baseline["server"],
          baseline["load"]
        ]),
        [
          ["fast", "usual", "slow", "usual"],
          ["fast", "heavy", "slow", "heavy"]
        ]
      )
      for (const comparison of primary) {
        assert.lengthOf(comparison.differences, 6)
        assert.isBelow(comparison.meanDifference, 0)
        assert.isAbove(comparison.varianceReduction, 1.5)
        assert.strictEqual(comparison.adjustedPValue, comparison.pValue)
      }
      const [usual] = primary
      const values = (cell: number) => results.cells[cell]?.values["mean-wait"] ?? []
      assert.deepStrictEqual(
        usual?.differences,
        values(2).map((value, index) => (value as number) - (values(0)[index] as number))
      )
      const secondary = results.comparisons.filter(({ metric }) => metric !== "mean-wait")
      assert.isTrue(secondary.some(({ pValue, adjustedPValue }) => adjustedPValue > pValue))
    })
  )

  it.effect("keeps what a run had nothing to measure apart from zero", () =>
    Effect.gen(function* () {
      const results = yield* run(
        inProcess,
        TOY_EXPERIMENT.replace("base: calm", "base: calm\nscenario:\n  duration: 15 s")
      )
      const { count, missing } = summaryOf(results, 2, "longest-wait-after-5")
      assert.isAbove(missing, 0)
      assert.strictEqual(count + missing, 6)
      assert.include(results.cells[2]?.values["longest-wait-after-5"] ?? [], null)
    })
  )

  it.effect("runs cells that are equal after merging once", () =>
    Effect.gen(function* () {
      const requests: Array<RunRequest> = []
      const text = TOY_EXPERIMENT.replace("services: 1.25 1/s", "services: 1 1/s")
      const results = yield* run(recording(requests), text)
      assert.lengthOf(requests, 12)
      assert.lengthOf(results.cells, 4)
      assert.deepStrictEqual(results.cells[2]?.fingerprints, results.cells[0]?.fingerprints)
      for (const comparison of results.comparisons) assert.include([0, Number.NaN], comparison.meanDifference)
    })
  )

  it.effect("records a run that fails, with its cause, and finishes the others", () =>
    Effect.gen(function* () {
      const text = TOY_EXPERIMENT.replace(
        "        set:\n          services",
        "        set:\n          trouble: { kind: throws, replication: 4 }\n          services"
      )
      const results = yield* run(inProcess, text)
      assert.deepStrictEqual(
        results.failures.map(({ levels, replication }) => [levels, replication]),
        [
          [{ server: "fast", load: "usual" }, 4],
          [{ server: "fast", load: "heavy" }, 4]
        ]
      )
      assert.include(results.failures[0]?.message ?? "", "the toy broke")
      assert.strictEqual(summaryOf(results, 2, "served").count, 5)
      assert.strictEqual(summaryOf(results, 2, "served").missing, 1)
      assert.strictEqual(results.cells[2]?.fingerprints[4], "")
      const healthy = yield* run(inProcess)
      const others = (from: ExperimentResults) =>
        from.cells[2]?.values["served"]?.filter((_, index) => index !== 4)
      assert.deepStrictEqual(others(results), others(healthy))
    })
  )

  it.effect("survives the death of a worker", () =>
    Effect.gen(function* () {
      const text = TOY_EXPERIMENT.replace(
        "        set:\n          services",
        "        set:\n          trouble: { kind: exits, replication: 1 }\n          services"
      )
      const results = yield* run(workers(2), text)
      assert.lengthOf(results.failures, 2)
      assert.include(results.failures[0]?.message ?? "", "the worker died: exit code 3")
      assert.strictEqual(summaryOf(results, 3, "served").count, 5)
    })
  )

  it.effect("abandons a run that hangs when it is interrupted, and the worker after it runs on", () =>
    Effect.gen(function* () {
      const hanging = yield* decodeToy(
        TOY_EXPERIMENT.replace(
          "base: calm",
          "base: calm\nscenario:\n  trouble: { kind: hangs, replication: 3 }"
        )
      )
      const healthy = yield* decodeToy()
      const reached = yield* Deferred.make<void>()
      yield* Effect.gen(function* () {
        const abandoned = yield* runExperiment(hanging, {
          onProgress: ({ done }) => {
            if (done === 12) Effect.runSync(Deferred.succeed(reached, undefined))
          }
        }).pipe(Effect.forkChild)
        yield* Deferred.await(reached)
        yield* Effect.yieldNow
        yield* Fiber.interrupt(abandoned)
        const results = yield* runExperiment(healthy)
        assert.lengthOf(results.failures, 0)
      }).pipe(Effect.provide(workers(1)))
    })
  )

  it.effect("records a model that leaves out a metric it lists", () =>
    Effect.gen(function* () {
      const results = yield* run(inProcess, TOY_EXPERIMENT.replace("toy-queue", "toy-forgetful"))
      assert.lengthOf(results.failures, 24)
      assert.include(results.failures[0]?.message ?? "", "mean-wait, longest-wait-after-5")
    })
  )

  it.effect("dies when the module of models cannot be loaded", () =>
    Effect.gen(function* () {
      const nothing = workerRunner({ modelsModule: new URL("absent.ts", import.meta.url), workers: 1 })
      const exit = yield* Effect.exit(run(nothing))
      assert.strictEqual(exit._tag, "Failure")
    })
  )

  it.effect("tells its progress", () =>
    Effect.gen(function* () {
      const seen: Array<ExperimentProgress> = []
      yield* run(inProcess, TOY_EXPERIMENT, { onProgress: (progress) => seen.push(progress) })
      assert.lengthOf(seen, 24)
      assert.deepStrictEqual(
        seen.map(({ done }) => done),
        Array.from({ length: 24 }, (_, index) => index + 1)
      )
      const last = seen.at(-1)
      assert.strictEqual(last?.total, 24)
      assert.strictEqual(last?.failed, 0)
      assert.isAbove(last?.events ?? 0, 1000)
    })
  )
})

describe("a precision target", () => {
  const precise = (half: number, more = "") =>
    TOY_EXPERIMENT.replace(
      "replications: 6",
      `replications: { absoluteHalfWidth: ${half}, maximum: 60${more} }`
    )

  it.effect("stops when every cell is precise enough, at the same number whatever the runner", () =>
    Effect.gen(function* () {
      const results = yield* run(inProcess, precise(0.6))
      assert.isTrue(results.precision?.reached)
      assert.isAtLeast(results.replications, 15)
      assert.isBelow(results.replications, 60)
      for (const [index] of results.cells.entries()) {
        const { lower, upper, count } = summaryOf(results, index, "mean-wait")
        assert.isAtMost(upper - lower, 1.2)
        assert.strictEqual(count, results.replications)
      }
      const requests: Array<RunRequest> = []
      assert.strictEqual(formatResults(yield* run(recording(requests), precise(0.6))), formatResults(results))
    })
  )

  it.effect("needs fewer replications for paired differences than for the cells", () =>
    Effect.gen(function* () {
      const cells = yield* run(inProcess, precise(0.6))
      const differences = yield* run(inProcess, precise(0.6, ", of: differences"))
      assert.isBelow(differences.replications, cells.replications)
      assert.strictEqual(differences.precision?.of, "differences")
    })
  )

  it.effect("says when it was not reached", () =>
    Effect.gen(function* () {
      const results = yield* run(inProcess, precise(0.001).replace("maximum: 60", "maximum: 15"))
      assert.deepStrictEqual(results.precision, { of: "cells", absoluteHalfWidth: 0.001, reached: false })
      assert.strictEqual(results.replications, 15)
    })
  )
})

describe("the journal", () => {
  const inJournal = Effect.fnUntraced(function* (
    text: string,
    options: { runner: Layer.Layer<Runner>; path: string; version?: string }
  ) {
    const seen: Array<ExperimentProgress> = []
    const journal = yield* openJournal(options.path, options.version ?? "1")
    const results = yield* run(options.runner, text, {
      journal,
      onProgress: (progress) => seen.push(progress)
    })
    return { results, resumed: seen.at(-1)?.resumed }
  }, Effect.scoped)

  const temporaryJournal = Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    return path.join(yield* files.makeTempDirectoryScoped({ prefix: "journal-" }), "journal.ndjson")
  })

  it.effect("resumes an interrupted batch to the same bytes, half-written last line or not", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* temporaryJournal
      const expected = formatResults(yield* run(inProcess))
      const reached = yield* Deferred.make<void>()
      const interrupted = yield* Effect.gen(function* () {
        const journal = yield* openJournal(path, "1")
        return yield* run(inProcess, TOY_EXPERIMENT, {
          journal,
          onProgress: ({ done }) => {
            if (done === 7) Effect.runSync(Deferred.succeed(reached, undefined))
          }
        })
      }).pipe(Effect.scoped, Effect.forkChild)
      yield* Deferred.await(reached)
      yield* Fiber.interrupt(interrupted)
      const kept = yield* files.readFileString(path)
      const lines = kept.split("\n").length - 1
      assert.isAtLeast(lines, 7)
      assert.isBelow(lines, 24)
      yield* files.writeFileString(path, kept.slice(0, -40))
      const { results, resumed } = yield* inJournal(TOY_EXPERIMENT, { runner: workers(2), path })
      assert.strictEqual(formatResults(results), expected)
      assert.strictEqual(resumed, lines - 1)
      const again = yield* inJournal(TOY_EXPERIMENT, { runner: inProcess, path })
      assert.strictEqual(again.resumed, 24)
      assert.strictEqual(formatResults(again.results), expected)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("runs again what it cannot read in the middle", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* temporaryJournal
      const first = yield* inJournal(TOY_EXPERIMENT, { runner: inProcess, path })
      const lines = (yield* files.readFileString(path)).split("\n")
      yield* files.writeFileString(
        path,
        lines.with(3, "{ not json").with(5, '{"key":"x","result":{}}').join("\n")
      )
      const second = yield* inJournal(TOY_EXPERIMENT, { runner: inProcess, path })
      assert.strictEqual(second.resumed, 22)
      assert.strictEqual(formatResults(second.results), formatResults(first.results))
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("runs only what an edit of the experiment changed, and everything for another version", () =>
    Effect.gen(function* () {
      const path = yield* temporaryJournal
      yield* inJournal(TOY_EXPERIMENT, { runner: inProcess, path })
      const edited = TOY_EXPERIMENT.replace("1.25", "1.5").replace("title: A faster", "title: A much faster")
      assert.strictEqual((yield* inJournal(edited, { runner: inProcess, path })).resumed, 12)
      const more = TOY_EXPERIMENT.replace("replications: 6", "replications: 8")
      assert.strictEqual((yield* inJournal(more, { runner: inProcess, path })).resumed, 24)
      const reseeded = TOY_EXPERIMENT.replace("seed: 42", "seed: 43")
      assert.strictEqual((yield* inJournal(reseeded, { runner: inProcess, path })).resumed, 0)
      assert.strictEqual(
        (yield* inJournal(TOY_EXPERIMENT, { runner: inProcess, path, version: "2" })).resumed,
        0
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("does not keep failures: the same command tries them again", () =>
    Effect.gen(function* () {
      const path = yield* temporaryJournal
      const text = TOY_EXPERIMENT.replace(
        "        set:\n          services",
        "        set:\n          trouble: { kind: throws, replication: 4 }\n          services"
      )
      yield* inJournal(text, { runner: inProcess, path })
      const { resumed, results } = yield* inJournal(text, { runner: inProcess, path })
      assert.strictEqual(resumed, 22)
      assert.lengthOf(results.failures, 2)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("fails with the path when it cannot be written", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.scoped(openJournal("/nowhere/at/all/journal.ndjson", "1")))
      assert.strictEqual(error._tag, "JournalFailed")
      assert.include(error.message, "/nowhere/at/all/journal.ndjson")
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
