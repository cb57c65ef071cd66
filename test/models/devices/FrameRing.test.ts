import { assert, describe, it } from "vitest"
import { FrameRing } from "../../../models/devices/FrameRing.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"

describe("a ring of frames", () => {
  it("gives the frames by time, those of one time in the order in which they came, also while it grows", () => {
    const draw = new RandomStreams(1, 0).stream("frames")
    const ring = new FrameRing()
    const kept: Array<{ readonly frame: number; readonly seconds: number }> = []
    for (let frame = 0; frame < 5000; frame++) {
      // Times go on, and back now and then; many are equal.
      const seconds = Math.floor(frame / 20) + Math.floor(4 * draw())
      ring.insert(frame, seconds)
      kept.push({ frame, seconds })
      kept.sort((one, other) => one.seconds - other.seconds || one.frame - other.frame)
      while (kept.length > 0 && draw() < (frame < 2000 ? 0.45 : 0.51)) {
        const { frame: first, seconds: at } = kept.shift() ?? { frame: -1, seconds: NaN }
        assert.strictEqual(ring.firstSeconds, at)
        assert.strictEqual(ring.shift(), first)
      }
      assert.strictEqual(ring.size, kept.length)
    }
    for (const { frame } of kept) assert.strictEqual(ring.shift(), frame)
    assert.strictEqual(ring.firstSeconds, Infinity)
  })

  it("is a queue for those who give no times", () => {
    const ring = new FrameRing()
    for (let frame = 0; frame < 100; frame++) ring.push(frame)
    assert.strictEqual(ring.at(17), 17)
    assert.deepStrictEqual(
      Array.from({ length: 100 }, () => ring.shift()),
      Array.from({ length: 100 }, (_, frame) => frame)
    )
  })
})
