// A radio channel that all its stations share, half duplex, or one direction of a wire: first come, first served, with a
// finite queue in bytes, fragments with overhead, loss and retries. One event per message. A flood or jammer may take
// channel time as a fluid (FluidBacklog.ts). Attempts are drawn when a message is accepted, so what changes later does not
// reach messages already queued; stations' own queues and capture are not modelled.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { RandomStreams, type RandomStream } from "../../src/engine/RandomStreams.ts"
import { FluidBacklog } from "./FluidBacklog.ts"
import { InFlight } from "./InFlight.ts"
import { type Loss, type LossSpecification, makeLoss } from "./Loss.ts"
import { type Radio } from "./Radio.ts"

export interface LinkOptions {
  /** For error messages. */
  readonly name: string
  readonly bitsPerSecond: number
  readonly propagationSeconds: number
  /** Bytes that may wait, beyond the message on the channel. */
  readonly queueBytes: number
  /** Largest payload of one fragment [B]; default: messages are not divided. */
  readonly mtuBytes?: number
  /** Added to each fragment: header and trailer [B], gaps and acknowledgement [s]; default 0. */
  readonly fragmentOverheadBytes?: number
  readonly fragmentOverheadSeconds?: number
  /** Attempts after the first, for each fragment; then the message is lost; default 0. */
  readonly retryLimit?: number
  readonly loss?: LossSpecification
}

export class Link implements Radio {
  /** Messages and bytes given to `send`; sent = delivered + lost + dropped + in flight. */
  sentMessages = 0
  sentBytes = 0
  /** Refused for want of room in the queue. */
  droppedMessages = 0
  droppedBytes = 0
  /** Transmission attempts of fragments. */
  attempts = 0
  /** Of the last accepted message: wait for the channel, time on it with gaps, and time really transmitting [s]. */
  lastWaitSeconds = 0
  lastServiceSeconds = 0
  lastAirtimeSeconds = 0
  isLastDelivered = true
  /** Share of attempts that a jammer destroys, on top of the channel's own loss. */
  jammedShare = 0

  readonly #kernel: Kernel
  readonly #mtuBytes: number
  readonly #overheadBytes: number
  readonly #overheadSeconds: number
  readonly #propagationSeconds: number
  readonly #queueBytes: number
  readonly #retryLimit: number
  readonly #loss: Loss | undefined
  readonly #secondsPerByte: number
  readonly #flood: FluidBacklog
  readonly #jammer: RandomStream
  readonly #inFlight = new InFlight()
  #floodFrameBytes = 0
  #isFlooded = false
  #advancedTo = 0
  #freeAt = 0
  #lastEnd = 0
  #acceptedSeconds = 0

  /** `stream` seeds the draws of loss, flood and jammer, each with a stream of its own. */
  constructor(kernel: Kernel, stream: RandomStream, options: LinkOptions) {
    const { bitsPerSecond, mtuBytes = Infinity, retryLimit = 0 } = options
    if (!(bitsPerSecond > 0 && mtuBytes >= 1 && retryLimit >= 0 && options.queueBytes >= 0)) {
      throw new RangeError(
        `link "${options.name}": rate and MTU must be positive, queue and retry limit 0 or more, got ${bitsPerSecond} bit/s, ${mtuBytes} B, ${options.queueBytes} B and ${retryLimit}`
      )
    }
    this.#kernel = kernel
    this.#mtuBytes = mtuBytes
    this.#overheadBytes = options.fragmentOverheadBytes ?? 0
    this.#overheadSeconds = options.fragmentOverheadSeconds ?? 0
    this.#propagationSeconds = options.propagationSeconds
    this.#queueBytes = options.queueBytes
    this.#retryLimit = retryLimit
    this.#secondsPerByte = 8 / bitsPerSecond
    const streams = new RandomStreams(Math.floor(stream() * 2 ** 32), 0)
    this.#loss = options.loss && makeLoss(options.loss, streams.stream("loss"))
    this.#flood = new FluidBacklog(streams.stream("flood"))
    this.#jammer = streams.stream("jammer")
  }

  /**
   * Sends a message of `bytes`: `delivered` or `lost` runs with (a, b) when it has arrived, or when its retries are used
   * up. False: dropped for want of room, and neither runs.
   */
  send(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    const delay = this.reserve(this.#kernel.now, bytes)
    if (Number.isNaN(delay)) return false
    this.#kernel.schedule(delay, this.isLastDelivered ? delivered : lost, a, b)
    return true
  }

  /**
   * Sends a message at `atSeconds`, now or later than every message before: time until it has arrived or is given up [s],
   * as `isLastDelivered` says, or NaN when it is dropped for want of room. Nothing is scheduled.
   */
  reserve(atSeconds: number, bytes: number): number {
    const inFlight = this.#inFlight
    const now = atSeconds
    this.sentMessages++
    this.sentBytes += bytes
    if (this.#isFlooded) this.#advance(now)
    inFlight.settle(now)
    const backlog = Math.max(0, this.#freeAt - now)
    if (backlog > 0 && this.#isFull(bytes, now, backlog)) {
      this.droppedMessages++
      this.droppedBytes += bytes
      return NaN
    }
    const wait = Math.max(backlog, this.#lastEnd - now)
    const start = now + wait
    const isDelivered = this.#transmit(bytes, start)
    const service = this.lastServiceSeconds
    const endDelay = wait + service
    const end = now + endDelay
    const arrivalDelay = isDelivered ? endDelay + this.#propagationSeconds : endDelay
    this.isLastDelivered = isDelivered
    this.lastWaitSeconds = wait
    this.#lastEnd = end
    this.#freeAt = end
    this.#acceptedSeconds += service
    inFlight.add(bytes, start, end, now + arrivalDelay, isDelivered)
    return arrivalDelay
  }

  /** The sender's end fails: messages that have not arrived are lost, flood included; what was to tell of them still runs. */
  crash(): void {
    const now = this.#kernel.now
    if (this.#isFlooded) this.#advance(now)
    this.#inFlight.settle(now)
    const owed = this.#inFlight.remainingSeconds(now)
    this.#flood.lostSeconds += Math.max(0, this.#freeAt - now - owed)
    this.#acceptedSeconds -= owed
    this.#inFlight.clear(now)
    this.#lastEnd = Math.min(now, this.#lastEnd)
    this.#freeAt = Math.min(now, this.#freeAt)
  }

  /** The same towards a station: both directions share the channel. */
  sendDown(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    return this.send(bytes, delivered, lost, a, b)
  }

  /** From now on `bytesPerSecond` in frames of `frameBytes` arrive at random and share channel and queue; 0 ends them. */
  setBackgroundLoad(bytesPerSecond: number, frameBytes: number): void {
    const now = this.#kernel.now
    if (this.#isFlooded) this.#advance(now)
    this.#advancedTo = now
    const isOn = bytesPerSecond > 0 && frameBytes > 0
    this.#flood.setLoad(isOn ? bytesPerSecond / frameBytes : 0, isOn ? this.airtimeSeconds(frameBytes) : 0)
    if (!isOn) return
    this.#isFlooded = true
    this.#floodFrameBytes = frameBytes
  }

  /** Channel time of a message without losses [s]. */
  airtimeSeconds(bytes: number): number {
    const count = this.#fragments(bytes)
    return (bytes + count * this.#overheadBytes) * this.#secondsPerByte + count * this.#overheadSeconds
  }

  get deliveredMessages(): number {
    this.#inFlight.settle(this.#kernel.now)
    return this.#inFlight.deliveredMessages
  }
  get deliveredBytes(): number {
    this.#inFlight.settle(this.#kernel.now)
    return this.#inFlight.deliveredBytes
  }
  get lostMessages(): number {
    this.#inFlight.settle(this.#kernel.now)
    return this.#inFlight.lostMessages
  }
  get lostBytes(): number {
    this.#inFlight.settle(this.#kernel.now)
    return this.#inFlight.lostBytes
  }
  get inFlightMessages(): number {
    this.#inFlight.settle(this.#kernel.now)
    return this.#inFlight.messages
  }
  get inFlightBytes(): number {
    this.#inFlight.settle(this.#kernel.now)
    return this.#inFlight.bytes
  }

  /** Flood time offered and refused for want of room, up to the last message [s]. */
  get backgroundOfferedSeconds(): number {
    return this.#flood.offeredSeconds
  }
  get backgroundLostSeconds(): number {
    return this.#flood.lostSeconds
  }

  /** Time the channel was taken until `nowSeconds`, flood included (its part since the last message by expectation). Draws nothing. */
  busySeconds(nowSeconds: number): number {
    const served = this.#acceptedSeconds - this.#inFlight.remainingSeconds(nowSeconds)
    // A flood that is over has been worked off: what it offered and was not refused was on the channel.
    if (!this.#isFlooded) return served + this.#flood.offeredSeconds - this.#flood.lostSeconds
    const elapsed = nowSeconds - this.#advancedTo
    const ahead = this.#inFlight.remainingSeconds(this.#advancedTo)
    const backlog = Math.max(0, this.#freeAt - this.#advancedTo - ahead)
    const capacity = Math.max(0, elapsed - (ahead - this.#inFlight.remainingSeconds(nowSeconds)))
    const since = Math.min(capacity, backlog + this.#flood.load(1) * elapsed)
    return served + this.#flood.offeredSeconds - this.#flood.lostSeconds - backlog + since
  }

  #fragments(bytes: number): number {
    return Math.max(1, Math.ceil(bytes / this.#mtuBytes))
  }

  /** Draws the attempts of all fragments; sets `lastServiceSeconds` and `lastAirtimeSeconds`. */
  #transmit(bytes: number, start: number): boolean {
    const mtuBytes = this.#mtuBytes
    const overheadSeconds = this.#overheadSeconds
    let left = bytes
    let service = 0
    let airtime = 0
    let isDelivered = true
    for (
      let fragment = bytes <= mtuBytes ? 1 : this.#fragments(bytes);
      fragment > 0 && isDelivered;
      fragment--
    ) {
      const onAir = ((left < mtuBytes ? left : mtuBytes) + this.#overheadBytes) * this.#secondsPerByte
      left -= mtuBytes
      isDelivered = false
      for (let attempt = 0; attempt <= this.#retryLimit && !isDelivered; attempt++) {
        this.attempts++
        isDelivered = !this.#isDestroyed(start + service)
        airtime += onAir
        service += onAir + overheadSeconds
      }
    }
    this.lastServiceSeconds = service
    this.lastAirtimeSeconds = airtime
    return isDelivered
  }

  /** Lost by the channel, or else hit by the jammer, who draws only then. */
  #isDestroyed(time: number): boolean {
    if (this.#loss !== undefined && this.#loss.isLost(time)) return true
    return this.jammedShare > 0 && this.#jammer() < this.jammedShare
  }

  /** Whole flood frames that the queue has room for beside the waiting messages. */
  #freeFrames(): number {
    return Math.max(0, Math.floor((this.#queueBytes - this.#inFlight.waitingBytes) / this.#floodFrameBytes))
  }

  /** Wait at which the queue is full for flood frames [s]. */
  #ceiling(now: number): number {
    const real = this.#inFlight.remainingSeconds(now)
    return (this.#freeFrames() + (this.#isServing(real) ? 0.5 : 1)) * this.#flood.jobSeconds + real
  }

  /** A message is on the channel, so that no flood frame leaves. */
  #isServing(remainingSeconds: number): boolean {
    return remainingSeconds > this.#inFlight.waitingSeconds + 1e-12
  }

  #isFull(bytes: number, now: number, backlog: number): boolean {
    const room = this.#queueBytes - this.#inFlight.waitingBytes
    if (bytes > room) return true
    if (!this.#isFlooded) return false
    // A message that fits into what whole frames leave over is never refused; others need whole frames' room.
    const leftOver = room - this.#freeFrames() * this.#floodFrameBytes
    const frames = Math.ceil((bytes - leftOver) / this.#floodFrameBytes)
    if (frames <= 0) return false
    const margin = this.#flood.fullMargin(1, this.#isServing(this.#inFlight.remainingSeconds(now)))
    return backlog > this.#ceiling(now) - margin - (frames - 1) * this.#flood.jobSeconds
  }

  /** Lets the flood of the time since the last step in, in stretches between the starts and ends of messages. */
  #advance(now: number): void {
    while (this.#advancedTo < now) {
      const time = this.#advancedTo
      this.#inFlight.settle(time)
      const until = Math.min(now, this.#inFlight.nextChange(time, this.#lastEnd))
      const from = this.#ceiling(time)
      const to = this.#ceiling(until)
      const wait = this.#flood.advance(Math.max(0, this.#freeAt - time), until - time, from, to, 1)
      this.#freeAt = Math.max(until + wait, this.#lastEnd)
      this.#advancedTo = until
    }
    if (this.#flood.rate === 0 && this.#freeAt <= Math.max(now, this.#lastEnd)) this.#isFlooded = false
  }
}
