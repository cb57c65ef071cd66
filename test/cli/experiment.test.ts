// Whole commands: what they print, what they leave behind, and what Ctrl-C does.

import { Effect } from "effect"
import { once } from "node:events"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { exitCodes } from "../../src/cli/exitCodes.ts"
import { describeProgress, makeProgressDisplay } from "../../src/cli/progress.ts"
import { failIfIncomplete } from "../../src/cli/runExperimentFile.ts"
import { endingOf } from "../../src/cli/runAsMain.ts"
import { type FinishedExperiment } from "../../src/cli/runExperimentFile.ts"
import { models } from "../../models/all.ts"
import { runHere, start, temporaryFolder } from "./commandLine.ts"

const folder = temporaryFolder()
const metric = models[0]?.metrics[0]?.id ?? ""

const writeExperiment = (name: string, replications: number, duration: string): string => {
  const path = join(folder, `${name}.yaml`)
  writeFileSync(
    path,
    `id: ${name}
title: Two wards
question: Does a second wearable pump change anything?
model: hospital
base: ward
scenario: { duration: ${duration}, pumps: { bedside: 2, wearable: 1 } }
factors:
  - id: size
    levels:
      - id: one
      - id: two
        set: { pumps: { wearable: 2 } }
comparisons: [{ factor: size, baseline: one }]
replications: ${replications}
primaryMetric: ${metric}
quick: { replications: 2 }
`
  )
  return path
}

describe("run", () => {
  it("prints JSON with fingerprint, events, time and every metric; the same seed gives the same bytes", async () => {
    const path = join(folder, "same.yaml")
    writeFileSync(path, "base: ward\n")
    const [first, again] = await Promise.all(
      [1, 2].map(() => runHere("run", "ward", "--seed", "7", "--json"))
    )
    const [ofFile, other] = await Promise.all([
      runHere("run", path, "--seed", "7", "--json"),
      runHere("run", "ward", "--seed", "8", "--json")
    ])
    assert.strictEqual(first?.exitCode, 0, first?.stderr)
    assert.strictEqual(first?.stderr, "")
    assert.strictEqual(again?.stdout, first?.stdout)
    const report = JSON.parse(first?.stdout ?? "")
    assert.match(report.fingerprint, /^[0-9a-f]{16}$/)
    assert.isAbove(report.events, 1000)
    assert.strictEqual(report.simulatedSeconds, 8 * 3600)
    assert.deepEqual(
      Object.keys(report.metrics).toSorted(),
      models[0]?.metrics.map(({ id }) => id).toSorted()
    )
    assert.strictEqual(
      JSON.parse(ofFile.stdout).fingerprint,
      report.fingerprint,
      "a file that is only a preset"
    )
    assert.notStrictEqual(JSON.parse(other.stdout).fingerprint, report.fingerprint, "another seed")
  })

  it("prints a table with the unit of every metric when all are asked for", async () => {
    const { exitCode, stdout } = await runHere("run", "ward", "--all")
    assert.strictEqual(exitCode, 0)
    assert.match(
      stdout,
      /^ward: .*\nseed 1, replication 0: 8 h simulated, \d+ events, fingerprint [0-9a-f]{16}\n/
    )
    for (const { title, unit } of models[0]?.metrics ?? []) {
      const isShown = stdout
        .split("\n")
        .some((line) => line.startsWith(`  ${title}`) && line.endsWith(` ${unit}`))
      assert.isTrue(isShown, `${title} [${unit}]`)
    }
  })

  it("leaves out what is 0 and the assumptions, and says so", async () => {
    const { stdout } = await runHere("run", "ward")
    assert.notInclude(stdout, "Hostile commands obeyed")
    assert.notInclude(stdout, "Assumption: ")
    assert.match(
      stdout,
      /\n\d+ metrics are 0 or without data; --all lists them\.\n\d+ assumptions were used; --all lists them\.\n$/
    )
  })
})

describe("experiment", () => {
  it("leaves results, tables and a manifest, and prints the results as JSON", async () => {
    const out = join(folder, "json")
    const path = writeExperiment("json", 2, "10 min")
    const { exitCode, stdout, stderr } = await runHere(
      "experiment",
      path,
      "--out",
      out,
      "--workers",
      "1",
      "--json"
    )
    assert.strictEqual(exitCode, 0, stderr)
    const expected = ["journal.ndjson", "manifest.json", "results.json", "runs.csv", "table.csv"]
    assert.deepEqual(readdirSync(out).toSorted(), expected)
    assert.strictEqual(stdout, readFileSync(join(out, "results.json"), "utf8"))
    const results = JSON.parse(stdout)
    assert.strictEqual(results.replications, 2)
    assert.strictEqual(results.cells.length, 2)
    const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"))
    assert.strictEqual(manifest.run.workers, 1)
    assert.isTrue(Object.keys(manifest.inputHashes).every((name) => !name.startsWith("/")))
  })

  it("stops at Ctrl-C with exit code 130, and the same command goes on to the same results", async () => {
    const path = writeExperiment("interrupted", 20, "2 h")
    const out = join(folder, "interrupted")
    const args = ["experiment", path, "--workers", "1", "--out", out]
    const command = start(args)
    await command.shows("10 %")
    command.interrupt()
    const stopped = await command.finished
    assert.strictEqual(stopped.exitCode, exitCodes.interrupted, stopped.stderr)
    assert.strictEqual(stopped.stdout, "")
    assert.match(stopped.stderr, /replications are kept in .*journal\.ndjson/)
    assert.isFalse(existsSync(join(out, "results.json")))

    const resumed = await runHere(...args)
    assert.strictEqual(resumed.exitCode, 0, resumed.stderr)
    const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"))
    assert.isAtLeast(manifest.run.resumedReplications, 4)
    const undisturbed = join(folder, "undisturbed")
    await runHere("experiment", path, "--out", undisturbed)
    for (const name of ["results.json", "table.csv", "runs.csv"]) {
      assert.strictEqual(
        readFileSync(join(out, name), "utf8"),
        readFileSync(join(undisturbed, name), "utf8"),
        name
      )
    }
  })

  it("with failed replications ends with exit code 4 and names the first", async () => {
    // No input makes the hospital fail, so the results of a failing model are given.
    const failures = [0, 1].map((replication) => ({ levels: {}, replication, message: "the worker died" }))
    const finishedWith = (failed: typeof failures) =>
      ({ results: { failures: failed }, folder: "results/x" }) as unknown as FinishedExperiment
    const exit = await Effect.runPromiseExit(failIfIncomplete(finishedWith(failures)))
    const { exitCode, message } = endingOf(exit)
    assert.strictEqual(exitCode, 4)
    assert.include(message, "replication 0 and 1 more failed: the worker died")
    const complete = await Effect.runPromiseExit(failIfIncomplete(finishedWith([])))
    assert.strictEqual(endingOf(complete).exitCode, 0)
  })
})

describe("serve", () => {
  it("prints its address, answers on loopback, and stops at Ctrl-C", async () => {
    const command = start(["serve", "--port", "0", "--results", folder])
    await command.shows("Open this address")
    const answer = await fetch(new URL("/api/health", command.output().trim()))
    assert.deepEqual(await answer.json(), { status: "ok" })
    command.interrupt()
    const { exitCode, stdout } = await command.finished
    assert.match(stdout, /^http:\/\/127\.0\.0\.1:\d+\n$/)
    assert.strictEqual(exitCode, exitCodes.interrupted)
  })

  it("a port that another program has is an error with a remedy, also before an experiment starts", async () => {
    const other = createServer()
    other.listen(0, "127.0.0.1")
    await once(other, "listening")
    const address = other.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    const results = join(folder, "no-results")
    for (const command of ["serve", "start"]) {
      const { exitCode, stdout, stderr } = await runHere(
        command,
        "--port",
        String(port),
        "--results",
        results
      )
      assert.strictEqual(exitCode, 1, stderr)
      assert.strictEqual(stdout, "")
      assert.match(stderr, /port \d+ is in use.*--port/)
    }
    assert.isFalse(existsSync(results))
    other.close()
  })
})

describe("schema", () => {
  it("describes both kinds of file for editors", async () => {
    const scenario = JSON.parse((await runHere("schema", "scenario")).stdout)
    assert.strictEqual(scenario.$schema, "http://json-schema.org/draft-07/schema#")
    assert.deepEqual(scenario.properties.base.enum, Object.keys(models[0]?.presets ?? {}))
    assert.isFalse(scenario.additionalProperties)
    const experiment = JSON.parse((await runHere("schema", "experiment")).stdout)
    assert.includeMembers(experiment.required, ["id", "question", "primaryMetric"])
  })
})

describe("progress", () => {
  const progress = (done: number) => ({ done, total: 20, failed: 0, resumed: 0, events: 0 })

  it("without a terminal is one line for each tenth", () => {
    const shown: Array<string> = []
    const display = makeProgressDisplay((text) => void shown.push(text), false)
    for (let done = 1; done <= 20; done++) display.update(progress(done))
    display.clear()
    assert.strictEqual(shown.length, 10)
    assert.isTrue(
      shown.every((line) => /^ *\d+0 % .*\n$/.test(line)),
      shown.join("")
    )
    assert.notInclude(shown.join(""), "\u001B")
  })

  it("in a terminal is one line that is taken away at the end", () => {
    const shown: Array<string> = []
    const display = makeProgressDisplay((text) => void shown.push(text), true)
    display.update(progress(10))
    display.clear()
    assert.include(shown[0], "50 %")
    assert.notInclude(shown.join(""), "\n")
    assert.strictEqual(shown[1], "\r\u001B[2K")
  })

  it("tells what failed, what was resumed, and the time left by the rate of fresh runs", () => {
    const text = describeProgress({ done: 30, total: 100, failed: 2, resumed: 20, events: 0 }, 5)
    assert.strictEqual(text, "30 of 100 replications, 20 from the last time, 2 failed, about 35 s left")
  })
})
