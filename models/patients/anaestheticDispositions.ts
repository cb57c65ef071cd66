// Propofol (Eleveld 2018, Marsh modified, Schnider) and remifentanil (Eleveld 2017) with their covariates. Numbers of
// propofol are in models/data/drugs.json; formulas are written out beside their source.

import data from "../data/drugs.json" with { type: "json" }
import { fatFreeMassAlSallami, fatFreeMassJanmahasatian, leanBodyMassJames } from "./bodySize.ts"
import { type Disposition, ke0FromPeak } from "./Disposition.ts"
import { type Patient } from "./population.ts"

const { theta } = data.drugs.propofol.pk
const { Marsh_modified, Schnider } = data.drugs.propofol.pk_alternative

/** The patient to whom Eleveld's reference values belong. */
const reference: Patient = { weightKilograms: 70, heightCentimetres: 170, ageYears: 35, sex: "male" }
/** Age after conception [weeks], 40 weeks of gestation assumed. */
const postmenstrualWeeks = ({ ageYears }: Patient): number => ageYears * 52 + 40
/** Time of peak effect of propofol and remifentanil after a bolus [min]: stanpumpR (V). */
const PEAK_MINUTES = 1.6

const sigmoid = (x: number, half: number, steepness: number): number =>
  x ** steepness / (x ** steepness + half ** steepness)

/** Arterial volumes and clearances of Eleveld 2018 BJA 120:942; `withOpioid` is the anaesthetic in the presence of opioids. */
const eleveldWithoutEffect = (patient: Patient, withOpioid: boolean): Disposition => {
  const { weightKilograms: weight, ageYears: age, sex } = patient
  const central = (mass: number) => mass / (mass + theta.theta12.value)
  const opioid = (coefficient: number) => (withOpioid ? Math.exp(coefficient * age) : 1)
  const clearanceMaturity = (person: Patient) =>
    sigmoid(postmenstrualWeeks(person), theta.theta8.value, theta.theta9.value)
  const slowMaturity = (person: Patient) => sigmoid(postmenstrualWeeks(person), theta.theta14.value, 1)
  const v1 = (theta.theta1.value * central(weight)) / central(70)
  const v2Ratio = (weight / 70) * Math.exp(theta.theta10.value * (age - 35))
  const v3Ratio =
    (fatFreeMassAlSallami(patient) / fatFreeMassAlSallami(reference)) * opioid(theta.theta13.value)
  return {
    v1,
    v2: theta.theta2.value * v2Ratio,
    v3: theta.theta3.value * v3Ratio,
    clearance:
      (sex === "male" ? theta.theta4.value : theta.theta15.value) *
      (weight / 70) ** 0.75 *
      (clearanceMaturity(patient) / clearanceMaturity(reference)) *
      opioid(theta.theta11.value),
    q2: theta.theta5.value * v2Ratio ** 0.75 * (1 + theta.theta16.value * (1 - slowMaturity(patient))),
    q3: (theta.theta6.value * v3Ratio ** 0.75 * slowMaturity(patient)) / slowMaturity(reference),
    ke0: 0
  }
}

/** With Eleveld's own ke0 for BIS, 0.146 (W/70)^-0.25 (V). */
export const propofolEleveld = (patient: Patient, withOpioid: boolean): Disposition => ({
  ...eleveldWithoutEffect(patient, withOpioid),
  ke0: 0.146 * (patient.weightKilograms / 70) ** -0.25
})

/** With the faster effect site that peaks 1.6 min after a bolus, as stanpumpR has it. */
export const propofolEleveldFast = (patient: Patient, withOpioid: boolean): Disposition => {
  const disposition = eleveldWithoutEffect(patient, withOpioid)
  return { ...disposition, ke0: ke0FromPeak(disposition, PEAK_MINUTES) }
}

export const propofolMarsh = ({ weightKilograms }: Patient): Disposition => {
  const v1 = Marsh_modified.V1.value * weightKilograms
  const q2 = Marsh_modified.k12.value * v1
  const q3 = Marsh_modified.k13.value * v1
  return {
    v1,
    v2: q2 / Marsh_modified.k21.value,
    v3: q3 / Marsh_modified.k31.value,
    clearance: Marsh_modified.k10.value * v1,
    q2,
    q3,
    ke0: Marsh_modified.ke0.value
  }
}

/** Schnider 1998 Anesthesiology 88:1170; weight enters clearance as such (a popular package has lean mass there by mistake). */
export const propofolSchnider = (patient: Patient): Disposition => {
  const { weightKilograms, heightCentimetres, ageYears } = patient
  return {
    v1: Schnider.V1.value,
    v2: 18.9 - 0.391 * (ageYears - 53),
    v3: Schnider.V3.value,
    clearance:
      1.89 +
      0.0456 * (weightKilograms - 77) -
      0.0681 * (leanBodyMassJames(patient) - 59) +
      0.0264 * (heightCentimetres - 177),
    q2: 1.29 - 0.024 * (ageYears - 53),
    q3: Schnider.Q3.value,
    ke0: Schnider.ke0.value
  }
}

/** Eleveld 2017 Anesthesiology 126:1005 from the NONMEM listing in stanpumpR @ace20c9 R/drugs_remifentanil.R (V), there for a body mass index below 30. */
export const remifentanilEleveld = (patient: Patient): Disposition => {
  const { weightKilograms: weight, ageYears: age, sex } = patient
  const weightMaturity = (mass: number) => mass ** 2 / (mass ** 2 + 2.87898 ** 2)
  // The listing's reference is the adult formula without the maturation of childhood.
  const size = fatFreeMassAlSallami(patient) / fatFreeMassJanmahasatian(reference)
  const fastAging = Math.exp(-0.00554481 * (age - 35))
  const slowAging = Math.exp(-0.00326985 * (age - 35))
  const female = sex === "female" ? 0.470405 : 0
  const sexFactor = 1 + female * sigmoid(age, 12, 6) * (1 - sigmoid(age, 45, 6))
  const v2Ratio = size * slowAging * sexFactor
  const v3Ratio = size * Math.exp(-0.0315135 * (age - 35)) * Math.exp(-0.0260496 * (weight - 70))
  const disposition = {
    v1: Math.exp(1.75911) * size * fastAging,
    v2: Math.exp(2.17717) * v2Ratio,
    v3: Math.exp(1.61445) * v3Ratio,
    clearance:
      Math.exp(0.946257) *
      size ** 0.75 *
      slowAging *
      sexFactor *
      (weightMaturity(weight) / weightMaturity(70)),
    q2: Math.exp(0.540315) * v2Ratio ** 0.75 * fastAging * sexFactor,
    q3: Math.exp(-2.08388) * v3Ratio ** 0.75 * fastAging,
    ke0: 0
  }
  return { ...disposition, ke0: ke0FromPeak(disposition, PEAK_MINUTES) }
}
