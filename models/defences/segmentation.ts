// A network of their own for pumps, gateways and pump server, behind a firewall that lets through only the interface to
// the EHR. Does nothing against an attacker in radio range or already inside.

import { Schema } from "effect"
import { parameter } from "../data/parameters.ts"
import { type Defence } from "./Defence.ts"

const Parameters = Schema.Struct({ id: Schema.Literal("segmentation") })

export const segmentation: Defence<typeof Parameters.Type> = {
  id: "segmentation",
  title: "Network segmentation",
  effect: "blocks",
  price: "Delay of the firewall on every frame between gateway and server",
  sources: ["NIST SP 1800-8 (R)", "assumptions/security.json security.firewall-delay (A)"],
  parameters: Parameters,
  install: (surface) => surface.isolateDevices(parameter("security.firewall-delay"))
}
