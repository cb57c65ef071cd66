// Floods of first flights from strangers, as fluid loads on the channels they take and on the responders they reach. Several
// floods add up. A channel passes on no more than it carries, and what reaches a battery-powered pump is charged to it.

import { type Kernel } from "../../../src/engine/Kernel.ts"
import { parameter } from "../../data/parameters.ts"
import { type Link } from "../../network/Link.ts"
import { type PumpCosts } from "../transport/deviceCosts.ts"
import { type Infrastructure } from "../transport/Infrastructure.ts"
import { PumpClass, type WardRadio } from "../transport/wardRadios.ts"

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
  /** Those at each gateway that come from addresses where an answer arrives: a cookie does not stop them [1/s]. */
  readonly #answerable: Float64Array
  readonly #costlySeconds: () => number
  /** First flights that reach each pump [1/s], and since when [s]. */
  readonly #reaching: Float64Array
  readonly #sinceSeconds: Float64Array
  /** What each pump's radio spent on receiving them [J]. */
  readonly #joules: Float64Array

  /** `costlySeconds`: what a gateway computes for a first flight once a cookie has come back [s]. */
  constructor(kernel: Kernel, parts: Infrastructure, costlySeconds: () => number) {
    const gateways = parts.gatewayProcessors.length
    const pumps = parts.pumpProcessors.length
    this.#kernel = kernel
    this.#parts = parts
    this.#bytes = parts.suite.firstFlightBytes ?? FIRST_FLIGHT_BYTES
    this.#gateways = { radio: new Float64Array(gateways), wire: new Float64Array(gateways) }
    this.#pumps = new Float64Array(pumps)
    this.#answerable = new Float64Array(gateways)
    this.#costlySeconds = costlySeconds
    this.#reaching = new Float64Array(pumps)
    this.#sinceSeconds = new Float64Array(pumps)
    this.#joules = new Float64Array(pumps)
  }

  /** Adds first flights at a gateway, or with a negative number takes them away [1/s]. */
  addAtGateway(gateway: number, path: FloodPath, perSecond: number, hasRealAddresses = false): void {
    const rates = this.#gateways[path]
    rates[gateway] = (rates[gateway] as number) + perSecond
    if (hasRealAddresses) this.#answerable[gateway] = (this.#answerable[gateway] as number) + perSecond
    this.renew(gateway)
  }

  /** Adds first flights at each of several pumps, over their radio channels [1/s]. */
  addAtPumps(pumps: ReadonlyArray<number>, perSecond: number): void {
    for (const pump of pumps) this.#pumps[pump] = (this.#pumps[pump] as number) + perSecond
    for (const gateway of new Set(pumps.map((pump) => this.#parts.wardOfPump[pump] as number)))
      this.renew(gateway)
  }

  /** Radio energy of a pump for first flights that reached it until now [J]. */
  joules(pump: number): number {
    const perSecond = this.#reaching[pump] as number
    const charged = this.#joules[pump] as number
    if (perSecond === 0) return charged
    const frames = perSecond * (this.#kernel.now - (this.#sinceSeconds[pump] as number))
    return charged + frames * this.#radioOf(pump).strangerJoules(this.#bytes)
  }

  /** Charges pumps for what their radios received until now. */
  settle(): void {
    for (let pump = 0; pump < this.#reaching.length; pump++) this.#charge(pump)
  }

  #charge(pump: number): void {
    const { now } = this.#kernel
    const frames = (this.#reaching[pump] as number) * (now - (this.#sinceSeconds[pump] as number))
    this.#sinceSeconds[pump] = now
    const joules = frames > 0 ? frames * this.#radioOf(pump).strangerJoules(this.#bytes) : 0
    this.#joules[pump] = (this.#joules[pump] as number) + joules
  }

  /** Sets the loads of a gateway, its channels and its pumps anew. */
  renew(gateway: number): void {
    const parts = this.#parts
    const wired = this.#gateways.wire[gateway] as number
    const downlink = parts.downlinks[gateway] as Link
    downlink.setBackgroundLoad(wired * this.#bytes, this.#bytes)
    const arriving =
      wired * passedShare(wired, downlink.airtimeSeconds(this.#bytes)) + this.#renewRadios(gateway)
    const atGateway = parts.machines.isGatewayDown(gateway) ? 0 : arriving
    const sent = wired + (this.#gateways.radio[gateway] as number)
    const answerable = sent > 0 ? (atGateway * (this.#answerable[gateway] as number)) / sent : 0
    // Those that come to the costly part of a handshake, unless the rate limit stops them.
    const passed = parts.asksCookie ? answerable : atGateway
    parts.tokenFloodPerSecond[gateway] = parts.guard === null ? 0 : passed
    const admitted = Math.min(passed, parts.guard?.perSecond ?? Infinity)
    let seconds = this.#meanSeconds(atGateway, parts.gatewayStrangerSeconds, GATEWAY_DISCARD_SECONDS)
    if (parts.asksCookie && answerable > 0) {
      seconds += (answerable * parts.gatewayStrangerSeconds + admitted * this.#costlySeconds()) / atGateway
    }
    parts.gatewayProcessors[gateway]?.setBackgroundLoad(atGateway, seconds)
    const worked = passedShare(atGateway, seconds)
    parts.halfOpenPerSecond[gateway] =
      parts.suite.handshake === null || admitted === 0 ? 0 : admitted * worked
  }

  /** Sets the loads of a gateway's radios and pumps; returns the first flights that reach the gateway by radio [1/s]. */
  #renewRadios(gateway: number): number {
    const parts = this.#parts
    let atGateway = 0
    for (let pumpClass = 0; pumpClass < parts.pumpCosts.length; pumpClass++) {
      const ward = parts.wardRadios[gateway * parts.pumpCosts.length + pumpClass]
      if (ward === undefined) continue
      const members: Array<number> = []
      // Gateways listen on the bedside pumps' channel.
      const aired = pumpClass === PumpClass.bedside ? (this.#gateways.radio[gateway] as number) : 0
      let sent = aired
      for (let pump = 0; pump < this.#pumps.length; pump++) {
        if (parts.wardOfPump[pump] !== gateway || parts.pumpClass[pump] !== pumpClass) continue
        members.push(pump)
        sent += this.#pumps[pump] as number
      }
      ward.radio.setBackgroundLoad(sent * ward.loadShare * this.#bytes, this.#bytes)
      const seconds = ward.strangerSeconds(this.#bytes)
      atGateway += aired * passedShare(sent, seconds)
      for (const pump of members) {
        const own = this.#pumps[pump] as number
        this.#reach(pump, own * passedShare(ward.isDedicated ? own : sent, seconds))
      }
    }
    return atGateway
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

  #radioOf(pump: number): WardRadio {
    const { pumpClass, pumpCosts, wardOfPump, wardRadios } = this.#parts
    const index = (wardOfPump[pump] as number) * pumpCosts.length + (pumpClass[pump] as number)
    return wardRadios[index] as WardRadio // every pump has one
  }

  #costs(pump: number): PumpCosts {
    return this.#parts.pumpCosts[this.#parts.pumpClass[pump] as number] as PumpCosts
  }
}

/** Share of a flood that a channel carries. */
const passedShare = (perSecond: number, secondsOfOne: number): number =>
  Math.min(1, 1 / (perSecond * secondsOfOne))
