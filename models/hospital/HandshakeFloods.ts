// Floods of first flights from strangers, as fluid loads on the channels they take and on the responders they reach. Several
// floods add up. A channel passes on no more than it carries, and what reaches a battery-powered pump is charged to it.

import { type Kernel } from "../../src/engine/Kernel.ts"
import { parameter } from "../data/parameters.ts"
import { type Link } from "../network/Link.ts"
import { type Infrastructure, type PumpCosts } from "./Infrastructure.ts"

const FIRST_FLIGHT_BYTES = parameter("attack.first-flight.size")
const GATEWAY_DISCARD_SECONDS = parameter("device.gateway.discard-time")
const PUMP_DISCARD_SECONDS = parameter("device.pump.discard-time")

/** How a flood comes to its responders. */
export type FloodPath = "radio" | "wire"

export class HandshakeFloods {
  readonly #kernel: Kernel
  readonly #parts: Infrastructure
  /** Bytes of one frame. */
  readonly #bytes: number
  /** First flights sent at each responder [1/s]. */
  readonly #gateways: Readonly<Record<FloodPath, Float64Array>>
  readonly #pumps: Float64Array
  /** First flights that reach each pump [1/s], and since when [s]. */
  readonly #reaching: Float64Array
  readonly #sinceSeconds: Float64Array

  constructor(kernel: Kernel, parts: Infrastructure) {
    const gateways = parts.gatewayProcessors.length
    const pumps = parts.pumpProcessors.length
    this.#kernel = kernel
    this.#parts = parts
    this.#bytes = parts.suite.firstFlightBytes ?? FIRST_FLIGHT_BYTES
    this.#gateways = { radio: new Float64Array(gateways), wire: new Float64Array(gateways) }
    this.#pumps = new Float64Array(pumps)
    this.#reaching = new Float64Array(pumps)
    this.#sinceSeconds = new Float64Array(pumps)
  }

  /** Adds first flights at a gateway, or with a negative number takes them away [1/s]. */
  addAtGateway(gateway: number, path: FloodPath, perSecond: number): void {
    const rates = this.#gateways[path]
    rates[gateway] = (rates[gateway] as number) + perSecond
    this.#renew(gateway)
  }

  /** Adds first flights at each of several pumps, over their radio channels [1/s]. */
  addAtPumps(pumps: ReadonlyArray<number>, perSecond: number): void {
    for (const pump of pumps) this.#pumps[pump] = (this.#pumps[pump] as number) + perSecond
    for (const gateway of new Set(pumps.map((pump) => this.#parts.gatewayOfPump[pump] as number)))
      this.#renew(gateway)
  }

  /** Charges pumps for what their radios received until now. */
  settle(): void {
    for (let pump = 0; pump < this.#reaching.length; pump++) this.#charge(pump)
  }

  #charge(pump: number): void {
    const { now } = this.#kernel
    const frames = (this.#reaching[pump] as number) * (now - (this.#sinceSeconds[pump] as number))
    this.#sinceSeconds[pump] = now
    const { joulesPerReceivedByte } = this.#costs(pump)
    if (frames > 0) this.#parts.addRadioJoules(pump, frames * this.#bytes * joulesPerReceivedByte)
  }

  /** Sets the loads of a gateway, its channels and its pumps anew. */
  #renew(gateway: number): void {
    const parts = this.#parts
    const wired = this.#gateways.wire[gateway] as number
    const aired = this.#gateways.radio[gateway] as number
    const downlink = parts.downlinks[gateway] as Link
    this.#load(downlink, wired)
    let atGateway = wired * this.#passedShare(downlink, wired)
    for (let pumpClass = 0; pumpClass < parts.pumpCosts.length; pumpClass++) {
      const radio = parts.radios[gateway * parts.pumpCosts.length + pumpClass] as Link
      const members: Array<number> = []
      // Gateways listen on the bedside pumps' channel.
      let sent = pumpClass === 0 ? aired : 0
      for (let pump = 0; pump < this.#pumps.length; pump++) {
        if (parts.gatewayOfPump[pump] !== gateway || parts.pumpClass[pump] !== pumpClass) continue
        members.push(pump)
        sent += this.#pumps[pump] as number
      }
      this.#load(radio, sent)
      const share = this.#passedShare(radio, sent)
      if (pumpClass === 0) atGateway += aired * share
      for (const pump of members) this.#reach(pump, (this.#pumps[pump] as number) * share)
    }
    const tokens = parts.guard === null || parts.asksCookie ? 0 : atGateway
    parts.tokenFloodPerSecond[gateway] = tokens
    const seconds = this.#meanSeconds(atGateway, parts.gatewayStrangerSeconds, GATEWAY_DISCARD_SECONDS)
    parts.gatewayProcessors[gateway]?.setBackgroundLoad(atGateway, seconds)
  }

  #reach(pump: number, perSecond: number): void {
    if (perSecond === this.#reaching[pump]) return
    this.#charge(pump)
    this.#reaching[pump] = perSecond
    const seconds = this.#meanSeconds(perSecond, this.#costs(pump).strangerSeconds, PUMP_DISCARD_SECONDS)
    this.#parts.pumpProcessors[pump]?.setBackgroundLoad(perSecond, seconds)
  }

  /** Time on the responder for one first flight: a rate limit without a cookie lets only some cost more than their reading. */
  #meanSeconds(perSecond: number, strangerSeconds: number, discardSeconds: number): number {
    const { asksCookie, guard } = this.#parts
    if (guard === null || asksCookie || perSecond <= guard.perSecond) return strangerSeconds
    return discardSeconds + (guard.perSecond / perSecond) * (strangerSeconds - discardSeconds)
  }

  #load(link: Link, perSecond: number): void {
    link.setBackgroundLoad(perSecond * this.#bytes, this.#bytes)
  }

  /** Share of a flood that a channel carries. */
  #passedShare(link: Link, perSecond: number): number {
    return Math.min(1, 1 / (perSecond * link.airtimeSeconds(this.#bytes)))
  }

  #costs(pump: number): PumpCosts {
    return this.#parts.pumpCosts[this.#parts.pumpClass[pump] as number] as PumpCosts
  }
}
