// An IEEE 802.15.4 channel without beacons: stations and their coordinator access it by unslotted CSMA/CA: random delay,
// one look at the channel, turnaround, frame, acknowledgement, retries. Two that look within one turnaround collide. Frames
// of one message each access the channel; receivers are always on. Left out: hidden stations, capture, lost
// acknowledgements. A stranger's frames come at random and do not listen.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { RandomStreams, type RandomStream } from "../../src/engine/RandomStreams.ts"
import { FrameQueues } from "./FrameQueues.ts"
import { type Loss, type LossSpecification, makeLoss } from "./Loss.ts"
import { demandAbove, demandAtLeast, type RadioPower, type StationRadio } from "./Radio.ts"
import { RadioLedger } from "./RadioLedger.ts"
import { radioParameter } from "./radioParameters.ts"

export interface Ieee802154Options {
  /** For error messages. */
  readonly name: string
  readonly stations: number
  /** Station of each entity `a` of `send`, default: the same number. */
  readonly stationOf?: Int32Array
  /** Bytes that may wait at each station and at the coordinator, beyond the message being sent. */
  readonly queueBytes: number
  /** Largest MAC frame [B], headers included; default 127. */
  readonly frameBytes?: number
  readonly power?: RadioPower
  readonly loss?: LossSpecification
}

const constant = (field: string): number => radioParameter("802154.timing", field)
const symbols = (field: string): number => (constant(field) * constant("symbol_us")) / 1e6

const PERIOD_SECONDS = symbols("backoff_period_symbols")
const LOOK_SECONDS = symbols("cca_symbols")
const TURNAROUND_SECONDS = symbols("turnaround_symbols")
const GAP_SECONDS = symbols("long_gap_symbols")
const ACK_WAIT_SECONDS = symbols("ack_wait_symbols")
const SECONDS_PER_BYTE = 8 / constant("bits_per_second")
const PREAMBLE_BYTES = constant("preamble_bytes")
const HEADER_BYTES = constant("header_bytes")
const ACK_SECONDS = (PREAMBLE_BYTES + constant("ack_bytes")) * SECONDS_PER_BYTE
const EXPONENT_MINIMUM = constant("backoff_exponent_minimum")
const EXPONENT_MAXIMUM = constant("backoff_exponent_maximum")
const BACKOFFS_MAXIMUM = constant("backoffs_maximum")
const RETRIES_MAXIMUM = constant("retries_maximum")
const HALF_NANOSECOND = 0.5e-9

export class Ieee802154 implements StationRadio {
  attempts = 0
  /** Frames that overlapped another. */
  collided = 0
  /** Messages given up because the channel was never found idle. */
  accessFailures = 0
  jammedShare = 0

  readonly #kernel: Kernel
  readonly #stationOf: Int32Array | undefined
  readonly #coordinator: number
  readonly #queueBytes: number
  readonly #payloadBytes: number
  readonly #power: RadioPower
  readonly #loss: Loss | undefined
  readonly #backoff: RandomStream
  readonly #jammer: RandomStream
  readonly #stranger: RandomStream
  readonly #queues: FrameQueues
  readonly #ledger = new RadioLedger()
  readonly #looked: EventKind
  readonly #ended: EventKind
  // Of each sender, the coordinator last: busy looks and failed attempts of its frame; its frame on the air [s], whether
  // it is destroyed; time sending and receiving.
  readonly #looks: Int32Array
  readonly #failures: Int32Array
  readonly #startAt: Float64Array
  readonly #endAt: Float64Array
  readonly #isDestroyed: Uint8Array
  readonly #transmitSeconds: Float64Array
  readonly #receiveSeconds: Float64Array
  #busySeconds = 0
  #strangerRate = 0
  #strangerSeconds = 0
  #strangerBusySeconds = 0
  #strangerSince = 0

  constructor(kernel: Kernel, stream: RandomStream, options: Ieee802154Options) {
    const { stations } = options
    const name = `802.15.4 channel "${options.name}"`
    demandAtLeast(name, "the number of stations", stations, 1)
    demandAtLeast(name, "the queue [B]", options.queueBytes, 0)
    const frameBytes = options.frameBytes ?? constant("frame_bytes")
    demandAbove(name, "the frame [B]", frameBytes, HEADER_BYTES)
    this.#kernel = kernel
    this.#stationOf = options.stationOf
    this.#coordinator = stations
    this.#queueBytes = options.queueBytes
    this.#payloadBytes = frameBytes - HEADER_BYTES
    this.#power = options.power ?? { transmitWatts: 0, receiveWatts: 0 }
    const streams = new RandomStreams(Math.floor(stream() * 2 ** 32), 0)
    this.#loss = options.loss && makeLoss(options.loss, streams.stream("loss"))
    this.#backoff = streams.stream("back-off")
    this.#jammer = streams.stream("jammer")
    this.#stranger = streams.stream("stranger")
    this.#queues = new FrameQueues(stations + 1)
    this.#looked = kernel.kind("802.15.4 station looks at the channel", (sender) => this.#look(sender))
    this.#ended = kernel.kind("802.15.4 frame ends", (sender) => this.#end(sender))
    this.#looks = new Int32Array(stations + 1)
    this.#failures = new Int32Array(stations + 1)
    this.#startAt = new Float64Array(stations + 1).fill(-Infinity)
    this.#endAt = new Float64Array(stations + 1).fill(-Infinity)
    this.#isDestroyed = new Uint8Array(stations + 1)
    this.#transmitSeconds = new Float64Array(stations + 1)
    this.#receiveSeconds = new Float64Array(stations + 1)
  }

  send(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    const station = this.#station(a)
    return this.#offer(this.#queues.allocate(bytes, delivered, lost, a, b), station, station)
  }

  sendDown(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    const frame = this.#queues.allocate(bytes, delivered, lost, a, b)
    return this.#offer(frame, this.#coordinator, this.#station(a))
  }

  setBackgroundLoad(bytesPerSecond: number, frameBytes: number): void {
    const isOn = bytesPerSecond > 0 && frameBytes > 0
    this.#strangerBusySeconds = this.#strangerBusy(this.#kernel.now)
    this.#strangerSince = this.#kernel.now
    this.#strangerRate = isOn ? bytesPerSecond / frameBytes : 0
    this.#strangerSeconds = (PREAMBLE_BYTES + HEADER_BYTES + frameBytes) * SECONDS_PER_BYTE
  }

  get sentMessages(): number {
    return this.#ledger.sentMessages
  }
  get sentBytes(): number {
    return this.#ledger.sentBytes
  }
  get droppedMessages(): number {
    return this.#ledger.droppedMessages
  }
  get droppedBytes(): number {
    return this.#ledger.droppedBytes
  }
  get deliveredMessages(): number {
    return this.#ledger.deliveredMessages(this.#kernel.now)
  }
  get deliveredBytes(): number {
    return this.#ledger.deliveredBytes(this.#kernel.now)
  }
  get lostMessages(): number {
    return this.#ledger.lostMessages(this.#kernel.now)
  }
  get lostBytes(): number {
    return this.#ledger.lostBytes(this.#kernel.now)
  }
  get inFlightMessages(): number {
    return this.#queues.messages
  }
  get inFlightBytes(): number {
    return this.#queues.totalBytes
  }

  /** Frames and acknowledgements that have begun; a stranger's frames by expectation. */
  busySeconds(nowSeconds: number): number {
    return this.#busySeconds + this.#strangerBusy(nowSeconds)
  }

  /** Frames and looks that have begun, and acknowledgements; listening to frames for others is the caller's to add. */
  stationJoules(a: number, _nowSeconds: number): number {
    const station = this.#station(a)
    const sending = this.#at(this.#transmitSeconds, station) * this.#power.transmitWatts
    return sending + this.#at(this.#receiveSeconds, station) * this.#power.receiveWatts
  }

  #station(a: number): number {
    return this.#stationOf === undefined ? a : this.#at(this.#stationOf, a)
  }

  #at(array: Float64Array | Int32Array, index: number): number {
    return array[index] as number // indexes are stations and messages of this channel
  }

  #add(array: Float64Array, index: number, value: number): void {
    array[index] = this.#at(array, index) + value
  }

  #strangerBusy(now: number): number {
    // Frames that overlap count once.
    const share = -Math.expm1(-this.#strangerRate * this.#strangerSeconds)
    return this.#strangerBusySeconds + share * (now - this.#strangerSince)
  }

  #offer(frame: number, sender: number, station: number): boolean {
    const queues = this.#queues
    const bytes = this.#at(queues.bytes, frame)
    queues.station[frame] = station
    this.#ledger.sentMessages++
    this.#ledger.sentBytes += bytes
    const first = queues.first(sender)
    const waiting = first < 0 ? 0 : this.#at(queues.queuedBytes, sender) - this.#at(queues.bytes, first)
    if (first >= 0 && waiting + bytes > this.#queueBytes) {
      this.#ledger.droppedMessages++
      this.#ledger.droppedBytes += bytes
      queues.release(frame)
      return false
    }
    queues.push(sender, frame)
    // A sender that has just finished keeps the gap between frames.
    const gap = this.#at(this.#endAt, sender) + TURNAROUND_SECONDS + ACK_SECONDS + GAP_SECONDS
    if (first < 0) this.#access(sender, Math.max(0, gap - this.#kernel.now))
    return true
  }

  /** Begins channel access after `delay`. */
  #access(sender: number, delay: number): void {
    this.#looks[sender] = 0
    this.#scheduleLook(sender, delay)
  }

  #scheduleLook(sender: number, delay: number): void {
    const exponent = Math.min(EXPONENT_MAXIMUM, EXPONENT_MINIMUM + this.#at(this.#looks, sender))
    const periods = Math.floor(this.#backoff() * 2 ** exponent)
    this.#kernel.schedule(delay + periods * PERIOD_SECONDS + LOOK_SECONDS, this.#looked, sender)
  }

  /** The look at the channel ends now. */
  #look(sender: number): void {
    const now = this.#kernel.now
    this.#add(this.#receiveSeconds, sender, LOOK_SECONDS)
    if (!this.#isBusy(now)) return this.#transmit(sender, now + TURNAROUND_SECONDS)
    this.#looks[sender] = this.#at(this.#looks, sender) + 1
    if (this.#at(this.#looks, sender) <= BACKOFFS_MAXIMUM) return this.#scheduleLook(sender, 0)
    this.accessFailures++
    return this.#finish(sender, false, 0)
  }

  #isBusy(now: number): boolean {
    const from = now - LOOK_SECONDS + HALF_NANOSECOND
    for (let other = 0; other <= this.#coordinator; other++) {
      const start = this.#at(this.#startAt, other)
      const end = this.#at(this.#endAt, other)
      if (start < now - HALF_NANOSECOND && end > from) return true
      const isAcknowledged = this.#isDestroyed[other] === 0
      if (isAcknowledged && end + TURNAROUND_SECONDS < now && end + TURNAROUND_SECONDS + ACK_SECONDS > from)
        return true
    }
    const clear = Math.exp(-this.#strangerRate * (this.#strangerSeconds + LOOK_SECONDS))
    return this.#strangerRate > 0 && this.#stranger() >= clear
  }

  #transmit(sender: number, start: number): void {
    const frame = this.#queues.first(sender)
    const air =
      (PREAMBLE_BYTES + HEADER_BYTES + Math.min(this.#at(this.#queues.left, frame), this.#payloadBytes)) *
      SECONDS_PER_BYTE
    const end = start + air
    let isHit = false
    for (let other = 0; other <= this.#coordinator; other++) {
      if (other === sender) continue
      const otherEnd = this.#at(this.#endAt, other)
      const isOnFrame = this.#at(this.#startAt, other) < end && otherEnd > start
      if (isOnFrame) this.#isDestroyed[other] = 1
      // Its acknowledgement, which nobody heard coming.
      isHit ||=
        isOnFrame || (this.#isDestroyed[other] === 0 && otherEnd + TURNAROUND_SECONDS + ACK_SECONDS > start)
    }
    if (this.#strangerRate > 0) {
      isHit = this.#stranger() >= Math.exp(-this.#strangerRate * (TURNAROUND_SECONDS + air)) || isHit
    }
    this.attempts++
    this.#isDestroyed[sender] = isHit ? 1 : 0
    this.#startAt[sender] = start
    this.#endAt[sender] = end
    this.#busySeconds += air
    this.#add(this.#transmitSeconds, sender, air)
    this.#kernel.schedule(end - this.#kernel.now, this.#ended, sender)
  }

  #end(sender: number): void {
    const now = this.#kernel.now
    const queues = this.#queues
    const frame = queues.first(sender)
    const station = this.#at(queues.station, frame)
    const receiver = sender === station ? this.#coordinator : station
    this.#add(this.#receiveSeconds, receiver, now - this.#at(this.#startAt, sender))
    if (this.#isDestroyed[sender] === 1) this.collided++
    else if (this.#isLost(now)) this.#isDestroyed[sender] = 1
    if (this.#isDestroyed[sender] === 1) {
      this.#failures[sender] = this.#at(this.#failures, sender) + 1
      if (this.#at(this.#failures, sender) > RETRIES_MAXIMUM)
        return this.#finish(sender, false, ACK_WAIT_SECONDS)
      return this.#access(sender, ACK_WAIT_SECONDS)
    }
    this.#busySeconds += ACK_SECONDS
    this.#add(this.#receiveSeconds, sender, ACK_SECONDS)
    this.#add(this.#transmitSeconds, receiver, ACK_SECONDS)
    this.#failures[sender] = 0
    queues.left[frame] = this.#at(queues.left, frame) - this.#payloadBytes
    const pause = TURNAROUND_SECONDS + ACK_SECONDS + GAP_SECONDS
    if (this.#at(queues.left, frame) > 0) return this.#access(sender, pause)
    return this.#finish(sender, true, pause)
  }

  #isLost(now: number): boolean {
    const isLost = this.#loss?.isLost(now) ?? false
    return isLost || (this.jammedShare > 0 && this.#jammer() < this.jammedShare)
  }

  /** The sender's first message has arrived or is given up; the next one goes for the channel after `pause`. */
  #finish(sender: number, isDelivered: boolean, pause: number): void {
    const queues = this.#queues
    const frame = queues.shift(sender)
    const bytes = this.#at(queues.bytes, frame)
    this.#failures[sender] = 0
    if (isDelivered) this.#ledger.deliver(bytes)
    else this.#ledger.lose(bytes)
    if (queues.first(sender) >= 0) this.#access(sender, pause)
    const kind = this.#at(isDelivered ? queues.delivered : queues.lost, frame)
    queues.release(frame)
    this.#kernel.schedule(0, kind, this.#at(queues.a, frame), this.#at(queues.b, frame))
  }
}
