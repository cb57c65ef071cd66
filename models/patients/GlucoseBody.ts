// A patient on insulin: blood glucose against the window and the levels of harm. It looks ahead for the next crossing, so the
// hospital wakes it when something happens and not every minute. Two crossings within one minute may pass unseen. No
// counter-regulation: how deep a fall goes below 40 mg/dL means nothing, only how long.

import {
  type Body,
  type Exposure,
  type InsulinId,
  type RescueMeasure,
  type TherapeuticWindow,
  unknownVitals,
  type Vitals
} from "./Body.ts"
import { GlucoseCourse, STEP_SECONDS } from "./GlucoseCourse.ts"
import { type GlucoseDynamics, type Inputs } from "./GlucoseDynamics.ts"
import { type Harms, HarmWatch } from "./HarmWatch.ts"
import { type Patient } from "./population.ts"

/** How long a push takes [s]: of insulin (assumption; body and skin smooth it away) and of dextrose (R). */
export const INSULIN_PUSH_SECONDS = 60
const DEXTROSE_PUSH_SECONDS = 120

/** What all patients on one kind of insulin share. */
export interface GlucoseTherapy {
  readonly drug: InsulinId
  readonly window: TherapeuticWindow
  /** Glucose levels watched [mg/dL], ascending; conditions are "below" the first `lowConditions`, then "above" the last. */
  readonly levels: ReadonlyArray<number>
  readonly lowConditions: number
  readonly harms: Harms
}

/** What this patient is. */
export interface GlucosePatient<Model> {
  readonly patient: Patient
  readonly model: Model
  /** At time 0. */
  readonly state: Float64Array
  /** Insulin at time 0 [mU/min]. */
  readonly rate: number
  /** Carbohydrate that a unit of insulin covers [g/U]; NaN for who does not eat. */
  readonly carbohydratePerUnit: number
}

export class GlucoseBody<Model> implements Body {
  readonly patient: Patient
  readonly carbohydratePerUnit: number

  readonly #therapy: GlucoseTherapy
  readonly #eatingRate: number
  readonly #course: GlucoseCourse<Model>
  readonly #harms: HarmWatch
  #zone = 0
  #now = 0
  #infused = 0
  #rateSinceSeconds = 0
  #secondsBelow = 0
  #secondsAbove = 0
  #areaBelow = 0
  #areaAbove = 0

  constructor(therapy: GlucoseTherapy, dynamics: GlucoseDynamics<Model>, person: GlucosePatient<Model>) {
    this.#therapy = therapy
    this.#eatingRate = dynamics.eatingRate
    this.patient = person.patient
    this.carbohydratePerUnit = person.carbohydratePerUnit
    this.#course = new GlucoseCourse(dynamics, person.model, person.state, person.rate)
    this.#harms = new HarmWatch(therapy.harms)
    const glucose = dynamics.glucose(person.model, person.state)
    while (this.#zone < therapy.levels.length && glucose >= (therapy.levels[this.#zone] as number))
      this.#zone++
    this.#noteHarms()
  }

  get drug(): InsulinId {
    return this.#therapy.drug
  }

  get window(): TherapeuticWindow {
    return this.#therapy.window
  }

  setRate(timeSeconds: number, dosePerMinute: number): void {
    this.advanceTo(timeSeconds)
    const { rate } = this.#course
    if (dosePerMinute === rate) return
    this.#infused += (rate * (timeSeconds - this.#rateSinceSeconds)) / 60
    this.#rateSinceSeconds = timeSeconds
    this.#cut()
    this.#course.rate = dosePerMinute
  }

  bolus(timeSeconds: number, dose: number): void {
    this.advanceTo(timeSeconds)
    this.#infused += dose
    this.#push("insulin", INSULIN_PUSH_SECONDS, dose)
  }

  rescue(timeSeconds: number, measure: RescueMeasure): void {
    this.advanceTo(timeSeconds)
    if (measure.kind === "dextrose") this.#push("dextrose", DEXTROSE_PUSH_SECONDS, measure.grams)
  }

  /** Who is still at table eats longer. */
  eat(timeSeconds: number, carbohydrateGrams: number): void {
    this.advanceTo(timeSeconds)
    if (this.#eatingRate === Infinity) {
      this.#push("carbohydrate", STEP_SECONDS, carbohydrateGrams)
      return
    }
    const seconds = (60 * carbohydrateGrams) / this.#eatingRate
    this.#cut()
    if (!this.#course.lengthenMeal(seconds)) this.#push("carbohydrate", seconds, carbohydrateGrams)
  }

  nextEventSeconds(): number {
    return Math.min(this.#nextPassing(), this.#harms.nextSeconds())
  }

  advanceTo(timeSeconds: number): void {
    // Nothing passes in the instant of a change: whoever changes several things at once need not look ahead between them.
    if (timeSeconds <= this.#course.keptSeconds) return
    for (let next = this.nextEventSeconds(); next <= timeSeconds; next = this.nextEventSeconds()) {
      this.#now = Math.max(this.#now, next)
      if (this.#course.aheadSeconds <= this.#now) this.#arrive()
      this.#harms.advanceTo(this.#now)
    }
    this.#now = Math.max(this.#now, timeSeconds)
  }

  controlled(): number {
    return this.#course.glucoseAt(this.#now)
  }

  vitals(): Vitals {
    const vitals = unknownVitals()
    vitals.bloodGlucoseMilligramsPerDecilitre = this.controlled()
    return vitals
  }

  vitalSign(sign: keyof Vitals): number {
    return sign === "bloodGlucoseMilligramsPerDecilitre" ? this.controlled() : NaN
  }

  demandsRelief(): boolean {
    return false
  }

  get exposure(): Exposure {
    const { keptSeconds, rate } = this.#course
    const area = this.#course.areaTo(this.#now)
    const seconds = this.#now - keptSeconds
    const { isAbove, isBelow, window } = this
    return {
      secondsBelow: this.#secondsBelow + (isBelow ? seconds : 0),
      secondsAbove: this.#secondsAbove + (isAbove ? seconds : 0),
      areaBelow: this.#areaBelow + (isBelow ? window.lower * seconds - area : 0),
      areaAbove: this.#areaAbove + (isAbove ? area - window.upper * seconds : 0),
      drugInfused: this.#infused + (rate * (this.#now - this.#rateSinceSeconds)) / 60,
      events: this.#harms.tallies(this.#now)
    }
  }

  /** Whether glucose is below its window. */
  get isBelow(): boolean {
    return this.#zone <= this.#therapy.levels.indexOf(this.window.lower)
  }

  /** Whether it is above. */
  get isAbove(): boolean {
    return this.#zone > this.#therapy.levels.indexOf(this.window.upper)
  }

  #nextPassing(): number {
    const { levels } = this.#therapy
    return this.#course.lookAhead(levels[this.#zone - 1] ?? -Infinity, levels[this.#zone] ?? Infinity)
  }

  #push(kind: keyof Inputs, seconds: number, amount: number): void {
    if (amount <= 0) return
    this.#cut()
    const startSeconds = this.#now
    const perMinute = (60 * amount) / seconds
    this.#course.add({ kind, startSeconds, endSeconds: startSeconds + seconds, perMinute })
  }

  /** Something changes now. */
  #cut(): void {
    this.#account(this.#now, this.#course.areaTo(this.#now))
    this.#course.keepAt(this.#now)
  }

  /** The look-ahead has come to pass. */
  #arrive(): void {
    const { aheadArea, aheadSeconds, aheadStep } = this.#course
    this.#account(aheadSeconds, aheadArea)
    this.#course.keepAhead()
    if (aheadStep === 0) return
    this.#zone += aheadStep
    this.#noteHarms()
  }

  /** Closes the window accounts from the kept state to a time, with the integral of glucose between. */
  #account(timeSeconds: number, area: number): void {
    const seconds = timeSeconds - this.#course.keptSeconds
    if (this.isBelow) {
      this.#secondsBelow += seconds
      this.#areaBelow += this.window.lower * seconds - area
    } else if (this.isAbove) {
      this.#secondsAbove += seconds
      this.#areaAbove += area - this.window.upper * seconds
    }
  }

  #noteHarms(): void {
    const { harms, levels, lowConditions } = this.#therapy
    for (let condition = 0; condition < harms.eventOf.length; condition++) {
      const holds = condition < lowConditions ? this.#zone <= condition : this.#zone === levels.length
      this.#harms.set(condition, holds, this.#now)
    }
  }
}
