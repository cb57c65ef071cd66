// Dose adjustments by laboratory results: Raschke's nomogram for heparin, and simple protocols for the others. Each says what
// is measured, how often, and what follows from a result.

import { parameter } from "../../data/parameters.ts"
import { type InfusionPump } from "../../devices/InfusionPump.ts"
import { type DrugId, type Vitals } from "../../patients/Body.ts"

export interface Adjustment {
  /** New rate [dose unit/min]. */
  readonly ratePerMinute: number
  /** Dose pushed first [dose unit]; 0 for none. */
  readonly bolus: number
  /** Time without infusion before the new rate [s]. */
  readonly holdSeconds: number
}

export interface TitrationProtocol {
  readonly drug: DrugId
  readonly intervalSeconds: number
  /** Median time from sample to result [s]. */
  readonly turnaroundSeconds: number
  readonly measure: (vitals: Vitals, pump: InfusionPump) => number
  /** What a result means, or null for no change; `usualPerMinute` is the rate of the first order. */
  readonly adjust: (result: number, pump: InfusionPump, usualPerMinute: number) => Adjustment | null
  /** Result that the laboratory calls in. */
  readonly isCritical: (result: number) => boolean
}

const rate = (ratePerMinute: number, bolus = 0, holdSeconds = 0): Adjustment => ({
  ratePerMinute: Math.max(0, ratePerMinute),
  bolus,
  holdSeconds
})

/** Raschke 1993: steps of units/kg/h by aPTT. */
const heparin: TitrationProtocol = {
  drug: "heparin",
  intervalSeconds: parameter("laboratory.interval.aptt"),
  turnaroundSeconds: parameter("laboratory.turnaround.aptt"),
  measure: ({ activatedPartialThromboplastinTimeSeconds }) => activatedPartialThromboplastinTimeSeconds,
  adjust: (seconds, { body, order }) => {
    const kilograms = body.patient.weightKilograms
    const step = (unitsPerKilogramHour: number) =>
      order.dosePerMinute + (unitsPerKilogramHour * kilograms) / 60
    if (seconds < 35) return rate(step(4), 80 * kilograms)
    if (seconds < 46) return rate(step(2), 40 * kilograms)
    if (seconds <= 70) return null
    if (seconds <= 90) return rate(step(-2))
    return rate(step(-3), 0, 3600)
  },
  isCritical: () => false
}

const TARGET_LOW = parameter("laboratory.glucose-target.low")
const TARGET_HIGH = parameter("laboratory.glucose-target.high")

const insulin: TitrationProtocol = {
  drug: "insulin_iv",
  intervalSeconds: parameter("laboratory.interval.glucose"),
  turnaroundSeconds: parameter("laboratory.turnaround.glucose"),
  measure: ({ bloodGlucoseMilligramsPerDecilitre }) => bloodGlucoseMilligramsPerDecilitre,
  adjust: (glucose, { order }, usual) => {
    const present = order.dosePerMinute
    if (glucose > TARGET_HIGH) return rate(Math.max(present * 1.2, usual * 0.2))
    if (glucose >= TARGET_LOW) return null
    return glucose >= 100 ? rate(present * 0.75) : rate(present * 0.5)
  },
  isCritical: () => false
}

const potassium: TitrationProtocol = {
  drug: "potassium_chloride",
  intervalSeconds: parameter("laboratory.interval.potassium"),
  turnaroundSeconds: parameter("laboratory.turnaround.potassium"),
  measure: ({ potassiumMillimolesPerLitre }) => potassiumMillimolesPerLitre,
  adjust: (level, _pump, usual) => {
    if (level >= 5) return rate(0)
    return level >= 4.5 ? rate(usual / 2) : rate(usual)
  },
  isCritical: (level) => level >= parameter("staff.high-potassium")
}

const vancomycin: TitrationProtocol = {
  drug: "vancomycin",
  intervalSeconds: parameter("laboratory.interval.vancomycin"),
  turnaroundSeconds: parameter("laboratory.turnaround.vancomycin"),
  measure: (_vitals, { body }) => body.controlled(),
  // Kinetics are linear: the rate in proportion to what is wanted.
  adjust: (exposure, { body, order }) => {
    const { lower, upper } = body.window
    if (exposure >= lower && exposure <= upper) return null
    const factor = (lower + upper) / 2 / exposure
    return rate(order.dosePerMinute * Math.min(1.5, Math.max(0.5, factor)))
  },
  isCritical: () => false
}

export const titrationProtocols: ReadonlyMap<string, TitrationProtocol> = new Map(
  [heparin, insulin, potassium, vancomycin].map((protocol) => [protocol.drug, protocol])
)
