import { assert, describe, it } from "vitest"
import { Counter } from "../../src/engine/Counter.ts"

describe("counter", () => {
  it("counts ones and amounts, gives a rate, and merges by addition", () => {
    const frames = new Counter()
    frames.add()
    frames.add(2)
    const others = new Counter()
    others.add(5)
    frames.merge(others)
    assert.strictEqual(frames.total, 8)
    assert.strictEqual(frames.rate(4), 2)
    assert.isNaN(frames.rate(0))
    frames.reset()
    assert.strictEqual(frames.total, 0)
  })

  it("refuses to shrink or to become infinite", () => {
    const counter = new Counter()
    for (const amount of [-1, Number.NaN, Infinity]) assert.throws(() => counter.add(amount), RangeError)
    assert.strictEqual(counter.total, 0)
  })
})
