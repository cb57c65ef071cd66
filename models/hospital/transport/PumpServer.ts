// The pump server and the EHR behind it: alarms go to nurses' phones, status messages to the EHR, and wait at the server while
// it is down. Nobody waits for a status message, so what server, link and EHR do with it costs no event: it is worked out, in
// order of arrival, before anything else touches them, before a machine fails or returns, and when somebody asks.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { parameter } from "../../data/parameters.ts"
import { FrameFate, type FrameLedger } from "../../devices/FrameLedger.ts"
import { FrameRing } from "../../devices/FrameRing.ts"
import { FrameType } from "../../devices/Frames.ts"
import { type Infrastructure } from "./Infrastructure.ts"

const HALF_NANOSECOND = 0.5e-9
/** Status messages are worked out in batches of about so many. */
const MOST_EXPECTED = 64
const EHR_SECONDS = parameter("device.ehr.message-time")

/** Time of one message on the pump server, without cryptography [s]. */
export const SERVER_SECONDS = parameter("device.server.message-time")

export interface PumpServerParts {
  readonly kernel: Kernel
  readonly parts: Infrastructure
  readonly ledger: FrameLedger
  /** A status message reaches the server; what lets it in calls `arrives`. */
  readonly statusArrives: (frame: number, atSeconds: number) => void
  readonly alarmArrived: (pump: number, alarm: number) => void
}

export class PumpServer {
  isDown = false

  readonly #options: PumpServerParts
  readonly #lastHeardSeconds: Float64Array
  readonly #alarmHandled: EventKind
  readonly #catchesUp: EventKind
  #isCatchingUp = false
  #isEhrDown = false
  /** Status messages that will reach the server, and those on their way to be charted, by the time of that [s]. */
  readonly #expected = new FrameRing()
  readonly #onTheirWay = new FrameRing()
  #charted = 0
  #waitingForEhr = 0
  #givenUp = 0

  constructor(options: PumpServerParts) {
    this.#options = options
    const { kernel, ledger, parts } = options
    this.#lastHeardSeconds = new Float64Array(parts.gatewayOfPump.length)
    this.#catchesUp = kernel.kind("pump server catches up with charting", () => this.#catchUp())
    this.#alarmHandled = kernel.kind("message handled by server", (pump, frame) => {
      if (ledger.isGone(frame)) return
      const alarm = ledger.frames.code[frame] as number // a frame that is there
      ledger.end(frame, FrameFate.delivered)
      options.alarmArrived(pump, alarm)
    })
  }

  /** When the pump server last took a message from each pump [s]; the run begins with all of them just heard. */
  get lastHeardSeconds(): Float64Array {
    this.settle()
    return this.#lastHeardSeconds
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

  /** A status message is on its way to the server. */
  expect(frame: number, atSeconds: number): void {
    this.#expected.insert(frame, atSeconds)
    if (this.#expected.size >= MOST_EXPECTED) this.settle()
  }

  /** Works out what has become of status messages by now. */
  settle(): void {
    const limit = this.#options.kernel.now + HALF_NANOSECOND
    const expected = this.#expected
    const onTheirWay = this.#onTheirWay
    for (let at = expected.firstSeconds; at <= limit; at = expected.firstSeconds)
      this.#options.statusArrives(expected.shift(), at)
    while (onTheirWay.firstSeconds <= limit) this.#chart(onTheirWay.shift())
  }

  /** A message from a pump arrives, now or, if it is a status message, a while ago; all before it have been worked out. */
  arrives(pump: number, frame: number, atSeconds: number): void {
    const { ledger, parts } = this.#options
    const { frames } = ledger
    frames.place[frame] = parts.machines.serverPlace
    this.#lastHeardSeconds[pump] = atSeconds
    const { fixedSeconds, secondsPerByte } = parts.serverCosts.unprotect
    const seconds = SERVER_SECONDS + fixedSeconds + secondsPerByte * (frames.payloadBytes[frame] as number)
    if (frames.type[frame] !== FrameType.alarm) return this.#passOn(frame, seconds, atSeconds)
    if (!parts.serverProcessor.submit(seconds, this.#alarmHandled, pump, frame))
      ledger.end(frame, FrameFate.dropped)
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

  /** Takes a status message through server, link and EHR, or into the server only while the EHR is not there for it. */
  #passOn(frame: number, serverSeconds: number, at: number): void {
    const { ledger, parts } = this.#options
    const { ehrLink, ehrProcessor, flowBlocks, serverProcessor } = parts
    const handled = serverProcessor.reserve(at, serverSeconds)
    if (Number.isNaN(handled)) return ledger.end(frame, FrameFate.dropped)
    if (this.#isEhrDown || flowBlocks.charting) return this.#onTheirWay.insert(frame, at + handled)
    const bytes = ledger.frames.payloadBytes[frame] as number
    const reached = handled + ehrLink.reserve(at + handled, bytes)
    if (Number.isNaN(reached)) return ledger.end(frame, FrameFate.dropped)
    if (!ehrLink.isLastDelivered) return ledger.end(frame, FrameFate.lost)
    const charted = reached + ehrProcessor.reserve(at + reached, EHR_SECONDS)
    if (Number.isNaN(charted)) return ledger.end(frame, FrameFate.dropped)
    return this.#onTheirWay.insert(frame, at + charted)
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
