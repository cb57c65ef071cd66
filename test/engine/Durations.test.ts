import { assert, describe, it } from "vitest"
import { Durations } from "../../src/engine/Durations.ts"
import { PercentileSketch, SKETCH_RELATIVE_ERROR } from "../../src/engine/PercentileSketch.ts"
import { RandomStreams } from "../../src/engine/RandomStreams.ts"
import { Tally } from "../../src/engine/Tally.ts"

/** Waits in nanoseconds: one in five is 0, the others are exponential with a mean of 4 s. */
const draw = (count: number, entity = 0): Float64Array => {
  const stream = new RandomStreams(3, 0).stream("durations", entity)
  return Float64Array.from({ length: count }, () =>
    stream() < 0.2 ? 0 : Math.round(-4e9 * Math.log(1 - stream()))
  )
}

const observe = (values: Float64Array): Durations => {
  const durations = new Durations()
  durations.addAllNanoseconds(values, values.length)
  return durations
}

const percentiles = (durations: Durations) =>
  [0, 0.1, 0.25, 0.5, 0.9, 0.99, 0.999, 1].map((share) => durations.percentile(share))

describe("durations", () => {
  it("agree with a tally and with sorted values, in seconds", () => {
    const values = draw(50_000)
    const tally = new Tally()
    for (const value of values) tally.add(value / 1e9)
    const durations = observe(values)
    assert.strictEqual(durations.count, 50_000)
    assert.closeTo(durations.mean, tally.mean, 1e-12 * tally.mean)
    assert.closeTo(durations.standardDeviation, tally.standardDeviation, 1e-12 * tally.mean)
    assert.deepStrictEqual([durations.minimum, durations.maximum], [0, tally.maximum])
    const sorted = values.toSorted()
    for (const share of [0.3, 0.5, 0.95, 0.99]) {
      const exact = (sorted[Math.ceil(share * 50_000) - 1] ?? Number.NaN) / 1e9
      assert.closeTo(durations.percentile(share), exact, exact * SKETCH_RELATIVE_ERROR * 1.0001)
    }
    assert.strictEqual(durations.percentile(0.1), 0)
  })

  it("are the same one by one, in batches of any size, and merged in any order", () => {
    const values = draw(3000)
    const whole = observe(values)
    const single = new Durations()
    for (const value of values) single.addNanoseconds(value)
    const batches = new Durations()
    for (let start = 0; start < 3000; start += 77)
      batches.addAllNanoseconds(values.slice(start, start + 77), Math.min(77, 3000 - start))
    const parts = [values.slice(0, 10), values.slice(10, 2500), values.slice(2500), new Float64Array(0)]
    const forward = new Durations()
    for (const part of parts) forward.merge(observe(part))
    const backward = new Durations()
    for (const part of parts.toReversed()) backward.merge(observe(part))
    for (const other of [single, batches, forward, backward]) {
      assert.deepStrictEqual(percentiles(other), percentiles(whole))
      assert.strictEqual(other.count, whole.count)
      assert.closeTo(other.mean, whole.mean, 1e-12)
      assert.closeTo(other.standardDeviation, whole.standardDeviation, 1e-12)
    }
    forward.addNanoseconds(1e9)
    assert.closeTo(forward.mean, (whole.mean * 3000 + 1) / 3001, 1e-12)
  })

  it("keep a spread of nanoseconds about a mean of a day", () => {
    const day = 86_400e9
    const durations = observe(Float64Array.of(day, day + 1, day + 2))
    assert.closeTo(durations.standardDeviation, 1e-9, 1e-18)
  })

  it("are nothing when nothing was observed, and after a reset", () => {
    const durations = observe(draw(100))
    durations.reset()
    for (const empty of [durations, new Durations()]) {
      assert.strictEqual(empty.count, 0)
      for (const value of [empty.mean, empty.standardDeviation, empty.percentile(0.5)]) assert.isNaN(value)
      empty.merge(new Durations())
      assert.isNaN(empty.mean)
      empty.addNanoseconds(3e9)
      assert.deepStrictEqual([empty.mean, empty.percentile(0.5)], [3, 3])
    }
  })
})

describe("a percentile sketch by the batch", () => {
  it("is the sketch of the values one by one, over its whole range, and refuses what it cannot place", () => {
    const values = Float64Array.from({ length: 130 }, (_, index) => 2 ** (index - 65) * (1 + (index % 7) / 7))
    const kept = values.filter((value) => value < 2 ** 60)
    const batch = new PercentileSketch()
    batch.addAll(kept, kept.length)
    const single = new PercentileSketch()
    for (const value of kept) single.add(value)
    assert.strictEqual(batch.count, kept.length)
    for (let share = 0; share <= 1; share += 0.01)
      assert.strictEqual(batch.percentile(share), single.percentile(share))
    for (const wrong of [Number.NaN, Infinity, 2 ** 60, -1])
      assert.throws(() => new PercentileSketch().addAll(Float64Array.of(1, wrong), 2), /from 0 to 2\^60/)
  })
})
