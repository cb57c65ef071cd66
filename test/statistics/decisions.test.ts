// Paired differences, corrections, stopping and warm-up against published or hand-worked values.

import { assert, describe, it } from "vitest"
import { RandomStreams } from "../../src/engine/RandomStreams.ts"
import { holm } from "../../src/statistics/holm.ts"
import { meanInterval } from "../../src/statistics/meanInterval.ts"
import { mser5 } from "../../src/statistics/mser.ts"
import { pairedDifference } from "../../src/statistics/pairedDifference.ts"
import { stoppingPoint } from "../../src/statistics/stoppingRule.ts"

describe("pairedDifference", () => {
  // Student 1908, the same ten patients on two drugs; t = 4.0621, p = 0.002833 (R, t.test paired).
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

  it("gives the published test of Student's sleep data", () => {
    const comparison = pairedDifference(second, first)
    assert.strictEqual(comparison.count, 10)
    assert.closeTo(comparison.meanDifference, 1.58, 1e-12)
    assert.closeTo(comparison.lower, 0.7001142367, 1e-7)
    assert.closeTo(comparison.upper, 2.4598857633, 1e-7)
    assert.closeTo(comparison.pValue, 0.0028328902, 1e-8)
    // Variances 4.009 and 3.200556 against 1.512889 of the differences.
    assert.closeTo(comparison.varianceReduction, 4.765423031727379, 1e-9)
  })

  it("leaves out pairs with nothing to measure", () => {
    const comparison = pairedDifference([...second, Number.NaN, 5], [...first, 1, Number.NaN])
    assert.deepStrictEqual(comparison, pairedDifference(second, first))
  })

  it("finds no evidence in equal samples and certainty in a constant shift", () => {
    const same = pairedDifference(first, first)
    assert.strictEqual(same.pValue > 0.999, true)
    assert.deepStrictEqual([same.lower, same.upper], [0, 0])
    const shifted = pairedDifference([2, 3, 4], [1, 2, 3])
    assert.strictEqual(shifted.pValue, 0)
    assert.strictEqual(shifted.varianceReduction, Infinity)
  })

  it("refuses samples of unequal length", () => {
    assert.throws(() => pairedDifference([1], [1, 2]), RangeError)
  })
})

describe("holm", () => {
  it("steps down as worked by hand", () => {
    // Sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1: 0.02, 0.03, 0.06, and 0.04 lifted to 0.06.
    const adjusted = holm([0.01, 0.04, 0.03, 0.005])
    for (const [index, expected] of [0.03, 0.06, 0.06, 0.02].entries())
      assert.closeTo(adjusted[index] as number, expected, 1e-15)
  })
  it("stops at 1 and skips NaN", () => {
    const adjusted = holm([0.6, Number.NaN, 0.5])
    assert.deepStrictEqual([adjusted[0], adjusted[2]], [1, 1])
    assert.isNaN(adjusted[1])
  })
})

describe("stoppingPoint", () => {
  const target = { absoluteHalfWidth: 1, minimum: 10, maximum: 100, lookAhead: 5 }
  const narrow = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 4 : 6))

  it("needs the minimum and the whole look-ahead", () => {
    // Half-width at 10 values of +-1 around 5: 2.262 * 1.054 / sqrt(10) = 0.754, so narrow from 10 on; 5 more to be sure.
    assert.strictEqual(stoppingPoint([narrow], target), 15)
    assert.isUndefined(stoppingPoint([narrow.slice(0, 14)], target))
    assert.strictEqual(stoppingPoint([narrow], { ...target, minimum: 20 }), 25)
    assert.strictEqual(stoppingPoint([narrow], { ...target, minimum: 2 }), 15)
  })

  it("knows nothing without samples", () => {
    assert.isUndefined(stoppingPoint([], target))
  })

  it("starts the look-ahead again after a surprise", () => {
    const surprise = [
      ...narrow.slice(0, 12),
      30,
      ...Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 4 : 6))
    ]
    const stop = stoppingPoint([surprise], { ...target, maximum: 1000 }) as number
    assert.isAbove(stop, 15)
    const half = (count: number) => {
      const { mean, upper } = meanInterval(surprise.slice(0, count))
      return upper - mean
    }
    for (let back = 0; back <= 5; back++) assert.isAtMost(half(stop - back), 1)
    assert.isAbove(half(stop - 6), 1)
  })

  it("waits for every sample", () => {
    const wide = narrow.map((value) => value * 3)
    assert.isAbove(stoppingPoint([narrow, wide], { ...target, absoluteHalfWidth: 1.5 }) as number, 15)
    assert.isUndefined(stoppingPoint([narrow, wide], { ...target, absoluteHalfWidth: 0.9 }))
  })

  it("takes a relative target against the size of the mean", () => {
    // 0.754 is 15 % of 5.
    assert.strictEqual(
      stoppingPoint([narrow], { relativeHalfWidth: 0.2, minimum: 10, maximum: 40, lookAhead: 5 }),
      15
    )
    assert.strictEqual(
      stoppingPoint([narrow.map((value) => -value)], {
        relativeHalfWidth: 0.2,
        minimum: 10,
        maximum: 40,
        lookAhead: 5
      }),
      15
    )
  })

  it("keeps its coverage near 95 % on normal data", () => {
    // 3,000 sequential experiments, +-25 % of a mean of 1 with deviation 0.7: research found 95.4 %; without look-ahead it falls below 94 %.
    const stream = new RandomStreams(99, 0).stream("stopping")
    const normal = () => Math.sqrt(-2 * Math.log(1 - stream())) * Math.cos(2 * Math.PI * stream())
    let covered = 0
    for (let repeat = 0; repeat < 3000; repeat++) {
      const values = Array.from({ length: 150 }, () => 1 + 0.7 * normal())
      const stop = stoppingPoint([values], {
        relativeHalfWidth: 0.25,
        minimum: 10,
        maximum: 150,
        lookAhead: 5
      })
      const { lower, upper } = meanInterval(values.slice(0, stop))
      if (lower <= 1 && 1 <= upper) covered++
    }
    assert.isAtLeast(covered / 3000, 0.935)
    assert.isAtMost(covered / 3000, 0.965)
  })
})

describe("mser5", () => {
  it("computes the statistic of a hand-worked sequence", () => {
    // Batches 10, 0, 0, ... (ten of them): cutting none leaves mean 1 and squares 81 + 9 = 90 over 100; cutting one leaves 0.
    const values = Array.from({ length: 50 }, (_, index) => (index < 5 ? 10 : 0))
    const { cut, isReliable, statistics } = mser5(values)
    assert.closeTo(statistics[0] as number, 0.9, 1e-12)
    assert.strictEqual(cut, 5)
    assert.isTrue(isReliable)
    assert.lengthOf(statistics, 5)
  })

  it("finds the end of a ramp in noise", () => {
    const stream = new RandomStreams(5, 0).stream("mser")
    const values = Array.from({ length: 2000 }, (_, index) => Math.min(1, index / 300) * 20 + stream())
    const { cut, isReliable } = mser5(values)
    assert.isTrue(isReliable)
    assert.isAtLeast(cut, 270)
    assert.isAtMost(cut, 330)
  })

  it("says that a run which never settles, or is too short, is not reliable", () => {
    assert.isFalse(mser5(Array.from({ length: 1000 }, (_, index) => index * index * index)).isReliable)
    assert.isFalse(mser5([1, 2, 3]).isReliable)
  })
})
