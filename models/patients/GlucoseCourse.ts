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

// Rows of states, stomach content before the meal and eaten since [mg].
const KEPT = 0
const AHEAD = 1
const CURSOR = 2
const ROWS = 3

/** Scratch: nothing here calls back, so all patients share it. */
const inputs: Inputs = { insulin: 0, dextrose: 0, carbohydrate: 0 }
const meal: Meal = { stomachBefore: 0, eaten: 0 }
const at = { seconds: 0, area: 0, stomachBefore: 0, eaten: 0 }
const places = new Map<number, { solver: RungeKutta; state: Float64Array; aside: Float64Array }>()

const placeFor = (states: number) => {
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
  /** At `keptSeconds`, where the look-ahead ended, and at the last whole step before the latest reading. */
  readonly #rows: Array<number> = []
  #cursorSeconds = NaN
  #cursorArea = 0
  #pulses: Array<Pulse> = []

  constructor(dynamics: GlucoseDynamics<Model>, model: Model, state: Float64Array, rate: number) {
    this.#dynamics = dynamics
    this.#model = model
    this.rate = rate
    for (let row = 0; row < ROWS; row++) this.#rows.push(...state, 0, 0)
  }

  /** Glucose at a time up to the end of the look-ahead [mg/dL]. */
  glucoseAt(timeSeconds: number): number {
    return this.#glucose(this.#integrateTo(timeSeconds))
  }

  /** Integral of glucose from the kept state to such a time [mg/dL x s]. */
  areaTo(timeSeconds: number): number {
    this.#integrateTo(timeSeconds)
    return at.area
  }

  /** Keeps the state at such a time: something changes then. */
  keepAt(timeSeconds: number): void {
    this.#keep(this.#integrateTo(timeSeconds))
  }

  /** Keeps the state where the look-ahead ended. */
  keepAhead(): void {
    const { state } = placeFor(this.#dynamics.states)
    this.#load(AHEAD, state)
    at.seconds = this.aheadSeconds
    this.#keep(state)
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
    const { aside, state } = placeFor(this.#dynamics.states)
    const end = this.keptSeconds + HORIZON_SECONDS
    this.#start(state)
    this.aheadStep = 0
    while (at.seconds < end) {
      aside.set(state)
      const { area, seconds } = at
      const to = this.#stepEnd(end)
      this.#step(state, to)
      const glucose = this.#glucose(state)
      if (glucose < upper && glucose >= lower) continue
      this.aheadStep = glucose >= upper ? 1 : -1
      this.#crossWithin({ from: seconds, to, area, level: glucose >= upper ? upper : lower })
      break
    }
    this.aheadSeconds = at.seconds
    this.aheadArea = at.area
    this.#store(AHEAD, state)
    return this.aheadSeconds
  }

  #glucose(state: Float64Array): number {
    return this.#dynamics.glucose(this.#model, state)
  }

  /** Notes the stomach's content when a meal begins. */
  #beginMeal(): void {
    const { states, stomach } = this.#dynamics
    const { state } = placeFor(states)
    this.#load(KEPT, state)
    at.stomachBefore = stomach(state)
    at.eaten = 0
    this.#store(KEPT, state)
  }

  #keep(state: Float64Array): void {
    this.#store(KEPT, state)
    this.keptSeconds = at.seconds
    this.aheadSeconds = NaN
    this.#cursorSeconds = NaN
    if (this.#pulses.length > 0) {
      this.#pulses = this.#pulses.filter(({ endSeconds }) => endSeconds > at.seconds + HAIR)
    }
  }

  /** Ends the step at the crossing of a level within it: bisection to the nanosecond. */
  #crossWithin(step: {
    readonly from: number
    readonly to: number
    readonly area: number
    readonly level: number
  }): void {
    const { aside, state } = placeFor(this.#dynamics.states)
    let low = step.from
    let high = step.to
    const stepTo = (to: number) => {
      state.set(aside)
      at.seconds = step.from
      at.area = step.area
      this.#step(state, to)
    }
    while (high - low > 5e-10) {
      const middle = (low + high) / 2
      if (middle <= low || middle >= high) break
      stepTo(middle)
      const glucose = this.#glucose(state)
      if (this.aheadStep > 0 ? glucose >= step.level : glucose < step.level) high = middle
      else low = middle
    }
    stepTo(Math.max(step.from + HAIR, nanosecondCeiling(high)))
  }

  /** Goes to the kept state. */
  #start(state: Float64Array): void {
    this.#load(KEPT, state)
    at.seconds = this.keptSeconds
    at.area = 0
  }

  #load(row: number, state: Float64Array): void {
    const { states } = this.#dynamics
    const start = row * (states + 2)
    for (let index = 0; index < states; index++) state[index] = this.#rows[start + index] as number
    at.stomachBefore = this.#rows[start + states] as number
    at.eaten = this.#rows[start + states + 1] as number
  }

  #store(row: number, state: Float64Array): void {
    const { states } = this.#dynamics
    const start = row * (states + 2)
    for (let index = 0; index < states; index++) this.#rows[start + index] = state[index] as number
    this.#rows[start + states] = at.stomachBefore
    this.#rows[start + states + 1] = at.eaten
  }

  /** States at a time up to the end of the look-ahead, in the scratch: whole steps of the grid, then what is left aside. */
  #integrateTo(timeSeconds: number): Float64Array {
    const { state } = placeFor(this.#dynamics.states)
    if (this.#cursorSeconds <= timeSeconds) {
      this.#load(CURSOR, state)
      at.seconds = this.#cursorSeconds
      at.area = this.#cursorArea
    } else this.#start(state)
    const from = at.seconds
    for (let to = this.#stepEnd(Infinity); to <= timeSeconds; to = this.#stepEnd(Infinity)) {
      this.#step(state, to)
    }
    if (at.seconds > from) {
      this.#store(CURSOR, state)
      this.#cursorSeconds = at.seconds
      this.#cursorArea = at.area
    }
    if (at.seconds < timeSeconds) this.#step(state, timeSeconds)
    return state
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
  #step(state: Float64Array, to: number): void {
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
    const before = this.#glucose(state)
    placeFor(this.#dynamics.states).solver.step(state, (to - from) / 60, this.#dynamics.slopes)
    this.#dynamics.settle(state)
    at.area += ((before + this.#glucose(state)) / 2) * (to - from)
    at.seconds = to
  }
}
