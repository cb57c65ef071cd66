// What a defence is to the hospital: data, and an installation through the surface below before the run begins. What it
// costs is charged by the devices that pay for it; `price` says in words which those are.

import { type Schema } from "effect"
import { type CommandCheck, type InfusionPump } from "../devices/InfusionPump.ts"
import { type FirewallPolicy } from "../network/Firewall.ts"

export interface DefenceParameters {
  readonly id: string
}

/** Everything a defence can change. */
export interface DefenceSurface {
  /** Secures all channels of the hospital with a suite of `models/crypto/suites`. */
  readonly useSuite: (suiteId: string) => void
  /** Adds a check that each pump runs on remote commands, after those already there. */
  readonly addCommandCheck: (makeCheck: (pump: InfusionPump) => CommandCheck) => void
  /** Puts pumps, gateways and pump server into a network of their own behind a firewall. */
  readonly isolateDevices: (policy: FirewallPolicy) => void
  /** Makes responders ask for a cookie first, and caps the handshakes that they start per second. */
  readonly guardHandshakes: (options: { readonly cookie: boolean; readonly perSecond: number }) => void
  /** Makes Wi-Fi stations and access points ignore management frames that are not authentic. */
  readonly protectManagement: () => void
}

export interface Defence<Parameters extends DefenceParameters = DefenceParameters> {
  readonly id: Parameters["id"]
  readonly title: string
  /** Blocks, detects or limits. */
  readonly effect: "blocks" | "detects" | "limits"
  /** What it costs and how it can hurt. */
  readonly price: string
  readonly sources: ReadonlyArray<string>
  readonly parameters: Schema.Codec<Parameters, unknown>
  readonly install: (surface: DefenceSurface, parameters: Parameters) => void
}
