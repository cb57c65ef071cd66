// A patient kept at a mean arterial pressure by norepinephrine. C50 is calibrated so that the prescribed rate holds the target;
// reflexes, fluids and the illness itself do not change during a run.

import data from "../data/drugs.json" with { type: "json" }
import {
  type Body,
  type DrugId,
  type Exposure,
  type RescueMeasure,
  type TherapeuticWindow,
  unknownVitals,
  type Vitals
} from "./Body.ts"
import { HarmWatch, harmsOf } from "./HarmWatch.ts"
import { LevelWatch } from "./LevelWatch.ts"
import { type LinearKinetics } from "./LinearKinetics.ts"
import { nanosecondCeiling } from "./nanosecondCeiling.ts"
import { type Patient } from "./population.ts"
import { concentrationAt, pressureAt, pressureExcess, type PressureResponse } from "./pressureResponse.ts"

const { MAP_target, MAP_high } = data.drugs.norepinephrine.window

/** What this patient is, drawn or typical. */
export interface VasopressorPatient {
  readonly patient: Patient
  /** Kinetics in ng/mL, in steady state on production and the prescribed rate. */
  readonly kinetics: LinearKinetics
  /** Endogenous production [mcg/min]. */
  readonly production: number
  readonly lagMinutes: number
  readonly response: PressureResponse
  readonly prescribedRate: number
}

/** Pressures watched [mmHg], ascending; the number of a condition is the index of its pressure. */
const PRESSURES = [50, 55, 60, MAP_target.value, MAP_high.value]
const ABOVE = 4

const pressureHarms = harmsOf([
  "profound-hypotension",
  "severe-hypotension",
  "moderate-hypotension",
  "hypotension",
  "hypertension"
])
const pressureWindow: TherapeuticWindow = {
  quantity: "mean arterial pressure",
  unit: "mmHg",
  lower: MAP_target.value,
  upper: MAP_high.value
}

interface DoseUnderWay {
  /** When it reaches the blood [s]. */
  readonly arrivalSeconds: number
  /** Rate [mcg/min] or bolus [mcg]. */
  readonly amount: number
  readonly isBolus: boolean
}

export class VasopressorBody implements Body {
  readonly drug: DrugId = "norepinephrine"
  readonly patient: Patient
  readonly window = pressureWindow

  readonly #kinetics: LinearKinetics
  readonly #response: PressureResponse
  readonly #production: number
  readonly #lagSeconds: number
  readonly #levels: LevelWatch
  readonly #harms = new HarmWatch(pressureHarms)
  #vitals: Vitals | null = null
  readonly #exposure: Exposure
  /** Doses on their way through the line, in the order of their arrival. */
  readonly #underWay: Array<DoseUnderWay> = []
  #anchorSeconds = 0
  #now = 0
  #rate: number
  #infused = 0
  #rateSinceSeconds = 0
  #accountedSeconds = 0
  #secondsBelow = 0
  #secondsAbove = 0
  #areaBelow = 0
  #areaAbove = 0

  constructor(person: VasopressorPatient) {
    this.patient = person.patient
    this.#kinetics = person.kinetics
    this.#response = person.response
    this.#production = person.production
    this.#lagSeconds = person.lagMinutes * 60
    this.#rate = person.prescribedRate
    this.#levels = new LevelWatch(
      PRESSURES.map((pressure) => concentrationAt(person.response, pressure)),
      person.kinetics.plasma(0)
    )
    for (let condition = 0; condition <= ABOVE; condition++) {
      this.#harms.set(condition, this.#holds(condition), 0)
    }
    this.#exposure = {
      secondsBelow: 0,
      secondsAbove: 0,
      areaBelow: 0,
      areaAbove: 0,
      drugInfused: 0,
      events: this.#harms.tallies
    }
  }

  setRate(timeSeconds: number, dosePerMinute: number): void {
    this.advanceTo(timeSeconds)
    if (dosePerMinute === this.#rate) return
    this.#infused += (this.#rate * (timeSeconds - this.#rateSinceSeconds)) / 60
    this.#rateSinceSeconds = timeSeconds
    this.#rate = dosePerMinute
    this.#send(timeSeconds, dosePerMinute, false)
  }

  bolus(timeSeconds: number, dose: number): void {
    this.advanceTo(timeSeconds)
    this.#infused += dose
    this.#send(timeSeconds, dose, true)
  }

  rescue(timeSeconds: number, _measure: RescueMeasure): void {
    this.advanceTo(timeSeconds)
  }

  nextEventSeconds(): number {
    return Math.min(this.#nextArrivalSeconds(), this.#nextLevelSeconds(), this.#harms.nextSeconds())
  }

  advanceTo(timeSeconds: number): void {
    for (let next = this.nextEventSeconds(); next <= timeSeconds; next = this.nextEventSeconds()) {
      this.#now = Math.max(this.#now, next)
      if (this.#nextLevelSeconds() <= this.#now) this.#passLevel()
      this.#harms.advanceTo(this.#now)
      if (this.#nextArrivalSeconds() <= this.#now) this.#receive()
    }
    this.#now = Math.max(this.#now, timeSeconds)
  }

  controlled(): number {
    return pressureAt(this.#response, this.#plasma())
  }

  vitals(): Vitals {
    const vitals = (this.#vitals ??= unknownVitals())
    vitals.plasmaConcentration = this.#plasma()
    vitals.meanArterialPressureMillimetresMercury = this.controlled()
    return vitals
  }

  demandsRelief(): boolean {
    return false
  }

  get exposure(): Exposure {
    const exposure = this.#exposure
    const seconds = this.#now - this.#accountedSeconds
    const isBelow = this.#holds(ABOVE - 1)
    const isAbove = this.#holds(ABOVE)
    exposure.secondsBelow = this.#secondsBelow + (isBelow ? seconds : 0)
    exposure.secondsAbove = this.#secondsAbove + (isAbove ? seconds : 0)
    exposure.areaBelow = this.#areaBelow + (isBelow ? -this.#excess(this.window.lower) : 0)
    exposure.areaAbove = this.#areaAbove + (isAbove ? this.#excess(this.window.upper) : 0)
    exposure.drugInfused = this.#infused + (this.#rate * (this.#now - this.#rateSinceSeconds)) / 60
    this.#harms.refresh(this.#now)
    return exposure
  }

  #plasma(): number {
    return this.#kinetics.plasma((this.#now - this.#anchorSeconds) / 60)
  }

  /** Whether the pressure stands beyond the limit of a condition. */
  #holds(condition: number): boolean {
    return condition === ABOVE ? this.#levels.zone > condition : this.#levels.zone <= condition
  }

  #nextLevelSeconds(): number {
    return this.#levels.nextSeconds(this.#kinetics, this.#anchorSeconds, this.#now)
  }

  #send(timeSeconds: number, amount: number, isBolus: boolean): void {
    this.#underWay.push({
      arrivalSeconds: nanosecondCeiling(timeSeconds + this.#lagSeconds),
      amount,
      isBolus
    })
  }

  #nextArrivalSeconds(): number {
    return this.#underWay.length === 0 ? Infinity : (this.#underWay[0] as DoseUnderWay).arrivalSeconds
  }

  #receive(): void {
    this.#account()
    this.#kinetics.advance((this.#now - this.#anchorSeconds) / 60)
    this.#anchorSeconds = this.#now
    this.#levels.forget()
    const { amount, isBolus } = this.#underWay.shift() as DoseUnderWay
    if (!isBolus) {
      this.#kinetics.setRate(this.#production + amount)
      return
    }
    this.#kinetics.bolus(amount)
    // A bolus jumps over levels.
    const zone = this.#levels.zone
    this.#levels.place(this.#kinetics.plasma(0))
    if (this.#levels.zone !== zone) this.#noteHarms()
  }

  #passLevel(): void {
    this.#account()
    this.#levels.pass()
    this.#noteHarms()
  }

  #noteHarms(): void {
    for (let condition = 0; condition <= ABOVE; condition++) {
      this.#harms.set(condition, this.#holds(condition), this.#now)
    }
  }

  /** Integral of the pressure above a level since the accounts were closed [mmHg x s]. */
  #excess(level: number): number {
    const from = (this.#accountedSeconds - this.#anchorSeconds) / 60
    const to = (this.#now - this.#anchorSeconds) / 60
    return 60 * pressureExcess(this.#kinetics, this.#response, level, from, to)
  }

  /** Closes the window accounts now; neither zone nor anchor has changed since the last closing. */
  #account(): void {
    if (this.#holds(ABOVE - 1)) {
      this.#secondsBelow += this.#now - this.#accountedSeconds
      this.#areaBelow -= this.#excess(this.window.lower)
    } else if (this.#holds(ABOVE)) {
      this.#secondsAbove += this.#now - this.#accountedSeconds
      this.#areaAbove += this.#excess(this.window.upper)
    }
    this.#accountedSeconds = this.#now
  }
}
