// Secure sessions between pumps and gateways: handshake, time-out with doubling, renewal at the end of a session's life, and
// the guard that responders may put before costly work: a cookie, which takes one more round trip, and a rate limit. A suite without handshakes is always connected.

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
const COOKIE_BYTES = parameter("message.cookie.size")
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
  readonly #cookieMade: EventKind
  readonly #guardLuck: ReadonlyArray<RandomStream>

  constructor(options: {
    readonly kernel: Kernel
    readonly parts: Infrastructure
    readonly telemetry: Telemetry
    /** Per pump. */
    readonly jitter: ReadonlyArray<RandomStream>
    /** Per gateway: whether a handshake finds a place that a flood has left. */
    readonly guardLuck: ReadonlyArray<RandomStream>
    readonly onConnected: (pump: number) => void
  }) {
    this.#kernel = options.kernel
    this.#parts = options.parts
    this.#telemetry = options.telemetry
    this.#jitter = options.jitter
    this.#guardLuck = options.guardLuck
    this.#onConnected = options.onConnected
    const pumps = options.parts.gatewayOfPump.length
    const needsHandshake = options.parts.suite.handshake !== null
    this.#isConnected = new Uint8Array(pumps).fill(needsHandshake ? 0 : 1)
    this.#attempt = new Int32Array(pumps)
    this.#timeouts = new Float64Array(pumps).fill(NONE)
    this.#tokens = new Float64Array(options.parts.gatewayProcessors.length).fill(
      Math.max(options.parts.guard?.perSecond ?? 0, 1)
    )
    this.#tokensAtSeconds = new Float64Array(options.parts.gatewayProcessors.length)
    this.#begins = options.kernel.kind("handshake begins", (pump) => this.#begin(pump))
    this.#timesOut = options.kernel.kind("handshake times out", (pump) => this.#timeOut(pump))
    this.#helloHandled = options.kernel.kind("handshake answered by gateway", (pump, frame) =>
      this.#answer(pump, frame)
    )
    this.#cookieMade = options.kernel.kind("cookie sent by gateway", (pump, frame) =>
      this.#respond(pump, frame, FrameType.cookie, COOKIE_BYTES)
    )
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
    const { asksCookie, gatewayHandshakeSeconds, gatewayStrangerSeconds } = this.#parts
    const gateway = this.#parts.gatewayOfPump[pump] as number
    const type = this.#telemetry.frames.type[frame] as number
    if (asksCookie && type === FrameType.hello) {
      return this.#work(gateway, gatewayStrangerSeconds, this.#cookieMade, frame)
    }
    if (!this.#takesToken(gateway)) {
      this.refusedByGuard++
      return this.#telemetry.end(frame, FrameFate.refused)
    }
    // A cookie is checked by computing it again.
    const seconds = gatewayHandshakeSeconds + (asksCookie ? gatewayStrangerSeconds : 0)
    return this.#work(gateway, seconds, this.#helloHandled, frame)
  }

  /** The gateway wants the first flight again, with its cookie. */
  cookieArrived(pump: number, frame: number): void {
    const attempt = this.#telemetry.frames.code[frame] as number
    this.#telemetry.end(frame, FrameFate.delivered)
    if (attempt !== this.#attempt[pump] || this.#timeouts[pump] === NONE) return
    this.#telemetry.sendUp(
      FrameType.helloWithCookie,
      pump,
      this.#parts.suite.handshake?.bytesUp ?? 0,
      attempt
    )
  }

  /** The answer reached the pump and its share of the work is done. */
  replyArrived(pump: number, frame: number): void {
    const isCurrent = this.#telemetry.frames.code[frame] === this.#attempt[pump]
    this.#telemetry.end(frame, FrameFate.delivered)
    if (!isCurrent || this.#timeouts[pump] === NONE) return
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
    const attempt = (this.#attempt[pump] as number) + 1
    // The first attempt to renew a session runs beside the old one.
    if (attempt > 1) this.#isConnected[pump] = 0
    this.#attempt[pump] = attempt
    this.attempts++
    const wait = Math.min(TIMEOUT_SECONDS * 2 ** (attempt - 1), LONGEST_WAIT_SECONDS)
    const jitter = 0.5 + (this.#jitter[pump] as RandomStream)()
    this.#timeouts[pump] = this.#kernel.schedule(wait * jitter, this.#timesOut, pump)
    const { asksCookie, suite } = this.#parts
    const bytes = asksCookie ? (suite.firstFlightBytes ?? handshake.bytesUp) : handshake.bytesUp
    this.#telemetry.sendUp(FrameType.hello, pump, bytes, attempt)
  }

  #timeOut(pump: number): void {
    this.#timeouts[pump] = NONE
    this.#begin(pump)
  }

  #answer(pump: number, frame: number): void {
    this.#respond(pump, frame, FrameType.helloReply, this.#parts.suite.handshake?.bytesDown ?? 0)
  }

  #respond(pump: number, frame: number, type: number, bytes: number): void {
    const attempt = this.#telemetry.frames.code[frame] as number
    this.#telemetry.end(frame, FrameFate.delivered)
    this.#telemetry.sendFromGateway(type, pump, bytes, attempt)
  }

  #work(gateway: number, seconds: number, done: EventKind, frame: number): void {
    const pump = this.#telemetry.frames.pump[frame] as number
    if (this.#parts.gatewayProcessors[gateway]?.submit(seconds, done, pump, frame) !== true)
      this.#telemetry.end(frame, FrameFate.dropped)
  }

  /** Token bucket of one second's worth: true when the gateway may start another handshake now. */
  #takesToken(gateway: number): boolean {
    const rate = this.#parts.guard?.perSecond
    if (rate === undefined) return true
    // A flood that needs no cookie takes tokens as they come: one in flood / rate first flights finds one.
    const flood = this.#parts.tokenFloodPerSecond[gateway] as number
    if (flood > rate && (this.#guardLuck[gateway] as RandomStream)() >= rate / flood) return false
    const now = this.#kernel.now
    const earned = (now - (this.#tokensAtSeconds[gateway] as number)) * rate
    const tokens = Math.min((this.#tokens[gateway] as number) + earned, Math.max(rate, 1))
    this.#tokensAtSeconds[gateway] = now
    this.#tokens[gateway] = tokens >= 1 ? tokens - 1 : tokens
    return tokens >= 1
  }
}
