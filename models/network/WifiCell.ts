// A Wi-Fi cell: stations and their access point contend by 802.11 DCF, with exponential back-off in slots, acknowledgement,
// retries and collisions. A message on a quiet channel costs one event, on a busy one two (Contention.ts). Frames of one
// message follow each other SIFS apart. Left out: hidden stations, capture, RTS/CTS, power save; two stations that begin
// within one slot of an idle channel do not collide. Who is away: WifiPresence.ts. A flood: RadioFlood.ts.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { RandomStreams, type RandomStream } from "../../src/engine/RandomStreams.ts"
import { Contention } from "./Contention.ts"
import { FrameQueues } from "./FrameQueues.ts"
import { makeLoss } from "./Loss.ts"
import { type StationRadio } from "./Radio.ts"
import { RadioFlood } from "./RadioFlood.ts"
import { RadioLedger } from "./RadioLedger.ts"
import { WifiAir } from "./WifiAir.ts"
import { NOTHING_LEFT, WifiExchange } from "./WifiExchange.ts"
import { demandWifiCell, type WifiCellOptions } from "./WifiCellOptions.ts"
import { WifiPresence } from "./WifiPresence.ts"
import { type WifiTiming } from "./wifiTiming.ts"

/** What became of a message that was given to the radio: no room or no connection; behind others, or its station is away; now it contends; on the air with success, or with a failure. */
const Entry = { dropped: 0, waits: 1, contends: 2, sent: 3, failed: 4 } as const
type Entry = (typeof Entry)[keyof typeof Entry]

// Indexes are stations, contenders and messages of the cell itself, so `as number` stands where the checker sees a possible
// undefined.
export class WifiCell implements StationRadio {
  /** Transmissions in which two or more contenders collided. */
  collisions = 0
  readonly presence: WifiPresence
  readonly air: WifiAir
  readonly flood: RadioFlood

  readonly #kernel: Kernel
  readonly #timing: WifiTiming
  readonly #stationOf: Int32Array | undefined
  readonly #accessPoint: number
  readonly #stranger: number
  readonly #queueBytes: number
  readonly #queues: FrameQueues
  readonly #contention: Contention
  readonly #ledger = new RadioLedger()
  readonly #exchange: WifiExchange
  /** What the message that was sent last left [B]. */
  #left = 0

  constructor(kernel: Kernel, stream: RandomStream, options: WifiCellOptions) {
    const { stations, timing } = options
    demandWifiCell(options)
    this.#kernel = kernel
    this.#timing = timing
    this.#stationOf = options.stationOf
    this.#accessPoint = stations
    this.#stranger = stations + 1
    this.#queueBytes = options.queueBytes
    this.air = new WifiAir(timing, stations, options.power ?? { transmitWatts: 0, receiveWatts: 0 })
    const streams = new RandomStreams(Math.floor(stream() * 2 ** 32), 0)
    this.#queues = new FrameQueues(stations + 1)
    const turn = kernel.kind("Wi-Fi back-off ends", () => this.#transmitNext())
    this.#contention = new Contention(kernel, turn, timing, streams.stream("back-off"), stations + 2)
    this.flood = new RadioFlood(this.#contention, this.#stranger, timing, streams)
    this.presence = new WifiPresence(
      kernel,
      streams.stream("presence"),
      stations,
      options.protectsManagement ?? false,
      {
        stationLeft: (station, isForgotten) => this.#stationLeft(station, isForgotten),
        stationReturned: (station) => this.#stationReturned(station)
      }
    )
    this.#exchange = new WifiExchange({
      timing,
      air: this.air,
      contention: this.#contention,
      presence: this.presence,
      loss: options.loss && makeLoss(options.loss, streams.stream("loss")),
      jammer: streams.stream("jammer"),
      accessPoint: stations
    })
    if (options.roaming !== undefined) this.presence.startRoaming(options.roaming)
  }

  send(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    const station = this.#station(a)
    const entry = this.#enter(bytes, station, station)
    if (entry === Entry.sent) return this.#arrives(delivered, a, b)
    if (entry === Entry.dropped) return false
    return this.#enqueue(entry, this.#queues.allocate(bytes, delivered, lost, a, b), station, station)
  }

  sendDown(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    const station = this.#station(a)
    const entry = this.#enter(bytes, this.#accessPoint, station)
    if (entry === Entry.sent) return this.#arrives(delivered, a, b)
    if (entry === Entry.dropped) return false
    const frame = this.#queues.allocate(bytes, delivered, lost, a, b)
    return this.#enqueue(entry, frame, this.#accessPoint, station)
  }

  setBackgroundLoad(bytesPerSecond: number, frameBytes: number): void {
    const isOn = bytesPerSecond > 0 && frameBytes > 0
    this.flood.setLoad(
      this.#kernel.now,
      isOn ? bytesPerSecond / frameBytes : 0,
      this.air.frameSeconds(frameBytes, this.#accessPoint),
      Math.floor(this.#queueBytes / frameBytes) + 1
    )
  }

  get attempts(): number {
    return this.#exchange.attempts
  }
  get jammedShare(): number {
    return this.#exchange.jammedShare
  }
  set jammedShare(share: number) {
    this.#exchange.jammedShare = share
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
    return this.#queues.messages + this.#ledger.airMessages(this.#kernel.now)
  }
  get inFlightBytes(): number {
    return this.#queues.totalBytes + this.#ledger.airBytes(this.#kernel.now)
  }

  /** Frames, acknowledgements and the gaps within, without DIFS and back-off; a flood's by expectation. */
  busySeconds(nowSeconds: number): number {
    return this.air.busySeconds(nowSeconds) + this.flood.busySeconds(nowSeconds)
  }

  stationJoules(a: number, _nowSeconds: number): number {
    return this.air.joules(this.#station(a))
  }

  #station(a: number): number {
    return this.#stationOf === undefined ? a : (this.#stationOf[a] as number)
  }

  /** Takes a message in, and sends it at once if it has the channel; then nothing of it needs to be kept. */
  #enter(bytes: number, sender: number, station: number): Entry {
    const ledger = this.#ledger
    ledger.sentMessages++
    ledger.sentBytes += bytes
    const first = this.#queues.first(sender)
    if ((first >= 0 && this.#isFull(bytes, sender, first)) || !this.presence.isAssociated(station)) {
      ledger.droppedMessages++
      ledger.droppedBytes += bytes
      return Entry.dropped
    }
    if (first >= 0 || (sender !== this.#accessPoint && !this.presence.isHere(station))) return Entry.waits
    const now = this.#kernel.now
    if (!this.#hasTurn(sender, now)) return Entry.contends
    ledger.settle(now)
    this.#left = this.#exchange.run(bytes, sender, station, now)
    if (this.#left > NOTHING_LEFT) return Entry.failed
    ledger.finish(bytes, this.#exchange.end, true)
    this.#contention.noteTransmission(sender)
    return Entry.sent
  }

  #isFull(bytes: number, sender: number, first: number): boolean {
    const { bytes: sizes, queuedBytes } = this.#queues
    return (queuedBytes[sender] as number) - (sizes[first] as number) + bytes > this.#queueBytes
  }

  #arrives(delivered: EventKind, a: number, b: number): boolean {
    this.#kernel.schedule(this.#exchange.end - this.#kernel.now, delivered, a, b)
    if (this.#contention.activeCount > 0) this.#plan()
    return true
  }

  /** Keeps a message that was not sent at once. */
  #enqueue(entry: Entry, frame: number, sender: number, station: number): boolean {
    this.#queues.station[frame] = station
    this.#queues.push(sender, frame)
    if (entry === Entry.failed) this.#noteFailure(sender, frame, this.#left)
    if (entry !== Entry.waits && this.#contention.activeCount > 0) this.#plan()
    return true
  }

  /** A station that did not contend has something to send: at once when the channel is idle and its last back-off is over. */
  #begin(sender: number): void {
    const now = this.#kernel.now
    if (this.#hasTurn(sender, now)) this.#transmit(sender, now)
    if (this.#contention.activeCount > 0) this.#plan()
  }

  /** Whether a sender that did not contend may transmit now; if not, it contends. */
  #hasTurn(sender: number, now: number): boolean {
    if (this.flood.isOn) this.flood.wake(now)
    return this.#contention.begin(sender, now)
  }

  /** A flood without other contenders goes on as a fluid. */
  #plan(): void {
    this.#contention.leaveAlone(this.#stranger)
    this.#contention.plan()
  }

  #transmitNext(): void {
    const now = this.#kernel.now
    const count = this.#contention.takeTurn()
    if (count === 1) this.#transmit(this.#contention.winners[0] as number, now)
    else this.#collide(count, now)
    if (this.flood.isOn) this.flood.arrive(now)
    this.#plan()
  }

  /** One contender has the channel for its message. */
  #transmit(sender: number, now: number): void {
    this.#ledger.settle(now)
    if (sender === this.#stranger) return this.#transmitFlood(now)
    const queues = this.#queues
    const frame = queues.first(sender)
    const left = this.#exchange.run(
      queues.left[frame] as number,
      sender,
      queues.station[frame] as number,
      now
    )
    if (left === NOTHING_LEFT) this.#finish(sender, this.#exchange.end, true)
    else this.#noteFailure(sender, frame, left)
  }

  /** The last exchange left so much of a message; each of its frames has retries of its own. */
  #noteFailure(sender: number, frame: number, left: number): void {
    const isSameFrame = left === this.#queues.left[frame]
    this.#queues.left[frame] = left
    const failures = isSameFrame ? (this.#contention.failures[sender] as number) : 0
    this.#fail(sender, failures + 1, this.#exchange.end)
  }

  #transmitFlood(now: number): void {
    this.#contention.idleFrom = now + this.flood.exchangeSeconds + this.#timing.difsSeconds
    this.flood.endFrame()
  }

  /** Two or more begin in the same slot: all fail, and the longest frame holds the channel. */
  #collide(count: number, now: number): void {
    this.#ledger.settle(now)
    this.collisions++
    const { winners } = this.#contention
    const { failureSeconds, mtuBytes, propagationSeconds } = this.#timing
    let longest = 0
    for (let index = 0; index < count; index++) {
      const sender = winners[index] as number
      let air = this.flood.frameSeconds
      if (sender !== this.#stranger) {
        const frame = this.#queues.first(sender)
        air = this.air.frameSeconds(
          Math.min(this.#queues.left[frame] as number, mtuBytes),
          this.#queues.station[frame] as number
        )
        this.#exchange.attempts++
        this.air.transmit(sender, air)
      }
      longest = Math.max(longest, air)
    }
    const duration = longest + propagationSeconds + failureSeconds
    this.#exchange.occupy(now, duration)
    for (let index = 0; index < count; index++) {
      const sender = winners[index] as number
      this.#fail(sender, (this.#contention.failures[sender] as number) + 1, now + duration)
    }
  }

  /** The sender's attempt failed: another back-off, or its message is lost at `end`. */
  #fail(sender: number, failures: number, end: number): void {
    if (failures <= this.#timing.retryLimit) return this.#contention.backOff(sender, failures)
    return sender === this.#stranger ? this.flood.endFrame() : this.#finish(sender, end, false)
  }

  /** The sender's first message arrives, or is given up, at `end`; the next one contends. */
  #finish(sender: number, end: number, isDelivered: boolean): void {
    const queues = this.#queues
    const frame = queues.shift(sender)
    this.#ledger.finish(queues.bytes[frame] as number, end, isDelivered)
    this.#contention.noteTransmission(sender)
    if (queues.first(sender) >= 0) this.#contention.backOff(sender, 0)
    else this.#contention.leave(sender)
    this.#tell(frame, end - this.#kernel.now, isDelivered)
  }

  #tell(frame: number, delay: number, isDelivered: boolean): void {
    const queues = this.#queues
    const kind = (isDelivered ? queues.delivered : queues.lost)[frame] as number
    queues.release(frame)
    this.#kernel.schedule(delay, kind, queues.a[frame] as number, queues.b[frame] as number)
  }

  #stationLeft(station: number, isForgotten: boolean): void {
    this.#contention.leave(station)
    if (isForgotten) {
      const first = this.#queues.first(this.#accessPoint)
      this.#forget(station, station)
      this.#forget(this.#accessPoint, station)
      const next = this.#queues.first(this.#accessPoint)
      if (next < 0) this.#contention.leave(this.#accessPoint)
      else if (next !== first) this.#contention.failures[this.#accessPoint] = 0
    }
    this.#plan()
  }

  /** Loses what waits in a queue for or from a station. */
  #forget(queue: number, station: number): void {
    for (;;) {
      const frame = this.#queues.remove(queue, station)
      if (frame < 0) return
      this.#ledger.lose(this.#queues.bytes[frame] as number)
      this.#tell(frame, 0, false)
    }
  }

  #stationReturned(station: number): void {
    if (this.#queues.first(station) >= 0 && !this.#contention.isActive(station)) this.#begin(station)
  }
}
