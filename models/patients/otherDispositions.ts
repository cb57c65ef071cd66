// Heparin, vancomycin, potassium, and the alternatives of fentanyl and norepinephrine, with their covariates. Numbers are in
// models/data/drugs.json; formulas that the file states as text are written out here beside their source.

import data from "../data/drugs.json" with { type: "json" }
import { fatFreeMassAlSallami } from "./bodySize.ts"
import { type Disposition } from "./Disposition.ts"
import { type Patient } from "./population.ts"

const { fentanyl, heparin, norepinephrine, potassium_chloride, vancomycin } = data.drugs

const oneCompartment = (v1: number, clearance: number): Disposition => ({
  v1,
  v2: 0,
  v3: 0,
  clearance,
  q2: 0,
  q3: 0,
  ke0: 0
})

/** Algera 2020 as in the FDA DARS model; no covariates. */
export const fentanylAlgera = (): Disposition => {
  const pk = fentanyl.pk_alternative
  return {
    v1: pk.V1.value,
    v2: pk.V2.value,
    v3: pk.V3.value,
    clearance: pk.CL.value,
    q2: pk.Q2.value,
    q3: pk.Q3.value,
    ke0: pk.k1_effect.value * 60
  }
}

/** Al-Sallami 2016 BJCP 82:178: clearance with fat-free mass, volume with weight. A paediatric source, extrapolated to adults. */
export const heparinAlSallami = (patient: Patient): Disposition =>
  oneCompartment((0.751 * patient.weightKilograms) / 20, (0.603 * fatFreeMassAlSallami(patient)) / 15 / 60)

/** Jia 2015 J Transl Med 13:45, adults in bypass surgery; no covariates. */
export const heparinJia = (): Disposition => {
  const pk = heparin.pk_alternative
  return {
    ...oneCompartment(pk.V1.value, pk.CL.value / 60),
    v2: pk.V2.value,
    q2: pk.Q2.value / 60
  }
}

/** Thomson 2009 as in PKPDsim: clearance with creatinine clearance [mL/min], volumes with weight. */
export const vancomycinThomson = ({ weightKilograms }: Patient, creatinineClearance: number): Disposition => {
  const { pk } = vancomycin
  return {
    ...oneCompartment(pk.V1.value * weightKilograms, (2.99 * (1 + 0.0154 * (creatinineClearance - 66))) / 60),
    v2: pk.V2.value * weightKilograms,
    q2: pk.Q2.value / 60
  }
}

/** The fit in full [1/min] (derived: a rise of 0.55 mmol/L at the end of 20 mmol in an hour, of 0.30 an hour later); drugs.json prints eight digits. */
const potassiumFit = { k13: 0.27149911355867246, k31: 0.01692163541894037 }

/** Deviation of potassium in plasma, interstitium and cells, fitted to Hamill 1991 and a 1994 study; volumes with weight, flows fixed. */
export const potassium = ({ weightKilograms }: Patient, renalClearanceFraction: number): Disposition => {
  const { pk } = potassium_chloride
  const size = weightKilograms / 70
  const v1 = pk.V1.value * size
  const q3 = potassiumFit.k13 * v1
  return {
    v1,
    v2: pk.V2.value * size,
    v3: q3 / potassiumFit.k31,
    clearance: pk.CL_renal.value * renalClearanceFraction,
    q2: pk.Q2.value,
    q3,
    ke0: 0
  }
}

/** Beloeil 2005 BJA 95:782: clearance falls with the SAPS II score. 2.0 at 30 (V) and inverse proportion (derived: 3.0 at 20, 1.0 at 60 against 0.9 published). */
export const norepinephrineBeloeil = (sapsScore: number): Disposition => {
  const pk = norepinephrine.pk_alternative
  return oneCompartment(pk.V1.value, (pk.CL.value * 30) / sapsScore)
}
