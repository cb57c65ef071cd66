// The pump server and the EHR behind it: alarms go to nurses' phones, status messages to the EHR, and wait at the server while
// it is down. Server, link and EHR are fed by one another alone, so that a message's way through all three is known when it
// arrives. What is charted in the end is counted when somebody asks, and costs no event.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { parameter } from "../../data/parameters.ts"
import { FrameFate, type FrameLedger } from "../../devices/FrameLedger.ts"
import { FrameRing } from "../../devices/FrameRing.ts"
import { FrameType } from "../../devices/Frames.ts"
import { type Infrastructure } from "./Infrastructure.ts"

const HALF_NANOSECOND = 0.5e-9
const EHR_SECONDS = parameter("device.ehr.message-time")

/** Time of one message on the pump server, without cryptography [s]. */
export const SERVER_SECONDS = parameter("device.server.message-time")

export interface PumpServerParts {
  readonly kernel: Kernel
  readonly parts: Infrastructure
  readonly ledger: FrameLedger
  /** Kind of event for a message that the link to the EHR has lost. */
  readonly lost: () => EventKind
  readonly alarmArrived: (pump: number, alarm: number) => void
}

export class PumpServer {
  isDown = false
  /** When the pump server last took a message from each pump [s]; the run begins with all of them just heard. */
  readonly lastHeardSeconds: Float64Array

  readonly #options: PumpServerParts
  readonly #handled: EventKind
  readonly #catchesUp: EventKind
  #isCatchingUp = false
  #isEhrDown = false
  /** Status messages on their way to be charted, with the time of that [s]. */
  readonly #onTheirWay = new FrameRing()
  #charted = 0
  #waitingForEhr = 0
  #givenUp = 0

  constructor(options: PumpServerParts) {
    this.#options = options
    const { kernel, ledger, parts } = options
    this.lastHeardSeconds = new Float64Array(parts.gatewayOfPump.length)
    this.#catchesUp = kernel.kind("pump server catches up with charting", () => this.#catchUp())
    this.#handled = kernel.kind("message handled by server", (pump, frame) => {
      if (!ledger.isGone(frame)) this.#finish(pump, frame)
    })
  }

  get isEhrDown(): boolean {
    return this.#isEhrDown
  }
  /** Status messages stored in the EHR. */
  get charted(): number {
    this.settle()
    return this.#charted
  }
  /** Those that wait for it at the pump server. */
  get waitingForEhr(): number {
    this.settle()
    return this.#waitingForEhr
  }
  /** Status messages that the pump server gave up because too many waited. */
  get givenUp(): number {
    this.settle()
    return this.#givenUp
  }

  /** Charts what has come to its end by now. */
  settle(): void {
    const limit = this.#options.kernel.now + HALF_NANOSECOND
    while (this.#onTheirWay.firstSeconds <= limit) this.#chart(this.#onTheirWay.shift())
  }

  /** A message from a pump arrives. */
  arrives(pump: number, frame: number): void {
    const { kernel, ledger, parts } = this.#options
    const { flowBlocks, machines, serverCosts, serverProcessor } = parts
    const { frames } = ledger
    const type = frames.type[frame] as number
    frames.place[frame] = machines.serverPlace
    this.lastHeardSeconds[pump] = kernel.now
    const bytes = frames.payloadBytes[frame] as number
    const { fixedSeconds, secondsPerByte } = serverCosts.unprotect
    const seconds = SERVER_SECONDS + fixedSeconds + secondsPerByte * bytes
    if (type !== FrameType.alarm && !this.#isEhrDown && !flowBlocks.charting)
      return this.#passOn(pump, frame, seconds)
    if (!serverProcessor.submit(seconds, this.#handled, pump, frame)) ledger.end(frame, FrameFate.dropped)
    return undefined
  }

  /** The server fails, with what is in it and what the EHR has not confirmed to it; `forget` follows. */
  fails(): void {
    this.settle()
    const { ehrLink, ehrProcessor, serverProcessor } = this.#options.parts
    this.isDown = true
    serverProcessor.crash()
    ehrLink.crash()
    ehrProcessor.crash()
  }

  /** What was in the server is gone: no frame of it is on its way any more. */
  forget(): void {
    while (this.#onTheirWay.size > 0) this.#options.ledger.frames.bury(this.#onTheirWay.shift())
  }

  ehrFails(): void {
    this.settle()
    this.#isEhrDown = true
  }

  /** The EHR is back: what waited is charted, at a pace. */
  restoreEhr(): void {
    this.settle()
    this.#isEhrDown = false
    if (this.#isCatchingUp || this.#waitingForEhr === 0) return
    this.#isCatchingUp = true
    this.#options.kernel.schedule(this.#stepSeconds, this.#catchesUp)
  }

  /** Length of a step in which whole messages catch up, a second or more [s]. */
  get #stepSeconds(): number {
    const { perSecond } = this.#options.parts.ehrBuffer
    return Math.ceil(perSecond) / perSecond
  }

  /** Charts what the pace allows in one step. */
  #catchUp(): void {
    this.settle()
    const { kernel, parts } = this.#options
    const isCut = this.#isEhrDown || this.isDown || parts.flowBlocks.charting
    if (!isCut) {
      const count = Math.min(this.#waitingForEhr, Math.ceil(parts.ehrBuffer.perSecond))
      this.#charted += count
      this.#waitingForEhr -= count
    }
    this.#isCatchingUp = !this.#isEhrDown && this.#waitingForEhr > 0
    if (this.#isCatchingUp) kernel.schedule(this.#stepSeconds, this.#catchesUp)
  }

  /** Takes a status message through server, link and EHR. */
  #passOn(pump: number, frame: number, serverSeconds: number): void {
    const { kernel, ledger, lost, parts } = this.#options
    const { ehrLink, ehrProcessor, serverProcessor } = parts
    const now = kernel.now
    this.settle()
    const handled = serverProcessor.reserve(now, serverSeconds)
    if (Number.isNaN(handled)) return ledger.end(frame, FrameFate.dropped)
    const bytes = ledger.frames.payloadBytes[frame] as number
    const reached = handled + ehrLink.reserve(now + handled, bytes)
    if (Number.isNaN(reached)) return ledger.end(frame, FrameFate.dropped)
    if (!ehrLink.isLastDelivered) {
      kernel.schedule(reached, lost(), pump, frame)
      return undefined
    }
    const charted = reached + ehrProcessor.reserve(now + reached, EHR_SECONDS)
    if (Number.isNaN(charted)) return ledger.end(frame, FrameFate.dropped)
    this.#onTheirWay.push(frame, now + charted)
    return undefined
  }

  /** The server has an alarm, or a status message that came while the EHR was down. */
  #finish(pump: number, frame: number): void {
    const { alarmArrived, ledger } = this.#options
    if (ledger.frames.type[frame] !== FrameType.alarm) return this.#chart(frame)
    const alarm = ledger.frames.code[frame] as number
    ledger.end(frame, FrameFate.delivered)
    return alarmArrived(pump, alarm)
  }

  /** Charts a message, or lets it wait for the EHR; when there is no room, the oldest that waits makes it. */
  #chart(frame: number): void {
    const { ledger, parts } = this.#options
    if (!this.#isEhrDown && !parts.flowBlocks.charting) this.#charted++
    else if (this.#waitingForEhr < parts.ehrBuffer.messages) this.#waitingForEhr++
    else this.#givenUp++
    ledger.end(frame, FrameFate.delivered)
  }
}
