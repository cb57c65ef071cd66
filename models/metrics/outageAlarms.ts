// Alarms in the wake of an outage: how long they wait while pumps connect again.

import { parameter } from "../data/parameters.ts"
import { type Alarm } from "../devices/Alarm.ts"
import { type Hospital } from "../hospital/Hospital.ts"
import { effectiveOutages } from "../hospital/scenario/outages.ts"
import { type MetricFamily, quantile } from "./MetricFamily.ts"

const WAKE_SECONDS = parameter("metrics.outage-wake")

/** Pump alarms that began soon after an outage of the scenario ended, and so early that the run saw what became of them. */
const inWake = ({ alarms, kernel, scenario }: Hospital): ReadonlyArray<Alarm> =>
  alarms.filter(
    ({ onsetSeconds, source }) =>
      source === "pump" &&
      onsetSeconds <= kernel.now - WAKE_SECONDS &&
      effectiveOutages(scenario.outages).some(({ duration, start }) => {
        const since = onsetSeconds - (start + duration)
        return since >= 0 && since < WAKE_SECONDS
      })
  )

/** Time from onset to the phone; until the run's end for an alarm that never came. */
const latencyOf = (alarm: Alarm, endSeconds: number): number =>
  (Number.isNaN(alarm.notifiedSeconds) ? endSeconds : alarm.notifiedSeconds) - alarm.onsetSeconds

export const outageAlarms: MetricFamily = {
  id: "outage-alarms",
  title: "Alarms after outages",
  metrics: [
    {
      id: "wakeAlarmDelayP99",
      title: "Wait of alarms after an outage, 99th percentile",
      unit: "s",
      direction: "lower-is-better",
      description:
        "How long an alarm that begins at any pump at any second of the minute after an outage waits until the pump has a session to send it in; imagined alarms, to which the usual latency comes. No value without outages"
    },
    {
      id: "wakeAlarmLatencyP99",
      title: "Remote alarm latency after an outage, 99th percentile",
      unit: "s",
      direction: "lower-is-better",
      description:
        "Of the pump alarms that did begin within 60 s after an outage had ended, until the nurse's phone had them or the run ended; no value without such alarms"
    }
  ],
  measure: (hospital) => ({
    wakeAlarmDelayP99: quantile(hospital.probes.waits(), 0.99),
    wakeAlarmLatencyP99: quantile(
      inWake(hospital).map((alarm) => latencyOf(alarm, hospital.kernel.now)),
      0.99
    )
  })
}
