// One regimen of insulin, meals and dextrose through a glucose model, Runge-Kutta at one minute broken at every change.

import {
  type GlucoseInput,
  HOVORKA_STATES,
  hovorkaGlucose,
  hovorkaInsulin,
  type HovorkaPatient,
  hovorkaSlopes,
  hovorkaSteady
} from "./hovorkaGlucose.ts"
import { type DoseEvent, inOrder } from "./linearTrajectory.ts"
import { RungeKutta, type Slopes } from "./rungeKutta.ts"
import {
  type Meal,
  stopWhereUsedUp,
  UVA_PADOVA_STATES,
  UvaPadovaEquations,
  type UvaPadovaPatient,
  uvaPadovaReadings
} from "./uvaPadovaGlucose.ts"

/** mg/dL of glucose per mmol/L, and mmol of glucose per gram. */
export const MILLIGRAMS_PER_DECILITRE = 18.0182
const MILLIMOLES_PER_GRAM = 1000 / 180.16
const STEP_MINUTES = 1
/** How long a push of insulin takes [min] (assumption; the skin smooths it away), and one of dextrose (R). */
const BOLUS_MINUTES = 1
const DEXTROSE_MINUTES = 2
/** How fast a patient of the UVA/Padova model eats [g/min]: simglucose (V). */
const EATING_RATE = 5

/** What goes in from a time on [min]: insulin [mU/min], dextrose and carbohydrate [g/min]. */
interface Segment {
  readonly minutes: number
  readonly insulin: number
  readonly dextrose: number
  readonly carbohydrate: number
}

/** A constant input for a while. */
interface Pulse {
  readonly kind: "insulin" | "dextrose" | "carbohydrate"
  readonly start: number
  readonly end: number
  readonly rate: number
}

/** `eatingRate` spreads a meal over whole minutes; Infinity has it eaten within one. */
const pulsesOf = (regimen: ReadonlyArray<DoseEvent>, eatingRate: number): Array<Pulse> => {
  const pulses: Array<Pulse> = []
  let tableFreeAt = -Infinity
  for (const { kind, minutes, amount } of inOrder(regimen)) {
    if (kind === "bolus") {
      const rate = amount / BOLUS_MINUTES
      pulses.push({ kind: "insulin", start: minutes, end: minutes + BOLUS_MINUTES, rate })
    } else if (kind === "dextrose") {
      const rate = amount / DEXTROSE_MINUTES
      pulses.push({ kind: "dextrose", start: minutes, end: minutes + DEXTROSE_MINUTES, rate })
    } else if (kind === "meal") {
      let start = Math.max(minutes, tableFreeAt)
      for (let left = amount; left > 0; left -= eatingRate) {
        pulses.push({ kind: "carbohydrate", start, end: start + 1, rate: Math.min(left, eatingRate) })
        start += 1
      }
      tableFreeAt = start
    }
  }
  return pulses
}

/** The inputs as constants between breakpoints; the first segment begins at 0. */
const segmentsOf = (regimen: ReadonlyArray<DoseEvent>, eatingRate: number): Array<Segment> => {
  const pulses = pulsesOf(regimen, eatingRate)
  const rates = inOrder(regimen).filter(({ kind }) => kind === "rate")
  const breaks = new Set([
    0,
    ...rates.map(({ minutes }) => minutes),
    ...pulses.flatMap(({ start, end }) => [start, end])
  ])
  return [...breaks]
    .sort((a, b) => a - b)
    .map((minutes) => {
      const total = (kind: Pulse["kind"]) =>
        pulses
          .filter((pulse) => pulse.kind === kind && pulse.start <= minutes && minutes < pulse.end)
          .reduce((sum, { rate }) => sum + rate, 0)
      const rate = rates.filter((event) => event.minutes <= minutes).at(-1)?.amount ?? 0
      return {
        minutes,
        insulin: rate + total("insulin"),
        dextrose: total("dextrose"),
        carbohydrate: total("carbohydrate")
      }
    })
}

interface GlucoseModel {
  /** Prepares the slopes for a segment. */
  readonly enter: (segment: Segment) => Slopes
  /** Mends the state after a step. */
  readonly settle: (state: Float64Array) => void
  readonly read: (state: Float64Array) => void
}

/** Integrates segment by segment and reads at times, which ascend. */
const integrate = (
  state: Float64Array,
  segments: ReadonlyArray<Segment>,
  minutes: ReadonlyArray<number>,
  model: GlucoseModel
): void => {
  const solver = new RungeKutta(state.length)
  const aside = new Float64Array(state.length)
  let next = 0
  segments.forEach((segment, index) => {
    const slopes = model.enter(segment)
    const end = segments[index + 1]?.minutes ?? Infinity
    for (let time = segment.minutes; time < end && next < minutes.length;) {
      const step = Math.min(STEP_MINUTES, end - time)
      for (; next < minutes.length && (minutes[next] as number) < time + step; next++) {
        aside.set(state)
        if ((minutes[next] as number) > time) solver.step(aside, (minutes[next] as number) - time, slopes)
        model.read(aside)
      }
      if (next === minutes.length) return
      solver.step(state, step, slopes)
      model.settle(state)
      time = step === STEP_MINUTES ? time + step : end
    }
  })
}

export interface GlucoseTrajectory {
  /** Blood glucose [mg/dL]. */
  readonly glucose: Array<number>
  /** Glucose under the skin, where a sensor sits [mg/dL]; blood glucose where the model has none. */
  readonly sensorGlucose: Array<number>
  /** Insulin in plasma [mU/L]. */
  readonly insulin: Array<number>
}

/** Hovorka's model of a patient, from the steady state at `initialGlucose` [mg/dL]. Insulin in mU and mU/min, meals and dextrose in g. */
export const hovorkaTrajectory = (
  setting: {
    readonly patient: HovorkaPatient
    readonly initialGlucose: number
    readonly route: "intravenous" | "subcutaneous"
  },
  regimen: ReadonlyArray<DoseEvent>,
  minutes: ReadonlyArray<number>
): GlucoseTrajectory => {
  const { patient, route } = setting
  const state = hovorkaSteady(
    setting.initialGlucose / MILLIGRAMS_PER_DECILITRE,
    patient,
    route === "subcutaneous"
  )
  if (state.length !== HOVORKA_STATES) throw new Error("the glucose model has ten states")
  const trajectory: GlucoseTrajectory = { glucose: [], sensorGlucose: [], insulin: [] }
  const input: GlucoseInput = { intravenous: 0, subcutaneous: 0, dextrose: 0, carbohydrate: 0 }
  integrate(state, segmentsOf(regimen, Infinity), minutes, {
    enter: (segment) => {
      input.intravenous = route === "intravenous" ? segment.insulin : 0
      input.subcutaneous = route === "subcutaneous" ? segment.insulin : 0
      input.dextrose = segment.dextrose * MILLIMOLES_PER_GRAM
      input.carbohydrate = segment.carbohydrate * MILLIMOLES_PER_GRAM
      return (values, slopes) => hovorkaSlopes(values, input, patient, slopes)
    },
    settle: () => {},
    read: (values) => {
      const glucose = hovorkaGlucose(values, patient) * MILLIGRAMS_PER_DECILITRE
      trajectory.glucose.push(glucose)
      trajectory.sensorGlucose.push(glucose)
      trajectory.insulin.push(hovorkaInsulin(values))
    }
  })
  return trajectory
}

/** pmol/L of insulin per mU/L. */
const PICOMOLES_PER_MILLIUNIT = 6

/** The UVA/Padova model of a patient, from its basal state. Insulin in mU and mU/min under the skin, meals and dextrose in g. */
export const uvaPadovaTrajectory = (
  patient: UvaPadovaPatient,
  regimen: ReadonlyArray<DoseEvent>,
  minutes: ReadonlyArray<number>
): GlucoseTrajectory => {
  const { parameters } = patient
  const state = Float64Array.from(patient.basalState)
  if (state.length !== UVA_PADOVA_STATES) throw new Error("the glucose model has thirteen states")
  const trajectory: GlucoseTrajectory = { glucose: [], sensorGlucose: [], insulin: [] }
  const meal: Meal = { stomachBefore: 0, eaten: 0 }
  const equations = new UvaPadovaEquations()
  let isEating = false
  integrate(state, segmentsOf(regimen, EATING_RATE), minutes, {
    enter: (segment) => {
      if (segment.carbohydrate > 0) {
        if (!isEating) {
          meal.stomachBefore = (state[0] as number) + (state[1] as number)
          meal.eaten = 0
        }
        meal.eaten += segment.carbohydrate * 1000
      }
      isEating = segment.carbohydrate > 0
      const { carbohydrate } = segment
      const dextrose = (segment.dextrose * 1000) / parameters.BW
      equations.enter(parameters, { insulin: segment.insulin / 1000, carbohydrate, dextrose, meal })
      return (values, slopes) => equations.slopes(values, slopes)
    },
    settle: stopWhereUsedUp,
    read: (values) => {
      const { plasmaGlucose, plasmaInsulin, subcutaneousGlucose } = uvaPadovaReadings(patient, values)
      trajectory.glucose.push(plasmaGlucose)
      trajectory.sensorGlucose.push(subcutaneousGlucose)
      trajectory.insulin.push(plasmaInsulin / PICOMOLES_PER_MILLIUNIT)
    }
  })
  return trajectory
}
