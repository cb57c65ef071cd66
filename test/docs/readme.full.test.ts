// The numbers in the README are the ones that the command printed there prints.

import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"

const launcher = fileURLToPath(new URL("../../src/cli/wardsim.mjs", import.meta.url))

describe("README.md", () => {
  it("shows what `npm start -- --once` prints", () => {
    const results = mkdtempSync(join(tmpdir(), "wardsim-"))
    const printed = execFileSync(process.execPath, [launcher, "start", "--once", "--results", results], {
      stdio: ["ignore", "pipe", "ignore"]
    }).toString()
    rmSync(results, { recursive: true })
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8")
    const shown = /<!-- begin: npm start -- --once -->\n```text\n(?<text>[^]*?)```\n<!-- end -->/u.exec(
      readme
    )
    assert.strictEqual(shown?.groups?.["text"], printed)
  })
})
