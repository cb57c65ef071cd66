// What the run asked of nurses, physicians, pharmacy and laboratory, and where people erred: load, walking, false alarms,
// entries by hand, alerts overridden, orders and results that paper lost.

import { type Hospital } from "../hospital/Hospital.ts"
import { type MetricFamily, patientHours } from "./MetricFamily.ts"

interface Row {
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly direction: "lower-is-better" | "neutral"
  readonly description: string
  readonly of: (hospital: Hospital) => number
}

/** A 10-hour shift, the unit of the published walks [h]. */
const SHIFT_HOURS = 10

const nurseHours = ({ kernel, staff }: Hospital): number => (staff.nurses.length * kernel.now) / 3600

const sumOfNurses = (
  { staff }: Hospital,
  of: (nurse: Hospital["staff"]["nurses"][number]) => number
): number => staff.nurses.reduce((sum, nurse) => sum + of(nurse), 0)

const monitoredHours = ({ desk, kernel }: Hospital): number =>
  (desk.monitors.filter((monitor) => monitor !== null).length * kernel.now) / 3600

/** A share in per cent; NaN of nothing. */
const percentOf = (part: number, whole: number): number => (whole === 0 ? NaN : (100 * part) / whole)

const mean = (sum: number, count: number): number => (count === 0 ? NaN : sum / count)

const load: ReadonlyArray<Row> = [
  {
    id: "nurseMinutes",
    title: "Nurse time",
    unit: "min per patient-hour",
    direction: "lower-is-better",
    description: "Time of nurses on alarms, visits, orders and hand-over, with the way there",
    of: (hospital) => (hospital.staff.utilisation() * nurseHours(hospital) * 60) / patientHours(hospital)
  },
  {
    id: "nurseWalkMetres",
    title: "Walk of a nurse",
    unit: "m per 10-h shift",
    direction: "lower-is-better",
    description: "For the modelled tasks only; nurses walk 3.9 to 5.5 km for all they do (Hendrich 2008)",
    of: (hospital) =>
      (sumOfNurses(hospital, ({ walkedMetres }) => walkedMetres) / nurseHours(hospital)) * SHIFT_HOURS
  },
  {
    id: "taskInterruptions",
    title: "Visits interrupted by an alarm",
    unit: "1 per nurse-hour",
    direction: "lower-is-better",
    description: "Routine visits given up for an alarm of high priority, to be finished later",
    of: (hospital) => sumOfNurses(hospital, ({ interruptions }) => interruptions) / nurseHours(hospital)
  },
  {
    id: "falseAlarmsPerHour",
    title: "False alarms of monitors",
    unit: "1 per monitored hour",
    direction: "lower-is-better",
    description: "Artefacts that sounded; a paused monitor or a nurse at the bedside keeps them silent",
    of: (hospital) => mean(hospital.desk.falseAlarms, monitoredHours(hospital))
  },
  {
    id: "falseAlarmVisits",
    title: "False alarms that a nurse went to",
    unit: "%",
    direction: "lower-is-better",
    description: "The others ended by themselves before a nurse came",
    of: ({ desk }) => percentOf(desk.falseAlarmVisits, desk.falseAlarms)
  },
  {
    id: "nonActionableShare",
    title: "Monitor alarms that needed no action",
    unit: "%",
    direction: "neutral",
    description:
      "False alarms and those over before a nurse came; 99 % on wards, 87 % in paediatric intensive care (Bonafide 2015)",
    of: ({ desk }) => percentOf(desk.falseAlarms + desk.selfResolved, desk.falseAlarms + desk.alarms)
  }
]

const errors: ReadonlyArray<Row> = [
  {
    id: "manualEntries",
    title: "Numbers entered by hand",
    unit: "1 per patient-hour",
    direction: "lower-is-better",
    description: "Rates and doses that nurses entered at pumps",
    of: (hospital) => hospital.wardCare.entries.entries / patientHours(hospital)
  },
  {
    id: "wrongEntries",
    title: "Wrong entries that a pump took",
    unit: "1 per 1000 patient-hours",
    direction: "lower-is-better",
    description: "Wrong entries that no check and no limit stopped; most are deviations without harm",
    of: (hospital) => {
      const { caught, wrong } = hospital.wardCare.entries
      return (1000 * (wrong - caught)) / patientHours(hospital)
    }
  },
  {
    id: "heldBackEntries",
    title: "Right entries that a limit kept from the pump",
    unit: "1",
    direction: "lower-is-better",
    description: "Orders beyond a hard limit, or beyond a soft one that the nurse did not override",
    of: ({ wardCare: { entries } }) => entries.heldBack
  }
]

const others: ReadonlyArray<Row> = [
  {
    id: "physicianCalls",
    title: "Calls for a physician",
    unit: "1 per 1000 patient-hours",
    direction: "lower-is-better",
    description: "Second line of a rescue, calcium, or a vasopressor bolus",
    of: (hospital) => (1000 * hospital.wardCare.onCall.calls) / patientHours(hospital)
  },
  {
    id: "physicianWait",
    title: "Wait for a physician",
    unit: "min",
    direction: "lower-is-better",
    description: "Mean time from the call to the bedside; longer when all on call are busy",
    of: ({ wardCare: { onCall } }) => mean(onCall.waitedSeconds / 60, onCall.calls)
  },
  {
    id: "syringesSentFor",
    title: "Syringes sent for",
    unit: "1 per 1000 patient-hours",
    direction: "lower-is-better",
    description: "Containers that ran out with no next one at hand: the pump waits for the pharmacy",
    of: (hospital) => (1000 * hospital.wardCare.onCall.sentFor) / patientHours(hospital)
  },
  {
    id: "verificationWait",
    title: "Wait for the pharmacist",
    unit: "min",
    direction: "lower-is-better",
    description: "Mean time until an order was verified",
    of: ({ records: { review } }) => mean(review.verifiedSeconds / 60, review.verified)
  },
  {
    id: "laboratoryTurnaround",
    title: "Sample to result",
    unit: "min",
    direction: "lower-is-better",
    description: "Mean over all laboratory samples that steer a dose; 62 % longer while the record is down",
    of: ({ records: { laboratory } }) => mean(laboratory.turnaroundSeconds / 60, laboratory.analysed)
  },
  {
    id: "paperLapses",
    title: "Orders and results that paper lost",
    unit: "1 per 1000 patient-hours",
    direction: "lower-is-better",
    description:
      "Not carried out, or not acted on, because paper procedures were not followed while the record was down",
    of: (hospital) => {
      const { laboratory, review } = hospital.records
      return (1000 * (laboratory.lapses + review.lapses)) / patientHours(hospital)
    }
  }
]

const rows = [...load, ...errors, ...others]

export const staff: MetricFamily = {
  id: "staff",
  title: "Staff and laboratory",
  metrics: rows.map(({ of: _of, ...descriptor }) => descriptor),
  measure: (hospital) => Object.fromEntries(rows.map(({ id, of }) => [id, of(hospital)]))
}
