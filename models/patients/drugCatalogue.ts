// What a person must know to use a drug's models: covariates, sources, which model is the default and why, and the fastest that
// a pump can give it. The models themselves are in drugModels.ts and the glucose files.

import data from "../data/drugs.json" with { type: "json" }
import presentations from "../data/drug-presentations.json" with { type: "json" }
import { type TrajectoryDrugId } from "./drugTrajectory.ts"

/** Covariates under the names that a person writes. */
export type CovariateId =
  | "weight"
  | "height"
  | "age"
  | "sex"
  | "creatinine-clearance"
  | "saps"
  | "propofol"
  | "opioids"
  | "renal-function"
  | "baseline-pressure"
  | "pressure-half-effect"
  | "baseline-potassium"
  | "glucose"

/** How doses of a drug are counted. */
export type DoseFamily = "mass" | "activity" | "electrolyte"

export type DoseKind = "bolus" | "rate" | "naloxone" | "meal" | "dextrose"

type SourceId = keyof typeof data.sources

interface ModelFacts {
  /** Beyond weight, which every model needs because doses may be per kilogram. */
  readonly required?: ReadonlyArray<CovariateId>
  readonly optional?: ReadonlyArray<CovariateId>
  readonly sources: ReadonlyArray<SourceId>
}

export interface DrugFacts {
  readonly title: string
  readonly family: DoseFamily
  /** The drug's dose unit per base unit of its family: mg, unit or mmol. */
  readonly dosePerBaseUnit: number
  readonly doses: ReadonlyArray<DoseKind>
  readonly models: Readonly<Record<string, ModelFacts>>
  /** Sources of the effects. */
  readonly effectSources: ReadonlyArray<SourceId>
  /** Why the first model is the default. */
  readonly defaultReason: string
  readonly notes: ReadonlyArray<string>
}

const everything: ReadonlyArray<CovariateId> = ["height", "age", "sex"]
const opioidDoses: ReadonlyArray<DoseKind> = ["bolus", "rate", "naloxone"]
const breathingNote =
  "Published potencies on breathing differ about threefold: variants H (most potent), M and L are all given, none is the truth."
const opioidEffects: ReadonlyArray<SourceId> = ["BOU03", "OLO10", "FDA", "CALC"]

const insulinNotes = [
  "Insulin that holds the steady state runs until the first rate of the regimen.",
  "No counter-regulation: below 40 mg/dL only the time means something, not the depth.",
  "A bolus takes 1 min, a push of dextrose 2 min."
]

export const drugCatalogue: Readonly<Record<TrajectoryDrugId, DrugFacts>> = {
  morphine: {
    title: "Morphine",
    family: "mass",
    dosePerBaseUnit: 1,
    doses: opioidDoses,
    models: { lotsch: { sources: ["STAN"] } },
    effectSources: opioidEffects,
    defaultReason: "The only model.",
    notes: [
      breathingNote,
      "ke0 follows from stanpumpR's time of peak, 93.8 min (half-life 139 min); Dahan 2004 gives a half-life of 4.4 h."
    ]
  },
  hydromorphone: {
    title: "Hydromorphone",
    family: "mass",
    dosePerBaseUnit: 1000,
    doses: opioidDoses,
    models: { drover: { sources: ["STAN"] } },
    effectSources: opioidEffects,
    defaultReason: "The only model.",
    notes: [breathingNote, "The least effective concentration, 1.5 ng/mL, is 4 ng/mL in a review."]
  },
  fentanyl: {
    title: "Fentanyl",
    family: "mass",
    dosePerBaseUnit: 1000,
    doses: opioidDoses,
    models: { shafer: { sources: ["STAN"] }, algera: { sources: ["FDA"] } },
    effectSources: opioidEffects,
    defaultReason: "shafer scales with weight and is the one of stanpumpR; algera has no covariates.",
    notes: [breathingNote]
  },
  remifentanil: {
    title: "Remifentanil",
    family: "mass",
    dosePerBaseUnit: 1000,
    doses: opioidDoses,
    models: {
      minto: { required: everything, sources: ["TCI", "STAN"] },
      eleveld: { required: everything, sources: ["STAN"] }
    },
    effectSources: opioidEffects,
    defaultReason:
      "minto, with its own ke0, is the one of commercial pumps and of the C50 used for breathing; eleveld is what stanpumpR runs.",
    notes: [breathingNote]
  },
  propofol: {
    title: "Propofol",
    family: "mass",
    dosePerBaseUnit: 1,
    doses: ["bolus", "rate"],
    models: {
      eleveld: { required: everything, optional: ["opioids"], sources: ["TCI", "STAN"] },
      "eleveld-fast": { required: everything, optional: ["opioids"], sources: ["STAN"] },
      marsh: { required: ["age"], sources: ["TCI"] },
      schnider: { required: everything, sources: ["STAN", "TCI"] }
    },
    effectSources: ["TCI", "BOU04", "PAS"],
    defaultReason:
      "eleveld has the ke0 that was fitted together with its BIS model, 0.146/min at 70 kg. eleveld-fast has the one of stanpumpR, from a peak effect 1.6 min after a bolus (0.64/min at 70 kg and 40 years): the effect comes four times as fast. Say which one you used.",
    notes: [
      "bispectralIndex has steepness 1.47 up to Ce50 and 1.89 above it, as tci has it; bispectralIndexSteepBelow has them the other way round, as other programs have it. They agree at Ce50 only.",
      "Breathing: C50 and steepness are recalled (Bouillon 2004). Pressure: Jeleazcov 2015, change from the patient's own."
    ]
  },
  norepinephrine: {
    title: "Norepinephrine",
    family: "mass",
    dosePerBaseUnit: 1000,
    doses: ["bolus", "rate"],
    models: {
      li: {
        required: ["age"],
        optional: ["propofol", "baseline-pressure", "pressure-half-effect"],
        sources: ["NLM_LI"]
      },
      "li-without-lag": {
        required: ["age"],
        optional: ["propofol", "baseline-pressure", "pressure-half-effect"],
        sources: ["NLM_LI"]
      },
      beloeil: { optional: ["saps", "baseline-pressure", "pressure-half-effect"], sources: ["PAS", "BEL"] }
    },
    effectSources: ["PAS", "BIOG"],
    defaultReason:
      "li has the lag of 13.7 s (at 70 kg) that belongs to the published fit: a dose reaches the artery that much later. li-without-lag is the same at the tip of the line, for comparison with programs that leave the lag out. A run of the hospital uses li.",
    notes: [
      "Before the first dose there is what the body makes itself (0.24 ng/mL at 35 years); beloeil has none.",
      "C50 8 ng/mL is BioGears'; one package stores 70.4 without a unit (11.9 ng/mL if nmol/L). Set it with pressure-half-effect."
    ]
  },
  heparin: {
    title: "Heparin",
    family: "activity",
    dosePerBaseUnit: 1,
    doses: ["bolus", "rate"],
    models: {
      "al-sallami": { required: everything, sources: ["NLM_ALS"] },
      jia: { sources: ["NLM_JIA"] }
    },
    effectSources: ["RAS"],
    defaultReason:
      "al-sallami keeps 18 unit/kg/h in the published range (0.58 IU/mL), although its source is paediatric; jia, from bypass surgery, does not (1.0 IU/mL).",
    notes: ["aPTT is the line through the limits of Raschke's nomogram: 28 s + 60 s per IU/mL (derived)."]
  },
  vancomycin: {
    title: "Vancomycin",
    family: "mass",
    dosePerBaseUnit: 1,
    doses: ["bolus", "rate"],
    models: { thomson: { optional: ["creatinine-clearance"], sources: ["PKPDSIM"] } },
    effectSources: ["VANC20", "VANRATE"],
    defaultReason: "The only model.",
    notes: ["Creatinine clearance is 100 mL/min unless given."]
  },
  potassium_chloride: {
    title: "Potassium chloride",
    family: "electrolyte",
    dosePerBaseUnit: 1,
    doses: ["bolus", "rate"],
    models: {
      "plasma-interstitium-cells": {
        optional: ["renal-function", "baseline-potassium"],
        sources: ["HAM91", "KRU94"]
      }
    },
    effectSources: ["KECG"],
    defaultReason: "The only model.",
    notes: ["Fitted to infusions of an hour (derived): it holds for 6 h."]
  },
  naloxone: {
    title: "Naloxone",
    family: "mass",
    dosePerBaseUnit: 1000,
    doses: ["bolus", "rate"],
    models: { shafer: { sources: ["STAN"] } },
    effectSources: ["FDA", "CALC"],
    defaultReason: "The only model.",
    notes: [
      "In the regimen of an opioid write { at: 5 min, naloxone: 100 mcg }. Its potency (derived) was not validated."
    ]
  },
  insulin_iv: {
    title: "Insulin into a vein",
    family: "activity",
    dosePerBaseUnit: 1000,
    doses: ["bolus", "rate", "meal", "dextrose"],
    models: { hovorka: { optional: ["glucose"], sources: ["HOVC"] } },
    effectSources: ["HOVC"],
    defaultReason: "The only model with insulin into a vein.",
    notes: [...insulinNotes, "Glucose begins at 7 mmol/L unless given. A meal is eaten within 1 min."]
  },
  insulin_sc: {
    title: "Insulin under the skin",
    family: "activity",
    dosePerBaseUnit: 1000,
    doses: ["bolus", "rate", "meal", "dextrose"],
    models: {
      "uva-padova-adult": { optional: ["glucose"], sources: ["SIMG"] },
      "uva-padova-adolescent": { optional: ["glucose"], sources: ["SIMG"] },
      "uva-padova-child": { optional: ["glucose"], sources: ["SIMG"] },
      hovorka: { optional: ["glucose"], sources: ["HOVC"] }
    },
    effectSources: ["SIMG", "HOVC"],
    defaultReason:
      "uva-padova-adult is the median of simglucose's adults; a file with every parameter is one virtual patient (model uva-padova, or hovorka).",
    notes: [
      ...insulinNotes,
      "A meal is eaten at 5 g/min (UVA/Padova) or within 1 min (Hovorka). Glucose begins at the patient's own basal level, 7 mmol/L with Hovorka."
    ]
  }
}

/** Words for sources: who, when, where. */
export const citationOf = (id: SourceId): string => data.sources[id].cite

export interface PumpMaximum {
  /** [dose unit of the drug/min] */
  readonly perMinute: number
  readonly millilitresPerHour: number
  /** [dose unit of the drug/mL] */
  readonly concentration: number
  readonly concentrationUnit: string
}

/** The fastest that a pump can give a drug: its greatest flow of the strongest solution. */
export const pumpMaximum = (drug: TrajectoryDrugId): PumpMaximum => {
  const { maximumFlow, strongest } = presentations
  const flow = drug === "insulin_sc" ? maximumFlow.subcutaneous : maximumFlow.intravenous
  const { value, unit } = strongest[drug]
  return {
    perMinute: (flow.value * value) / 60,
    millilitresPerHour: flow.value,
    concentration: value,
    concentrationUnit: unit
  }
}
