// The drugs whose harm follows a concentration at once: windows, harms and limits. Numbers are in models/data/drugs.json.

import data from "../data/drugs.json" with { type: "json" }
import { type ConcentrationTherapy, type LevelCondition } from "./ConcentrationBody.ts"
import { harmsOf } from "./HarmWatch.ts"

const { heparin, norepinephrine, potassium_chloride, vancomycin } = data.drugs

const below = (level: number): LevelCondition => ({ level, isAbove: false })
const above = (level: number): LevelCondition => ({ level, isAbove: true })

const harmless = {
  harmfulRate: Infinity,
  harmfulDailyArea: Infinity,
  protectedByCalcium: [],
  calciumSeconds: 0
} as const

const { MAP_target, MAP_high } = norepinephrine.window

export const norepinephrineTherapy: ConcentrationTherapy = {
  ...harmless,
  drug: "norepinephrine",
  window: {
    quantity: "mean arterial pressure",
    unit: "mmHg",
    lower: MAP_target.value,
    upper: MAP_high.value
  },
  levels: [50, 55, 60, MAP_target.value, MAP_high.value],
  conditions: [below(0), below(1), below(2), below(3), above(4)],
  harms: harmsOf([
    "profound-hypotension",
    "severe-hypotension",
    "moderate-hypotension",
    "hypotension",
    "hypertension"
  ]),
  vitalSign: "meanArterialPressureMillimetresMercury",
  nanogramsPerMillilitre: 1
}

/** aPTT [s] = 28 + 60 C [IU/mL], the line through Raschke's limits (derived, drugs.json); kinetics count IU/L. */
export const CLOTTING_TIME = { intercept: 28, slope: 60 / 1000 } as const
const [lowerTime, upperTime] = heparin.window.aPTT.value as [number, number]

export const heparinTherapy: ConcentrationTherapy = {
  ...harmless,
  drug: "heparin",
  window: { quantity: "aPTT", unit: "s", lower: lowerTime, upper: upperTime },
  levels: [
    lowerTime,
    upperTime,
    heparin.window.supra.value,
    CLOTTING_TIME.intercept + CLOTTING_TIME.slope * 1000 * heparin.window.extreme.value
  ],
  conditions: [below(0), above(2), above(3)],
  harms: harmsOf(["under-anticoagulation", "over-anticoagulation", "extreme-anticoagulation"]),
  vitalSign: "activatedPartialThromboplastinTimeSeconds",
  // Counted in units: mass means nothing.
  nanogramsPerMillilitre: NaN
}

const HOURS_PER_DAY = 24
const [lowerArea, upperArea] = vancomycin.window.AUC24.value as [number, number]

/** Given without pause: the area of a day over 24 h is the concentration to hold. */
export const vancomycinTherapy: ConcentrationTherapy = {
  ...harmless,
  drug: "vancomycin",
  window: {
    quantity: "plasma concentration",
    unit: "mg/L",
    lower: lowerArea / HOURS_PER_DAY,
    upper: upperArea / HOURS_PER_DAY
  },
  levels: [lowerArea / HOURS_PER_DAY, upperArea / HOURS_PER_DAY],
  conditions: [],
  harms: harmsOf(["infusion-reaction", "nephrotoxic-exposure"]),
  harmfulRate: vancomycin.window.infusion_reaction_rate.value,
  harmfulDailyArea: vancomycin.window.toxic_AUC24.value * 60,
  vitalSign: null,
  nanogramsPerMillilitre: 1000
}

const [lowerPotassium, upperPotassium] = potassium_chloride.window.normal.value as [number, number]
const { lethal, moderate, severe } = potassium_chloride.window

export const potassiumTherapy: ConcentrationTherapy = {
  ...harmless,
  drug: "potassium_chloride",
  window: { quantity: "potassium", unit: "mmol/L", lower: lowerPotassium, upper: upperPotassium },
  levels: [lowerPotassium, upperPotassium, moderate.value, severe.value, lethal.value],
  conditions: [above(2), above(3), above(4)],
  harms: harmsOf(["hyperkalaemia", "severe-hyperkalaemia", "extreme-hyperkalaemia"]),
  protectedByCalcium: [1, 2],
  // Calcium protects the heart for 30 to 60 min (R); the shorter.
  calciumSeconds: 1800,
  vitalSign: "potassiumMillimolesPerLitre",
  nanogramsPerMillilitre: NaN
}
