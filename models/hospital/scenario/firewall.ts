// Scenario field `network.firewall`: rules between the zones of the hospital's network.

import { Schema } from "effect"
import { quantity, withDefault } from "../../../src/input/Quantity.ts"
import { services, zones } from "../../network/Firewall.ts"
import { secondsOf } from "./defaults.ts"

const zone = (description: string) => Schema.Literals([...zones, "any"]).annotate({ description })

const Rule = Schema.Struct({
  from: zone("Zone that a packet comes from"),
  to: zone("Zone that it goes to"),
  service: withDefault(
    Schema.Literals([...services, "any"]).annotate({
      description:
        "What it carries: status and alarms of pumps, commands to them, handshakes, charting from the pump server to the EHR, orders from there to it, or remote administration"
    }),
    "any"
  ),
  action: Schema.Literals(["allow", "deny"]).annotate({ description: "What becomes of it" })
})

export const FirewallRules = Schema.Struct({
  rules: withDefault(
    Schema.Array(Rule).annotate({
      description:
        "Rules in order, the first that fits decides; they come before those of the defence segmentation. Zones: pumps (with gateways), servers (pump server), clinical (EHR and wards), corporate, internet"
    }),
    []
  ),
  otherwise: withDefault(
    Schema.Literals(["allow", "deny"]).annotate({
      description: "What becomes of a packet that no rule fits"
    }),
    "deny"
  ),
  delay: withDefault(
    quantity("duration", {
      description: "What the firewall takes to look at a packet",
      maximum: "1 min"
    }),
    secondsOf("security.firewall-delay")
  )
})
