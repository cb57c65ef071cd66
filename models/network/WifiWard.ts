// The access points that the Wi-Fi stations of one ward share, each a cell on a channel of its own. A station is with one of
// them at a time; it roams to another after a while, and when its own falls silent. What still waits for it at the old one
// is lost. Left out: distances, so that a roam picks any of the others.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { RandomStreams, type RandomStream } from "../../src/engine/RandomStreams.ts"
import { type StationRadio } from "./Radio.ts"
import { radioParameter } from "./radioParameters.ts"
import { type WifiCell } from "./WifiCell.ts"
import { reassociationSeconds, type Roaming, roamingOutage } from "./WifiPresence.ts"

export interface WifiWardOptions {
  /** One cell for each access point, each with places for all stations; none of them roams by itself. */
  readonly cells: ReadonlyArray<WifiCell>
  /** Entity `a` of `send` of each station, and station of each entity. */
  readonly entities: ReadonlyArray<number>
  readonly stationOf: Int32Array
  /** Left out: stations stay with their access point whatever happens. */
  readonly roaming?: Roaming
}

// Indexes are stations and cells of the ward itself, so `as` stands where the checker sees a possible undefined.
export class WifiWard implements StationRadio {
  readonly cells: ReadonlyArray<WifiCell>
  /** Told when a station is with another access point. */
  onMoved: (entity: number, accessPoint: number) => void = () => {}

  readonly #kernel: Kernel
  readonly #options: WifiWardOptions
  readonly #stream: RandomStream
  readonly #at: Int32Array
  readonly #isSilent: Uint8Array
  readonly #roams: EventKind

  constructor(kernel: Kernel, stream: RandomStream, options: WifiWardOptions) {
    this.#kernel = kernel
    this.#options = options
    this.cells = options.cells
    this.#stream = new RandomStreams(Math.floor(stream() * 2 ** 32), 0).stream("roaming")
    this.#isSilent = new Uint8Array(options.cells.length)
    // Stations are dealt out to access points in turn.
    this.#at = Int32Array.from(options.entities, (_, station) => station % options.cells.length)
    for (const [index, cell] of options.cells.entries())
      for (const [station, at] of this.#at.entries()) if (at !== index) cell.presence.depart(station)
    this.#roams = kernel.kind("Wi-Fi station roams to another access point", (_entity, station) =>
      this.#roam(station)
    )
    for (const station of this.#at.keys()) this.#planRoam(station)
  }

  send(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    return this.#cellOf(a).send(bytes, delivered, lost, a, b)
  }

  sendDown(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): boolean {
    return this.#cellOf(a).sendDown(bytes, delivered, lost, a, b)
  }

  /** Index of the access point that an entity is with. */
  accessPointOf(a: number): number {
    return this.#at[this.#options.stationOf[a] as number] as number
  }

  /** An access point falls silent. */
  fails(accessPoint: number): void {
    this.#isSilent[accessPoint] = 1
    this.cells[accessPoint]?.presence.accessPointFails()
  }

  /** It is back; those who stayed with it associate anew, after times drawn from `stream`. */
  returns(accessPoint: number, stream: RandomStream): void {
    this.#isSilent[accessPoint] = 0
    this.cells[accessPoint]?.presence.accessPointReturns(stream)
  }

  /** The entity looks for another access point, as its own is silent; false when there is none, or it does not roam. */
  escape(a: number): boolean {
    const { roaming, stationOf } = this.#options
    const station = stationOf[a] as number
    const others = this.#others(station)
    if (roaming === undefined || others.length === 0) return false
    this.#move(station, this.#pick(others), reassociationSeconds(this.#stream))
    return true
  }

  get sentMessages(): number {
    return this.#sum("sentMessages")
  }
  get sentBytes(): number {
    return this.#sum("sentBytes")
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
  get droppedMessages(): number {
    return this.#sum("droppedMessages")
  }
  get droppedBytes(): number {
    return this.#sum("droppedBytes")
  }
  get inFlightMessages(): number {
    return this.#sum("inFlightMessages")
  }
  get inFlightBytes(): number {
    return this.#sum("inFlightBytes")
  }
  get attempts(): number {
    return this.#sum("attempts")
  }

  get jammedShare(): number {
    return this.cells[0]?.jammedShare ?? 0
  }
  set jammedShare(share: number) {
    for (const cell of this.cells) cell.jammedShare = share
  }

  /** The stranger's frames are spread over the access points. */
  setBackgroundLoad(bytesPerSecond: number, frameBytes: number): void {
    for (const cell of this.cells) cell.setBackgroundLoad(bytesPerSecond / this.cells.length, frameBytes)
  }

  busySeconds(nowSeconds: number): number {
    return this.cells.reduce((sum, cell) => sum + cell.busySeconds(nowSeconds), 0)
  }

  stationJoules(a: number, nowSeconds: number): number {
    return this.cells.reduce((sum, cell) => sum + cell.stationJoules(a, nowSeconds), 0)
  }

  #cellOf(a: number): WifiCell {
    return this.cells[this.accessPointOf(a)] as WifiCell
  }

  #sum(
    field:
      | "sentMessages"
      | "sentBytes"
      | "deliveredMessages"
      | "deliveredBytes"
      | "lostMessages"
      | "lostBytes"
      | "droppedMessages"
      | "droppedBytes"
      | "inFlightMessages"
      | "inFlightBytes"
      | "attempts"
  ): number {
    return this.cells.reduce((sum, cell) => sum + cell[field], 0)
  }

  #planRoam(station: number): void {
    const { entities, roaming } = this.#options
    if (roaming === undefined) return
    const mean = roaming.meanIntervalSeconds ?? radioParameter("wifi.roam-interval")
    this.#kernel.schedule(
      -Math.log(1 - this.#stream()) * mean,
      this.#roams,
      entities[station] as number,
      station
    )
  }

  #roam(station: number): void {
    const others = this.#others(station)
    if (others.length > 0) {
      const [least, most] = roamingOutage((this.#options.roaming as Roaming).method)
      this.#move(station, this.#pick(others), least + (most - least) * this.#stream())
    }
    this.#planRoam(station)
  }

  /** Access points that a station could go to. */
  #others(station: number): ReadonlyArray<number> {
    return Array.from(this.cells.keys()).filter(
      (index) => index !== this.#at[station] && this.#isSilent[index] === 0
    )
  }

  #pick(accessPoints: ReadonlyArray<number>): number {
    return accessPoints[Math.floor(this.#stream() * accessPoints.length)] as number
  }

  #move(station: number, accessPoint: number, seconds: number): void {
    this.cells[this.#at[station] as number]?.presence.depart(station)
    this.#at[station] = accessPoint
    this.cells[accessPoint]?.presence.arrive(station, seconds)
    this.onMoved(this.#options.entities[station] as number, accessPoint)
  }
}
