import { assert, describe, it } from "vitest"
import { radioEnergy, radioIds } from "../../../models/network/radioEnergy.ts"
import file from "../../../models/data/crypto-costs.json" with { type: "json" }

describe("radioEnergy", () => {
  it("gives 0.1536 uJ a byte for Bluetooth LE 1M at 6.4 mA and 3 V", () => {
    assert.closeTo(radioEnergy("ble1m-nrf52840").joulesPerSentByte, 0.1536e-6, 1e-12)
  })

  it("agrees with the energies per byte that the data states, to their four digits", () => {
    let compared = 0
    for (const row of file.radios) {
      if (row.tx_uJ_per_byte === undefined) continue
      const radio = radioEnergy(row.id)
      assert.closeTo(radio.joulesPerSentByte * 1e6, row.tx_uJ_per_byte, row.tx_uJ_per_byte * 1e-3)
      assert.closeTo(
        radio.joulesPerReceivedByte * 1e6,
        row.rx_uJ_per_byte ?? 0,
        (row.rx_uJ_per_byte ?? 0) * 2e-3
      )
      compared++
    }
    assert.strictEqual(compared, 10)
  })

  it("has no energy for a wired gateway, and says so", () => {
    const radio = radioEnergy("ethernet-gateway")
    assert.isFalse(radio.hasEnergyFigure)
    assert.strictEqual(radio.joulesPerSentByte, 0)
  })

  it("leaves out radios without a rate and names the nearest one", () => {
    assert.notInclude(radioIds, "wifi-cc3220")
    assert.throws(() => radioEnergy("ble1m-nrf52"), /did you mean "ble1m-nrf52840"/)
  })
})
