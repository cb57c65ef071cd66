// Energy that the data do not know is no value, and what is recalled or assumed is said.

import { assert, describe, it } from "vitest"
import { energyNotes } from "../../../models/hospital/reports/energyNotes.ts"
import { outcomeOf, scenario, secured } from "./fixtures.ts"

const worn = (fields: Record<string, unknown>) =>
  scenario({ pumps: { bedside: 0, wearable: 2 }, duration: "20 min", ...secured("psk-hmac"), ...fields })

const energyOf = (fields: Record<string, unknown>) => {
  const { metrics } = outcomeOf(worn(fields))
  return [metrics["wearableBatteryDays"], metrics["securityEnergyPerDay"]] as const
}

describe("the energy of wearable pumps", () => {
  it("has no value on a board without a figure of its current, and one on its sister that has it", () => {
    // The ESP32-S3 has the cycles of the ESP32, no active current: 0 J would make it the better board.
    assert.deepStrictEqual(energyOf({ platforms: { wearable: "esp32s3" } }), [NaN, NaN])
    for (const value of energyOf({ platforms: { wearable: "esp32" } })) assert.isAbove(value as number, 0)
  })

  it("has no battery life on a board without a figure of its sleep current, but an energy of what it does awake", () => {
    for (const wearable of ["rp2040", "nrf54l15"]) {
      const [days, joules] = energyOf({ platforms: { wearable } })
      assert.isNaN(days, wearable)
      assert.isAbove(joules as number, 0, wearable)
    }
  })

  it("has no battery life with strict data even on a board whose currents are sourced: capacity and drive are assumed", () => {
    const fields = { strictData: true, platforms: { wearable: "cc2340r5", gateway: "x86-64" } }
    const [days, joules] = energyOf(fields)
    assert.isNaN(days)
    assert.isAbove(joules as number, 0)
    const notes = energyNotes(worn(fields)).join("\n")
    assert.match(notes, /battery ambulatory-liion: its capacity is assumed, which strict data refuse/)
    assert.match(notes, /the power of the drive is assumed, which strict data refuse/)
    assert.notMatch(notes, /cc2340r5: its currents/)
    assert.isAbove(energyOf({ platforms: { wearable: "cc2340r5" } })[0] as number, 0)
  })

  it("has no value where strict data refuse a recalled current, and is not smaller instead", () => {
    const gateway = "x86-64"
    assert.deepStrictEqual(energyOf({ strictData: true, platforms: { gateway } }), [NaN, NaN])
    assert.match(
      energyNotes(worn({ strictData: true, platforms: { gateway } })).join("\n"),
      /nrf52840: its currents are recalled, which strict data refuse, wearable pumps have no battery life, and/
    )
    for (const value of energyOf({ platforms: { gateway } })) assert.isAbove(value as number, 0)
  })
})

describe("the notes of a run", () => {
  it("say what is recalled or assumed of current, battery and radio", () => {
    const notes = energyNotes(worn({})).join("\n")
    assert.match(notes, /nrf52840: active and sleep current are recalled/)
    assert.match(notes, /battery ambulatory-liion .*ASSUMPTION/)
    assert.match(notes, /ble\.timing: recalled\n.*ble\.connection: assumed/)
    assert.notMatch(notes, /wifi|802154/)
    assert.includeMembers([...outcomeOf(worn({})).notes], [...energyNotes(worn({}))])
  })

  it("say that a figure is missing", () => {
    const notes = energyNotes(worn({ platforms: { wearable: "esp32s3" } })).join("\n")
    assert.match(notes, /esp32s3: without a figure of its current, wearable pumps have no battery life/)
  })

  it("say that a sleep current is not known, and nothing of it where it is", () => {
    const notesOf = (wearable: string) => energyNotes(worn({ platforms: { wearable } })).join("\n")
    assert.match(
      notesOf("rp2040"),
      /rp2040: without a figure of its sleep current, wearable pumps have no battery/
    )
    assert.notMatch(notesOf("nrf52840"), /without a figure/)
  })

  it("say nothing of radios and batteries that are not there", () => {
    const bedside = energyNotes(scenario({ pumps: { bedside: 2, wearable: 0 } })).join("\n")
    assert.match(bedside, /wifi\.ofdm-5ghz: recalled/)
    assert.notMatch(bedside, /battery|ble\./)
  })

  it("tell a chip whose currents are derived", () => {
    const notes = energyNotes(worn({ network: { wearableRadio: "ble2m-nrf52840" } })).join("\n")
    assert.match(notes, /radio ble2m-nrf52840: its currents have status D/)
  })
})
