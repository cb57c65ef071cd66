// The distributions behind intervals and tests. jstat is used here and nowhere else.

import jstat from "jstat"

/** Quantile of Student's t distribution; jstat agrees with scipy to 1e-8 relative (see the tests). */
export const studentQuantile = (probability: number, degreesOfFreedom: number): number =>
  jstat.studentt.inv(probability, degreesOfFreedom)

/** Probability that |T| is at least |t| under Student's t distribution. */
export const studentTwoSided = (t: number, degreesOfFreedom: number): number => {
  if (Number.isNaN(t)) return Number.NaN
  if (t === 0) return 1
  // The lower tail keeps its digits where 1 - cdf would lose them; jstat's own error (1e-8) may lift it over 1/2.
  return Number.isFinite(t) ? Math.min(1, 2 * jstat.studentt.cdf(-Math.abs(t), degreesOfFreedom)) : 0
}

/** Quantile of the standard normal distribution. */
export const normalQuantile = (probability: number): number => jstat.normal.inv(probability, 0, 1)

/** P(X <= k) for k = 0 .. trials of a binomial variable; sums logarithms so that a thousand trials do not underflow. */
export const binomialCumulative = (trials: number, probability: number): ReadonlyArray<number> => {
  const cumulative: Array<number> = []
  const odds = Math.log(probability) - Math.log1p(-probability)
  let logarithm = trials * Math.log1p(-probability)
  let sum = 0
  for (let k = 0; k <= trials; k++) {
    sum += Math.exp(logarithm)
    cumulative.push(Math.min(1, sum))
    logarithm += Math.log(trials - k) - Math.log(k + 1) + odds
  }
  return cumulative
}
