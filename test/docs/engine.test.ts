// Every block of code in docs/engine.md is run, and what it prints is the text block that follows it.

import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))
const PYTHON = "/usr/bin/python3"
const page = readFileSync(join(root, "docs/engine.md"), "utf8")

interface Block {
  readonly language: string
  readonly text: string
  /** Heading under which it stands. */
  readonly heading: string
}

const blocks = (() => {
  const found: Array<Block> = []
  let heading = ""
  for (const [, title, language, text] of page.matchAll(/^## (.*)$|^```(\w*)\n([^]*?)^```$/gm)) {
    if (title !== undefined) heading = title
    else found.push({ language: language ?? "", text: text ?? "", heading })
  }
  return found
})()

/** What a block of code must print: the next text block. */
const expectedAfter = (index: number): string =>
  blocks.slice(index + 1).find(({ language }) => language === "text")?.text ??
  assert.fail("no text block follows")

const programs = blocks.flatMap((block, index) => (block.language === "text" ? [] : [{ ...block, index }]))

// As deep in the checkout as docs/, so that the imports are those that a reader sees.
let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(root, ".docs-"))
  for (const { index, language, text } of programs)
    if (language === "ts") writeFileSync(join(folder, `block${index}.ts`), text)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe("docs/engine.md", () => {
  it("has the same model in SimPy and here, and nothing but code that is run and its output", () => {
    assert.deepStrictEqual(
      blocks.slice(0, 3).map(({ language }) => language),
      ["python", "ts", "text"]
    )
    assert.isAtLeast(programs.length, 6)
    for (const { language } of blocks) assert.include(["python", "ts", "text"], language)
  })

  it("shows code that passes the checks of types that the project's own code passes", () => {
    writeFileSync(
      join(folder, "tsconfig.json"),
      `{ "extends": "../tsconfig.json", "include": ["*.ts", "../src/engine/alea.d.ts"] }`
    )
    const compiler = join(root, "node_modules/typescript/bin/tsc")
    const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" })
    assert.strictEqual(status, 0, stdout)
  })

  it.for(programs.filter(({ language }) => language === "ts"))(
    'prints what the page says: TypeScript under "$heading"',
    ({ index }) => {
      const { stdout, stderr } = spawnSync(process.execPath, [join(folder, `block${index}.ts`)], {
        encoding: "utf8"
      })
      assert.strictEqual(stdout, expectedAfter(index), stderr)
    }
  )

  it.for(programs.filter(({ language }) => language === "python"))(
    'prints what the page says: Python under "$heading"',
    ({ index, text }, context) => {
      if (spawnSync(PYTHON, ["-c", "import simpy"]).status !== 0)
        return context.skip(`SimPy is not installed for ${PYTHON}: the Python block was not run`)
      const { stdout, stderr } = spawnSync(PYTHON, ["-c", text], { encoding: "utf8" })
      assert.strictEqual(stdout, expectedAfter(index), stderr)
    }
  )
})
