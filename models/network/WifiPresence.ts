// Which stations of a Wi-Fi cell can be heard: roaming takes a station away for a moment, a forged deauthentication frame
// throws it out until it has associated again, unless management frames are protected (802.11w). A deauthentication during
// the new association starts it over. The forged frames' own air time is not counted.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { type RandomStream } from "../../src/engine/RandomStreams.ts"
import { millisecondsOf, radioParameter } from "./radioParameters.ts"
import parameters from "../data/parameters.json" with { type: "json" }

/** How a station finds its next access point; outages are uniform over the published range. */
export type RoamingMethod = "802.11r" | "okc" | "full_dot1x"

export interface Roaming {
  readonly method: RoamingMethod
  /** Mean time between roams of one station [s], exponential; default from radio-parameters.json. */
  readonly meanIntervalSeconds?: number
}

/** Shortest and longest outage [s], parameters.json net.wifi.roam. */
export const roamingOutage = (method: RoamingMethod): readonly [number, number] => {
  const entry = parameters.find((candidate) => candidate.id === "net.wifi.roam")
  if (entry === undefined) throw new Error(`models/data/parameters.json has no entry "net.wifi.roam"`)
  // The values of this entry are ranges in milliseconds by method; JSON types lose it among the other entries.
  const [least, most] = (
    entry.value as unknown as Readonly<Record<RoamingMethod, readonly [number, number]>>
  )[method]
  return [least / 1000, most / 1000]
}

/** Draws the time of a new association [s]. */
export const reassociationSeconds = (stream: RandomStream): number => {
  const least = millisecondsOf("wifi.reassociation", "minimum_ms")
  const most = millisecondsOf("wifi.reassociation", "maximum_ms")
  return least + (most - least) * stream()
}

/** What the cell does when a station goes and comes. */
export interface PresenceWatcher {
  readonly stationLeft: (station: number, isForgotten: boolean) => void
  readonly stationReturned: (station: number) => void
}

const HALF_NANOSECOND = 0.5e-9

export class WifiPresence {
  /** Forged frames that took effect, and roams, so far. */
  deauthentications = 0
  roams = 0

  readonly #kernel: Kernel
  readonly #watcher: PresenceWatcher
  readonly #stream: RandomStream
  readonly #isProtected: boolean
  readonly #awayUntil: Float64Array
  readonly #isForgotten: Uint8Array
  /** 1 while a station is with this access point rather than another one. */
  readonly #isMember: Uint8Array
  readonly #returns: EventKind
  readonly #forged: EventKind
  #forgedPeriod = Infinity
  #forgedGeneration = 0

  constructor(
    kernel: Kernel,
    stream: RandomStream,
    stations: number,
    isProtected: boolean,
    watcher: PresenceWatcher
  ) {
    this.#kernel = kernel
    this.#stream = stream
    this.#isProtected = isProtected
    this.#watcher = watcher
    this.#awayUntil = new Float64Array(stations)
    this.#isForgotten = new Uint8Array(stations)
    this.#isMember = new Uint8Array(stations).fill(1)
    this.#returns = kernel.kind("Wi-Fi station is back", (station) => this.#back(station))
    this.#forged = kernel.kind("forged deauthentication", (_, generation) => this.#forgedFrame(generation))
  }

  /** Lets every station roam for the rest of the run. */
  startRoaming(roaming: Roaming): void {
    const mean = roaming.meanIntervalSeconds ?? radioParameter("wifi.roam-interval")
    if (!(mean > 0)) throw new RangeError(`the mean time between roams is positive, got ${mean} s`)
    const [least, most] = roamingOutage(roaming.method)
    const pause = (): number => -Math.log(1 - this.#stream()) * mean
    const roam = this.#kernel.kind("Wi-Fi station roams", (station) => {
      this.leave(station, least + (most - least) * this.#stream())
      this.#kernel.schedule(pause(), roam, station)
    })
    for (let station = 0; station < this.#awayUntil.length; station++)
      this.#kernel.schedule(pause(), roam, station)
  }

  /** Associated, so that messages are accepted for it and from it. */
  isAssociated(station: number): boolean {
    return this.#isForgotten[station] === 0
  }

  /** Associated and on this channel now. */
  isHere(station: number): boolean {
    return (this.#awayUntil[station] as number) <= this.#kernel.now + HALF_NANOSECOND
  }

  /** The station cannot be heard for `seconds`; what waits is kept. */
  leave(station: number, seconds: number): void {
    if (this.#awayUntil[station] === Infinity) return
    this.roams++
    this.#stayAway(station, seconds)
    this.#watcher.stationLeft(station, false)
  }

  /** A forged deauthentication frame reaches the station; false when its management frames are protected. */
  deauthenticate(station: number): boolean {
    if (this.#isProtected) return false
    this.deauthentications++
    this.#isForgotten[station] = 1
    this.#stayAway(station, reassociationSeconds(this.#stream))
    this.#watcher.stationLeft(station, true)
    return true
  }

  /** The station is with another access point from now on; what waits for it is lost. */
  depart(station: number): void {
    this.#isMember[station] = 0
    this.#isForgotten[station] = 1
    this.#awayUntil[station] = Infinity
    this.#watcher.stationLeft(station, true)
  }

  /** The station comes from another access point, and can be heard after `seconds`. */
  arrive(station: number, seconds: number): void {
    this.roams++
    this.#isMember[station] = 1
    this.#isForgotten[station] = 0
    this.#awayUntil[station] = 0
    this.#stayAway(station, seconds)
  }

  /** The access point falls silent: all its stations are out until it is back. */
  accessPointFails(): void {
    for (let station = 0; station < this.#awayUntil.length; station++) {
      if (this.#isMember[station] === 0) continue
      this.#isForgotten[station] = 1
      this.#awayUntil[station] = Infinity
      this.#watcher.stationLeft(station, true)
    }
  }

  /** The access point is back: each station associates anew, after a time drawn from `stream`. */
  accessPointReturns(stream: RandomStream): void {
    for (let station = 0; station < this.#awayUntil.length; station++) {
      if (this.#isMember[station] === 0) continue
      this.#awayUntil[station] = 0
      this.#stayAway(station, reassociationSeconds(stream))
    }
  }

  /** From now on a forged frame reaches all stations `perSecond` times a second; 0 ends it. */
  setDeauthentication(perSecond: number): void {
    this.#forgedGeneration++
    this.#forgedPeriod = 1 / perSecond
    if (perSecond > 0 && !this.#isProtected)
      this.#kernel.schedule(this.#forgedPeriod, this.#forged, 0, this.#forgedGeneration)
  }

  #forgedFrame(generation: number): void {
    if (generation !== this.#forgedGeneration) return
    for (let station = 0; station < this.#awayUntil.length; station++)
      if (this.#awayUntil[station] !== Infinity) this.deauthenticate(station)
    this.#kernel.schedule(this.#forgedPeriod, this.#forged, 0, generation)
  }

  #stayAway(station: number, seconds: number): void {
    const now = this.#kernel.now
    // A roam does not shorten a new association.
    const until =
      this.#isForgotten[station] === 1
        ? Math.max(this.#awayUntil[station] as number, now + seconds)
        : now + seconds
    this.#awayUntil[station] = until
    // Without an access point only its return brings the station back.
    if (until === Infinity) return
    this.#kernel.schedule(until - now, this.#returns, station)
  }

  #back(station: number): void {
    if (!this.isHere(station)) return
    this.#isForgotten[station] = 0
    this.#watcher.stationReturned(station)
  }
}
