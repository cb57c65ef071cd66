// Messages, energy and drug: what begins somewhere ends somewhere, at any time one looks.

import { assert, describe, it } from "vitest"
import { parameter } from "../../../models/data/parameters.ts"
import { FrameType } from "../../../models/devices/Frames.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { type NodeCosts, type PumpCosts } from "../../../models/hospital/transport/deviceCosts.ts"
import { energyOf } from "../../../models/hospital/pumps/pumpEnergy.ts"
import { attack, scenario, secured, visit } from "./fixtures.ts"

const STOPS = [0.5, 61.123456789, 1230, 1234.5678, 2000.1, 3000, 4799.999, 4860.5, 6000]

const guard = { id: "handshake-guard", rate: "1 1/s" }
const busy: ReadonlyArray<readonly [string, ReturnType<typeof scenario>]> = [
  ["a quiet ward", scenario()],
  ["B01 against no security", scenario({ attacks: [attack("B01", { targets: "100 %", repeat: "1 min" })] })],
  ["B02 against HMAC", scenario({ ...secured("psk-hmac"), attacks: [attack("B02", { repeat: "1 min" })] })],
  [
    "a flood of TLS gateways on a lossy radio",
    scenario({
      ...secured("tls13-ecdsa-mutual", guard),
      network: { radioLoss: "60 %" },
      attacks: [attack("D04", { position: "radio-range", rate: "20000 1/s" })]
    })
  ],
  [
    "a flood of TLS pumps",
    scenario({
      ...secured("tls13-ecdsa-mutual"),
      attacks: [attack("D04", { target: "pumps", rate: "5000 1/s" })]
    })
  ],
  [
    "a jammed ward with deauthentication, TLS and fades",
    scenario({
      ...secured("tls13-ecdsa-mutual"),
      network: { lossBurst: "2 s", radioLoss: "20 %", roaming: "full_dot1x" },
      attacks: [attack("D01", { rate: "1 1/s", jammedShare: "60 %" })]
    })
  ],
  [
    "B01 with IEEE 802.15.4 to wearable pumps",
    scenario({
      network: { wearableRadio: "ieee802154" },
      attacks: [attack("B01", { targets: "100 %", repeat: "1 min" })]
    })
  ],
  ["a ward with NB-IoT", scenario({ network: { wearableRadio: "nb-iot", radioLoss: "20 %" } })],
  [
    "machines that fail one after another and together",
    scenario({
      ...secured("tls13-ecdsa-mutual"),
      pumps: { statusInterval: "1 s" },
      staff: { pumpAlarmsPerHour: "6 1/h" },
      network: { pumpsPerGateway: 3, gatewayFailover: "neighbour", gatewayBuffer: 100 },
      outages: [
        { what: "gateway", which: 0, start: "1229.9 s", duration: "100 s" },
        { what: "radio", start: "1233 s", duration: "20 s" },
        { what: "backhaul", start: "1990 s", duration: "11 s" },
        { what: "pump-server", start: "2000 s", duration: "1200 s" },
        { what: "ehr", start: "1900 s", duration: "1200 s" },
        { what: "gateway", share: "100 %", start: "2999.9999 s", duration: "1 s" }
      ]
    })
  ],
  ["ransomware", scenario({ pumps: { statusInterval: "2 s" }, attacks: [attack("D07")] })]
]

const assertMessagesConserved = ({ infrastructure, sessions, telemetry }: Hospital): void => {
  let inFlight = 0
  for (const [name, type] of Object.entries(FrameType)) {
    const ended = telemetry.ended.reduce((sum, tally) => sum + (tally[type] as number), 0)
    const left = (telemetry.created[type] as number) - ended
    assert.isAtLeast(left, 0, `${name}: more ended than began`)
    inFlight += left
  }
  assert.strictEqual(telemetry.inFlight, inFlight)
  const {
    downlinks,
    ehrLink,
    ehrProcessor,
    gatewayProcessors,
    pumpProcessors,
    radios,
    serverProcessor,
    uplinks
  } = infrastructure
  const links = [...radios, ...uplinks, ...downlinks, ehrLink]
  const processors = [...pumpProcessors, ...gatewayProcessors, serverProcessor, ehrProcessor]
  for (const link of links) {
    const { deliveredMessages, droppedMessages, inFlightMessages, lostMessages, sentMessages } = link
    assert.strictEqual(sentMessages, deliveredMessages + lostMessages + droppedMessages + inFlightMessages)
    assert.strictEqual(
      link.sentBytes,
      link.deliveredBytes + link.lostBytes + link.droppedBytes + link.inFlightBytes
    )
  }
  const onTheirWay =
    links.reduce((sum, link) => sum + link.inFlightMessages, 0) +
    processors.reduce((sum, processor) => sum + processor.inside, 0) +
    telemetry.store.queued
  const work = inFlight + sessions.computing
  assert.strictEqual(onTheirWay, work, "each frame in flight is on one channel, in one processor or kept")
}

const assertDrugConserved = ({ kernel, pumps }: Hospital): void => {
  for (const { body, commandedDose, deliveredDose, displacedDose, index, line } of pumps) {
    const { drugInfused } = body.exposure
    const small = 1e-9 * Math.max(displacedDose, 1e-9)
    const where = `pump ${index} at ${kernel.now} s`
    assert.isAtMost(Math.abs(deliveredDose - drugInfused), small, `${where}: delivered`)
    assert.isAtMost(Math.abs(displacedDose - commandedDose * line.gain), small, `${where}: displaced`)
    assert.isAtMost(
      Math.abs(displacedDose - deliveredDose - line.storedDose - line.lostDose),
      small,
      `${where}: in the line`
    )
  }
}

describe.each(busy)("in %s", (_, parameters) => {
  it("every message and every dose is accounted for at any time", () => {
    const { hospital } = visit(
      parameters,
      (ward) => {
        assertMessagesConserved(ward)
        assertDrugConserved(ward)
      },
      STOPS
    )
    assert.isAbove(hospital.telemetry.created[FrameType.status] as number, 100)
    assert.isAbove(
      hospital.pumps.reduce((sum, pump) => sum + pump.commandedDose, 0),
      0
    )
  })

  it("the energy of a pump is the sum of its consumers, and its processor's share is busy time by power", () => {
    const { hospital, metrics } = visit(parameters)
    const { infrastructure: parts, kernel } = hospital
    const wearables = hospital.pumps.filter((pump) => pump.isWearable)
    let all = 0
    for (const { index } of wearables) {
      const energy = energyOf(hospital, index)
      const costs = parts.pumpCosts[parts.pumpClass[index] as number] as PumpCosts
      const seconds = parts.pumpProcessors[index]?.busySeconds(kernel.now) as number
      assert.isAbove(seconds, 0)
      assert.isAtMost(seconds, kernel.now)
      assert.closeTo(energy.processor, seconds * costs.activeWatts, 1e-12)
      assert.closeTo(energy.sleep, (kernel.now - seconds) * costs.sleepWatts, 1e-12)
      assert.isAbove(energy.radio, 0)
      all += energy.processor + energy.sleep + energy.radio + energy.mechanism
    }
    // 3.7 V x 2 Ah or whatever the data say: read back from the metric itself.
    const days = kernel.now / 86_400
    const batteryJoules = (metrics["wearableBatteryDays"] as number) * (all / wearables.length / days)
    const quiet = visit(scenario())
    const quietJoules = quiet.hospital.pumps
      .filter((pump) => pump.isWearable)
      .map((pump) => energyOf(quiet.hospital, pump.index))
      .reduce((sum, part) => sum + part.processor + part.sleep + part.radio + part.mechanism, 0)
    const capacity = (quiet.metrics["wearableBatteryDays"] as number) * (quietJoules / 2 / (7200 / 86_400))
    assert.closeTo(batteryJoules / capacity, 1, 1e-9)
  })
})

describe("radio energy", () => {
  const one = (radioLoss: string) =>
    visit(scenario({ pumps: { bedside: 0, wearable: 1 }, network: { radioLoss } })).hospital
  const packets = (bytes: number) => Math.ceil(bytes / 244)

  it("of a wearable pump is its packets, their answers, and an empty exchange every quarter of a second", () => {
    const hospital = one("0 %")
    const { infrastructure: parts, kernel, telemetry } = hospital
    const sizes: ReadonlyArray<readonly [number, number, boolean]> = [
      [FrameType.status, parameter("msg.pcd01.size"), true],
      [FrameType.alarm, parameter("msg.pcd04.size"), true],
      [FrameType.acknowledgement, parameter("message.acknowledgement.size"), false],
      [FrameType.command, parameter("message.command.size"), false]
    ]
    let [sending, receiving, messages, bytesSent] = [0, 0, 0, 0]
    for (const [type, bytes, isUp] of sizes) {
      const count = telemetry.created[type] as number
      // 10 B of link layer, 4 of L2CAP and 3 of ATT around each notification, 8 us a byte; answers of 80 us.
      const data = count * (bytes + packets(bytes) * 17) * 8e-6
      const answers = count * packets(bytes) * 80e-6
      sending += isUp ? data : answers
      receiving += isUp ? answers : data
      messages += count
      bytesSent += count * bytes
    }
    assert.strictEqual(parts.radioOfPump(0).sentBytes, bytesSent)
    const idle = (7200 / 0.25 - messages) * 80e-6
    const expected = (sending + idle) * 3 * 6.4e-3 + (receiving + idle) * 3 * 6.26e-3
    const measured = parts.radioOfPump(0).stationJoules(0, kernel.now)
    // A message of more than six packets takes more than one of the exchanges.
    assert.closeTo(measured / expected, 1, 0.01)
    assert.strictEqual(energyOf(hospital, 0).radio, measured)
  })

  it("grows with each repeated attempt", () => {
    const [clear, lossy] = [one("0 %"), one("40 %")].map(({ infrastructure, kernel }) => {
      const radio = infrastructure.radioOfPump(0)
      return { joules: radio.stationJoules(0, kernel.now), attempts: radio.attempts }
    }) as [{ joules: number; attempts: number }, { joules: number; attempts: number }]
    // Attempts are geometric: 1 / (1 - 0.4) on average.
    assert.closeTo(lossy.attempts / clear.attempts, 1 / 0.6, 0.1)
    assert.isAbove(lossy.joules, clear.joules * 1.01)
  })
})

describe("processor time", () => {
  it("of a gateway is its handshakes and the messages it forwards, each opened and protected anew", () => {
    const { hospital } = visit(
      scenario({
        ...secured("tls13-ecdsa-mutual"),
        network: { radioLoss: "0 %" },
        pumps: { vasopressorShare: "0 %" }
      })
    )
    const { infrastructure: parts, kernel, telemetry } = hospital
    const { protect, unprotect }: NodeCosts = parts.gatewayCosts
    const forward = (type: number, bytes: number) =>
      (telemetry.created[type] as number) *
      (parameter("device.gateway.forward-time") +
        protect.fixedSeconds +
        unprotect.fixedSeconds +
        (protect.secondsPerByte + unprotect.secondsPerByte) * bytes)
    const expected =
      (telemetry.created[FrameType.hello] as number) * parts.gatewayHandshakeSeconds +
      forward(FrameType.status, parameter("msg.pcd01.size")) +
      forward(FrameType.alarm, parameter("msg.pcd04.size")) +
      forward(FrameType.acknowledgement, parameter("message.acknowledgement.size")) +
      forward(FrameType.command, parameter("message.command.size"))
    const busySeconds = parts.gatewayProcessors.reduce(
      (sum, processor) => sum + processor.busySeconds(kernel.now),
      0
    )
    assert.isAbove(telemetry.created[FrameType.hello] as number, 6)
    assert.closeTo(busySeconds / expected, 1, 1e-6)
  })

  it("doubles when every message comes twice as often", () => {
    const load = (statusInterval: string) =>
      visit(scenario({ pumps: { statusInterval }, staff: { pumpAlarmsPerHour: "0 1/h" }, duration: "4 h" }))
        .hospital
    const [slow, fast] = [load("20 s"), load("10 s")]
    const statusOf = ({ telemetry }: Hospital) => telemetry.created[FrameType.status] as number
    // The phase of the first message may add one to either count.
    assert.closeTo(statusOf(fast) / statusOf(slow), 2, 0.01)
    for (const pump of slow.pumps) {
      const [few, many] = [slow, fast].map(
        ({ infrastructure, kernel }) =>
          infrastructure.pumpProcessors[pump.index]?.busySeconds(kernel.now) as number
      )
      assert.closeTo((many as number) / (few as number), 2, 0.02)
    }
  })
})
