// The opioids that have a body: what they share is code, what differs is here and in models/data/drugs.json.

import data from "../data/drugs.json" with { type: "json" }
import { type DrugId, type RespiratoryVariant } from "./Body.ts"
import { type Disposition } from "./Disposition.ts"
import { fentanylShafer, hydromorphoneDrover, morphineLotsch, remifentanilMinto } from "./dispositions.ts"
import { type Patient } from "./population.ts"
import { logDeviation, type Variability } from "./variability.ts"

export interface Opioid {
  readonly id: DrugId
  readonly disposition: (patient: Patient) => Disposition
  readonly variability: Variability
  /** Standard deviation of the logarithm of potency; effective concentration and C50 move together (assumption). */
  readonly potencyDeviation: number
  /** ng/mL per (dose unit/L). */
  readonly scale: number
  /** Typical least effective concentration [ng/mL]. */
  readonly effectiveConcentration: number
  readonly window: { readonly lower: number; readonly upper: number }
  /** C50 on breathing [ng/mL]. */
  readonly halfEffect: Readonly<Record<RespiratoryVariant, number>>
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

export const opioids: Readonly<Record<Exclude<DrugId, "norepinephrine">, Opioid>> = {
  morphine: {
    id: "morphine",
    disposition: morphineLotsch,
    variability: morphine.bsv,
    potencyDeviation: logDeviation(morphine.bsv.C50),
    scale: 1000,
    ...pharmacodynamics(morphine)
  },
  hydromorphone: {
    id: "hydromorphone",
    disposition: hydromorphoneDrover,
    variability: hydromorphone.bsv,
    potencyDeviation: logDeviation(hydromorphone.bsv.C50),
    scale: 1,
    ...pharmacodynamics(hydromorphone)
  },
  fentanyl: {
    id: "fentanyl",
    disposition: fentanylShafer,
    variability: fentanyl.bsv,
    potencyDeviation: logDeviation(fentanyl.bsv.C50),
    scale: 1,
    ...pharmacodynamics(fentanyl)
  },
  remifentanil: {
    id: "remifentanil",
    disposition: remifentanilMinto,
    variability: remifentanil.bsv,
    potencyDeviation: logDeviation(remifentanil.bsv.C50_EEG),
    scale: 1,
    ...pharmacodynamics(remifentanil)
  }
}
