// What each linear drug does, as columns over time, from its concentrations. Numbers are in models/data/drugs.json.

import data from "../data/drugs.json" with { type: "json" }
import { breathingTrajectory, type BreathingTrajectory } from "./breathingTrajectory.ts"
import { type Disposition, microConstants } from "./Disposition.ts"
import { type DrugPatient, type LinearDrugId, linearDrugs } from "./drugModels.ts"
import { LinearKinetics } from "./LinearKinetics.ts"
import { type DoseEvent, linearTrajectory, type LinearTrajectory } from "./linearTrajectory.ts"
import { opioids } from "./opioids.ts"
import { pressureAt } from "./pressureResponse.ts"
import { opioidRespiration } from "./respiratoryModel.ts"

/** One effect over time. */
export interface EffectColumn {
  readonly unit: string
  readonly values: ReadonlyArray<number>
}
export type EffectColumns = Readonly<Record<string, EffectColumn>>

/** What an effect is worked out from. */
export interface EffectContext {
  readonly patient: DrugPatient
  readonly disposition: Disposition
  readonly regimen: ReadonlyArray<DoseEvent>
  readonly minutes: ReadonlyArray<number>
  readonly trajectory: LinearTrajectory
}

const { naloxone, norepinephrine, potassium_chloride, propofol } = data.drugs

const breathingColumns = (breathing: BreathingTrajectory, suffix: string): EffectColumns => ({
  [`ventilationFraction${suffix}`]: { unit: "1", values: breathing.ventilationFraction },
  [`arterialCarbonDioxide${suffix}`]: { unit: "mmHg", values: breathing.arterialCarbonDioxide },
  [`oxygenSaturation${suffix}`]: { unit: "%", values: breathing.saturation }
})

/** Breathing in the three published potencies, and the concentration over the least effective one. */
const opioidEffects =
  (id: keyof typeof opioids) =>
  ({ patient, disposition, regimen, minutes, trajectory }: EffectContext): EffectColumns => {
    const { unit } = linearDrugs[id]
    const opioid = opioids[id]
    /** From ng/mL to the drug's own unit. */
    const toOwnUnit = unit / opioid.scale
    const { gamma_H_M, gamma_L } = data.respiratory_model.opioid
    const variants = (["H", "M", "L"] as const).map((variant) => {
      const setting = {
        patient,
        kinetics: microConstants(disposition),
        unit,
        halfEffect: opioid.halfEffect[variant] * toOwnUnit,
        steepness: variant === "L" ? gamma_L.value : gamma_H_M.value,
        respiration: opioidRespiration
      }
      return breathingColumns(breathingTrajectory(setting, regimen, minutes), variant)
    })
    const effective = opioid.effectiveConcentration * toOwnUnit
    const relief = trajectory.effectSite.map((value) => value / effective)
    return Object.assign({ effectiveConcentrationRatio: { unit: "1", values: relief } }, ...variants)
  }

/**
 * Bispectral index of Eleveld 2018. Published code does not agree which of its two steepnesses holds below Ce50: tci (and so the
 * data file) has the flatter one there, other programs the steeper one. Neither is picked silently: both are reported.
 */
export const bispectralIndex = (effectSite: number, ageYears: number, isSteepBelow: boolean): number => {
  const { E0, gamma_below, gamma_above } = propofol.window.BIS
  const half = 3.08 * Math.exp(-0.00635 * (ageYears - 35))
  if (effectSite <= 0) return E0.value
  const isBelow = effectSite <= half
  const steepness = isBelow === isSteepBelow ? gamma_above.value : gamma_below.value
  return E0.value / (1 + (effectSite / half) ** steepness)
}

/** Change of mean arterial pressure under propofol [mmHg], Jeleazcov 2015: two effect sites, MAP = DAP + (SAP - DAP) / 3. */
const propofolPressure = (context: EffectContext): Array<number> => {
  const { Emax_SAP, Emax_DAP, C50_1, C50_2, g1, g2, ke1, ke2 } = propofol.pd_map
  const at = (ke0: number) =>
    linearTrajectory(
      new LinearKinetics({ ...microConstants(context.disposition), ke0 }),
      context.regimen,
      context.minutes,
      { production: 0, lagMinutes: 0 }
    ).effectSite
  const largest = Emax_DAP.value + (Emax_SAP.value - Emax_DAP.value) / 3
  const slow = at(ke2.value)
  return at(ke1.value).map((fast, index) => {
    const drive =
      (Math.max(0, fast) / C50_1.value) ** g1.value +
      (Math.max(0, slow[index] as number) / C50_2.value) ** g2.value
    return (-largest * drive) / (1 + drive)
  })
}

const propofolEffects = (context: EffectContext): EffectColumns => {
  const { C50, gamma, F, ke0CO2, kelCO2, PaCO2_0, VE0 } = propofol.pd_resp
  const breathing = breathingTrajectory(
    {
      patient: context.patient,
      kinetics: microConstants(context.disposition),
      unit: 1,
      halfEffect: C50.value,
      steepness: gamma.value,
      respiration: {
        gain: F.value,
        sensorRate: ke0CO2.value,
        eliminationRate: kelCO2.value,
        restingCarbonDioxide: PaCO2_0.value,
        restingVentilation: VE0.value
      }
    },
    context.regimen,
    context.minutes
  )
  const index = (isSteepBelow: boolean) =>
    context.trajectory.effectSite.map((value) =>
      bispectralIndex(value, context.patient.ageYears, isSteepBelow)
    )
  return {
    bispectralIndex: { unit: "1", values: index(false) },
    bispectralIndexSteepBelow: { unit: "1", values: index(true) },
    meanArterialPressureChange: { unit: "mmHg", values: propofolPressure(context) },
    ...breathingColumns(breathing, "")
  }
}

const norepinephrineEffects = ({ patient, trajectory }: EffectContext): EffectColumns => {
  const response = {
    baseline: patient.baselinePressure ?? norepinephrine.pd_map.MAP0.value,
    halfEffect: patient.pressureHalfEffect ?? norepinephrine.pd_map.C50.value
  }
  const values = trajectory.plasma.map((value) => pressureAt(response, value))
  return { meanArterialPressure: { unit: "mmHg", values } }
}

/** aPTT = 28 + 60 C [IU/mL], the line through Raschke's limits (derived, drugs.json). */
const heparinEffects = ({ trajectory }: EffectContext): EffectColumns => {
  const antiXa = trajectory.plasma.map((value) => value / 1000)
  return {
    antiXa: { unit: "IU/mL", values: antiXa },
    activatedPartialThromboplastinTime: { unit: "s", values: antiXa.map((value) => 28 + 60 * value) }
  }
}

const DAY_MINUTES = 1440

/** Areas under the plasma curve, all and of the last day, and how fast the drug runs: above 10 mg/min causes an infusion reaction. */
const vancomycinEffects = ({ disposition, regimen, minutes, trajectory }: EffectContext): EffectColumns => {
  const before = linearTrajectory(
    new LinearKinetics(microConstants(disposition)),
    regimen,
    minutes.map((time) => Math.max(0, time - DAY_MINUTES)),
    { production: 0, lagMinutes: 0 }
  )
  const hours = (area: number) => area / 60
  return {
    area: { unit: "mg h/L", values: trajectory.area.map(hours) },
    areaOfLastDay: {
      unit: "mg h/L",
      values: trajectory.area.map((area, index) => hours(area - (before.area[index] as number)))
    },
    infusionRate: { unit: "mg/min", values: trajectory.rate }
  }
}

const potassiumEffects = ({ patient, trajectory }: EffectContext): EffectColumns => {
  const baseline = patient.baselinePotassium ?? potassium_chloride.pk.K0.value
  return { potassium: { unit: "mmol/L", values: trajectory.plasma.map((value) => baseline + value) } }
}

/** By how much naloxone divides an opioid's effective concentration. */
const naloxoneEffects = ({ trajectory }: EffectContext): EffectColumns => ({
  antagonism: {
    unit: "1",
    values: trajectory.effectSite.map((value) => 1 + value / naloxone.pd.Kn.value)
  }
})

export const drugEffects: Readonly<Record<LinearDrugId, (context: EffectContext) => EffectColumns>> = {
  morphine: opioidEffects("morphine"),
  hydromorphone: opioidEffects("hydromorphone"),
  fentanyl: opioidEffects("fentanyl"),
  remifentanil: opioidEffects("remifentanil"),
  propofol: propofolEffects,
  norepinephrine: norepinephrineEffects,
  heparin: heparinEffects,
  vancomycin: vancomycinEffects,
  potassium_chloride: potassiumEffects,
  naloxone: naloxoneEffects
}
