// Bands against values worked by hand.

import { assert, describe, it } from "vitest"
import { seriesBands } from "../../src/experiment/seriesBands.ts"

const series = (timesSeconds: ReadonlyArray<number>, values: ReadonlyArray<number>, id = "load") => ({
  id,
  title: "Load",
  unit: "1",
  timesSeconds,
  values
})

describe("seriesBands", () => {
  it("takes mean and Student t interval at each time of a shared grid", () => {
    const [band] = seriesBands([[series([0, 10], [1, 5])], [series([0, 10], [3, 5])]])
    assert.deepStrictEqual(band?.timesSeconds, [0, 10])
    assert.deepStrictEqual(band?.mean, [2, 5])
    // Two values 1 and 3: standard error 1, t with one degree of freedom 12.7062.
    assert.closeTo(band?.lower[0] as number, 2 - 12.7062047, 1e-5)
    assert.closeTo(band?.upper[0] as number, 2 + 12.7062047, 1e-5)
    assert.deepStrictEqual([band?.lower[1], band?.upper[1]], [5, 5])
  })

  it("interpolates onto one grid when replications were sampled at different times", () => {
    // The lines 2t on 0 to 10 and 2t + 4 on 0 to 20, sampled differently.
    const [band] = seriesBands([[series([0, 4, 10], [0, 8, 20])], [series([0, 20], [4, 44])]])
    assert.lengthOf(band?.timesSeconds ?? [], 201)
    assert.strictEqual(band?.timesSeconds[50], 5)
    assert.closeTo(band?.mean[50] as number, 12, 1e-12)
    // From 10 s on there is one replication: a mean, and no interval.
    assert.closeTo(band?.mean[150] as number, 34, 1e-12)
    assert.isNaN(band?.lower[150])
  })

  it("leaves out values that are not there", () => {
    const [band] = seriesBands([[series([0, 1], [Number.NaN, 2])], [series([0, 1], [4, 4])]])
    assert.deepStrictEqual(band?.mean, [4, 3])
  })

  it("keeps series apart and in the order of their first appearance", () => {
    const bands = seriesBands([[series([0], [1], "b")], [series([0], [1], "a"), series([0], [2], "b")]])
    assert.deepStrictEqual(
      bands.map(({ id }) => id),
      ["b", "a"]
    )
  })

  it("has nothing to say of an empty series", () => {
    const [band] = seriesBands([[series([], [])]])
    assert.deepStrictEqual(band?.mean, [])
  })
})
