// The command line itself: help, suggestions, exit codes for wrong usage.

import { assert, describe, expect, it } from "vitest"
import { runHere, start } from "./commandLine.ts"

const commands = ["run", "experiment", "validate", "schema", "serve", "start"]

describe("help", () => {
  it("shows the commands, examples first, exit codes last", async () => {
    const { exitCode, stdout, stderr } = await runHere("--help")
    assert.strictEqual(exitCode, 0)
    assert.strictEqual(stderr, "")
    await expect(stdout).toMatchFileSnapshot("golden/help.txt")
  })

  for (const command of commands) {
    it(`shows examples and flags of ${command}`, async () => {
      const { exitCode, stdout, stderr } = await runHere(command, "--help")
      assert.strictEqual(exitCode, 0)
      assert.strictEqual(stderr, "")
      assert.isTrue(stdout.startsWith("EXAMPLES"))
      await expect(stdout).toMatchFileSnapshot(`golden/help-${command}.txt`)
    })
  }

  it("is what wardsim without arguments shows", async () => {
    const bare = await runHere()
    assert.strictEqual(bare.exitCode, 0)
    assert.strictEqual(bare.stdout, (await runHere("--help")).stdout)
  })

  it("has no colour codes when it goes into a pipe", async () => {
    const { exitCode, stdout } = await start(["--help"]).finished
    assert.strictEqual(exitCode, 0)
    assert.notInclude(stdout, "\u001B")
    assert.strictEqual(stdout, (await runHere("--help")).stdout)
  })
})

describe("wrong usage", () => {
  const cases: ReadonlyArray<
    readonly [title: string, args: ReadonlyArray<string>, expected: ReadonlyArray<string>]
  > = [
    ["an unknown command gets the nearest one", ["experimnt"], ['"experimnt"', "Did you mean", "experiment"]],
    [
      "an unknown flag gets the nearest one",
      ["run", "ward", "--sed", "1"],
      ["--sed", "Did you mean", "--seed"]
    ],
    ["a missing argument is named", ["run"], ["Missing required argument: scenario"]],
    ["a surplus argument is quoted", ["run", "ward", "hospital"], ["Unexpected", '"hospital"']],
    ["a seed that is no number is refused", ["run", "ward", "--seed", "luck"], ["--seed", '"luck"']],
    ["a negative seed is refused", ["run", "ward", "--seed=-1"], ["--seed", "-1", "from 0"]],
    ["a fraction of a worker is refused", ["experiment", "x.yaml", "--workers", "1.5"], ["--workers", "1.5"]],
    ["no worker at all is refused", ["experiment", "x.yaml", "--workers", "0"], ["--workers", "from 1"]],
    ["a port that no port can be is refused", ["serve", "--port", "70000"], ["--port", "65535"]],
    ["a flag given twice is refused", ["run", "ward", "--seed", "1", "--seed", "2"], ["--seed", "at most 1"]],
    ["a flag without its value is refused", ["run", "ward", "--seed"], ["--seed"]],
    ["an unknown kind of schema is refused", ["schema", "ward"], ["scenario", "experiment"]]
  ]
  for (const [title, args, expected] of cases) {
    it(title, async () => {
      const { exitCode, stdout, stderr } = await runHere(...args)
      assert.strictEqual(exitCode, 2, stderr)
      assert.strictEqual(stdout, "")
      for (const text of expected) assert.include(stderr, text)
      assert.include(stderr, "--help")
      assert.notMatch(stderr, /\n\s+at /)
    })
  }
})
