// Differences between patients: log-normal factors on the parameters whose spread the drug's data states.

import { type Disposition } from "./Disposition.ts"

/** A spread as published; the unit says which of three statistics it is. */
interface Spread {
  readonly value: number
  readonly unit: string
}

/** Standard deviation of the logarithm. */
export const logDeviation = ({ value, unit }: Spread): number => {
  if (unit === "log-sd") return value
  if (unit === "CV") return Math.sqrt(Math.log1p(value * value))
  if (unit === "omega^2") return Math.sqrt(value)
  throw new Error(`models/data/drugs.json states a spread in "${unit}": expected log-sd, CV or omega^2`)
}

/** Which parameters spread; `V` means all volumes together. */
export interface Variability {
  readonly CL?: Spread
  readonly V?: Spread
  readonly V1?: Spread
  readonly V2?: Spread
  readonly V3?: Spread
  readonly Q2?: Spread
  readonly Q3?: Spread
  readonly ke0?: Spread
}

/**
 * One patient's disposition around the typical one. `V` also scales the flows between compartments, so that their rate
 * constants stay (assumption). `correlation` is that of clearance and central volume. Draws one normal for each parameter in a
 * fixed order, whether it spreads or not.
 */
export const vary = (
  typical: Disposition,
  variability: Variability,
  normal: () => number,
  correlation = 0
): Disposition => {
  const factorAt = (spread: Spread | undefined, deviate: number) =>
    spread === undefined ? 1 : Math.exp(logDeviation(spread) * deviate)
  const factor = (spread: Spread | undefined) => factorAt(spread, normal())
  const clearanceDeviate = normal()
  const clearance = factorAt(variability.CL, clearanceDeviate)
  const volumes = factor(variability.V)
  const v1 = factorAt(
    variability.V1,
    correlation * clearanceDeviate + Math.sqrt(1 - correlation * correlation) * normal()
  )
  const v2 = factor(variability.V2)
  const v3 = factor(variability.V3)
  const q2 = factor(variability.Q2)
  const q3 = factor(variability.Q3)
  const ke0 = factor(variability.ke0)
  return {
    v1: typical.v1 * volumes * v1,
    v2: typical.v2 * volumes * v2,
    v3: typical.v3 * volumes * v3,
    clearance: typical.clearance * clearance,
    q2: typical.q2 * volumes * q2,
    q3: typical.q3 * volumes * q3,
    ke0: typical.ke0 * ke0
  }
}
