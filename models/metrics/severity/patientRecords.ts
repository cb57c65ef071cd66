// What the hospital's records hold of each patient, put together for the harm classes.

import { type Hospital } from "../../hospital/Hospital.ts"
import { type PatientRecord } from "./nccMerp.ts"

/** By patient; the hospital has been settled. */
export const patientRecords = (hospital: Hospital): ReadonlyArray<PatientRecord> => {
  const { obeyedBy, refusedFor } = hospital.orders.hostile
  const isAttacked = obeyedBy.size + refusedFor.size > 0
  const alarms = new Float64Array(hospital.pumps.length)
  for (const { patient } of hospital.alarms) alarms[patient] = (alarms[patient] as number) + 1
  return hospital.pumps.map(({ body, index }) => {
    const { events, secondsAbove, secondsBelow } = body.exposure
    return {
      isAttacked,
      refusedCommands: refusedFor.get(index) ?? 0,
      obeyedCommands: obeyedBy.get(index)?.length ?? 0,
      secondsOutsideWindow: secondsAbove + secondsBelow,
      alarms: alarms[index] as number,
      rescues: hospital.rescues.get(index)?.length ?? 0,
      events
    }
  })
}
