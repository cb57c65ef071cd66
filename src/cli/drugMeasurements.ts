// What was measured in people against what the models say. Observations are cited;
// the tolerances are ours (assumptions) and say how close a typical patient must come to a mean of few.

import { drugTrajectory } from "../../models/patients/drugTrajectory.ts"
import { type DoseEvent } from "../../models/patients/linearTrajectory.ts"
import { typicalPatient } from "../../models/patients/population.ts"

export interface Measurement {
  readonly what: string
  readonly source: string
  readonly unit: string
  readonly observed: number
  readonly modelled: number
  readonly tolerance: number
}

const last = (values: ReadonlyArray<number> | undefined): number => values?.at(-1) ?? Number.NaN

/** Rise of potassium at the end of an infusion of an hour [mmol/L]. */
const potassiumRise = (millimoles: number): number => {
  const regimen: ReadonlyArray<DoseEvent> = [{ minutes: 0, kind: "rate", amount: millimoles / 60 }]
  return last(drugTrajectory("potassium_chloride", null, typicalPatient, regimen, [60]).plasma)
}

/** Least ventilation in the first 10 min after a push of remifentanil, 0.5 mcg/kg [%]. */
const remifentanilNadir = (): number => {
  const minutes = Array.from({ length: 301 }, (_, index) => index / 30)
  const regimen: ReadonlyArray<DoseEvent> = [
    { minutes: 0, kind: "bolus", amount: 0.5 * typicalPatient.weightKilograms }
  ]
  const { effects } = drugTrajectory("remifentanil", null, typicalPatient, regimen, minutes)
  return 100 * Math.min(...(effects["ventilationFractionM"] ?? []))
}

/** Anti-Xa in steady state on 18 unit/kg/h [IU/mL]. */
const heparinSteady = (model: string): number => {
  const rate = (18 * typicalPatient.weightKilograms) / 60
  const regimen: ReadonlyArray<DoseEvent> = [{ minutes: 0, kind: "rate", amount: rate }]
  return last(drugTrajectory("heparin", model, typicalPatient, regimen, [7 * 1440]).effects["antiXa"])
}

/** Half-life of norepinephrine of Beloeil's patients [min]. */
const norepinephrineHalfLife = (sapsScore: number): number => {
  const patient = { ...typicalPatient, sapsScore }
  const regimen: ReadonlyArray<DoseEvent> = [{ minutes: 0, kind: "bolus", amount: 100 }]
  const { plasma } = drugTrajectory("norepinephrine", "beloeil", patient, regimen, [0, 1])
  return Math.LN2 / Math.log((plasma[0] as number) / (plasma[1] as number))
}

/** Every measurement with the model's value. */
export const measurements = (): ReadonlyArray<Measurement> => [
  ...(
    [
      [20, 0.5],
      [30, 0.9],
      [40, 1.1]
    ] as const
  ).map(([millimoles, observed]) => ({
    what: `Potassium chloride, ${millimoles} mmol in 1 h: rise at its end`,
    source: "Hamill 1991 (the 20 mmol were used for the fit)",
    unit: "mmol/L",
    observed,
    modelled: potassiumRise(millimoles),
    tolerance: 0.15
  })),
  {
    what: "Remifentanil, 0.5 mcg/kg at once: least ventilation, variant M",
    source: "Gelberg 2012",
    unit: "% of baseline",
    observed: 48,
    modelled: remifentanilNadir(),
    tolerance: 5
  },
  ...(["al-sallami", "jia"] as const).map((model) => ({
    what: `Heparin, 18 unit/kg/h, steady state, model ${model}`,
    source: "middle and half width of the target range 0.3 to 0.7 (Raschke)",
    unit: "IU/mL",
    observed: 0.5,
    modelled: heparinSteady(model),
    tolerance: 0.2
  })),
  ...(
    [
      [20, 2],
      [60, 6.8]
    ] as const
  ).map(([score, observed]) => ({
    what: `Norepinephrine, half-life at SAPS II ${score}, model beloeil`,
    source: "Beloeil 2005",
    unit: "min",
    observed,
    modelled: norepinephrineHalfLife(score),
    tolerance: 0.1 * observed
  }))
]
