// The Bluetooth LE connections of one gateway. Each station has its part of the connection interval, so that stations never
// wait for each other; a message waits for its station's next connection event, is cut to ATT MTU and link layer packets,
// and a packet that is lost closes the event and is sent again at the next one. No valid packet for the supervision timeout
// ends the connection. One event per message: its attempts are drawn when it is accepted, as on a `Link`. Silent
// connections do not break, and both directions share one line per station.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { RandomStreams, type RandomStream } from "../../src/engine/RandomStreams.ts"
import { type BleOptions, type BleTiming, bleTiming } from "./bleTiming.ts"
import { InFlight } from "./InFlight.ts"
import { type Loss, type LossSpecification, makeLoss } from "./Loss.ts"
import { demandAtLeast, type RadioPower, type StationRadio } from "./Radio.ts"

export interface BlePiconetOptions extends BleOptions {
  /** For error messages. */
  readonly name: string
  readonly stations: number
  /** Station of each entity `a` of `send`, default: the same number. */
  readonly stationOf?: Int32Array
  /** Bytes that may wait for each station, beyond the message being sent. */
  readonly queueBytes: number
  readonly power?: RadioPower
  readonly loss?: LossSpecification
}

const HALF_NANOSECOND = 0.5e-9
const HOPPING_CHANNELS = 37

export class BlePiconet implements StationRadio {
  sentMessages = 0
  sentBytes = 0
  droppedMessages = 0
  droppedBytes = 0
  attempts = 0
  /** Connections that the supervision timeout has ended or, as messages in flight show, will end. */
  disconnections = 0
  jammedShare = 0
  readonly timing: BleTiming

  readonly #kernel: Kernel
  readonly #stationOf: Int32Array | undefined
  readonly #queueBytes: number
  readonly #power: RadioPower
  /** Of each station, as each body shadows its own radio; empty: no loss. */
  readonly #losses: ReadonlyArray<Loss>
  readonly #jammer: RandomStream
  /** Each station's part of the interval, and so the longest event [s]. */
  readonly #partSeconds: number
  readonly #lines: ReadonlyArray<InFlight>
  // Of each station [s]: end of the last exchange planned, end of that event's part, last valid packet, loss of the
  // connection and its return; packets in that event; events with data; time sending and receiving.
  readonly #freeAt: Float64Array
  readonly #partEnd: Float64Array
  readonly #heardAt: Float64Array
  readonly #downFrom: Float64Array
  readonly #downUntil: Float64Array
  readonly #packets: Int32Array
  readonly #events: Float64Array
  readonly #transmitSeconds: Float64Array
  readonly #receiveSeconds: Float64Array
  #interference = 0
  #busySeconds = 0
  #start = 0
  #arrival = 0

  constructor(kernel: Kernel, stream: RandomStream, options: BlePiconetOptions) {
    const { stations } = options
    const name = `Bluetooth piconet "${options.name}"`
    demandAtLeast(name, "the number of stations", stations, 1)
    demandAtLeast(name, "the queue [B]", options.queueBytes, 0)
    const timing = bleTiming(name, options)
    this.timing = timing
    this.#partSeconds = timing.intervalSeconds / stations
    const longest = this.#exchangeSeconds(
      timing.packetSeconds + timing.linkPayloadBytes * timing.secondsPerByte
    )
    demandAtLeast(name, `a ${stations}th of the interval [s]`, this.#partSeconds, longest)
    this.#kernel = kernel
    this.#stationOf = options.stationOf
    this.#queueBytes = options.queueBytes
    this.#power = options.power ?? { transmitWatts: 0, receiveWatts: 0 }
    const streams = new RandomStreams(Math.floor(stream() * 2 ** 32), 0)
    const { loss } = options
    this.#losses =
      loss === undefined
        ? []
        : Array.from({ length: stations }, (_, station) => makeLoss(loss, streams.stream("loss", station)))
    this.#jammer = streams.stream("jammer")
    this.#lines = Array.from({ length: stations }, () => new InFlight())
    this.#freeAt = new Float64Array(stations)
    this.#partEnd = new Float64Array(stations)
    this.#heardAt = new Float64Array(stations)
    this.#downFrom = new Float64Array(stations).fill(Infinity)
    this.#downUntil = new Float64Array(stations)
    this.#packets = new Int32Array(stations)
    this.#events = new Float64Array(stations)
    this.#transmitSeconds = new Float64Array(stations)
    this.#receiveSeconds = new Float64Array(stations)
  }

  send(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    return this.#schedule(this.#offer(bytes, this.#station(a), false) ? delivered : lost, a, b)
  }

  sendDown(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    return this.#schedule(this.#offer(bytes, this.#station(a), true) ? delivered : lost, a, b)
  }

  /** A stranger's transmissions on one of the 37 channels: they destroy what hops onto them while they last. */
  setBackgroundLoad(bytesPerSecond: number, frameBytes: number): void {
    const { packetSeconds, secondsPerByte } = this.timing
    const isOn = bytesPerSecond > 0 && frameBytes > 0
    const airtime = isOn ? (bytesPerSecond / frameBytes) * (packetSeconds + frameBytes * secondsPerByte) : 0
    this.#interference = Math.min(1, airtime) / HOPPING_CHANNELS
  }

  /** Whether the station of `a` is connected now. */
  isConnected(a: number): boolean {
    return this.#isConnected(this.#station(a), this.#kernel.now)
  }

  get deliveredMessages(): number {
    return this.#sum("deliveredMessages")
  }
  get deliveredBytes(): number {
    return this.#sum("deliveredBytes")
  }
  get lostMessages(): number {
    return this.#sum("lostMessages")
  }
  get lostBytes(): number {
    return this.#sum("lostBytes")
  }
  get inFlightMessages(): number {
    return this.#sum("messages")
  }
  get inFlightBytes(): number {
    return this.#sum("bytes")
  }

  /** Exchanges of accepted messages, and the empty ones that keep connections up. */
  busySeconds(nowSeconds: number): number {
    let idle = 0
    for (let station = 0; station < this.#lines.length; station++)
      idle += this.#idleEvents(station, nowSeconds)
    return this.#busySeconds + idle * this.#exchangeSeconds(this.timing.emptySeconds)
  }

  /** Data packets of accepted messages, answers, and the empty exchanges that keep the connection up. */
  stationJoules(a: number, nowSeconds: number): number {
    const station = this.#station(a)
    const idle = this.#idleEvents(station, nowSeconds) * this.timing.emptySeconds
    return (
      (this.#at(this.#transmitSeconds, station) + idle) * this.#power.transmitWatts +
      (this.#at(this.#receiveSeconds, station) + idle) * this.#power.receiveWatts
    )
  }

  #station(a: number): number {
    return this.#stationOf === undefined ? a : (this.#stationOf[a] as number) // every entity that sends has a station
  }

  #at(array: Float64Array, index: number): number {
    return array[index] as number // indexes are stations of this piconet
  }

  #sum(
    field: "deliveredMessages" | "deliveredBytes" | "lostMessages" | "lostBytes" | "messages" | "bytes"
  ): number {
    let sum = 0
    for (const line of this.#lines) {
      line.settle(this.#kernel.now)
      sum += line[field]
    }
    return sum
  }

  #isConnected(station: number, time: number): boolean {
    return time < this.#at(this.#downFrom, station) || time >= this.#at(this.#downUntil, station)
  }

  /** A packet of `packetSeconds`, the other side's empty one and the gaps after both [s]. */
  #exchangeSeconds(packetSeconds: number): number {
    return packetSeconds + this.timing.emptySeconds + 2 * this.timing.gapSeconds
  }

  /** Connection events without data until `now`; a silent station takes every (1 + latency)th. */
  #idleEvents(station: number, now: number): number {
    const { intervalSeconds, peripheralLatency } = this.timing
    const all = Math.floor(now / (intervalSeconds * (1 + peripheralLatency)))
    return Math.max(0, all - this.#at(this.#events, station))
  }

  /** Start of the first event of a station at or after `time`. */
  #nextEvent(station: number, time: number, stride: number): number {
    const offset = station * this.#partSeconds
    const period = this.timing.intervalSeconds * stride
    return offset + Math.max(0, Math.ceil((time - offset - HALF_NANOSECOND) / period)) * period
  }

  /** Plans a message; false when it will be lost, `#arrival` is NaN when it is dropped. */
  #offer(bytes: number, station: number, isDown: boolean): boolean {
    const now = this.#kernel.now
    const line = this.#lines[station] as InFlight // as in #at
    this.sentMessages++
    this.sentBytes += bytes
    line.settle(now)
    const isBusy = this.#at(this.#freeAt, station) > now + HALF_NANOSECOND
    if (!this.#isConnected(station, now) || (isBusy && line.waitingBytes + bytes > this.#queueBytes)) {
      this.droppedMessages++
      this.droppedBytes += bytes
      this.#arrival = Number.NaN
      return false
    }
    const isDelivered = this.#transmit(bytes, station, isDown)
    line.add(
      bytes,
      this.#start,
      Math.max(this.#start, this.#at(this.#freeAt, station)),
      this.#arrival,
      isDelivered
    )
    return isDelivered
  }

  #schedule(kind: EventKind, a: number, b: number): boolean {
    if (Number.isNaN(this.#arrival)) return false
    this.#kernel.schedule(Math.max(0, this.#arrival - this.#kernel.now), kind, a, b)
    return true
  }

  /** Sends all packets of a message; sets `#start` and `#arrival`. */
  #transmit(bytes: number, station: number, isDown: boolean): boolean {
    const { intervalSeconds, peripheralLatency } = this.timing
    const now = this.#kernel.now
    const downFrom = this.#at(this.#downFrom, station)
    if (downFrom > now && downFrom !== Infinity) {
      this.#start = downFrom
      this.#arrival = downFrom
      return false
    }
    const freeAt = this.#at(this.#freeAt, station)
    if (freeAt <= now + HALF_NANOSECOND)
      this.#open(station, this.#nextEvent(station, now, isDown ? 1 + peripheralLatency : 1))
    this.#start = Math.max(now, this.#at(this.#freeAt, station))
    this.#heardAt[station] = Math.max(this.#at(this.#heardAt, station), this.#start - intervalSeconds)
    return this.#sendPackets(bytes, station, isDown)
  }

  /** Begins a connection event at `start`. */
  #open(station: number, start: number): void {
    this.#freeAt[station] = start
    this.#partEnd[station] = start + this.#partSeconds
    this.#packets[station] = 0
    this.#events[station] = this.#at(this.#events, station) + 1
  }

  /** Sends the packets of a message, each until it is answered; false when the connection breaks first. */
  #sendPackets(bytes: number, station: number, isDown: boolean): boolean {
    const { emptySeconds, gapSeconds, notificationBytes, notificationHeaderBytes } = this.timing
    const {
      intervalSeconds,
      linkPayloadBytes,
      packetSeconds,
      packetsPerEvent,
      secondsPerByte,
      supervisionSeconds
    } = this.timing
    // All that changes from packet to packet is kept in variables meanwhile: a message has many.
    let freeAt = this.#at(this.#freeAt, station)
    let partEnd = this.#at(this.#partEnd, station)
    let heardAt = this.#at(this.#heardAt, station)
    let packets = this.#packets[station] as number // as in #at
    let attempts = 0
    let events = 0
    let dataSeconds = 0
    let left = bytes
    let unit = Math.min(left, notificationBytes) + notificationHeaderBytes
    let isOver = false
    while (unit > 0) {
      const air = packetSeconds + Math.min(unit, linkPayloadBytes) * secondsPerByte
      const exchange = this.#exchangeSeconds(air)
      if (isOver || packets >= packetsPerEvent || freeAt + exchange > partEnd + HALF_NANOSECOND) {
        freeAt = partEnd - this.#partSeconds + intervalSeconds
        partEnd = freeAt + this.#partSeconds
        packets = 0
        events++
      }
      if (freeAt > heardAt + supervisionSeconds) break
      attempts++
      dataSeconds += air
      isOver = this.#isDestroyed(station, freeAt)
      if (isOver) continue
      this.#arrival = isDown ? freeAt + air : freeAt + emptySeconds + gapSeconds + air
      packets++
      freeAt += exchange
      heardAt = freeAt
      unit -= linkPayloadBytes
      if (unit > 0) continue
      left -= notificationBytes
      unit = left > 0 ? Math.min(left, notificationBytes) + notificationHeaderBytes : 0
    }
    this.#freeAt[station] = freeAt
    this.#partEnd[station] = partEnd
    this.#heardAt[station] = heardAt
    this.#packets[station] = packets
    this.#events[station] = this.#at(this.#events, station) + events
    this.attempts += attempts
    this.#spend(station, isDown, dataSeconds, attempts * emptySeconds, attempts)
    if (unit <= 0) return true
    this.#disconnect(station, heardAt + supervisionSeconds)
    return false
  }

  #isDestroyed(station: number, time: number): boolean {
    const isLost = this.#losses[station]?.isLost(time) ?? false
    const share = this.jammedShare + this.#interference - this.jammedShare * this.#interference
    return isLost || (share > 0 && this.#jammer() < share)
  }

  /** Data packets took `dataSeconds` of the air, answers to them `answerSeconds`. */
  #spend(
    station: number,
    isDown: boolean,
    dataSeconds: number,
    answerSeconds: number,
    exchanges: number
  ): void {
    const transmitted = isDown ? answerSeconds : dataSeconds
    const received = isDown ? dataSeconds : answerSeconds
    this.#transmitSeconds[station] = this.#at(this.#transmitSeconds, station) + transmitted
    this.#receiveSeconds[station] = this.#at(this.#receiveSeconds, station) + received
    this.#busySeconds += transmitted + received + exchanges * 2 * this.timing.gapSeconds
  }

  #disconnect(station: number, time: number): void {
    this.disconnections++
    this.#arrival = Math.max(time, this.#kernel.now)
    this.#downFrom[station] = this.#arrival
    this.#downUntil[station] = this.#arrival + this.timing.reconnectSeconds
    this.#freeAt[station] = this.#arrival
  }
}
