// Versions of the drug library in hospitals: who has which, how a new one spreads, and what that does to limits.

import { assert, describe, it } from "vitest"
import { Command } from "../../../models/devices/InfusionPump.ts"
import { FrameType } from "../../../models/devices/Frames.ts"
import { attack, scenario, visit } from "./fixtures.ts"

const DAY = 86_400
const wide = { pumps: { bedside: 300, wearable: 0, statusInterval: "30 min" }, duration: "2 min" }

describe("the drug library", () => {
  it("is missing on the pumps that do not comply", () => {
    const all = visit(scenario({ ...wide, library: { compliance: "100 %" } })).metrics
    assert.strictEqual(all["libraryMissingPumps"], 0)
    const some = visit(scenario({ ...wide, library: { compliance: "60 %" } })).metrics
    // Three standard deviations of a share of 0.4 in 300.
    assert.closeTo(some["libraryMissingPumps"] as number, 40, 8.5)
  })

  it("is outdated on as many pumps as an exponential activation leaves after the release", () => {
    // With an interval far above the activation time nobody is behind; with one far below, nearly everybody.
    const quick = visit(
      scenario({ ...wide, library: { activation: "1 h", updateInterval: "100 d" } })
    ).metrics
    assert.strictEqual(quick["libraryOutdatedPumps"], 0)
    const slow = visit(scenario({ ...wide, library: { activation: "100 d", updateInterval: "1 d" } })).metrics
    assert.isAbove(slow["libraryOutdatedPumps"] as number, 95)
    assert.isBelow(slow["libraryLag"] as number, 1)
  })

  it("travels through the network when it is released, and pumps activate it in their own time", () => {
    const library = {
      compliance: "100 %",
      nextRelease: "10 min",
      activation: "30 min",
      updateInterval: "100 d"
    }
    const outdated: Array<number> = []
    const { hospital } = visit(
      scenario({ library, pumps: { bedside: 40, wearable: 0 }, duration: "6 h" }),
      (ward) => outdated.push(ward.library.shares(ward.kernel.now).outdated),
      [599, 700, 600 + 1800]
    )
    assert.isAtLeast(hospital.telemetry.created[FrameType.command] as number, 40)
    assert.strictEqual(outdated[0], 0)
    assert.isAbove(outdated[1] as number, 0.9)
    // A share of 1/e after the mean time: three standard deviations in 40.
    assert.closeTo(outdated[2] as number, Math.exp(-1), 0.24)
    assert.isAtMost(outdated[3] as number, 0.03)
    assert.isTrue(hospital.pumps.every(({ library }) => (library?.version ?? 0) >= 1))
  })

  it("that claims a version and has no limits takes the hard limits away once it is activated", () => {
    const commands = { id: "hard-limits" }
    const library = { compliance: "100 %", activation: "1 s", updateInterval: "100 d" }
    const { hospital } = visit(
      scenario({ library, defences: [commands], pumps: { bedside: 2, wearable: 0 } }),
      (ward) => {
        const pump = ward.pumps[0]
        if (pump === undefined || ward.kernel.now > 100) return
        const tampered = { code: Command.installLibrary, value: -7, isAuthentic: true, counter: 1 }
        const fast = {
          code: Command.setRate,
          value: 10 * pump.order.hardMaximumPerMinute,
          isAuthentic: true,
          counter: 2
        }
        assert.strictEqual(pump.receive(fast, 100), "beyond-hard-limit")
        assert.isNull(pump.receive(tampered, 100))
      },
      [100]
    )
    const [tampered, other] = hospital.pumps
    assert.strictEqual(tampered?.library?.version, 7)
    assert.strictEqual(tampered?.judge(1e9, 1e9), "within")
    assert.strictEqual(other?.judge(1e9, 0), "hard")
  })

  it("stops forged commands only on the pumps that have it", () => {
    const forged = (compliance: string) =>
      visit(
        scenario({
          library: { compliance },
          defences: [{ id: "hard-limits" }],
          pumps: { bedside: 20, wearable: 0, vasopressorShare: "0 %" },
          attacks: [attack("B01", { targets: "100 %", factor: 20 })]
        })
      ).hospital.orders.hostile
    assert.strictEqual(forged("100 %").obeyed, 0)
    assert.isAbove(forged("0 %").obeyed, 20)
    const some = forged("50 %")
    assert.isAbove(some.obeyed, 0)
    assert.isAbove(some.refused.get("beyond-hard-limit") ?? 0, 0)
  })

  it("has soft and hard limits, and nurses override the soft ones as often as published", () => {
    const { hospital } = visit(scenario({ library: { compliance: "100 %" } }))
    const pump = hospital.pumps.find(({ order }) => order.mode === "continuous")
    if (pump === undefined) throw new Error("no continuous infusion")
    const { hardMaximumPerMinute: hard = NaN, softMaximumPerMinute: soft = NaN } = pump.library?.entry ?? {}
    assert.deepStrictEqual(
      [soft, (soft + hard) / 2, hard, 1.001 * hard].map((rate) => pump.judge(rate, 0)),
      ["within", "soft", "soft", "hard"]
    )
    const { alerts, overrides } = hospital.library
    for (let asked = 0; asked < 1000; asked++) hospital.library.overridesSoftLimit(pump.index)
    assert.strictEqual(hospital.library.alerts - alerts, 1000)
    // Three standard deviations of 1000 draws at 0.79.
    assert.closeTo((hospital.library.overrides - overrides) / 1000, 0.79, 0.039)
  })
})

describe("library lag", () => {
  it("at the published pace is what theory has for an exponential activation", () => {
    // Mean over hospitals: outdated share E[exp(-age / 13.7 d)] for an age uniform in 90 d is 0.152, as research found; the
    // published 0.31 of starts is not reached, and nothing is tuned to reach it.
    let sum = 0
    const hospitals = 60
    for (let seed = 1; seed <= hospitals; seed++) {
      const small = { pumps: { bedside: 30, wearable: 0, statusInterval: "30 min" }, duration: "1 min" }
      sum += visit(scenario({ ...small, library: { compliance: "100 %" } }), () => {}, [], seed).metrics[
        "libraryOutdatedPumps"
      ] as number
    }
    const mean = 13.67 * DAY
    const expected = (100 * mean * (1 - Math.exp((-90 * DAY) / mean))) / (90 * DAY)
    // The share has a standard deviation near 24 % between hospitals: three standard errors of 60.
    assert.closeTo(sum / hospitals, expected, 9.3)
  })
})
