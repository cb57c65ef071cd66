// Pump alarms without an attack, as Vitoux 2018 counted them in 29 hospitals: one ward-sized hospital at its default staffing.

import { parameter, parameterField } from "../../data/parameters.ts"
import { type Alarm } from "../../devices/Alarm.ts"
import { quantile } from "../../metrics/MetricFamily.ts"
import { type Hospital } from "../Hospital.ts"
import { sourceOf } from "./sources.ts"
import { type CalibrationExperiment, type CalibrationTarget } from "./Target.ts"

const MIX = ["keep_vein_open", "hold_expired", "downstream_occlusion"] as const

const titles: Readonly<Record<string, string>> = {
  keep_vein_open: "infusion complete, keeps the vein open",
  hold_expired: "hold expired",
  downstream_occlusion: "occlusion towards the patient",
  other: "all other causes"
}

/** Pumps give norepinephrine and opioids; status messages are rare because nothing here depends on them. */
const scenario = {
  wardsim: 1,
  name: "calibration-pump-alarms",
  duration: "48 h",
  pumps: { bedside: 100, wearable: 0, statusInterval: "1 h" }
}

const mean = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const measure = (hospital: Hospital): Readonly<Record<string, number>> => {
  const { kernel, pumps } = hospital
  const alarms = hospital.alarms.filter(({ source }) => source === "pump")
  const interrupted = pumps.reduce((sum, pump) => sum + pump.interruptedSeconds, 0)
  const infusingSeconds = pumps.length * kernel.now - interrupted
  // A nurse who stands there when it begins has not responded to it.
  const responses = alarms
    .filter(({ addressedSeconds, onsetSeconds }) => addressedSeconds > onsetSeconds)
    .map(({ addressedSeconds, onsetSeconds }) => addressedSeconds - onsetSeconds)
  const share = (of: (alarm: Alarm) => boolean) => (100 * alarms.filter(of).length) / alarms.length
  const isNamed = ({ cause }: Alarm) => MIX.some((named) => named === cause)
  return {
    alarmsPerInfusingHour: alarms.length / (infusingSeconds / 3600),
    timeInAlarm: (100 * responses.reduce((sum, value) => sum + value, 0)) / infusingSeconds,
    timeNotDelivering: (100 * interrupted) / (pumps.length * kernel.now),
    ...Object.fromEntries(MIX.map((cause) => [`mix.${cause}`, share((alarm) => alarm.cause === cause)])),
    "mix.other": share((alarm) => !isNamed(alarm)),
    responseP60: quantile(responses, 0.6),
    responseMean: mean(responses),
    responseP95: quantile(responses, 0.95),
    drawnP60: quantile(
      alarms.map(({ responseSeconds }) => responseSeconds),
      0.6
    )
  }
}

const experiment: CalibrationExperiment = { id: "pump-alarms", scenario, measure }

const ratePerHour = parameter("alarm.pump.rate_per_infusing_hour")

export const pumpAlarmTargets: ReadonlyArray<CalibrationTarget> = [
  {
    id: "T1",
    title: "Pump alarms per infusing hour without an attack",
    source: sourceOf("alarm.pump.rate_per_infusing_hour"),
    experiment,
    quantities: [
      {
        id: "alarmsPerInfusingHour",
        what: "alarms per infusing hour",
        unit: "1/h",
        published: ratePerHour,
        tolerance: 0.05 * ratePerHour,
        toleranceBasis: "5 %, as the target says",
        kind: "fitted"
      }
    ],
    remark:
      "Three of the four published causes are drawn at their share of the published rate; the size of bags and syringes was chosen so that they run empty as often as published. What stops a pump for other reasons moves the sum."
  },
  {
    id: "T2",
    title: "Share of infusing time in alarm",
    source: sourceOf("alarm.pump.time_fraction"),
    experiment,
    quantities: [
      {
        id: "timeInAlarm",
        what: "time from onset to a nurse at the bedside, of infusing time",
        unit: "%",
        published: 100 * parameter("alarm.pump.time_fraction"),
        tolerance: 0.05,
        toleranceBasis: "half of the last printed digit",
        kind: "outcome"
      },
      {
        id: "timeNotDelivering",
        what: "time in which a pump does not deliver as programmed, hands-on time included",
        unit: "%",
        published: 100 * parameter("alarm.pump.time_fraction"),
        tolerance: 0.05,
        toleranceBasis: "half of the last printed digit; the paper counts alarms, not stopped pumps",
        kind: "comparison"
      }
    ],
    remark:
      "Nurses on rounds and at monitors' alarms find pump alarms sooner than the published response alone would."
  },
  {
    id: "T3",
    title: "Mix of pump alarms",
    source: sourceOf("alarm.pump.mix.keep_vein_open"),
    experiment,
    quantities: [...MIX, "other" as const].map((cause) => ({
      id: `mix.${cause}`,
      what: titles[cause] as string,
      unit: "%",
      published: 100 * parameter(`alarm.pump.mix.${cause}`),
      tolerance: 2,
      toleranceBasis: "2 percentage points (assumption)",
      kind: "fitted" as const
    })),
    remark:
      "Occlusions, expired holds and other causes are drawn; completed infusions follow from the size of the container, which was chosen for it. Alarms that follow from the pump's own state add to the last row."
  },
  {
    id: "T4",
    title: "From pump alarm to bedside",
    source: `${sourceOf("alarm.pump.duration.p60")}; ${sourceOf("alarm.pump.duration.dist")}`,
    experiment,
    quantities: [
      {
        id: "responseP60",
        what: "60 % are answered within",
        unit: "s",
        published: parameter("alarm.pump.duration.p60"),
        tolerance: 0.1 * parameter("alarm.pump.duration.p60"),
        toleranceBasis: "10 % (assumption)",
        kind: "outcome"
      },
      {
        id: "responseMean",
        what: "mean",
        unit: "s",
        published: parameter("alarm.pump.duration.mean"),
        tolerance: 0.1 * parameter("alarm.pump.duration.mean"),
        toleranceBasis: "10 % (assumption)",
        kind: "outcome"
      },
      {
        id: "responseP95",
        what: "95 % are answered within (from the fitted lognormal)",
        unit: "s",
        published: parameterField("alarm.pump.duration.dist", "p95_s"),
        tolerance: 0.1 * parameterField("alarm.pump.duration.dist", "p95_s"),
        toleranceBasis: "10 % (assumption)",
        kind: "outcome"
      },
      {
        id: "drawnP60",
        what: "60 % of the responses drawn, before nurses are busy or come by",
        unit: "s",
        published: parameter("alarm.pump.duration.p60"),
        tolerance: 0.1 * parameter("alarm.pump.duration.p60"),
        toleranceBasis: "10 % (assumption)",
        kind: "input"
      }
    ],
    remark:
      "The published time is a whole response: rounds, monitors and busy nurses act on top of it in the model."
  }
]
