import alea from "seedrandom/lib/alea.js"
import { assert, describe, it } from "vitest"
import { PercentileSketch, SKETCH_RELATIVE_ERROR } from "../../src/engine/PercentileSketch.ts"

const sketchOf = (values: ReadonlyArray<number>): PercentileSketch => {
  const sketch = new PercentileSketch()
  for (const value of values) sketch.add(value)
  return sketch
}

const shares = [0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]

/** The observation of that rank, from all of them. */
const exact = (values: ReadonlyArray<number>, share: number): number =>
  values.toSorted((x, y) => x - y)[Math.max(1, Math.ceil(share * values.length)) - 1] as number

describe("percentile sketch", () => {
  const draw = alea("sketch")
  const exponential = Array.from({ length: 20_000 }, () => -Math.log1p(-draw()) * 3)
  const samples: Record<string, ReadonlyArray<number>> = {
    exponential,
    "thirty orders of magnitude, both signs": Array.from(
      { length: 20_000 },
      () => (draw() < 0.4 ? -1 : 1) * 10 ** (draw() * 29 - 12)
    ),
    "zeros and ones": Array.from({ length: 1000 }, () => (draw() < 0.7 ? 0 : 1)),
    "powers of two": Array.from({ length: 60 }, (_, index) => 2 ** index),
    "one value": [42]
  }

  it.each(Object.keys(samples))("is within its relative error of the exact percentiles of: %s", (name) => {
    const values = samples[name] as ReadonlyArray<number>
    const sketch = sketchOf(values)
    for (const share of shares) {
      const expected = exact(values, share)
      // magnitudes below 2^-40 count as 0
      const allowed = Math.abs(expected) * SKETCH_RELATIVE_ERROR + 2 ** -40
      assert.isAtMost(Math.abs(sketch.percentile(share) - expected), allowed, `share ${share}`)
    }
  })

  it("gives bit for bit the same percentiles however its parts were merged", () => {
    const whole = sketchOf(exponential)
    const parts = Array.from({ length: 7 }, (_, part) => exponential.filter((_, index) => index % 7 === part))
    for (const order of [
      [0, 1, 2, 3, 4, 5, 6],
      [6, 2, 4, 0, 5, 1, 3]
    ]) {
      const merged = new PercentileSketch()
      for (const part of order) merged.merge(sketchOf(parts[part] as Array<number>))
      for (const share of shares) assert.strictEqual(merged.percentile(share), whole.percentile(share))
      assert.strictEqual(merged.count, whole.count)
    }
  })

  it("leaves the sketch that was merged as it was", () => {
    const source = sketchOf([1, 2, 3, 4])
    const target = new PercentileSketch()
    target.merge(source)
    for (let index = 0; index < 100; index++) target.add(1)
    assert.strictEqual(source.count, 4)
    assert.closeTo(source.percentile(0.5), 2, 2 * SKETCH_RELATIVE_ERROR)
  })

  it("has no percentile of nothing", () => {
    const sketch = new PercentileSketch()
    assert.isNaN(sketch.percentile(0.5))
    sketch.add(1)
    sketch.reset()
    assert.isNaN(sketch.percentile(0.5))
  })

  it("refuses what it cannot place, and shares outside 0 to 1", () => {
    const sketch = sketchOf([1])
    for (const value of [Number.NaN, Infinity, -Infinity, 2 ** 60])
      assert.throws(() => sketch.add(value), RangeError)
    assert.strictEqual(sketch.count, 1)
    for (const share of [-0.1, 1.1, Number.NaN]) assert.throws(() => sketch.percentile(share), RangeError)
  })
})
