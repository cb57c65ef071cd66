// Secure sessions between pumps and gateways: handshake, time-out with doubling, renewal at the end of a session's life, and
// the guard that responders may put before costly work. A suite without handshakes is always connected.

import { type RandomStream } from "../../src/engine/RandomStreams.ts"
import { type EventHandle } from "../../src/engine/Calendar.ts"
import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { parameter } from "../data/parameters.ts"
import { FrameType } from "../devices/Frames.ts"
import { type Infrastructure } from "./Infrastructure.ts"
import { FrameFate, type Telemetry } from "./Telemetry.ts"

const TIMEOUT_SECONDS = parameter("network.handshake-timeout")
const LONGEST_WAIT_SECONDS = parameter("network.alarm-retransmit-maximum")
const LIFETIME_SECONDS = parameter("security.session-lifetime")
const NONE = -1

export class Sessions {
  /** Handshakes that pumps began, and that ended in a session. */
  attempts = 0
  completed = 0
  /** Handshakes that a responder's rate limit turned away. */
  refusedByGuard = 0

  readonly #kernel: Kernel
  readonly #parts: Infrastructure
  readonly #telemetry: Telemetry
  readonly #isConnected: Uint8Array
  readonly #attempt: Int32Array
  readonly #timeouts: Float64Array
  readonly #tokens: Float64Array
  readonly #tokensAtSeconds: Float64Array
  readonly #jitter: ReadonlyArray<RandomStream>
  readonly #onConnected: (pump: number) => void
  readonly #begins: EventKind
  readonly #timesOut: EventKind
  readonly #helloHandled: EventKind

  constructor(options: {
    readonly kernel: Kernel
    readonly parts: Infrastructure
    readonly telemetry: Telemetry
    readonly jitter: ReadonlyArray<RandomStream>
    readonly onConnected: (pump: number) => void
  }) {
    this.#kernel = options.kernel
    this.#parts = options.parts
    this.#telemetry = options.telemetry
    this.#jitter = options.jitter
    this.#onConnected = options.onConnected
    const pumps = options.parts.gatewayOfPump.length
    const needsHandshake = options.parts.suite.handshake !== null
    this.#isConnected = new Uint8Array(pumps).fill(needsHandshake ? 0 : 1)
    this.#attempt = new Int32Array(pumps)
    this.#timeouts = new Float64Array(pumps).fill(NONE)
    this.#tokens = new Float64Array(options.parts.gatewayProcessors.length).fill(options.parts.guard?.perSecond ?? 0)
    this.#tokensAtSeconds = new Float64Array(options.parts.gatewayProcessors.length)
    this.#begins = options.kernel.kind("handshake begins", (pump) => this.#begin(pump))
    this.#timesOut = options.kernel.kind("handshake times out", (pump) => this.#timeOut(pump))
    this.#helloHandled = options.kernel.kind("handshake answered by gateway", (pump, frame) => this.#answer(pump, frame))
  }

  isConnected(pump: number): boolean {
    return this.#isConnected[pump] === 1
  }

  /** Begins a handshake after the given time; does nothing for a suite without one. */
  connectAfter(pump: number, delaySeconds: number): void {
    if (this.#parts.suite.handshake !== null) this.#kernel.schedule(delaySeconds, this.#begins, pump)
  }

  /** A first flight reached the gateway: the guard, then the responder's share of the work. */
  helloAtGateway(pump: number, frame: number): void {
    const gateway = this.#parts.gatewayOfPump[pump] as number
    if (!this.#takesToken(gateway)) {
      this.refusedByGuard++
      return this.#telemetry.end(frame, FrameFate.refused)
    }
    const station = this.#parts.gatewayProcessors[gateway]
    const seconds = this.#parts.gatewayHandshakeSeconds
    if (station?.submit(seconds, this.#helloHandled, pump, frame) !== true)
      this.#telemetry.end(frame, FrameFate.dropped)
    return undefined
  }

  /** The answer reached the pump and its share of the work is done. */
  replyArrived(pump: number, frame: number): void {
    const isCurrent = this.#telemetry.frames.code[frame] === this.#attempt[pump]
    this.#telemetry.end(frame, FrameFate.delivered)
    if (!isCurrent || this.isConnected(pump)) return
    this.#isConnected[pump] = 1
    this.completed++
    this.#kernel.cancel(this.#timeouts[pump] as EventHandle)
    this.#timeouts[pump] = NONE
    this.#attempt[pump] = 0
    this.#kernel.schedule(LIFETIME_SECONDS, this.#begins, pump)
    this.#onConnected(pump)
  }

  #begin(pump: number): void {
    const { handshake } = this.#parts.suite
    if (handshake === null || this.#timeouts[pump] !== NONE) return
    this.#isConnected[pump] = 0
    const attempt = (this.#attempt[pump] as number) + 1
    this.#attempt[pump] = attempt
    this.attempts++
    const wait = Math.min(TIMEOUT_SECONDS * 2 ** (attempt - 1), LONGEST_WAIT_SECONDS)
    const jitter = 0.5 + (this.#jitter[pump] as RandomStream)()
    this.#timeouts[pump] = this.#kernel.schedule(wait * jitter, this.#timesOut, pump)
    this.#telemetry.sendUp(FrameType.hello, pump, handshake.bytesUp, attempt)
  }

  #timeOut(pump: number): void {
    this.#timeouts[pump] = NONE
    this.#begin(pump)
  }

  #answer(pump: number, frame: number): void {
    const attempt = this.#telemetry.frames.code[frame] as number
    this.#telemetry.end(frame, FrameFate.delivered)
    const bytesDown = this.#parts.suite.handshake?.bytesDown ?? 0
    this.#telemetry.sendFromGateway(FrameType.helloReply, pump, bytesDown, attempt)
  }

  /** Token bucket of one second's worth: true when the gateway may start another handshake now. */
  #takesToken(gateway: number): boolean {
    const rate = this.#parts.guard?.perSecond
    if (rate === undefined) return true
    const now = this.#kernel.now
    const earned = (now - (this.#tokensAtSeconds[gateway] as number)) * rate
    const tokens = Math.min((this.#tokens[gateway] as number) + earned, Math.max(rate, 1))
    this.#tokensAtSeconds[gateway] = now
    this.#tokens[gateway] = tokens >= 1 ? tokens - 1 : tokens
    return tokens >= 1
  }
}
