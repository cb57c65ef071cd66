// Scenario section `staff`: nurses, what they hear and what they answer.

import { Schema } from "effect"
import { count, quantity, withDefault } from "../../../src/input/Quantity.ts"
import { parameter, parameterField } from "../../data/parameters.ts"
import { percent } from "./defaults.ts"

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
    quantity("eventRate", { description: "Alarms of one infusing pump" }),
    `${parameter("alarm.pump.rate_per_infusing_hour")} 1/h`
  )
})
