// A family of metrics: descriptions, and how they are read off a hospital at the end of a run.

import { type MetricDescriptor } from "../../src/experiment/Model.ts"
import { type Hospital } from "../hospital/Hospital.ts"

export interface MetricFamily {
  readonly id: string
  /** Heading under which tables list these metrics. */
  readonly title: string
  readonly metrics: ReadonlyArray<MetricDescriptor>
  /** Value of each metric of the family, NaN when the run has nothing to measure. The hospital has been settled. */
  readonly measure: (hospital: Hospital) => Readonly<Record<string, number>>
}

/** Patient-hours of the run. */
export const patientHours = (hospital: Hospital): number =>
  (hospital.pumps.length * hospital.kernel.now) / 3600

/** An area outside the window over the limit that was passed; a limit of 0 or Infinity cannot be passed, and 0 stays 0. */
export const relativeArea = (area: number, limit: number): number => (area === 0 ? 0 : area / limit)

/** Linear-interpolated quantile (type 7) of values; NaN for none. */
export const quantile = (values: ReadonlyArray<number>, probability: number): number => {
  if (values.length === 0) return NaN
  const sorted = values.toSorted((x, y) => x - y)
  const position = (sorted.length - 1) * probability
  const lower = Math.floor(position)
  const left = sorted[lower] as number
  const right = sorted[Math.min(lower + 1, sorted.length - 1)] as number
  return left + (right - left) * (position - lower)
}
