// How messages travel: pump - radio - gateway - wire - pump server - EHR, and commands the other way. Every hop is an event
// (pump, frame); every frame ends as delivered, lost, dropped or refused, and is counted once.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { parameter } from "../data/parameters.ts"
import { FRAME_TYPES, Frames, FrameType, isHandshake } from "../devices/Frames.ts"
import { ReplayWindow } from "../devices/ReplayWindow.ts"
import { type Processor } from "../devices/Processor.ts"
import { type Link } from "../network/Link.ts"
import { type Infrastructure, type PumpCosts } from "./Infrastructure.ts"

const REPLAY_WINDOW = parameter("security.replay-window")
const ACKNOWLEDGEMENT_BYTES = parameter("message.acknowledgement.size")
const MESSAGE_SECONDS = parameter("device.pump.message-time")
const FORWARD_SECONDS = parameter("device.gateway.forward-time")
const SERVER_SECONDS = parameter("device.server.message-time")
const EHR_SECONDS = parameter("device.ehr.message-time")

/** How a frame's journey ends. */
export const FrameFate = { delivered: 0, lost: 1, dropped: 2, refused: 3 } as const

/** What happens when a frame arrives; the hospital supplies it. */
export interface TelemetryHandlers {
  readonly alarmArrived: (pump: number, alarm: number) => void
  readonly alarmAcknowledged: (pump: number, alarm: number) => void
  /** A command passed the channel's checks and reached the pump's own. */
  readonly commandArrived: (pump: number, frame: number) => void
  readonly commandRefused: (pump: number, frame: number, reason: "not-authentic" | "replayed") => void
  /** A command found no room or was lost on the way; the frame is freed afterwards. */
  readonly commandLost: (pump: number, frame: number) => void
  /** A first flight, with or without a cookie. */
  readonly helloAtGateway: (pump: number, frame: number) => void
  readonly cookieArrived: (pump: number, frame: number) => void
  readonly helloReplyArrived: (pump: number, frame: number) => void
}

export class Telemetry {
  readonly frames = new Frames()
  /** Frames that began a journey, and ended one by `FrameFate`, per frame type. */
  readonly created = new Float64Array(FRAME_TYPES)
  readonly ended = Array.from({ length: Object.keys(FrameFate).length }, () => new Float64Array(FRAME_TYPES))
  /** Status messages stored in the EHR, and those that wait for it at the pump server. */
  charted = 0
  waitingForEhr = 0
  isServerDown = false
  isEhrDown = false

  readonly #kernel: Kernel
  readonly #parts: Infrastructure
  readonly #handlers: TelemetryHandlers
  readonly #counters: Float64Array
  readonly #gatewayWindows: Array<ReplayWindow | undefined> = []
  readonly #pumpWindows: Array<ReplayWindow | undefined> = []
  readonly #kinds: Readonly<Record<HopName, EventKind>>

  constructor(kernel: Kernel, parts: Infrastructure, handlers: TelemetryHandlers) {
    this.#kernel = kernel
    this.#parts = parts
    this.#handlers = handlers
    this.#counters = new Float64Array(parts.gatewayOfPump.length)
    this.#kinds = {
      readyAtPump: kernel.kind("message leaves pump", (pump, frame) => this.#readyAtPump(pump, frame)),
      atGateway: kernel.kind("message reaches gateway", (pump, frame) => this.#atGateway(pump, frame)),
      atServer: kernel.kind("message reaches server", (pump, frame) => this.#atServer(pump, frame)),
      readyAtServer: kernel.kind("message handled by server", (pump, frame) =>
        this.#readyAtServer(pump, frame)
      ),
      charted: kernel.kind("message charted", (pump, frame) => this.#chartedAtEhr(pump, frame)),
      serverSends: kernel.kind("message leaves server", (pump, frame) => this.#serverSends(pump, frame)),
      downAtGateway: kernel.kind("downlink reaches gateway", (pump, frame) =>
        this.injectAtGateway(pump, frame)
      ),
      downReadyAtGateway: kernel.kind("downlink leaves gateway", (pump, frame) =>
        this.#downReadyAtGateway(pump, frame)
      ),
      atPump: kernel.kind("downlink reaches pump", (pump, frame) => this.#atPump(pump, frame)),
      received: kernel.kind("downlink read by pump", (pump, frame) => this.#received(pump, frame)),
      lost: kernel.kind("message lost", (_pump, frame) => this.end(frame, FrameFate.lost))
    }
  }

  /** Starts a journey from a pump; the payload has `payloadBytes` before the suite's overhead. */
  sendUp(type: number, pump: number, payloadBytes: number, code: number): void {
    const frame = this.#create(type, pump, payloadBytes, code)
    const { protect } = this.#costs(pump)
    // What protects a handshake's own messages is part of the handshake's cost.
    const security = isHandshake(type) ? 0 : protect.fixedSeconds + protect.secondsPerByte * payloadBytes
    this.#submit(
      this.#parts.pumpProcessors[pump] as Processor,
      MESSAGE_SECONDS + security,
      this.#kinds.readyAtPump,
      frame
    )
  }

  /** Starts a journey from the pump server to a pump. */
  sendDown(type: number, pump: number, payloadBytes: number, code: number, value = 0): void {
    const frame = this.#create(type, pump, payloadBytes, code)
    this.frames.value[frame] = value
    const counter = this.#counters[pump] as number
    this.frames.counter[frame] = counter
    this.#counters[pump] = counter + 1
    if (this.isServerDown) return this.end(frame, FrameFate.dropped)
    const { protect } = this.#parts.serverCosts
    const seconds = SERVER_SECONDS + protect.fixedSeconds + protect.secondsPerByte * payloadBytes
    return this.#submit(this.#parts.serverProcessor, seconds, this.#kinds.serverSends, frame)
  }

  /** Starts a journey from a gateway to a pump that the gateway itself began (a handshake's answer). */
  sendFromGateway(type: number, pump: number, payloadBytes: number, code: number): void {
    this.#downReadyAtGateway(pump, this.#create(type, pump, payloadBytes, code))
  }

  /** A frame made by somebody who is not part of the hospital; its journey begins where it is injected. */
  createHostile(pump: number, payloadBytes: number, code: number, value: number): number {
    const frame = this.#create(FrameType.command, pump, payloadBytes, code)
    this.frames.value[frame] = value
    this.frames.isHostile[frame] = 1
    return frame
  }

  /** A frame from the wired side arrives at the pump's gateway. */
  injectAtGateway(pump: number, frame: number): void {
    this.#submit(this.#gateway(pump), this.#forwardSeconds(frame), this.#kinds.downReadyAtGateway, frame)
  }

  /** A frame goes out on the radio channel towards the pump. */
  injectOnRadio(pump: number, frame: number): void {
    const radio = this.#parts.radioOfPump(pump)
    if (!radio.sendDown(this.#wireBytes(frame), this.#kinds.atPump, this.#kinds.lost, pump, frame))
      this.end(frame, FrameFate.dropped)
  }

  /** Ends a frame's journey and frees it. */
  end(frame: number, fate: number): void {
    const type = this.frames.type[frame] as number
    const tally = this.ended[fate] as Float64Array
    tally[type] = (tally[type] as number) + 1
    if (type === FrameType.command && (fate === FrameFate.lost || fate === FrameFate.dropped))
      this.#handlers.commandLost(this.frames.pump[frame] as number, frame)
    this.frames.free(frame)
  }

  /** Frames on their way now. */
  get inFlight(): number {
    return this.frames.inUse
  }

  /** The EHR is back: everything that waited is charted. */
  restoreEhr(): void {
    this.isEhrDown = false
    this.charted += this.waitingForEhr
    this.waitingForEhr = 0
  }

  #create(type: number, pump: number, payloadBytes: number, code: number): number {
    const frame = this.frames.allocate(type, pump, payloadBytes)
    this.frames.code[frame] = code
    this.created[type] = (this.created[type] as number) + 1
    return frame
  }

  #gateway(pump: number): Processor {
    return this.#parts.gatewayProcessors[this.#parts.gatewayOfPump[pump] as number] as Processor
  }

  #submit(station: Processor, seconds: number, next: EventKind, frame: number): void {
    const pump = this.frames.pump[frame] as number
    if (!station.submit(seconds, next, pump, frame)) this.end(frame, FrameFate.dropped)
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
    this.#send(this.#parts.radioOfPump(pump), this.#kinds.atGateway, frame)
  }

  #atGateway(pump: number, frame: number): void {
    if (isHandshake(this.frames.type[frame] as number)) return this.#handlers.helloAtGateway(pump, frame)
    // Only the gateway feeds its uplink, and in order: both at once, without an event between.
    const handled = this.#gateway(pump).reserve(this.#kernel.now, this.#forwardSeconds(frame))
    if (Number.isNaN(handled)) return this.end(frame, FrameFate.dropped)
    const uplink = this.#parts.uplinks[this.#parts.gatewayOfPump[pump] as number] as Link
    const carried = uplink.reserve(this.#kernel.now + handled, this.#wireBytes(frame))
    if (Number.isNaN(carried)) return this.end(frame, FrameFate.dropped)
    const next = uplink.isLastDelivered ? this.#kinds.atServer : this.#kinds.lost
    this.#kernel.schedule(handled + carried, next, pump, frame)
    return undefined
  }

  #atServer(pump: number, frame: number): void {
    if (this.isServerDown) return this.end(frame, FrameFate.dropped)
    const { unprotect } = this.#parts.serverCosts
    const bytes = this.frames.payloadBytes[frame] as number
    const seconds = SERVER_SECONDS + unprotect.fixedSeconds + unprotect.secondsPerByte * bytes
    if (this.frames.type[frame] === FrameType.alarm || this.isEhrDown)
      return this.#submit(this.#parts.serverProcessor, seconds, this.#kinds.readyAtServer, frame)
    return this.#chart(pump, frame, seconds)
  }

  /** Server, link and EHR one after another: each is fed by the one before alone, so one event does for all three. */
  #chart(pump: number, frame: number, serverSeconds: number): void {
    const { ehrLink, ehrProcessor, serverProcessor } = this.#parts
    const now = this.#kernel.now
    const handled = serverProcessor.reserve(now, serverSeconds)
    if (Number.isNaN(handled)) return this.end(frame, FrameFate.dropped)
    const reached = handled + ehrLink.reserve(now + handled, this.frames.payloadBytes[frame] as number)
    if (Number.isNaN(reached)) return this.end(frame, FrameFate.dropped)
    if (!ehrLink.isLastDelivered) {
      this.#kernel.schedule(reached, this.#kinds.lost, pump, frame)
      return undefined
    }
    const charted = reached + ehrProcessor.reserve(now + reached, EHR_SECONDS)
    if (Number.isNaN(charted)) return this.end(frame, FrameFate.dropped)
    this.#kernel.schedule(charted, this.#kinds.charted, pump, frame)
    return undefined
  }

  #readyAtServer(pump: number, frame: number): void {
    if (this.frames.type[frame] === FrameType.alarm) {
      const alarm = this.frames.code[frame] as number
      this.end(frame, FrameFate.delivered)
      this.#handlers.alarmArrived(pump, alarm)
      return this.sendDown(FrameType.acknowledgement, pump, ACKNOWLEDGEMENT_BYTES, alarm)
    }
    // The EHR was down when this came; if it is back by now, this goes with what had waited.
    if (this.isEhrDown) this.waitingForEhr++
    else this.charted++
    return this.end(frame, FrameFate.delivered)
  }

  #chartedAtEhr(_pump: number, frame: number): void {
    if (this.isEhrDown) this.waitingForEhr++
    else this.charted++
    this.end(frame, FrameFate.delivered)
  }

  #serverSends(pump: number, frame: number): void {
    this.#send(
      this.#parts.downlinks[this.#parts.gatewayOfPump[pump] as number] as Link,
      this.#kinds.downAtGateway,
      frame
    )
  }

  #downReadyAtGateway(pump: number, frame: number): void {
    if (this.#isRefused(this.#gatewayWindows, pump, frame)) return
    this.injectOnRadio(pump, frame)
  }

  #atPump(pump: number, frame: number): void {
    const costs = this.#costs(pump)
    const type = this.frames.type[frame] as number
    let seconds = MESSAGE_SECONDS
    if (type === FrameType.helloReply) seconds += costs.handshakeSeconds
    else if (!isHandshake(type)) {
      const { fixedSeconds, secondsPerByte } = costs.unprotect
      seconds += fixedSeconds + secondsPerByte * (this.frames.payloadBytes[frame] as number)
    }
    this.#submit(this.#parts.pumpProcessors[pump] as Processor, seconds, this.#kinds.received, frame)
  }

  #received(pump: number, frame: number): void {
    const type = this.frames.type[frame] as number
    if (type === FrameType.helloReply) return this.#handlers.helloReplyArrived(pump, frame)
    if (type === FrameType.cookie) return this.#handlers.cookieArrived(pump, frame)
    if (this.#isRefused(this.#pumpWindows, pump, frame)) return undefined
    if (type === FrameType.command) return this.#handlers.commandArrived(pump, frame)
    const alarm = this.frames.code[frame] as number
    this.end(frame, FrameFate.delivered)
    return this.#handlers.alarmAcknowledged(pump, alarm)
  }

  /** The checks of the channel: authenticity and freshness, as far as the suite has them. */
  #isRefused(windows: Array<ReplayWindow | undefined>, pump: number, frame: number): boolean {
    const { suite } = this.#parts
    if (isHandshake(this.frames.type[frame] as number)) return false
    if (suite.authenticatesMessages && this.frames.isAuthentic[frame] === 0)
      return this.#refuse(pump, frame, "not-authentic")
    if (!suite.rejectsReplay) return false
    const window = (windows[pump] ??= new ReplayWindow(REPLAY_WINDOW))
    if (window.accept(this.frames.counter[frame] as number)) return false
    return this.#refuse(pump, frame, "replayed")
  }

  #refuse(pump: number, frame: number, reason: "not-authentic" | "replayed"): true {
    this.#handlers.commandRefused(pump, frame, reason)
    this.end(frame, FrameFate.refused)
    return true
  }
}

type HopName =
  | "readyAtPump"
  | "atGateway"
  | "atServer"
  | "readyAtServer"
  | "charted"
  | "serverSends"
  | "downAtGateway"
  | "downReadyAtGateway"
  | "atPump"
  | "received"
  | "lost"
