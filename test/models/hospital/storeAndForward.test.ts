// Gateways keep what the pump server does not take, in a finite buffer, and forward it when it is back.

import { assert, describe, it } from "vitest"
import { Frames, FrameType } from "../../../models/devices/Frames.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { StoreAndForward } from "../../../models/hospital/transport/StoreAndForward.ts"
import { FrameFate, FrameLedger } from "../../../models/devices/FrameLedger.ts"
import { GatewayForwarding } from "../../../models/hospital/transport/GatewayForwarding.ts"
import { Kernel } from "../../../src/engine/Kernel.ts"
import { outcomeOf, scenario, visit } from "./fixtures.ts"

describe("a gateway's buffer", () => {
  const make = (capacity: number) => {
    const frames = new Frames()
    const store = new StoreAndForward(frames, 1, capacity)
    let number = 0
    const add = (type: number) => {
      const frame = frames.allocate(type, 0, 100)
      frames.code[frame] = ++number
      return { frame, dropped: store.add(0, frame) }
    }
    const drain = () => {
      const out: Array<number> = []
      for (let frame = store.next(0); frame >= 0; frame = store.next(0)) out.push(frame)
      return out
    }
    return { add, drain, frames, store }
  }
  const { alarm, status } = FrameType

  it("gives up its oldest status for anything new, and alarms last", () => {
    const { add, drain, store } = make(3)
    const [a, b, c] = [add(status), add(alarm), add(status)]
    assert.deepStrictEqual([a.dropped, b.dropped, c.dropped], [-1, -1, -1])
    const d = add(status)
    assert.strictEqual(d.dropped, a.frame)
    const e = add(alarm)
    assert.strictEqual(e.dropped, c.frame)
    const f = add(alarm)
    assert.strictEqual(f.dropped, d.frame)
    const g = add(status)
    assert.strictEqual(g.dropped, g.frame, "a status finds only alarms")
    const h = add(alarm)
    assert.strictEqual(h.dropped, b.frame, "an alarm pushes out the oldest alarm")
    assert.deepStrictEqual(drain(), [e.frame, f.frame, h.frame])
    assert.strictEqual(store.queued, 0)
  })

  it("forwards alarms first, then the others in order, however many there are", () => {
    const { add, drain } = make(1000)
    const sent = Array.from({ length: 100 }, (_, index) => ({
      ...add(index % 7 === 0 ? alarm : status),
      index
    }))
    const expected = [
      ...sent.filter(({ index }) => index % 7 === 0),
      ...sent.filter(({ index }) => index % 7 !== 0)
    ]
    assert.deepStrictEqual(
      drain(),
      expected.map(({ frame }) => frame)
    )
  })

  it("keeps a repeated alarm once, and nothing at all without room", () => {
    const { add, frames, store } = make(5)
    const first = add(alarm)
    const again = frames.allocate(alarm, 0, 100)
    frames.code[again] = frames.code[first.frame] as number
    assert.strictEqual(store.add(0, again), again)
    const none = make(0)
    const refused = none.add(alarm)
    assert.strictEqual(refused.dropped, refused.frame)
  })
})

describe("a gateway that cannot send on", () => {
  it("keeps a message behind those that came back from the server before", () => {
    const kernel = new Kernel()
    const ledger = new FrameLedger(() => {})
    const [first = -1, second = -1] = [1, 2].map(() => ledger.create(FrameType.status, 0, 100, 0))
    let isComing = true
    const forwarding: GatewayForwarding = new GatewayForwarding({
      kernel,
      ledger,
      parts: {
        gatewayOfPump: Int32Array.of(0),
        gatewayProcessors: [null],
        storeAndForward: { messages: 1, perSecond: 10 },
        machines: { isBackhaulDown: () => false, isGatewayDown: () => false }
      } as never,
      server: {
        isDown: true,
        settle: () => {
          if (isComing) forwarding.keep(0, first)
          isComing = false
        }
      },
      send: () => assert.fail("the server is down")
    })
    kernel.schedule(1, forwarding.kept, 0, second)
    kernel.run(2)
    assert.strictEqual(ledger.ended[FrameFate.dropped]?.[FrameType.status], 1)
    assert.strictEqual(forwarding.store.next(0), second)
  })
})

describe("in the hospital", () => {
  const cut = (what: string, network: Record<string, unknown> = {}) =>
    scenario({
      duration: "1 h",
      pumps: { bedside: 4, wearable: 2, statusInterval: "10 s" },
      staff: { pumpAlarmsPerHour: "10 1/h" },
      network: { radioLoss: "0 %", roaming: "none", ...network },
      outages: [{ what, start: "20 min", duration: "10 min" }]
    })
  const fate = ({ telemetry }: Hospital, end: number, type: number) => telemetry.ended[end]?.[type] as number

  it.each(["backhaul", "pump-server"])(
    "nothing is lost with the %s, and all is charted in the end",
    (what) => {
      const queued: Array<number> = []
      const { hospital, notes } = visit(
        cut(what),
        ({ telemetry }) => queued.push(telemetry.store.queued),
        [1199, 1300, 1799, 1830, 1900]
      )
      const [before, soon, late, draining, after] = queued as [number, number, number, number, number]
      assert.strictEqual(before, 0)
      // Six pumps, a message each 10 s, beside alarms.
      assert.closeTo(soon, 60, 5)
      assert.closeTo(late, 360, 15)
      // Ten a second.
      assert.closeTo(late - draining, 300, 5)
      assert.strictEqual(after, 0)
      assert.strictEqual(fate(hospital, FrameFate.dropped, FrameType.status), 0)
      assert.isAtLeast(
        hospital.telemetry.server.charted,
        fate(hospital, FrameFate.delivered, FrameType.status) - 1
      )
      assert.isEmpty(notes.filter((note) => note.includes("room")))
    }
  )

  it("a small buffer loses statuses and no alarm", () => {
    const { hospital } = visit(
      cut("backhaul", { gatewayBuffer: 50 }),
      ({ telemetry }) => {
        assert.isAtMost(telemetry.store.queued, 50)
        const created = telemetry.created.reduce((sum, count) => sum + count, 0)
        const ended = telemetry.ended.flatMap((tally) => [...tally]).reduce((sum, count) => sum + count, 0)
        // Sent = received + lost + dropped + refused + on the way or kept.
        assert.strictEqual(created, ended + telemetry.inFlight)
        assert.isAtLeast(telemetry.inFlight, telemetry.store.queued)
      },
      [1300, 1500, 1799, 1801, 1803]
    )
    assert.closeTo(fate(hospital, FrameFate.dropped, FrameType.status), 310, 20)
    const during = hospital.alarms.filter(
      ({ addressedSeconds, onsetSeconds, source }) =>
        source === "pump" && onsetSeconds > 1200 && onsetSeconds < 1800 && addressedSeconds > 1800
    )
    assert.isNotEmpty(during)
    for (const { notifiedSeconds } of during) assert.isBelow(notifiedSeconds, 1805)
  })

  it("no buffer loses everything that comes meanwhile", () => {
    const { hospital } = visit(cut("backhaul", { gatewayBuffer: 0 }))
    assert.closeTo(fate(hospital, FrameFate.dropped, FrameType.status), 360, 10)
    assert.strictEqual(hospital.telemetry.store.kept, 0)
  })

  it("a gateway that fails loses what it kept", () => {
    const both = {
      ...cut("backhaul"),
      outages: [
        ...cut("backhaul").outages,
        { what: "gateway", start: 1500, duration: 60 } as ReturnType<typeof scenario>["outages"][number]
      ]
    }
    const { hospital } = visit(both)
    // Five minutes in the buffer and one minute at a dead gateway.
    assert.closeTo(fate(hospital, FrameFate.dropped, FrameType.status), 180 + 36, 20)
  })

  it("the pump server keeps what waits for the EHR, and passes it on at its pace", () => {
    const seen: Array<readonly [waiting: number, charted: number]> = []
    const run = (network: Record<string, unknown>) =>
      visit(
        cut("ehr", network),
        ({ telemetry }) => seen.push([telemetry.server.waitingForEhr, telemetry.server.charted]),
        [1199, 1799, 1810.5, 1900]
      ).hospital
    const all = run({ chartingRate: "10 1/s" })
    const [before, during, later, after] = seen as [
      readonly [number, number],
      readonly [number, number],
      readonly [number, number],
      readonly [number, number]
    ]
    // Six pumps, a message each 10 s.
    assert.closeTo(during[0], 360, 8)
    assert.isAtMost(during[1] - before[1], 3)
    assert.closeTo(during[0] - later[0], 100, 8)
    assert.strictEqual(after[0], 0)
    assert.strictEqual(all.telemetry.server.givenUp, 0)
    const small = run({ serverBuffer: 100 }).telemetry.server
    assert.closeTo(small.givenUp, 260, 8)
    assert.closeTo(all.telemetry.server.charted - small.charted, small.givenUp, 8)
  })

  it("the buffer changes nothing while nothing fails, bit for bit", () => {
    const run = (gatewayBuffer: number) => outcomeOf(scenario({ network: { gatewayBuffer } })).fingerprint
    assert.strictEqual(run(0), run(1000))
  })
})
