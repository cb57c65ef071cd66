// More defence never lets more forged commands through, and each defence charges its price.

import { assert, describe, it } from "vitest"
import { parameter } from "../../../models/data/parameters.ts"
import { Command } from "../../../models/devices/InfusionPump.ts"
import { FrameType } from "../../../models/devices/Frames.ts"
import { attack, scenario, secured, visit } from "./fixtures.ts"

type Fields = Record<string, unknown>

const ladder: ReadonlyArray<readonly [string, Fields]> = [
  ["none", {}],
  ["hard limits", { defences: [{ id: "hard-limits" }] }],
  ["HMAC without window", secured("psk-hmac-no-window")],
  ["HMAC", secured("psk-hmac")],
  ["HMAC and hard limits", secured("psk-hmac", { id: "hard-limits" })],
  ["mutual TLS", secured("tls13-ecdsa-mutual")]
]

/** Commands are frequent, so that there is something to overhear. */
const talkative = { pumps: { bedside: 10, wearable: 10, vasopressorShare: "30 %" }, duration: "5 h" }

const obeyed = (id: string, defence: Fields, fields: Fields = {}) => {
  const attacks = [attack(id, { start: "3 h", duration: "1 h", ...fields })]
  return visit(scenario({ ...talkative, ...defence, attacks })).hospital.orders
}

describe("forged commands", () => {
  it("B01 gets through less and less on the ladder of defences, and not at all past authentication", () => {
    const counts = ladder.map(([, defence]) => obeyed("B01", defence, { targets: "100 %" }).hostile.obeyed)
    const [none, limits, noWindow, ...authenticated] = counts as [number, number, number, ...Array<number>]
    assert.isAbove(none, 20)
    assert.isBelow(limits, none)
    assert.deepStrictEqual([noWindow, ...authenticated], [0, 0, 0, 0])
  })

  it.each(["radio-range", "ward-lan"])(
    "B02 from %s gets through where no counter is remembered, and not past a window",
    (position) => {
      const counts = ladder.map(([, defence]) => obeyed("B02", defence, { position }).hostile.obeyed)
      const [none, limits, noWindow, ...windowed] = counts as [number, number, number, ...Array<number>]
      assert.isAbove(none, 5)
      assert.isAtMost(limits, none)
      assert.isAbove(noWindow, 5)
      assert.isAtMost(noWindow, none)
      assert.deepStrictEqual(windowed, [0, 0, 0])
    }
  )

  it("are refused for the reason that the defence gives", () => {
    assert.isAbove(obeyed("B01", secured("psk-hmac")).hostile.refused.get("not-authentic") ?? 0, 0)
    assert.isAbove(obeyed("B02", secured("psk-hmac")).hostile.refused.get("replayed") ?? 0, 0)
    const limited = obeyed(
      "B01",
      { defences: [{ id: "hard-limits" }] },
      { targets: "100 %", factor: 50 }
    ).hostile
    assert.isAbove(limited.refused.get("beyond-hard-limit") ?? 0, 0)
    const repeated = obeyed(
      "B01",
      { defences: [{ id: "hard-limits" }] },
      { targets: "100 %", factor: 5, repeat: "1 min" }
    )
    assert.isAbove(repeated.hostile.refused.get("beyond-four-hour-limit") ?? 0, 0)
  })

  it("are each obeyed, refused, lost on the way or still under way", () => {
    for (const [name, defence] of ladder) {
      const { hostile } = obeyed("B01", defence, { targets: "100 %" })
      const refused = [...hostile.refused.values()].reduce((sum, count) => sum + count, 0)
      assert.strictEqual(hostile.obeyed + refused, hostile.sent, name)
    }
  })

  it("do not fall on a pump in standby only, which refuses them while it runs", () => {
    const { hospital } = visit(
      scenario({ pumps: { remoteCommands: "standby-only" }, attacks: [attack("B01", { targets: "100 %" })] })
    )
    assert.isAbove(hospital.orders.hostile.refused.get("therapy-running") ?? 0, 20)
    // A command that meets a pump in alarm is the exception: it stands still.
    assert.isAtMost(hospital.orders.hostile.obeyed, 6)
  })
})

describe("legitimate orders", () => {
  const many = { ...talkative, duration: "4 h" }

  it("come through the network in a healthy hospital", () => {
    const { orders, telemetry } = visit(scenario(many)).hospital
    assert.isAbove(orders.sent, 5)
    assert.isAtMost(orders.byHand, orders.sent / 5)
    assert.strictEqual(telemetry.created[FrameType.command], orders.sent)
  })

  it("that a pump refuses while it runs are programmed by a nurse, all of them", () => {
    const { orders } = visit(
      scenario({ ...many, pumps: { ...talkative.pumps, remoteCommands: "standby-only" } })
    ).hospital
    assert.isAbove(orders.byHand, 5)
    assert.isAtLeast(orders.byHand, orders.sent * 0.9)
  })

  it("beyond a hard limit are programmed by hand: the price of limits", () => {
    const { hospital } = visit(
      scenario({ library: { compliance: "100 %" }, defences: [{ id: "hard-limits" }] }),
      (ward) => {
        if (ward.kernel.now === 600) {
          const index = ward.pumps.findIndex((pump) => pump.order.mode === "patient-controlled")
          const pump = ward.pumps[index]
          ward.orders.place(index, Command.bolus, 2 * (pump?.order.hardMaximumBolus ?? 0))
        }
      },
      [600]
    )
    assert.isAtLeast(hospital.orders.byHand, 1)
  })

  it("to a pump without a session go by hand", () => {
    const guard = { id: "handshake-guard", cookie: false, rate: "1 1/h" }
    const { hospital } = visit(scenario({ ...many, ...secured("tls13-ecdsa-mutual", guard) }))
    assert.isAtMost(hospital.sessions.completed, 5)
    assert.isAbove(hospital.orders.byHand, 5)
    assert.isAtMost(hospital.orders.sent, hospital.orders.byHand)
  })

  it("lost on the way are programmed by hand once the pump has not confirmed them", () => {
    const { hospital } = visit(scenario({ ...many, network: { radioLoss: "99 %" } }))
    const lost = hospital.telemetry.ended[1]?.[FrameType.command] as number
    assert.isAbove(lost, 5)
    // An order lost in the last half minute is not yet missed.
    assert.isAtLeast(hospital.orders.byHand, lost - 1)
  })
})

describe("the price of", () => {
  const quiet = { staff: { pumpAlarmsPerHour: "2 1/h" }, network: { radioLoss: "0 %" } }

  it("segmentation is the firewall's delay on each wire that an alarm takes", () => {
    const flat = visit(scenario(quiet)).metrics["alarmLatencyP50"] as number
    const split = visit(scenario({ ...quiet, defences: [{ id: "segmentation" }] })).metrics[
      "alarmLatencyP50"
    ] as number
    assert.closeTo(split - flat, parameter("security.firewall-delay"), 1e-9)
  })

  it("a secure channel is processor time, radio bytes and, with TLS, handshakes", () => {
    const [plain, hmac, tls] = ["none", "psk-hmac", "tls13-ecdsa-mutual"].map((suite) =>
      visit(scenario({ ...quiet, ...secured(suite) }))
    ) as [ReturnType<typeof visit>, ReturnType<typeof visit>, ReturnType<typeof visit>]
    for (const id of [
      "pumpProcessorLoad",
      "gatewayProcessorLoad",
      "securityEnergyPerDay",
      "alarmLatencyP50"
    ]) {
      assert.isAbove(hmac.metrics[id] as number, plain.metrics[id] as number, id)
    }
    assert.isAbove(tls.metrics["pumpProcessorLoad"] as number, hmac.metrics["pumpProcessorLoad"] as number)
    assert.isBelow(
      tls.metrics["wearableBatteryDays"] as number,
      plain.metrics["wearableBatteryDays"] as number
    )
    assert.isNaN(hmac.metrics["handshakesCompleted"])
    assert.isAbove(tls.hospital.sessions.completed, 0)
  })

  it("a cookie is one more round trip and one MAC more on the gateway, for each handshake", () => {
    const tls = { ...quiet, duration: "30 min" }
    const without = visit(scenario({ ...tls, ...secured("tls13-ecdsa-mutual") })).hospital
    const cookie = { id: "handshake-guard", cookie: true, rate: "100 1/s" }
    const asked = visit(scenario({ ...tls, ...secured("tls13-ecdsa-mutual", cookie) })).hospital
    assert.strictEqual(without.telemetry.created[FrameType.cookie], 0)
    assert.strictEqual(asked.telemetry.created[FrameType.cookie], asked.telemetry.created[FrameType.hello])
    assert.strictEqual(
      asked.telemetry.created[FrameType.helloWithCookie],
      asked.telemetry.created[FrameType.hello]
    )
    assert.strictEqual(asked.sessions.completed, without.sessions.completed)
    const loads = [without, asked].map(({ infrastructure, kernel }) =>
      infrastructure.gatewayProcessors.reduce((sum, processor) => sum + processor.busySeconds(kernel.now), 0)
    )
    const macs = 2 * asked.sessions.completed * asked.infrastructure.gatewayStrangerSeconds
    assert.closeTo((loads[1] as number) - (loads[0] as number), macs, 1e-9)
  })

  it("a cookie is nothing to a suite that has none", () => {
    const [plain, guarded] = [secured("psk-hmac"), secured("psk-hmac", { id: "handshake-guard" })].map(
      (fields) => visit(scenario({ ...quiet, ...fields }))
    )
    assert.strictEqual(guarded?.fingerprint, plain?.fingerprint)
  })

  it("a rate limit is slower reconnection: few of a crowd get a session at first", () => {
    const crowd = {
      pumps: { bedside: 20, wearable: 0, vasopressorShare: "0 %", statusInterval: "2 s" },
      duration: "2 min"
    }
    const after = (rate: string) => {
      const counts: Array<number> = []
      const guard = { id: "handshake-guard", cookie: false, rate }
      const { hospital } = visit(
        scenario({ ...crowd, ...secured("tls13-ecdsa-mutual", guard) }),
        (ward) => {
          counts.push(ward.sessions.completed)
        },
        [4]
      )
      return { counts, refused: hospital.sessions.refusedByGuard }
    }
    const slow = after("0.1 1/s")
    const fast = after("100 1/s")
    assert.deepStrictEqual(fast, { counts: [20, 20], refused: 0 })
    assert.isBelow(slow.counts[0] as number, 5)
    assert.isAbove(slow.refused, 10)
    // One token to begin with and one each 10 s.
    assert.isAtMost(slow.counts[1] as number, 13)
  })
})
