// What counts as harm to a patient, with the definition and where it comes from. Associations, not diagnoses: a monitored
// ward sees many without any attack, so report the excess over the paired run without it.

export type AdverseEventId =
  | "respiratory-depression"
  | "severe-desaturation"
  | "respiratory-arrest"
  | "hypotension"
  | "moderate-hypotension"
  | "severe-hypotension"
  | "profound-hypotension"
  | "hypertension"
  | "over-anticoagulation"
  | "extreme-anticoagulation"
  | "under-anticoagulation"
  | "infusion-reaction"
  | "nephrotoxic-exposure"
  | "hyperkalaemia"
  | "severe-hyperkalaemia"
  | "extreme-hyperkalaemia"
  | "hypoglycaemia"
  | "serious-hypoglycaemia"
  | "severe-hypoglycaemia"
  | "hyperglycaemia"

export interface AdverseEvent {
  readonly id: AdverseEventId
  readonly title: string
  readonly definition: string
  readonly source: string
  /** V verified, D derived, A assumption. */
  readonly status: "V" | "D" | "A"
  /** How long the condition must last before it counts [s]. */
  readonly sustainedSeconds: number
}

export const adverseEvents: Readonly<Record<AdverseEventId, AdverseEvent>> = {
  "respiratory-depression": {
    id: "respiratory-depression",
    title: "Respiratory depression",
    definition:
      "ventilation below 0.4 of baseline, or PaCO2 at or above 60 mmHg, or SpO2 at or below 85 %, for 3 min",
    source: "model form of the PRODIGY episode, Khanna 2020 A&A 131:1012",
    status: "D",
    sustainedSeconds: 180
  },
  "severe-desaturation": {
    id: "severe-desaturation",
    title: "Severe desaturation",
    definition: "SpO2 at or below 70 %",
    source: "chosen as the bound of intervention to sustain life (NCC MERP H)",
    status: "A",
    sustainedSeconds: 0
  },
  "respiratory-arrest": {
    id: "respiratory-arrest",
    title: "Cardiac arrest of respiratory cause",
    definition: "arterial oxygen at or below 15 mmHg for 220 s",
    source: "FDA DARS opioid model, Mann 2022 CPT 112:1020",
    status: "V",
    sustainedSeconds: 220
  },
  hypotension: {
    id: "hypotension",
    title: "Hypotension",
    definition: "mean arterial pressure below 65 mmHg for 1 min",
    source: "pressure: Surviving Sepsis target (V); duration assumed",
    status: "A",
    sustainedSeconds: 60
  },
  "moderate-hypotension": {
    id: "moderate-hypotension",
    title: "Hypotension associated with kidney injury",
    definition: "mean arterial pressure below 60 mmHg for 11 min",
    source: "Sun 2015 Anesthesiology 123:515 (odds ratio 1.84)",
    status: "V",
    sustainedSeconds: 660
  },
  "severe-hypotension": {
    id: "severe-hypotension",
    title: "Severe hypotension",
    definition: "mean arterial pressure below 55 mmHg",
    source: "pressure: Sun 2015 Anesthesiology 123:515 (V); counted at once by assumption",
    status: "A",
    sustainedSeconds: 0
  },
  "profound-hypotension": {
    id: "profound-hypotension",
    title: "Profound hypotension",
    definition: "mean arterial pressure below 50 mmHg for 5 min",
    source: "pressure: Mathis 2020 Anesthesiology 132:461 (V); duration assumed (NCC MERP H)",
    status: "A",
    sustainedSeconds: 300
  },
  hypertension: {
    id: "hypertension",
    title: "Hypertension",
    definition: "mean arterial pressure above 110 mmHg for 1 min",
    source: "assumption",
    status: "A",
    sustainedSeconds: 60
  },
  "over-anticoagulation": {
    id: "over-anticoagulation",
    title: "Too much anticoagulation",
    definition: "aPTT above 90 s for 30 min",
    source: "limit at which the nomogram stops the infusion, Raschke 1993 (V); duration assumed",
    status: "A",
    sustainedSeconds: 1800
  },
  "extreme-anticoagulation": {
    id: "extreme-anticoagulation",
    title: "Extreme anticoagulation",
    definition: "heparin above 1.5 IU/mL (aPTT 118 s) for 30 min",
    source: "assumption (drugs.json, extreme)",
    status: "A",
    sustainedSeconds: 1800
  },
  "under-anticoagulation": {
    id: "under-anticoagulation",
    title: "Too little anticoagulation",
    definition: "aPTT below 46 s for 6 h",
    source: "lower limit: Raschke 1993 (V); duration: the interval between two tests of the nomogram (R)",
    status: "A",
    sustainedSeconds: 21_600
  },
  "infusion-reaction": {
    id: "infusion-reaction",
    title: "Infusion reaction",
    definition: "vancomycin faster than 10 mg/min for 5 min",
    source: "rate: vancomycin administration advice, as in drugs.json (V); duration assumed",
    status: "A",
    sustainedSeconds: 300
  },
  "nephrotoxic-exposure": {
    id: "nephrotoxic-exposure",
    title: "Exposure associated with kidney injury",
    definition: "vancomycin area above 600 mg h/L in one day, days counted from the start of the run",
    source: "guideline of 2020, Rybak (V)",
    status: "V",
    sustainedSeconds: 0
  },
  hyperkalaemia: {
    id: "hyperkalaemia",
    title: "Hyperkalaemia",
    definition: "potassium above 6 mmol/L for 5 min",
    source: "limit: moderate, with changes of conduction (V); duration assumed",
    status: "A",
    sustainedSeconds: 300
  },
  "severe-hyperkalaemia": {
    id: "severe-hyperkalaemia",
    title: "Severe hyperkalaemia",
    definition: "potassium above 7 mmol/L without calcium",
    source: "limit: ventricular fibrillation and asystole possible (V); counted at once by assumption",
    status: "A",
    sustainedSeconds: 0
  },
  "extreme-hyperkalaemia": {
    id: "extreme-hyperkalaemia",
    title: "Potassium taken for lethal",
    definition: "potassium above 9 mmol/L without calcium",
    source: "assumption (drugs.json, lethal)",
    status: "A",
    sustainedSeconds: 0
  },
  hypoglycaemia: {
    id: "hypoglycaemia",
    title: "Hypoglycaemia, level 1",
    definition: "blood glucose below 70 mg/dL for 15 min",
    source: "limit: ATTD/ADA consensus 2019 (V); 15 min make an event there (R)",
    status: "D",
    sustainedSeconds: 900
  },
  "serious-hypoglycaemia": {
    id: "serious-hypoglycaemia",
    title: "Hypoglycaemia, level 2",
    definition: "blood glucose below 54 mg/dL for 15 min",
    source: "limit: ATTD/ADA consensus 2019 (V); 15 min make an event there (R)",
    status: "D",
    sustainedSeconds: 900
  },
  "severe-hypoglycaemia": {
    id: "severe-hypoglycaemia",
    title: "Severe hypoglycaemia",
    definition: "blood glucose at or below 40 mg/dL for 15 min",
    source:
      "limit: NICE-SUGAR 2012 (V), standing for level 3, which is defined by the need of help; duration assumed",
    status: "A",
    sustainedSeconds: 900
  },
  hyperglycaemia: {
    id: "hyperglycaemia",
    title: "Hyperglycaemia, level 2",
    definition: "blood glucose above 250 mg/dL for 15 min",
    source: "limit: ATTD/ADA consensus 2019 (V); duration as for hypoglycaemia (R)",
    status: "D",
    sustainedSeconds: 900
  }
}

/** Events that threaten life. */
export const severeEvents: ReadonlySet<string> = new Set<AdverseEventId>([
  "severe-desaturation",
  "respiratory-arrest",
  "severe-hypotension",
  "profound-hypotension",
  "extreme-anticoagulation",
  "severe-hyperkalaemia",
  "extreme-hyperkalaemia",
  "severe-hypoglycaemia"
])
