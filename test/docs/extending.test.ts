// docs/extending.md does what it says: its example entries go into the data file of a copy of the program, and its commands run.

import { execFile } from "node:child_process"
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, assert, describe, it } from "vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))
const page = readFileSync(join(root, "docs/extending.md"), "utf8")

/** Fenced blocks as [what follows the fence, content]. */
const blocks = [...page.matchAll(/^```(.+)\n([^]*?)^```$/gmu)].map(
  ([, info = "", content = ""]) => [info, content] as const
)

const blockOf = (info: string): string => {
  const block = blocks.find((candidate) => candidate[0] === info)
  if (block === undefined) throw new Error(`the page has no block "${info}"`)
  return block[1]
}

/** A copy of the program with the page's entries in its data file. */
const copyProgram = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "wardsim-extending-"))
  for (const part of ["src", "models", "web/charts", "package.json"]) {
    cpSync(join(root, part), join(folder, part), { recursive: true })
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction")
  const file = join(folder, "models/data/crypto-costs.json")
  const data = JSON.parse(readFileSync(file, "utf8"))
  for (const [info, content] of blocks) {
    const section = /^json (\w+)$/u.exec(info)?.[1]
    if (section === undefined) continue
    if (Array.isArray(data[section])) data[section].push(JSON.parse(content))
    else Object.assign(data[section], JSON.parse(content))
  }
  writeFileSync(file, JSON.stringify(data))
  writeFileSync(join(folder, "our-ward.yaml"), blockOf("yaml"))
  return folder
}

const folder = copyProgram()
afterAll(() => rmSync(folder, { recursive: true }))

const run = (
  command: string
): Promise<{ readonly stdout: string; readonly stderr: string; readonly exitCode: number }> =>
  new Promise((resolve) => {
    const [, ...args] = command.split(" ")
    execFile(
      process.execPath,
      [join(folder, "src/cli/wardsim.mjs"), ...args],
      { cwd: folder, maxBuffer: 1e8 },
      (error, stdout, stderr) =>
        resolve({ stdout, stderr, exitCode: error === null ? 0 : Number(error.code ?? 1) })
    )
  })

const json = async (command: string) => {
  const { exitCode, stderr, stdout } = await run(`${command} --json`)
  assert.strictEqual(exitCode, 0, stderr)
  return JSON.parse(stdout)
}

const commands = blockOf("sh").trim().split("\n")
const find = (word: string): string => {
  const command = commands.find((candidate) => candidate.includes(word))
  if (command === undefined) throw new Error(`the page has no command with "${word}"`)
  return command
}

describe("the example in docs/extending.md", () => {
  it("adds six entries to the data", () => {
    const sections = blocks.flatMap(([info]) => /^json (\w+)$/u.exec(info)?.[1] ?? [])
    assert.deepStrictEqual(sections, [
      "sources",
      "platforms",
      "primitives",
      "libraries",
      "protocols",
      "radios"
    ])
  })

  it("gives a suite whose bytes, cycles and current are those of the page", async () => {
    const report = await json(find("--radio our-radio"))
    assert.deepStrictEqual([report.bytesUp, report.bytesDown, report.flights], [192, 128, 3])
    assert.strictEqual(report.status, "A")
    assert.includeMembers(report.sources, ["our-bench"])
    assert.closeTo(report.client.millijoules, report.client.milliseconds * 5e-3 * 3, 1e-9)
    const verify = report.client.steps.find(
      (step: { primitive: string }) => step.primitive === "Ed25519/verify"
    )
    assert.isAbove(verify.milliseconds, 0)
    // 48 B in one fragment, 144 B in two of at most 100 B, each with 10 B and 500 us.
    assert.strictEqual(report.radio.handshakeUp.fragments, 3)
    assert.closeTo(report.radio.handshakeUp.milliseconds, ((192 + 30) * 8) / 1000 + 3 * 0.5, 1e-9)
  })

  it("gives a library whose figure is used, and the profile's where it has none", async () => {
    const report = await json(find("--library our-library"))
    const stepOf = (name: string) =>
      report.client.steps.find((step: { primitive: string }) => step.primitive === name)
    assert.closeTo(stepOf("ECDSA-P256/verify").milliseconds, (2 * 1_600_000) / 80_000, 1e-9)
    assert.strictEqual(stepOf("ECDSA-P256/verify").source, "our-bench")
    assert.strictEqual(stepOf("ECDSA-P256/sign").source, "emill")
    assert.include(report.remarks.join("\n"), "ECDSA-P256/sign is not in our-library")
  })

  it("gives commands that all run, with the new names in them", async () => {
    for (const command of commands) {
      const { exitCode, stderr, stdout } = await run(command)
      assert.strictEqual(exitCode, 0, `${command}\n${stderr}`)
      assert.isNotEmpty(stdout)
    }
    const { stdout } = await run("wardsim crypto --list")
    for (const id of ["pump-board-5", "our-library", "station-to-station-ed25519", "our-radio"]) {
      assert.include(stdout, id)
    }
  })

  it("changes the schemas that editors read, which its commands print", async () => {
    for (const command of blockOf("sh schemas").trim().split("\n")) {
      const [schema = "", file = ""] = command.split(" > ")
      assert.isTrue(existsSync(join(root, file)), file)
      const { stdout } = await run(schema)
      for (const id of ["pump-board-5", "station-to-station-ed25519", "our-radio"]) {
        assert.include(stdout, id, command)
      }
    }
  })

  it("changes the hospital: the run differs from that with the shipped board and suite", async () => {
    const ours = await json("wardsim run our-ward.yaml")
    const shipped = blockOf("yaml")
      .replace("pump-board-5", "nrf52840")
      .replace("station-to-station-ed25519", "psk-hmac")
      .replace("our-radio", "ble")
    writeFileSync(join(folder, "shipped.yaml"), shipped)
    const theirs = await json("wardsim run shipped.yaml")
    assert.notStrictEqual(ours.fingerprint, theirs.fingerprint)
  })

  it("gives wearable pumps the radio: its current and its shorter packets are in their energy and delays", async () => {
    writeFileSync(join(folder, "usual-radio.yaml"), blockOf("yaml").replace("our-radio", "ble"))
    const ours = await json("wardsim run our-ward.yaml")
    const usual = await json("wardsim run usual-radio.yaml")
    assert.notStrictEqual(ours.fingerprint, usual.fingerprint)
    // It sends at 10 mA instead of 6.4, in packets of 100 B instead of 247.
    assert.isAbove(ours.metrics.securityEnergyPerDay, usual.metrics.securityEnergyPerDay)
  })
})

describe("the table of docs/extending.md", () => {
  it("names only files and folders that exist", () => {
    const names = [...page.matchAll(/`((?:src|models|web|test|experiments|docs)\/[^`<> ]+)`/gu)].map(
      ([, name = ""]) => name
    )
    assert.isAbove(names.length, 20)
    for (const name of names) assert.isTrue(existsSync(join(root, name)), name)
  })
})
