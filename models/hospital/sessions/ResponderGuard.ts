// The rate limit that a responder puts before costly work: a token bucket of one second's worth, of which a flood that needs
// no cookie takes its share.

import { type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { type Infrastructure } from "../transport/Infrastructure.ts"

export class ResponderGuard {
  /** Handshakes that it turned away. */
  refused = 0

  readonly #kernel: Kernel
  readonly #parts: Infrastructure
  /** By gateway: whether a handshake finds a place that a flood has left. */
  readonly #luck: ReadonlyArray<RandomStream>
  readonly #tokens: Float64Array
  readonly #tokensAtSeconds: Float64Array

  constructor(kernel: Kernel, parts: Infrastructure, streams: RandomStreams) {
    const gateways = parts.gatewayProcessors.length
    this.#kernel = kernel
    this.#parts = parts
    this.#luck = Array.from({ length: gateways }, (_, gateway) => streams.stream("handshake-guard", gateway))
    this.#tokens = new Float64Array(gateways).fill(Math.max(parts.guard?.perSecond ?? 0, 1))
    this.#tokensAtSeconds = new Float64Array(gateways)
  }

  /** True when the gateway may begin another handshake now. */
  admits(gateway: number): boolean {
    const rate = this.#parts.guard?.perSecond
    if (rate === undefined || this.#takesToken(gateway, rate)) return true
    this.refused++
    return false
  }

  #takesToken(gateway: number, rate: number): boolean {
    // A flood that needs no cookie takes tokens as they come: one in flood / rate first flights finds one.
    const flood = this.#parts.tokenFloodPerSecond[gateway] as number
    if (flood > rate && (this.#luck[gateway] as RandomStream)() >= rate / flood) return false
    const now = this.#kernel.now
    const earned = (now - (this.#tokensAtSeconds[gateway] as number)) * rate
    const tokens = Math.min((this.#tokens[gateway] as number) + earned, Math.max(rate, 1))
    this.#tokensAtSeconds[gateway] = now
    this.#tokens[gateway] = tokens >= 1 ? tokens - 1 : tokens
    return tokens >= 1
  }
}
