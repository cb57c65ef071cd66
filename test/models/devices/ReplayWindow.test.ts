import { alea } from "../patients/fixtures.ts"
import { assert, describe, it } from "vitest"
import { ReplayWindow } from "../../../models/devices/ReplayWindow.ts"

describe("ReplayWindow", () => {
  it.each([1, 2, 32, 64])("of size %d agrees with a set of all counters ever seen", (size) => {
    const random = alea(`replay window ${size}`)
    for (let history = 0; history < 40; history++) {
      const window = new ReplayWindow(size)
      const seen = new Set<number>()
      let highest = -1
      for (let step = 0; step < 400; step++) {
        // Forward by a little or by a leap, or back by up to twice the window.
        const kind = random()
        let counter = Math.max(0, highest - Math.floor(random() * 2 * size))
        if (kind < 0.4) counter = highest + 1 + Math.floor(random() * 3)
        else if (kind < 0.45) counter = highest + 1 + Math.floor(random() * 4 * size)
        const expected = counter > highest - size && !seen.has(counter)
        assert.strictEqual(window.accept(counter), expected, `counter ${counter} after ${highest}`)
        seen.add(counter)
        highest = Math.max(highest, counter)
      }
    }
  })

  it("takes counters up to the largest exact number", () => {
    const window = new ReplayWindow(64)
    assert.isTrue(window.accept(Number.MAX_SAFE_INTEGER))
    assert.isFalse(window.accept(Number.MAX_SAFE_INTEGER))
    assert.isTrue(window.accept(Number.MAX_SAFE_INTEGER - 63))
    assert.isFalse(window.accept(Number.MAX_SAFE_INTEGER - 64))
  })
})
