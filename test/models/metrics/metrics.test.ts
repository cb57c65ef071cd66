// The metric families on hospitals whose records are known by hand.

import { assert, describe, it } from "vitest"
import { parameter } from "../../../models/data/parameters.ts"
import { type Alarm } from "../../../models/devices/Alarm.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { adverseEvents } from "../../../models/metrics/adverseEvents.ts"
import { alarms } from "../../../models/metrics/alarms.ts"
import { quantile } from "../../../models/metrics/MetricFamily.ts"
import { therapeuticWindow } from "../../../models/metrics/therapeuticWindow.ts"
import { therapy } from "../../../models/metrics/therapy.ts"
import { scenario, visit } from "../hospital/fixtures.ts"

const HOUR = 3600

const alarmAt = (onset: number, fields: Partial<Alarm> = {}): Alarm => ({
  index: 0,
  patient: 0,
  source: "pump",
  cause: "other",
  priority: "high",
  onsetSeconds: onset,
  responseSeconds: 1,
  handlingSeconds: 1,
  notifiedSeconds: NaN,
  awareSeconds: NaN,
  addressedSeconds: NaN,
  resolvedSeconds: NaN,
  isFalse: false,
  conditionSeconds: 0,
  detectedSeconds: 0,
  ...fields
})

const fake = (fields: Record<string, unknown>): Hospital =>
  ({ kernel: { now: 2 * HOUR }, ...fields }) as unknown as Hospital

describe("quantile", () => {
  it("interpolates between order statistics and is NaN of nothing", () => {
    assert.strictEqual(quantile([4, 1, 3, 2], 0.5), 2.5)
    assert.strictEqual(quantile([10, 20], 0.95), 19.5)
    assert.strictEqual(quantile([7], 0.99), 7)
    assert.isNaN(quantile([], 0.5))
  })
})

describe("alarm metrics", () => {
  const pumps = [{}, {}, {}, {}]

  it("measure each leg from the onset and leave monitors' alarms out", () => {
    const list = [
      alarmAt(10, { notifiedSeconds: 12, awareSeconds: 12, addressedSeconds: 40 }),
      alarmAt(100, { notifiedSeconds: 106, awareSeconds: 100, addressedSeconds: 150 }),
      alarmAt(50, { source: "monitor", awareSeconds: 50, addressedSeconds: 5000 })
    ]
    const measured = alarms.measure(fake({ alarms: list, pumps }))
    assert.strictEqual(measured["alarmLatencyP50"], 4)
    assert.strictEqual(measured["alarmResponseP50"], 40)
    assert.strictEqual(measured["missedAlarmShare"], 0)
    // Two alarms in 4 patients x 2 h.
    assert.strictEqual(measured["pumpAlarmsPerHour"], 0.25)
  })

  it("call missed what no phone had when a nurse came, unless she saw it begin or it is younger than the grace time", () => {
    const list = [
      alarmAt(10, { notifiedSeconds: 11 }),
      alarmAt(20, { addressedSeconds: 500 }),
      alarmAt(30, { addressedSeconds: 30 }),
      alarmAt(40),
      alarmAt(2 * HOUR - parameter("metrics.alarm-grace") / 2)
    ]
    assert.strictEqual(alarms.measure(fake({ alarms: list, pumps }))["missedAlarmShare"], 50)
  })

  it("have no value without alarms", () => {
    const measured = alarms.measure(fake({ alarms: [], pumps }))
    for (const id of ["alarmLatencyP99", "alarmResponseP50", "missedAlarmShare"]) assert.isNaN(measured[id])
    assert.strictEqual(measured["pumpAlarmsPerHour"], 0)
  })
})

describe("patient metrics", () => {
  const exposure = (fields: Record<string, number>) => ({
    window: { lower: 10, upper: 20 },
    exposure: {
      secondsBelow: 0,
      secondsAbove: 0,
      areaBelow: 0,
      areaAbove: 0,
      drugInfused: 0,
      events: [],
      ...fields
    }
  })

  it("are per patient-hour, areas relative to the limit", () => {
    const pumps = [
      { body: exposure({ secondsAbove: 600, areaAbove: 1200 }) },
      { body: exposure({ secondsBelow: 120, areaBelow: 60 }) }
    ]
    const measured = therapeuticWindow.measure(fake({ pumps }))
    // 4 patient-hours: 10 min above, 2 min below, 1200 / 20 s = 1 limit-min above, 60 / 10 s = 0.1 below.
    assert.deepStrictEqual(measured, {
      outsideWindowMinutes: 3,
      aboveWindowMinutes: 2.5,
      belowWindowMinutes: 0.5,
      overdoseExposure: 0.25,
      underdoseExposure: 0.025
    })
  })

  it("count episodes by kind and each severely harmed patient once", () => {
    const body = (events: ReadonlyArray<readonly [string, number]>) => ({
      body: { exposure: { events: events.map(([id, count]) => ({ event: { id }, count })) } }
    })
    const pumps = [
      body([
        ["respiratory-depression", 2],
        ["respiratory-arrest", 1],
        ["severe-desaturation", 3]
      ]),
      body([
        ["hypotension", 4],
        ["severe-hypotension", 0]
      ])
    ]
    // 10 episodes, 2 of them respiratory depression, in 4 patient-hours.
    assert.deepStrictEqual(adverseEvents.measure(fake({ pumps })), {
      adverseEventsPer1000Hours: 2500,
      respiratoryDepressionPer1000Hours: 500,
      severelyHarmedPatients: 1
    })
  })

  it("count interruptions in minutes per patient-hour", () => {
    const of = (interruptedSeconds: number, interruptions: number, dose: readonly [number, number]) => ({
      interruptedSeconds,
      interruptions,
      longestInterruptionSeconds: interruptedSeconds / 2,
      commandedDose: dose[0],
      prescribedDose: dose[1]
    })
    // The last one has no ordered infusion: what its button gives is not compared with an order.
    const pumps = [of(240, 2, [30, 20]), of(0, 0, [15, 20]), of(0, 0, [5, 0])]
    const measured = therapy.measure(
      fake({ pumps, staff: { utilisation: () => 0.25 }, orders: { byHand: 3 } })
    )
    // 6 patient-hours.
    assert.closeTo(measured["interruptionMinutes"] as number, 4 / 6, 1e-12)
    assert.closeTo(measured["interruptionsPerHour"] as number, 2 / 6, 1e-12)
    assert.strictEqual(measured["longestInterruptionMinutes"], 2)
    assert.strictEqual(measured["deliveredDoseRatio"], 1.125)
    assert.strictEqual(measured["doseDeviation"], 37.5)
    assert.strictEqual(measured["nurseUtilisation"], 25)
    assert.strictEqual(measured["ordersByHand"], 3)
  })
})

describe("metrics of a real run", () => {
  it("agree with each other", () => {
    const { hospital, metrics } = visit(scenario({ duration: "6 h" }))
    const { aboveWindowMinutes, belowWindowMinutes, chartedShare, outsideWindowMinutes } = metrics
    assert.closeTo(
      outsideWindowMinutes as number,
      (aboveWindowMinutes as number) + (belowWindowMinutes as number),
      1e-12
    )
    assert.isAtMost(outsideWindowMinutes as number, 60)
    assert.closeTo(
      chartedShare as number,
      (100 * hospital.telemetry.server.charted) / (hospital.telemetry.created[0] as number),
      1e-9
    )
    assert.isAtMost(metrics["severelyHarmedPatients"] as number, hospital.pumps.length)
  })
})
