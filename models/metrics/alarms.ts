// How long alarms of pumps take on each leg: to the nurse's phone, to the nurse's mind, to the bedside; and those that the
// network never delivered. Only alarms older than the longest leg of interest at the end of the run count as missed.

import { parameter } from "../data/parameters.ts"
import { type Alarm } from "../devices/Alarm.ts"
import { type MetricFamily, patientHours, quantile } from "./MetricFamily.ts"

/** An alarm younger than this when the run ends is too young to be called missed [s]. */
const GRACE_SECONDS = parameter("metrics.alarm-grace")

const quantiles = [
  ["P50", 0.5, "median"],
  ["P95", 0.95, "95th percentile"],
  ["P99", 0.99, "99th percentile"]
] as const

export const alarms: MetricFamily = {
  id: "alarms",
  metrics: [
    ...quantiles.map(([suffix, , name]) => ({
      id: `alarmLatency${suffix}`,
      title: `Remote alarm latency, ${name}`,
      unit: "s",
      direction: "lower-is-better" as const,
      description:
        "From the onset of a pump alarm until the nurse's phone has it; alarms that never arrive are counted as missed"
    })),
    ...quantiles.map(([suffix, , name]) => ({
      id: `alarmResponse${suffix}`,
      title: `Alarm to bedside, ${name}`,
      unit: "s",
      direction: "lower-is-better" as const,
      description: "From the onset of a pump alarm until a nurse stands at the bedside"
    })),
    {
      id: "missedAlarmShare",
      title: "Missed alarms",
      unit: "%",
      direction: "lower-is-better",
      description:
        "Share of pump alarms whose remote notification had not come when a nurse reached the bedside: found by ear, on a round, or not at all. Alarms that begin while a nurse is there do not count"
    },
    {
      id: "pumpAlarmsPerHour",
      title: "Pump alarms",
      unit: "1 per infusion-hour",
      direction: "neutral",
      description: "Check on the published 0.18 (Vitoux 2018)"
    }
  ],
  measure: (hospital) => {
    const now = hospital.kernel.now
    const pumpAlarms = hospital.alarms.filter((alarm) => alarm.source === "pump")
    const latency = pumpAlarms.filter(isNotified).map((alarm) => alarm.notifiedSeconds - alarm.onsetSeconds)
    const response = pumpAlarms
      .filter((alarm) => !Number.isNaN(alarm.addressedSeconds))
      .map((alarm) => alarm.addressedSeconds - alarm.onsetSeconds)
    const old = pumpAlarms.filter((alarm) => alarm.onsetSeconds <= now - GRACE_SECONDS)
    const missed = old.filter((alarm) => !isNotified(alarm) && !isWitnessed(alarm)).length
    return {
      ...Object.fromEntries(quantiles.map(([suffix, q]) => [`alarmLatency${suffix}`, quantile(latency, q)])),
      ...Object.fromEntries(
        quantiles.map(([suffix, q]) => [`alarmResponse${suffix}`, quantile(response, q)])
      ),
      missedAlarmShare: old.length === 0 ? NaN : (100 * missed) / old.length,
      pumpAlarmsPerHour: pumpAlarms.length / patientHours(hospital)
    }
  }
}

/** A nurse stood at the bedside when it began. */
const isWitnessed = (alarm: Alarm): boolean => alarm.addressedSeconds === alarm.onsetSeconds

const isNotified = (alarm: Alarm): boolean => !Number.isNaN(alarm.notifiedSeconds)
