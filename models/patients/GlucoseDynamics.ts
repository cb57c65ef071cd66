// A glucose model as a body steps it: its slopes under constant inputs. One patient at a time: `enter` sets whose slopes
// `slopes` are, so that no patient needs a function of its own.

import {
  type GlucoseInput,
  HOVORKA_STATES,
  hovorkaGlucose,
  type HovorkaPatient,
  hovorkaSlopes
} from "./hovorkaGlucose.ts"
import {
  type Meal,
  stopWhereUsedUp,
  UVA_PADOVA_STATES,
  UvaPadovaEquations,
  type UvaPadovaPatient
} from "./uvaPadovaGlucose.ts"

/** mg/dL of glucose per mmol/L, and mmol of glucose per gram. */
const MILLIGRAMS_PER_DECILITRE = 18.0182
const MILLIMOLES_PER_GRAM = 1000 / 180.16

/** What goes in while a step lasts: insulin [mU/min], dextrose and carbohydrate [g/min]. */
export interface Inputs {
  insulin: number
  dextrose: number
  carbohydrate: number
}

export interface GlucoseDynamics<Patient> {
  readonly states: number
  /** How fast a patient eats [g/min]. */
  readonly eatingRate: number
  /** Sets patient, inputs and meal for the next calls of `slopes`. */
  readonly enter: (patient: Patient, inputs: Inputs, meal: Meal) => void
  readonly slopes: (state: Float64Array, slopes: Float64Array) => void
  /** Mends a state after a whole step. */
  readonly settle: (state: Float64Array) => void
  /** Blood glucose [mg/dL]. */
  readonly glucose: (patient: Patient, state: Float64Array) => number
  /** Amount of carbohydrate in the stomach [mg], for the model whose stomach slows down; else 0. */
  readonly stomach: (state: Float64Array) => number
}

const intoVein: GlucoseInput = { intravenous: 0, subcutaneous: 0, dextrose: 0, carbohydrate: 0 }
let entered: HovorkaPatient | null = null

/** Hovorka's model with insulin into a vein. */
export const hovorkaIntravenous: GlucoseDynamics<HovorkaPatient> = {
  states: HOVORKA_STATES,
  eatingRate: Infinity,
  enter: (patient, { carbohydrate, dextrose, insulin }) => {
    entered = patient
    intoVein.intravenous = insulin
    intoVein.dextrose = dextrose * MILLIMOLES_PER_GRAM
    intoVein.carbohydrate = carbohydrate * MILLIMOLES_PER_GRAM
  },
  slopes: (state, slopes) => hovorkaSlopes(state, intoVein, entered as HovorkaPatient, slopes),
  settle: () => {},
  glucose: (patient, state) => hovorkaGlucose(state, patient) * MILLIGRAMS_PER_DECILITRE,
  stomach: () => 0
}

const underSkin = { insulin: 0, carbohydrate: 0, dextrose: 0, meal: { stomachBefore: 0, eaten: 0 } }
const uvaPadovaEquations = new UvaPadovaEquations()

/** The UVA/Padova model. */
export const uvaPadova: GlucoseDynamics<Pick<UvaPadovaPatient, "parameters">> = {
  states: UVA_PADOVA_STATES,
  eatingRate: 5,
  enter: ({ parameters }, { carbohydrate, dextrose, insulin }, meal) => {
    underSkin.insulin = insulin / 1000
    underSkin.carbohydrate = carbohydrate
    underSkin.dextrose = (dextrose * 1000) / parameters.BW
    underSkin.meal = meal
    uvaPadovaEquations.enter(parameters, underSkin)
  },
  slopes: (state, slopes) => uvaPadovaEquations.slopes(state, slopes),
  settle: stopWhereUsedUp,
  glucose: (patient, state) => (state[3] as number) / patient.parameters.Vg,
  stomach: (state) => (state[0] as number) + (state[1] as number)
}
