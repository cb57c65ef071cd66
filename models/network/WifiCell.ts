// A Wi-Fi cell: stations and their access point contend by 802.11 DCF, with exponential back-off in slots, acknowledgement,
// retries and collisions. A message on a quiet channel costs one event, on a busy one two (Contention.ts). Frames of one
// message follow each other SIFS apart. Left out: hidden stations, capture, RTS/CTS, power save; two stations that begin
// within one slot of an idle channel do not collide. Who is away: WifiPresence.ts. A flood: RadioFlood.ts.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { RandomStreams, type RandomStream } from "../../src/engine/RandomStreams.ts"
import { Contention } from "./Contention.ts"
import { FrameQueues } from "./FrameQueues.ts"
import { type Loss, type LossSpecification, makeLoss } from "./Loss.ts"
import { demandAbove, demandAtLeast, type RadioPower, type StationRadio } from "./Radio.ts"
import { RadioFlood } from "./RadioFlood.ts"
import { RadioLedger } from "./RadioLedger.ts"
import { WifiAir } from "./WifiAir.ts"
import { type Roaming, WifiPresence } from "./WifiPresence.ts"
import { type WifiTiming } from "./wifiTiming.ts"

export interface WifiCellOptions {
  /** For error messages. */
  readonly name: string
  readonly stations: number
  /** Station of each entity `a` of `send`, default: the same number. */
  readonly stationOf?: Int32Array
  readonly timing: WifiTiming
  /** Bytes that may wait at each station and at the access point, beyond the message being sent. */
  readonly queueBytes: number
  readonly power?: RadioPower
  readonly loss?: LossSpecification
  readonly roaming?: Roaming
  /** Forged deauthentication frames are ignored (802.11w); default false. */
  readonly protectsManagement?: boolean
}

const HALF_NANOSECOND = 0.5e-9

// Indexes are stations, contenders and messages of the cell itself, so `as number` stands where the checker sees a possible
// undefined.
export class WifiCell implements StationRadio {
  attempts = 0
  /** Transmissions in which two or more contenders collided. */
  collisions = 0
  jammedShare = 0
  readonly presence: WifiPresence
  readonly air: WifiAir
  readonly flood: RadioFlood

  readonly #kernel: Kernel
  readonly #timing: WifiTiming
  readonly #stationOf: Int32Array | undefined
  readonly #accessPoint: number
  readonly #stranger: number
  readonly #queueBytes: number
  readonly #loss: Loss | undefined
  readonly #jammer: RandomStream
  readonly #queues: FrameQueues
  readonly #contention: Contention
  readonly #ledger = new RadioLedger()

  constructor(kernel: Kernel, stream: RandomStream, options: WifiCellOptions) {
    const { stations, timing } = options
    const name = `Wi-Fi cell "${options.name}"`
    demandAtLeast(name, "the number of stations", stations, 1)
    demandAtLeast(name, "the queue [B]", options.queueBytes, 0)
    demandAbove(name, "the rate [bit/s]", timing.bitsPerSecond, 0)
    demandAtLeast(name, "the MTU [B]", timing.mtuBytes, 1)
    demandAtLeast(name, "the back-off window [slots]", timing.window, 1)
    this.#kernel = kernel
    this.#timing = timing
    this.#stationOf = options.stationOf
    this.#accessPoint = stations
    this.#stranger = stations + 1
    this.#queueBytes = options.queueBytes
    this.air = new WifiAir(timing, stations, options.power ?? { transmitWatts: 0, receiveWatts: 0 })
    const streams = new RandomStreams(Math.floor(stream() * 2 ** 32), 0)
    this.#loss = options.loss && makeLoss(options.loss, streams.stream("loss"))
    this.#jammer = streams.stream("jammer")
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
    if (options.roaming !== undefined) this.presence.startRoaming(options.roaming)
  }

  send(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    const station = this.#station(a)
    return this.#offer(this.#queues.allocate(bytes, delivered, lost, a, b), station, station)
  }

  sendDown(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    const frame = this.#queues.allocate(bytes, delivered, lost, a, b)
    return this.#offer(frame, this.#accessPoint, this.#station(a))
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

  #offer(frame: number, sender: number, station: number): boolean {
    const queues = this.#queues
    const ledger = this.#ledger
    const bytes = queues.bytes[frame] as number
    queues.station[frame] = station
    ledger.sentMessages++
    ledger.sentBytes += bytes
    const first = queues.first(sender)
    const isFull =
      first >= 0 &&
      (queues.queuedBytes[sender] as number) - (queues.bytes[first] as number) + bytes > this.#queueBytes
    if (isFull || !this.presence.isAssociated(station)) {
      ledger.droppedMessages++
      ledger.droppedBytes += bytes
      queues.release(frame)
      return false
    }
    queues.push(sender, frame)
    if (first < 0 && (sender === this.#accessPoint || this.presence.isHere(station))) this.#begin(sender)
    return true
  }

  /** A station that did not contend has something to send: at once when the channel is idle and its last back-off is over. */
  #begin(sender: number): void {
    const now = this.#kernel.now
    const contention = this.#contention
    if (this.flood.isOn) this.flood.wake(now)
    if (now < contention.idleFrom - HALF_NANOSECOND) contention.backOff(sender, 0)
    else {
      const slot = contention.slotAt(now)
      const turn = contention.turnAfterRest(sender, slot)
      // A turn that has come in this nanosecond is shared with those who have it.
      if (turn > slot || slot >= contention.nextSlot)
        contention.join(sender, turn > slot ? turn : contention.nextSlot)
      else {
        contention.slot = slot
        this.#transmit(sender, now)
      }
    }
    if (contention.activeCount > 0) this.#plan()
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

  /** One contender has the channel: its message's frames, each with its acknowledgement, until the first that fails. */
  #transmit(sender: number, now: number): void {
    this.#ledger.settle(now)
    if (sender === this.#stranger) return this.#transmitFlood(now)
    const { acknowledgementSeconds, failureSeconds, mtuBytes, propagationSeconds, sifsSeconds } = this.#timing
    const queues = this.#queues
    const frame = queues.first(sender)
    const station = queues.station[frame] as number
    const receiver = sender === station ? this.#accessPoint : station
    const isHeard = receiver === this.#accessPoint || this.presence.isHere(station)
    let left = queues.left[frame] as number
    let failures = this.#contention.failures[sender] as number
    for (let start = 0; ; start += sifsSeconds) {
      const air = this.air.frameSeconds(left < mtuBytes ? left : mtuBytes, station)
      const arrival = start + air + propagationSeconds
      this.attempts++
      this.air.transmit(sender, air)
      if (isHeard) this.air.receive(receiver, air)
      if (!isHeard || this.#isDestroyed(now + start)) {
        this.#occupy(now, arrival + failureSeconds)
        queues.left[frame] = left
        return this.#fail(sender, failures + 1, now + arrival + failureSeconds)
      }
      this.air.transmit(receiver, acknowledgementSeconds)
      this.air.receive(sender, acknowledgementSeconds)
      left -= mtuBytes
      failures = 0
      start = arrival + sifsSeconds + acknowledgementSeconds + propagationSeconds
      if (left <= 0) {
        this.#occupy(now, start)
        return this.#finish(sender, now + arrival, true)
      }
    }
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
        this.attempts++
        this.air.transmit(sender, air)
      }
      longest = Math.max(longest, air)
    }
    const duration = longest + propagationSeconds + failureSeconds
    this.#occupy(now, duration)
    for (let index = 0; index < count; index++) {
      const sender = winners[index] as number
      this.#fail(sender, (this.#contention.failures[sender] as number) + 1, now + duration)
    }
  }

  #isDestroyed(time: number): boolean {
    const isLost = this.#loss?.isLost(time) ?? false
    return isLost || (this.jammedShare > 0 && this.#jammer() < this.jammedShare)
  }

  #occupy(now: number, duration: number): void {
    this.air.occupy(now, duration)
    this.#contention.idleFrom = now + duration + this.#timing.difsSeconds
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
