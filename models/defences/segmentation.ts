// Network zones of their own for pumps with gateways and for the pump server, behind a firewall that lets through what they
// need of each other and of the EHR. Does nothing against an attacker in radio range or already inside.

import { Schema } from "effect"
import { parameter } from "../data/parameters.ts"
import { type FirewallRule } from "../network/Firewall.ts"
import { type Defence } from "./Defence.ts"

const Parameters = Schema.Struct({ id: Schema.Literal("segmentation") })

const allow = (
  from: FirewallRule["from"],
  to: FirewallRule["to"],
  service: FirewallRule["service"]
): FirewallRule => ({ from, to, service, action: "allow" })

/** Everything that fits none of these is refused. */
export const segmentationRules: ReadonlyArray<FirewallRule> = [
  allow("pumps", "servers", "status"),
  allow("pumps", "servers", "alarms"),
  allow("servers", "pumps", "commands"),
  allow("servers", "clinical", "charting"),
  allow("clinical", "servers", "orders"),
  allow("clinical", "corporate", "any"),
  allow("corporate", "clinical", "any")
]

export const segmentation: Defence<typeof Parameters.Type> = {
  id: "segmentation",
  title: "Network segmentation",
  effect: "blocks",
  price: "Delay of the firewall on every frame between gateway and server, and whatever a rule too few stops",
  sources: ["NIST SP 1800-8 (R)", "assumptions/security.json security.firewall-delay (A)"],
  parameters: Parameters,
  install: (surface) =>
    surface.isolateDevices({
      rules: segmentationRules,
      otherwise: "deny",
      delaySeconds: parameter("security.firewall-delay")
    })
}
