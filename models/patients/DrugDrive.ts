// What a drug leaves of the drive to breathe: a sigmoid of its effect-site concentration. An opioid may be antagonised by
// naloxone through its own kinetics: C50 becomes C50 (1 + Cn / Kn); that part was not validated separately.

import data from "../data/drugs.json" with { type: "json" }
import { type LinearKinetics } from "./LinearKinetics.ts"

const naloxoneConstant = data.drugs.naloxone.pd.Kn.value

export class DrugDrive {
  /** The drug, in any unit of concentration; its anchor is at `anchorSeconds`. */
  readonly kinetics: LinearKinetics
  anchorSeconds = 0
  /** Present from the first rescue dose on. */
  naloxone: LinearKinetics | null = null
  naloxoneAnchorSeconds = 0

  /** Concentration that halves the drive, in the same unit. */
  readonly halfEffect: number
  /** Exponent of the sigmoid: what is left is 1 / (1 + relative^steepness). */
  readonly steepness: number

  constructor(kinetics: LinearKinetics, halfEffect: number, steepness: number) {
    this.kinetics = kinetics
    this.halfEffect = halfEffect
    this.steepness = steepness
  }

  plasma(timeSeconds: number): number {
    return this.kinetics.plasma((timeSeconds - this.anchorSeconds) / 60)
  }

  effectSite(timeSeconds: number): number {
    return this.kinetics.effectSite((timeSeconds - this.anchorSeconds) / 60)
  }

  /** By how much naloxone divides the opioid's effective concentration [1]. */
  antagonism(timeSeconds: number): number {
    if (this.naloxone === null) return 1
    return 1 + this.naloxone.effectSite((timeSeconds - this.naloxoneAnchorSeconds) / 60) / naloxoneConstant
  }

  /** Concentration over the one that halves the drive [1]. */
  relative(timeSeconds: number): number {
    return this.relativeOf(this.effectSite(timeSeconds), timeSeconds)
  }

  /** The same for a concentration already known. */
  relativeOf(concentration: number, timeSeconds: number): number {
    return Math.max(0, concentration) / (this.halfEffect * this.antagonism(timeSeconds))
  }
}
