// The course of blood glucose between two changes: Runge-Kutta at one minute, broken where an input changes. A state is kept at
// the latest change; from it the course is known ahead and can be read at any time without changing.

import { type GlucoseDynamics, type Inputs } from "./GlucoseDynamics.ts"
import { nanosecondCeiling } from "./nanosecondCeiling.ts"
import { RungeKutta } from "./rungeKutta.ts"
import { type Meal } from "./uvaPadovaGlucose.ts"

export const STEP_SECONDS = 60
/** How far it looks ahead [s]; a change in between costs this much work again at most. */
const HORIZON_SECONDS = 3600
/** A boundary this close counts as reached [s]. */
const HAIR = 1e-9

/** A constant input for a while: insulin [mU/min], dextrose and carbohydrate [g/min]. */
export interface Pulse {
  readonly kind: keyof Inputs
  readonly startSeconds: number
  readonly endSeconds: number
  readonly perMinute: number
}

/** Every so many steps of the look-ahead the state is noted, so that a reading need not go all the way again. */
const STEPS_PER_NOTE = 2
const NOTES = Math.ceil(HORIZON_SECONDS / STEP_SECONDS / STEPS_PER_NOTE)

// Rows of seconds, integral of glucose since the kept state, stomach content before the meal, eaten since [mg], states: the
// kept state, where the look-ahead ended, notes on the way there.
const KEPT = 0
const AHEAD = 1
const FIRST_NOTE = 2
const SECONDS = 0
const AREA = 1
const STOMACH_BEFORE = 2
const EATEN = 3
const STATES = 4

interface Place {
  readonly solver: RungeKutta
  readonly state: Float64Array
  readonly aside: Float64Array
}

/** Scratch: nothing here calls back, so all patients share it. */
const inputs: Inputs = { insulin: 0, dextrose: 0, carbohydrate: 0 }
const meal: Meal = { stomachBefore: 0, eaten: 0 }
const at = { seconds: 0, area: 0, stomachBefore: 0, eaten: 0, glucose: 0 }
const places = new Map<number, Place>()

const placeFor = (states: number): Place => {
  let place = places.get(states)
  if (place === undefined) {
    place = {
      solver: new RungeKutta(states),
      state: new Float64Array(states),
      aside: new Float64Array(states)
    }
    places.set(states, place)
  }
  return place
}

export class GlucoseCourse<Model> {
  /** Insulin that runs [mU/min]. */
  rate: number
  /** When the state was kept [s]. */
  keptSeconds = 0
  /** Where the look-ahead ended [s]; NaN before it. */
  aheadSeconds = NaN
  /** Integral of glucose from the kept state to there [mg/dL x s]. */
  aheadArea = 0
  /** Level passed there: +1 upwards, -1 downwards, 0 none. */
  aheadStep = 0

  readonly #dynamics: GlucoseDynamics<Model>
  readonly #model: Model
  readonly #place: Place
  readonly #rows: Float64Array
  #notes = 0
  #pulses: Array<Pulse> = []

  constructor(dynamics: GlucoseDynamics<Model>, model: Model, state: Float64Array, rate: number) {
    this.#dynamics = dynamics
    this.#model = model
    this.rate = rate
    this.#place = placeFor(dynamics.states)
    this.#rows = new Float64Array((FIRST_NOTE + NOTES) * (STATES + dynamics.states))
    this.#rows.set(state, STATES)
  }

  /** Glucose at a time up to the end of the look-ahead [mg/dL]. */
  glucoseAt(timeSeconds: number): number {
    this.#integrateTo(timeSeconds)
    return at.glucose
  }

  /** Integral of glucose from the kept state to such a time [mg/dL x s]. */
  areaTo(timeSeconds: number): number {
    this.#integrateTo(timeSeconds)
    return at.area
  }

  /** Keeps the state at such a time: something changes then. */
  keepAt(timeSeconds: number): void {
    this.#integrateTo(timeSeconds)
    this.#keep()
  }

  /** Keeps the state where the look-ahead ended. */
  keepAhead(): void {
    this.#load(AHEAD)
    this.#keep()
  }

  /** Adds an input from the kept state on. */
  add(pulse: Pulse): void {
    if (pulse.kind === "carbohydrate") this.#beginMeal()
    this.#pulses.push(pulse)
  }

  /** Lengthens the meal that is under way, if one is. */
  lengthenMeal(seconds: number): boolean {
    const present = this.#pulses.findIndex(
      ({ endSeconds, kind }) => kind === "carbohydrate" && endSeconds > this.keptSeconds + HAIR
    )
    if (present < 0) return false
    const pulse = this.#pulses[present] as Pulse
    this.#pulses[present] = { ...pulse, endSeconds: pulse.endSeconds + seconds }
    return true
  }

  /** Goes on until glucose leaves [lower, upper), at most a horizon far; returns when that is [s]. */
  lookAhead(lower: number, upper: number): number {
    if (this.aheadSeconds > -Infinity) return this.aheadSeconds
    const end = this.keptSeconds + HORIZON_SECONDS
    this.#load(KEPT)
    this.aheadStep = 0
    for (let steps = 1; at.seconds < end; steps++) {
      const { seconds } = at
      const to = this.#stepEnd(end)
      this.#step(to)
      const { glucose } = at
      if (glucose < upper && glucose >= lower) {
        if (steps % STEPS_PER_NOTE === 0 && this.#notes < NOTES) this.#store(FIRST_NOTE + this.#notes++)
        continue
      }
      this.aheadStep = glucose >= upper ? 1 : -1
      this.#crossWithin(seconds, to, glucose >= upper ? upper : lower)
      break
    }
    this.aheadSeconds = at.seconds
    this.aheadArea = at.area
    this.#store(AHEAD)
    return this.aheadSeconds
  }

  /** Notes the stomach's content when a meal begins. */
  #beginMeal(): void {
    this.#load(KEPT)
    at.stomachBefore = this.#dynamics.stomach(this.#place.state)
    at.eaten = 0
    this.#store(KEPT)
  }

  #keep(): void {
    at.area = 0
    this.#store(KEPT)
    this.keptSeconds = at.seconds
    this.aheadSeconds = NaN
    this.#notes = 0
    if (this.#pulses.length > 0) {
      this.#pulses = this.#pulses.filter(({ endSeconds }) => endSeconds > at.seconds + HAIR)
    }
  }

  /** Ends at the crossing of a level within a step: bisection to the nanosecond. */
  #crossWithin(from: number, to: number, level: number): void {
    const { aside, state } = this.#place
    let low = from
    let high = to
    this.#integrateTo(from)
    aside.set(state)
    const { area, glucose } = at
    const stepTo = (end: number) => {
      state.set(aside)
      at.seconds = from
      at.area = area
      at.glucose = glucose
      this.#step(end)
    }
    while (high - low > 5e-10) {
      const middle = (low + high) / 2
      if (middle <= low || middle >= high) break
      stepTo(middle)
      if (this.aheadStep > 0 ? at.glucose >= level : at.glucose < level) high = middle
      else low = middle
    }
    stepTo(Math.max(from + HAIR, nanosecondCeiling(high)))
  }

  /** Goes to the state of a row. */
  #load(row: number): void {
    const rows = this.#rows
    const { state } = this.#place
    const start = row * (STATES + state.length)
    at.seconds = rows[start + SECONDS] as number
    at.area = rows[start + AREA] as number
    at.stomachBefore = rows[start + STOMACH_BEFORE] as number
    at.eaten = rows[start + EATEN] as number
    for (let index = 0; index < state.length; index++) state[index] = rows[start + STATES + index] as number
    at.glucose = this.#dynamics.glucose(this.#model, state)
  }

  #store(row: number): void {
    const rows = this.#rows
    const { state } = this.#place
    const start = row * (STATES + state.length)
    rows[start + SECONDS] = at.seconds
    rows[start + AREA] = at.area
    rows[start + STOMACH_BEFORE] = at.stomachBefore
    rows[start + EATEN] = at.eaten
    for (let index = 0; index < state.length; index++) rows[start + STATES + index] = state[index] as number
  }

  /** The last note at or before a time, else the kept state. */
  #rowBefore(timeSeconds: number): number {
    const width = STATES + this.#place.state.length
    const noteSeconds = (note: number) => this.#rows[(FIRST_NOTE + note) * width + SECONDS] as number
    // Where it would be if no step were broken; broken ones put it further back.
    const unbroken = Math.floor((timeSeconds - this.keptSeconds) / (STEP_SECONDS * STEPS_PER_NOTE))
    let notes = Math.max(0, Math.min(unbroken, this.#notes))
    while (notes < this.#notes && noteSeconds(notes) <= timeSeconds) notes++
    while (notes > 0 && noteSeconds(notes - 1) > timeSeconds) notes--
    return notes === 0 ? KEPT : FIRST_NOTE + notes - 1
  }

  /** Goes to a time up to the end of the look-ahead: by whole steps of the grid, then by what is left. */
  #integrateTo(timeSeconds: number): void {
    this.#load(this.#rowBefore(timeSeconds))
    for (let to = this.#stepEnd(Infinity); to <= timeSeconds; to = this.#stepEnd(Infinity)) this.#step(to)
    if (at.seconds < timeSeconds) this.#step(timeSeconds)
  }

  /** Where the next step ends: after a minute, where an input changes, or at a limit. */
  #stepEnd(limit: number): number {
    const from = at.seconds
    let to = Math.min(limit, from + STEP_SECONDS)
    for (const { endSeconds, kind, startSeconds } of this.#pulses) {
      if (endSeconds > from + HAIR && endSeconds < to) to = endSeconds
      if (kind !== "carbohydrate" || endSeconds <= from + HAIR) continue
      // The stomach counts a meal by whole minutes.
      const bite = startSeconds + STEP_SECONDS * (Math.floor((from - startSeconds + HAIR) / STEP_SECONDS) + 1)
      if (bite < to) to = bite
    }
    return to
  }

  /** One step with constant inputs. */
  #step(to: number): void {
    const from = at.seconds
    inputs.insulin = this.rate
    inputs.dextrose = 0
    inputs.carbohydrate = 0
    for (const { endSeconds, kind, perMinute, startSeconds } of this.#pulses) {
      if (endSeconds <= from + HAIR) continue
      inputs[kind] += perMinute
      if (kind !== "carbohydrate") continue
      const minutes = Math.floor((from - startSeconds + HAIR) / STEP_SECONDS) + 1
      const whole = (perMinute * (endSeconds - startSeconds)) / 60
      at.eaten = Math.max(at.eaten, 1000 * Math.min(whole, perMinute * minutes))
    }
    meal.stomachBefore = at.stomachBefore
    meal.eaten = at.eaten
    this.#dynamics.enter(this.#model, inputs, meal)
    const before = at.glucose
    const { solver, state } = this.#place
    solver.step(state, (to - from) / 60, this.#dynamics.slopes)
    this.#dynamics.settle(state)
    at.glucose = this.#dynamics.glucose(this.#model, state)
    at.area += ((before + at.glucose) / 2) * (to - from)
    at.seconds = to
  }
}
