// Scenario section `staff`: nurses, what they hear and what they answer.

import { Schema } from "effect"
import { count, quantity, withDefault } from "../../../src/input/Quantity.ts"
import { parameter, parameterField } from "../../data/parameters.ts"
import { percent, secondsOf } from "./defaults.ts"

export const Staff = Schema.Struct({
  patientsPerNurse: withDefault(
    count({ description: "Patients per nurse on the wards", minimum: 1 }),
    parameterField("nurse.ratio", "medsurg")
  ),
  icuPatientsPerNurse: withDefault(
    count({ description: "Patients per nurse in intensive care", minimum: 1 }),
    parameterField("nurse.ratio", "icu")
  ),
  hearsBedsideAlarm: withDefault(
    quantity("fraction", {
      description: "Probability that a bedside pump's buzzer is heard",
      maximum: "100 %"
    }),
    percent("staff.hears-local-alarm.bedside")
  ),
  hearsWearableAlarm: withDefault(
    quantity("fraction", {
      description: "Probability that a wearable pump's buzzer is heard",
      maximum: "100 %"
    }),
    percent("staff.hears-local-alarm.wearable")
  ),
  pumpAlarmsPerHour: withDefault(
    quantity("eventRate", { description: "Alarms of one infusing pump", maximum: "60 1/min" }),
    `${parameter("alarm.pump.rate_per_infusing_hour")} 1/h`
  ),
  bedsPerWard: withDefault(
    count({
      description: "Beds along one ward's corridor, with the nurses' station in its middle",
      minimum: 2
    }),
    parameter("staff.beds-per-ward")
  ),
  roomWidth: withDefault(
    quantity("length", {
      description: "Corridor length of one room; rooms lie on both sides",
      maximum: "100 m"
    }),
    `${parameter("staff.room-width")} m`
  ),
  walkingSpeed: withDefault(
    quantity("speed", { description: "How fast nurses walk", minimum: "0.1 m/s" }),
    `${parameter("nurse.walk.speed")} m/s`
  ),
  fatigue: withDefault(
    Schema.Literals(["none", "monitors", "all"]).annotate({
      description:
        "Which alarms nurses answer more slowly after many non-actionable ones and late in a shift: none, those of monitors (as published), or all"
    }),
    "monitors"
  ),
  shift: withDefault(
    quantity("duration", {
      description: "Length of a shift; the first begins with the run",
      minimum: "1 h",
      maximum: "24 h"
    }),
    `${parameter("staff.shift-length")} h`
  ),
  handover: withDefault(
    quantity("duration", {
      description: "Hand-over of one patient at the end of a shift",
      maximum: "30 min"
    }),
    secondsOf("staff.handover-per-patient")
  ),
  physicians: withDefault(
    count({ description: "Physicians on call for rescues, each with one patient at a time", minimum: 1 }),
    parameter("staff.physicians")
  ),
  physicianResponse: withDefault(
    quantity("duration", {
      description: "Median time from a call to a physician at the bedside",
      maximum: "24 h"
    }),
    secondsOf("staff.physician-response.median")
  ),
  programmingErrors: withDefault(
    quantity("fraction", {
      description: "Probability of a wrong entry when a nurse programs a pump by hand",
      maximum: "100 %"
    }),
    percent("programming.error")
  ),
  doubleChecks: withDefault(
    quantity("fraction", {
      description: "Share of entries by hand that a second nurse checks independently",
      maximum: "100 %"
    }),
    percent("programming.double-check-share")
  )
})
