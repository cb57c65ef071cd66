// Turns the defences of a scenario into what the hospital is built with: suite, guard, firewall, and checks on the pumps.

import { findSuite } from "../crypto/suites/all.ts"
import { defenceOf } from "../defences/all.ts"
import { type CommandCheck, type InfusionPump } from "../devices/InfusionPump.ts"
import { type FirewallPolicy, flatNetwork } from "../network/Firewall.ts"
import { type HandshakeGuard, type SecurityPolicy } from "./transport/Infrastructure.ts"
import { type Scenario } from "./Scenario.ts"

export interface Security extends SecurityPolicy {
  readonly makeChecks: ReadonlyArray<(pump: InfusionPump) => CommandCheck>
}

/** The scenario's own rules; the way in from outside is shut unless one of them opens it. */
const firewallOf = ({ network }: Scenario): FirewallPolicy => {
  if (network.firewall === undefined) return flatNetwork
  const { delay, otherwise, rules } = network.firewall
  return { rules: [...rules, ...flatNetwork.rules], otherwise, delaySeconds: delay }
}

export const securityOf = (scenario: Scenario): Security => {
  let suite = findSuite("none")
  let guard: HandshakeGuard | null = null
  let firewall = firewallOf(scenario)
  let protectsManagement = false
  const makeChecks: Array<(pump: InfusionPump) => CommandCheck> = []
  if (scenario.pumps.remoteCommands === "standby-only") {
    makeChecks.push(() => (pump) => (pump.isDelivering ? "therapy-running" : null))
  }
  for (const parameters of scenario.defences) {
    defenceOf(parameters.id).install(
      {
        useSuite: (id) => {
          suite = findSuite(id)
        },
        addCommandCheck: (makeCheck) => makeChecks.push(makeCheck),
        isolateDevices: (policy) => {
          firewall = { ...policy, rules: [...(scenario.network.firewall?.rules ?? []), ...policy.rules] }
        },
        guardHandshakes: (options) => {
          guard = options
        },
        protectManagement: () => {
          protectsManagement = true
        }
      },
      parameters
    )
  }
  return { suite, guard, firewall, protectsManagement, makeChecks }
}
