// Secure sessions between pumps and gateways: who has one, at either end; when pumps connect, renew, resume and try again;
// certificates, revocation, finite tables. How a handshake travels is in HandshakeFlights.ts. A suite without handshakes is
// always connected.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { parameter } from "../../data/parameters.ts"
import { FrameType } from "../../devices/Frames.ts"
import { Backoff } from "./Backoff.ts"
import { CertificateValidity } from "./CertificateValidity.ts"
import { type HandshakeFailure, type HandshakeFlights } from "./HandshakeFlights.ts"
import { type Infrastructure } from "../transport/Infrastructure.ts"
import { ResponderGuard } from "./ResponderGuard.ts"
import { type Scenario } from "../Scenario.ts"
import { makeSessionMachinery, type SessionMachinery, streamsOf } from "./sessionMachinery.ts"
import { sessionSettings } from "./sessionSettings.ts"
import { SessionTable } from "./SessionTable.ts"
import { FrameFate } from "../../devices/FrameLedger.ts"
import { type Telemetry } from "../transport/Telemetry.ts"
import { PumpClass } from "../transport/wardRadios.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

const ALERT_BYTES = parameter("security.alert.size")
const HALF_OPEN_SECONDS = parameter("security.half-open-time")

export interface SessionOptions {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly scenario: Scenario
  readonly parts: Infrastructure
  readonly telemetry: Telemetry
  readonly onConnected: (pump: number) => void
  /** The pump, connected until now, is about to lose its session. */
  readonly onLoses: (pump: number) => void
  /** The gateway told the pump that it has no session with it. */
  readonly onUnknown: (pump: number) => void
}

export class Sessions {
  /** Handshakes that pumps began, that gave both ends a session, and how many of these were resumed. */
  attempts = 0
  completed = 0
  resumed = 0
  /** Messages that a gateway could not read or send for want of a session. */
  lostForWantOfSession = 0
  /** Handshakes that failed, by cause. */
  readonly failures = new Map<HandshakeFailure, number>()
  /** Of each handshake: how long until the pump could send; of each session lost: how long until both ends had one [s]. */
  readonly handshakeSeconds: Array<number> = []
  readonly reconnectSeconds: Array<number> = []
  readonly guard: ResponderGuard
  readonly table: SessionTable
  readonly validity: CertificateValidity

  readonly #options: SessionOptions
  readonly #machinery: SessionMachinery | null
  readonly #backoff: Backoff
  readonly #isConnected: Uint8Array
  /** Number of each pump's present session, so that an old one's end does not end a new one. */
  readonly #session: Int32Array
  readonly #beganSeconds: Float64Array
  /** When the pump lost its last session; NaN: it has one, or never had. */
  readonly #lostSeconds: Float64Array
  /** Until when the pump can resume its session, and could with a ticket that it gets now: resumptions do not extend that. */
  readonly #ticketSeconds: Float64Array
  readonly #resumableSeconds: Float64Array
  /** The next attempt of each pump, or -1. */
  readonly #planned: Float64Array
  readonly #isResuming: Uint8Array
  /** 1 while the gateway checks the pump's certificate. */
  readonly #isChecked: Uint8Array
  readonly #begins: EventKind
  readonly #ends: EventKind
  readonly #installs: EventKind
  readonly #rejects: EventKind

  constructor(options: SessionOptions) {
    const { kernel, parts, scenario, streams } = options
    const pumps = parts.gatewayOfPump.length
    this.#options = options
    this.guard = new ResponderGuard(kernel, parts, streams)
    const { bedside, wearable } = scenario.pumps
    const holders = { gateways: parts.gatewayProcessors.length, bedside, wearable, server: 1 }
    this.validity = new CertificateValidity(kernel, scenario.sessions.certificates, holders)
    const settings = sessionSettings(scenario, parts)
    this.table = new SessionTable({
      gatewayOfPump: parts.gatewayOfPump,
      capacity: settings?.gatewaySessions ?? Infinity,
      halfOpenSeconds: HALF_OPEN_SECONDS,
      halfOpenPerSecond: parts.halfOpenPerSecond,
      known: parts.machines.knowsSession
    })
    this.#backoff = new Backoff(
      scenario.sessions.backoff,
      streamsOf(streams, "handshake-jitter", settings === null ? 0 : pumps)
    )
    this.#isConnected = new Uint8Array(pumps).fill(settings === null ? 1 : 0)
    this.#session = new Int32Array(pumps)
    this.#beganSeconds = new Float64Array(pumps)
    this.#lostSeconds = new Float64Array(pumps).fill(NaN)
    this.#ticketSeconds = new Float64Array(pumps).fill(-1)
    this.#resumableSeconds = new Float64Array(pumps)
    this.#planned = new Float64Array(pumps).fill(-1)
    this.#isResuming = new Uint8Array(pumps)
    this.#isChecked = new Uint8Array(pumps)
    this.#begins = kernel.kind("handshake begins", (pump) => {
      this.#planned[pump] = -1
      this.#begin(pump)
    })
    this.#ends = kernel.kind("session is old", (pump, session) => {
      if (session === this.#session[pump] && this.#isConnected[pump] === 1) this.#renew(pump)
    })
    this.#installs = kernel.kind("session is accepted", (pump) => {
      if (this.#isChecked[pump] === 1) this.#install(pump)
    })
    this.#rejects = kernel.kind("session is rejected", (pump) => {
      if (this.#isChecked[pump] === 1) this.#reject(pump, "revocation unknown")
    })
    if (settings === null) {
      this.#machinery = null
      return
    }
    this.#machinery = makeSessionMachinery(
      { ...options, settings },
      (revocation) => ({
        refusesResponder: (pump) => this.#refusesGateway(pump),
        admits: (pump) => this.#admits(pump),
        revocationSeconds: () => revocation.answerSeconds(),
        revocationTimeoutSeconds: scenario.sessions.revocation.timeout,
        goesOnWithoutAnswer: scenario.sessions.revocation.onFailure === "soft",
        clientDone: (pump) => this.#clientDone(pump),
        responderDone: (pump) => this.#responderDone(pump),
        failed: (pump, cause) => this.#failed(pump, cause)
      }),
      (pump) => this.#renew(pump)
    )
  }

  /** Handshakes that a responder's rate limit turned away. */
  get refusedByGuard(): number {
    return this.guard.refused
  }

  /** Sessions that got new keys without a handshake. */
  get rekeys(): number {
    return this.#machinery?.rekeying.rekeys ?? 0
  }

  /** Jobs in processors that belong to no frame. */
  get computing(): number {
    return (this.#machinery?.flights.computing ?? 0) + (this.#machinery?.rekeying.computing ?? 0)
  }

  /** How handshakes went on their way. */
  get flights(): HandshakeFlights | null {
    return this.#machinery?.flights ?? null
  }

  /** What a gateway computes for a first flight, without a cookie [s]. */
  get costlySeconds(): number {
    return this.#machinery?.settings.costlySeconds ?? 0
  }

  /** The flights that a full handshake takes; null for a suite without one. */
  get plan(): SessionMachinery["settings"]["full"] | null {
    return this.#machinery?.settings.full ?? null
  }

  /** The pump believes that it has a session. */
  isConnected(pump: number): boolean {
    return this.#isConnected[pump] === 1
  }

  /** Begins a handshake after the given time, and after the back-off if a session was lost; does nothing for a suite without one. */
  connectAfter(pump: number, delaySeconds: number): void {
    if (this.#machinery === null || this.#planned[pump] !== -1) return
    const wait = Number.isNaN(this.#lostSeconds[pump]) ? 0 : this.#backoff.nextSeconds(pump)
    this.#planned[pump] = scheduleInRun(this.#options.kernel, delaySeconds + wait, this.#begins, pump)
  }

  /** The pump gives up its session, any handshake under way, and any that it has planned. */
  lose(pump: number): void {
    if (this.#machinery === null) return
    if (this.#isConnected[pump] === 1) this.#options.onLoses(pump)
    this.#machinery.flights.abandon(pump)
    this.#options.kernel.cancel(this.#planned[pump] as number)
    this.#planned[pump] = -1
    this.#isConnected[pump] = 0
    if (Number.isNaN(this.#lostSeconds[pump])) this.#lostSeconds[pump] = this.#options.kernel.now
  }

  /** A gateway loses its memory: sessions, handshakes under way, and what it keeps for resumption. */
  forgetAt(gateway: number): void {
    const { gatewayOfPump } = this.#options.parts
    for (let pump = 0; pump < gatewayOfPump.length; pump++)
      if (gatewayOfPump[pump] === gateway) this.forget(pump)
  }

  /** A gateway forgets one pump, as another one is about to serve it. */
  forget(pump: number): void {
    if (this.#machinery !== null) this.#forget(pump, this.#machinery)
  }

  /** A message of so many bytes needs the pump's session at its gateway; false: there is none, and the pump is told. */
  use(pump: number, bytes: number): boolean {
    if (this.#machinery === null) return true
    if (this.table.use(pump, this.#options.kernel.now)) {
      this.#machinery.rekeying.count(pump, bytes)
      return true
    }
    this.lostForWantOfSession++
    // While its handshake ends, the gateway does not know the pump yet.
    if (!this.#machinery.flights.isUnderWay(pump) && this.#isChecked[pump] === 0)
      this.#options.telemetry.sendFromGateway(FrameType.alert, pump, ALERT_BYTES, 0)
    return false
  }

  /** A frame of a handshake reached the gateway. */
  atGateway(pump: number, frame: number): void {
    const { telemetry } = this.#options
    if (this.#machinery === null) return telemetry.end(frame, FrameFate.refused)
    if (telemetry.frames.type[frame] === FrameType.keyUpdateUp)
      return this.#machinery.rekeying.atGateway(pump, frame)
    return this.#machinery.flights.atGateway(pump, frame)
  }

  /** A frame of a handshake reached the pump. */
  atPump(pump: number, frame: number): void {
    const { telemetry } = this.#options
    if (this.#machinery === null) return telemetry.end(frame, FrameFate.refused)
    const type = telemetry.frames.type[frame]
    if (type === FrameType.keyUpdateDown) return this.#machinery.rekeying.atPump(pump, frame)
    if (type !== FrameType.ticket && type !== FrameType.alert)
      return this.#machinery.flights.atPump(pump, frame)
    telemetry.end(frame, FrameFate.delivered)
    if (type === FrameType.ticket) this.#ticketSeconds[pump] = this.#resumableSeconds[pump] as number
    else if (this.#isConnected[pump] === 1) this.#options.onUnknown(pump)
    return undefined
  }

  /** What a reader of the results must know. */
  notes(): ReadonlyArray<string> {
    const counts: ReadonlyArray<readonly [number, string]> = [
      [this.refusedByGuard, "handshakes of pumps were turned away by the rate limit."],
      [this.table.evicted, "sessions were pushed out of gateways' session tables."]
    ]
    const told = counts.flatMap(([count, text]) => (count > 0 ? [`${count} ${text}`] : []))
    return [...told, ...this.validity.notes(), ...(this.#machinery?.revocation.notes() ?? [])]
  }

  #forget(pump: number, { flights, settings }: SessionMachinery): void {
    this.table.remove(pump)
    this.#isChecked[pump] = 0
    flights.forgetResponder(pump)
    if (!settings.hasSharedTickets) this.#ticketSeconds[pump] = -1
  }

  /** A handshake beside the old session. */
  #renew(pump: number): void {
    this.#ticketSeconds[pump] = -1
    this.#begin(pump)
  }

  #begin(pump: number): void {
    const machinery = this.#machinery
    if (machinery === null || machinery.flights.isUnderWay(pump)) return
    const { now } = this.#options.kernel
    this.attempts++
    this.#beganSeconds[pump] = now
    const { full, queried, resumed } = machinery.settings
    const canResume = resumed !== null && now < (this.#ticketSeconds[pump] as number)
    this.#isResuming[pump] = canResume ? 1 : 0
    if (canResume) return machinery.flights.begin(pump, resumed)
    this.#resumableSeconds[pump] = now + this.#options.scenario.sessions.ticketLifetime
    return machinery.flights.begin(pump, machinery.revocation.mustAsk(pump) ? queried : full)
  }

  #admits(pump: number): boolean {
    const { kernel, parts } = this.#options
    if (!this.guard.admits(parts.gatewayOfPump[pump] as number)) return false
    this.table.open(pump, kernel.now)
    return true
  }

  #refusesGateway(pump: number): HandshakeFailure | null {
    const { parts } = this.#options
    if (!parts.suite.usesCertificates || this.#isResuming[pump] === 1) return null
    if (this.validity.refuses("gateways", parts.gatewayOfPump[pump] as number)) return "certificate expired"
    // Asked by a handshake only.
    return (this.#machinery as SessionMachinery).revocation.acceptsStaple() ? null : "revocation unknown"
  }

  #clientDone(pump: number): void {
    const { kernel, scenario } = this.#options
    this.#isConnected[pump] = 1
    const { revocation, settings } = this.#machinery as SessionMachinery // a handshake has ended
    if (this.#isResuming[pump] === 0) revocation.asked(pump)
    this.handshakeSeconds.push(kernel.now - (this.#beganSeconds[pump] as number))
    // Otherwise the gateway has the last word.
    if (settings.full.flightBytes.length % 2 === 0) this.#settle(pump)
    if (!settings.isTicketStateless && settings.resumed !== null)
      this.#ticketSeconds[pump] = this.#resumableSeconds[pump] as number
    const session = ((this.#session[pump] as number) + 1) % 2 ** 30
    this.#session[pump] = session
    scheduleInRun(kernel, scenario.sessions.lifetime, this.#ends, pump, session)
    this.#options.onConnected(pump)
  }

  /** The gateway has the pump's last flight: it looks at the pump's certificate. */
  #responderDone(pump: number): void {
    const { kernel, parts } = this.#options
    const { revocation } = this.#machinery as SessionMachinery // a handshake has ended
    const checks =
      parts.suite.usesCertificates && parts.suite.authenticatesClient && this.#isResuming[pump] === 0
    if (checks) {
      const isBedside = parts.pumpClass[pump] === PumpClass.bedside
      const index = isBedside ? pump : pump - this.#options.scenario.pumps.bedside
      if (this.validity.refuses(isBedside ? "bedside" : "wearable", index))
        return this.#reject(pump, "certificate expired")
      // Gateways come after pumps among the verifiers.
      const wait = revocation.responderSeconds(this.#session.length + (parts.gatewayOfPump[pump] as number))
      if (wait > 0) {
        this.#isChecked[pump] = 1
        kernel.schedule(wait, revocation.isAccepted ? this.#installs : this.#rejects, pump)
        return
      }
    }
    this.#install(pump)
  }

  #install(pump: number): void {
    const { kernel, parts, telemetry } = this.#options
    const { rekeying, settings } = this.#machinery as SessionMachinery // a handshake has ended
    this.#isChecked[pump] = 0
    if (parts.machines.isGatewayDown(parts.gatewayOfPump[pump] as number)) return
    // Strangers have pushed the half-open handshake out meanwhile.
    if (!this.table.survives(pump, kernel.now)) return
    this.table.insert(pump, kernel.now)
    rekeying.fresh(pump)
    if (settings.full.flightBytes.length % 2 === 1) this.#settle(pump)
    if (settings.full.ticketBytes > 0)
      telemetry.sendFromGateway(FrameType.ticket, pump, settings.full.ticketBytes, 0)
  }

  /** Both ends have the session. */
  #settle(pump: number): void {
    this.completed++
    this.resumed += this.#isResuming[pump] as number
    const lostSeconds = this.#lostSeconds[pump] as number
    if (!Number.isNaN(lostSeconds)) this.reconnectSeconds.push(this.#options.kernel.now - lostSeconds)
    this.#lostSeconds[pump] = NaN
    this.#backoff.reset(pump)
  }

  /** The gateway refuses the pump, which may believe that it is connected already. */
  #reject(pump: number, cause: HandshakeFailure): void {
    this.failures.set(cause, (this.failures.get(cause) ?? 0) + 1)
    this.#isChecked[pump] = 0
    this.table.remove(pump)
    this.#options.telemetry.sendFromGateway(FrameType.alert, pump, ALERT_BYTES, 0)
  }

  #failed(pump: number, cause: HandshakeFailure): void {
    this.failures.set(cause, (this.failures.get(cause) ?? 0) + 1)
    // A ticket that did not work is not tried twice, and an old session ends when it could not be renewed.
    this.#ticketSeconds[pump] = -1
    if (this.#isConnected[pump] === 1) this.table.remove(pump)
    this.lose(pump)
    this.connectAfter(pump, 0)
  }
}
