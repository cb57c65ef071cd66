// Fills the hospital: one patient, one drug, one pump each. Intensive care has the first bedside pumps; the drugs follow each
// other in the order of models/patients/drugCare.ts.

import { type RandomStreams } from "../../src/engine/RandomStreams.ts"
import { InfusionPump } from "../devices/InfusionPump.ts"
import { type DrugId } from "../patients/Body.ts"
import { careOf, drugCare } from "../patients/drugCare.ts"
import { makeTreatment } from "../patients/makeBody.ts"
import { drawPatient, typicalPatient } from "../patients/population.ts"
import { prescribe } from "./pumps/prescriptions.ts"
import { type Scenario } from "./Scenario.ts"

export interface Population {
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly nurseOfPatient: ReadonlyArray<number>
  readonly nurses: number
}

/** The drug of each pump of a kind: shares in the order of the drugs, rounded so that they add up. */
const drugsOf = (pumps: number, shares: Readonly<Partial<Record<DrugId, number>>>): Array<DrugId> => {
  const drugs: Array<DrugId> = []
  let sum = 0
  for (const { id } of drugCare) {
    sum += shares[id] ?? 0
    while (drugs.length < Math.round(pumps * Math.min(1, sum))) drugs.push(id)
  }
  return drugs
}

export const populate = (scenario: Scenario, streams: RandomStreams): Population => {
  const { bedside, wearable } = scenario.pumps
  const { drugs, propofolModel, respiratoryVariant, variability } = scenario.patients
  const drugOf = [...drugsOf(bedside, drugs.bedside), ...drugsOf(wearable, drugs.wearable)]
  const pumps = drugOf.map((drug, index) => {
    const patient = variability ? drawPatient(streams, index) : typicalPatient
    const { ratePerMinute, ...limits } = prescribe(drug, patient)
    const { body, dosePerMinute } = makeTreatment({
      drug,
      streams,
      patientIndex: index,
      respiratoryVariant,
      propofolModel,
      betweenSubjectVariability: variability,
      ...(ratePerMinute === null ? {} : { prescribedRate: ratePerMinute })
    })
    return new InfusionPump(index, index >= bedside, { ...limits, dosePerMinute }, body)
  })
  const intensive = drugOf.filter((drug) => careOf(drug).isIntensive).length
  const intensiveNurses = Math.ceil(intensive / scenario.staff.icuPatientsPerNurse)
  const nurseOfPatient = pumps.map(({ index }) =>
    index < intensive
      ? Math.floor(index / scenario.staff.icuPatientsPerNurse)
      : intensiveNurses + Math.floor((index - intensive) / scenario.staff.patientsPerNurse)
  )
  return { pumps, nurseOfPatient, nurses: (nurseOfPatient.at(-1) ?? 0) + 1 }
}
