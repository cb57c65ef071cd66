// A body that only records, and an order for it.

import { type Order } from "../../../models/devices/Order.ts"
import { type Body, unknownVitals, type Vitals } from "../../../models/patients/Body.ts"

export const recordingBody = () => {
  const vitals = unknownVitals()
  const rates: Array<readonly [number, number]> = []
  const boluses: Array<readonly [number, number]> = []
  const body = {
    setRate: (time: number, rate: number) => {
      rates.push([time, rate])
    },
    bolus: (time: number, dose: number) => {
      boluses.push([time, dose])
    },
    advanceTo: () => {},
    vitals: () => vitals,
    vitalSign: (sign: keyof Vitals) => vitals[sign]
  } as unknown as Body
  return { body, vitals, rates, boluses }
}

export const order: Order = {
  mode: "patient-controlled",
  dosePerMinute: 0.5,
  demandDose: 1,
  lockoutSeconds: 600,
  fourHourLimitDose: 5,
  hardMaximumPerMinute: 2,
  hardMaximumBolus: 3
}
