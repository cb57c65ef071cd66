import { assert, describe, it } from "vitest"
import { TimeWeighted } from "../../src/engine/TimeWeighted.ts"

describe("time-weighted monitor", () => {
  it("weighs each value by how long it lasted", () => {
    const line = new TimeWeighted()
    line.set(2, 3)
    line.set(5, 1)
    line.advance(10)
    // 0 for 2 s, 3 for 3 s, 1 for 5 s
    assert.strictEqual(line.integral, 14)
    assert.strictEqual(line.mean, 1.4)
    assert.strictEqual(line.maximum, 3)
    assert.strictEqual(line.minimum, 0)
  })

  it("averages over the time of both after a merge, in either order", () => {
    const parts = (): [TimeWeighted, TimeWeighted] => {
      const short = new TimeWeighted(0, 8)
      short.advance(1)
      const long = new TimeWeighted(100, 2)
      long.advance(103)
      return [short, long]
    }
    const [x, y] = parts()
    x.merge(y)
    assert.strictEqual(x.mean, 14 / 4)
    const [u, v] = parts()
    v.merge(u)
    assert.strictEqual(v.mean, 14 / 4)
    assert.strictEqual(v.maximum, 8)
  })

  it("forgets the past but not the present value at a reset", () => {
    const line = new TimeWeighted(0, 100)
    line.set(10, 4)
    line.reset(20)
    assert.isNaN(line.mean)
    line.advance(21)
    assert.strictEqual(line.mean, 4)
    assert.strictEqual(line.maximum, 4)
  })

  it("refuses time that goes back, and values that are not finite", () => {
    const line = new TimeWeighted(5, 1)
    assert.throws(() => line.set(4, 1), RangeError)
    assert.throws(() => line.advance(Number.NaN), RangeError)
    assert.throws(() => line.advance(Infinity), RangeError)
    assert.throws(() => line.set(6, Number.NaN), RangeError)
    line.advance(7)
    assert.strictEqual(line.mean, 1)
  })
})
