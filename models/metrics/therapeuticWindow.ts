// Time and area outside the therapeutic window (research: AUC+ and AUC- of each patient's controlled quantity, normalised by
// the limit), per patient and hour. Baselines are not zero: read the excess over the paired run without the attack.

import { type Hospital } from "../hospital/Hospital.ts"
import { type Exposure, type TherapeuticWindow } from "../patients/Body.ts"
import { type MetricFamily, patientHours, relativeArea } from "./MetricFamily.ts"

const sum = (hospital: Hospital, of: (pump: Hospital["pumps"][number]) => number): number =>
  hospital.pumps.reduce((total, pump) => total + of(pump), 0)

/** Sum over patients of an area in limits times seconds, in limits times minutes. */
const relative = (
  hospital: Hospital,
  of: (exposure: Exposure, window: TherapeuticWindow) => number
): number => sum(hospital, ({ body }) => of(body.exposure, body.window)) / 60

export const therapeuticWindow: MetricFamily = {
  id: "therapeutic-window",
  title: "Therapeutic window",
  metrics: [
    {
      id: "outsideWindowMinutes",
      title: "Time outside the therapeutic window",
      unit: "min per patient-hour",
      direction: "lower-is-better",
      description:
        "Time in which effect-site concentration (opioids) or mean arterial pressure (vasopressors) is outside the patient's own window"
    },
    {
      id: "aboveWindowMinutes",
      title: "Time above the window",
      unit: "min per patient-hour",
      direction: "lower-is-better",
      description: "The part of the time outside that is above the upper limit: too much drug"
    },
    {
      id: "belowWindowMinutes",
      title: "Time below the window",
      unit: "min per patient-hour",
      direction: "lower-is-better",
      description: "The part of the time outside that is below the lower limit: too little drug"
    },
    {
      id: "overdoseExposure",
      title: "Overdose exposure",
      unit: "limit-min per patient-hour",
      direction: "lower-is-better",
      description: "Integral of the excess over the upper limit, divided by that limit"
    },
    {
      id: "underdoseExposure",
      title: "Underdose exposure",
      unit: "limit-min per patient-hour",
      direction: "lower-is-better",
      description: "Integral of the shortfall below the lower limit, divided by that limit"
    }
  ],
  measure: (hospital) => {
    const hours = patientHours(hospital)
    const above = sum(hospital, ({ body }) => body.exposure.secondsAbove) / 60 / hours
    const below = sum(hospital, ({ body }) => body.exposure.secondsBelow) / 60 / hours
    return {
      outsideWindowMinutes: above + below,
      aboveWindowMinutes: above,
      belowWindowMinutes: below,
      overdoseExposure:
        relative(hospital, ({ areaAbove }, { upper }) => relativeArea(areaAbove, upper)) / hours,
      underdoseExposure:
        relative(hospital, ({ areaBelow }, { lower }) => relativeArea(areaBelow, lower)) / hours
    }
  }
}
