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
  }
}
