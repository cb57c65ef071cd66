// Gateways that stand in for each other: who serves whom, what a new handshake costs, and where the load goes.

import { assert, describe, it } from "vitest"
import { FrameType } from "../../../models/devices/Frames.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { FrameFate } from "../../../models/devices/FrameLedger.ts"
import { scenario, secured, visit } from "./fixtures.ts"

const ward = (
  network: Record<string, unknown>,
  outages: ReadonlyArray<unknown>,
  fields: Record<string, unknown> = {}
) =>
  scenario({
    ...secured("tls13-ecdsa-mutual"),
    staff: { pumpAlarmsPerHour: "0 1/h" },
    pumps: { bedside: 12, wearable: 0, statusInterval: "10 s" },
    duration: "40 min",
    network: { radioLoss: "0 %", roaming: "none", pumpsPerGateway: 4, ...network },
    outages,
    ...fields
  })
const fails = (which: number, fields: Record<string, unknown> = {}) => ({
  what: "gateway",
  which,
  start: "20 min",
  duration: "10 min",
  ...fields
})
const connected = ({ pumps, sessions }: Hospital) =>
  pumps.filter(({ index }) => sessions.isConnected(index)).length
const gatewayLoads = ({ infrastructure, kernel }: Hospital) =>
  infrastructure.gatewayProcessors.map((processor) => processor.busySeconds(kernel.now))

describe("a second pump server", () => {
  const server = (which: number, fields: Record<string, unknown> = {}) => ({
    ...fails(which, fields),
    what: "pump-server"
  })
  const down = (replicas: number, outages: ReadonlyArray<unknown>, stops: ReadonlyArray<number>) => {
    const seen: Array<boolean> = []
    const { hospital } = visit(
      ward({ pumpServerReplicas: replicas, failoverDetection: "3 s", failoverSwitch: "10 s" }, outages),
      ({ telemetry }) => seen.push(telemetry.isServerDown),
      stops
    )
    return { hospital, seen: seen.slice(0, stops.length) }
  }

  it("takes over after detection and switch, and nothing is lost: gateways keep what comes meanwhile", () => {
    const { hospital, seen } = down(2, [server(0)], [1199, 1201, 1212.9, 1213.1, 1801])
    assert.deepStrictEqual(seen, [false, true, true, false, false])
    assert.strictEqual(hospital.telemetry.ended[FrameFate.dropped]?.[FrameType.status], 0)
    assert.isAbove(hospital.telemetry.store.kept, 10)
    assert.include(hospital.outages.notes(), "Another pump server took over from one that failed 1 times.")
  })

  it("is no help when it is down itself, and serves at once when it is the first to be back", () => {
    const both = [server(0), server(1, { start: "19 min", duration: "5 min" })]
    assert.deepStrictEqual(down(2, both, [1199, 1201, 1430, 1439, 1441]).seen, [
      false,
      true,
      true,
      true,
      false
    ])
    assert.deepStrictEqual(down(1, [server(0)], [1201, 1799, 1801]).seen, [true, true, false])
  })

  it("that fails while it stands by is not missed", () => {
    assert.deepStrictEqual(down(2, [server(1)], [1199, 1201, 1801]).seen, [false, false, false])
  })

  it("falls with the first when all fail, as to ransomware", () => {
    const all = { ...server(0), which: undefined }
    assert.deepStrictEqual(down(2, [JSON.parse(JSON.stringify(all))], [1201, 1300, 1799, 1801]).seen, [
      true,
      true,
      true,
      false
    ])
  })
})

describe("without a stand-in", () => {
  it("the pumps of a dead gateway are cut off until it is back", () => {
    const seen: Array<number> = []
    visit(ward({}, [fails(0)]), (hospital) => seen.push(connected(hospital)), [1199, 1400, 1799])
    assert.deepStrictEqual(seen, [12, 8, 8, 12])
  })
})

describe("a warm standby", () => {
  const standby = { gatewayFailover: "warm-standby", failoverDetection: "3 s", failoverSwitch: "10 s" }

  it("serves the same pumps under the same address after detection and switch, for a handshake each", () => {
    const seen: Array<boolean> = []
    const { hospital } = visit(
      ward(standby, [fails(0)]),
      ({ infrastructure }) => seen.push(infrastructure.machines.isGatewayDown(0)),
      [1199.9, 1200, 1212.9, 1213.1, 1801]
    )
    assert.deepStrictEqual(seen, [false, true, true, false, false, false])
    const without = visit(ward(standby, [])).hospital
    assert.strictEqual(hospital.sessions.completed - without.sessions.completed, 4)
    assert.strictEqual(hospital.failover.takeovers, 1)
    assert.strictEqual(connected(hospital), 12)
    assert.deepStrictEqual(
      [...hospital.infrastructure.gatewayOfPump],
      [...without.infrastructure.gatewayOfPump]
    )
  })

  it("does not help when it fails too, until one of the two is back", () => {
    const seen: Array<boolean> = []
    visit(
      ward(standby, [fails(0)]),
      (hospital) => {
        if (hospital.kernel.now === 1300) hospital.outages.begin("gateway", 0)
        seen.push(hospital.infrastructure.machines.isGatewayDown(0))
      },
      [1300, 1500, 1799, 1801]
    )
    assert.deepStrictEqual(seen, [true, true, true, false, false])
  })
})

describe("the other gateways of a group", () => {
  const neighbour = {
    gatewayFailover: "neighbour",
    gatewayGroup: 3,
    failoverDetection: "3 s",
    failoverSwitch: "10 s"
  }

  it("share the pumps of a dead one, and give them back", () => {
    const seen: Array<ReadonlyArray<number>> = []
    const { hospital } = visit(
      ward(neighbour, [fails(0)]),
      ({ infrastructure }) => seen.push([...infrastructure.gatewayOfPump]),
      [1212, 1214, 1799, 1801]
    )
    const home = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]
    const away = [1, 1, 2, 2, 1, 2, 1, 1, 2, 2, 1, 2]
    assert.deepStrictEqual(seen, [home, away, away, home, home])
    assert.strictEqual(connected(hospital), 12)
  })

  it("carry the guests' handshakes and messages, on processor and uplink", () => {
    const load: Array<ReadonlyArray<number>> = []
    const { hospital } = visit(
      ward(neighbour, [fails(0, { duration: "20 min" })], { duration: "60 min" }),
      (now) => load.push(gatewayLoads(now)),
      [1100, 1300, 2300]
    )
    const busy = (gateway: number) => (load[2]?.[gateway] as number) - (load[1]?.[gateway] as number)
    const before = (load[0]?.[1] as number) / 1100
    assert.strictEqual(busy(0), 0)
    // Six pumps instead of four: half as much again, after the handshakes.
    assert.isAbove(busy(1) / 1000, before * 1.1)
    const quiet = visit(ward(neighbour, [], { duration: "60 min" })).hospital
    const sent = (ward: Hospital, gateway: number) =>
      ward.infrastructure.uplinks[gateway]?.sentMessages as number
    const guests = sent(hospital, 1) - sent(quiet, 1)
    // Two guests for 20 minutes less detection, a message each 10 s.
    assert.closeTo(guests, 240, 25)
  })

  it("leave the radio alone: the pumps' access point lives on", () => {
    const { hospital } = visit(ward(neighbour, [fails(0)]))
    const { wardOfPump } = hospital.infrastructure
    assert.deepStrictEqual([...wardOfPump], [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2])
    assert.strictEqual(hospital.infrastructure.radioOfPump(0), hospital.infrastructure.wardRadios[0]?.radio)
  })

  it("lose fewer status messages than no fail-over, and far more than none", () => {
    const heard = (network: Record<string, unknown>, outages: ReadonlyArray<unknown>) => {
      const { telemetry } = visit(ward(network, outages)).hospital
      return telemetry.ended[FrameFate.delivered]?.[FrameType.status] as number
    }
    const [none, shared, healthy] = [
      heard({}, [fails(0)]),
      heard(neighbour, [fails(0)]),
      heard(neighbour, [])
    ]
    assert.isBelow(none, shared)
    assert.isBelow(shared, healthy)
    // Four pumps for ten minutes less 13 s and what it takes to notice.
    assert.isAbove((shared - none) / (healthy - none), 0.6)
  })

  it("outside the group do nothing", () => {
    const { hospital } = visit(ward({ ...neighbour, gatewayGroup: 2 }, [fails(2)]), undefined, [])
    assert.strictEqual(hospital.failover.takeovers, 0)
  })

  it("take pumps without sessions over without a handshake", () => {
    const plain = visit(ward(neighbour, [fails(0)], { defences: [] })).hospital
    assert.strictEqual(plain.sessions.completed, 0)
    assert.strictEqual(plain.watch.sessionsLost, 0)
    const dropped = plain.telemetry.ended[FrameFate.dropped]?.[FrameType.status] as number
    // Four pumps, 13 s, a message each 10 s.
    assert.isAtLeast(dropped, 4)
    assert.isAtMost(dropped, 8)
  })
})
