// How gateways get messages to the pump server when the way there is cut or the server is down: they keep what was not
// confirmed, as far as there is room, and forward it at a pace when the way is free again.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { FrameFate, type FrameLedger } from "../../devices/FrameLedger.ts"
import { FrameType, NOWHERE } from "../../devices/Frames.ts"
import { type Infrastructure } from "./Infrastructure.ts"
import { type PumpServer } from "./PumpServer.ts"
import { StoreAndForward } from "./StoreAndForward.ts"

export interface GatewayForwardingParts {
  readonly kernel: Kernel
  readonly parts: Infrastructure
  readonly ledger: FrameLedger
  readonly server: Pick<PumpServer, "isDown" | "settle">
  /** Puts a frame on a gateway's uplink. */
  readonly send: (gateway: number, frame: number) => void
}

export class GatewayForwarding {
  readonly store: StoreAndForward
  /** For a message that a gateway has handled and cannot send on. */
  readonly kept: EventKind

  readonly #options: GatewayForwardingParts
  readonly #forwards: EventKind
  /** 1 while a gateway forwards what it kept. */
  readonly #isForwarding: Uint8Array

  constructor(options: GatewayForwardingParts) {
    this.#options = options
    const { kernel, ledger, parts } = options
    const gateways = parts.gatewayProcessors.length
    this.store = new StoreAndForward(ledger.frames, gateways, parts.storeAndForward.messages)
    this.#isForwarding = new Uint8Array(gateways)
    this.kept = kernel.kind("message is kept by gateway", (pump, frame) => this.#kept(pump, frame))
    this.#forwards = kernel.kind("gateway forwards what it kept", (gateway) => this.#forwardNext(gateway))
  }

  /** The gateway reaches the pump server. */
  isOpen(gateway: number): boolean {
    const { parts, server } = this.#options
    return !parts.machines.isBackhaulDown(gateway) && !server.isDown
  }

  /** A message that the pump server has not confirmed stays with its gateway, as far as there is room. */
  keep(gateway: number, frame: number): void {
    const { ledger, parts } = this.#options
    const dropped = parts.machines.isGatewayDown(gateway) ? frame : this.store.add(gateway, frame)
    if (dropped !== frame) ledger.frames.place[frame] = NOWHERE
    if (dropped >= 0) ledger.end(dropped, FrameFate.dropped)
  }

  /** Gateways keep their copies of the messages that were in the pump server when it failed. */
  keepFrom(place: number): void {
    const { ledger, parts } = this.#options
    const { frames } = ledger
    for (const frame of frames.at(place)) {
      if (frames.type[frame] !== FrameType.status && frames.type[frame] !== FrameType.alarm) continue
      const pump = frames.pump[frame] as number
      this.keep(parts.gatewayOfPump[pump] as number, frames.copy(frame))
      frames.lose(frame)
    }
  }

  /** A gateway fails, and what it kept is dropped. */
  drop(gateway: number): void {
    for (let frame = this.store.next(gateway); frame >= 0; frame = this.store.next(gateway))
      this.#options.ledger.end(frame, FrameFate.dropped)
  }

  /** Wire or pump server work again: the gateway forwards what it kept, unless the other is still down. */
  resume(gateway: number): void {
    if (this.#isForwarding[gateway] === 1 || this.store.size(gateway) === 0) return
    this.#isForwarding[gateway] = 1
    this.#forwardNext(gateway)
  }

  #kept(pump: number, frame: number): void {
    const { ledger, parts, send, server } = this.#options
    // What came before to a server that is down, or to a cut wire, is kept before.
    server.settle()
    if (ledger.isGone(frame)) return
    const gateway = parts.gatewayOfPump[pump] as number
    if (this.isOpen(gateway)) send(gateway, frame)
    else this.keep(gateway, frame)
  }

  #forwardNext(gateway: number): void {
    const { kernel, parts, send } = this.#options
    const frame = this.isOpen(gateway) ? this.store.next(gateway) : -1
    if (frame < 0) {
      this.#isForwarding[gateway] = 0
      return
    }
    send(gateway, frame)
    kernel.schedule(1 / parts.storeAndForward.perSecond, this.#forwards, gateway)
  }
}
