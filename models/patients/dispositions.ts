// Typical volumes and clearances of the drugs that have a body, with their covariates. Numbers are in models/data/drugs.json;
// formulas that the file states as text are written out here beside their source.

import data from "../data/drugs.json" with { type: "json" }
import { leanBodyMassJames } from "./bodySize.ts"
import { type Disposition, ke0FromPeak } from "./Disposition.ts"
import { type Patient } from "./population.ts"

const { morphine, hydromorphone, fentanyl, naloxone, norepinephrine } = data.drugs

interface PerKilogram {
  readonly V1_per_kg: { readonly value: number }
  readonly k10: { readonly value: number }
  readonly k12: { readonly value: number }
  readonly k13: { readonly value: number }
  readonly k21: { readonly value: number }
  readonly k31: { readonly value: number }
  readonly tPeak: { readonly value: number }
}

/** Volumes in proportion to weight, rate constants the same for all, ke0 from the time of peak effect. */
const perKilogram = (pk: PerKilogram, { weightKilograms }: Patient): Disposition => {
  const v1 = pk.V1_per_kg.value * weightKilograms
  const q2 = pk.k12.value * v1
  const q3 = pk.k13.value * v1
  const withoutEffect = {
    v1,
    v2: q2 / pk.k21.value,
    v3: q3 / pk.k31.value,
    clearance: pk.k10.value * v1,
    q2,
    q3,
    ke0: 0
  }
  return { ...withoutEffect, ke0: ke0FromPeak(withoutEffect, pk.tPeak.value) }
}

export const morphineLotsch = (patient: Patient): Disposition => perKilogram(morphine.pk, patient)

export const hydromorphoneDrover = (patient: Patient): Disposition => perKilogram(hydromorphone.pk, patient)

/** Allometric: volumes with weight, clearances with weight to the power 0.75; ke0 follows from the fixed time of peak. */
export const fentanylShafer = ({ weightKilograms }: Patient): Disposition => {
  const { pk } = fentanyl
  const size = weightKilograms / 70
  const flow = size ** 0.75
  const withoutEffect = {
    v1: pk.V1.value * size,
    v2: pk.V2.value * size,
    v3: pk.V3.value * size,
    clearance: pk.CL.value * flow,
    q2: pk.Q2.value * flow,
    q3: pk.Q3.value * flow,
    ke0: 0
  }
  return { ...withoutEffect, ke0: ke0FromPeak(withoutEffect, pk.tPeak.value) }
}

/** Minto 1997 Anesthesiology 86:10, as stated in drugs.json (V). */
export const remifentanilMinto = (patient: Patient): Disposition => {
  const age = patient.ageYears - 40
  const lean = leanBodyMassJames(patient) - 55
  return {
    v1: 5.1 - 0.0201 * age + 0.072 * lean,
    v2: 9.82 - 0.0811 * age + 0.108 * lean,
    v3: 5.42,
    clearance: 2.6 - 0.0162 * age + 0.0191 * lean,
    q2: 2.05 - 0.0301 * age,
    q3: 0.076 - 0.00113 * age,
    ke0: 0.595 - 0.007 * age
  }
}

export const naloxoneShafer = ({ weightKilograms }: Patient): Disposition => {
  const { pk } = naloxone
  const withoutEffect = {
    v1: pk.V1.value * weightKilograms,
    v2: pk.V2.value * weightKilograms,
    v3: pk.V3.value * weightKilograms,
    clearance: pk.CL.value * weightKilograms,
    q2: pk.Q2.value * weightKilograms,
    q3: pk.Q3.value * weightKilograms,
    ke0: 0
  }
  return { ...withoutEffect, ke0: ke0FromPeak(withoutEffect, pk.tPeak.value) }
}

export interface NorepinephrineDisposition extends Disposition {
  /** Endogenous production [mcg/min]. */
  readonly production: number
  /** From the pump's line to the artery [min]. */
  readonly lagMinutes: number
}

/** Li 2024 Clin Pharmacokinet 63:1597: allometric 0.75 for flows and production, 1 for volumes, 0.25 for the lag; awake (no propofol). */
export const norepinephrineLi = ({ weightKilograms, ageYears }: Patient): NorepinephrineDisposition => {
  const { pk } = norepinephrine
  const size = weightKilograms / 70
  const flow = size ** 0.75
  return {
    v1: pk.V1.value * size,
    v2: pk.V2.value * size,
    v3: 0,
    clearance: pk.CL.value * flow * Math.exp(-0.00344 * (ageYears - 35)),
    q2: pk.Q2.value * flow,
    q3: 0,
    ke0: 0,
    production: pk.production.value * flow,
    lagMinutes: (pk.lag.value / 60) * size ** 0.25
  }
}
