// Scenario section `monitors`: what watches patients at the bedside, and how often it is wrong.

import { Schema } from "effect"
import { quantity, withDefault } from "../../../src/input/Quantity.ts"
import { parameter } from "../../data/parameters.ts"
import { percent, secondsOf } from "./defaults.ts"

const glucose = (description: string, fallback: "sensor" | "meter") =>
  withDefault(Schema.Literals(["sensor", "meter"]).annotate({ description }), fallback)

const Fields = Schema.Struct({
  saturationLimit: withDefault(
    quantity("fraction", {
      description:
        "Low alarm limit of pulse oximetry; another than 90 % is looked at once a minute instead of at the exact crossing",
      minimum: "50 %",
      maximum: "100 %"
    }),
    `${parameter("monitor.spo2-limit")} %`
  ),
  alarmDelay: withDefault(
    quantity("duration", {
      description: "Time beyond a limit before a monitor sounds, besides its lag",
      maximum: "10 min"
    }),
    secondsOf("monitor.delay")
  ),
  capnography: withDefault(
    quantity("fraction", {
      description: "Share of the monitored opioid patients who also have capnography",
      maximum: "100 %"
    }),
    percent("monitor.capnography.share")
  ),
  bloodPressure: withDefault(
    Schema.Literals(["arterial-line", "cuff"]).annotate({
      description:
        "How the blood pressure of patients on vasopressors is measured: all the time, or now and then"
    }),
    "arterial-line"
  ),
  cuffInterval: withDefault(
    quantity("duration", { description: "Time between readings of a cuff", minimum: "1 min" }),
    secondsOf("monitor.cuff.interval")
  ),
  pressureLow: withDefault(
    quantity("pressure", {
      description:
        "Low alarm limit of mean arterial pressure; see saturationLimit for others than 65 and 110 mmHg"
    }),
    `${parameter("monitor.pressure.low-limit")} mmHg`
  ),
  pressureHigh: withDefault(
    quantity("pressure", { description: "High alarm limit of mean arterial pressure" }),
    `${parameter("monitor.pressure.high-limit")} mmHg`
  ),
  glucoseLow: withDefault(
    quantity("glucose", { description: "Low alarm limit of a glucose sensor" }),
    `${parameter("monitor.glucose-low-limit")} mg/dL`
  ),
  glucoseHigh: withDefault(
    quantity("glucose", { description: "High alarm limit of a glucose sensor" }),
    `${parameter("monitor.glucose-high-limit")} mg/dL`
  ),
  wearableGlucose: glucose("How glucose under a wearable insulin pump is measured", "sensor"),
  intravenousGlucose: glucose("How glucose under intravenous insulin is measured", "meter"),
  falseAlarms: withDefault(
    quantity("eventRate", {
      description: "False alarms of one monitored patient on the wards",
      maximum: "60 1/min"
    }),
    `${parameter("monitor.artefacts.ward")} 1/h`
  ),
  icuFalseAlarms: withDefault(
    quantity("eventRate", {
      description: "False alarms of one patient in intensive care",
      maximum: "60 1/min"
    }),
    `${parameter("monitor.artefacts.icu")} 1/h`
  )
})

const isBelow = (low: number, high: number, fields: readonly [low: string, high: string]) =>
  low < high ? [] : [{ path: [fields[0]], issue: `is not below ${fields[1]}: every value would be an alarm` }]

/** Monitors whose limits leave something between them. */
export const Monitors = Fields.check(
  Schema.makeFilter(({ glucoseHigh, glucoseLow, pressureHigh, pressureLow }) => [
    ...isBelow(pressureLow, pressureHigh, ["pressureLow", "pressureHigh"]),
    ...isBelow(glucoseLow, glucoseHigh, ["glucoseLow", "glucoseHigh"])
  ])
)
