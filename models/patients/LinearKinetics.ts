// One to three compartments and an effect site, in closed form: modal amounts under a constant rate since an anchor, which
// moves only when a dose changes. Any instant after the anchor is then exact and independent of where one looked before.

import { addTerm, clearSum, nextSignChange } from "./exponentialSum.ts"
import { modes } from "./modes.ts"

/** Micro-constants of a mammillary model [1/min]; a compartment that is absent has zeros. */
export interface KineticParameters {
  /** Central volume [L]. */
  readonly v1: number
  readonly k10: number
  readonly k12: number
  readonly k21: number
  readonly k13: number
  readonly k31: number
  /** Equilibration of the effect site [1/min]; 0 for a drug whose effect follows plasma. */
  readonly ke0: number
}

/** 1 - e^-x without the digits lost near 0. */
const decayed = (exponent: number): number => -Math.expm1(-exponent)

/** (1 - e^-x) / x, also near 0. */
const meanDecay = (x: number): number =>
  Math.abs(x) < 0.01 ? 1 - (x / 2) * (1 - (x / 3) * (1 - (x / 4) * (1 - x / 5))) : decayed(x) / x

/** How much of a mode's amount reaches the effect site over a time, through a series where the two are nearly equally fast. */
export const effectWeight = (ke0: number, rate: number, minutes: number, decay: number): number => {
  const gap = ke0 - rate
  if (Math.abs(gap * minutes) < 0.01) return ke0 * minutes * decay * meanDecay(gap * minutes)
  return (ke0 * (decay - Math.exp(-ke0 * minutes))) / gap
}

// One row of numbers for all, because there are many patients. Three modes each: rate constant [1/min], share of a bolus,
// amount at the anchor, amount in steady state, decay to the time looked at; then single numbers.
const RATE = 0
const SHARE = 3
const AMOUNT = 6
const STEADY = 9
const DECAY = 12
const EFFECT = 15
const LOOKED_AT = 16
const INPUT = 17
const PLASMA_AREA = 18
const CELLS = 19

export class LinearKinetics {
  readonly modeCount: number
  readonly ke0: number
  /** Clearance from plasma [L/min]. */
  readonly clearance: number
  /** Concentration per amount in plasma. */
  readonly scale: number
  readonly #k10: number
  /** A plain array: a typed one costs more than it holds. */
  readonly #cells = new Array<number>(CELLS).fill(0)

  /** `unit` is the concentration unit per (dose unit / L). */
  constructor(parameters: KineticParameters, unit = 1) {
    const { rates, shares } = modes(parameters)
    this.modeCount = rates.length
    this.ke0 = parameters.ke0
    this.clearance = parameters.k10 * parameters.v1
    this.scale = unit / parameters.v1
    this.#k10 = parameters.k10
    for (let mode = 0; mode < rates.length; mode++) {
      this.#cells[RATE + mode] = rates[mode] as number
      this.#cells[SHARE + mode] = shares[mode] as number
    }
    this.#cells.fill(1, DECAY, DECAY + 3)
  }

  /** Input since the anchor [dose unit/min]. */
  get rate(): number {
    return this.#cells[INPUT] as number
  }

  /** Concentration that the present input would hold. */
  get steadyConcentration(): number {
    return (this.rate * this.scale) / this.#k10
  }

  /** Rate constant of a mode [1/min]. */
  modeRate(mode: number): number {
    return this.#cells[RATE + mode] as number
  }

  /** A mode's amount beyond its steady state, `time` after the anchor [dose unit]. */
  modeDeviation(mode: number, time: number): number {
    this.#look(time)
    const cells = this.#cells
    return (
      ((cells[AMOUNT + mode] as number) - (cells[STEADY + mode] as number)) * (cells[DECAY + mode] as number)
    )
  }

  /** Moves the anchor to `time` after it [min]. */
  advance(time: number): void {
    if (time === 0) return
    const cells = this.#cells
    const area = this.plasmaArea(time)
    cells[EFFECT] = this.effectSite(time)
    cells[PLASMA_AREA] = area
    for (let mode = 0; mode < this.modeCount; mode++) {
      cells[AMOUNT + mode] = (cells[STEADY + mode] as number) + this.modeDeviation(mode, time)
    }
    cells.fill(1, DECAY, DECAY + 3)
    cells[LOOKED_AT] = 0
  }

  /** Input from the anchor on [dose unit/min]. */
  setRate(rate: number): void {
    const cells = this.#cells
    cells[INPUT] = rate
    for (let mode = 0; mode < this.modeCount; mode++) {
      cells[STEADY + mode] = ((cells[SHARE + mode] as number) * rate) / (cells[RATE + mode] as number)
    }
  }

  /** Adds a dose at the anchor. */
  bolus(dose: number): void {
    const cells = this.#cells
    for (let mode = 0; mode < this.modeCount; mode++) {
      cells[AMOUNT + mode] = (cells[AMOUNT + mode] as number) + (cells[SHARE + mode] as number) * dose
    }
  }

  /** Puts the anchor into the steady state that holds this concentration, leaving the rate as it is. */
  settle(concentration: number): void {
    const cells = this.#cells
    const input = (concentration / this.scale) * this.#k10
    for (let mode = 0; mode < this.modeCount; mode++) {
      cells[AMOUNT + mode] = ((cells[SHARE + mode] as number) * input) / (cells[RATE + mode] as number)
    }
    cells[EFFECT] = concentration
  }

  /** Plasma concentration `time` after the anchor [min]. */
  plasma(time: number): number {
    let sum = 0
    for (let mode = 0; mode < this.modeCount; mode++) sum += this.#amount(mode, time)
    return sum * this.scale
  }

  /** Concentration at the effect site `time` after the anchor; plasma's where the model has no effect site. */
  effectSite(time: number): number {
    const { ke0 } = this
    if (ke0 === 0) return this.plasma(time)
    this.#look(time)
    const cells = this.#cells
    const gone = decayed(ke0 * time)
    let sum = 0
    for (let mode = 0; mode < this.modeCount; mode++) {
      const steady = cells[STEADY + mode] as number
      const decay = cells[DECAY + mode] as number
      const gap = ke0 - (cells[RATE + mode] as number)
      const weight =
        Math.abs(gap * time) < 0.01
          ? ke0 * time * decay * meanDecay(gap * time)
          : (ke0 * (decay - (1 - gone))) / gap
      sum += steady * gone + ((cells[AMOUNT + mode] as number) - steady) * weight
    }
    return (cells[EFFECT] as number) * (1 - gone) + sum * this.scale
  }

  /** Integral of the plasma concentration from the beginning to `time` after the anchor [concentration x min]. */
  plasmaArea(time: number): number {
    const cells = this.#cells
    let sum = 0
    for (let mode = 0; mode < this.modeCount; mode++) {
      const rate = cells[RATE + mode] as number
      const steady = cells[STEADY + mode] as number
      sum += steady * time + (((cells[AMOUNT + mode] as number) - steady) * decayed(rate * time)) / rate
    }
    return (cells[PLASMA_AREA] as number) + sum * this.scale
  }

  /** Integral of the effect-site concentration between two times after the anchor; follows from dCe/dt = ke0 (Cp - Ce). */
  effectArea(from: number, to: number): number {
    const plasma = this.plasmaArea(to) - this.plasmaArea(from)
    return this.ke0 === 0 ? plasma : plasma - (this.effectSite(to) - this.effectSite(from)) / this.ke0
  }

  /** First time after `from` (both counted from the anchor, [min]) at which plasma passes `level` from the given side; Infinity when never. */
  nextPlasmaCrossing(level: number, from: number, isAbove: boolean): number {
    const cells = this.#cells
    clearSum()
    for (let mode = 0; mode < this.modeCount; mode++) {
      const deviation = (cells[AMOUNT + mode] as number) - (cells[STEADY + mode] as number)
      addTerm(deviation * this.scale, cells[RATE + mode] as number)
    }
    addTerm(this.steadyConcentration - level, 0)
    return nextSignChange(from, isAbove)
  }

  /** The same for the effect site. */
  nextEffectCrossing(level: number, from: number, isAbove: boolean): number {
    if (this.ke0 === 0) return this.nextPlasmaCrossing(level, from, isAbove)
    const cells = this.#cells
    let { ke0 } = this
    // At equality two terms degenerate into t exp(-k t); a small shift keeps them apart, and the root is polished below.
    for (let mode = 0; mode < this.modeCount; mode++) {
      const rate = cells[RATE + mode] as number
      if (Math.abs(ke0 / rate - 1) < 1e-7) ke0 = rate * (1 + 1e-7)
    }
    clearSum()
    const steady = this.steadyConcentration
    let fading = (cells[EFFECT] as number) - steady
    for (let mode = 0; mode < this.modeCount; mode++) {
      const rate = cells[RATE + mode] as number
      const deviation = (cells[AMOUNT + mode] as number) - (cells[STEADY + mode] as number)
      const coefficient = (deviation * this.scale * ke0) / (ke0 - rate)
      fading -= coefficient
      addTerm(coefficient, rate)
    }
    addTerm(fading, ke0)
    addTerm(steady - level, 0)
    const root = nextSignChange(from, isAbove)
    return root === Infinity ? Infinity : this.#polish(root, level, from)
  }

  /** Drug in the body `time` after the anchor [dose unit], peripheral compartments included: what is still to be cleared. */
  amountInBody(time: number): number {
    let sum = 0
    for (let mode = 0; mode < this.modeCount; mode++) sum += this.#amount(mode, time) / this.modeRate(mode)
    return sum * this.#k10
  }

  /** A Newton step on the very function that readers of the concentration see. */
  #polish(root: number, level: number, from: number): number {
    const value = this.effectSite(root)
    const next = root - (value - level) / (this.ke0 * (this.plasma(root) - value))
    return next > from && Math.abs(next - root) < 1e-3 * (root - from) ? next : root
  }

  #amount(mode: number, time: number): number {
    return (this.#cells[STEADY + mode] as number) + this.modeDeviation(mode, time)
  }

  #look(time: number): void {
    const cells = this.#cells
    if (time === cells[LOOKED_AT]) return
    cells[LOOKED_AT] = time
    for (let mode = 0; mode < this.modeCount; mode++) {
      cells[DECAY + mode] = Math.exp(-(cells[RATE + mode] as number) * time)
    }
  }
}
