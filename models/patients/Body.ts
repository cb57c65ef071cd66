// The contract between the hospital and a patient's drug and physiology. A body never schedules anything: the hospital asks
// when something next happens by itself and wakes it then. Reading a body never changes its course, not even in the last bit.

import { type RandomStreams } from "../../src/engine/RandomStreams.ts"
import { type AdverseEvent } from "./AdverseEvent.ts"
import { type Patient } from "./population.ts"
import { type PropofolModel } from "./sedatives.ts"

/** Drugs a patient's body is modelled for; ids as in models/data/drugs.json. */
export type OpioidId = "morphine" | "hydromorphone" | "fentanyl" | "remifentanil"
export type InsulinId = "insulin_iv" | "insulin_sc"
export type DrugId =
  | OpioidId
  | InsulinId
  | "norepinephrine"
  | "propofol"
  | "heparin"
  | "vancomycin"
  | "potassium_chloride"

/** Which published potency of opioids on breathing is used: high, medium (default) or low sensitivity. The verdict depends on it: report all three. */
export type RespiratoryVariant = "H" | "M" | "L"

/** Rescue by staff; a body that a measure does not concern ignores it. */
export type RescueMeasure =
  | { readonly kind: "naloxone"; readonly micrograms: number }
  | { readonly kind: "ventilate"; readonly untilSeconds: number }
  /** Glucose into a vein, pushed over 2 min; check again after 15 min. Concerns patients on insulin. */
  | { readonly kind: "dextrose"; readonly grams: number }
  /** Calcium into a vein: protects the heart from potassium for a while and removes none of it. */
  | { readonly kind: "calcium" }

/** What a perfect monitor would show now; NaN where the body does not model it. */
export interface Vitals {
  spo2Percent: number
  /** Minute ventilation over the patient's own baseline, assisted breaths included [1]. */
  ventilationFraction: number
  /** The same without assistance: what is left when the bag is taken away [1]. */
  spontaneousVentilationFraction: number
  arterialCarbonDioxideMillimetresMercury: number
  arterialOxygenMillimetresMercury: number
  meanArterialPressureMillimetresMercury: number
  bloodGlucoseMilligramsPerDecilitre: number
  potassiumMillimolesPerLitre: number
  /** Clotting under heparin, aPTT. */
  activatedPartialThromboplastinTimeSeconds: number
  bispectralIndex: number
  /** Plasma concentration [ng/mL]. */
  plasmaConcentration: number
  /** Effect-site concentration [ng/mL]; NaN where the effect follows plasma. */
  effectSiteConcentration: number
}

export const unknownVitals = (): Vitals => ({
  spo2Percent: NaN,
  ventilationFraction: NaN,
  spontaneousVentilationFraction: NaN,
  arterialCarbonDioxideMillimetresMercury: NaN,
  arterialOxygenMillimetresMercury: NaN,
  meanArterialPressureMillimetresMercury: NaN,
  bloodGlucoseMilligramsPerDecilitre: NaN,
  potassiumMillimolesPerLitre: NaN,
  activatedPartialThromboplastinTimeSeconds: NaN,
  bispectralIndex: NaN,
  plasmaConcentration: NaN,
  effectSiteConcentration: NaN
})

/** How often one kind of harm befell this patient. */
export interface EventTally {
  readonly event: AdverseEvent
  /** Episodes whose condition lasted long enough. */
  readonly count: number
  /** Time at which the first was established [s]; NaN when none was. */
  readonly firstSeconds: number
  /** Time spent in the condition, however short each stay [s]. */
  readonly seconds: number
}

/** Accumulated since time 0 up to the body's time when it was read. */
export interface Exposure {
  /** Time with the controlled quantity below and above its window [s]. */
  readonly secondsBelow: number
  readonly secondsAbove: number
  /** Integral of the shortfall and of the excess [quantity x s]. */
  readonly areaBelow: number
  readonly areaAbove: number
  /** Drug that entered the line since time 0 [dose unit]: the pump's own account must equal it. */
  readonly drugInfused: number
  /** The harms this body can suffer, in the order of adverseEvents. */
  readonly events: ReadonlyArray<EventTally>
}

/** One patient's drug and physiology, advanced in closed form between the events that the hospital causes. Times are simulated seconds and never go back. */
export interface Body {
  readonly drug: DrugId
  readonly patient: Patient
  /** Infusion of the prescribed drug from now on [dose unit of the drug per minute, as in models/data/drugs.json: mg morphine, propofol and vancomycin; mcg the other opioids and norepinephrine; IU heparin; mmol potassium; mU insulin]. */
  setRate(timeSeconds: number, dosePerMinute: number): void
  /** A dose pushed at once [dose unit of the drug]. */
  bolus(timeSeconds: number, dose: number): void
  rescue(timeSeconds: number, measure: RescueMeasure): void
  /** When something next happens by itself: a window, alarm or harm threshold is crossed (exact, on the nanosecond grid), or breathing needs its next look ahead [s]; Infinity when never. Changes after every call above. */
  nextEventSeconds(): number
  /** Advances state and accumulators; call it at nextEventSeconds() and before reading anything. Doses advance by themselves. */
  advanceTo(timeSeconds: number): void
  /** The quantity that therapy controls and this patient's own window for it. */
  readonly window: TherapeuticWindow
  /** Present value of the controlled quantity. */
  controlled(): number
  /** Present vital signs, made anew by each call. */
  vitals(): Vitals
  /** One of them alone: the same value for less work. */
  vitalSign(sign: keyof Vitals): number
  /** Carbohydrate that a unit of insulin covers, for who eats [g/U]. */
  readonly carbohydratePerUnit?: number
  /** A meal; only patients on insulin under the skin eat. */
  eat?(timeSeconds: number, carbohydrateGrams: number): void
  /** Whether the patient would press a PCA button now: in pain, awake and breathing. Always false for bodies without pain relief. */
  demandsRelief(): boolean
  /** What has happened up to now, made anew by each read. */
  readonly exposure: Exposure
}

export interface TherapeuticWindow {
  readonly quantity: string
  readonly unit: string
  readonly lower: number
  readonly upper: number
}

export interface BodyOptions {
  readonly drug: DrugId
  readonly streams: RandomStreams
  /** Keys the patient's draws: the same index is the same person in every scenario of a replication. */
  readonly patientIndex: number
  readonly respiratoryVariant: RespiratoryVariant
  /** False gives every patient the typical 70 kg, 40-year-old man and typical parameters. */
  readonly betweenSubjectVariability: boolean
  /** Kinetic model of propofol; eleveld without. */
  readonly propofolModel?: PropofolModel
  /**
   * Infusion that runs at time 0 [dose unit/min]; without it, what holds the patient's own target. Bodies start in steady state
   * on it, norepinephrine at the target pressure; opioids and propofol start at (opioids a little above) the patient's own
   * effective concentration whatever the rate, which is then a background infusion: 0 for pure PCA.
   */
  readonly prescribedRate?: number
}
