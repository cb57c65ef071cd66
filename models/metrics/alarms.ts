// How long alarms take on each leg of their way: condition, detected, signalled, on the nurse's phone, in her mind, at the
// bedside, resolved; and those that the network never delivered. False alarms of monitors are counted in staff.ts.

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

interface Leg {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly source: Alarm["source"] | "any"
  readonly seconds: (alarm: Alarm) => number
}

const legs: ReadonlyArray<Leg> = [
  {
    id: "alarmLatency",
    title: "Remote alarm latency",
    description:
      "From the onset of a pump alarm until the nurse's phone has it; alarms that never arrive are counted as missed",
    source: "pump",
    seconds: ({ notifiedSeconds, onsetSeconds }) => notifiedSeconds - onsetSeconds
  },
  {
    id: "alarmResponse",
    title: "Alarm to bedside",
    description: "From the onset of a pump alarm until a nurse stands at the bedside",
    source: "pump",
    seconds: ({ addressedSeconds, onsetSeconds }) => addressedSeconds - onsetSeconds
  },
  {
    id: "alarmDetection",
    title: "Condition to detection",
    description:
      "From a vital sign's passing of a limit until the monitor's reading has it: lag, averaging, sampling",
    source: "monitor",
    seconds: ({ conditionSeconds, detectedSeconds }) => detectedSeconds - conditionSeconds
  },
  {
    id: "alarmSignal",
    title: "Detection to signal",
    description: "From the monitor's reading beyond a limit until it sounds: alarm delay and audio pause",
    source: "monitor",
    seconds: ({ detectedSeconds, onsetSeconds }) => onsetSeconds - detectedSeconds
  },
  {
    id: "monitorResponse",
    title: "Monitor alarm to bedside",
    description: "From the sounding of a monitor with a reason until a nurse stands at the bedside",
    source: "monitor",
    seconds: ({ addressedSeconds, onsetSeconds }) => addressedSeconds - onsetSeconds
  },
  {
    id: "alarmAcknowledgement",
    title: "Signal to awareness",
    description: "From the onset of any alarm until a nurse knows of it, by ear, by phone or on a round",
    source: "any",
    seconds: ({ awareSeconds, onsetSeconds }) => awareSeconds - onsetSeconds
  },
  {
    id: "alarmWalk",
    title: "Awareness to bedside",
    description:
      "From a nurse's knowing of any alarm until she stands at the bedside: response, other work, walk",
    source: "any",
    seconds: ({ addressedSeconds, awareSeconds }) => addressedSeconds - awareSeconds
  },
  {
    id: "alarmResolution",
    title: "Bedside to resolution",
    description:
      "From a nurse at the bedside until the pump infuses or the vital sign is back within its limits; 0 when it was before",
    source: "any",
    seconds: ({ addressedSeconds, resolvedSeconds }) => Math.max(0, resolvedSeconds - addressedSeconds)
  }
]

/** Low priority is for knowing, not for coming: a lost connection, which the network cannot tell of. */
const isOf = (alarm: Alarm, source: Leg["source"]): boolean =>
  !alarm.isFalse && alarm.priority !== "low" && (source === "any" || alarm.source === source)

export const alarms: MetricFamily = {
  id: "alarms",
  title: "Alarms",
  metrics: [
    ...legs.flatMap((leg) =>
      quantiles.map(([suffix, , name]) => ({
        id: `${leg.id}${suffix}`,
        title: `${leg.title}, ${name}`,
        unit: "s",
        direction: "lower-is-better" as const,
        description: leg.description
      }))
    ),
    {
      id: "missedAlarmShare",
      title: "Missed alarms",
      unit: "%",
      direction: "lower-is-better",
      description:
        "Share of pump alarms whose remote notification had not come when a nurse reached the bedside: found by ear, on a round, or not at all. Alarms that begin while a nurse is there do not count"
    },
    {
      id: "unansweredMonitorShare",
      title: "Monitor alarms that nobody came to",
      unit: "%",
      direction: "lower-is-better",
      description:
        "Share of monitor alarms with a reason for which no nurse stood at the bedside by the end of the run"
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
    const pumpAlarms = hospital.alarms.filter((alarm) => isOf(alarm, "pump"))
    const old = pumpAlarms.filter(isOldBy(now))
    const missed = old.filter((alarm) => !isNotified(alarm) && !isWitnessed(alarm)).length
    const monitorAlarms = hospital.alarms.filter((alarm) => isOf(alarm, "monitor")).filter(isOldBy(now))
    const unanswered = monitorAlarms.filter(({ addressedSeconds }) => Number.isNaN(addressedSeconds)).length
    return {
      ...Object.fromEntries(
        legs.flatMap((leg) => {
          const seconds = hospital.alarms
            .filter((alarm) => isOf(alarm, leg.source))
            .map(leg.seconds)
            .filter((value) => !Number.isNaN(value))
          return quantiles.map(([suffix, q]) => [`${leg.id}${suffix}`, quantile(seconds, q)])
        })
      ),
      unansweredMonitorShare: monitorAlarms.length === 0 ? NaN : (100 * unanswered) / monitorAlarms.length,
      missedAlarmShare: old.length === 0 ? NaN : (100 * missed) / old.length,
      pumpAlarmsPerHour: pumpAlarms.length / patientHours(hospital)
    }
  }
}

const isOldBy =
  (now: number) =>
  ({ onsetSeconds }: Alarm): boolean =>
    onsetSeconds <= now - GRACE_SECONDS

/** A nurse stood at the bedside when it began. */
const isWitnessed = (alarm: Alarm): boolean => alarm.addressedSeconds === alarm.onsetSeconds

const isNotified = (alarm: Alarm): boolean => !Number.isNaN(alarm.notifiedSeconds)
