// A slip in the data file, which people add to by hand, is told by every command with its place: a copy of the program has it.

import { execFile } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, assert, describe, it } from "vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "wardsim-slips-"))
afterAll(() => rmSync(folder, { recursive: true }))
for (const part of ["src", "models", "web/charts", "package.json"]) {
  cpSync(join(root, part), join(folder, part), { recursive: true })
}
symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction")
const file = join(folder, "models/data/crypto-costs.json")
const data = JSON.parse(readFileSync(file, "utf8"))
const suite = data.protocols.find(({ id }: { id: string }) => id === "dtls13-psk-ccm8")
Object.assign(suite, { record_cipher: "AES-128-CMC", memory: ["tinydtls-ps", "wolfssl-tls"] })
writeFileSync(file, JSON.stringify(data))

const run = (
  ...args: ReadonlyArray<string>
): Promise<{ readonly stderr: string; readonly exitCode: number }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(folder, "src/cli/wardsim.mjs"), ...args],
      { cwd: folder },
      (error, _, stderr) => resolve({ stderr, exitCode: error === null ? 0 : Number(error.code ?? 1) })
    )
  })

describe("a wrong cipher and wrong stacks in a suite's entry", () => {
  it.each([[["crypto", "--list"]], [["crypto", "psk-hmac", "--platform", "nrf52840"]], [["run", "ward"]]])(
    "are told by %j as invalid input, all at once, with the nearest that would do",
    async (args) => {
      const { exitCode, stderr } = await run(...args)
      assert.strictEqual(exitCode, 3, stderr)
      const lines = stderr.trim().split("\n")
      assert.lengthOf(lines, 4, stderr)
      assert.include(lines[0], "models/data/crypto-costs.json:")
      const place = 'protocols "dtls13-psk-ccm8": '
      assert.include(
        lines[1],
        `${place}record_cipher "AES-128-CMC" is not known: did you mean "AES-128-CBC"?`
      )
      assert.include(lines[2], `${place}memory "tinydtls-ps" is not known: did you mean "tinydtls-psk"?`)
      assert.include(lines[3], `${place}memory "wolfssl-tls" has no single figure of RAM: choose one of`)
      assert.notInclude(stderr, "fault of the program")
    }
  )

  it("leave help as it is", async () => {
    assert.strictEqual((await run("crypto", "--help")).exitCode, 0)
  })
})
