// A patient on an opioid: effect-site concentration against the patient's own window, and breathing. Sleep, sleep apnoea,
// other sedatives and tolerance are left out; there is no death, so a run shows what the drug does when nobody comes.

import data from "../data/drugs.json" with { type: "json" }
import {
  type Body,
  type BodyOptions,
  type DrugId,
  type Exposure,
  type RescueMeasure,
  type TherapeuticWindow,
  unknownVitals,
  type Vitals
} from "./Body.ts"
import { microConstants } from "./Disposition.ts"
import { naloxoneShafer } from "./dispositions.ts"
import { Condition } from "./breathing.ts"
import { HarmWatch, harmsOf } from "./HarmWatch.ts"
import { LevelWatch } from "./LevelWatch.ts"
import { LinearKinetics } from "./LinearKinetics.ts"
import { type Opioid } from "./opioids.ts"
import { DrugDrive } from "./DrugDrive.ts"
import { type Patient } from "./population.ts"
import { Respiration } from "./Respiration.ts"
import { opioidRespiration, saturationPercent } from "./respiratoryModel.ts"

const { gamma_H_M, gamma_L } = data.respiratory_model.opioid

/** In the order of the conditions of breathing: the first three are three ways into one event. */
const opioidHarms = harmsOf([
  "respiratory-depression",
  "respiratory-depression",
  "respiratory-depression",
  "severe-desaturation",
  "respiratory-arrest"
])

/** What this patient is, drawn or typical. */
export interface OpioidPatient {
  readonly patient: Patient
  /** Kinetics in ng/mL. */
  readonly kinetics: LinearKinetics
  /** The patient's own least effective concentration [ng/mL]. */
  readonly effectiveConcentration: number
  /** Concentration at time 0 [ng/mL]. */
  readonly initialConcentration: number
}

export class OpioidBody implements Body {
  readonly drug: DrugId
  readonly patient: Patient
  readonly window: TherapeuticWindow

  readonly #drive: DrugDrive
  readonly #respiration: Respiration
  readonly #harms = new HarmWatch(opioidHarms)
  /** Levels: lower limit of the window, the effective concentration, upper limit. */
  readonly #levels: LevelWatch
  #vitals: Vitals | null = null
  readonly #exposure: Exposure
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

  constructor(opioid: Opioid, options: BodyOptions, person: OpioidPatient) {
    this.drug = opioid.id
    this.patient = person.patient
    this.#effectiveConcentration = person.effectiveConcentration
    const scale = person.effectiveConcentration / opioid.effectiveConcentration
    this.window = {
      quantity: `effect-site concentration of ${opioid.id}`,
      unit: "ng/mL",
      lower: opioid.window.lower * scale,
      upper: opioid.window.upper * scale
    }
    const variant = options.respiratoryVariant
    person.kinetics.settle(person.initialConcentration)
    person.kinetics.setRate(options.prescribedRate)
    this.#drive = new DrugDrive(
      person.kinetics,
      opioid.halfEffect[variant] * scale,
      variant === "L" ? gamma_L.value : gamma_H_M.value
    )
    this.#levels = new LevelWatch(
      [this.window.lower, person.effectiveConcentration, this.window.upper],
      person.initialConcentration
    )
    this.#respiration = new Respiration(this.#drive, opioidRespiration)
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
    this.#respiration.cut(timeSeconds)
    this.#respiration.unsettle(timeSeconds)
    if (measure.kind === "ventilate") {
      if (measure.untilSeconds > timeSeconds) this.#respiration.assist(measure.untilSeconds)
      return
    }
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
    const vitals = (this.#vitals ??= unknownVitals())
    vitals.arterialOxygenMillimetresMercury = respiration.arterialOxygen(now)
    vitals.spo2Percent = saturationPercent(vitals.arterialOxygenMillimetresMercury)
    vitals.ventilationFraction = respiration.ventilation(now)
    vitals.spontaneousVentilationFraction = respiration.spontaneousVentilation(now)
    vitals.arterialCarbonDioxideMillimetresMercury = respiration.carbonDioxide(now)
    vitals.plasmaConcentration = this.#drive.plasma(now)
    vitals.effectSiteConcentration = this.#drive.effectSite(now)
    return vitals
  }

  demandsRelief(): boolean {
    const respiration = this.#respiration
    if (respiration.isAssisted || respiration.spontaneousVentilation(this.#now) < 0.4) return false
    // Stuporous from carbon dioxide or lack of oxygen.
    if (respiration.holds(Condition.hypercapnia) || respiration.holds(Condition.hypoxaemia)) return false
    if (this.#drive.naloxone === null) return this.#levels.zone < 2
    const effective = this.#drive.effectSite(this.#now) / this.#drive.antagonism(this.#now)
    return effective < this.#effectiveConcentration
  }

  get exposure(): Exposure {
    const exposure = this.#exposure
    const now = this.#now
    const seconds = now - this.#accountedSeconds
    const { zone } = this.#levels
    exposure.secondsBelow = this.#secondsBelow + (zone === 0 ? seconds : 0)
    exposure.secondsAbove = this.#secondsAbove + (zone === 3 ? seconds : 0)
    exposure.areaBelow = this.#areaBelow + (zone === 0 ? -this.#excess(this.window.lower, now) : 0)
    exposure.areaAbove = this.#areaAbove + (zone === 3 ? this.#excess(this.window.upper, now) : 0)
    exposure.drugInfused = this.#infused + (this.#drive.kinetics.rate * (now - this.#rateSinceSeconds)) / 60
    this.#harms.refresh(now)
    return exposure
  }

  /** Integral of the concentration above a level since the accounts were closed [ng/mL x s]. */
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
