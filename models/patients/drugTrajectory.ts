// One drug, one model, one patient, one regimen: concentrations and every effect at given times. Pure functions for the command
// that shows them; a run of the hospital uses bodies instead.

import { microConstants } from "./Disposition.ts"
import { drugEffects, type EffectColumns } from "./drugEffects.ts"
import { type DrugPatient, type LinearDrug, type LinearDrugId, linearDrugs } from "./drugModels.ts"
import {
  type GlucoseTrajectory,
  hovorkaTrajectory,
  MILLIGRAMS_PER_DECILITRE,
  uvaPadovaTrajectory
} from "./glucoseTrajectory.ts"
import { hovorkaBasal, hovorkaTypical } from "./hovorkaGlucose.ts"
import { LinearKinetics } from "./LinearKinetics.ts"
import { type DoseEvent, linearTrajectory } from "./linearTrajectory.ts"
import { type UvaPadovaGroup, uvaPadovaMedian, type UvaPadovaPatient } from "./uvaPadovaGlucose.ts"

export type TrajectoryDrugId = LinearDrugId | "insulin_iv" | "insulin_sc"

export interface DrugTrajectory {
  readonly drug: TrajectoryDrugId
  readonly model: string
  readonly minutes: ReadonlyArray<number>
  readonly plasma: ReadonlyArray<number>
  /** Null where the model has no effect site. */
  readonly effectSite: ReadonlyArray<number> | null
  readonly effects: Readonly<Record<string, ReadonlyArray<number>>>
  /** Unit of the doses, of `plasma`, of `effectSite` and of every effect. */
  readonly units: Readonly<Record<string, string>>
}

/** Models of insulin: Hovorka's through either route, UVA/Padova's median patient of an age group under the skin. */
const insulinModels = {
  insulin_iv: ["hovorka"],
  insulin_sc: ["uva-padova-adult", "uva-padova-adolescent", "uva-padova-child", "hovorka"]
} as const

const modelIds = ({ models }: LinearDrug): ReadonlyArray<string> => models.map(({ id }) => id)

/** Drugs that have a trajectory, and the models of each, the preferred one first. */
export const trajectoryModels: Readonly<Record<TrajectoryDrugId, ReadonlyArray<string>>> = {
  morphine: modelIds(linearDrugs.morphine),
  hydromorphone: modelIds(linearDrugs.hydromorphone),
  fentanyl: modelIds(linearDrugs.fentanyl),
  remifentanil: modelIds(linearDrugs.remifentanil),
  propofol: modelIds(linearDrugs.propofol),
  norepinephrine: modelIds(linearDrugs.norepinephrine),
  heparin: modelIds(linearDrugs.heparin),
  vancomycin: modelIds(linearDrugs.vancomycin),
  potassium_chloride: modelIds(linearDrugs.potassium_chloride),
  naloxone: modelIds(linearDrugs.naloxone),
  ...insulinModels
}

const unknownModel = (drug: string, model: string, known: ReadonlyArray<string>): Error =>
  new RangeError(`${drug} has no model "${model}": known are ${known.join(", ")}`)

const ofColumns = (columns: EffectColumns) => ({
  effects: Object.fromEntries(Object.entries(columns).map(([id, { values }]) => [id, values])),
  units: Object.fromEntries(Object.entries(columns).map(([id, { unit }]) => [id, unit]))
})

/** The patient of a UVA/Padova model: a virtual one, or the median of an age group. */
const uvaPadovaOf = (model: string, patient: DrugPatient): UvaPadovaPatient => {
  const { virtualPatient } = patient
  if (virtualPatient?.model === "uva-padova") return virtualPatient.patient
  const group = model.slice("uva-padova-".length) as UvaPadovaGroup
  return uvaPadovaMedian(group, patient.weightKilograms, patient.initialGlucose)
}

/** Until the first rate the insulin runs that holds the patient's steady state: a bolus alone does not stop it. */
const withBasal = (regimen: ReadonlyArray<DoseEvent>, milliunitsPerMinute: number): Array<DoseEvent> => [
  { minutes: 0, kind: "rate", amount: milliunitsPerMinute },
  ...regimen
]

const insulinTrajectory = (
  drug: "insulin_iv" | "insulin_sc",
  model: string,
  patient: DrugPatient,
  regimen: ReadonlyArray<DoseEvent>,
  minutes: ReadonlyArray<number>
): GlucoseTrajectory => {
  const { virtualPatient } = patient
  const known =
    virtualPatient?.model === "uva-padova" && drug === "insulin_sc" ? ["uva-padova"] : trajectoryModels[drug]
  if (!known.includes(model)) throw unknownModel(drug, model, known)
  if (model !== "hovorka") {
    const virtual = uvaPadovaOf(model, patient)
    return uvaPadovaTrajectory(virtual, withBasal(regimen, virtual.basalRate * 1000), minutes)
  }
  const person =
    virtualPatient?.model === "hovorka"
      ? virtualPatient.patient
      : { weightKilograms: patient.weightKilograms, parameters: hovorkaTypical }
  const initialGlucose = patient.initialGlucose ?? 7 * MILLIGRAMS_PER_DECILITRE
  const setting = {
    patient: person,
    initialGlucose,
    route: drug === "insulin_iv" ? ("intravenous" as const) : ("subcutaneous" as const)
  }
  const basal = hovorkaBasal(initialGlucose / MILLIGRAMS_PER_DECILITRE, person)
  return hovorkaTrajectory(setting, withBasal(regimen, basal), minutes)
}

/**
 * Concentrations and effects at `minutes` (any order) after a regimen from time 0; a value at the time of a dose is that after it.
 * Doses are in `units.dose`, rates per minute; insulin is in mU, its meals and dextrose in g, naloxone in an opioid's
 * regimen in mcg. Without a model the preferred one is taken; an unknown one throws a RangeError that lists the known.
 */
export const drugTrajectory = (
  drug: TrajectoryDrugId,
  model: string | null,
  patient: DrugPatient,
  regimen: ReadonlyArray<DoseEvent>,
  minutes: ReadonlyArray<number>
): DrugTrajectory => {
  const ascending = minutes.map((_, index) => index).sort((a, b) => minutes[a]! - minutes[b]!)
  const times = ascending.map((index) => minutes[index] as number)
  const chosen = model ?? patient.virtualPatient?.model ?? (trajectoryModels[drug][0] as string)
  const found =
    drug === "insulin_iv" || drug === "insulin_sc"
      ? ofInsulin(insulinTrajectory(drug, chosen, patient, regimen, times))
      : ofLinear(drug, chosen, patient, regimen, times)
  const asAsked = (values: ReadonlyArray<number>) => {
    const placed = new Array<number>(values.length)
    ascending.forEach((index, position) => (placed[index] = values[position] as number))
    return placed
  }
  return {
    drug,
    model: chosen,
    minutes,
    plasma: asAsked(found.plasma),
    effectSite: found.effectSite === null ? null : asAsked(found.effectSite),
    effects: Object.fromEntries(Object.entries(found.effects).map(([id, values]) => [id, asAsked(values)])),
    units: found.units
  }
}

type Found = Pick<DrugTrajectory, "plasma" | "effectSite" | "effects" | "units">

const ofInsulin = ({ glucose, sensorGlucose, insulin }: GlucoseTrajectory): Found => ({
  plasma: insulin,
  effectSite: null,
  effects: {
    glucose,
    glucoseMillimolesPerLitre: glucose.map((value) => value / MILLIGRAMS_PER_DECILITRE),
    sensorGlucose
  },
  units: {
    dose: "mU",
    plasma: "mU/L",
    glucose: "mg/dL",
    glucoseMillimolesPerLitre: "mmol/L",
    sensorGlucose: "mg/dL"
  }
})

const ofLinear = (
  id: LinearDrugId,
  modelId: string,
  patient: DrugPatient,
  regimen: ReadonlyArray<DoseEvent>,
  minutes: ReadonlyArray<number>
): Found => {
  const drug: LinearDrug = linearDrugs[id]
  const model = drug.models.find((entry) => entry.id === modelId)
  if (model === undefined) throw unknownModel(id, modelId, trajectoryModels[id])
  const disposition = model.disposition(patient)
  const kinetics = new LinearKinetics(microConstants(disposition), drug.unit)
  const input = model.input?.(patient) ?? { production: 0, lagMinutes: 0 }
  kinetics.settle((input.production * drug.unit) / disposition.clearance)
  const trajectory = linearTrajectory(kinetics, regimen, minutes, input)
  const { effects, units } = ofColumns(
    drugEffects[id]({ patient, disposition, regimen, minutes, trajectory })
  )
  const hasEffectSite = disposition.ke0 > 0
  return {
    plasma: trajectory.plasma,
    effectSite: hasEffectSite ? trajectory.effectSite : null,
    effects,
    units: {
      dose: drug.doseUnit,
      plasma: drug.concentrationUnit,
      ...(hasEffectSite ? { effectSite: drug.concentrationUnit } : {}),
      ...units
    }
  }
}
