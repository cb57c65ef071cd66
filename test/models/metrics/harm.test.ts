// Harm classes, risk matrix, kidney injury and availability on records known by hand, and on real runs.

import { Schema } from "effect"
import { assert, describe, it } from "vitest"
import maps from "../../../models/data/severity-maps.json" with { type: "json" }
import {
  availableFunctions,
  AvailabilityRecord,
  availableShares
} from "../../../models/hospital/reports/Availability.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { Scenario } from "../../../models/hospital/Scenario.ts"
import { adverseEventKinds } from "../../../models/metrics/adverseEventKinds.ts"
import { harm } from "../../../models/metrics/harm.ts"
import { patientSpread } from "../../../models/metrics/patientSpread.ts"
import { additionalKidneyInjury, kidneyInjuryOdds } from "../../../models/metrics/severity/kidneyInjury.ts"
import {
  categories,
  categoryOf,
  changedMap,
  defaultMap,
  eventCategory,
  type PatientRecord,
  rank
} from "../../../models/metrics/severity/nccMerp.ts"
import { riskMatrix, severities, severityOf } from "../../../models/metrics/severity/riskMatrix.ts"
import { adverseEvents } from "../../../models/patients/AdverseEvent.ts"
import { attack, outcomeOf, scenario, secured, visit } from "../hospital/fixtures.ts"

const record = (fields: Partial<PatientRecord> = {}): PatientRecord => ({
  isAttacked: false,
  refusedCommands: 0,
  obeyedCommands: 0,
  secondsOutsideWindow: 0,
  alarms: 0,
  rescues: 0,
  events: [],
  ...fields
})

const event = (id: string, count: number, seconds = 60) => ({ event: { id }, count, seconds })

describe("the NCC MERP class of a patient", () => {
  it("is the worst that the record shows", () => {
    const of = (fields: Partial<PatientRecord>) => categoryOf(record(fields), defaultMap)
    assert.isNull(of({}))
    assert.strictEqual(of({ isAttacked: true }), "A")
    assert.strictEqual(of({ isAttacked: true, refusedCommands: 2 }), "B")
    assert.strictEqual(of({ refusedCommands: 2, obeyedCommands: 1 }), "C")
    assert.strictEqual(of({ secondsOutsideWindow: 1 }), "C")
    assert.strictEqual(of({ obeyedCommands: 1, alarms: 1 }), "D")
    assert.strictEqual(of({ rescues: 1 }), "D")
    assert.strictEqual(of({ alarms: 3, events: [event("respiratory-depression", 1)] }), "E")
    assert.strictEqual(
      of({ events: [event("severe-desaturation", 1), event("respiratory-depression", 4)] }),
      "H"
    )
    assert.strictEqual(of({ events: [event("respiratory-arrest", 1)] }), "I")
  })

  it("ignores conditions that never lasted long enough to be an event", () => {
    assert.strictEqual(
      categoryOf(record({ events: [event("respiratory-arrest", 0, 200)] }), defaultMap),
      null
    )
  })

  it("counts an event that no rule names as temporary harm", () => {
    assert.strictEqual(eventCategory(defaultMap, "not-in-the-map", 1), "E")
  })

  it("can ask for time in the condition", () => {
    const map = {
      rules: [{ event: "low", category: "G" as const, longerThanSeconds: 3600 }],
      otherEvents: "H" as const
    }
    assert.strictEqual(eventCategory(map, "low", 3599), "E")
    assert.strictEqual(eventCategory(map, "low", 3600), "G")
  })

  it("is what a scenario says it is", () => {
    const map = changedMap({ "severe-desaturation": "F" })
    assert.strictEqual(categoryOf(record({ events: [event("severe-desaturation", 1)] }), map), "F")
    assert.strictEqual(categoryOf(record({ events: [event("respiratory-arrest", 1)] }), map), "I")
  })
})

describe("models/data/severity-maps.json", () => {
  it("names every adverse event that the patients can suffer, and no other", () => {
    const named = new Set(maps.nccMerp.events.map((rule) => rule.event))
    assert.deepStrictEqual([...named].sort(), Object.keys(adverseEvents).sort())
  })

  it("puts every harm class into exactly one ISO 14971 severity, worse ones not lower", () => {
    for (const category of categories.slice(2)) assert.isNotNull(severityOf(category), category)
    assert.isNull(severityOf("B"))
    const levels = categories.slice(2).map((category) => severities.indexOf(severityOf(category) as never))
    assert.deepStrictEqual(levels, [...levels].sort())
    const listed = Object.values(maps.iso14971.severities).flat()
    assert.strictEqual(new Set(listed).size, listed.length)
    assert.isTrue(listed.every((category) => rank(category as never) > 0))
  })

  it("calls what we chose an assumption and gives a source", () => {
    for (const part of [maps.nccMerp, maps.weights, maps.iso14971]) {
      assert.strictEqual(part.status, "A")
      assert.isAbove(part.source.length, 20)
    }
  })
})

describe("the risk matrix", () => {
  it("has one row for each severity with its rate and level", () => {
    const rows = riskMatrix({ A: 9, B: 9, C: 5, D: 0, E: 2, F: 1, G: 0, H: 1, I: 0 }, 10_000)
    assert.deepStrictEqual(
      rows.map(({ patients, probability, probabilityLevel, severity, severityLevel }) => [
        severityLevel,
        severity,
        patients,
        probability,
        probabilityLevel
      ]),
      [
        [1, "negligible", 5, "probable", 4],
        [2, "minor", 0, null, 0],
        [3, "serious", 2, "probable", 4],
        [4, "critical", 2, "probable", 4],
        [5, "catastrophic", 0, null, 0]
      ]
    )
    assert.strictEqual(rows[2]?.perPatientHour, 2e-4)
    assert.strictEqual(
      riskMatrix({ A: 0, B: 0, C: 0, D: 0, E: 0, F: 0, G: 0, H: 0, I: 1 }, 100)[4]?.probability,
      "frequent"
    )
  })
})

describe("kidney injury from low pressure", () => {
  it("follows the published odds ratios", () => {
    assert.strictEqual(kidneyInjuryOdds({ below60: 10, below55: 0, below50: 0 }), 1)
    assert.strictEqual(kidneyInjuryOdds({ below60: 11, below55: 5, below50: 0 }), 1.84)
    assert.strictEqual(kidneyInjuryOdds({ below60: 20, below55: 15, below50: 0 }), 2.34)
    assert.strictEqual(kidneyInjuryOdds({ below60: 40, below55: 21, below50: 11 }), 3.53)
    assert.strictEqual(kidneyInjuryOdds({ below60: 12, below55: 12, below50: 12 }), 2.62)
  })

  it("turns odds into probability above the baseline of 6.3 %", () => {
    assert.strictEqual(additionalKidneyInjury({ below60: 0, below55: 0, below50: 0 }), 0)
    // Odds 0.063 / 0.937 = 0.067236; times 1.84 = 0.123715; over 1.123715 = 0.110094; less 0.063.
    assert.closeTo(additionalKidneyInjury({ below60: 11, below55: 0, below50: 0 }), 0.047094, 1e-6)
  })
})

const fake = (fields: Record<string, unknown>): Hospital =>
  ({ kernel: { now: 7200 }, ...fields }) as unknown as Hospital

describe("exposure over patients", () => {
  it("has a median, a 95th percentile and a worst patient, each per hour", () => {
    const pumps = [0, 600, 1200].map((secondsAbove, index) => ({
      interruptedSeconds: 60 * index,
      body: {
        window: { lower: 10, upper: 20 },
        exposure: { secondsAbove, secondsBelow: 0, areaAbove: 20 * secondsAbove, areaBelow: 0 }
      }
    }))
    const measured = patientSpread.measure(fake({ pumps }))
    assert.strictEqual(measured["outsideWindowP50"], 5)
    assert.closeTo(measured["outsideWindowP95"] as number, 9.5, 1e-12)
    assert.strictEqual(measured["outsideWindowMax"], 10)
    assert.strictEqual(measured["overdoseMax"], 10)
    assert.strictEqual(measured["underdoseMax"], 0)
    assert.strictEqual(measured["interruptionMax"], 1)
  })
})

describe("times between attack, nurse and harm", () => {
  it("are medians over the patients with both ends", () => {
    const body = (firstSeconds: number) => ({
      body: { exposure: { events: [{ event: { id: "hypotension" }, count: 1, firstSeconds, seconds: 60 }] } }
    })
    const command = (timeSeconds: number) => ({ timeSeconds, code: 0, value: 1 })
    const measured = harm.measure(
      fake({
        scenario: { attacks: [], severity: { events: {}, weights: {} } },
        pumps: [body(1200), body(300), body(2400)].map((pump, index) => ({ ...pump, index })),
        orders: {
          hostile: {
            refusedFor: new Map(),
            // The first event of patient 1 was before the command.
            obeyedBy: new Map([
              [0, [command(600), command(900)]],
              [1, [command(600)]]
            ])
          }
        },
        alarms: [
          { patient: 0, addressedSeconds: 500 },
          { patient: 0, addressedSeconds: 1800 },
          { patient: 1, addressedSeconds: NaN }
        ],
        rescues: new Map([
          [0, [1500, 2000]],
          [2, [1800]]
        ])
      })
    )
    assert.strictEqual(measured["commandToHarmMinutes"], 10)
    assert.strictEqual(measured["commandToBedsideMinutes"], 20)
    // 5 min too late for patient 0, 10 min in time for patient 2.
    assert.strictEqual(measured["rescueMarginMinutes"], 2.5)
  })
})

describe("adverse events by kind", () => {
  it("are per hour of the patients who can suffer them", () => {
    const of = (id: string, count: number, seconds: number) => ({
      body: { exposure: { events: [event(id, count, seconds)] } }
    })
    const pumps = [of("hypotension", 1, 240), of("hypotension", 0, 0), of("severe-desaturation", 3, 30)]
    const measured = adverseEventKinds.measure(fake({ pumps }))
    // 1 in 2 patients x 2 h; 4 min in 4 h.
    assert.strictEqual(measured["hypotensionEpisodes"], 250)
    assert.strictEqual(measured["hypotensionMinutes"], 1)
    assert.strictEqual(measured["severeDesaturationEpisodes"], 1500)
    assert.isNaN(measured["hypertensionEpisodes"])
  })
})

describe("availability", () => {
  const hospital = (fields: Record<string, unknown>) =>
    fake({
      pumps: [
        { index: 0, isDelivering: true, library: { version: 2 } },
        { index: 1, isDelivering: false, library: { version: 1 } }
      ],
      scenario: { pumps: { statusInterval: 60 } },
      library: { newestVersion: 2 },
      sessions: { isConnected: () => true },
      telemetry: { isServerDown: false, isEhrDown: false, server: { lastHeardSeconds: [7200, 7030] } },
      ...fields
    })
  const shares = (fields: Record<string, unknown> = {}) => {
    const found = availableShares(hospital(fields))
    return Object.fromEntries(availableFunctions.map(({ id }, index) => [id, found[index]]))
  }

  it("loses auto-programming and charting with the EHR, alarms only with the pump server, therapy with neither", () => {
    const heard = { server: { lastHeardSeconds: [7200, 7200] } }
    const whole = { autoProgramming: 1, libraryCurrent: 0.5, charting: 1, localTherapy: 0.5, remoteAlarm: 1 }
    const ehr = shares({ telemetry: { isServerDown: false, isEhrDown: true, ...heard } })
    assert.include(ehr, { ...whole, autoProgramming: 0, charting: 0 })
    const server = shares({ telemetry: { isServerDown: true, isEhrDown: false, ...heard } })
    assert.include(server, { ...whole, autoProgramming: 0, charting: 0, remoteAlarm: 0 })
  })

  it("needs a session, and a pump that was heard of lately", () => {
    assert.strictEqual(shares()["remoteAlarm"], 1)
    const silent = { isServerDown: false, isEhrDown: false, server: { lastHeardSeconds: [7200, 7019] } }
    assert.strictEqual(shares({ telemetry: silent })["remoteAlarm"], 0.5)
    assert.strictEqual(
      shares({ sessions: { isConnected: (pump: number) => pump === 1 } })["remoteAlarm"],
      0.5
    )
  })

  it("is the mean of what samples saw, and nothing without samples", () => {
    const seen = new AvailabilityRecord()
    assert.isNaN(seen.mean(0))
    seen.add(availableFunctions.map(() => 1))
    seen.add(availableFunctions.map(() => 0.5))
    assert.strictEqual(seen.mean(availableFunctions.length - 1), 0.75)
  })
})

describe("harm in real runs", () => {
  it("puts each patient into one class at most, and expected harm is the weighted sum of the classes", () => {
    const { hospital, metrics } = visit(
      scenario({
        attacks: [attack("B01", { position: "ward-lan", targets: "100 %", factor: 20 })]
      })
    )
    const counts = categories.map((category) => metrics[`nccMerp${category}`] as number)
    assert.strictEqual(
      counts.reduce((sum, value) => sum + value, 0),
      hospital.pumps.length
    )
    const { status: _, source: __, ...weights } = maps.weights
    const expected = Object.entries(weights).reduce(
      (sum, [category, weight]) => sum + weight * (metrics[`nccMerp${category}`] as number),
      0
    )
    assert.closeTo(metrics["expectedHarm"] as number, expected / hospital.pumps.length, 1e-12)
    assert.isAbove(metrics["probabilityAtLeastE"] as number, 0)
    assert.isAtLeast(metrics["commandToHarmMinutes"] as number, 0)
    assert.isAbove(metrics["doseDeviation"] as number, 50)
  })

  it("is at most class B by attack where messages are authentic, and equals the twin's in every class above", () => {
    const attacked = visit(
      scenario({
        ...secured("psk-hmac"),
        attacks: [attack("B01", { position: "ward-lan", targets: "100 %", factor: 20 })]
      })
    ).metrics
    const twin = visit(scenario(secured("psk-hmac"))).metrics
    for (const category of ["D", "E", "F", "G", "H", "I"]) {
      assert.strictEqual(attacked[`nccMerp${category}`], twin[`nccMerp${category}`], category)
    }
    assert.strictEqual(attacked["nccMerpA"], 0)
  })

  it("weighs and sorts as the scenario says, and refuses what is no class", () => {
    const attacked = {
      attacks: [attack("B01", { position: "ward-lan", targets: "100 %", factor: 20 })]
    }
    const all = Object.fromEntries(Object.keys(adverseEvents).map((id) => [id, "I"]))
    const severe = visit(
      scenario({ ...attacked, severity: { events: all, weights: { I: 0.25, D: 0 } } })
    ).metrics
    assert.strictEqual(severe["probabilityAtLeastE"], severe["probabilityAtLeastI"])
    assert.closeTo(
      severe["expectedHarm"] as number,
      (0.25 * (severe["probabilityAtLeastI"] as number)) / 100,
      1e-12
    )
    const written = (severity: unknown) => ({
      wardsim: 1,
      name: "x",
      duration: "1 h",
      pumps: { bedside: 1, wearable: 0 },
      severity
    })
    const decode = Schema.decodeUnknownResult(Scenario, { onExcessProperty: "error" })
    assert.strictEqual(decode(written({ events: { hypotension: "J" } }))._tag, "Failure")
    assert.strictEqual(decode(written({ events: { hypotensions: "E" } }))._tag, "Failure")
    assert.strictEqual(decode(written({ weights: { E: 2 } }))._tag, "Failure")
    assert.strictEqual(decode(written({ events: { hypotension: "F" } }))._tag, "Success")
  })

  it("has availability curves that an outage of the servers pulls down, and therapy that it does not", () => {
    const outage = {
      attacks: [attack("D07", { position: "enterprise", start: "30 min", duration: "1 h" })]
    }
    const down = outcomeOf(scenario(outage))
    const up = outcomeOf(scenario())
    const curve = (id: string) => down.series.find((series) => series.id === `${id}Available`)
    for (const id of ["autoProgramming", "remoteAlarm", "charting"]) {
      assert.isBelow(down.metrics[`${id}Available`] as number, 60)
      assert.isAbove(up.metrics[`${id}Available`] as number, 95)
      assert.include(curve(id)?.values as Array<number>, 0)
    }
    for (const id of ["localTherapyAvailable", "libraryCurrentAvailable"]) {
      assert.closeTo(down.metrics[id] as number, up.metrics[id] as number, 5, id)
    }
  })
})
