// Rules between zones: the first that fits decides, and what none fits meets the policy's last word.

import { assert, describe, it } from "vitest"
import { segmentationRules } from "../../../models/defences/segmentation.ts"
import {
  decidingRule,
  type FirewallPolicy,
  flatNetwork,
  passes,
  services,
  zones
} from "../../../models/network/Firewall.ts"

const policy = (otherwise: "allow" | "deny", ...rules: FirewallPolicy["rules"]): FirewallPolicy => ({
  rules,
  otherwise,
  delaySeconds: 0
})

describe("a firewall", () => {
  it("lets the first rule that fits decide", () => {
    const hole = { from: "corporate", to: "pumps", service: "commands", action: "allow" } as const
    const wall = { from: "any", to: "pumps", service: "any", action: "deny" } as const
    assert.isTrue(passes(policy("allow", hole, wall), "corporate", "pumps", "commands"))
    assert.isFalse(passes(policy("allow", wall, hole), "corporate", "pumps", "commands"))
    assert.isFalse(passes(policy("allow", hole, wall), "corporate", "pumps", "handshakes"))
    assert.strictEqual(decidingRule(policy("allow", hole, wall), "clinical", "pumps", "commands"), wall)
    assert.isNull(decidingRule(policy("allow", hole, wall), "pumps", "servers", "status"))
  })

  it("applies its last word to what no rule fits", () => {
    assert.isTrue(passes(policy("allow"), "clinical", "servers", "orders"))
    assert.isFalse(passes(policy("deny"), "clinical", "servers", "orders"))
  })

  it("stops nothing within a zone", () => {
    for (const zone of zones)
      for (const service of services) assert.isTrue(passes(policy("deny"), zone, zone, service))
  })

  it("of a flat network stops what comes from the internet and nothing else", () => {
    for (const from of zones)
      for (const to of zones)
        for (const service of services)
          assert.strictEqual(passes(flatNetwork, from, to, service), from !== "internet" || to === "internet")
  })

  it("of a segmented network lets no zone but the pump server's command pumps", () => {
    const segmented = policy("deny", ...segmentationRules)
    const commanding = zones.filter((zone) => passes(segmented, zone, "pumps", "commands"))
    assert.deepStrictEqual(commanding, ["pumps", "servers"])
    assert.deepStrictEqual(
      zones.filter((zone) => passes(segmented, zone, "servers", "administration")),
      ["servers"]
    )
  })
})
