import alea from "seedrandom/lib/alea.js"
import { assert, describe, it } from "vitest"
import { BoundedSeries } from "../../src/engine/BoundedSeries.ts"

describe("bounded series", () => {
  it("averages a step over the intervals it spans, worked by hand", () => {
    const series = new BoundedSeries(4, 10, 2)
    series.set(15, 6)
    series.advance(28)
    // 2 over 0 to 10; 2 and 6 for half of 10 to 20 each; 6 over the 8 s so far
    assert.deepStrictEqual(series.points(), { timesSeconds: [5, 15, 24], values: [2, 4, 6] })
  })

  it("doubles its intervals and keeps the averages exact when the run outgrows them", () => {
    const series = new BoundedSeries(4, 1, 1)
    series.set(2, 3)
    series.set(4, 5)
    series.advance(8)
    assert.strictEqual(series.widthSeconds, 2)
    assert.deepStrictEqual(series.points(), { timesSeconds: [1, 3, 5, 7], values: [1, 3, 5, 5] })
  })

  it("conserves the integral over a long run and never exceeds its points", () => {
    const draw = alea("series")
    const series = new BoundedSeries(64, 0.1)
    let integral = 0
    let now = 0
    let value = 0
    for (let step = 0; step < 20_000; step++) {
      const elapsed = -Math.log1p(-draw()) * 3
      integral += elapsed * value
      now += elapsed
      value = Math.floor(draw() * 10)
      series.set(now, value)
    }
    const { timesSeconds, values } = series.points()
    assert.isAtMost(values.length, 64)
    assert.isAtLeast(values.length, 32)
    const width = series.widthSeconds
    const kept = values.reduce(
      (sum, average, index) => sum + average * Math.min(width, now - index * width),
      0
    )
    assert.closeTo(kept / integral, 1, 1e-9)
    assert.strictEqual(timesSeconds.length, values.length)
  })

  it("refuses odd sizes, time that goes back and values that are not finite", () => {
    for (const points of [0, 3, 2.5, -2]) assert.throws(() => new BoundedSeries(points, 1), RangeError)
    assert.throws(() => new BoundedSeries(4, 0), RangeError)
    const series = new BoundedSeries(4, 1)
    series.advance(3)
    assert.throws(() => series.advance(2), RangeError)
    assert.throws(() => series.set(4, Number.NaN), RangeError)
    assert.throws(() => series.advance(Infinity), RangeError)
  })
})
