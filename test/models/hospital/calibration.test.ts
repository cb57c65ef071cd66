// The ward without attackers against Vitoux 2018 (29 hospitals, 987,240 pump alarms; models/data/parameters.json alarm.pump.*).
// Misfits are measured and bounded here, not tuned away. 60 patients for 48 h give about 500 alarms; "time in alarm" is from
// onset to a nurse at the bedside, as the paper counts it, and "interrupted" lasts until the pump infuses again.

import { assert, describe, it } from "vitest"
import { parameter } from "../../../models/data/parameters.ts"
import { type Alarm } from "../../../models/devices/Alarm.ts"
import { quantile } from "../../../models/metrics/MetricFamily.ts"
import { scenario, visit } from "./fixtures.ts"

const HOURS = 48
const PUMPS = 60

const ward = (staff: Record<string, unknown>) =>
  visit(
    scenario({
      duration: `${HOURS} h`,
      pumps: { bedside: PUMPS, wearable: 0 },
      patients: { drugs: { bedside: { norepinephrine: "30 %", morphine: "70 %" } } },
      staff
    })
  )

const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length

/** One nurse for each patient is never busy elsewhere. */
const idle = ward({ patientsPerNurse: 1, icuPatientsPerNurse: 1 })
const pumpAlarms = idle.hospital.alarms.filter((alarm) => alarm.source === "pump")
const responses = pumpAlarms
  .filter((alarm) => alarm.addressedSeconds > alarm.onsetSeconds)
  .map((alarm) => alarm.addressedSeconds - alarm.onsetSeconds)

describe("pump alarms without an attack", () => {
  it("come 0.18 times per hour of infusion (T1)", () => {
    const interruptedHours =
      idle.hospital.pumps.reduce((sum, pump) => sum + pump.interruptedSeconds, 0) / 3600
    const rate = pumpAlarms.length / (PUMPS * HOURS - interruptedHours)
    // 518 expected: a Poisson count's standard deviation is 4.4 % of it; three of them.
    assert.closeTo(rate / parameter("alarm.pump.rate_per_infusing_hour"), 1, 0.14)
  })

  it("are of the published causes (T3)", () => {
    const named = ["keep_vein_open", "hold_expired", "downstream_occlusion"]
    for (const cause of [...named, "other"]) {
      const isCounted = (alarm: Alarm) => (named.includes(alarm.cause) ? alarm.cause : "other") === cause
      const share = pumpAlarms.filter(isCounted).length / pumpAlarms.length
      // Three standard deviations of a share near 0.3 in 500.
      assert.closeTo(share, parameter(`alarm.pump.mix.${cause}`), 0.065, cause)
    }
  })

  it("draw the published response: 60 % within 68 s, 158 s on average (T4)", () => {
    const drawn = pumpAlarms.map((alarm) => alarm.responseSeconds)
    // 500 lognormals of sigma 1.58: standard errors 9 % of the P60 and 14 % of the mean; three of each.
    assert.closeTo(quantile(drawn, 0.6) / parameter("alarm.pump.duration.p60"), 1, 0.27)
    assert.closeTo(mean(drawn) / parameter("alarm.pump.duration.mean"), 1, 0.42)
  })

  it("misfit T4: are addressed sooner, P60 about 62 s and mean about 130 s, although nurses are never busy", () => {
    // Measured over 200 patients, 48 h, 3 seeds: P60 59 to 66 s, mean 119 to 145 s. Routine visits find alarms early, and in intensive care the monitor's alarm brings a nurse who finds the pump's.
    assert.isBelow(
      quantile(responses, 0.6),
      quantile(
        pumpAlarms.map((alarm) => alarm.responseSeconds),
        0.6
      ) + 1
    )
    assert.closeTo(quantile(responses, 0.6) / 62, 1, 0.27)
    assert.closeTo(mean(responses) / 130, 1, 0.35)
  })

  it("misfit T2: take about 0.6 % of the time until addressed, against 0.8 %, and pumps stand still for 1.1 %", () => {
    const hours = PUMPS * HOURS
    const untilAddressed = responses.reduce((sum, value) => sum + value, 0) / 3600 / hours
    // Measured as above: 0.51 to 0.68 % until addressed. Pumps stand still for 1.06 to 1.24 %: the hands-on time (recalled
    // median 45 s), the two minutes of each hold before its alarm, and changes of bags and syringes come on top.
    assert.closeTo(untilAddressed, 0.0058, 0.0018)
    const interrupted = (idle.metrics["interruptionMinutes"] as number) / 60
    assert.isAbove(interrupted, untilAddressed)
    assert.closeTo(interrupted / 0.0115, 1, 0.3)
  })

  it("take longer when one nurse has all the patients", () => {
    const crowded = ward({ patientsPerNurse: PUMPS, icuPatientsPerNurse: PUMPS })
      .hospital.alarms.filter(
        (alarm) => alarm.source === "pump" && alarm.addressedSeconds > alarm.onsetSeconds
      )
      .map((alarm) => alarm.addressedSeconds - alarm.onsetSeconds)
    assert.isAbove(quantile(crowded, 0.6), quantile(responses, 0.6))
    assert.isAbove(mean(crowded), mean(responses))
  })
})

describe("monitors without an attack", () => {
  it("sound less often than once a patient-hour, and never while a nurse is at the bedside", () => {
    const monitorAlarms = idle.hospital.alarms.filter((alarm) => alarm.source === "monitor")
    assert.isBelow(monitorAlarms.length / (PUMPS * HOURS), 1)
    for (const pump of idle.hospital.pumps) {
      const own = monitorAlarms.filter((alarm) => alarm.patient === pump.index)
      own.forEach((alarm, index) => {
        const before = own[index - 1]
        if (before === undefined) return
        // The nurse's hands-on time and the audio pause lie between two alarms of one patient.
        assert.isAtLeast(alarm.onsetSeconds - before.addressedSeconds, parameter("monitor.audio-pause"))
      })
    }
  })
})
