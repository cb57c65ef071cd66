// Which radio serves whom, and that each field of `network` about radios changes what it says.

import { assert, describe, it } from "vitest"
import { BlePiconet } from "../../../models/network/BlePiconet.ts"
import { Ieee802154 } from "../../../models/network/Ieee802154.ts"
import { NbIot } from "../../../models/network/NbIot.ts"
import { parameter } from "../../../models/data/parameters.ts"
import { attack, scenario, secured, visit } from "./fixtures.ts"

const wardOf = (network: Record<string, unknown>, fields: Record<string, unknown> = {}) =>
  visit(scenario({ ...fields, network: { radioLoss: "0 %", ...network } }))

describe("radios", () => {
  it("are a Wi-Fi cell for bedside pumps and Bluetooth for wearable ones at each gateway that has some", () => {
    const { hospital } = wardOf({ pumpsPerGateway: 2 }, { pumps: { bedside: 4, wearable: 1 } })
    const kinds = hospital.infrastructure.wardRadios.map((ward) => ward?.radio.constructor.name)
    assert.deepStrictEqual(kinds, ["WifiCell", undefined, "WifiCell", "BlePiconet", "WifiCell", undefined])
    assert.strictEqual(hospital.infrastructure.radios.length, 4)
  })

  it.each([1, 20, 21, 200])(
    "give %i wearable pumps of one gateway room in the connection interval",
    (wearable) => {
      const { hospital } = wardOf(
        { pumpsPerGateway: 1000 },
        { pumps: { bedside: 0, wearable }, duration: "10 min" }
      )
      const piconet = hospital.infrastructure.radios[0] as BlePiconet
      const { intervalSeconds, peripheralLatency, supervisionSeconds } = piconet.timing
      assert.isAtLeast(intervalSeconds, wearable * 2.468e-3)
      assert.strictEqual(intervalSeconds === 0.05, wearable <= 20)
      assert.isAbove(supervisionSeconds, 2 * intervalSeconds * (1 + peripheralLatency))
      assert.isAtLeast(piconet.sentMessages, 10 * wearable)
      assert.strictEqual(piconet.droppedMessages + piconet.lostMessages, 0)
    }
  )
})

interface Roams {
  readonly fingerprint: string
  readonly roams: number
}

describe("the scenario's", () => {
  it("wearableRadio chooses the radio, its delay and its energy", () => {
    const [ble, ieee802154, nbIot] = ["ble", "ieee802154", "nb-iot"].map((wearableRadio) =>
      wardOf({ wearableRadio }, { pumps: { bedside: 0, wearable: 4 }, staff: { pumpAlarmsPerHour: "5 1/h" } })
    ) as [ReturnType<typeof visit>, ReturnType<typeof visit>, ReturnType<typeof visit>]
    assert.instanceOf(ble.hospital.infrastructure.radios[0], BlePiconet)
    assert.instanceOf(ieee802154.hospital.infrastructure.radios[0], Ieee802154)
    assert.instanceOf(nbIot.hospital.infrastructure.radios[0], NbIot)
    const latency = (visited: typeof ble) => visited.metrics["alarmLatencyP50"] as number
    // Half a connection interval of Bluetooth; eleven fragments of up to 104 B at 250 kbit/s; half a round trip of 3 s on NB-IoT.
    assert.isAbove(latency(ble), 0.025)
    assert.isAbove(latency(ieee802154), (parameter("msg.pcd04.size") * 8) / 250_000)
    assert.isBelow(Math.max(latency(ble), latency(ieee802154)), 0.15)
    assert.isAtLeast(latency(nbIot), 1.5)
    assert.isBelow(
      nbIot.metrics["wearableBatteryDays"] as number,
      ble.metrics["wearableBatteryDays"] as number
    )
  })

  it("wearableRadio takes a chip of the data file: a technology is its usual chip, another changes energy and rate", () => {
    const of = (wearableRadio: string) =>
      wardOf({ wearableRadio }, { pumps: { bedside: 0, wearable: 4 }, staff: { pumpAlarmsPerHour: "5 1/h" } })
    const energy = (visited: ReturnType<typeof visit>) => visited.metrics["securityEnergyPerDay"] as number
    for (const [technology, chip] of [
      ["ble", "ble1m-nrf52840"],
      ["ieee802154", "802154-nrf52840"],
      ["nb-iot", "nbiot-sara-n2"]
    ] as const) {
      const [usual, same] = [of(technology), of(chip)]
      assert.strictEqual(same.fingerprint, usual.fingerprint)
      assert.deepStrictEqual(same.metrics, usual.metrics)
    }
    const [nordic, texas, fast] = [of("ble"), of("ble1m-cc2340"), of("ble2m-nrf52840")]
    // Same air time; 5.1 and 5.3 mA instead of 6.4 and 6.26.
    assert.strictEqual(texas.fingerprint, nordic.fingerprint)
    assert.isBelow(energy(texas), energy(nordic))
    // Half the air time of all but gaps.
    assert.notStrictEqual(fast.fingerprint, nordic.fingerprint)
    assert.isBelow(energy(fast), energy(nordic))
    assert.isAbove(energy(of("802154-cc2530")), 3 * energy(of("ieee802154")))
  })

  it("NB-IoT gives each pump a bearer: a flood of all takes from each no more than its own", () => {
    const busySeconds = (rate: string) => {
      const flood = attack("D04", { start: "1 min", duration: "90 min", target: "pumps", rate })
      const { infrastructure, kernel } = wardOf(
        { wearableRadio: "nb-iot" },
        { pumps: { bedside: 0, wearable: 4 }, attacks: [flood], staff: { pumpAlarmsPerHour: "0 1/h" } }
      ).hospital
      const radio = infrastructure.radios[0]
      return (radio?.busySeconds(kernel.now) ?? NaN) / (radio?.sentBytes ?? NaN)
    }
    // 9 first flights of 303 B a second are 47 % of 46 kbit/s, for three quarters of the time.
    const taken = (9 * 303 * 8) / 46_000
    assert.closeTo(busySeconds("9 1/s") / busySeconds("0 1/s"), 0.25 + 0.75 / (1 - taken), 0.02)
  })

  it("radioRate is how long frames take on Wi-Fi", () => {
    const [slow, fast] = ["1 Mbit/s", "10 Mbit/s"].map((radioRate) => {
      const { infrastructure, kernel } = wardOf({ radioRate }).hospital
      return infrastructure.radios[0]?.busySeconds(kernel.now) as number
    }) as [number, number]
    assert.isAbove(slow, 5 * fast)
  })

  it("radioLoss is the share of attempts that fail", () => {
    const attempts = (radioLoss: string) => {
      const radio = wardOf({ radioLoss, roaming: "none" }).hospital.infrastructure.radios[0]
      return (radio?.attempts ?? NaN) / (radio?.sentMessages ?? NaN)
    }
    assert.closeTo(attempts("20 %") / attempts("0 %"), 1 / 0.8, 0.08)
  })

  it("lossBurst gathers the same losses in fades, which a few retries do not outlast", () => {
    const lost = (lossBurst: string) => {
      const { hospital } = wardOf(
        { lossBurst, radioLoss: "20 %", roaming: "none" },
        { pumps: { statusInterval: "2 s" } }
      )
      const radio = hospital.infrastructure.radios[0]
      return (radio?.lostMessages ?? NaN) / (radio?.sentMessages ?? NaN)
    }
    assert.isBelow(lost("0 s"), 0.001)
    assert.closeTo(lost("10 s"), 0.2, 0.04)
  })

  it("roaming takes bedside pumps off the channel, and its method changes the run", () => {
    const run = (roaming: string) =>
      wardOf({ roaming }, { pumps: { bedside: 40, wearable: 0, statusInterval: "1 s" }, duration: "4 h" })
    const [none, fast, full] = ["none", "802.11r", "full_dot1x"].map((method) => {
      const { fingerprint, hospital } = run(method)
      const cells = hospital.infrastructure.wardRadios.map((ward) => ward?.cells[0])
      return { fingerprint, roams: cells.reduce((sum, cell) => sum + (cell?.presence.roams ?? 0), 0) }
    }) as [Roams, Roams, Roams]
    assert.strictEqual(none.roams, 0)
    // 40 pumps for one mean interval: a Poisson count of 40.
    assert.closeTo(fast.roams, 40, 20)
    assert.isAbove(full.roams, 10)
    assert.strictEqual(new Set([none.fingerprint, fast.fingerprint, full.fingerprint]).size, 3)
  })

  it("defence against forged management frames alone changes nothing", () => {
    const bare = visit(scenario(secured("psk-hmac")))
    const covered = visit(scenario(secured("psk-hmac", { id: "management-frame-protection" })))
    assert.strictEqual(covered.fingerprint, bare.fingerprint)
  })
})
