// A patient on a drug whose controlled quantity follows one concentration at once: pressure under norepinephrine, clotting under
// heparin, vancomycin, potassium. Everything is exact; reflexes, fluids and the illness itself do not change during a run.

import {
  type Body,
  type DrugId,
  type Exposure,
  type RescueMeasure,
  type TherapeuticWindow,
  unknownVitals,
  type Vitals
} from "./Body.ts"
import { DailyArea } from "./DailyArea.ts"
import { type Harms, HarmWatch } from "./HarmWatch.ts"
import { LevelWatch } from "./LevelWatch.ts"
import { type LinearKinetics } from "./LinearKinetics.ts"
import { nanosecondCeiling } from "./nanosecondCeiling.ts"
import { type Patient } from "./population.ts"
import { type Response } from "./Response.ts"

/** A condition of harm: the controlled quantity stands beyond a level (by its index). */
export interface LevelCondition {
  readonly level: number
  readonly isAbove: boolean
}

/** What all patients on one drug share. Conditions are numbered in the order of `conditions`, then those of rate and daily area. */
export interface ConcentrationTherapy {
  readonly drug: DrugId
  readonly window: TherapeuticWindow
  /** Values of the controlled quantity that are watched, ascending; the window's limits are two of them. */
  readonly levels: ReadonlyArray<number>
  readonly conditions: ReadonlyArray<LevelCondition>
  readonly harms: Harms
  /** A faster infusion than this harms by itself [dose unit/min]; Infinity where none does. */
  readonly harmfulRate: number
  /** Area under the concentration of one day that harms [concentration x min]; Infinity where none does. */
  readonly harmfulDailyArea: number
  /** Conditions against which calcium protects for a while. */
  readonly protectedByCalcium: ReadonlyArray<number>
  readonly calciumSeconds: number
  /** Vital sign that shows the controlled quantity; null where no monitor does. */
  readonly vitalSign: keyof Vitals | null
  /** ng/mL per unit of concentration. */
  readonly nanogramsPerMillilitre: number
}

/** What this patient is, drawn or typical. */
export interface ConcentrationPatient {
  readonly patient: Patient
  /** In steady state on `production` and the prescribed rate. */
  readonly kinetics: LinearKinetics
  /** What the body makes itself, negative for what it loses [dose unit/min]. */
  readonly production: number
  /** From the pump's line to the blood [min]. */
  readonly lagMinutes: number
  readonly response: Response
  readonly prescribedRate: number
}

interface DoseUnderWay {
  /** When it reaches the blood [s]. */
  readonly arrivalSeconds: number
  /** Rate [dose unit/min] or bolus [dose unit]. */
  readonly amount: number
  readonly isBolus: boolean
}

export class ConcentrationBody implements Body {
  readonly patient: Patient

  readonly #therapy: ConcentrationTherapy
  readonly #kinetics: LinearKinetics
  readonly #response: Response
  readonly #production: number
  readonly #lagSeconds: number
  readonly #levels: LevelWatch
  readonly #harms: HarmWatch
  readonly #dailyArea: DailyArea | null
  /** Doses on their way through the line, in the order of their arrival; null while there are none. */
  #underWay: Array<DoseUnderWay> | null = null
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
  #protectedUntilSeconds = -Infinity

  constructor(therapy: ConcentrationTherapy, person: ConcentrationPatient) {
    this.#therapy = therapy
    this.patient = person.patient
    this.#kinetics = person.kinetics
    this.#response = person.response
    this.#production = person.production
    this.#lagSeconds = person.lagMinutes * 60
    this.#rate = person.prescribedRate
    this.#levels = new LevelWatch(
      therapy.levels.map((level) => person.response.concentrationAt(level)),
      person.kinetics.plasma(0)
    )
    this.#harms = new HarmWatch(therapy.harms)
    this.#dailyArea = therapy.harmfulDailyArea === Infinity ? null : new DailyArea(therapy.harmfulDailyArea)
    this.#noteHarms()
    this.#noteRate()
  }

  get drug(): DrugId {
    return this.#therapy.drug
  }

  get window(): TherapeuticWindow {
    return this.#therapy.window
  }

  setRate(timeSeconds: number, dosePerMinute: number): void {
    this.advanceTo(timeSeconds)
    if (dosePerMinute === this.#rate) return
    this.#infused += (this.#rate * (timeSeconds - this.#rateSinceSeconds)) / 60
    this.#rateSinceSeconds = timeSeconds
    this.#rate = dosePerMinute
    this.#send(timeSeconds, dosePerMinute, false)
    this.#noteRate()
  }

  bolus(timeSeconds: number, dose: number): void {
    this.advanceTo(timeSeconds)
    this.#infused += dose
    this.#send(timeSeconds, dose, true)
  }

  rescue(timeSeconds: number, measure: RescueMeasure): void {
    this.advanceTo(timeSeconds)
    if (measure.kind !== "calcium" || this.#therapy.protectedByCalcium.length === 0) return
    this.#protectedUntilSeconds = nanosecondCeiling(timeSeconds + this.#therapy.calciumSeconds)
    this.#noteHarms()
  }

  nextEventSeconds(): number {
    return Math.min(
      this.#nextArrivalSeconds(),
      this.#nextLevelSeconds(),
      this.#harms.nextSeconds(),
      this.#nextAreaSeconds(),
      this.#isProtected() ? this.#protectedUntilSeconds : Infinity
    )
  }

  advanceTo(timeSeconds: number): void {
    for (let next = this.nextEventSeconds(); next <= timeSeconds; next = this.nextEventSeconds()) {
      const wasProtected = this.#isProtected()
      this.#now = Math.max(this.#now, next)
      if (this.#nextLevelSeconds() <= this.#now) this.#passLevel()
      if (wasProtected && !this.#isProtected()) this.#noteHarms()
      this.#harms.advanceTo(this.#now)
      if (this.#nextAreaSeconds() <= this.#now) this.#passArea()
      if (this.#nextArrivalSeconds() <= this.#now) this.#receive()
    }
    this.#now = Math.max(this.#now, timeSeconds)
  }

  controlled(): number {
    return this.#response.valueAt(this.#plasma())
  }

  vitals(): Vitals {
    const vitals = unknownVitals()
    const { nanogramsPerMillilitre, vitalSign } = this.#therapy
    vitals.plasmaConcentration = this.#plasma() * nanogramsPerMillilitre
    if (vitalSign !== null) vitals[vitalSign] = this.controlled()
    return vitals
  }

  vitalSign(sign: keyof Vitals): number {
    if (sign === this.#therapy.vitalSign) return this.controlled()
    return sign === "plasmaConcentration" ? this.vitals()[sign] : NaN
  }

  demandsRelief(): boolean {
    return false
  }

  get exposure(): Exposure {
    const seconds = this.#now - this.#accountedSeconds
    const { isAbove, isBelow, window } = this
    return {
      secondsBelow: this.#secondsBelow + (isBelow ? seconds : 0),
      secondsAbove: this.#secondsAbove + (isAbove ? seconds : 0),
      areaBelow: this.#areaBelow + (isBelow ? -this.#excess(window.lower) : 0),
      areaAbove: this.#areaAbove + (isAbove ? this.#excess(window.upper) : 0),
      drugInfused: this.#infused + (this.#rate * (this.#now - this.#rateSinceSeconds)) / 60,
      events: this.#harms.tallies(this.#now)
    }
  }

  /** Whether the controlled quantity is below its window. */
  get isBelow(): boolean {
    return this.#levels.zone <= this.#therapy.levels.indexOf(this.window.lower)
  }

  /** Whether it is above. */
  get isAbove(): boolean {
    return this.#levels.zone > this.#therapy.levels.indexOf(this.window.upper)
  }

  #plasma(): number {
    return this.#kinetics.plasma((this.#now - this.#anchorSeconds) / 60)
  }

  #isProtected(): boolean {
    return this.#now < this.#protectedUntilSeconds
  }

  #nextLevelSeconds(): number {
    return this.#levels.nextSeconds(this.#kinetics, this.#anchorSeconds, this.#now)
  }

  #nextAreaSeconds(): number {
    return this.#dailyArea?.nextSeconds(this.#kinetics, this.#anchorSeconds, this.#now) ?? Infinity
  }

  #send(timeSeconds: number, amount: number, isBolus: boolean): void {
    const underWay = (this.#underWay ??= [])
    underWay.push({ arrivalSeconds: nanosecondCeiling(timeSeconds + this.#lagSeconds), amount, isBolus })
    if (this.#lagSeconds === 0) this.#receive()
  }

  #nextArrivalSeconds(): number {
    return this.#underWay?.[0]?.arrivalSeconds ?? Infinity
  }

  #receive(): void {
    const underWay = this.#underWay as Array<DoseUnderWay>
    const { amount, isBolus } = underWay.shift() as DoseUnderWay
    if (underWay.length === 0) this.#underWay = null
    this.#account()
    this.#kinetics.advance((this.#now - this.#anchorSeconds) / 60)
    this.#anchorSeconds = this.#now
    this.#levels.forget()
    this.#dailyArea?.forget()
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

  #passArea(): void {
    const daily = this.#dailyArea as DailyArea
    const minutes = (this.#now - this.#anchorSeconds) / 60
    const condition = this.#therapy.harms.eventOf.length - 1
    this.#harms.set(condition, daily.pass(this.#kinetics.plasmaArea(minutes)), this.#now)
  }

  #noteRate(): void {
    const { conditions, harmfulRate } = this.#therapy
    if (harmfulRate < Infinity) this.#harms.set(conditions.length, this.#rate > harmfulRate, this.#now)
  }

  #noteHarms(): void {
    const { conditions, protectedByCalcium } = this.#therapy
    const { zone } = this.#levels
    for (let condition = 0; condition < conditions.length; condition++) {
      const { isAbove, level } = conditions[condition] as LevelCondition
      const holds = isAbove ? zone > level : zone <= level
      const isPrevented = this.#isProtected() && protectedByCalcium.includes(condition)
      this.#harms.set(condition, holds && !isPrevented, this.#now)
    }
  }

  /** Integral of the controlled quantity above a level since the accounts were closed [quantity x s]. */
  #excess(level: number): number {
    const from = (this.#accountedSeconds - this.#anchorSeconds) / 60
    const to = (this.#now - this.#anchorSeconds) / 60
    return 60 * this.#response.excess(this.#kinetics, level, from, to)
  }

  /** Closes the window accounts now; neither zone nor anchor has changed since the last closing. */
  #account(): void {
    if (this.isBelow) {
      this.#secondsBelow += this.#now - this.#accountedSeconds
      this.#areaBelow -= this.#excess(this.window.lower)
    } else if (this.isAbove) {
      this.#secondsAbove += this.#now - this.#accountedSeconds
      this.#areaAbove += this.#excess(this.window.upper)
    }
    this.#accountedSeconds = this.#now
  }
}
