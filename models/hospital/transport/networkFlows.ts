// Where the hospital's machines stand in its network, which flows it lives by, and what each costs when a firewall stops it.
// Pumps and gateways are in zone pumps, the pump server in servers, the EHR and the wards' workstations in clinical, offices
// in corporate.

import { type Position } from "../../attacks/Attack.ts"
import { FRAME_TYPES, FrameType } from "../../devices/Frames.ts"
import { type FirewallPolicy, passes, type Service, type Zone } from "../../network/Firewall.ts"

interface Flow {
  readonly from: Zone
  readonly to: Zone
  readonly service: Service
  readonly without: string
}

const legitimateFlows: ReadonlyArray<Flow> = [
  { from: "pumps", to: "servers", service: "status", without: "nothing is charted" },
  { from: "pumps", to: "servers", service: "alarms", without: "alarms go unreported beyond the bedside" },
  { from: "servers", to: "pumps", service: "commands", without: "orders are programmed by hand" },
  {
    from: "servers",
    to: "clinical",
    service: "charting",
    without: "what pumps report waits at the pump server"
  },
  { from: "clinical", to: "servers", service: "orders", without: "orders are programmed by hand" }
]

/** Zone of an attacker's foothold; null: not in the wired network. */
export const zoneOf: Readonly<Record<Position, Zone | null>> = {
  "radio-range": null,
  "ward-lan": "clinical",
  enterprise: "corporate",
  remote: "internet"
}

/** Legitimate messages that a firewall stops, by `FrameType`, on their way up and down; charting and orders on their own. */
export class FlowBlocks {
  readonly up = new Uint8Array(FRAME_TYPES)
  readonly down = new Uint8Array(FRAME_TYPES)
  readonly charting: boolean
  readonly orders: boolean
  /** Messages stopped so far. */
  blocked = 0

  readonly #stopped: ReadonlyArray<Flow>

  constructor(policy: FirewallPolicy) {
    this.#stopped = legitimateFlows.filter(({ from, service, to }) => !passes(policy, from, to, service))
    const stops = (service: Service) => this.#stopped.some((flow) => flow.service === service)
    if (stops("status")) this.up.fill(1)
    this.up[FrameType.alarm] = stops("alarms") ? 1 : 0
    if (stops("commands")) this.down[FrameType.command] = 1
    this.charting = stops("charting")
    this.orders = stops("orders")
  }

  /** What a reader must know: rules that are too strict. */
  notes(): ReadonlyArray<string> {
    const notes = this.#stopped.map(
      ({ from, service, to, without }) => `The firewall stops ${service} from ${from} to ${to}: ${without}.`
    )
    if (this.blocked > 0) notes.push(`The firewall stopped ${this.blocked} legitimate messages.`)
    return notes
  }
}
