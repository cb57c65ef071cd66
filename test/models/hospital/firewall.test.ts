// A firewall in the hospital: what it costs, what it stops, and what it stops by mistake.

import { assert, describe, it } from "vitest"
import { FrameType } from "../../../models/devices/Frames.ts"
import { attack, outcomeOf, scenario, visit } from "./fixtures.ts"

const allow = (from: string, to: string, service = "any") => ({ from, to, service, action: "allow" })
const deny = (from: string, to: string, service = "any") => ({ from, to, service, action: "deny" })
const needed = [
  allow("pumps", "servers", "status"),
  allow("pumps", "servers", "alarms"),
  allow("servers", "pumps", "commands"),
  allow("servers", "clinical", "charting"),
  allow("clinical", "servers", "orders"),
  allow("corporate", "clinical"),
  allow("clinical", "corporate")
]
const busy = {
  duration: "4 h",
  pumps: { bedside: 12, wearable: 4, vasopressorShare: "50 %" },
  staff: { pumpAlarmsPerHour: "2 1/h" }
}
const walled = (rules: ReadonlyArray<unknown>, fields: Record<string, unknown> = {}, more = {}) =>
  scenario({ ...busy, network: { firewall: { rules, ...more } }, ...fields })

describe("rules in the scenario", () => {
  it("that allow what the hospital needs are the defence segmentation, bit for bit", () => {
    const written = outcomeOf(walled(needed))
    const defence = outcomeOf(scenario({ ...busy, defences: [{ id: "segmentation" }] }))
    assert.strictEqual(written.fingerprint, defence.fingerprint)
    assert.deepStrictEqual(written.metrics, defence.metrics)
  })

  it("that forget alarms leave them unreported, and say so", () => {
    const { notes, metrics } = outcomeOf(walled(needed.filter(({ service }) => service !== "alarms")))
    assert.include(
      notes,
      "The firewall stops alarms from pumps to servers: alarms go unreported beyond the bedside."
    )
    assert.isTrue(notes.some((note) => /The firewall stopped [1-9]\d* legitimate messages/u.test(note)))
    const open = outcomeOf(walled(needed))
    assert.isAbove(metrics["missedAlarmShare"] as number, open.metrics["missedAlarmShare"] as number)
  })

  it("that forget status, commands, charting or orders each cost that and nothing else", () => {
    const without = (service: string) =>
      visit(walled(needed.filter((rule) => rule.service !== service))).hospital
    const all = visit(walled(needed)).hospital
    const status = without("status")
    assert.strictEqual(status.telemetry.server.charted, 0)
    assert.isAbove(all.telemetry.server.charted, 3000)
    const charting = without("charting")
    assert.strictEqual(charting.telemetry.server.charted, 0)
    assert.isAbove(charting.telemetry.server.waitingForEhr, 3000)
    const orders = without("orders")
    assert.strictEqual(orders.orders.sent, 0)
    assert.isAbove(orders.orders.byHand, all.orders.byHand)
    const commands = without("commands")
    assert.isAbove(commands.orders.sent, 0)
    assert.isAbove(commands.infrastructure.flowBlocks.blocked, 0)
    assert.isAtLeast(commands.orders.byHand, commands.orders.sent - 1)
  })

  it("make every packet between zones pay the firewall's delay", () => {
    const quiet = { staff: { pumpAlarmsPerHour: "2 1/h" }, network: { radioLoss: "0 %" } }
    const latency = (delay: string) =>
      visit(
        scenario({
          ...quiet,
          network: { ...quiet.network, firewall: { rules: [], otherwise: "allow", delay } }
        })
      ).metrics["alarmLatencyP50"] as number
    assert.closeTo(latency("50 ms") - latency("0 s"), 0.05, 1e-9)
  })
})

describe("an attacker", () => {
  const forged = (position: string, rules: ReadonlyArray<unknown>) =>
    visit(walled(rules, { attacks: [attack("B01", { position, targets: "100 %" })] })).hospital.orders.hostile

  it("commands pumps from the office only through a rule that lets it", () => {
    const stopped = forged("enterprise", needed)
    assert.strictEqual(stopped.obeyed, 0)
    assert.strictEqual(stopped.refused.get("blocked by the network"), stopped.sent)
    assert.isAbove(forged("enterprise", [allow("corporate", "pumps", "commands"), ...needed]).obeyed, 10)
    assert.strictEqual(forged("ward-lan", [allow("corporate", "pumps", "commands"), ...needed]).obeyed, 0)
  })

  it("comes in from outside where a rule opens the way, as for a vendor's remote access", () => {
    assert.strictEqual(forged("remote", needed).obeyed, 0)
    assert.isAbove(forged("remote", [allow("internet", "pumps", "commands"), ...needed]).obeyed, 10)
  })

  it("in radio range is out of the firewall's sight", () => {
    assert.isAbove(forged("radio-range", needed).obeyed, 10)
  })

  it("floods gateways only through a rule that lets handshakes pass", () => {
    const load = (rules: ReadonlyArray<unknown>) =>
      visit(walled(rules, { attacks: [attack("D04", { position: "ward-lan", rate: "5000 1/s" })] })).metrics[
        "gatewayProcessorLoad"
      ] as number
    assert.isAbove(load([allow("clinical", "pumps", "handshakes"), ...needed]), 5 * load(needed))
  })

  it("encrypts the servers that administration reaches, and no others", () => {
    const notes = (rules: ReadonlyArray<unknown>) => visit(walled(rules, { attacks: [attack("D07")] })).notes
    assert.include(
      notes([allow("corporate", "servers", "administration"), ...needed]),
      "D07 encrypted the EHR and the pump server."
    )
    assert.include(notes(needed), "D07 encrypted the EHR; the pump server stands behind the firewall.")
    assert.include(
      notes([deny("corporate", "clinical", "administration"), ...needed]),
      "D07 failed: no server within reach."
    )
  })

  it("who is stopped leaves patients, messages and staff as they were", () => {
    const baseline = visit(walled(needed)).hospital
    const attacked = visit(walled(needed, { attacks: [attack("B01", { position: "ward-lan" })] })).hospital
    assert.deepStrictEqual([...attacked.telemetry.created], [...baseline.telemetry.created])
    assert.strictEqual(attacked.alarms.length, baseline.alarms.length)
    assert.isAbove(baseline.telemetry.created[FrameType.command] as number, 0)
  })
})

describe("a rule in a scenario", () => {
  it("that names an unknown zone, service or action is refused", () => {
    for (const rule of [allow("pump", "servers"), allow("pumps", "servers", "statuses")])
      assert.throws(() => walled([rule]), /Expected/u)
    assert.throws(() => walled([{ ...allow("pumps", "servers"), action: "drop" }]), /Expected/u)
  })
})
