// Intervals against published or hand-worked values, and their coverage by simulation with a fixed seed.

import { assert, describe, it } from "vitest"
import { RandomStreams } from "../../src/engine/RandomStreams.ts"
import {
  binomialCumulative,
  normalQuantile,
  studentQuantile,
  studentTwoSided
} from "../../src/statistics/distributions.ts"
import { meanInterval, moments } from "../../src/statistics/meanInterval.ts"
import { percentileInterval, quantileSorted } from "../../src/statistics/percentileInterval.ts"
import { wilsonInterval } from "../../src/statistics/wilsonInterval.ts"

describe("distributions", () => {
  // scipy 1.17.1, stats.t.ppf(0.975, df).
  it.each([
    [1, 12.706204736174694],
    [2, 4.302652729749462],
    [4, 2.7764451051977934],
    [9, 2.262157162798205],
    [29, 2.045229642132703],
    [99, 1.9842169515864174],
    [1000, 1.9623390808264083]
  ])("has the 97.5 %% quantile of Student's t with %d degrees of freedom", (degreesOfFreedom, expected) => {
    assert.closeTo(studentQuantile(0.975, degreesOfFreedom), expected, expected * 1e-7)
    assert.closeTo(studentQuantile(0.025, degreesOfFreedom), -expected, expected * 1e-7)
  })

  it("has two-sided tail probabilities of Student's t, tiny ones too", () => {
    // scipy 1.17.1, 2 * stats.t.sf.
    assert.closeTo(studentTwoSided(5, 3), 0.015392438073302294, 1e-10)
    assert.closeTo(studentTwoSided(12, 40) / 7.82417130425598e-15, 1, 1e-6)
    assert.strictEqual(studentTwoSided(-5, 3), studentTwoSided(5, 3))
    assert.strictEqual(studentTwoSided(0, 3), 1)
    assert.closeTo(studentTwoSided(1e-9, 3), 1, 1e-7)
    assert.strictEqual(studentTwoSided(Infinity, 3), 0)
    assert.isNaN(studentTwoSided(Number.NaN, 3))
  })

  it("has the normal quantile", () => {
    assert.closeTo(normalQuantile(0.975), 1.959963984540054, 1e-8)
  })

  it("sums the binomial distribution", () => {
    // 10 fair coins: 1, 11, 56, 176, ... of 1024.
    const cumulative = binomialCumulative(10, 0.5)
    for (const [k, ways] of [1, 11, 56, 176, 386].entries())
      assert.closeTo(cumulative[k] as number, ways / 1024, 1e-14)
    assert.closeTo(binomialCumulative(5000, 0.001)[5000] as number, 1, 1e-9)
  })
})

describe("moments", () => {
  it("is exact for a hand-worked sample", () => {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squared deviations 9+1+1+1+0+0+4+16 = 32, over 7.
    assert.deepStrictEqual(moments([2, 4, 4, 4, 5, 5, 7, 9]), { count: 8, mean: 5, variance: 32 / 7 })
  })
  it("keeps its digits beside a large offset", () => {
    assert.closeTo(moments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).variance, 30, 1e-9)
  })
  it("says NaN where nothing can be said", () => {
    assert.isNaN(moments([]).mean)
    assert.isNaN(moments([1]).variance)
  })
})

describe("meanInterval", () => {
  it("gives the published interval of Student's sleep data", () => {
    // Student 1908, Biometrika 6: extra hours of sleep, second drug less first; 95 % interval 0.7001 to 2.4599 (R, t.test).
    const { mean, lower, upper } = meanInterval([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4])
    assert.closeTo(mean, 1.58, 1e-12)
    assert.closeTo(lower, 0.7001142367, 1e-7)
    assert.closeTo(upper, 2.4598857633, 1e-7)
  })

  it("covers the mean of normal data in 95 % of samples of 5", () => {
    // 4,000 samples: standard error of the coverage sqrt(0.95 * 0.05 / 4000) = 0.0034; 3.5 of them.
    const stream = new RandomStreams(20_240_501, 0).stream("coverage")
    const normal = () => Math.sqrt(-2 * Math.log(1 - stream())) * Math.cos(2 * Math.PI * stream())
    let covered = 0
    for (let sample = 0; sample < 4000; sample++) {
      const { lower, upper } = meanInterval(Array.from({ length: 5 }, () => 3 + 2 * normal()))
      if (lower <= 3 && 3 <= upper) covered++
    }
    assert.closeTo(covered / 4000, 0.95, 0.012)
  })
})

describe("wilsonInterval", () => {
  // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718]
  ])("gives Newcombe's interval for %d of %d", (successes, trials, lower, upper) => {
    const interval = wilsonInterval(successes, trials)
    assert.closeTo(interval.lower, lower, 5e-5)
    assert.closeTo(interval.upper, upper, 5e-5)
  })

  it("is exact at the ends and open without trials", () => {
    assert.strictEqual(wilsonInterval(0, 7).lower, 0)
    assert.strictEqual(wilsonInterval(7, 7).upper, 1)
    assert.deepStrictEqual([wilsonInterval(0, 0).lower, wilsonInterval(0, 0).upper], [0, 1])
  })

  it("covers a proportion of 0.2 in 50 trials with a probability near 95 %", () => {
    // Exact, by summing the binomial distribution over all 51 outcomes: no simulation error.
    const cumulative = binomialCumulative(50, 0.2)
    let coverage = 0
    for (let successes = 0; successes <= 50; successes++) {
      const { lower, upper } = wilsonInterval(successes, 50)
      const chance = (cumulative[successes] as number) - (cumulative[successes - 1] ?? 0)
      if (lower <= 0.2 && 0.2 <= upper) coverage += chance
    }
    assert.isAbove(coverage, 0.93)
    assert.isBelow(coverage, 0.97)
  })
})

describe("percentileInterval", () => {
  const ranks = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

  it("takes the published ranks for the median", () => {
    // 10 values: ranks 2 and 9, coverage 1 - 2 * 11/1024; 100 values: ranks 40 and 61 (Conover, Practical Nonparametric Statistics).
    const ten = percentileInterval(ranks(10).toReversed(), 0.5)
    assert.deepStrictEqual([ten.lower, ten.upper, ten.estimate], [2, 9, 5.5])
    assert.closeTo(ten.coverage, 1 - 22 / 1024, 1e-12)
    const hundred = percentileInterval(ranks(100), 0.5)
    assert.deepStrictEqual([hundred.lower, hundred.upper], [40, 61])
  })

  it("has no upper limit for the 99th percentile of a hundred values", () => {
    // 0.99 ^ 100 = 0.37: all values may well lie below it.
    const { lower, upper } = percentileInterval(ranks(100), 0.99)
    assert.strictEqual(upper, Infinity)
    assert.isAtLeast(lower, 95)
  })

  it("has no limits without values", () => {
    const { lower, upper, estimate } = percentileInterval([], 0.5)
    assert.deepStrictEqual([lower, upper], [-Infinity, Infinity])
    assert.isNaN(estimate)
  })

  it("covers the 90th percentile of exponential data at least as often as it says", () => {
    const stream = new RandomStreams(7, 0).stream("coverage")
    const truth = -Math.log(0.1)
    let covered = 0
    for (let sample = 0; sample < 4000; sample++) {
      const { lower, upper } = percentileInterval(
        Array.from({ length: 60 }, () => -Math.log(1 - stream())),
        0.9
      )
      if (lower <= truth && truth <= upper) covered++
    }
    const { coverage } = percentileInterval(ranks(60), 0.9)
    assert.isAtLeast(coverage, 0.95)
    assert.closeTo(covered / 4000, coverage, 0.012)
  })
})

describe("quantileSorted", () => {
  it("interpolates like R's type 7", () => {
    // R: quantile(c(1, 2, 4, 8), c(0, .25, .5, .75, 1)) is 1, 1.75, 3, 5, 8.
    assert.deepStrictEqual(
      [0, 0.25, 0.5, 0.75, 1].map((probability) => quantileSorted([1, 2, 4, 8], probability)),
      [1, 1.75, 3, 5, 8]
    )
  })
})
