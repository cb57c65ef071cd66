// Processors of pumps inside the hospital: what library and scheduling change, floods on shared processors, watchdogs.

import { assert, describe, it } from "vitest"
import { makeCostModel } from "../../../models/crypto/CostModel.ts"
import { parameter } from "../../../models/data/parameters.ts"
import { FrameType } from "../../../models/devices/Frames.ts"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { attack, scenario, secured, visit } from "./fixtures.ts"

const library = (name: string) => ({
  ...secured("tls13-ecdsa-mutual-p256"),
  platforms: { wearable: { platform: "nrf52840", library: name } },
  pumps: { bedside: 0, wearable: 4 }
})

const shared = (scheduling: string, fields: object = {}) => ({
  processors: { coupling: "shared", scheduling, ...fields }
})

/** Radio range, so that pumps are the responders. */
const flood = (fields: object = {}) => ({
  attacks: [attack("D04", { position: "radio-range", target: "pumps", rate: "200 1/s", ...fields })]
})

const busyOf = ({ infrastructure, kernel }: Hospital): number =>
  infrastructure.pumpProcessors.reduce((sum, processor) => sum + processor.busySeconds(kernel.now), 0)

describe("the library of a pump", () => {
  it("makes signatures on one and the same core cost 180 times as much", () => {
    const sign = (name: string) =>
      makeCostModel({ platform: "nrf52840", library: name }).primitive("ECDSA-P256", "sign", 0).seconds
    assert.closeTo(sign("m4-wolfssl-c-fastmath") / sign("m4-emill-asm"), 180, 5)
  })

  it("changes what a handshake takes in a run by what its primitives differ in", () => {
    const [fast, slow] = ["m4-emill-asm", "m4-wolfssl-c-fastmath"].map((name) =>
      visit(scenario({ ...library(name), duration: "30 min" }))
    )
    const latency = [fast, slow].map((run) => run?.metrics["worstCryptoLatency"] as number)
    const costs = [fast, slow].map(
      (run) => run?.hospital.infrastructure.pumpCosts[1]?.handshakeSeconds as number
    )
    assert.isAbove((latency[1] as number) / (latency[0] as number), 20)
    assert.isAbove((costs[1] as number) / (costs[0] as number), 20)
    // One handshake computes no longer than all of its work, and the verification of two signatures is most of it.
    for (const index of [0, 1]) assert.isAtMost(latency[index] as number, (costs[index] as number) * 1.5)
  })

  it("takes the flash's wait states as a factor", () => {
    const secondsAt = (flashWait: number) =>
      visit(
        scenario({
          ...library("m4-emill-asm"),
          platforms: { wearable: { platform: "nrf52840", library: "m4-emill-asm", flashWait } },
          duration: "1 min"
        })
      ).hospital.infrastructure.pumpCosts[1]?.handshakeSeconds as number
    assert.closeTo(secondsAt(1.5) / secondsAt(1), 1.5, 1e-9)
  })
})

describe("a pump whose therapy shares the processor", () => {
  const tls = secured("tls13-ecdsa-mutual")

  it("has a control loop that takes its share, and one that has its own processor has none", () => {
    const alone = visit(scenario({ ...tls, duration: "20 min" }))
    const both = visit(scenario({ ...tls, ...shared("preemptive"), duration: "20 min" }))
    assert.isNaN(alone.metrics["missedDeadlines"])
    assert.strictEqual(alone.metrics["pumpLoadControlLoop"], 0)
    assert.strictEqual(both.metrics["missedDeadlines"], 0)
    // 32,000 cycles each 10 ms: 1.33 % at 240 MHz (four bedside pumps) and 5 % at 64 MHz (two wearable ones).
    assert.closeTo(both.metrics["pumpLoadControlLoop"] as number, (4 * 1.3333 + 2 * 5) / 6, 0.01)
    // A hundred turns a second of six pumps would be 720,000 events. A report that waits for no loop is an event less.
    const reports = both.hospital.telemetry.created[FrameType.status] as number
    const more = both.hospital.kernel.executed - alone.hospital.kernel.executed
    assert.isAtLeast(more, 0)
    assert.isAtMost(more, reports)
  })

  it("misses deadlines in each handshake that it runs to completion", () => {
    const run = visit(scenario({ ...tls, ...shared("run-to-completion"), duration: "20 min" }))
    const { hospital, metrics } = run
    const { pumpCosts } = hospital.infrastructure
    // Six handshakes hold a processor for as long as each lasts; each passes a hundred ticks a second.
    const held =
      4 * (pumpCosts[0]?.handshakeSeconds as number) + 2 * (pumpCosts[1]?.handshakeSeconds as number)
    assert.closeTo((metrics["missedDeadlines"] as number) * 6 * (20 / 60), held * 100, 24)
    assert.strictEqual(metrics["watchdogResets"], 0)
  })

  it("misses nearly every deadline in a flood of handshakes if it runs them to completion, and none if it can be pre-empted", () => {
    const calm = visit(scenario({ ...tls, ...shared("run-to-completion") }))
    const flooded = visit(scenario({ ...tls, ...shared("run-to-completion"), ...flood() }))
    const preempted = visit(scenario({ ...tls, ...shared("preemptive"), ...flood() }))
    // An hour of two, of which all ticks on bedside pumps (0.7 s per bogus job) and some on wearable ones are missed.
    assert.isAbove(flooded.metrics["missedDeadlines"] as number, 50_000)
    assert.isBelow(calm.metrics["missedDeadlines"] as number, 5000)
    assert.strictEqual(preempted.metrics["missedDeadlines"], 0)
    assert.isAbove(preempted.metrics["pumpLoadCrypto"] as number, 30)
  })

  it("is reset by its watchdog where one computation lasts longer than that waits, and then stops in a safe state", () => {
    // Mbed TLS in C takes seconds for a handshake at 64 MHz.
    const slow = {
      ...secured("tls13-ecdsa-mutual-p256"),
      platforms: { wearable: { platform: "nrf52840", library: "m4-mbedtls-c" } },
      pumps: { bedside: 0, wearable: 3 }
    }
    const reset = visit(scenario({ ...slow, ...shared("run-to-completion", { watchdog: "1 s" }) }))
    const spared = visit(scenario({ ...slow, ...shared("preemptive", { watchdog: "1 s" }) }))
    const separate = visit(
      scenario({ ...slow, processors: { scheduling: "run-to-completion", watchdog: "1 s" } })
    )
    assert.isAbove(reset.metrics["watchdogResets"] as number, 3)
    assert.strictEqual(spared.metrics["watchdogResets"], 0)
    assert.isAbove(separate.metrics["watchdogResets"] as number, 3)
    const stopped = ({ hospital }: typeof reset) =>
      hospital.alarms.filter(({ cause }) => cause === "watchdog_reset")
    assert.isAbove(stopped(reset).length, 0)
    assert.lengthOf(stopped(separate), 0, "therapy goes on when communications are reset")
    assert.strictEqual(reset.hospital.sessions.completed, 0)
    assert.isAbove(spared.hospital.sessions.completed, 2)
  })

  it("accounts for every frame when watchdogs reset processors", () => {
    const { hospital } = visit(
      scenario({
        ...secured("tls13-ecdsa-mutual-p256"),
        ...shared("run-to-completion", { watchdog: "300 ms", reboot: "1 s" }),
        pumps: { statusInterval: "1 s" },
        duration: "20 min"
      })
    )
    const { infrastructure, telemetry } = hospital
    assert.isAbove(
      infrastructure.pumpProcessors.reduce((sum, { resets }) => sum + resets, 0),
      4
    )
    for (const processor of infrastructure.pumpProcessors) {
      const { completed, inside, lost, rejected, submitted } = processor
      assert.strictEqual(submitted, completed + rejected + lost + inside)
      assert.isAtLeast(completed, 0)
    }
    const created = telemetry.created.reduce((sum, count) => sum + count, 0)
    const ended = telemetry.ended.flatMap((tally) => [...tally]).reduce((sum, count) => sum + count, 0)
    assert.strictEqual(created, ended + telemetry.inFlight)
    assert.isAtMost(telemetry.inFlight, 20)
  })
})

describe("the classes of work on a pump", () => {
  it("make up all that its processor does", () => {
    const { hospital, metrics } = visit(
      scenario({ ...secured("tls13-ecdsa-mutual"), ...shared("preemptive"), ...flood() })
    )
    const parts = ["ControlLoop", "Radio", "Crypto", "Telemetry"].map(
      (suffix) => metrics[`pumpLoad${suffix}`] as number
    )
    const all = (100 * busyOf(hospital)) / (hospital.pumps.length * hospital.kernel.now)
    assert.closeTo(
      parts.reduce((sum, part) => sum + part, 0),
      all,
      1e-9
    )
    for (const part of parts) assert.isAbove(part, 0)
  })

  it("cost nothing beside messages without security", () => {
    const { hospital, metrics } = visit(scenario({ duration: "20 min" }))
    assert.strictEqual(metrics["pumpLoadCrypto"], 0)
    assert.isNaN(metrics["worstCryptoLatency"])
    const made = hospital.telemetry.created.reduce((sum, count) => sum + count, 0)
    assert.isAtMost(busyOf(hospital), made * parameter("device.pump.message-time") + 1e-9)
  })
})
