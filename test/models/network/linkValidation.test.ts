import { assert, describe, it } from "vitest"
import { validateLinks } from "../../../models/network/linkValidation.ts"

describe("link layers against theory", () => {
  const results = validateLinks()

  it.each(results.map((result) => [result.what, result] as const))("%s", (_, result) => {
    assert.isTrue(result.passes, `${result.simulated} instead of ${result.theory} ${result.unit}`)
    assert.notStrictEqual(result.isConserved, false)
  })

  it("are every kind of link that a hospital has, and the bursty loss", () => {
    for (const kind of ["Wi-Fi", "Bluetooth LE", "IEEE 802.15.4", "NB-IoT", "Wired", "Gilbert-Elliott"]) {
      assert.isTrue(
        results.some(({ what }) => what.startsWith(kind)),
        kind
      )
    }
  })

  it("never carry more than a bound allows", () => {
    const bounds = results.filter(({ what }) => what.startsWith("Bluetooth"))
    assert.isTrue(bounds.every(({ simulated, theory }) => simulated <= theory * (1 + 1e-9)))
  })

  it("come out the same twice", () => {
    assert.deepStrictEqual(validateLinks(), results)
  })
})
