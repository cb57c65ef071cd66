import { assert, describe, it } from "vitest"
import { validateCosts } from "../../../models/crypto/validation.ts"
import { validationRows } from "../../../models/crypto/validationData.ts"

const results = validateCosts()
const find = (id: string) => results.find((result) => result.id === id)

describe("validation cases", () => {
  it("compose within their tolerances", () => {
    assert.isNotEmpty(results)
    for (const result of results) assert.isTrue(result.passes, JSON.stringify(result))
  })

  it("give the values worked by hand", () => {
    // Milliseconds on a U540: 2 x (0.752 + 3.107) + 2 x 3.680 + 1.043, and 2 x (0.752 + 3.107) + 17.132 + 2 x 0.516.
    assert.closeTo(find("V1")?.composed ?? 0, 16.121, 0.001)
    assert.closeTo(find("V2")?.composed ?? 0, 25.882, 0.001)
    // 1.75 x (392,423 + 428,167 + 2 x 1,421,623) cycles.
    assert.closeTo(find("V4")?.composed ?? 0, 6.412, 0.001)
    assert.closeTo(find("V5")?.composed ?? 0, 2.825, 0.001)
    // 2 x (7.544 + 7.653) + 17.132 + 2 x 0.516 ms; (2 x 43.836 + 3 x 4.368 + 148.668) Mcycles at 32 MHz.
    assert.closeTo(find("V3")?.composed ?? 0, 48.558, 0.001)
    assert.closeTo(find("V13")?.composed ?? 0, 249_444 / 32, 0.5)
    assert.closeTo(find("V16")?.composed ?? 0, 2.827, 0.003)
  })

  it("say what a pass is worth, and most are not independent", () => {
    const independent = results
      .filter((result) => result.basis.startsWith("independent"))
      .map((result) => result.id)
    assert.deepStrictEqual(independent, ["V1", "V2", "V3", "V14"])
    assert.match(find("V16")?.basis ?? "", /circular/)
    assert.match(find("V7")?.basis ?? "", /fitted/)
  })

  it("leave out only the cases for reference and that of the captures, which sizeModel.test.ts holds", () => {
    const composed = new Set(results.map((result) => result.id))
    const left = validationRows.filter((row) => !composed.has(row.id))
    assert.deepStrictEqual(
      left.filter((row) => row.basis !== "reference only").map((row) => row.id),
      ["V18"]
    )
  })
})
