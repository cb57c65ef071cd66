import { assert, describe, it } from "vitest"
import { compareCounts, countAll, readCounts } from "../../bench/counts.ts"

describe("machine-independent costs", () => {
  it("are within 10 % of bench/counts.json", () => {
    assert.deepStrictEqual(compareCounts(countAll(), readCounts()), [])
  })

  it("are refused when they grow by more than 10 %, appear or vanish", () => {
    assert.deepStrictEqual(compareCounts({ x: 110 }, { x: 100 }), [])
    assert.lengthOf(compareCounts({ x: 111 }, { x: 100 }), 1)
    assert.lengthOf(compareCounts({ x: 1, y: 1 }, { x: 1 }), 1)
    assert.lengthOf(compareCounts({ x: 1 }, { x: 1, y: 1 }), 1)
  })
})
