// The JSON Schemas that editors read from docs/ are what `wardsim schema` prints.

import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"

const launcher = fileURLToPath(new URL("../../src/cli/wardsim.mjs", import.meta.url))

describe.each(["scenario", "experiment"])("docs/%s.schema.json", (kind) => {
  it(`is what "wardsim schema ${kind}" prints`, () => {
    const printed = execFileSync(process.execPath, [launcher, "schema", kind]).toString()
    assert.strictEqual(
      readFileSync(new URL(`../../docs/${kind}.schema.json`, import.meta.url), "utf8"),
      printed
    )
  })
})
