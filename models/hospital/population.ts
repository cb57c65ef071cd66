// Fills the hospital: one patient, one drug, one pump each. Vasopressors run on the first bedside pumps (intensive care);
// all other patients have morphine on demand.

import { type RandomStreams } from "../../src/engine/RandomStreams.ts"
import drugs from "../data/drugs.json" with { type: "json" }
import { parameter } from "../data/parameters.ts"
import { InfusionPump } from "../devices/InfusionPump.ts"
import { type Order } from "../devices/Order.ts"
import { makeBody } from "../patients/makeBody.ts"
import { drawPatient, type Patient, typicalPatient } from "../patients/population.ts"
import { type Scenario } from "./Scenario.ts"

const morphineOrder = (): Order => {
  const { dosing } = drugs.drugs.morphine
  return {
    mode: "patient-controlled",
    dosePerMinute: 0,
    demandDose: dosing.typical_demand.value,
    lockoutSeconds: (dosing.lockout.value[1] as number) * 60,
    fourHourLimitDose: dosing.max_4h.value,
    hardMaximumPerMinute: dosing.hard_max_continuous.value / 60,
    hardMaximumBolus: dosing.hard_max_demand.value
  }
}

const norepinephrineOrder = (patient: Patient): Order => ({
  mode: "continuous",
  dosePerMinute: parameter("therapy.norepinephrine.rate") * patient.weightKilograms,
  demandDose: 0,
  lockoutSeconds: 0,
  fourHourLimitDose: 0,
  hardMaximumPerMinute: drugs.drugs.norepinephrine.dosing.hard_max.value * patient.weightKilograms,
  hardMaximumBolus: 0
})

/** Drug that keeps flowing when a pump falls back to keep-vein-open [dose unit/min]; a patient-controlled pump gives none. */
export const keepVeinOpenPerMinute = (pump: InfusionPump): number =>
  pump.order.mode === "patient-controlled"
    ? 0
    : Math.min(
        pump.ratePerMinute,
        (parameter("therapy.keep-vein-open.volume-rate") / 60) *
          drugs.drugs.norepinephrine.dosing.concentration.value
      )

export interface Population {
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly nurseOfPatient: ReadonlyArray<number>
  readonly nurses: number
}

export const populate = (scenario: Scenario, streams: RandomStreams): Population => {
  const { bedside, wearable, vasopressorShare } = scenario.pumps
  const intensive = Math.round(bedside * vasopressorShare)
  const pumps = Array.from({ length: bedside + wearable }, (_, index) => {
    const patient = scenario.patients.variability ? drawPatient(streams, index) : typicalPatient
    const drug = index < intensive ? "norepinephrine" : "morphine"
    const order = drug === "norepinephrine" ? norepinephrineOrder(patient) : morphineOrder()
    const body = makeBody({
      drug,
      streams,
      patientIndex: index,
      respiratoryVariant: scenario.patients.respiratoryVariant,
      betweenSubjectVariability: scenario.patients.variability,
      prescribedRate: order.dosePerMinute
    })
    return new InfusionPump(index, index >= bedside, order, body)
  })
  const intensiveNurses = Math.ceil(intensive / scenario.staff.icuPatientsPerNurse)
  const nurseOfPatient = pumps.map(({ index }) =>
    index < intensive
      ? Math.floor(index / scenario.staff.icuPatientsPerNurse)
      : intensiveNurses + Math.floor((index - intensive) / scenario.staff.patientsPerNurse)
  )
  return { pumps, nurseOfPatient, nurses: (nurseOfPatient.at(-1) ?? 0) + 1 }
}
