// How messages travel: pump - radio - gateway - wire - pump server - EHR, and commands the other way. Every hop is an event
// (pump, frame); every frame ends as delivered, lost, dropped or refused, and is counted once.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { parameter } from "../../data/parameters.ts"
import { JobClass } from "../../devices/JobLine.ts"
import { type DeviceProcessor } from "../../devices/DeviceProcessor.ts"
import { FrameFate, FrameLedger } from "../../devices/FrameLedger.ts"
import { type Frames, FrameType, isHandshake, NOWHERE } from "../../devices/Frames.ts"
import { type Processor } from "../../devices/Processor.ts"
import { type Link } from "../../network/Link.ts"
import { ChannelChecks, type ChannelRefusal } from "../sessions/ChannelChecks.ts"
import { type PumpCosts } from "./deviceCosts.ts"
import { GatewayForwarding } from "./GatewayForwarding.ts"
import { PumpServer, SERVER_SECONDS } from "./PumpServer.ts"
import { type Hop } from "./Hop.ts"
import { type Infrastructure } from "./Infrastructure.ts"
import { type StoreAndForward } from "./StoreAndForward.ts"
import { type TelemetryHandlers } from "./TelemetryHandlers.ts"

const ACKNOWLEDGEMENT_BYTES = parameter("message.acknowledgement.size")
const MESSAGE_SECONDS = parameter("device.pump.message-time")
const FORWARD_SECONDS = parameter("device.gateway.forward-time")

export class Telemetry {
  readonly frames: Frames
  /** Frames that began a journey, per frame type. */
  readonly created: Float64Array
  readonly server: PumpServer
  readonly forwarding: GatewayForwarding
  /** What gateways keep while the pump server does not answer. */
  readonly store: StoreAndForward

  readonly #ledger: FrameLedger
  readonly #checks: ChannelChecks
  readonly #kernel: Kernel
  readonly #parts: Infrastructure
  readonly #handlers: TelemetryHandlers
  readonly #counters: Float64Array
  readonly #kinds: Readonly<Record<Hop, EventKind>>

  constructor(kernel: Kernel, parts: Infrastructure, handlers: TelemetryHandlers) {
    this.#kernel = kernel
    this.#parts = parts
    this.#handlers = handlers
    this.#counters = new Float64Array(parts.gatewayOfPump.length)
    this.#ledger = new FrameLedger(handlers.commandLost)
    this.frames = this.#ledger.frames
    this.created = this.#ledger.created
    this.#checks = new ChannelChecks(parts.suite, this.frames)
    const shared = { kernel, parts, ledger: this.#ledger }
    this.server = new PumpServer({
      ...shared,
      statusArrives: (frame, atSeconds) =>
        this.#atServer(this.frames.pump[frame] as number, frame, atSeconds),
      alarmArrived: (pump, alarm) => {
        handlers.alarmArrived(pump, alarm)
        this.sendDown(FrameType.acknowledgement, pump, ACKNOWLEDGEMENT_BYTES, alarm)
      }
    })
    this.forwarding = new GatewayForwarding({
      ...shared,
      server: this.server,
      send: (gateway, frame) => this.#sendUpstream(gateway, frame)
    })
    this.store = this.forwarding.store
    this.#kinds = {
      readyAtPump: kernel.kind("message leaves pump", (pump, frame) => this.#readyAtPump(pump, frame)),
      atGateway: kernel.kind("message reaches gateway", (pump, frame) => this.#atGateway(pump, frame)),
      atServer: kernel.kind("message reaches server", (pump, frame) => {
        this.server.settle()
        this.#atServer(pump, frame, kernel.now)
      }),
      serverSends: kernel.kind("message leaves server", (pump, frame) => this.#serverSends(pump, frame)),
      downAtGateway: kernel.kind("downlink reaches gateway", (pump, frame) =>
        this.#downFromServer(pump, frame)
      ),
      downReadyAtGateway: kernel.kind("downlink leaves gateway", (pump, frame) =>
        this.#downReadyAtGateway(pump, frame)
      ),
      atPump: kernel.kind("downlink reaches pump", (pump, frame) => this.#atPump(pump, frame)),
      received: kernel.kind("downlink read by pump", (pump, frame) => this.#received(pump, frame)),
      lost: kernel.kind("message lost", (_pump, frame) => {
        if (!this.isGone(frame)) this.end(frame, FrameFate.lost)
      })
    }
  }

  /** Starts a journey from a pump; the payload has `payloadBytes` before the suite's overhead. */
  sendUp(type: number, pump: number, payloadBytes: number, code: number): void {
    const frame = this.#ledger.create(type, pump, payloadBytes, code)
    // What protects a handshake's own messages is part of the handshake's cost.
    const seconds = isHandshake(type) ? MESSAGE_SECONDS : this.preparationSeconds(pump, payloadBytes)
    if (!this.#processor(pump).submit(seconds, this.#kinds.readyAtPump, frame, JobClass.telemetry))
      this.end(frame, FrameFate.dropped)
  }

  /** Time of a pump's processor for a message, its protection included [s]. */
  preparationSeconds(pump: number, payloadBytes: number): number {
    const { protect } = this.#costs(pump)
    return MESSAGE_SECONDS + protect.fixedSeconds + protect.secondsPerByte * payloadBytes
  }

  /** Starts a journey that the pump's processor has expected (`DeviceProcessor.expect`) and that was due at `at`. */
  sendUpAsOf(at: number, type: number, pump: number, payloadBytes: number): void {
    const frame = this.#ledger.create(type, pump, payloadBytes, 0)
    const seconds = this.preparationSeconds(pump, payloadBytes)
    if (!this.#processor(pump).submitAsOf(at, seconds, this.#kinds.readyAtPump, frame))
      this.end(frame, FrameFate.dropped)
  }

  /** The same for a message that must be prepared by now; false, and nothing is sent, when anything delayed it. */
  sendUpPrepared(at: number, type: number, pump: number, payloadBytes: number): boolean {
    if (!this.#processor(pump).bookUndelayed(at, this.preparationSeconds(pump, payloadBytes))) return false
    this.#readyAtPump(pump, this.#ledger.create(type, pump, payloadBytes, 0))
    return true
  }

  /** Starts a journey from the pump server to a pump. */
  sendDown(type: number, pump: number, payloadBytes: number, code: number, value = 0): void {
    const frame = this.#ledger.create(type, pump, payloadBytes, code)
    this.frames.value[frame] = value
    const counter = this.#counters[pump] as number
    this.frames.counter[frame] = counter
    this.#counters[pump] = counter + 1
    this.server.settle()
    if (this.server.isDown) return this.end(frame, FrameFate.dropped)
    this.frames.place[frame] = this.#parts.machines.serverPlace
    const { protect } = this.#parts.serverCosts
    const seconds = SERVER_SECONDS + protect.fixedSeconds + protect.secondsPerByte * payloadBytes
    return this.#submit(this.#parts.serverProcessor, seconds, this.#kinds.serverSends, frame)
  }

  /** Starts a journey from a gateway to a pump that the gateway itself began (a handshake's answer). */
  sendFromGateway(type: number, pump: number, payloadBytes: number, code: number): void {
    const frame = this.#ledger.create(type, pump, payloadBytes, code)
    if (this.#parts.machines.isGatewayDown(this.#parts.gatewayOfPump[pump] as number))
      return this.end(frame, FrameFate.dropped)
    return this.#downReadyAtGateway(pump, frame)
  }

  /** A frame made by somebody who is not part of the hospital; its journey begins where it is injected. */
  createHostile(pump: number, payloadBytes: number, code: number, value: number): number {
    const frame = this.#ledger.create(FrameType.command, pump, payloadBytes, code)
    this.frames.value[frame] = value
    this.frames.isHostile[frame] = 1
    return frame
  }

  /** A frame from the wired side arrives at the pump's gateway. */
  injectAtGateway(pump: number, frame: number): void {
    const gateway = this.#parts.gatewayOfPump[pump] as number
    if (this.#parts.machines.isGatewayDown(gateway)) return this.end(frame, FrameFate.dropped)
    this.frames.place[frame] = this.#parts.machines.gatewayPlace(gateway)
    this.#submit(this.#gateway(pump), this.#forwardSeconds(frame), this.#kinds.downReadyAtGateway, frame)
  }

  /** A frame goes out on the radio channel towards the pump. */
  injectOnRadio(pump: number, frame: number): void {
    this.frames.place[frame] = NOWHERE
    if (this.#parts.machines.isOffAir(pump)) return this.end(frame, FrameFate.dropped)
    const radio = this.#parts.radioOfPump(pump)
    if (!radio.sendDown(this.#wireBytes(frame), this.#kinds.atPump, this.#kinds.lost, pump, frame))
      this.end(frame, FrameFate.dropped)
  }

  /** Ends a frame's journey and frees it. */
  end(frame: number, fate: number): void {
    this.#ledger.end(frame, fate)
  }

  /** Works out what has become by now of all that pumps have sent; needed before a machine fails or returns, and before counts are read. */
  settle(): void {
    this.server.settle()
  }

  get isServerDown(): boolean {
    return this.server.isDown
  }
  get isEhrDown(): boolean {
    return this.server.isEhrDown
  }

  /** Orders can come from the EHR through the pump server. */
  get carriesOrders(): boolean {
    return !this.server.isEhrDown && !this.server.isDown && !this.#parts.flowBlocks.orders
  }

  /** Frames that ended a journey, by `FrameFate`, per frame type. */
  get ended(): ReadonlyArray<Float64Array> {
    this.server.settle()
    return this.#ledger.ended
  }

  /** Frames on their way now. */
  get inFlight(): number {
    this.server.settle()
    return this.frames.inUse
  }

  /** A gateway fails: what is in it and on its way out of it is dropped. */
  gatewayFails(gateway: number): void {
    this.forwarding.drop(gateway)
    this.#parts.gatewayProcessors[gateway]?.crash()
    this.#parts.uplinks[gateway]?.crash()
    this.#ledger.loseAt(this.#parts.machines.gatewayPlace(gateway))
  }

  /** The pump server fails: what is in it, and what the EHR has not confirmed to it, is dropped where no gateway keeps it. */
  serverFails(): void {
    const { machines } = this.#parts
    this.server.fails()
    this.forwarding.keepFrom(machines.serverPlace)
    this.#ledger.loseAt(machines.serverPlace)
    this.server.forget()
  }

  /** For whoever handles an event of a frame: true when the frame is gone with its machine, and the event means nothing. */
  isGone(frame: number): boolean {
    return this.#ledger.isGone(frame)
  }

  #sendUpstream(gateway: number, frame: number): void {
    this.frames.place[frame] = this.#parts.machines.gatewayPlace(gateway)
    this.#send(this.#parts.uplinks[gateway] as Link, this.#kinds.atServer, frame)
  }

  #gateway(pump: number): Processor {
    return this.#parts.gatewayProcessors[this.#parts.gatewayOfPump[pump] as number] as Processor
  }

  #submit(station: Processor, seconds: number, next: EventKind, frame: number): void {
    const pump = this.frames.pump[frame] as number
    if (!station.submit(seconds, next, pump, frame)) this.end(frame, FrameFate.dropped)
  }

  #processor(pump: number): DeviceProcessor {
    return this.#parts.pumpProcessors[pump] as DeviceProcessor
  }

  #costs(pump: number): PumpCosts {
    return this.#parts.pumpCosts[this.#parts.pumpClass[pump] as number] as PumpCosts
  }

  /** Bytes of a frame on a channel. */
  #wireBytes(frame: number): number {
    const overhead = isHandshake(this.frames.type[frame] as number)
      ? 0
      : this.#parts.suite.recordOverheadBytes
    return (this.frames.payloadBytes[frame] as number) + overhead
  }

  #send(link: Pick<Link, "send">, next: EventKind, frame: number): void {
    const pump = this.frames.pump[frame] as number
    if (!link.send(this.#wireBytes(frame), next, this.#kinds.lost, pump, frame))
      this.end(frame, FrameFate.dropped)
  }

  /** Time on a gateway that opens a frame on one side and protects it anew on the other. */
  #forwardSeconds(frame: number): number {
    const { protect, unprotect } = this.#parts.gatewayCosts
    const bytes = this.frames.payloadBytes[frame] as number
    return (
      FORWARD_SECONDS +
      unprotect.fixedSeconds +
      protect.fixedSeconds +
      (unprotect.secondsPerByte + protect.secondsPerByte) * bytes
    )
  }

  #readyAtPump(pump: number, frame: number): void {
    if (this.#parts.machines.isOffAir(pump)) return this.end(frame, FrameFate.dropped)
    this.#send(this.#parts.radioOfPump(pump), this.#kinds.atGateway, frame)
  }

  #atGateway(pump: number, frame: number): void {
    const { machines } = this.#parts
    const gateway = this.#parts.gatewayOfPump[pump] as number
    if (machines.isGatewayDown(gateway)) {
      this.end(frame, FrameFate.dropped)
      return this.#handlers.unanswered(pump)
    }
    this.frames.place[frame] = machines.gatewayPlace(gateway)
    if (isHandshake(this.frames.type[frame] as number)) return this.#handlers.handshakeAtGateway(pump, frame)
    if (!this.#handlers.usesSession(pump, this.frames.payloadBytes[frame] as number))
      return this.end(frame, FrameFate.refused)
    if (!this.forwarding.isOpen(gateway))
      return this.#submit(this.#gateway(pump), this.#forwardSeconds(frame), this.forwarding.kept, frame)
    // Only the gateway feeds its uplink, and in order: both at once, without an event between.
    const handled = this.#gateway(pump).reserve(this.#kernel.now, this.#forwardSeconds(frame))
    if (Number.isNaN(handled)) return this.end(frame, FrameFate.dropped)
    const uplink = this.#parts.uplinks[gateway] as Link
    const carried = uplink.reserve(this.#kernel.now + handled, this.#wireBytes(frame))
    if (Number.isNaN(carried)) return this.end(frame, FrameFate.dropped)
    if (uplink.isLastDelivered && this.frames.type[frame] === FrameType.status)
      return this.server.expect(frame, this.#kernel.timeAfter(handled + carried))
    const next = uplink.isLastDelivered ? this.#kinds.atServer : this.#kinds.lost
    this.#kernel.schedule(handled + carried, next, pump, frame)
    return undefined
  }

  #atServer(pump: number, frame: number, atSeconds: number): void {
    if (this.isGone(frame)) return undefined
    const gateway = this.#parts.gatewayOfPump[pump] as number
    if (!this.forwarding.isOpen(gateway)) return this.forwarding.keep(gateway, frame)
    if (this.#parts.flowBlocks.up[this.frames.type[frame] as number] === 1) return this.#block(frame)
    return this.server.arrives(pump, frame, atSeconds)
  }

  #serverSends(pump: number, frame: number): void {
    if (this.isGone(frame)) return undefined
    const gateway = this.#parts.gatewayOfPump[pump] as number
    this.frames.place[frame] = NOWHERE
    if (this.#parts.machines.isBackhaulDown(gateway)) return this.end(frame, FrameFate.dropped)
    return this.#send(this.#parts.downlinks[gateway] as Link, this.#kinds.downAtGateway, frame)
  }

  /** A firewall rule too few or too many stops a legitimate message. */
  #block(frame: number): void {
    this.#parts.flowBlocks.blocked++
    this.end(frame, FrameFate.dropped)
  }

  #downFromServer(pump: number, frame: number): void {
    if (this.#parts.flowBlocks.down[this.frames.type[frame] as number] === 1) return this.#block(frame)
    if (this.#parts.machines.isBackhaulDown(this.#parts.gatewayOfPump[pump] as number))
      return this.end(frame, FrameFate.dropped)
    return this.injectAtGateway(pump, frame)
  }

  #downReadyAtGateway(pump: number, frame: number): void {
    if (this.isGone(frame)) return
    const refusal = this.#checks.atGateway(pump, frame)
    if (refusal !== null) return this.#refuse(pump, frame, refusal)
    // A gateway without a session has no key to protect it with.
    const isMessage = !isHandshake(this.frames.type[frame] as number)
    if (isMessage && !this.#handlers.usesSession(pump, this.frames.payloadBytes[frame] as number))
      return this.end(frame, FrameFate.dropped)
    this.injectOnRadio(pump, frame)
  }

  #atPump(pump: number, frame: number): void {
    const type = this.frames.type[frame] as number
    let seconds = MESSAGE_SECONDS
    if (!isHandshake(type)) {
      const { fixedSeconds, secondsPerByte } = this.#costs(pump).unprotect
      seconds += fixedSeconds + secondsPerByte * (this.frames.payloadBytes[frame] as number)
    }
    if (!this.#processor(pump).submit(seconds, this.#kinds.received, frame, JobClass.radio))
      this.end(frame, FrameFate.dropped)
  }

  #received(pump: number, frame: number): void {
    const type = this.frames.type[frame] as number
    if (isHandshake(type)) return this.#handlers.handshakeAtPump(pump, frame)
    const refusal = this.#checks.atPump(pump, frame)
    if (refusal !== null) return this.#refuse(pump, frame, refusal)
    if (type === FrameType.command) return this.#handlers.commandArrived(pump, frame)
    const alarm = this.frames.code[frame] as number
    this.end(frame, FrameFate.delivered)
    return this.#handlers.alarmAcknowledged(pump, alarm)
  }

  #refuse(pump: number, frame: number, reason: ChannelRefusal): void {
    this.#handlers.commandRefused(pump, frame, reason)
    this.end(frame, FrameFate.refused)
  }
}
