import { assert, describe, it } from "vitest"
import { radioParameter } from "../../../models/network/radioParameters.ts"
import { wifiTiming } from "../../../models/network/wifiTiming.ts"
import { radioEnergy } from "../../../models/network/radioEnergy.ts"
import { bleTiming } from "../../../models/network/bleTiming.ts"
import file from "../../../models/data/radio-parameters.json" with { type: "json" }

describe("radio-parameters.json", () => {
  it("states quantity, unit and status of every entry, and a source or that it is an assumption", () => {
    for (const entry of file) {
      assert.match(entry.status, /^[VMDRA]$/, entry.id)
      assert.isTrue(entry.quantity.length > 0 && entry.unit.length > 0, entry.id)
      assert.isTrue(entry.source.length > 0 || entry.status === "A", entry.id)
    }
    assert.strictEqual(new Set(file.map((entry) => entry.id)).size, file.length)
  })

  it("names the nearest entry and the missing field", () => {
    assert.throws(() => radioParameter("wifi.ofdm-5gz", "slot_us"), /did you mean "wifi.ofdm-5ghz"/)
    assert.throws(() => radioParameter("wifi.fhss", "slots"), /has no number "slots"/)
  })

  it("agrees with the framing of crypto-costs.json: Wi-Fi's 181 us a frame to 4 us, Bluetooth's 14 bytes and 380 us", () => {
    const wifi = wifiTiming("ofdm-5ghz")
    const overhead =
      wifi.preambleSeconds +
      wifi.difsSeconds +
      ((wifi.window - 1) / 2) * wifi.slotSeconds +
      wifi.sifsSeconds +
      wifi.acknowledgementSeconds
    const framing = radioEnergy("wifi-n-esp32").framing
    assert.closeTo(overhead, framing.fragmentOverheadSeconds, 4e-6)
    assert.strictEqual(wifi.headerBytes, framing.fragmentOverheadBytes)
    const ble = bleTiming("test", {})
    const { fragmentOverheadBytes, fragmentOverheadSeconds } = radioEnergy("ble1m-nrf52840").framing
    // 10 bytes of packet and 4 of L2CAP; two gaps and an empty packet.
    assert.closeTo(ble.packetSeconds / ble.secondsPerByte + 4, fragmentOverheadBytes, 1e-9)
    assert.closeTo(2 * ble.gapSeconds + ble.emptySeconds, fragmentOverheadSeconds, 1e-12)
  })
})
