// Who serves the pumps of a gateway that fails: nobody, a warm standby that takes over its address, or the other gateways of
// its group. Sessions are not shared: every pump needs a new handshake with the machine that serves it now. The load goes
// where the pumps go.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type GatewayWatch } from "./GatewayWatch.ts"
import { type HandshakeFloods } from "../sessions/HandshakeFloods.ts"
import { type Infrastructure } from "./Infrastructure.ts"
import { type Scenario } from "../Scenario.ts"
import { type Telemetry } from "./Telemetry.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

export interface GatewayFailoverParts {
  readonly kernel: Kernel
  readonly parts: Infrastructure
  readonly telemetry: Telemetry
  readonly watch: GatewayWatch
  readonly floods: HandshakeFloods
  readonly network: Scenario["network"]
}

export class GatewayFailover {
  /** Times that a standby or the neighbours took over. */
  takeovers = 0

  readonly #options: GatewayFailoverParts
  /** Machines that can serve, and reasons for the gateway's machines to be down, by gateway. */
  readonly #machines: Int32Array
  readonly #home: Int32Array
  readonly #takesOver: EventKind

  constructor(options: GatewayFailoverParts) {
    this.#options = options
    const { kernel, network, parts } = options
    this.#machines = new Int32Array(parts.machines.gateways).fill(
      network.gatewayFailover === "warm-standby" ? 2 : 1
    )
    this.#home = parts.gatewayOfPump.slice()
    this.#takesOver = kernel.kind("another gateway takes over", (gateway) => this.#takeOver(gateway))
  }

  /** The machine that serves fails, or the spare one if that is down already. */
  gatewayFails(gateway: number): void {
    const { kernel, network, parts } = this.#options
    const left = (this.#machines[gateway] as number) - 1
    this.#machines[gateway] = left
    if (parts.machines.isGatewayDown(gateway)) return
    parts.machines.addReason("gateway", gateway)
    this.#stop(gateway)
    if (network.gatewayFailover === "neighbour" || left > 0)
      scheduleInRun(kernel, network.failoverDetection + network.failoverSwitch, this.#takesOver, gateway)
  }

  /** A failed machine of the gateway works again: the gateway serves its own pumps, unless its standby already does. */
  gatewayReturns(gateway: number): void {
    const { network, parts } = this.#options
    this.#machines[gateway] = (this.#machines[gateway] as number) + 1
    if (!parts.machines.isGatewayDown(gateway) || (this.#machines[gateway] as number) < 1) return
    this.#start(gateway)
    if (network.gatewayFailover === "neighbour") this.#bringHome(gateway)
  }

  #takeOver(gateway: number): void {
    const { network, parts, telemetry } = this.#options
    if (!parts.machines.isGatewayDown(gateway)) return
    telemetry.settle()
    if (network.gatewayFailover === "neighbour") return this.#rehome(gateway)
    if ((this.#machines[gateway] as number) < 1) return
    this.takeovers++
    this.#start(gateway)
  }

  #stop(gateway: number): void {
    const { floods, telemetry, watch } = this.#options
    telemetry.gatewayFails(gateway)
    watch.sessionsForgotten(gateway)
    floods.renew(gateway)
  }

  #start(gateway: number): void {
    const { floods, parts } = this.#options
    parts.machines.removeReason("gateway", gateway)
    floods.renew(gateway)
  }

  /** Deals the pumps of a gateway out to those of its group that work. */
  #rehome(gateway: number): void {
    const { network, parts } = this.#options
    const { gatewayOfPump, machines } = parts
    const first = gateway - (gateway % network.gatewayGroup)
    const survivors = Array.from({ length: network.gatewayGroup }, (_, index) => first + index).filter(
      (other) => other < machines.gateways && !machines.isGatewayDown(other)
    )
    if (survivors.length === 0) return
    this.takeovers++
    let turn = 0
    for (let pump = 0; pump < gatewayOfPump.length; pump++) {
      if (gatewayOfPump[pump] === gateway) this.#move(pump, survivors[turn++ % survivors.length] as number) // in range by the remainder
    }
  }

  #bringHome(gateway: number): void {
    const { gatewayOfPump } = this.#options.parts
    for (let pump = 0; pump < gatewayOfPump.length; pump++) {
      if (this.#home[pump] === gateway && gatewayOfPump[pump] !== gateway) this.#move(pump, gateway)
    }
  }

  /** The pump's next message meets a gateway that has no session with it. */
  #move(pump: number, gateway: number): void {
    const { parts, watch } = this.#options
    watch.forgotten(pump)
    parts.gatewayOfPump[pump] = gateway
  }
}
