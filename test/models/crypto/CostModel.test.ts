import { assert, describe, it } from "vitest"
import { librariesFor, makeCostModel, platformIds } from "../../../models/crypto/CostModel.ts"
import { CostError } from "../../../models/crypto/CostError.ts"
import { costData } from "../../../models/crypto/costData.ts"

const errorOf = (run: () => unknown): CostError => {
  try {
    run()
  } catch (error) {
    if (error instanceof CostError) return error
    throw error
  }
  throw new Error("no error was thrown")
}

describe("CostModel", () => {
  it("gives an ECDSA signature on an nRF52840 as 375,000 cycles at 64 MHz, 3.3 mA and 3 V", () => {
    const cost = makeCostModel({ platform: "nrf52840" }).primitive("ECDSA-P256", "sign", 0)
    assert.closeTo(cost.seconds, 5.859375e-3, 1e-12)
    assert.closeTo(cost.joules, 5.859375e-3 * 3.3e-3 * 3, 1e-12)
    assert.strictEqual(cost.status, "V")
    assert.strictEqual(cost.energyStatus, "R")
    assert.isFalse(cost.isWeak)
    assert.deepStrictEqual(cost.sources, ["emill", "recall"])
  })

  it("adds fixed cycles and cycles per byte: AES-CCM over 100 bytes is 4007 + 192 x 100 cycles", () => {
    const model = makeCostModel({ platform: "nrf52840" })
    const cost = model.primitive("AES-128-CCM", "encrypt", 100)
    assert.closeTo(cost.seconds, (4007 + 19_200) / 64e6, 1e-12)
    const linear = model.linear("AES-128-CCM", "encrypt")
    assert.closeTo(linear.fixedSeconds + linear.secondsPerByte * 100, cost.seconds, 1e-15)
    assert.closeTo(linear.fixedJoules + linear.joulesPerByte * 100, cost.joules, 1e-15)
  })

  it("calls cycles carried over from another board of the same core derived", () => {
    const cost = makeCostModel({ platform: "nrf52840" }).primitive("AES-128-CCM", "encrypt", 0)
    assert.strictEqual(cost.status, "D")
    assert.include(cost.remarks.join(), "measured on k64f")
  })

  it("takes the library's figure when one is named: Mbed TLS C on a K64F signs 97 times slower than assembly", () => {
    const slow = makeCostModel({ platform: "k64f", library: "m4-mbedtls-c" }).primitive(
      "ECDSA-P256",
      "sign",
      0
    )
    const fast = makeCostModel({ platform: "k64f", library: "m4-emill-asm" }).primitive(
      "ECDSA-P256",
      "sign",
      0
    )
    assert.closeTo(slow.seconds / fast.seconds, 36_480_000 / 375_000, 0.1)
  })

  it("fills what a library lacks from the core's profile and says so", () => {
    const cost = makeCostModel({ platform: "nrf52840", library: "m4-emill-asm" }).primitive(
      "SHA-256",
      "hash",
      0
    )
    assert.include(cost.remarks.join(), "not in m4-emill-asm")
  })

  it("stretches all cycles by the flash-wait factor", () => {
    const plain = makeCostModel({ platform: "nrf52840" }).primitive("ECDSA-P256", "verify", 0)
    const waiting = makeCostModel({ platform: "nrf52840", flashWaitFactor: 1.75 }).primitive(
      "ECDSA-P256",
      "verify",
      0
    )
    assert.closeTo(waiting.seconds / plain.seconds, 1.75, 1e-12)
  })

  it("adds the start of a hardware engine to each call of one, and only there", () => {
    const options = { platform: "nrf52840-cc310", hardwareStartCycles: 6400 }
    const added = (name: string, operation: string): number =>
      makeCostModel(options).primitive(name, operation, 64).seconds -
      makeCostModel({ platform: "nrf52840-cc310" }).primitive(name, operation, 64).seconds
    assert.closeTo(added("SHA-256", "hash"), 1e-4, 1e-12)
    assert.strictEqual(added("X25519", "shared_secret"), 0)
  })

  it("has no energy for a server: joules are 0 and the cost says so", () => {
    const cost = makeCostModel({ platform: "x86-64" }).primitive("ECDSA-P256", "sign", 0)
    assert.strictEqual(cost.joules, 0)
    assert.isNull(cost.energyStatus)
    assert.include(cost.remarks.join(), "no energy figure")
    assert.isAbove(cost.seconds, 0)
  })

  it("flags recalled and cross-core figures, and refuses them on request", () => {
    const options = { platform: "cc2340r5" }
    const cost = makeCostModel(options).primitive("Ed25519", "sign", 0)
    assert.isTrue(cost.isWeak)
    assert.strictEqual(cost.status, "R")
    const error = errorOf(() =>
      makeCostModel({ ...options, refuseWeak: true }).primitive("Ed25519", "sign", 0)
    )
    assert.include(error.message, "weak or recalled")
  })

  it("says that a platform is weak as a whole, as no library of it would do", () => {
    const model = makeCostModel({ platform: "esp32s3", refuseWeak: true })
    assert.match(
      errorOf(() => model.primitive("ECDSA-P256", "sign", 0)).message,
      /esp32s3: Xtensa LX7 with the cycles of LX6\): choose another platform/
    )
  })

  it("answers an unknown platform with the nearest one", () => {
    const error = errorOf(() => makeCostModel({ platform: "nrf5284" }))
    assert.strictEqual(error._tag, "CostError")
    assert.include(error.message, 'did you mean "nrf52840"?')
  })

  it("refuses a library of another core and lists those that fit", () => {
    const error = errorOf(() => makeCostModel({ platform: "stm32g071", library: "m4-emill-asm" }))
    assert.include(error.message, "does not run on stm32g071")
    assert.include(error.message, "m0plus-wolfssl-asm")
    // No word in common but "asm".
    assert.include(error.message, 'the nearest is "m0plus-wolfssl-asm"')
  })

  it("names the library of the same maker for another core as the nearest, and none where no word agrees", () => {
    const message = (library: string) =>
      errorOf(() => makeCostModel({ platform: "nrf52840", library })).message
    assert.match(message("m33-mbedtls-c"), /; the nearest is "m4-mbedtls-c"$/)
    assert.match(message("m33-wolfssl-c"), /; the nearest is "m4-wolfssl-c-sp_int"$/)
    assert.notMatch(message("x86-64"), /nearest/)
  })

  it("does not offer a Cortex-M33 profile to a Cortex-M3, nor one chip's engine to another", () => {
    assert.isFalse(librariesFor("sam3x8e").some((id) => id.includes("m33")))
    assert.notInclude(librariesFor("stm32l4r5"), "cortex-m4f-cc310")
    assert.include(librariesFor("nrf52840"), "m4-cryptocell310")
  })

  it("says that P-256 is not feasible on an 8-bit AVR", () => {
    const error = errorOf(() => makeCostModel({ platform: "atmega328p" }).primitive("ECDSA-P256", "sign", 0))
    assert.include(error.message, "no cost on atmega328p")
  })

  it("refuses a flash-wait factor below 1 or not a number", () => {
    for (const flashWaitFactor of [0.5, Number.NaN, Infinity]) {
      assert.include(
        errorOf(() => makeCostModel({ platform: "nrf52840", flashWaitFactor })).message,
        "out of range"
      )
    }
  })

  it("gives a finite, positive time for every cell of every usable platform and library", () => {
    let cells = 0
    for (const platform of platformIds) {
      for (const library of [undefined, ...librariesFor(platform)]) {
        const model = makeCostModel(library === undefined ? { platform } : { platform, library })
        const keys = new Set([
          ...Object.keys(costData.libraries[model.library]?.cells ?? {}),
          ...Object.keys(costData.profiles[model.library]?.cells ?? {})
        ])
        for (const key of keys) {
          const slash = key.lastIndexOf("/")
          const cost = model.primitive(key.slice(0, slash), key.slice(slash + 1), 64)
          assert.isTrue(
            cost.seconds > 0 && Number.isFinite(cost.joules),
            `${platform} ${model.library} ${key}`
          )
          assert.isNotEmpty(cost.sources)
          if (cost.isWeak)
            assert.isNotEmpty(cost.remarks, `${key} on ${platform} is weak and does not say why`)
          cells++
        }
      }
    }
    assert.isAbove(cells, 1000)
  })
})
