// Several access points in a ward: who is with which, what a silent one does, and what roaming makes of it.

import { assert, describe, it } from "vitest"
import { FrameType } from "../../../models/devices/Frames.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { FrameFate } from "../../../models/devices/FrameLedger.ts"
import { type WifiCell } from "../../../models/network/WifiCell.ts"
import { attack, outcomeOf, scenario, secured, visit } from "./fixtures.ts"

const ward = (network: Record<string, unknown>, fields: Record<string, unknown> = {}) =>
  scenario({
    ...secured("tls13-ecdsa-mutual"),
    pumps: { bedside: 12, wearable: 0, statusInterval: "5 s" },
    staff: { pumpAlarmsPerHour: "0 1/h" },
    network: { radioLoss: "0 %", roaming: "none", ...network },
    ...fields
  })
const cellsOf = ({ infrastructure }: Hospital) => infrastructure.radios as ReadonlyArray<WifiCell>
const places = ({ infrastructure }: Hospital) => [...infrastructure.machines.radioOfPump]
const silent = (which: number) => ({ what: "radio", which, start: "20 min", duration: "10 min" })

describe("the access points of a ward", () => {
  it("share its pumps in turn, each on a channel of its own", () => {
    const { hospital } = visit(ward({ pumpsPerAccessPoint: 5 }))
    assert.deepStrictEqual(places(hospital), [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2])
    const sent = cellsOf(hospital).map((cell) => cell.sentMessages)
    assert.strictEqual(sent.length, 3)
    for (const count of sent) assert.closeTo(count / (sent[0] as number), 1, 0.02)
    const alone = visit(ward({})).hospital
    assert.strictEqual(alone.infrastructure.radios.length, 1)
    const radio = hospital.infrastructure.radioOfPump(0)
    assert.strictEqual(
      radio.sentMessages,
      sent.reduce((sum, count) => sum + count, 0)
    )
  })

  it("contend less than one that all share", () => {
    const collisions = (pumpsPerAccessPoint: number) =>
      cellsOf(
        visit(
          ward(
            { pumpsPerAccessPoint, radioRate: "1 Mbit/s" },
            { pumps: { bedside: 240, wearable: 0, statusInterval: "1 s" }, duration: "5 min" }
          )
        ).hospital
      ).reduce((sum, cell) => sum + cell.collisions, 0)
    assert.isAbove(collisions(20), 2 * collisions(5))
  })

  it("that fall silent take their pumps off the air, if these do not roam", () => {
    const { hospital } = visit(ward({ pumpsPerAccessPoint: 6 }, { outages: [silent(0)] }))
    assert.strictEqual(hospital.watch.sessionsLost, 6)
    const dropped = hospital.telemetry.ended[FrameFate.dropped]?.[FrameType.status] as number
    // Six pumps, a second each until they know, a message every five seconds.
    assert.isAtMost(dropped, 6)
    assert.isAbove(hospital.status.withoutSession, 6 * 115)
  })

  it("that fall silent lose their pumps to the others, sessions and all, if these roam", () => {
    const seen: Array<ReadonlyArray<number>> = []
    const { hospital } = visit(
      ward({ pumpsPerAccessPoint: 6, roaming: "802.11r" }, { outages: [silent(0)] }),
      (now) => seen.push(places(now)),
      [1199, 1203, 1799]
    )
    assert.isTrue(seen[0]?.includes(0))
    assert.isFalse(seen[1]?.includes(0))
    assert.isFalse(seen[2]?.includes(0))
    assert.strictEqual(hospital.watch.sessionsLost, 0)
    assert.isAtMost(hospital.status.withoutSession, 12)
  })

  it("see pumps come and go about every four hours", () => {
    const { hospital } = visit(
      ward(
        { pumpsPerAccessPoint: 6, roaming: "okc" },
        { duration: "2 d", pumps: { bedside: 12, wearable: 0 } }
      )
    )
    const roams = cellsOf(hospital).reduce((sum, cell) => sum + cell.presence.roams, 0)
    // 12 pumps, 12 times in two days, 12 of standard deviation.
    assert.closeTo(roams, 144, 36)
    assert.strictEqual(hospital.watch.sessionsLost, 0)
  })

  it("are all disturbed by an attacker in range, and each station once for each forged frame", () => {
    const attacks = [attack("D01", { rate: "1 1/s", duration: "100 s" })]
    const count = (pumpsPerAccessPoint: number) =>
      cellsOf(visit(ward({ pumpsPerAccessPoint }, { attacks })).hospital).reduce(
        (sum, cell) => sum + cell.presence.deauthentications,
        0
      )
    assert.strictEqual(count(4), count(20))
  })

  it("account for every message and byte while pumps roam and access points fail", () => {
    visit(
      ward(
        { pumpsPerAccessPoint: 4, roaming: "full_dot1x", radioLoss: "30 %" },
        { outages: [silent(1), { ...silent(2), start: "25 min" }] }
      ),
      (now) => {
        for (const cell of cellsOf(now)) {
          const { deliveredMessages, droppedMessages, inFlightMessages, lostMessages, sentMessages } = cell
          assert.strictEqual(
            sentMessages,
            deliveredMessages + lostMessages + droppedMessages + inFlightMessages
          )
        }
        const { telemetry } = now
        const created = telemetry.created.reduce((sum, count) => sum + count, 0)
        const ended = telemetry.ended.flatMap((tally) => [...tally]).reduce((sum, count) => sum + count, 0)
        assert.strictEqual(created, ended + telemetry.inFlight)
      },
      [1199.5, 1200, 1201.3, 1500.1, 1800, 1801]
    )
  })

  it("may be as many as one likes where one is enough: the run is the same, bit for bit", () => {
    const run = (pumpsPerAccessPoint: number) =>
      outcomeOf(scenario({ network: { pumpsPerAccessPoint } })).fingerprint
    assert.strictEqual(run(4), run(100))
  })
})
