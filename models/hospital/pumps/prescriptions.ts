// What is ordered for a patient on each drug: dose rate, demand dose, lock-out and the library's limits, from models/data/drugs.json.
// Infusions run at what holds the patient's own target (titrated); only norepinephrine and potassium start at a common rate.

import drugs from "../../data/drugs.json" with { type: "json" }
import { parameter } from "../../data/parameters.ts"
import { type Order } from "../../devices/Order.ts"
import { type DrugId } from "../../patients/Body.ts"
import { type Patient } from "../../patients/population.ts"

/** The part of an order that does not depend on the body. */
export type Prescription = Omit<Order, "dosePerMinute"> & {
  /** Rate at the start [dose unit/min]; null where the patient's own body decides. */
  readonly ratePerMinute: number | null
}

const { fentanyl, heparin, hydromorphone, insulin_iv, morphine, norepinephrine, potassium_chloride } =
  drugs.drugs
const { propofol, remifentanil, vancomycin } = drugs.drugs

const infusion = (ratePerMinute: number | null, hardMaximumPerMinute: number): Prescription => ({
  mode: "continuous",
  ratePerMinute,
  demandDose: 0,
  lockoutSeconds: 0,
  fourHourLimitDose: 0,
  hardMaximumPerMinute,
  hardMaximumBolus: 0
})

const onDemand = (doses: {
  readonly demand: number
  readonly lockoutMinutes: number
  readonly fourHours: number
  readonly hardMaximum: number
  readonly hardMaximumPerHour: number
}): Prescription => ({
  mode: "patient-controlled",
  ratePerMinute: 0,
  demandDose: doses.demand,
  lockoutSeconds: doses.lockoutMinutes * 60,
  fourHourLimitDose: doses.fourHours,
  hardMaximumPerMinute: doses.hardMaximumPerHour / 60,
  hardMaximumBolus: doses.hardMaximum
})

const MILLIUNITS_PER_UNIT = 1000

const prescriptions: Readonly<Record<DrugId, (patient: Patient) => Prescription>> = {
  morphine: () =>
    onDemand({
      demand: morphine.dosing.typical_demand.value,
      lockoutMinutes: morphine.dosing.lockout.value[1] as number,
      fourHours: morphine.dosing.max_4h.value,
      hardMaximum: morphine.dosing.hard_max_demand.value,
      hardMaximumPerHour: morphine.dosing.hard_max_continuous.value
    }),
  hydromorphone: () =>
    onDemand({
      demand: hydromorphone.dosing.typical_demand.value,
      lockoutMinutes: hydromorphone.dosing.lockout.value,
      fourHours: hydromorphone.dosing.max_4h.value,
      hardMaximum: hydromorphone.dosing.hard_max_demand.value,
      hardMaximumPerHour: parameter("therapy.hydromorphone.hard-maximum-rate")
    }),
  fentanyl: () =>
    onDemand({
      demand: fentanyl.dosing.demand.value[1] as number,
      lockoutMinutes: parameter("therapy.fentanyl.lockout") / 60,
      fourHours: fentanyl.dosing.max_4h.value,
      hardMaximum: fentanyl.dosing.hard_max_demand.value,
      hardMaximumPerHour: fentanyl.dosing.hard_max_infusion.value
    }),
  remifentanil: ({ weightKilograms }) => infusion(null, remifentanil.dosing.hard_max.value * weightKilograms),
  norepinephrine: ({ weightKilograms }) =>
    infusion(
      parameter("therapy.norepinephrine.rate") * weightKilograms,
      norepinephrine.dosing.hard_max.value * weightKilograms
    ),
  propofol: ({ weightKilograms }) =>
    infusion(null, (propofol.dosing.hard_max.value / 1000) * weightKilograms),
  heparin: ({ weightKilograms }) => infusion(null, (heparin.dosing.hard_max.value / 60) * weightKilograms),
  vancomycin: () => infusion(null, vancomycin.dosing.hard_max_rate.value),
  potassium_chloride: () =>
    infusion(
      potassium_chloride.dosing.usual_max.value / 60,
      potassium_chloride.dosing.hard_max_ward.value / 60
    ),
  insulin_iv: () => infusion(null, (insulin_iv.dosing.hard_max.value * MILLIUNITS_PER_UNIT) / 60),
  insulin_sc: () => ({
    ...infusion(null, (parameter("therapy.insulin-pump.hard-maximum-rate") * MILLIUNITS_PER_UNIT) / 60),
    hardMaximumBolus: parameter("therapy.insulin-pump.hard-maximum-bolus") * MILLIUNITS_PER_UNIT
  })
}

export const prescribe = (drug: DrugId, patient: Patient): Prescription => prescriptions[drug](patient)
