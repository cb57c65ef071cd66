// Machines fail and come back: by the scenario's outages, or by attacks that bring them down. What was in them is gone.
// Therapy and buzzers go on.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { type GatewayFailover } from "./GatewayFailover.ts"
import { type GatewayWatch } from "./GatewayWatch.ts"
import { type Infrastructure } from "./Infrastructure.ts"
import { type MachineKind, machineKinds } from "./Machines.ts"
import { type Scenario } from "../Scenario.ts"
import { ServerReplicas } from "./ServerReplicas.ts"
import { type Outage } from "../scenario/outages.ts"
import { type Telemetry } from "./Telemetry.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

export interface OutageParts {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly parts: Infrastructure
  readonly telemetry: Telemetry
  readonly watch: GatewayWatch
  readonly failover: GatewayFailover
  readonly network: Scenario["network"]
}

export class Outages {
  readonly #options: OutageParts
  readonly #replicas: ServerReplicas
  readonly #begins: EventKind
  readonly #ends: EventKind

  constructor(options: OutageParts) {
    this.#options = options
    const { kernel, network, parts, telemetry } = options
    this.#replicas = new ServerReplicas({
      kernel,
      replicas: network.pumpServerReplicas,
      takeoverSeconds: network.failoverDetection + network.failoverSwitch,
      stops: () => telemetry.serverFails(),
      starts: () => {
        telemetry.settle()
        telemetry.server.isDown = false
        for (let gateway = 0; gateway < parts.machines.gateways; gateway++)
          telemetry.forwarding.resume(gateway)
      }
    })
    const kindOf = (index: number) => machineKinds[index] as MachineKind // scheduled below
    this.#begins = kernel.kind("machine fails", (machine, kind) => this.begin(kindOf(kind), machine))
    this.#ends = kernel.kind("machine works again", (machine, kind) => this.end(kindOf(kind), machine))
  }

  /** Plans the outages of a scenario; one of no duration leaves nothing behind. */
  plan(outages: ReadonlyArray<Outage>): void {
    const { kernel, parts, streams } = this.#options
    for (const [index, { duration, share, start, what, which }] of outages.entries()) {
      if (duration <= 0) continue
      const all = Array.from({ length: parts.machines.count(what) }, (_, machine) => machine)
      const drawn = share === undefined ? all : choose(all, share, streams.stream("outage", index))
      for (const machine of which === undefined ? drawn : [which]) {
        const kind = machineKinds.indexOf(what)
        scheduleInRun(kernel, start, this.#begins, machine, kind)
        scheduleInRun(kernel, start + duration, this.#ends, machine, kind)
      }
    }
  }

  /** What a reader must know. */
  notes(): ReadonlyArray<string> {
    const { failover, telemetry, watch } = this.#options
    const { takeovers } = this.#replicas
    const notes: Array<string> = []
    if (watch.sessionsLost > 0)
      notes.push(`Pumps lost ${watch.sessionsLost} sessions because a gateway or radio was gone.`)
    if (failover.takeovers > 0)
      notes.push(`Another gateway took over from one that failed ${failover.takeovers} times.`)
    if (takeovers > 0) notes.push(`Another pump server took over from one that failed ${takeovers} times.`)
    const { givenUp } = telemetry.server
    if (givenUp > 0)
      notes.push(`The pump server gave up ${givenUp} messages that waited for the EHR, for want of room.`)
    const { kept, overflowed } = telemetry.store
    if (kept > 0)
      notes.push(
        `Gateways kept ${kept} messages while the pump server did not answer, and gave up ${overflowed} for want of room.`
      )
    return notes
  }

  /** One more reason for a machine to be down, until `end`. */
  begin(kind: MachineKind, index = 0): void {
    const { failover, parts, telemetry, watch } = this.#options
    telemetry.settle()
    if (kind === "gateway") return failover.gatewayFails(index)
    if (!parts.machines.addReason(kind, index)) return
    if (kind === "pump-server") this.#replicas.fails(index)
    else if (kind === "ehr") telemetry.server.ehrFails()
    else if (kind === "radio") watch.radioFailed(index)
  }

  /** The same for all machines of a kind. */
  beginAll(kind: MachineKind): void {
    for (let index = 0; index < this.#options.parts.machines.count(kind); index++) this.begin(kind, index)
  }

  endAll(kind: MachineKind): void {
    for (let index = 0; index < this.#options.parts.machines.count(kind); index++) this.end(kind, index)
  }

  end(kind: MachineKind, index = 0): void {
    const { failover, parts, telemetry, watch } = this.#options
    telemetry.settle()
    if (kind === "gateway") return failover.gatewayReturns(index)
    if (!parts.machines.removeReason(kind, index)) return
    if (kind === "pump-server") this.#replicas.returns(index)
    else if (kind === "backhaul") telemetry.forwarding.resume(index)
    else if (kind === "ehr") telemetry.server.restoreEhr()
    else if (kind === "radio") watch.radioReturned(index)
  }
}

/** A share of the machines, drawn without replacement, in their order. */
const choose = (machines: ReadonlyArray<number>, share: number, luck: RandomStream): ReadonlyArray<number> =>
  machines
    .map((machine) => ({ machine, key: luck() }))
    .toSorted((x, y) => x.key - y.key)
    .slice(0, Math.round(machines.length * share))
    .map(({ machine }) => machine)
    .toSorted((x, y) => x - y)
