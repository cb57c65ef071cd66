// Every linear drug with its kinetic models; what it does to a patient is in drugEffects.ts. The first model of a drug is
// the one that models/data/drugs.json prefers.

import {
  propofolEleveld,
  propofolEleveldFast,
  propofolMarsh,
  propofolSchnider,
  remifentanilEleveld
} from "./anaestheticDispositions.ts"
import { type Disposition } from "./Disposition.ts"
import {
  fentanylShafer,
  hydromorphoneDrover,
  morphineLotsch,
  naloxoneShafer,
  norepinephrineLi,
  remifentanilMinto
} from "./dispositions.ts"
import {
  fentanylAlgera,
  heparinAlSallami,
  heparinJia,
  norepinephrineBeloeil,
  potassium,
  vancomycinThomson
} from "./otherDispositions.ts"
import { type HovorkaPatient } from "./hovorkaGlucose.ts"
import { type Patient } from "./population.ts"
import { type UvaPadovaPatient } from "./uvaPadovaGlucose.ts"

/** A patient given by every parameter of a glucose model. */
export type VirtualPatient =
  | { readonly model: "uva-padova"; readonly patient: UvaPadovaPatient }
  | { readonly model: "hovorka"; readonly patient: HovorkaPatient }

/** What the models may ask of a patient beyond size and age; what is left out takes the stated default. */
export interface DrugPatient extends Patient {
  /** Vancomycin [mL/min]; 100. */
  readonly creatinineClearance?: number
  /** Norepinephrine, Beloeil; 30. */
  readonly sapsScore?: number
  /** Norepinephrine, Li: propofol in plasma [mcg/mL]; 0. */
  readonly propofolConcentration?: number
  /** Propofol, Eleveld: whether opioids are given too; true. */
  readonly isGivenOpioids?: boolean
  /** Potassium: renal clearance over normal; 1, and about 0.1 in renal failure (assumption). */
  readonly renalFunction?: number
  /** Norepinephrine: pressure without the drug [mmHg], and C50 [ng/mL]; the data's 50 and 8. */
  readonly baselinePressure?: number
  readonly pressureHalfEffect?: number
  /** Potassium before the doses [mmol/L]; the data's 3.2. */
  readonly baselinePotassium?: number
  /** Insulin: glucose at time 0 [mg/dL]; 7 mmol/L for Hovorka's model, the basal level of the group for UVA/Padova's. */
  readonly initialGlucose?: number
  /** Insulin: the parameters of the patient; the typical patient of the model without. */
  readonly virtualPatient?: VirtualPatient
}

export interface LinearModel {
  readonly id: string
  readonly title: string
  readonly disposition: (patient: DrugPatient) => Disposition
  /** Endogenous production [dose unit/min] and delay of every dose [min]; none unless stated. */
  readonly input?: (patient: DrugPatient) => { readonly production: number; readonly lagMinutes: number }
}

export interface LinearDrug {
  readonly doseUnit: string
  readonly concentrationUnit: string
  /** Concentration unit per (dose unit / L). */
  readonly unit: number
  readonly models: readonly [LinearModel, ...Array<LinearModel>]
}

const norepinephrineAwake = (patient: DrugPatient) => {
  const typical = norepinephrineLi(patient)
  // Li 2024, as in drugs.json: clearance falls with propofol in plasma.
  const anaesthesia = Math.exp(-0.0357 * (patient.propofolConcentration ?? 0))
  return { ...typical, clearance: typical.clearance * anaesthesia }
}

export const linearDrugs = {
  morphine: {
    doseUnit: "mg",
    concentrationUnit: "mcg/mL",
    unit: 1,
    models: [{ id: "lotsch", title: "Lotsch, as in stanpumpR", disposition: morphineLotsch }]
  },
  hydromorphone: {
    doseUnit: "mcg",
    concentrationUnit: "ng/mL",
    unit: 1,
    models: [{ id: "drover", title: "Drover, as in stanpumpR", disposition: hydromorphoneDrover }]
  },
  fentanyl: {
    doseUnit: "mcg",
    concentrationUnit: "ng/mL",
    unit: 1,
    models: [
      { id: "shafer", title: "stanpumpR, allometric", disposition: fentanylShafer },
      { id: "algera", title: "Algera 2020, as in the FDA DARS model", disposition: fentanylAlgera }
    ]
  },
  remifentanil: {
    doseUnit: "mcg",
    concentrationUnit: "ng/mL",
    unit: 1,
    models: [
      { id: "minto", title: "Minto 1997", disposition: remifentanilMinto },
      {
        id: "eleveld",
        title: "Eleveld 2017, peak effect at 1.6 min as in stanpumpR",
        disposition: remifentanilEleveld
      }
    ]
  },
  propofol: {
    doseUnit: "mg",
    concentrationUnit: "mcg/mL",
    unit: 1,
    models: [
      {
        id: "eleveld",
        title: "Eleveld 2018, arterial",
        disposition: (patient) => propofolEleveld(patient, patient.isGivenOpioids ?? true)
      },
      {
        id: "eleveld-fast",
        title: "Eleveld 2018, peak effect at 1.6 min as in stanpumpR",
        disposition: (patient) => propofolEleveldFast(patient, patient.isGivenOpioids ?? true)
      },
      { id: "marsh", title: "Marsh, modified", disposition: propofolMarsh },
      { id: "schnider", title: "Schnider 1998", disposition: propofolSchnider }
    ]
  },
  norepinephrine: {
    doseUnit: "mcg",
    concentrationUnit: "ng/mL",
    unit: 1,
    models: [
      {
        id: "li",
        title: "Li 2024, with endogenous production and lag",
        disposition: norepinephrineAwake,
        input: norepinephrineLi
      },
      {
        id: "li-without-lag",
        title: "Li 2024 at the tip of the line",
        disposition: norepinephrineAwake,
        input: (patient) => ({ production: norepinephrineLi(patient).production, lagMinutes: 0 })
      },
      {
        id: "beloeil",
        title: "Beloeil 2005, septic shock and trauma",
        disposition: (patient) => norepinephrineBeloeil(patient.sapsScore ?? 30)
      }
    ]
  },
  heparin: {
    doseUnit: "IU",
    concentrationUnit: "IU/L",
    unit: 1,
    models: [
      { id: "al-sallami", title: "Al-Sallami 2016, extrapolated to adults", disposition: heparinAlSallami },
      { id: "jia", title: "Jia 2015, bypass surgery", disposition: heparinJia }
    ]
  },
  vancomycin: {
    doseUnit: "mg",
    concentrationUnit: "mg/L",
    unit: 1,
    models: [
      {
        id: "thomson",
        title: "Thomson 2009",
        disposition: (patient) => vancomycinThomson(patient, patient.creatinineClearance ?? 100)
      }
    ]
  },
  potassium_chloride: {
    doseUnit: "mmol",
    concentrationUnit: "mmol/L above baseline",
    unit: 1,
    models: [
      {
        id: "plasma-interstitium-cells",
        title: "fitted here to Hamill 1991; valid for 6 h",
        disposition: (patient) => potassium(patient, patient.renalFunction ?? 1)
      }
    ]
  },
  naloxone: {
    doseUnit: "mcg",
    concentrationUnit: "ng/mL",
    unit: 1,
    models: [{ id: "shafer", title: "stanpumpR", disposition: naloxoneShafer }]
  }
} as const satisfies Readonly<Record<string, LinearDrug>>

export type LinearDrugId = keyof typeof linearDrugs
