// `wardsim explain` and the list of harms in `wardsim run`.

import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, expect, it } from "vitest"
import { runHere, temporaryFolder } from "./commandLine.ts"

const folder = temporaryFolder()

const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const ward = `wardsim: 1
name: attacked
duration: 2 h
pumps: { bedside: 6, wearable: 2 }
`

const attacked = file(
  "attacked.yaml",
  `${ward}attacks: [{ id: B01, position: ward-lan, start: 20 min, duration: 1 h, targets: 100 %, factor: 20 }]\n`
)

describe("wardsim explain", () => {
  it("tells the harm, what came before, and the chain from the attacker's first action with exact times", async () => {
    const { exitCode, stdout } = await runHere("explain", attacked)
    assert.strictEqual(exitCode, 0)
    assert.match(stdout, /^Patient \d \([a-z_]+\): .+ at .+ s; worst class of the run [E-I]\.$/mu)
    assert.match(stdout, /20 min 0\.000 s {2}attack B01 begins: Unauthorised command/u)
    assert.match(stdout, /0\.000 s {2}"attack B01" starts/u)
    assert.match(stdout, /20 min 0\.000 s {2}"attack B01" acts/u)
    assert.match(stdout, /downlink read by pump \(this patient's pump\): hostile command obeyed/u)
    assert.match(stdout, /From the command to the harm: .+ s\./u)
  })

  it("gives a program the same as JSON, and says the same twice", async () => {
    const first = await runHere("explain", attacked, "--json")
    const { chain, isComplete, patient, story } = JSON.parse(first.stdout)
    assert.isTrue(isComplete)
    assert.strictEqual(chain[0].process, "attack B01")
    assert.isAbove(story.length, 2)
    const second = await runHere("explain", attacked, "--json", "--patient", String(patient))
    assert.strictEqual(second.stdout, first.stdout)
  })

  it("says that there is nothing to explain, and for whom", async () => {
    const quiet = file("quiet.yaml", ward.replace("2 h", "1 min"))
    const nobody = await runHere("explain", quiet)
    assert.strictEqual(nobody.exitCode, 0)
    assert.include(nobody.stdout, "No patient came to harm of class E or worse")
    const one = await runHere("explain", quiet, "--patient", "3")
    assert.include(one.stdout, "Patient 3 came to no harm of class E or worse")
  })

  it("refuses a patient that is not there, a model without patients, and a wrong file", async () => {
    const absent = await runHere("explain", attacked, "--patient", "8")
    assert.strictEqual(absent.exitCode, 2)
    assert.include(absent.stderr, "no patient 8: there are 8, from 0 to 7")
    const queue = file("queue.yaml", "model: queueing-mm1k\narrivalRate: 0.8 1/s\n")
    const other = await runHere("explain", queue)
    assert.strictEqual(other.exitCode, 2)
    assert.include(other.stderr, 'is of the model "queueing-mm1k"')
    const wrong = await runHere("explain", file("wrong.yaml", ward.replace("2 h", "2")))
    assert.strictEqual(wrong.exitCode, 3)
    assert.include(wrong.stderr, "wrong.yaml:3:")
  })
})

describe("the harms in wardsim run", () => {
  it("are listed with patient, drug, class, what, and the act before", async () => {
    const { stdout } = await runHere("run", attacked)
    assert.match(stdout, /^Harmed patients: \d+ of 8$/mu)
    assert.match(stdout, /^patient +pump +drug +class +first harm \[s\] +what +preceded by$/mu)
    assert.match(stdout, /hostile (rate|bolus) of [\d.]+ times the ordered .+ at 20 min|the last of/u)
    assert.match(stdout, /^Severity x probability$/mu)
    assert.match(stdout, /^catastrophic +5 /mu)
  })

  it("are in the JSON too", async () => {
    const { stdout } = await runHere("run", attacked, "--json")
    const tables: ReadonlyArray<{
      id: string
      columns: ReadonlyArray<unknown>
      rows: ReadonlyArray<ReadonlyArray<unknown>>
    }> = JSON.parse(stdout).tables
    assert.deepStrictEqual(
      tables.map(({ id }) => id),
      ["harmedPatients", "riskMatrix"]
    )
    for (const { columns, rows } of tables) for (const row of rows) assert.lengthOf(row, columns.length)
  })
})

describe("help", () => {
  it.each(["explain", "calibrate"])("shows examples and flags of %s", async (command) => {
    const { exitCode, stdout } = await runHere(command, "--help")
    assert.strictEqual(exitCode, 0)
    assert.isTrue(stdout.startsWith("EXAMPLES"))
    await expect(stdout).toMatchFileSnapshot(`golden/help-${command}.txt`)
  })
})
