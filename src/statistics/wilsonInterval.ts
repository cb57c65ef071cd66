// Wilson's score interval for a proportion: stays inside 0 to 1 and holds its coverage at small counts (Wilson 1927;
// Newcombe 1998, method 3).

import { normalQuantile } from "./distributions.ts"

export interface ProportionInterval {
  readonly proportion: number
  readonly lower: number
  readonly upper: number
}

/** Proportion with its two-sided Wilson interval; without trials nothing is known and the interval is 0 to 1. */
export const wilsonInterval = (successes: number, trials: number, confidence = 0.95): ProportionInterval => {
  if (trials === 0) return { proportion: Number.NaN, lower: 0, upper: 1 }
  const proportion = successes / trials
  const square = normalQuantile((1 + confidence) / 2) ** 2
  const centre = (proportion + square / (2 * trials)) / (1 + square / trials)
  const spread =
    Math.sqrt(square * ((proportion * (1 - proportion)) / trials + square / (4 * trials * trials))) /
    (1 + square / trials)
  return {
    proportion,
    // Exact at the ends, where rounding would leave 1e-17.
    lower: successes === 0 ? 0 : Math.max(0, centre - spread),
    upper: successes === trials ? 1 : Math.min(1, centre + spread)
  }
}
