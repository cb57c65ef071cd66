import { assert, describe, it } from "vitest"
import { Frames, FrameType } from "../../../models/devices/Frames.ts"

describe("Frames", () => {
  it("hands out a freed frame again, cleared of what the last user left", () => {
    const frames = new Frames()
    const first = frames.allocate(FrameType.command, 7, 900)
    frames.code[first] = 2
    frames.value[first] = 3.5
    frames.counter[first] = 11
    frames.isAuthentic[first] = 0
    frames.isHostile[first] = 1
    frames.free(first)
    const second = frames.allocate(FrameType.status, 8, 600)
    assert.strictEqual(second, first)
    const fields = [frames.type, frames.pump, frames.payloadBytes, frames.code, frames.value, frames.counter]
    assert.deepStrictEqual(
      fields.map((field) => field[second]),
      [FrameType.status, 8, 600, 0, 0, 0]
    )
    assert.deepStrictEqual([frames.isAuthentic[second], frames.isHostile[second]], [1, 0])
  })

  it("keeps thousands of frames apart while it grows", () => {
    const frames = new Frames()
    const count = 5000
    const ids = Array.from({ length: count }, (_, index) => {
      const frame = frames.allocate(FrameType.alarm, index, index * 2)
      frames.value[frame] = index / 3
      frames.counter[frame] = 2 ** 40 + index
      return frame
    })
    assert.strictEqual(new Set(ids).size, count)
    assert.strictEqual(frames.inUse, count)
    ids.forEach((frame, index) => {
      assert.strictEqual(frames.pump[frame], index)
      assert.strictEqual(frames.payloadBytes[frame], index * 2)
      assert.strictEqual(frames.value[frame], index / 3)
      assert.strictEqual(frames.counter[frame], 2 ** 40 + index)
    })
    for (const frame of ids) frames.free(frame)
    assert.strictEqual(frames.inUse, 0)
  })
})
