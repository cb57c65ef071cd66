// The opioids that have a body: what they share is code, what differs is here and in models/data/drugs.json.

import data from "../data/drugs.json" with { type: "json" }
import { type OpioidId } from "./Body.ts"
import { type BreathingDrug } from "./BreathingDrug.ts"
import { fentanylShafer, hydromorphoneDrover, morphineLotsch, remifentanilMinto } from "./dispositions.ts"
import { opioidRespiration } from "./respiratoryModel.ts"
import { logDeviation } from "./variability.ts"

export interface Opioid extends BreathingDrug {
  readonly id: OpioidId
}

const { morphine, hydromorphone, fentanyl, remifentanil } = data.drugs

interface PharmacodynamicData {
  readonly window: Record<"MEAC" | "lower" | "upper", { readonly value: number }>
  readonly pd_resp: Record<"C50_H" | "C50_M" | "C50_L", { readonly value: number }>
}

const pharmacodynamics = ({ window, pd_resp }: PharmacodynamicData) => ({
  effectiveConcentration: window.MEAC.value,
  window: { lower: window.lower.value, upper: window.upper.value },
  halfEffect: { H: pd_resp.C50_H.value, M: pd_resp.C50_M.value, L: pd_resp.C50_L.value }
})

const { gamma_H_M, gamma_L } = data.respiratory_model.opioid

const shared = (id: OpioidId) => ({
  quantity: `effect-site concentration of ${id}`,
  unit: "ng/mL",
  nanogramsPerMillilitre: 1,
  steepness: { H: gamma_H_M.value, M: gamma_H_M.value, L: gamma_L.value },
  respiration: opioidRespiration,
  isOpioid: true,
  shownIndex: null
})

export const opioids: Readonly<Record<OpioidId, Opioid>> = {
  morphine: {
    id: "morphine",
    disposition: morphineLotsch,
    variability: morphine.bsv,
    potencyDeviation: logDeviation(morphine.bsv.C50),
    scale: 1000,
    ...shared("morphine"),
    ...pharmacodynamics(morphine)
  },
  hydromorphone: {
    id: "hydromorphone",
    disposition: hydromorphoneDrover,
    variability: hydromorphone.bsv,
    potencyDeviation: logDeviation(hydromorphone.bsv.C50),
    scale: 1,
    ...shared("hydromorphone"),
    ...pharmacodynamics(hydromorphone)
  },
  fentanyl: {
    id: "fentanyl",
    disposition: fentanylShafer,
    variability: fentanyl.bsv,
    potencyDeviation: logDeviation(fentanyl.bsv.C50),
    scale: 1,
    ...shared("fentanyl"),
    ...pharmacodynamics(fentanyl)
  },
  remifentanil: {
    id: "remifentanil",
    disposition: remifentanilMinto,
    variability: remifentanil.bsv,
    potencyDeviation: logDeviation(remifentanil.bsv.C50_EEG),
    scale: 1,
    ...shared("remifentanil"),
    ...pharmacodynamics(remifentanil)
  }
}
