// A spontaneously breathing patient on an opioid or on propofol: effect-site concentration against the patient's own window, and
// breathing. Sleep, sleep apnoea, a second sedative and tolerance are left out; there is no death, so a run shows what the
// drug does when nobody comes.

import {
  type Body,
  type DrugId,
  type Exposure,
  type RescueMeasure,
  type RespiratoryVariant,
  type TherapeuticWindow,
  unknownVitals,
  type Vitals
} from "./Body.ts"
import { microConstants } from "./Disposition.ts"
import { naloxoneShafer } from "./dispositions.ts"
import { Condition } from "./breathing.ts"
import { type BreathingDrug } from "./BreathingDrug.ts"
import { DrugDrive } from "./DrugDrive.ts"
import { HarmWatch, harmsOf } from "./HarmWatch.ts"
import { LevelWatch } from "./LevelWatch.ts"
import { LinearKinetics } from "./LinearKinetics.ts"
import { type Patient } from "./population.ts"
import { Respiration } from "./Respiration.ts"
import { saturationPercent } from "./respiratoryModel.ts"

/** In the order of the conditions of breathing: the first three are three ways into one event. */
const breathingHarms = harmsOf([
  "respiratory-depression",
  "respiratory-depression",
  "respiratory-depression",
  "severe-desaturation",
  "respiratory-arrest"
])

/** What this patient is, drawn or typical. */
export interface BreathingPatient {
  readonly patient: Patient
  readonly kinetics: LinearKinetics
  /** The patient's own least effective concentration. */
  readonly effectiveConcentration: number
  /** Concentration at time 0. */
  readonly initialConcentration: number
  /** Infusion at time 0 [dose unit/min]. */
  readonly rate: number
  readonly variant: RespiratoryVariant
}

export class BreathingBody implements Body {
  readonly patient: Patient
  readonly window: TherapeuticWindow

  readonly #drug: BreathingDrug
  readonly #drive: DrugDrive
  readonly #respiration: Respiration
  readonly #harms = new HarmWatch(breathingHarms)
  /** Levels: lower limit of the window, the effective concentration, upper limit. */
  readonly #levels: LevelWatch
  readonly #effectiveConcentration: number
  #now = 0
  #infused = 0
  #rateSinceSeconds = 0
  /** Window accounts up to `#accountedSeconds`. */
  #accountedSeconds = 0
  #secondsBelow = 0
  #secondsAbove = 0
  #areaBelow = 0
  #areaAbove = 0

  constructor(drug: BreathingDrug, person: BreathingPatient) {
    this.#drug = drug
    this.patient = person.patient
    this.#effectiveConcentration = person.effectiveConcentration
    const scale = person.effectiveConcentration / drug.effectiveConcentration
    this.window = {
      quantity: drug.quantity,
      unit: drug.unit,
      lower: drug.window.lower * scale,
      upper: drug.window.upper * scale
    }
    const { variant } = person
    person.kinetics.settle(person.initialConcentration)
    person.kinetics.setRate(person.rate)
    this.#drive = new DrugDrive(person.kinetics, drug.halfEffect[variant] * scale, drug.steepness[variant])
    this.#levels = new LevelWatch(
      [this.window.lower, person.effectiveConcentration, this.window.upper],
      person.initialConcentration
    )
    this.#respiration = new Respiration(this.#drive, drug.respiration)
  }

  get drug(): DrugId {
    return this.#drug.id
  }

  setRate(timeSeconds: number, dosePerMinute: number): void {
    this.advanceTo(timeSeconds)
    const { kinetics } = this.#drive
    if (dosePerMinute === kinetics.rate) return
    this.#infused += (kinetics.rate * (timeSeconds - this.#rateSinceSeconds)) / 60
    this.#rateSinceSeconds = timeSeconds
    this.#moveAnchor(timeSeconds)
    kinetics.setRate(dosePerMinute)
  }

  bolus(timeSeconds: number, dose: number): void {
    this.advanceTo(timeSeconds)
    this.#infused += dose
    this.#moveAnchor(timeSeconds)
    this.#drive.kinetics.bolus(dose)
  }

  rescue(timeSeconds: number, measure: RescueMeasure): void {
    this.advanceTo(timeSeconds)
    const isNaloxone = measure.kind === "naloxone" && this.#drug.isOpioid
    if (measure.kind !== "ventilate" && !isNaloxone) return
    this.#respiration.cut(timeSeconds)
    this.#respiration.unsettle(timeSeconds)
    if (measure.kind === "ventilate") {
      if (measure.untilSeconds > timeSeconds) this.#respiration.assist(measure.untilSeconds)
      return
    }
    if (measure.kind !== "naloxone") return
    const drive = this.#drive
    if (drive.naloxone === null) {
      drive.naloxone = new LinearKinetics(microConstants(naloxoneShafer(this.patient)))
    } else drive.naloxone.advance((timeSeconds - drive.naloxoneAnchorSeconds) / 60)
    drive.naloxoneAnchorSeconds = timeSeconds
    drive.naloxone.bolus(measure.micrograms)
  }

  nextEventSeconds(): number {
    const drive = this.#drive
    const level = this.#levels.nextSeconds(drive.kinetics, drive.anchorSeconds, this.#now)
    return Math.min(level, this.#harms.nextSeconds(), this.#respiration.nextSeconds())
  }

  advanceTo(timeSeconds: number): void {
    for (let next = this.nextEventSeconds(); next <= timeSeconds; next = this.nextEventSeconds()) {
      this.#now = Math.max(this.#now, next)
      this.#passLevel()
      this.#harms.advanceTo(this.#now)
      this.#passConditions()
      this.#respiration.advanceTo(this.#now)
    }
    this.#now = Math.max(this.#now, timeSeconds)
  }

  controlled(): number {
    return this.#drive.effectSite(this.#now)
  }

  vitals(): Vitals {
    const now = this.#now
    const respiration = this.#respiration
    const vitals = unknownVitals()
    vitals.arterialOxygenMillimetresMercury = respiration.arterialOxygen(now)
    vitals.spo2Percent = saturationPercent(vitals.arterialOxygenMillimetresMercury)
    vitals.ventilationFraction = respiration.ventilation(now)
    vitals.spontaneousVentilationFraction = respiration.spontaneousVentilation(now)
    vitals.arterialCarbonDioxideMillimetresMercury = respiration.carbonDioxide(now)
    const { nanogramsPerMillilitre, shownIndex } = this.#drug
    const effectSite = this.#drive.effectSite(now)
    vitals.plasmaConcentration = this.#drive.plasma(now) * nanogramsPerMillilitre
    vitals.effectSiteConcentration = effectSite * nanogramsPerMillilitre
    if (shownIndex !== null) {
      const typical = (effectSite * this.#drug.effectiveConcentration) / this.#effectiveConcentration
      vitals.bispectralIndex = shownIndex(typical, this.patient.ageYears)
    }
    return vitals
  }

  vitalSign(sign: keyof Vitals): number {
    switch (sign) {
      case "spo2Percent":
        return saturationPercent(this.#respiration.arterialOxygen(this.#now))
      case "ventilationFraction":
        return this.#respiration.ventilation(this.#now)
      case "arterialCarbonDioxideMillimetresMercury":
        return this.#respiration.carbonDioxide(this.#now)
      case "meanArterialPressureMillimetresMercury":
        return NaN
      default:
        return this.vitals()[sign]
    }
  }

  demandsRelief(): boolean {
    if (!this.#drug.isOpioid) return false
    // Asked first because it costs next to nothing.
    if (this.#drive.naloxone === null && this.#levels.zone >= 2) return false
    const respiration = this.#respiration
    if (respiration.isAssisted || respiration.spontaneousVentilation(this.#now) < 0.4) return false
    // Stuporous from carbon dioxide or lack of oxygen.
    if (respiration.holds(Condition.hypercapnia) || respiration.holds(Condition.hypoxaemia)) return false
    if (this.#drive.naloxone === null) return true
    const effective = this.#drive.effectSite(this.#now) / this.#drive.antagonism(this.#now)
    return effective < this.#effectiveConcentration
  }

  get exposure(): Exposure {
    const now = this.#now
    const seconds = now - this.#accountedSeconds
    const { zone } = this.#levels
    return {
      secondsBelow: this.#secondsBelow + (zone === 0 ? seconds : 0),
      secondsAbove: this.#secondsAbove + (zone === 3 ? seconds : 0),
      areaBelow: this.#areaBelow + (zone === 0 ? -this.#excess(this.window.lower, now) : 0),
      areaAbove: this.#areaAbove + (zone === 3 ? this.#excess(this.window.upper, now) : 0),
      drugInfused: this.#infused + (this.#drive.kinetics.rate * (now - this.#rateSinceSeconds)) / 60,
      events: this.#harms.tallies(now)
    }
  }

  /** Integral of the concentration above a level since the accounts were closed [concentration x s]. */
  #excess(level: number, timeSeconds: number): number {
    const { kinetics, anchorSeconds } = this.#drive
    const from = (this.#accountedSeconds - anchorSeconds) / 60
    const area = kinetics.effectArea(from, (timeSeconds - anchorSeconds) / 60)
    return 60 * area - level * (timeSeconds - this.#accountedSeconds)
  }

  /** Closes the window accounts at a time; the zone and the anchor have not changed since the last closing. */
  #account(timeSeconds: number): void {
    const { zone } = this.#levels
    if (zone === 0) {
      this.#secondsBelow += timeSeconds - this.#accountedSeconds
      this.#areaBelow -= this.#excess(this.window.lower, timeSeconds)
    } else if (zone === 3) {
      this.#secondsAbove += timeSeconds - this.#accountedSeconds
      this.#areaAbove += this.#excess(this.window.upper, timeSeconds)
    }
    this.#accountedSeconds = timeSeconds
  }

  #moveAnchor(timeSeconds: number): void {
    this.#account(timeSeconds)
    this.#respiration.cut(timeSeconds)
    this.#drive.kinetics.advance((timeSeconds - this.#drive.anchorSeconds) / 60)
    this.#drive.anchorSeconds = timeSeconds
    this.#levels.forget()
  }

  #passLevel(): void {
    const { kinetics, anchorSeconds } = this.#drive
    if (this.#levels.nextSeconds(kinetics, anchorSeconds, this.#now) > this.#now) return
    this.#account(this.#now)
    this.#levels.pass()
  }

  #passConditions(): void {
    const respiration = this.#respiration
    for (;;) {
      const condition = respiration.takeCrossing(this.#now)
      if (condition < 0) return
      if (condition !== Condition.lowSaturation) {
        this.#harms.set(condition, respiration.holds(condition), this.#now)
      }
    }
  }
}
