// Who came to harm in one run, and why: against the hospital's own records and the event trace.

import { Result } from "effect"
import { assert, describe, it } from "vitest"
import { Command, type InfusionPump } from "../../../models/devices/InfusionPump.ts"
import { explainHarm, type HarmExplanation } from "../../../models/hospital/reports/explanation.ts"
import {
  commandInWords,
  harmedPatients,
  harmTables,
  timeInWords
} from "../../../models/hospital/reports/harmReport.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { type Scenario } from "../../../models/hospital/Scenario.ts"
import { attack, outcomeOf, scenario, secured, visit } from "./fixtures.ts"

const START_SECONDS = 1200

const attacked = scenario({
  attacks: [attack("B01", { position: "ward-lan", targets: "100 %", factor: 20 })]
})

const explained = (parameters: Scenario, patient?: number) => {
  const found = explainHarm(parameters, {
    seed: 3,
    replication: 0,
    ...(patient === undefined ? {} : { patient })
  })
  if (Result.isFailure(found)) throw found.failure
  return found.success
}

describe("the list of harmed patients", () => {
  const { hospital, metrics } = visit(attacked)
  const harmed = harmedPatients(hospital)

  it("has everybody of class E or worse, the worst first", () => {
    const total = ["E", "F", "G", "H", "I"].reduce((sum, id) => sum + (metrics[`nccMerp${id}`] as number), 0)
    assert.isAbove(total, 0)
    assert.lengthOf(harmed, total)
    const classes = harmed.map(({ category }) => category)
    assert.deepStrictEqual(classes, [...classes].sort().toReversed())
  })

  it("gives only commands that the pump had obeyed before the harm", () => {
    assert.isTrue(harmed.some(({ commands }) => commands.length > 0))
    for (const { commands, first } of harmed) {
      for (const { timeSeconds } of commands) {
        assert.isAtLeast(timeSeconds, START_SECONDS)
        assert.isAtMost(timeSeconds, first?.firstSeconds ?? NaN)
      }
    }
  })

  it("is a table with a cell for each column, and a risk matrix that counts each patient once", () => {
    const [list, matrix] = harmTables(hospital)
    for (const { columns, rows } of [list, matrix].flatMap((table) => (table === undefined ? [] : [table]))) {
      for (const row of rows) assert.lengthOf(row, columns.length)
    }
    assert.include(list?.title, `${harmed.length} of ${hospital.pumps.length}`)
    const column = matrix?.columns.findIndex(({ id }) => id === "patients") ?? -1
    const patients = matrix?.rows.reduce((sum, row) => sum + (row[column] as number), 0)
    assert.strictEqual(
      patients,
      hospital.pumps.length - (metrics["nccMerpA"] as number) - (metrics["nccMerpB"] as number)
    )
  })

  it("comes with the outcome of a run", () => {
    const tables = outcomeOf(attacked).tables ?? []
    assert.deepStrictEqual(
      tables.map(({ id }) => id),
      ["harmedPatients", "riskMatrix"]
    )
    assert.match(
      String(tables[0]?.rows[0]?.at(-1)),
      /^hostile (rate|bolus) of \d+(\.\d+)? times the ordered/u
    )
  })

  it("names attacks that had begun where no hostile command was obeyed, and nothing without an attack", () => {
    const precededBy = (parameters: Scenario) =>
      outcomeOf(parameters).tables?.[0]?.rows.map((row) => row.at(-1)) ?? []
    const secure = { ...secured("psk-hmac"), pumps: { bedside: 12, wearable: 0 }, duration: "12 h" }
    const quiet = precededBy(scenario(secure))
    assert.isAbove(quiet.length, 0)
    assert.isTrue(quiet.every((text) => text === null))
    const refused = precededBy(
      scenario({
        ...secure,
        attacks: [attack("B01", { position: "ward-lan", start: "0 s", targets: "100 %" })]
      })
    )
    assert.deepStrictEqual(
      refused,
      quiet.map(() => "begun: B01 Unauthorised command; no hostile command to this pump")
    )
  })
})

describe("words", () => {
  it("give times to the millisecond", () => {
    assert.strictEqual(timeInWords(0.0004), "0.000 s")
    assert.strictEqual(timeInWords(59.9996), "1 min 0.000 s")
    assert.strictEqual(timeInWords(3661.25), "1 h 1 min 1.250 s")
    assert.strictEqual(timeInWords(90_000), "25 h 0 min 0.000 s")
  })

  it("give commands as multiples of the order", () => {
    const pump = { order: { dosePerMinute: 2, demandDose: 0.5 } } as InfusionPump
    const words = (code: number, value: number) => commandInWords(pump, { timeSeconds: 0, code, value })
    assert.strictEqual(words(Command.setRate, 20), "rate of 10 times the ordered one")
    assert.strictEqual(words(Command.bolus, 1), "bolus of 2 times the ordered demand dose")
    assert.strictEqual(words(Command.setRate, 0), "rate of 0 the ordered one")
  })
})

describe("the explanation of a harm", () => {
  const found = explained(attacked) as HarmExplanation

  it("leads from the attacker's process through the network to the patient's pump", () => {
    const { chain } = found
    assert.isTrue(found.isComplete)
    assert.strictEqual(chain[0]?.kind, "process starts")
    assert.strictEqual(chain[0]?.process, "attack B01")
    assert.strictEqual(chain[0]?.cause, 0)
    chain.slice(1).forEach(({ cause, timeSeconds }, index) => {
      assert.strictEqual(cause, chain[index]?.id)
      assert.isAtLeast(timeSeconds, chain[index]?.timeSeconds ?? NaN)
    })
    const acts = chain.filter(({ process }) => process === "attack B01")
    assert.isAtLeast(acts.length, 2)
    assert.strictEqual(acts[1]?.timeSeconds, START_SECONDS)
    assert.strictEqual(chain.at(-1)?.entity, found.patient)
    assert.include(chain.at(-1)?.notes ?? [], "hostile command obeyed")
    assert.isBelow(chain.at(-1)?.timeSeconds ?? NaN, found.harmSeconds)
  })

  it("is of the run that nobody traced: same harm, same time", () => {
    const { hospital } = visit(attacked)
    const harm = harmedPatients(hospital).find(({ patient }) => patient === found.patient)
    assert.strictEqual(found.harmSeconds, harm?.first?.firstSeconds)
    assert.strictEqual(found.category, harm?.category)
  })

  it("tells in order of time what concerned the patient, ending with the harm", () => {
    const times = found.story.map(({ timeSeconds }) => timeSeconds)
    assert.deepStrictEqual(
      times,
      times.toSorted((x, y) => x - y)
    )
    assert.isTrue(found.story.some(({ text }) => text.startsWith("attack B01 begins")))
    assert.isTrue(found.story.some(({ text }) => text.startsWith("the pump obeys a hostile command")))
    assert.include(found.story.at(-1)?.text, found.event.definition)
  })

  it("has no chain where no hostile command was obeyed, and nothing where nobody was harmed", () => {
    const quiet = scenario({ pumps: { bedside: 12, wearable: 0 }, duration: "12 h" })
    const baseline = explained(quiet) as HarmExplanation
    assert.deepStrictEqual(baseline.chain, [])
    assert.isAbove(baseline.story.length, 0)
    const short = scenario({ duration: "1 min" })
    assert.deepStrictEqual(explained(short), { patient: null, category: null, patients: 6 })
    const one = explained(short, 5)
    assert.isFalse("event" in one)
    assert.strictEqual(one.patient, 5)
  })
})

describe("rescues", () => {
  it("are recorded by patient, none before the attack", () => {
    const sure: Hospital = visit(
      scenario({
        duration: "4 h",
        pumps: { bedside: 6, wearable: 0 },
        patients: { monitoredOpioidShare: "100 %", drugs: { bedside: { morphine: "100 %" } } },
        attacks: [attack("B01", { position: "ward-lan", targets: "100 %", factor: 20 })]
      })
    ).hospital
    assert.isAbove(sure.rescues.size, 0)
    for (const [patient, times] of sure.rescues) {
      assert.isBelow(patient, sure.pumps.length)
      for (const time of times) assert.isAbove(time, START_SECONDS)
    }
  })
})
