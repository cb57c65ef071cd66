// Files that cannot be used: one clear error each, its documented exit code, and nothing half-written.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { type Finished, runHere, temporaryFolder } from "./commandLine.ts"

const folder = temporaryFolder()

const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** What is not as it should be: each text in the message, exit code 3, nothing on stdout, no stack trace. */
const faultsOf = (
  { exitCode, stdout, stderr }: Finished,
  expected: ReadonlyArray<string>
): ReadonlyArray<string> => [
  ...expected.filter((text) => !stderr.includes(text)).map((text) => `"${text}" is not in: ${stderr}`),
  ...(exitCode === 3 ? [] : [`exit code ${exitCode}: ${stderr}`]),
  ...(stdout === "" ? [] : [`on stdout: ${stdout}`]),
  ...(/\n\s+at /.test(stderr) ? [`a stack trace: ${stderr}`] : [])
]

const ward = (changes: string): string => `base: ward\n${changes}`

const experimentText = `id: small
title: Small
question: Does it run?
model: hospital
base: ward
scenario: { duration: 2 min }
replications: 2
primaryMetric: METRIC
`

/** Nine levels of nine aliases each: 387 million values from 600 bytes. */
const billionLaughs = Array.from({ length: 9 }, (_, level) => {
  const items = Array.from({ length: 9 }, () => (level === 0 ? "lol" : `*level${level - 1}`))
  return `level${level}: &level${level} [${items.join(", ")}]`
}).join("\n")

describe("a file that cannot be read", () => {
  const cases: ReadonlyArray<readonly [title: string, path: string, expected: ReadonlyArray<string>]> = [
    [
      "a missing file is named with where it was looked for",
      join(folder, "none.yaml"),
      ["none.yaml", "no such file", process.cwd()]
    ],
    ["an empty file is called empty", write("empty.yaml", ""), ["empty.yaml", "is empty"]],
    ["a file of blanks is called empty", write("blank.yaml", " \n\n\t\n"), ["blank.yaml", "is empty"]],
    [
      "bytes that are not UTF-8 are refused",
      write("latin1.yaml", new Uint8Array([110, 58, 32, 252, 10])),
      ["latin1.yaml", "UTF-8"]
    ],
    [
      "a binary file is refused",
      write("binary.yaml", new Uint8Array([0, 1, 2, 3, 0])),
      ["binary.yaml", "binary"]
    ],
    [
      "ten megabytes are refused by their size",
      write("large.yaml", "a: b\n".repeat(2_000_000)),
      ["large.yaml", "10.0 MB", "at most 1 MB"]
    ]
  ]
  for (const [title, path, expected] of cases) {
    it(title, async () => {
      assert.deepEqual(faultsOf(await runHere("run", path), expected), [])
      assert.deepEqual(
        faultsOf(await runHere("experiment", path, "--out", join(folder, "out")), expected),
        []
      )
      assert.deepEqual(faultsOf(await runHere("validate", path), expected), [])
    })
  }

  it("a folder is no scenario", async () => {
    assert.deepEqual(faultsOf(await runHere("run", `${folder}/`), [folder, "is a folder"]), [])
  })

  it("a folder without an experiment.yaml is no experiment", async () => {
    const empty = join(folder, "no-experiment")
    mkdirSync(empty, { recursive: true })
    assert.deepEqual(
      faultsOf(await runHere("experiment", empty), [join(empty, "experiment.yaml"), "no such file"]),
      []
    )
  })
})

describe("a scenario that is wrong", () => {
  const cases: ReadonlyArray<readonly [title: string, text: string, expected: ReadonlyArray<string>]> = [
    [
      "an unknown key gets its place and the nearest key",
      ward("pumps:\n  besdide: 3\n"),
      [":3:3", "besdide", "bedside", "^"]
    ],
    [
      "a wrong unit gets its place and the units that would do",
      ward("duration: 8 kg\n"),
      [":2:11", "kg", "h"]
    ],
    ["a number without a unit is refused", ward("duration: 8\n"), [":2:11", "duration"]],
    ["a negative count is refused", ward("pumps:\n  bedside: -1\n"), [":3:12", "bedside"]],
    ["an unknown preset gets the nearest one", "base: wrd\n", [":1:7", '"wrd"', '"ward"']],
    ["an unknown model is refused", "model: clinic\n", [":1:8", '"clinic"', "hospital"]],
    ["a list is no scenario", "- ward\n", [":1:"]],
    ["aliases that expand a billionfold are refused", billionLaughs, ["alias"]],
    ["broken YAML gets its place", "base: [ward\n", [":2:1"]],
    ["the same key twice is refused", "base: ward\nbase: hospital\n", [":2:1"]]
  ]
  for (const [title, text, expected] of cases) {
    it(title, async () => {
      const path = write("scenario.yaml", text)
      assert.deepEqual(faultsOf(await runHere("run", path), [path, ...expected]), [])
      assert.deepEqual(faultsOf(await runHere("validate", path), [path, ...expected]), [])
    })
  }

  it("all mistakes are told at once", async () => {
    const path = write("scenario.yaml", ward("duration: 8 kg\npumps:\n  bedside: -1\n  besdide: 3\n"))
    assert.deepEqual(faultsOf(await runHere("run", path), ["3 problems", ":2:11", ":4:12", ":5:3"]), [])
  })

  it("a misspelt preset on the command line is wrong usage, with the nearest preset", async () => {
    const { exitCode, stderr } = await runHere("run", "hospitl")
    assert.strictEqual(exitCode, 2)
    assert.include(stderr, 'did you mean "hospital"')
  })
})

describe("an experiment that is wrong", () => {
  it("an unknown metric stops it before a folder is made", async () => {
    const out = join(folder, "never")
    const path = write("experiment.yaml", experimentText.replace("METRIC", "happiness"))
    const expected = [path, ":8:16", '"happiness"']
    assert.deepEqual(faultsOf(await runHere("experiment", path, "--out", out), expected), [])
    assert.deepEqual(faultsOf(await runHere("validate", path), expected), [])
    assert.isFalse(existsSync(out))
  })

  it("validate --json lists the problems as data", async () => {
    const path = write("experiment.yaml", experimentText.replace("METRIC", "happiness"))
    const { exitCode, stdout } = await runHere("validate", path, "--json")
    assert.strictEqual(exitCode, 3)
    const report = JSON.parse(stdout)
    assert.strictEqual(report.isValid, false)
    assert.deepInclude(report.problems[0], { line: 8, column: 16, path: "primaryMetric" })
  })
})

describe("a place that cannot be used", () => {
  it("a results folder below a file fails before anything runs, with exit code 1", async () => {
    const file = write("in-the-way", "kept")
    const before = readdirSync(folder)
    const { models } = await import("../../models/all.ts")
    const metric = models[0]?.metrics[0]?.id ?? ""
    const path = write("good.yaml", experimentText.replace("METRIC", metric))
    const { exitCode, stdout, stderr } = await runHere("experiment", path, "--out", join(file, "results"))
    assert.strictEqual(exitCode, 1, stderr)
    assert.strictEqual(stdout, "")
    assert.include(stderr, join(file, "results"))
    assert.include(stderr, "choose another folder")
    assert.notMatch(stderr, /\n\s+at /)
    assert.deepEqual(readdirSync(folder).toSorted(), [...new Set([...before, "good.yaml"])].toSorted())
  })
})
