// What an experiment leaves on disk and on a terminal.

import { NodeServices } from "@effect/platform-node"
import { describe, it } from "@effect/vitest"
import { Effect, FileSystem, Path } from "effect"
import { assert } from "vitest"
import { formatCsv } from "../../src/experiment/csv.ts"
import { formatNumber, formatTable } from "../../src/experiment/formatTable.ts"
import { formatRunsCsv, formatTableCsv } from "../../src/experiment/resultTables.ts"
import { runExperiment } from "../../src/experiment/runExperiment.ts"
import { Runner } from "../../src/experiment/Runner.ts"
import { sha256 } from "../../src/experiment/sha256.ts"
import {
  formatResults,
  parseResults,
  type Provenance,
  writeResults
} from "../../src/experiment/writeResults.ts"
import { decodeToy, TOY_EXPERIMENT } from "./toyExperiment.ts"
import { models } from "./toyModels.ts"

const toyResults = Effect.fnUntraced(function* (text = TOY_EXPERIMENT) {
  return yield* runExperiment(yield* decodeToy(text)).pipe(Effect.provide(Runner.inProcess(models)))
})

const provenance: Provenance = {
  versions: { wardsim: "0.0.0" },
  inputHashes: { "experiment.yaml": "abc" },
  run: { startedAt: "2026-01-01T00:00:00Z" }
}

const TROUBLED = TOY_EXPERIMENT.replace(
  "        set:\n          services",
  "        set:\n          trouble: { kind: throws, replication: 4 }\n          services"
)

describe("writeResults", () => {
  it.effect("writes the same bytes twice, except what the manifest says of the run", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const root = yield* files.makeTempDirectoryScoped({ prefix: "results-" })
      const read = Effect.fnUntraced(function* (folder: string) {
        const names = (yield* files.readDirectory(path.join(root, folder))).sort()
        const texts = yield* Effect.forEach(names, (name) =>
          files.readFileString(path.join(root, folder, name))
        )
        return new Map(names.map((name, index) => [name, texts[index] as string]))
      })
      yield* writeResults(path.join(root, "a"), yield* toyResults(), provenance)
      yield* writeResults(path.join(root, "b"), yield* toyResults(), {
        ...provenance,
        run: { startedAt: "later" }
      })
      const first = yield* read("a")
      const second = yield* read("b")
      assert.deepStrictEqual([...first.keys()], ["manifest.json", "results.json", "runs.csv", "table.csv"])
      for (const name of ["results.json", "runs.csv", "table.csv"])
        assert.strictEqual(second.get(name), first.get(name))
      const manifest = JSON.parse(first.get("manifest.json") ?? "") as Readonly<Record<string, unknown>>
      const other = JSON.parse(second.get("manifest.json") ?? "") as Readonly<Record<string, unknown>>
      assert.deepStrictEqual({ ...other, run: manifest["run"] }, manifest)
      assert.strictEqual(
        (manifest["outputHashes"] as Readonly<Record<string, string>>)["table.csv"],
        yield* sha256(first.get("table.csv") ?? "")
      )
      for (const text of [first.get("results.json"), first.get("runs.csv"), first.get("table.csv")]) {
        assert.notInclude(text ?? "", "2026")
      }
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("fails with the folder when it cannot write", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(writeResults("/dev/null/results", yield* toyResults(), provenance))
      assert.strictEqual(error._tag, "ResultsNotWritten")
      assert.include(error.message, "/dev/null/results")
    }).pipe(Effect.provide(NodeServices.layer))
  )
})

describe("results.json", () => {
  it.effect("is read back as it was, NaN and absent values included", () =>
    Effect.gen(function* () {
      const results = yield* toyResults(
        TROUBLED.replace("base: calm", "base: calm\nscenario:\n  duration: 15 s")
      )
      assert.isTrue(formatResults(results).includes("null"))
      assert.deepStrictEqual(parseResults(formatResults(results)), results)
    })
  )
})

describe("table.csv", () => {
  it.effect("has a row per cell and metric with interval and paired difference", () =>
    Effect.gen(function* () {
      const results = yield* toyResults()
      const lines = formatTableCsv(results).trimEnd().split("\n")
      assert.lengthOf(lines, 1 + 4 * 3)
      assert.strictEqual(
        lines[0],
        "server,load,metric,unit,count,missing,mean,standardDeviation,lower,upper,baseline:server,difference:server,differenceLower:server,differenceUpper:server,pValue:server,adjustedPValue:server,varianceReduction:server"
      )
      const baseline = (lines[1] ?? "").split(",")
      assert.deepStrictEqual(baseline.slice(0, 6), ["slow", "usual", "mean-wait", "s", "6", "0"])
      assert.deepStrictEqual(baseline.slice(10), ["", "", "", "", "", "", ""])
      const fast = (lines[7] ?? "").split(",")
      const summary = results.cells[2]?.summaries["mean-wait"]
      const comparison = results.comparisons[0]
      assert.deepStrictEqual(fast.slice(0, 3), ["fast", "usual", "mean-wait"])
      assert.strictEqual(Number(fast[6]), summary?.mean)
      assert.strictEqual(fast[10], "slow")
      assert.strictEqual(Number(fast[11]), comparison?.meanDifference)
      assert.strictEqual(Number(fast[13]), comparison?.upper)
    })
  )
})

describe("runs.csv", () => {
  it.effect("has every replication with its fingerprint or its failure", () =>
    Effect.gen(function* () {
      const lines = formatRunsCsv(yield* toyResults(TROUBLED))
        .trimEnd()
        .split("\n")
      assert.lengthOf(lines, 25)
      assert.strictEqual(
        lines[0],
        "server,load,replication,mean-wait [s],served [1],longest-wait-after-5 [s],fingerprint,failure"
      )
      assert.match(lines[1] ?? "", /^slow,usual,0,[\d.]+,\d+,[\d.]*,[0-9a-f]{16},$/u)
      const failed = lines.filter((line) => line.startsWith("fast,usual,4,"))
      assert.lengthOf(failed, 1)
      assert.match(failed[0] ?? "", /^fast,usual,4,,,,,.*the toy broke/u)
    })
  )
})

describe("formatCsv", () => {
  it("quotes what must be quoted and disarms formulas", () => {
    assert.strictEqual(
      formatCsv([["a,b", 'say "x"', "two\nlines", "=1+1", -1.5, Number.NaN, null]]),
      '"a,b","say ""x""","two\nlines",\'=1+1,-1.5,,\n'
    )
  })
})

describe("formatTable", () => {
  it.effect("shows the primary metric first, with differences beside the means", () =>
    Effect.gen(function* () {
      const results = yield* toyResults()
      const text = formatTable({ ...results, shownMetrics: ["served"] })
      const lines = text.split("\n")
      assert.strictEqual(lines[0], "A faster server")
      assert.strictEqual(lines[2], "6 replications, seed 42; Student t intervals")
      assert.strictEqual(lines[4], "Mean wait [s] (mean-wait, primary metric)")
      assert.match(
        lines[5] ?? "",
        /^Server {7}load {3} +mean +95 % interval +vs server +95 % interval +p +reduction$/u
      )
      assert.match(
        lines[8] ?? "",
        /^Fast server {2}usual +[\d.]+ +[\d.]+ to [\d.]+ +-[\d.]+ +-[\d.]+ to -?[\d.]+ +(?:< )?0\.\d+ +[\d.]+$/u
      )
      assert.include(text, "Customers served [1] (served)")
      assert.notInclude(text, "Longest wait")
      assert.include(text, "Further metrics in table.csv: ")
      assert.isTrue(lines.every((line) => line === line.trimEnd()))
    })
  )

  it.effect("tells failures and a precision that was not reached", () =>
    Effect.gen(function* () {
      const text = formatTable(
        yield* toyResults(
          TROUBLED.replace("replications: 6", "replications: { absoluteHalfWidth: 0.001, maximum: 15 }")
        )
      )
      assert.include(text, "2 replications failed and are left out; the first: ")
      assert.include(text, "The precision asked for was not reached in 15 replications.")
    })
  )

  it.each([
    [0, "0"],
    [1234.56, "1235"],
    [0.000123456, "0.0001235"],
    [0.0000123456, "1.235e-5"],
    [12345678, "1.235e+7"],
    [-2.5, "-2.5"],
    [Number.NaN, "-"]
  ])("writes %d as %s", (value, text) => {
    assert.strictEqual(formatNumber(value), text)
  })
})
