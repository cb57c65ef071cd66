// NB-IoT devices, each with a bearer of its own: rate, half a round trip of seconds each way, random access when the device
// has been silent for the network's inactivity time, retransmission by the network hidden in rate and round trip, and
// energy of sending, of the connected tail and of sleep. Cell load is not modelled: a stranger's traffic takes a share of
// the rate.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { RandomStreams, type RandomStream } from "../../src/engine/RandomStreams.ts"
import { InFlight } from "./InFlight.ts"
import { type Loss, type LossSpecification, makeLoss } from "./Loss.ts"
import { demandAbove, demandAtLeast, type RadioPower, type StationRadio } from "./Radio.ts"
import { radioParameter } from "./radioParameters.ts"

export interface NbIotOptions {
  /** For error messages. */
  readonly name: string
  readonly stations: number
  /** Station of each entity `a` of `send`, default: the same number. */
  readonly stationOf?: Int32Array
  /** Bytes that may wait for each station and direction, beyond the message being sent. */
  readonly queueBytes: number
  /** Defaults of the following: radio-parameters.json nbiot.uplink. */
  readonly bitsPerSecond?: number
  readonly roundTripSeconds?: number
  /** After this silence the device is idle and its next message takes `accessSeconds` longer. */
  readonly inactivitySeconds?: number
  readonly accessSeconds?: number
  readonly mtuBytes?: number
  /** Loss of a message after the network's retransmissions. */
  readonly loss?: LossSpecification
  readonly power?: NbIotPower
}

export interface NbIotPower extends RadioPower {
  /** Connected without data, and asleep [W]. */
  readonly connectedWatts: number
  readonly sleepWatts: number
}

const NO_POWER: NbIotPower = { transmitWatts: 0, receiveWatts: 0, connectedWatts: 0, sleepWatts: 0 }
const option = (field: string): number => radioParameter("nbiot.uplink", field)

export class NbIot implements StationRadio {
  sentMessages = 0
  sentBytes = 0
  droppedMessages = 0
  droppedBytes = 0
  attempts = 0
  jammedShare = 0

  readonly #kernel: Kernel
  readonly #stationOf: Int32Array | undefined
  readonly #queueBytes: number
  readonly #bitsPerSecond: number
  readonly #mtuBytes: number
  readonly #headerBytes: number
  readonly #oneWaySeconds: number
  readonly #inactivitySeconds: number
  readonly #accessSeconds: number
  readonly #power: NbIotPower
  readonly #loss: Loss | undefined
  readonly #jammer: RandomStream
  /** Uplink of station s is line 2 s, its downlink 2 s + 1. */
  readonly #lines: ReadonlyArray<InFlight>
  readonly #freeAt: Float64Array
  // Of each station [s]: end of its last message; time connected before that; sending and receiving.
  readonly #connectedFrom: Float64Array
  readonly #activeUntil: Float64Array
  readonly #connectedSeconds: Float64Array
  readonly #transmitSeconds: Float64Array
  readonly #receiveSeconds: Float64Array
  #freeShare = 1

  constructor(kernel: Kernel, stream: RandomStream, options: NbIotOptions) {
    const { stations } = options
    const name = `NB-IoT radio "${options.name}"`
    this.#kernel = kernel
    this.#stationOf = options.stationOf
    this.#queueBytes = options.queueBytes
    this.#bitsPerSecond = options.bitsPerSecond ?? option("bits_per_second")
    this.#mtuBytes = options.mtuBytes ?? option("mtu_bytes")
    this.#headerBytes = option("header_bytes")
    this.#oneWaySeconds = (options.roundTripSeconds ?? option("round_trip_s")) / 2
    this.#inactivitySeconds = options.inactivitySeconds ?? option("inactivity_s")
    this.#accessSeconds = options.accessSeconds ?? option("access_s")
    demandAtLeast(name, "the number of stations", stations, 1)
    demandAtLeast(name, "the queue [B]", options.queueBytes, 0)
    demandAbove(name, "the rate [bit/s]", this.#bitsPerSecond, 0)
    demandAbove(name, "the MTU [B]", this.#mtuBytes, this.#headerBytes)
    demandAtLeast(name, "the round trip [s]", this.#oneWaySeconds, 0)
    demandAtLeast(name, "the inactivity time [s]", this.#inactivitySeconds, 0)
    demandAtLeast(name, "the access time [s]", this.#accessSeconds, 0)
    this.#power = options.power ?? NO_POWER
    const streams = new RandomStreams(Math.floor(stream() * 2 ** 32), 0)
    this.#loss = options.loss && makeLoss(options.loss, streams.stream("loss"))
    this.#jammer = streams.stream("jammer")
    this.#lines = Array.from({ length: 2 * stations }, () => new InFlight())
    this.#freeAt = new Float64Array(2 * stations)
    this.#connectedFrom = new Float64Array(stations)
    this.#activeUntil = new Float64Array(stations).fill(-Infinity)
    this.#connectedSeconds = new Float64Array(stations)
    this.#transmitSeconds = new Float64Array(stations)
    this.#receiveSeconds = new Float64Array(stations)
  }

  send(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    const arrival = this.#offer(bytes, 2 * this.#station(a))
    return this.#schedule(arrival, arrival > 0 ? delivered : lost, a, b)
  }

  sendDown(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    const arrival = this.#offer(bytes, 2 * this.#station(a) + 1)
    return this.#schedule(arrival, arrival > 0 ? delivered : lost, a, b)
  }

  setBackgroundLoad(bytesPerSecond: number, _frameBytes: number): void {
    // At least a hundredth of the rate is left: the network's scheduler serves everybody in turn.
    this.#freeShare = Math.max(0.01, 1 - (Math.max(0, bytesPerSecond) * 8) / this.#bitsPerSecond)
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

  /** Time that bearers sent accepted messages, all bearers together. */
  busySeconds(nowSeconds: number): number {
    let busy = 0
    for (const seconds of this.#transmitSeconds) busy += seconds
    for (const seconds of this.#receiveSeconds) busy += seconds
    for (const line of this.#lines) busy -= line.remainingSeconds(nowSeconds)
    return busy
  }

  /** Accepted messages, the time connected around them, and sleep. */
  stationJoules(a: number, nowSeconds: number): number {
    const station = this.#station(a)
    const { connectedWatts, receiveWatts, sleepWatts, transmitWatts } = this.#power
    const sending = this.#at(this.#transmitSeconds, station)
    const receiving = this.#at(this.#receiveSeconds, station)
    const connected = this.#connectedUntil(station, nowSeconds)
    const silent = Math.max(0, connected - sending - receiving)
    const asleep = Math.max(0, nowSeconds - connected)
    return sending * transmitWatts + receiving * receiveWatts + silent * connectedWatts + asleep * sleepWatts
  }

  #station(a: number): number {
    return this.#stationOf === undefined ? a : (this.#stationOf[a] as number) // every entity that sends has a station
  }

  #at(array: Float64Array, index: number): number {
    return array[index] as number // indexes are stations and lines of this radio
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

  #connectedUntil(station: number, now: number): number {
    const from = this.#at(this.#connectedFrom, station)
    const until = Math.min(now, this.#at(this.#activeUntil, station) + this.#inactivitySeconds)
    return this.#at(this.#connectedSeconds, station) + Math.max(0, until - from)
  }

  /** Accepts a message: its arrival, negative when it will be lost, NaN when it is dropped [s]. */
  #offer(bytes: number, line: number): number {
    const now = this.#kernel.now
    const inFlight = this.#lines[line] as InFlight // as in #at
    this.sentMessages++
    this.sentBytes += bytes
    inFlight.settle(now)
    const freeAt = this.#at(this.#freeAt, line)
    if (freeAt > now && inFlight.waitingBytes + bytes > this.#queueBytes) {
      this.droppedMessages++
      this.droppedBytes += bytes
      return Number.NaN
    }
    const station = line >> 1
    const start = Math.max(freeAt, now + this.#connect(station, now))
    const blocks = Math.max(1, Math.ceil(bytes / (this.#mtuBytes - this.#headerBytes)))
    const service = ((bytes + blocks * this.#headerBytes) * 8) / (this.#bitsPerSecond * this.#freeShare)
    const end = start + service
    const isLost = this.#loss?.isLost(start) ?? false
    const isDelivered = !isLost && !(this.jammedShare > 0 && this.#jammer() < this.jammedShare)
    const seconds = line % 2 === 0 ? this.#transmitSeconds : this.#receiveSeconds
    this.attempts++
    this.#freeAt[line] = end
    this.#activeUntil[station] = Math.max(this.#at(this.#activeUntil, station), end)
    seconds[station] = this.#at(seconds, station) + service
    inFlight.add(bytes, start, end, end + this.#oneWaySeconds, isDelivered)
    return isDelivered ? end + this.#oneWaySeconds : -(end + this.#oneWaySeconds)
  }

  /** Time until the device is connected [s]. */
  #connect(station: number, now: number): number {
    if (now <= this.#at(this.#activeUntil, station) + this.#inactivitySeconds) {
      return Math.max(0, this.#at(this.#connectedFrom, station) + this.#accessSeconds - now)
    }
    this.#connectedSeconds[station] = this.#connectedUntil(station, now)
    this.#connectedFrom[station] = now
    this.#activeUntil[station] = now
    return this.#accessSeconds
  }

  #schedule(arrival: number, kind: EventKind, a: number, b: number): boolean {
    if (Number.isNaN(arrival)) return false
    this.#kernel.schedule(Math.abs(arrival) - this.#kernel.now, kind, a, b)
    return true
  }
}
