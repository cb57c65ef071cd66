// Differences of two systems run on the same luck (common random numbers), pair by pair.

import { studentTwoSided } from "./distributions.ts"
import { meanInterval, moments } from "./meanInterval.ts"

export interface PairedDifference {
  readonly count: number
  readonly meanDifference: number
  readonly lower: number
  readonly upper: number
  /** First minus second, in the order of the pairs. */
  readonly differences: ReadonlyArray<number>
  /** Two-sided p value of the paired t test of no difference. */
  readonly pValue: number
  /** Var(A) + Var(B) over Var(A - B): how many times more independent runs would have been needed. 1 when nothing varies. */
  readonly varianceReduction: number
}

/** Paired comparison of `first` with `second`; pairs in which either is NaN are left out. */
export const pairedDifference = (
  first: ReadonlyArray<number>,
  second: ReadonlyArray<number>,
  confidence = 0.95
): PairedDifference => {
  if (first.length !== second.length) throw new RangeError("paired samples have equal length")
  const pairs = first
    .map((value, index) => [value, second[index] as number] as const)
    .filter(([x, y]) => !Number.isNaN(x) && !Number.isNaN(y))
  const differences = pairs.map(([x, y]) => x - y)
  const { count, mean, variance, lower, upper } = meanInterval(differences, confidence)
  const separate = moments(pairs.map(([x]) => x)).variance + moments(pairs.map(([, y]) => y)).variance
  // Pairs that all differ by the same amount leave no doubt; pairs that do not differ at all give no evidence.
  const t = variance === 0 && mean === 0 ? 0 : mean / Math.sqrt(variance / count)
  return {
    count,
    meanDifference: mean,
    lower,
    upper,
    differences,
    pValue: count < 2 ? Number.NaN : studentTwoSided(t, count - 1),
    varianceReduction: variance === 0 ? (separate === 0 ? 1 : Infinity) : separate / variance
  }
}
