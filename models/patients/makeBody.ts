// Draws one patient and builds its body. Draws come from streams named after their purpose, so the same index is the same
// person with the same sensitivity in every scenario of a replication.

import { randomNormal } from "d3-random"
import data from "../data/drugs.json" with { type: "json" }
import { type Body, type BodyOptions, type DrugId, type OpioidId } from "./Body.ts"
import { BreathingBody } from "./BreathingBody.ts"
import { type BreathingDrug } from "./BreathingDrug.ts"
import { ConcentrationBody, type ConcentrationTherapy } from "./ConcentrationBody.ts"
import {
  CLOTTING_TIME,
  heparinTherapy,
  norepinephrineTherapy,
  potassiumTherapy,
  vancomycinTherapy
} from "./concentrationTherapies.ts"
import { type Disposition, microConstants } from "./Disposition.ts"
import { norepinephrineLi } from "./dispositions.ts"
import { makeInsulinBody } from "./makeInsulinBody.ts"
import { LinearKinetics } from "./LinearKinetics.ts"
import { opioids } from "./opioids.ts"
import { heparinAlSallami, potassium, vancomycinThomson } from "./otherDispositions.ts"
import { drawPatient, type Patient, typicalPatient } from "./population.ts"
import { calibratedHalfEffect } from "./pressureResponse.ts"
import { AffineResponse, type Response, SigmoidResponse } from "./Response.ts"
import { propofolOf } from "./sedatives.ts"
import { logDeviation, vary } from "./variability.ts"

/** Pressure that the prescribed rate holds [mmHg]: a little above the limit, as titrated (derived, research notes on norepinephrine). */
const TITRATED_PRESSURE = 68
/** Pressure without the drug [mmHg]: normal around the data's MAP0, both assumptions; kept below what needs titration. */
const BASELINE_DEVIATION = 5
const HIGHEST_BASELINE = 60
const LOWEST_BASELINE = 35
/** Opioid concentration at time 0 is drawn up to this multiple of the effective one, so that not all patients press at once (assumption). */
const HIGHEST_INITIAL_MULTIPLE = 1.2
/** Vancomycin: the data's default [mL/min]. */
const CREATININE_CLEARANCE = 100
/** Potassium that the replacement of losses holds [mmol/L] (assumption). */
const HELD_POTASSIUM = 4

/** A patient under treatment. */
export interface Treatment {
  readonly body: Body
  /** What runs at time 0 [dose unit/min]. */
  readonly dosePerMinute: number
}

/** What a maker of bodies is given: the patient, and normal deviates that are 0 for the typical one. */
export interface Draws {
  readonly options: BodyOptions
  readonly patient: Patient
  readonly stream: () => number
  readonly normal: () => number
}

const typicalNormal = (): number => 0

const breathing = (drug: BreathingDrug, { normal, options, patient, stream }: Draws): Treatment => {
  const disposition = vary(drug.disposition(patient), drug.variability, normal)
  const effectiveConcentration = drug.effectiveConcentration * Math.exp(drug.potencyDeviation * normal())
  const isSpread = options.betweenSubjectVariability && drug.isOpioid
  const multiple = isSpread ? 1 + (HIGHEST_INITIAL_MULTIPLE - 1) * stream() : 1
  const initialConcentration = effectiveConcentration * multiple
  const rate = options.prescribedRate ?? (initialConcentration * disposition.clearance) / drug.scale
  const body = new BreathingBody(drug, {
    patient,
    kinetics: new LinearKinetics(microConstants(disposition), drug.scale),
    effectiveConcentration,
    initialConcentration,
    rate,
    variant: options.respiratoryVariant
  })
  return { body, dosePerMinute: rate }
}

interface Course {
  readonly disposition: Disposition
  /** What the body makes itself, negative for what it loses [dose unit/min]. */
  readonly production: number
  readonly lagMinutes: number
  readonly rate: number
  readonly response: Response
}

const concentration = (
  therapy: ConcentrationTherapy,
  patient: Patient,
  { disposition, lagMinutes, production, rate, response }: Course
): Treatment => {
  const kinetics = new LinearKinetics(microConstants(disposition))
  kinetics.settle((production + rate) / disposition.clearance)
  kinetics.setRate(production + rate)
  const person = { patient, kinetics, production, lagMinutes, response, prescribedRate: rate }
  return { body: new ConcentrationBody(therapy, person), dosePerMinute: rate }
}

const norepinephrine = ({ normal, options, patient }: Draws): Treatment => {
  const { bsv, dosing, pd_map } = data.drugs.norepinephrine
  const typical = norepinephrineLi(patient)
  const disposition = vary(typical, { CL: bsv.CL, V1: bsv.V1, V2: bsv.V2 }, normal)
  const production = typical.production * Math.exp(logDeviation(bsv.production) * normal())
  let baseline = pd_map.MAP0.value + BASELINE_DEVIATION * normal()
  baseline = Math.min(HIGHEST_BASELINE, Math.max(LOWEST_BASELINE, baseline))
  const rate = options.prescribedRate ?? (dosing.maintenance.value[1] as number)
  const held = (production + rate) / disposition.clearance
  const halfEffect = calibratedHalfEffect(held, baseline, TITRATED_PRESSURE)
  const response = new SigmoidResponse(baseline, halfEffect)
  return concentration(norepinephrineTherapy, patient, {
    disposition,
    production,
    lagMinutes: typical.lagMinutes,
    rate,
    response
  })
}

const withoutLag = { production: 0, lagMinutes: 0 } as const
const clottingTime = new AffineResponse(CLOTTING_TIME.intercept, CLOTTING_TIME.slope)
const identity = new AffineResponse(0, 1)

/** The rate that holds the middle of a window, with a clearance [dose unit/min]. */
const titrated = ({ window }: ConcentrationTherapy, response: Response, clearance: number): number =>
  response.concentrationAt((window.lower + window.upper) / 2) * clearance

const heparin = ({ normal, options, patient }: Draws): Treatment => {
  const { bsv, dosing } = data.drugs.heparin
  const spread = { CL: bsv.CL, V1: bsv.V1 }
  const disposition = vary(heparinAlSallami(patient), spread, normal, bsv.corr_CL_V.value)
  const most = (dosing.hard_max.value / 60) * patient.weightKilograms
  const held = Math.min(most, titrated(heparinTherapy, clottingTime, disposition.clearance))
  const rate = options.prescribedRate ?? held
  return concentration(heparinTherapy, patient, { ...withoutLag, disposition, rate, response: clottingTime })
}

const vancomycin = ({ normal, options, patient }: Draws): Treatment => {
  const { bsv } = data.drugs.vancomycin
  const correlation = bsv.CL_V_cov.value / (logDeviation(bsv.CL) * logDeviation(bsv.V1))
  const spread = { CL: bsv.CL, V1: bsv.V1, Q2: bsv.Q2, V2: bsv.V2 }
  const disposition = vary(vancomycinThomson(patient, CREATININE_CLEARANCE), spread, normal, correlation)
  const rate = options.prescribedRate ?? titrated(vancomycinTherapy, identity, disposition.clearance)
  return concentration(vancomycinTherapy, patient, { ...withoutLag, disposition, rate, response: identity })
}

/** Losses equal to the replacement hold the patient's potassium; kinetics count the deviation from it. */
const potassiumChloride = ({ normal, options, patient }: Draws): Treatment => {
  const { bsv, dosing } = data.drugs.potassium_chloride
  const typical = potassium(patient, Math.exp(logDeviation(bsv.CL_renal) * normal()))
  const intoCells = Math.exp(logDeviation(bsv.k13) * normal())
  const disposition = { ...typical, q3: typical.q3 * intoCells, v3: typical.v3 * intoCells }
  const rate = options.prescribedRate ?? dosing.usual_max.value / 60
  const response = new AffineResponse(HELD_POTASSIUM, 1)
  return concentration(potassiumTherapy, patient, {
    ...withoutLag,
    disposition,
    production: -rate,
    rate,
    response
  })
}

const opioid =
  (id: OpioidId) =>
  (draws: Draws): Treatment =>
    breathing(opioids[id], draws)

const makers: Readonly<Record<DrugId, (draws: Draws) => Treatment>> = {
  morphine: opioid("morphine"),
  hydromorphone: opioid("hydromorphone"),
  fentanyl: opioid("fentanyl"),
  remifentanil: opioid("remifentanil"),
  propofol: (draws) => breathing(propofolOf[draws.options.propofolModel ?? "eleveld"], draws),
  norepinephrine,
  heparin,
  vancomycin,
  potassium_chloride: potassiumChloride,
  insulin_iv: makeInsulinBody,
  insulin_sc: makeInsulinBody
}

/** Builds one patient's body in the state it has at time 0, and says what its pump gives then. */
export const makeTreatment = (options: BodyOptions): Treatment => {
  const patient = options.betweenSubjectVariability
    ? drawPatient(options.streams, options.patientIndex)
    : typicalPatient
  const stream = options.streams.stream(`patient-pharmacology/${options.drug}`, options.patientIndex)
  const normal = options.betweenSubjectVariability ? randomNormal.source(stream)() : typicalNormal
  return makers[options.drug]({ options, patient, stream, normal })
}

/** The body alone. */
export const makeBody = (options: BodyOptions): Body => makeTreatment(options).body
