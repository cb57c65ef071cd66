import alea from "seedrandom/lib/alea.js"
import { assert, describe, it } from "vitest"
import { Tally } from "../../src/engine/Tally.ts"

const tallyOf = (values: ReadonlyArray<number>): Tally => {
  const tally = new Tally()
  for (const value of values) tally.add(value)
  return tally
}

describe("tally", () => {
  it("gives mean, variance and extremes worked by hand", () => {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 40 / 8, squares 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, over 7
    const tally = tallyOf([2, 4, 4, 4, 5, 5, 7, 9])
    assert.strictEqual(tally.count, 8)
    assert.strictEqual(tally.mean, 5)
    assert.closeTo(tally.variance, 32 / 7, 1e-14)
    assert.strictEqual(tally.minimum, 2)
    assert.strictEqual(tally.maximum, 9)
  })

  it("keeps the variance of small differences on a large mean, where a sum of squares loses it", () => {
    const tally = tallyOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
    assert.strictEqual(tally.variance, 30)
  })

  it("merges to the moments of all observations together, in any order and with empty ones", () => {
    const draw = alea("tally")
    const parts = [1, 0, 2, 100, 17].map((count) => Array.from({ length: count }, () => 100 + draw() * 3))
    const whole = tallyOf(parts.flat())
    for (const order of [
      [0, 1, 2, 3, 4],
      [4, 3, 2, 1, 0],
      [1, 3, 0, 4, 2]
    ]) {
      const merged = new Tally()
      for (const part of order) merged.merge(tallyOf(parts[part] as Array<number>))
      assert.strictEqual(merged.count, 120)
      assert.closeTo(merged.mean, whole.mean, 1e-12)
      assert.closeTo(merged.variance, whole.variance, 1e-12)
      assert.strictEqual(merged.minimum, whole.minimum)
      assert.strictEqual(merged.maximum, whole.maximum)
    }
  })

  it("has no mean of nothing and no variance of one value", () => {
    const tally = new Tally()
    assert.isNaN(tally.mean)
    tally.add(3)
    assert.strictEqual(tally.mean, 3)
    assert.isNaN(tally.variance)
    tally.reset()
    assert.isNaN(tally.mean)
    assert.strictEqual(tally.count, 0)
  })

  it("refuses values that are not finite and keeps what it had", () => {
    const tally = tallyOf([1])
    for (const value of [Number.NaN, Infinity, -Infinity]) assert.throws(() => tally.add(value), RangeError)
    assert.strictEqual(tally.count, 1)
    assert.strictEqual(tally.mean, 1)
  })
})
