// Breathing under one regimen of an opioid or propofol, read at given times; naloxone may be among the doses.

import { microConstants } from "./Disposition.ts"
import { naloxoneShafer } from "./dispositions.ts"
import { DrugDrive } from "./DrugDrive.ts"
import { type KineticParameters, LinearKinetics } from "./LinearKinetics.ts"
import { type DoseEvent, walk } from "./linearTrajectory.ts"
import { type Patient } from "./population.ts"
import { Respiration } from "./Respiration.ts"
import { type RespiratoryParameters, saturationPercent } from "./respiratoryModel.ts"

export interface BreathingSetting {
  readonly patient: Patient
  readonly kinetics: KineticParameters
  /** Concentration unit per (dose unit / L). */
  readonly unit: number
  /** Concentration that halves the drive, in that unit, and the steepness of the sigmoid. */
  readonly halfEffect: number
  readonly steepness: number
  readonly respiration: RespiratoryParameters
}

export interface BreathingTrajectory {
  /** Ventilation over baseline [1]. */
  readonly ventilationFraction: Array<number>
  /** [mmHg] */
  readonly arterialCarbonDioxide: Array<number>
  /** [%] */
  readonly saturation: Array<number>
}

/** From rest without drug at time 0, in short steps throughout. Times ascend. */
export const breathingTrajectory = (
  setting: BreathingSetting,
  regimen: ReadonlyArray<DoseEvent>,
  minutes: ReadonlyArray<number>
): BreathingTrajectory => {
  const kinetics = new LinearKinetics(setting.kinetics, setting.unit)
  const drive = new DrugDrive(kinetics, setting.halfEffect, setting.steepness)
  const respiration = new Respiration(drive, setting.respiration)
  respiration.unsettle(Infinity)
  const trajectory: BreathingTrajectory = {
    ventilationFraction: [],
    arterialCarbonDioxide: [],
    saturation: []
  }
  const advance = (seconds: number) => {
    for (let next = respiration.nextSeconds(); next <= seconds; next = respiration.nextSeconds()) {
      while (respiration.takeCrossing(next) >= 0);
      respiration.advanceTo(next)
    }
  }
  const dose = ({ kind, amount }: DoseEvent, seconds: number) => {
    if (kind === "naloxone") {
      drive.naloxone ??= new LinearKinetics(microConstants(naloxoneShafer(setting.patient)))
      drive.naloxone.advance((seconds - drive.naloxoneAnchorSeconds) / 60)
      drive.naloxoneAnchorSeconds = seconds
      drive.naloxone.bolus(amount)
      return
    }
    kinetics.advance((seconds - drive.anchorSeconds) / 60)
    drive.anchorSeconds = seconds
    if (kind === "bolus") kinetics.bolus(amount)
    else kinetics.setRate(amount)
  }
  walk(
    regimen,
    minutes,
    (event) => {
      advance(event.minutes * 60)
      respiration.cut(event.minutes * 60)
      dose(event, event.minutes * 60)
    },
    (time) => {
      const seconds = time * 60
      advance(seconds)
      trajectory.ventilationFraction.push(respiration.ventilation(seconds))
      trajectory.arterialCarbonDioxide.push(respiration.carbonDioxide(seconds))
      trajectory.saturation.push(saturationPercent(respiration.arterialOxygen(seconds)))
    }
  )
  return trajectory
}
