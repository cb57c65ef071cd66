// Propofol for sedation of a patient who breathes, under any of its kinetic models. Numbers are in models/data/drugs.json.

import data from "../data/drugs.json" with { type: "json" }
import { type BreathingDrug } from "./BreathingDrug.ts"
import { bispectralIndex } from "./drugEffects.ts"
import { linearDrugs } from "./drugModels.ts"
import { logDeviation } from "./variability.ts"

const { bsv, pd_resp, window } = data.drugs.propofol
const [lower, upper] = window.sedation_Ce.value as [number, number]

/** Kinetic models of propofol, the preferred one first. */
export const propofolModels = ["eleveld", "eleveld-fast", "marsh", "schnider"] as const
export type PropofolModel = (typeof propofolModels)[number]

const same = (value: number) => ({ H: value, M: value, L: value })

const ofModel = (model: PropofolModel): BreathingDrug => {
  const found = linearDrugs.propofol.models.find(({ id }) => id === model)
  if (found === undefined) throw new Error(`propofol has no model "${model}"`)
  return {
    id: "propofol",
    disposition: found.disposition,
    variability: bsv,
    potencyDeviation: logDeviation(bsv.Ce50),
    scale: 1,
    quantity: "effect-site concentration of propofol",
    unit: "mcg/mL",
    nanogramsPerMillilitre: 1000,
    // The geometric middle of the range for sedation.
    effectiveConcentration: Math.sqrt(lower * upper),
    window: { lower, upper },
    halfEffect: same(pd_resp.C50.value),
    steepness: same(pd_resp.gamma.value),
    respiration: {
      gain: pd_resp.F.value,
      sensorRate: pd_resp.ke0CO2.value,
      eliminationRate: pd_resp.kelCO2.value,
      restingCarbonDioxide: pd_resp.PaCO2_0.value,
      restingVentilation: pd_resp.VE0.value
    },
    isOpioid: false,
    // The steepnesses as tci and drugs.json have them.
    shownIndex: (effectSite, ageYears) => bispectralIndex(effectSite, ageYears, false)
  }
}

export const propofolOf: Readonly<Record<PropofolModel, BreathingDrug>> = {
  eleveld: ofModel("eleveld"),
  "eleveld-fast": ofModel("eleveld-fast"),
  marsh: ofModel("marsh"),
  schnider: ofModel("schnider")
}
