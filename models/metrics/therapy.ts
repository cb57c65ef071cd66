// Whether pumps gave what was ordered: interruptions, and nurses' load.

import { type MetricFamily, patientHours } from "./MetricFamily.ts"

export const therapy: MetricFamily = {
  id: "therapy",
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
    interruptionMinutes:
      hospital.pumps.reduce((total, pump) => total + pump.interruptedSeconds, 0) /
      60 /
      patientHours(hospital),
    nurseUtilisation: 100 * hospital.staff.utilisation(),
    ordersByHand: hospital.orders.byHand
  })
}
