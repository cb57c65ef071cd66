// The first limit refuses a correct sampler with probability 1e-4, the others at 5 standard errors; the seeds are fixed. A
// sampler that leaves out the layers' edges or the tail is refused by them.

import { assert, describe, it } from "vitest"
import { fastExponential } from "../../src/engine/fastExponential.ts"
import { RandomStreams } from "../../src/engine/RandomStreams.ts"

const streams = new RandomStreams(20_261_122, 0)
const DRAWS = 1_000_000

const sample = (purpose: string, mean: number): Float64Array => {
  const draw = fastExponential(streams.stream(purpose), mean)
  return Float64Array.from({ length: DRAWS }, draw)
}

/** sqrt(n) times the greatest distance between the empirical and the exponential distribution function. */
const distance = (values: Float64Array, mean: number): number => {
  const sorted = values.toSorted()
  let greatest = 0
  sorted.forEach((value, index) => {
    const expected = -Math.expm1(-value / mean)
    greatest = Math.max(greatest, expected - index / DRAWS, (index + 1) / DRAWS - expected)
  })
  return greatest * Math.sqrt(DRAWS)
}

const average = (values: Float64Array, power: number): number =>
  values.reduce((sum, value) => sum + value ** power, 0) / values.length

describe("fast exponential", () => {
  it("has the distribution function of an exponential, by Kolmogorov and Smirnov over a million draws", () => {
    const limit = Math.sqrt(Math.log(2 / 1e-4) / 2)
    assert.isBelow(distance(sample("distribution", 1), 1), limit)
    assert.isBelow(distance(sample("distribution", 90), 90), limit)
    // the test sees a mean that is wrong by 1 %
    assert.isAbove(distance(sample("distribution", 1), 1.01), limit)
  })

  it("has the first four moments n! of mean 1", () => {
    const values = sample("moments", 1)
    for (const [power, moment, squared] of [
      [1, 1, 2],
      [2, 2, 24],
      [3, 6, 720],
      [4, 24, 40_320]
    ] as const) {
      const error = Math.sqrt((squared - moment ** 2) / DRAWS)
      assert.approximately(average(values, power), moment, 5 * error, `moment ${power}`)
    }
  })

  it("reaches past the lowest layer as often as it should, and is exponential there as well", () => {
    const start = 7.697_117_470_131_05
    const beyond = sample("tail", 1).filter((value) => value > start)
    const share = Math.exp(-start)
    assert.approximately(beyond.length / DRAWS, share, 5 * Math.sqrt(share / DRAWS))
    assert.approximately(average(beyond, 1) - start, 1, 5 / Math.sqrt(beyond.length))
  })

  it("is never 0, since no place of a layer begins at 0", () => {
    assert.isAbove(
      sample("above zero", 1).reduce((least, value) => Math.min(least, value)),
      0
    )
  })

  it("takes one draw of its stream, and further ones in fewer than 4 % of cases", () => {
    const stream = streams.stream("count")
    let draws = 0
    const draw = fastExponential(() => (draws++, stream()), 1)
    for (let index = 0; index < DRAWS; index++) draw()
    // 2.2 % of places are at an edge; each takes a second, and is refused half the time
    assert.isAbove(draws, 1.02 * DRAWS)
    assert.isBelow(draws, 1.04 * DRAWS)
  })

  it("gives the same values for the same stream, and scales them by the mean", () => {
    const once = fastExponential(new RandomStreams(1, 0).stream("same"), 1)
    const again = fastExponential(new RandomStreams(1, 0).stream("same"), 4)
    for (let index = 0; index < 10_000; index++) assert.strictEqual(4 * once(), again())
  })

  it("refuses a mean that is not above 0", () => {
    for (const mean of [0, -1, Number.NaN, Infinity]) {
      assert.throws(() => fastExponential(streams.stream("refused"), mean), /the mean must be above 0/)
    }
  })
})
