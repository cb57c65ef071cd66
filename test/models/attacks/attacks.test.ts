// What each attack does through the surface, and that a failed precondition is told.

import { assert, describe, it } from "vitest"
import { parameter } from "../../../models/data/parameters.ts"
import { energyOf } from "../../../models/hospital/pumps/pumpEnergy.ts"
import { attack, outcomeOf, scenario, secured, visit } from "../hospital/fixtures.ts"

const START = 1200
const END = START + 3600

describe("B01, unauthorised command", () => {
  const strike = (fields: Record<string, unknown>, others: Record<string, unknown> = {}) =>
    visit(scenario({ ...others, attacks: [attack("B01", { targets: "100 %", ...fields })] }))

  it("sends one command to each target at each repetition while it lasts", () => {
    const { hospital, notes } = strike({ repeat: "10 min" })
    assert.strictEqual(hospital.orders.hostile.sent, 6 * 6)
    assert.include(notes, "B01 attacks 6 pumps from ward-lan.")
  })

  it("multiplies a running infusion, and stops one with factor 0", () => {
    const staff = { pumpAlarmsPerHour: "0 1/h" }
    const rates = (factor: number) => {
      const seen: Array<number> = []
      strike(
        { factor, duration: "1 min" },
        { staff, pumps: { bedside: 2, wearable: 0, vasopressorShare: "100 %" } }
      )
      visit(
        scenario({
          staff,
          pumps: { bedside: 2, wearable: 0, vasopressorShare: "100 %" },
          attacks: [attack("B01", { targets: "100 %", factor })]
        }),
        ({ pumps }) => seen.push((pumps[0]?.ratePerMinute ?? NaN) / (pumps[0]?.order.dosePerMinute ?? NaN)),
        [START - 1, START + 1]
      )
      return seen.slice(0, 2)
    }
    // An order may come through in these two seconds; with this seed none does.
    assert.deepStrictEqual(
      rates(10).map((ratio) => Math.round(ratio * 1e9) / 1e9),
      [1, 10]
    )
    assert.deepStrictEqual(rates(0), [1, 0])
  })

  it("makes a patient-controlled pump give the forged bolus, without regard to its lock-out", () => {
    const { hospital } = strike(
      { factor: 3, repeat: "1 min", duration: "5 min" },
      {
        duration: "30 min",
        pumps: { bedside: 1, wearable: 0, vasopressorShare: "0 %" },
        staff: { pumpAlarmsPerHour: "0 1/h" }
      }
    )
    const pump = hospital.pumps[0]
    assert.strictEqual(hospital.orders.hostile.obeyed, 5)
    assert.isAtLeast(pump?.commandedDose ?? 0, 5 * 3 * (pump?.order.demandDose ?? NaN))
  })

  it("can do something with factor 1 too: a dose that nobody asked for", () => {
    assert.isAbove(strike({ factor: 1 }).hospital.orders.hostile.obeyed, 0)
  })

  it("reaches one ward from radio range", () => {
    const network = { pumpsPerGateway: 3 }
    assert.include(
      strike({ position: "radio-range" }, { network }).notes,
      "B01 attacks 3 pumps from radio-range."
    )
  })

  it("harms: a rate times 20 puts patients above their window", () => {
    const baseline = outcomeOf(scenario()).metrics
    const { metrics } = strike({ factor: 20 })
    assert.isAbove(metrics["aboveWindowMinutes"] as number, 2 * (baseline["aboveWindowMinutes"] as number))
    assert.isAbove(metrics["overdoseExposure"] as number, 2 * (baseline["overdoseExposure"] as number))
  })
})

describe("B02, replay", () => {
  it("fails, and says so, when nothing was overheard before it began", () => {
    const { notes, hospital } = visit(scenario({ attacks: [attack("B02", { start: "1 s" })] }))
    assert.include(notes, "B02 failed: no command was overheard before it began.")
    assert.strictEqual(hospital.orders.hostile.sent, 0)
  })

  it("sends the latest overheard boluses again, as many as asked for, at each repetition", () => {
    const many = { pumps: { bedside: 40, wearable: 0, vasopressorShare: "0 %" }, duration: "5 h" }
    const replay = attack("B02", {
      start: "3 h",
      duration: "1 h",
      position: "ward-lan",
      commands: 3,
      repeat: "20 min"
    })
    const { hospital, notes } = visit(scenario({ ...many, attacks: [replay] }))
    assert.include(notes, "B02 replays 3 overheard commands from ward-lan.")
    assert.strictEqual(hospital.orders.hostile.sent, 9)
    assert.isAbove(hospital.orders.hostile.obeyed, 0)
  })

  it("is told as refused where counters are remembered", () => {
    const many = { pumps: { bedside: 20, wearable: 0, vasopressorShare: "0 %" }, duration: "5 h" }
    const { notes } = outcomeOf(
      scenario({
        ...many,
        ...secured("psk-hmac"),
        attacks: [attack("B02", { start: "3 h", duration: "1 h" })]
      })
    )
    assert.isTrue(notes.some((note) => /^\d+ hostile commands were refused: replayed\.$/u.test(note)))
  })
})

describe("D04, handshake flood", () => {
  const flood = (fields: Record<string, unknown>, others: Record<string, unknown> = {}) =>
    visit(scenario({ ...secured("tls13-ecdsa-mutual"), ...others, attacks: [attack("D04", fields)] }))
  const processorLoad = ({ hospital }: ReturnType<typeof visit>) =>
    hospital.infrastructure.gatewayProcessors.map((processor) => processor.busySeconds(hospital.kernel.now))

  it("keeps a gateway busy for the rate times the cost of a stranger, while it lasts", () => {
    const quiet = processorLoad(flood({ duration: "0 s" }))[0] as number
    for (const rate of [100, 200]) {
      const visited = flood({ rate: `${rate} 1/s` })
      const expected = rate * visited.hospital.infrastructure.gatewayStrangerSeconds * (END - START)
      assert.isBelow(expected / (END - START), 0.9, "below saturation")
      // The fluid draws its work: a relative error of 1 / sqrt(rate x 3600).
      assert.closeTo(((processorLoad(visited)[0] as number) - quiet) / expected, 1, 0.02)
    }
  })

  it("costs a suite that computes nothing for strangers only the reading", () => {
    const plain = flood({ rate: "1000 1/s" }, secured("none"))
    const expected = 1000 * parameter("device.gateway.discard-time") * (END - START)
    assert.closeTo((processorLoad(plain)[0] as number) / expected, 1, 0.02)
  })

  it("of pumps is paid from their batteries, by processor and radio", () => {
    const quiet = flood({ duration: "0 s" })
    const hit = flood({ target: "pumps", rate: "2 1/s" })
    const index = hit.hospital.pumps.findIndex((pump) => pump.isWearable)
    const { infrastructure: parts, kernel } = hit.hospital
    const busy = (visited: typeof hit) =>
      visited.hospital.infrastructure.pumpProcessors[index]?.busySeconds(kernel.now) as number
    const costs = parts.pumpCosts[1]
    assert.closeTo((busy(hit) - busy(quiet)) / (2 * 3600 * (costs?.strangerSeconds ?? NaN)), 1, 0.1)
    const radio = energyOf(hit.hospital, index).radio - energyOf(quiet.hospital, index).radio
    const bytes = parts.suite.firstFlightBytes ?? NaN
    // Notifications of 244 B with 17 B around each, at 8 us a byte, and an empty answer: ble1m-nrf52840.
    const packets = Math.ceil(bytes / 244)
    const joules = 8e-6 * (bytes + packets * 17) * 3 * 6.26e-3 + packets * 80e-6 * 3 * 6.4e-3
    assert.closeTo(radio / (2 * 3600 * joules), 1, 0.02)
    assert.isBelow(
      hit.metrics["wearableBatteryDays"] as number,
      quiet.metrics["wearableBatteryDays"] as number
    )
  })

  /** Shares of its time that each channel was taken in the first half hour of a flood. */
  const channelLoads = (parameters: ReturnType<typeof scenario>) => {
    const taken: Array<ReadonlyArray<number>> = []
    const visited = visit(
      parameters,
      ({ infrastructure, kernel }) =>
        taken.push(infrastructure.radios.map((radio) => radio.busySeconds(kernel.now))),
      [START, START + 1800]
    )
    return {
      ...visited,
      loads: taken[1]?.map((seconds, index) => (seconds - (taken[0]?.[index] ?? NaN)) / 1800)
    }
  }

  it("from radio range takes the ward's channel, and no more reaches the gateway than the channel carries", () => {
    const fields = { position: "radio-range", rate: "100000 1/s" }
    const visited = channelLoads(scenario({ attacks: [attack("D04", fields)] }))
    // At 6.5 Mbit/s: preamble, 36 B of header, SIFS, acknowledgement; DIFS and a mean back-off of 7.5 slots between frames.
    const exchange =
      36e-6 + ((parameter("attack.first-flight.size") + 36) * 8) / 6.5e6 + 16e-6 + 24.667e-6 + 0.2e-6
    const cycle = exchange + 34e-6 + 7.5 * 9e-6
    const expected = (parameter("device.gateway.discard-time") / cycle) * (END - START)
    assert.closeTo(visited.loads?.[0] ?? 0, exchange / cycle, 0.01)
    assert.closeTo((processorLoad(visited)[0] as number) / expected, 1, 0.05)
    // Who contends by the rules gets a turn all the same.
    assert.isAbove(visited.hospital.infrastructure.wardRadios[0]?.cells[0]?.collisions ?? 0, 0)
    assert.strictEqual(visited.hospital.telemetry.ended[2]?.[0], 0, "no status message is dropped")
  })

  it("of pumps takes the channel of their class", () => {
    const visited = channelLoads(
      scenario({
        pumps: { bedside: 0, wearable: 4 },
        network: { wearableRadio: "ieee802154" },
        attacks: [attack("D04", { target: "pumps", rate: "1 1/s" })]
      })
    )
    const airtime = (parameter("attack.first-flight.size") + 29) * 32e-6
    assert.strictEqual(visited.loads?.length, 1)
    assert.closeTo((visited.loads?.[0] ?? 0) / -Math.expm1(-4 * airtime), 1, 0.2)
    assert.isAbove((visited.loads?.[0] ?? 0) / -Math.expm1(-4 * airtime), 1)
  })

  it("is over when it is over", () => {
    const loads: Array<number> = []
    visit(
      scenario({ ...secured("tls13-ecdsa-mutual"), attacks: [attack("D04", { rate: "500 1/s" })] }),
      ({ infrastructure, kernel }) =>
        loads.push(infrastructure.gatewayProcessors[0]?.busySeconds(kernel.now) as number),
      [START, END + 10]
    )
    const [before, after, end] = loads as [number, number, number]
    assert.isAbove(after - before, 0.5 * 3600 * 0.1)
    assert.isBelow(end - after, 0.01 * (after - before))
  })

  it("twice at once adds up, and the end of one leaves the other", () => {
    const one = processorLoad(flood({ rate: "100 1/s" }))[0] as number
    const both = visit(
      scenario({
        ...secured("tls13-ecdsa-mutual"),
        attacks: [attack("D04", { rate: "100 1/s" }), attack("D04", { rate: "100 1/s", duration: "30 min" })]
      })
    )
    assert.closeTo((processorLoad(both)[0] as number) / one, 1.5, 0.05)
  })
})

describe("D01, radio disruption", () => {
  const cells = ({ hospital }: ReturnType<typeof visit>) =>
    hospital.infrastructure.wardRadios.flatMap((ward) => ward?.cells ?? [])
  const strike = (fields: Record<string, unknown>, others: Record<string, unknown> = {}) =>
    visit(scenario({ network: { radioLoss: "0 %" }, ...others, attacks: [attack("D01", fields)] }))
  const dropped = ({ hospital }: ReturnType<typeof visit>) => hospital.telemetry.ended[2]?.[0] as number
  const protectedFrames = { defences: [{ id: "management-frame-protection" }] }

  it("throws every Wi-Fi pump of the ward out at each forged frame, and bedside pumps off the air for that hour", () => {
    const visited = strike({})
    // The frame due at the very end may fall on either side of it.
    assert.closeTo(cells(visited)[0]?.presence.deauthentications ?? 0, 4 * 5 * 3600, 4)
    const sent = visited.hospital.telemetry.created[0] as number
    // Four of six pumps for half of the time; a message may be on its way when it begins or ends.
    assert.closeTo(dropped(visited) / sent, (4 / 6) * 0.5, 0.01)
    assert.closeTo(visited.metrics["chartedShare"] as number, 100 * (2 / 3), 2)
  })

  it("reaches one ward only", () => {
    const visited = strike({}, { pumps: { bedside: 12, wearable: 0 }, network: { pumpsPerGateway: 4 } })
    const counts = cells(visited).map(({ presence }) => presence.deauthentications)
    assert.strictEqual(counts.filter((count) => count === 0).length, 2)
    assert.closeTo(Math.max(...counts), 4 * 5 * 3600, 4)
  })

  it("is refused, and says so, where management frames are protected; the run is the baseline", () => {
    const visited = strike({}, protectedFrames)
    assert.strictEqual(cells(visited)[0]?.presence.deauthentications, 0)
    assert.strictEqual(dropped(visited), 0)
    assert.include(visited.notes, "D01: deauthentication is refused, as management frames are protected.")
    assert.deepStrictEqual(
      visited.metrics,
      strike({ rate: "0 1/s", duration: "0 s" }, protectedFrames).metrics
    )
  })

  it("with noise on every attempt lets nothing through on any radio, protected or not", () => {
    const quiet = strike({ duration: "0 s" }, protectedFrames)
    const jammed = strike({ rate: "0 1/s", jammedShare: "100 %" }, protectedFrames)
    assert.closeTo(quiet.metrics["chartedShare"] as number, 100, 1)
    assert.closeTo(jammed.metrics["chartedShare"] as number, 50, 3)
  })

  it("makes alarms late, by the retransmissions it takes until it is over", () => {
    const calm = { staff: { pumpAlarmsPerHour: "3 1/h" } }
    const latency = (fields: Record<string, unknown>) =>
      strike(fields, { ...calm, pumps: { bedside: 12, wearable: 0 } }).metrics["alarmLatencyP95"] as number
    assert.isAbove(latency({}), 10)
    assert.isBelow(latency({ duration: "0 s" }), 1)
  })

  it("twice at once adds up, and the end of one leaves the other", () => {
    const long = attack("D01", { rate: "1 1/s" })
    const short = attack("D01", { rate: "1 1/s", duration: "30 min" })
    const visited = visit(scenario({ attacks: [long, short] }))
    const count = cells(visited)[0]?.presence.deauthentications as number
    assert.closeTo(count, 4 * 1.5 * 3600, 8)
    assert.strictEqual(visited.hospital.infrastructure.radios[0]?.jammedShare, 0)
  })
})

describe("D07, ransomware", () => {
  const outage = (others: Record<string, unknown> = {}) => {
    const seen: Array<{ isEhrDown: boolean; isServerDown: boolean; charted: number; waiting: number }> = []
    const visited = visit(
      scenario({
        duration: "3 h",
        pumps: { bedside: 12, wearable: 4 },
        staff: { pumpAlarmsPerHour: "2 1/h" },
        ...others,
        attacks: [attack("D07")]
      }),
      ({ telemetry: { isEhrDown, isServerDown, server } }) =>
        seen.push({ isEhrDown, isServerDown, charted: server.charted, waiting: server.waitingForEhr }),
      [START - 1, START + 1, END - 1, END + 11]
    )
    return { ...visited, seen }
  }

  it("takes the EHR and, in a flat network, the pump server with it; both come back", () => {
    const { hospital, metrics, notes, seen } = outage({ network: { gatewayBuffer: 0 } })
    assert.deepStrictEqual(
      seen.map(({ isServerDown }) => isServerDown),
      [false, true, true, false, false]
    )
    assert.deepStrictEqual(
      seen.map(({ isEhrDown }) => isEhrDown),
      [false, true, true, false, false]
    )
    assert.include(notes, "D07 encrypted the EHR and the pump server.")
    assert.isAbove(hospital.orders.byHand, 0)
    // Status messages of the outage are gone, a third of the run.
    assert.closeTo(metrics["chartedShare"] as number, 200 / 3, 2)
    assert.isAbove(metrics["missedAlarmShare"] as number, 5)
  })

  it("delays status messages and no more where gateways keep them", () => {
    const { hospital, metrics } = outage()
    assert.isAbove(hospital.telemetry.store.kept, 900)
    assert.closeTo(metrics["chartedShare"] as number, 100, 2)
  })

  it("leaves alarms and the pump server alone behind a firewall, and charting catches up", () => {
    const { metrics, notes, seen } = outage({ defences: [{ id: "segmentation" }] })
    assert.isTrue(seen.every(({ isServerDown }) => !isServerDown))
    assert.include(notes, "D07 encrypted the EHR; the pump server stands behind the firewall.")
    const [before, , during, after] = seen
    assert.isAbove(during?.waiting ?? 0, 300)
    assert.isAtMost((during?.charted ?? 0) - (before?.charted ?? 0), 3)
    assert.strictEqual(after?.waiting, 0)
    assert.closeTo((after?.charted ?? 0) - (during?.charted ?? 0), during?.waiting ?? 0, 8)
    assert.closeTo(metrics["chartedShare"] as number, 100, 1)
    assert.strictEqual(metrics["missedAlarmShare"], 0)
  })

  it("makes nurses' work longer while it lasts", () => {
    const busy = (attacks: ReadonlyArray<unknown>) =>
      visit(scenario({ attacks, defences: [{ id: "segmentation" }] })).metrics["nurseUtilisation"] as number
    assert.isAbove(busy([attack("D07", { start: "0 s", duration: "2 h" })]), 1.3 * busy([]))
  })
})
