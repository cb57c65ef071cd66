// Draws one patient and builds its body. Draws come from streams named after their purpose, so the same index is the same
// person with the same sensitivity in every scenario of a replication.

import { randomNormal } from "d3-random"
import data from "../data/drugs.json" with { type: "json" }
import { type Body, type BodyOptions } from "./Body.ts"
import { microConstants } from "./Disposition.ts"
import { norepinephrineLi } from "./dispositions.ts"
import { LinearKinetics } from "./LinearKinetics.ts"
import { OpioidBody } from "./OpioidBody.ts"
import { type Opioid, opioids } from "./opioids.ts"
import { drawPatient, type Patient, typicalPatient } from "./population.ts"
import { calibratedHalfEffect } from "./pressureResponse.ts"
import { logDeviation, vary } from "./variability.ts"
import { VasopressorBody } from "./VasopressorBody.ts"

/** Pressure that the prescribed rate holds [mmHg]: a little above the limit, as titrated (derived, research notes on norepinephrine). */
const TITRATED_PRESSURE = 68
/** Pressure without the drug [mmHg]: normal around the data's MAP0, both assumptions; kept below what needs titration. */
const BASELINE_DEVIATION = 5
const HIGHEST_BASELINE = 60
const LOWEST_BASELINE = 35
/** Opioid concentration at time 0 is drawn up to this multiple of the effective one, so that not all patients press at once (assumption). */
const HIGHEST_INITIAL_MULTIPLE = 1.2

const typicalNormal = (): number => 0

const opioidBody = (opioid: Opioid, options: BodyOptions, patient: Patient): Body => {
  const purpose = `patient-pharmacology/${opioid.id}`
  const stream = options.streams.stream(purpose, options.patientIndex)
  const normal = options.betweenSubjectVariability ? randomNormal.source(stream)() : typicalNormal
  const disposition = vary(opioid.disposition(patient), opioid.variability, normal)
  const effectiveConcentration = opioid.effectiveConcentration * Math.exp(opioid.potencyDeviation * normal())
  const multiple = options.betweenSubjectVariability ? 1 + (HIGHEST_INITIAL_MULTIPLE - 1) * stream() : 1
  return new OpioidBody(opioid, options, {
    patient,
    kinetics: new LinearKinetics(microConstants(disposition), opioid.scale),
    effectiveConcentration,
    initialConcentration: effectiveConcentration * multiple
  })
}

const vasopressorBody = (options: BodyOptions, patient: Patient): Body => {
  const { bsv, pd_map } = data.drugs.norepinephrine
  const stream = options.streams.stream("patient-pharmacology/norepinephrine", options.patientIndex)
  const normal = options.betweenSubjectVariability ? randomNormal.source(stream)() : typicalNormal
  const typical = norepinephrineLi(patient)
  const disposition = vary(typical, { CL: bsv.CL, V1: bsv.V1, V2: bsv.V2 }, normal)
  const production = typical.production * Math.exp(logDeviation(bsv.production) * normal())
  let baseline = pd_map.MAP0.value + BASELINE_DEVIATION * normal()
  baseline = Math.min(HIGHEST_BASELINE, Math.max(LOWEST_BASELINE, baseline))
  const kinetics = new LinearKinetics(microConstants(disposition))
  const input = production + options.prescribedRate
  const concentration = input / disposition.clearance
  kinetics.settle(concentration)
  kinetics.setRate(input)
  return new VasopressorBody({
    patient,
    kinetics,
    production,
    lagMinutes: typical.lagMinutes,
    response: { baseline, halfEffect: calibratedHalfEffect(concentration, baseline, TITRATED_PRESSURE) },
    prescribedRate: options.prescribedRate
  })
}

/** Builds one patient's body in the state it has at time 0. */
export const makeBody = (options: BodyOptions): Body => {
  const patient = options.betweenSubjectVariability
    ? drawPatient(options.streams, options.patientIndex)
    : typicalPatient
  if (options.drug === "norepinephrine") return vasopressorBody(options, patient)
  return opioidBody(opioids[options.drug], options, patient)
}
