// Rate constants of a mammillary model and the share of a bolus in each mode: the eigenvalues, without an eigenvalue solver.

import { type KineticParameters } from "./LinearKinetics.ts"

/** A model's modes: rate constants [1/min], fastest first, and the share of a bolus in each (they add up to 1). */
export interface Modes {
  readonly rates: Float64Array
  readonly shares: Float64Array
}

const twoModes = (k10: number, kOut: number, kBack: number): Modes => {
  const sum = k10 + kOut + kBack
  const fast = 0.5 * (sum + Math.sqrt(sum * sum - 4 * k10 * kBack))
  const slow = (k10 * kBack) / fast
  const share = (fast - kBack) / (fast - slow)
  return { rates: new Float64Array([fast, slow]), shares: new Float64Array([share, 1 - share]) }
}

/** Root of x^3 - a2 x^2 + a1 x - a0 near `start`: two Newton steps remove the trigonometric formula's last digits of error. */
const polished = (start: number, a2: number, a1: number, a0: number): number => {
  let x = start
  for (let step = 0; step < 2; step++) {
    x -= (((x - a2) * x + a1) * x - a0) / ((3 * x - 2 * a2) * x + a1)
  }
  return x
}

const threeModes = ({ k10, k12, k13, k21, k31 }: KineticParameters): Modes => {
  const a2 = k10 + k12 + k13 + k21 + k31
  const a1 = k10 * k31 + k21 * k31 + k21 * k13 + k10 * k21 + k31 * k12
  const a0 = k10 * k21 * k31
  const p = a1 - (a2 * a2) / 3
  const q = (2 * a2 * a2 * a2) / 27 - (a1 * a2) / 3 + a0
  const radius = Math.sqrt(-(p * p * p) / 27)
  const angle = Math.acos(Math.min(1, Math.max(-1, q / (2 * radius)))) / 3
  const size = 2 * Math.cbrt(radius)
  const root = (turn: number) =>
    polished(a2 / 3 + size * Math.cos(angle + (turn * 2 * Math.PI) / 3), a2, a1, a0)
  const [, middle, fast] = [root(0), root(1), root(2)].sort((x, y) => x - y) as [number, number, number]
  const rates = [fast, middle, a0 / (fast * middle)]
  const shares = rates.map((rate, index) => {
    const [other, another] = rates.filter((_, position) => position !== index) as [number, number]
    return ((k21 - rate) * (k31 - rate)) / ((other - rate) * (another - rate))
  })
  return { rates: new Float64Array(rates), shares: new Float64Array(shares) }
}

/** Modes of a model with one to three compartments. */
export const modes = (parameters: KineticParameters): Modes => {
  if (parameters.k12 !== 0 && parameters.k13 !== 0) return threeModes(parameters)
  if (parameters.k12 !== 0) return twoModes(parameters.k10, parameters.k12, parameters.k21)
  if (parameters.k13 !== 0) return twoModes(parameters.k10, parameters.k13, parameters.k31)
  return { rates: new Float64Array([parameters.k10]), shares: new Float64Array([1]) }
}
