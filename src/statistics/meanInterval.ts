// Mean, variance, and Student's t interval of a mean: never normal quantiles, which at 5 replications cover 88 % for 95 %.

import { studentQuantile } from "./distributions.ts"

export interface Moments {
  readonly count: number
  readonly mean: number
  /** Sample variance (n - 1); NaN below two values. */
  readonly variance: number
}

/** Count, mean and sample variance in two passes; the mean of nothing is NaN. */
export const moments = (values: ReadonlyArray<number>): Moments => {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  let squares = 0
  let deviations = 0
  for (const value of values) {
    const deviation = value - mean
    squares += deviation * deviation
    deviations += deviation
  }
  // The second term takes out what rounding left in the mean (Chan, Golub and LeVeque 1983).
  return {
    count,
    mean,
    variance: count < 2 ? Number.NaN : (squares - (deviations * deviations) / count) / (count - 1)
  }
}

export interface MeanInterval extends Moments {
  readonly standardDeviation: number
  readonly lower: number
  readonly upper: number
}

/** Half-width of Student's t interval; NaN below two values. */
export const halfWidth = ({ count, variance }: Moments, confidence = 0.95): number =>
  count < 2
    ? Number.NaN
    : studentQuantile((1 + confidence) / 2, count - 1) * Math.sqrt(Math.max(0, variance) / count)

/** Mean with its two-sided Student t interval; the limits are NaN below two values. */
export const meanInterval = (values: ReadonlyArray<number>, confidence = 0.95): MeanInterval => {
  const summary = moments(values)
  const half = halfWidth(summary, confidence)
  return {
    ...summary,
    standardDeviation: Math.sqrt(summary.variance),
    lower: summary.mean - half,
    upper: summary.mean + half
  }
}
