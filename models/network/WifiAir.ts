// Air time of a Wi-Fi cell: how long frames take, who spent it sending and receiving, and how long the channel was taken.

import { type RadioPower } from "./Radio.ts"
import { type WifiTiming } from "./wifiTiming.ts"

export class WifiAir {
  /** Time sending and receiving by station, the access point last, acknowledgements included [s]. */
  readonly transmitSeconds: Float64Array
  readonly receiveSeconds: Float64Array

  readonly #timing: WifiTiming
  readonly #secondsPerByte: Float64Array
  readonly #power: RadioPower
  #busyUntil = 0
  #busySeconds = 0

  constructor(timing: WifiTiming, stations: number, power: RadioPower) {
    this.#timing = timing
    this.#power = power
    this.transmitSeconds = new Float64Array(stations + 1)
    this.receiveSeconds = new Float64Array(stations + 1)
    this.#secondsPerByte = new Float64Array(stations + 1).fill(8 / timing.bitsPerSecond)
  }

  setRate(station: number, bitsPerSecond: number): void {
    if (!(bitsPerSecond > 0)) throw new RangeError(`a station's rate is positive, got ${bitsPerSecond} bit/s`)
    this.#secondsPerByte[station] = 8 / bitsPerSecond
  }

  /** A data frame with `bytes` of payload at a station's rate [s]. */
  frameSeconds(bytes: number, station: number): number {
    const perByte = this.#secondsPerByte[station] as number // stations are those of the cell, here and below
    return this.#timing.preambleSeconds + (bytes + this.#timing.headerBytes) * perByte
  }

  transmit(station: number, seconds: number): void {
    this.transmitSeconds[station] = (this.transmitSeconds[station] as number) + seconds
  }

  receive(station: number, seconds: number): void {
    this.receiveSeconds[station] = (this.receiveSeconds[station] as number) + seconds
  }

  occupy(now: number, duration: number): void {
    this.#busySeconds += duration
    this.#busyUntil = now + duration
  }

  /** Without the flood's own frames [s]. */
  busySeconds(now: number): number {
    return this.#busySeconds - Math.max(0, this.#busyUntil - now)
  }

  joules(station: number): number {
    const { receiveWatts, transmitWatts } = this.#power
    const sending = (this.transmitSeconds[station] as number) * transmitWatts
    return sending + (this.receiveSeconds[station] as number) * receiveWatts
  }
}
