// Percentiles, and a distribution-free interval for one from order statistics (David and Nagaraja, Order Statistics, 7.1).

import { binomialCumulative } from "./distributions.ts"

/** Quantile of sorted values with linear interpolation (Hyndman and Fan's type 7, the default of R, NumPy and d3). */
export const quantileSorted = (sorted: ReadonlyArray<number>, probability: number): number => {
  if (sorted.length === 0) return Number.NaN
  const position = (sorted.length - 1) * Math.min(1, Math.max(0, probability))
  const index = Math.floor(position)
  const low = sorted[index] as number
  const high = sorted[Math.min(index + 1, sorted.length - 1)] as number
  return low + (high - low) * (position - index)
}

export interface PercentileInterval {
  readonly estimate: number
  /** -Infinity when the sample is too small to bound the percentile from below. */
  readonly lower: number
  /** Infinity when the sample is too small to bound the percentile from above. */
  readonly upper: number
  /** Probability that the interval covers the percentile, at least the one asked for unless a limit is infinite. */
  readonly coverage: number
}

/** Interval between two order statistics that covers the percentile with at least the given confidence, equal-tailed. */
export const percentileInterval = (
  values: ReadonlyArray<number>,
  probability: number,
  confidence = 0.95
): PercentileInterval => {
  const sorted = values.toSorted((x, y) => x - y)
  const tail = (1 - confidence) / 2
  const cumulative = binomialCumulative(sorted.length, probability)
  // The rank-th smallest value lies above the percentile when fewer than `rank` values lie below it.
  let lowerRank = 0
  while (lowerRank < sorted.length && (cumulative[lowerRank] as number) <= tail) lowerRank++
  let upperRank = lowerRank
  while (upperRank <= sorted.length && 1 - (cumulative[upperRank - 1] ?? 0) > tail) upperRank++
  const below = lowerRank === 0 ? 0 : (cumulative[lowerRank - 1] as number)
  const above = upperRank > sorted.length ? 1 : (cumulative[upperRank - 1] as number)
  return {
    estimate: quantileSorted(sorted, probability),
    lower: sorted[lowerRank - 1] ?? -Infinity,
    upper: sorted[upperRank - 1] ?? Infinity,
    coverage: above - below
  }
}
