// Whether pumps gave what was ordered: interruptions, dose given over dose ordered, and nurses' load.

import { type Hospital } from "../hospital/Hospital.ts"
import { type MetricFamily, patientHours } from "./MetricFamily.ts"

/** Dose given over continuous dose ordered, of each pump with an ordered infusion. */
const doseRatios = (hospital: Hospital): ReadonlyArray<number> =>
  hospital.pumps
    .filter(({ prescribedDose }) => prescribedDose > 0)
    .map(({ commandedDose, prescribedDose }) => commandedDose / prescribedDose)

/** Mean, NaN of nothing. */
const mean = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

export const therapy: MetricFamily = {
  id: "therapy",
  title: "Therapy",
  metrics: [
    {
      id: "interruptionMinutes",
      title: "Therapy interruption",
      unit: "min per patient-hour",
      direction: "lower-is-better",
      description:
        "Time in which a pump did not deliver as programmed: alarm, keep-vein-open, or paused by a nurse"
    },
    {
      id: "interruptionsPerHour",
      title: "Therapy interruptions",
      unit: "1 per patient-hour",
      direction: "lower-is-better",
      description: "How often a pump stopped delivering as programmed, however short"
    },
    {
      id: "longestInterruptionMinutes",
      title: "Longest therapy interruption",
      unit: "min",
      direction: "lower-is-better",
      description: "The longest single interruption of any patient in the run"
    },
    {
      id: "deliveredDoseRatio",
      title: "Dose given over dose ordered",
      unit: "1",
      direction: "neutral",
      description:
        "Mean over continuous infusions of the dose given so far over the dose ordered so far; 1 is as ordered"
    },
    {
      id: "doseDeviation",
      title: "Deviation of the dose from the order",
      unit: "%",
      direction: "lower-is-better",
      description:
        "Mean over continuous infusions of the distance between dose given and dose ordered, over dose ordered"
    },
    {
      id: "nurseUtilisation",
      title: "Nurse time on alarms, visits and orders",
      unit: "%",
      direction: "lower-is-better",
      description:
        "Mean share of nurses' time on the tasks that are modelled; documentation and other care are not"
    },
    {
      id: "ordersByHand",
      title: "Orders programmed by hand",
      unit: "1",
      direction: "lower-is-better",
      description:
        "Orders that could not come through the network (outage, refused) and were programmed at the bedside"
    }
  ],
  measure: (hospital) => ({
    interruptionsPerHour:
      hospital.pumps.reduce((total, pump) => total + pump.interruptions, 0) / patientHours(hospital),
    longestInterruptionMinutes:
      hospital.pumps.reduce((longest, pump) => Math.max(longest, pump.longestInterruptionSeconds), 0) / 60,
    deliveredDoseRatio: mean(doseRatios(hospital)),
    doseDeviation: 100 * mean(doseRatios(hospital).map((ratio) => Math.abs(ratio - 1))),
    interruptionMinutes:
      hospital.pumps.reduce((total, pump) => total + pump.interruptedSeconds, 0) /
      60 /
      patientHours(hospital),
    nurseUtilisation: 100 * hospital.staff.utilisation(),
    ordersByHand: hospital.orders.byHand
  })
}
