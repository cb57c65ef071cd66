// Handshakes on their way: each flight is cut to packets, comes in pieces, is waited for, repeated as its transport does, and
// answered when it is whole; duplicates are ignored or make a datagram peer repeat its own flight. Client and responder of a
// pump are both here, told apart by what each has heard. What a session is, and when to try again, is the caller's.

import { type EventHandle } from "../../../src/engine/Calendar.ts"
import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStream } from "../../../src/engine/RandomStreams.ts"
import { drawExtraSeconds } from "../../crypto/signingTail.ts"
import { parameter } from "../../data/parameters.ts"
import { type HandshakePlan } from "./handshakePlan.ts"
import { type HandshakeTransport } from "./handshakeTransport.ts"
import { type Infrastructure } from "../transport/Infrastructure.ts"
import { FrameFate } from "../../devices/FrameLedger.ts"
import { type Telemetry } from "../transport/Telemetry.ts"

const SEGMENT_BYTES = parameter("security.segment.size")
const NONE = -1
// A frame's code: which handshake of the pump, which flight, which piece.
const FLIGHT = 64
const HANDSHAKE = FLIGHT * 32
const HANDSHAKES = 2 ** 19

/** Why a handshake came to nothing. */
export type HandshakeFailure = "timed out" | "no room" | "certificate expired" | "revocation unknown"

export interface FlightRules {
  /** Null: the responder's certificate will do. */
  readonly refusesResponder: (pump: number) => HandshakeFailure | null
  /** Whether the responder lets a handshake come to its costly part. */
  readonly admits: (pump: number) => boolean
  /** Time until the revocation service answers [s]; null: it does not. */
  readonly revocationSeconds: () => number | null
  /** Longest wait for it [s], and whether the handshake goes on without it. */
  readonly revocationTimeoutSeconds: number
  readonly goesOnWithoutAnswer: boolean
  /** The client may send. */
  readonly clientDone: (pump: number) => void
  /** The responder has all that it needs. */
  readonly responderDone: (pump: number) => void
  readonly failed: (pump: number, cause: HandshakeFailure) => void
}

export interface FlightOptions {
  readonly kernel: Kernel
  readonly parts: Infrastructure
  readonly telemetry: Telemetry
  readonly transport: HandshakeTransport
  /** Per pump: random part of time-outs and of its signatures. */
  readonly timerLuck: ReadonlyArray<RandomStream>
  readonly signingLuck: ReadonlyArray<RandomStream>
  /** Per gateway. */
  readonly responderLuck: ReadonlyArray<RandomStream>
  readonly rules: FlightRules
}

export class HandshakeFlights {
  /** Packets that a client or responder sent again, and that came twice. */
  retransmissions = 0
  duplicates = 0
  /** Jobs in processors that belong to no frame. */
  computing = 0

  readonly #options: FlightOptions
  readonly #plans: Array<HandshakePlan | undefined>
  /** Handshake of each pump; flight last sent by the client, and last heard of the responder. */
  readonly #handshake: Int32Array
  readonly #sent: Int8Array
  readonly #heard: Int8Array
  readonly #pieces: Uint32Array
  readonly #repeats: Uint8Array
  readonly #waitSeconds: Float64Array
  readonly #timers: Float64Array
  /** The same on the responder's side. */
  readonly #responding: Int32Array
  readonly #responderSent: Int8Array
  readonly #responderHeard: Int8Array
  readonly #responderPieces: Uint32Array
  readonly #clientReady: EventKind
  readonly #responderReady: EventKind
  readonly #timesOut: EventKind
  readonly #revocationAnswered: EventKind

  constructor(options: FlightOptions) {
    const { kernel } = options
    const pumps = options.parts.gatewayOfPump.length
    this.#options = options
    this.#plans = Array.from({ length: pumps }, () => undefined)
    this.#handshake = new Int32Array(pumps)
    this.#sent = new Int8Array(pumps)
    this.#heard = new Int8Array(pumps)
    this.#pieces = new Uint32Array(pumps)
    this.#repeats = new Uint8Array(pumps)
    this.#waitSeconds = new Float64Array(pumps)
    this.#timers = new Float64Array(pumps).fill(NONE)
    this.#responding = new Int32Array(pumps).fill(NONE)
    this.#responderSent = new Int8Array(pumps)
    this.#responderHeard = new Int8Array(pumps)
    this.#responderPieces = new Uint32Array(pumps)
    this.#clientReady = kernel.kind("flight computed by pump", (pump, code) => {
      this.computing--
      this.#proceed(pump, code)
    })
    this.#responderReady = kernel.kind("flight handled by gateway", (pump, code) => {
      this.computing--
      this.#answer(pump, code)
    })
    this.#timesOut = kernel.kind("flight times out", (pump) => this.#timeOut(pump))
    this.#revocationAnswered = kernel.kind("revocation query is answered", (pump, code) =>
      this.#answer(pump, code)
    )
  }

  /** The pump's handshake is under way. */
  isUnderWay(pump: number): boolean {
    return this.#plans[pump] !== undefined
  }

  /** Begins a handshake; one under way is given up without a word. */
  begin(pump: number, plan: HandshakePlan): void {
    this.abandon(pump)
    this.#plans[pump] = plan
    this.#handshake[pump] = ((this.#handshake[pump] as number) + 1) % HANDSHAKES
    this.#sent[pump] = NONE
    this.#heard[pump] = NONE
    this.#compute(pump, 0)
  }

  /** Forgets the handshake under way: frames on their way mean nothing any more. */
  abandon(pump: number): void {
    this.#disarm(pump)
    this.#plans[pump] = undefined
  }

  /** The gateway forgets what it has heard of a handshake. */
  forgetResponder(pump: number): void {
    this.#responding[pump] = NONE
  }

  /** A packet of a flight reached the gateway. */
  atGateway(pump: number, frame: number): void {
    const { telemetry } = this.#options
    const code = telemetry.frames.code[frame] as number
    telemetry.end(frame, FrameFate.delivered)
    const plan = this.#plans[pump]
    const handshake = Math.floor(code / HANDSHAKE)
    if (plan === undefined || handshake !== this.#handshake[pump]) return
    const flight = flightOf(code)
    if (this.#responding[pump] !== handshake) {
      if (flight !== 0) return // the gateway has forgotten this handshake, or never heard its beginning
      this.#responding[pump] = handshake
      this.#responderSent[pump] = NONE
      this.#responderHeard[pump] = -2
      this.#responderPieces[pump] = 0
    }
    let expected = (this.#responderHeard[pump] as number) + 2
    if (flight < expected) return this.#heardAgain(pump, code, flight)
    // The pump has gone on without an answer to its query.
    if (expected === plan.queryFlight && flight > expected) {
      this.#responderHeard[pump] = expected
      this.#responderPieces[pump] = 0
      expected += 2
    }
    if (flight > expected || !this.#collect(this.#responderPieces, pump, plan, code)) return
    this.#responderPieces[pump] = 0
    this.#respond(pump, plan, flight)
  }

  /** A packet of a flight reached the pump. */
  atPump(pump: number, frame: number): void {
    const { rules, telemetry } = this.#options
    const code = telemetry.frames.code[frame] as number
    telemetry.end(frame, FrameFate.delivered)
    const plan = this.#plans[pump]
    if (plan === undefined || Math.floor(code / HANDSHAKE) !== this.#handshake[pump]) return
    const flight = flightOf(code)
    if (flight !== (this.#sent[pump] as number) + 1 || flight <= (this.#heard[pump] as number)) {
      this.duplicates++
      return
    }
    if (!this.#collect(this.#pieces, pump, plan, code)) return
    this.#disarm(pump)
    this.#heard[pump] = flight
    if (flight === plan.costlyFlight + 1) {
      const refusal = rules.refusesResponder(pump)
      if (refusal !== null) return this.#fail(pump, refusal)
    }
    this.#compute(pump, flight + 1)
  }

  /** The pump computes what comes before a flight, or after the last one. */
  #compute(pump: number, flight: number): void {
    const { parts, signingLuck } = this.#options
    const plan = this.#plans[pump] as HandshakePlan // a handshake under way has a plan
    const pumpClass = parts.pumpClass[pump] as number
    let seconds = plan.clientSeconds[pumpClass]?.[flight] ?? 0
    const tail = parts.pumpCosts[pumpClass]?.handshakeTail ?? null
    if (tail !== null && flight === plan.lastClientFlight && !plan.isResumed)
      seconds = Math.max(0, seconds + drawExtraSeconds(tail, signingLuck[pump] as RandomStream))
    const code = (this.#handshake[pump] as number) * HANDSHAKE + flight * FLIGHT
    if (seconds === 0) return this.#proceed(pump, code)
    if (parts.pumpProcessors[pump]?.submit(seconds, this.#clientReady, code) !== true)
      return this.#fail(pump, "no room")
    this.computing++
    return undefined
  }

  /** The pump has computed: it sends its next flight, or is done. */
  #proceed(pump: number, code: number): void {
    const plan = this.#plans[pump]
    if (plan === undefined || Math.floor(code / HANDSHAKE) !== this.#handshake[pump]) return
    const flight = flightOf(code)
    if (flight >= plan.flightBytes.length) {
      this.#plans[pump] = undefined
      return this.#options.rules.clientDone(pump)
    }
    this.#sent[pump] = flight
    this.#pieces[pump] = 0
    this.#repeats[pump] = 0
    this.#waitSeconds[pump] = this.#firstWait(pump, plan, flight)
    this.#sendPieces(pump, plan, flight, 0)
    this.#arm(pump)
    if (flight === plan.flightBytes.length - 1) this.#options.rules.clientDone(pump)
    return undefined
  }

  #firstWait(pump: number, plan: HandshakePlan, flight: number): number {
    const { rules, timerLuck, transport } = this.#options
    if (flight === plan.queryFlight) return rules.revocationTimeoutSeconds
    const { firstSeconds, randomFactor } = transport
    if (randomFactor === 1) return firstSeconds
    return firstSeconds * (1 + (randomFactor - 1) * (timerLuck[pump] as RandomStream)())
  }

  #timeOut(pump: number): void {
    this.#timers[pump] = NONE
    const { rules, transport } = this.#options
    const plan = this.#plans[pump]
    if (plan === undefined) return
    const flight = this.#sent[pump] as number
    if (flight === plan.queryFlight) {
      if (!rules.goesOnWithoutAnswer) return this.#fail(pump, "revocation unknown")
      this.#heard[pump] = flight + 1
      return this.#compute(pump, flight + 2)
    }
    const repeats = this.#repeats[pump] as number
    if (repeats >= transport.retransmissions) return this.#fail(pump, "timed out")
    this.#repeats[pump] = repeats + 1
    this.#waitSeconds[pump] = Math.min(2 * (this.#waitSeconds[pump] as number), transport.longestSeconds)
    const isHeard =
      this.#responding[pump] === this.#handshake[pump] && (this.#responderHeard[pump] as number) >= flight
    if (!transport.isSelective) this.#sendPieces(pump, plan, flight, 0)
    else if (!isHeard) this.#sendPieces(pump, plan, flight, this.#heardPieces(pump, flight))
    // The other side's own timer runs at the same pace.
    else if ((this.#responderSent[pump] as number) > flight)
      this.#sendPieces(pump, plan, flight + 1, this.#pieces[pump] as number)
    return this.#arm(pump)
  }

  /** Pieces of a flight that the responder has. */
  #heardPieces(pump: number, flight: number): number {
    const isCurrent =
      this.#responding[pump] === this.#handshake[pump] &&
      flight === (this.#responderHeard[pump] as number) + 2
    return isCurrent ? (this.#responderPieces[pump] as number) : 0
  }

  /** A flight came whole: the responder works on it, unless it does not want to. */
  #respond(pump: number, plan: HandshakePlan, flight: number): void {
    const { kernel, parts, responderLuck, rules } = this.#options
    const code = (this.#handshake[pump] as number) * HANDSHAKE + flight * FLIGHT
    if (flight === plan.queryFlight) {
      const seconds = rules.revocationSeconds()
      if (seconds === null) return
      this.#responderHeard[pump] = flight
      kernel.schedule(seconds, this.#revocationAnswered, pump, code)
      return
    }
    if (flight === plan.costlyFlight && !rules.admits(pump)) return
    let seconds = plan.responderSeconds[flight] as number
    const gateway = parts.gatewayOfPump[pump] as number
    const tail = parts.gatewayHandshakeTail
    if (tail !== null && flight === plan.costlyFlight && !plan.isResumed)
      seconds = Math.max(0, seconds + drawExtraSeconds(tail, responderLuck[gateway] as RandomStream))
    // Without room the flight is as lost: the pump repeats it.
    if (parts.gatewayProcessors[gateway]?.submit(seconds, this.#responderReady, pump, code) !== true) return
    this.computing++
    this.#responderHeard[pump] = flight
  }

  /** The responder has worked on a flight: it answers, or has all. */
  #answer(pump: number, code: number): void {
    const plan = this.#plans[pump]
    const isCurrent =
      Math.floor(code / HANDSHAKE) === this.#handshake[pump] &&
      this.#responding[pump] === this.#handshake[pump]
    if (plan === undefined || !isCurrent) return
    const flight = flightOf(code)
    if (flight + 1 < plan.flightBytes.length) {
      this.#responderSent[pump] = flight + 1
      this.#sendPieces(pump, plan, flight + 1, 0)
    }
    if (flight !== plan.lastClientFlight) return
    // The acknowledgement of the client's last flight.
    if (flight === plan.flightBytes.length - 1) this.abandon(pump)
    this.#options.rules.responderDone(pump)
  }

  /** A flight that the responder has: its last piece makes a datagram peer repeat its answer. */
  #heardAgain(pump: number, code: number, flight: number): void {
    this.duplicates++
    const plan = this.#plans[pump] as HandshakePlan // asked by the caller
    const isLast = (code % FLIGHT) + 1 === piecesOf(plan.flightBytes[flight] as number)
    const hasAnswered = (this.#responderSent[pump] as number) === flight + 1
    if (isLast && hasAnswered && !this.#options.transport.isSelective)
      this.#sendPieces(pump, plan, flight + 1, 0)
  }

  /** Notes one piece; true when the flight is whole. */
  #collect(pieces: Uint32Array, pump: number, plan: HandshakePlan, code: number): boolean {
    const bit = 2 ** (code % FLIGHT)
    const before = pieces[pump] as number
    if (Math.floor(before / bit) % 2 === 1) this.duplicates++
    else pieces[pump] = before + bit
    return pieces[pump] === 2 ** piecesOf(plan.flightBytes[flightOf(code)] as number) - 1
  }

  /** Sends the pieces of a flight that `except` has no bit of. */
  #sendPieces(pump: number, plan: HandshakePlan, flight: number, except: number): void {
    const { telemetry } = this.#options
    const bytes = plan.flightBytes[flight] as number
    const type = plan.flightTypes[flight] as number
    const count = piecesOf(bytes)
    const code = (this.#handshake[pump] as number) * HANDSHAKE + flight * FLIGHT
    for (let piece = 0; piece < count; piece++) {
      if (Math.floor(except / 2 ** piece) % 2 === 1) continue
      const size = Math.min(SEGMENT_BYTES, bytes - piece * SEGMENT_BYTES)
      if (flight % 2 === 0) telemetry.sendUp(type, pump, size, code + piece)
      else telemetry.sendFromGateway(type, pump, size, code + piece)
      if ((this.#repeats[pump] as number) > 0) this.retransmissions++
    }
  }

  #fail(pump: number, cause: HandshakeFailure): void {
    this.abandon(pump)
    this.#options.rules.failed(pump, cause)
  }

  #arm(pump: number): void {
    this.#timers[pump] = this.#options.kernel.schedule(
      this.#waitSeconds[pump] as number,
      this.#timesOut,
      pump
    )
  }

  #disarm(pump: number): void {
    this.#options.kernel.cancel(this.#timers[pump] as EventHandle)
    this.#timers[pump] = NONE
  }
}

const flightOf = (code: number): number => Math.floor(code / FLIGHT) % (HANDSHAKE / FLIGHT)

const piecesOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / SEGMENT_BYTES))
