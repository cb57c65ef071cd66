// What a hospital needs of a radio channel between stations and their access point or gateway; `Link`, `WifiCell`,
// `BleConnection`, `Ieee802154` and `NbIot` all have it.

import { type EventKind } from "../../src/engine/Kernel.ts"

export interface Radio {
  /**
   * Sends a message of `bytes` from the station of `a`: `delivered` or `lost` runs with (a, b) when it has arrived or is
   * given up. False: dropped for want of room or of a connection, and neither runs.
   */
  send: (bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number) => boolean
  /** The same towards the station of `a`. */
  sendDown: (bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number) => boolean
  /** Sent = delivered + lost + dropped + in flight, at every moment. */
  readonly sentMessages: number
  readonly sentBytes: number
  readonly deliveredMessages: number
  readonly deliveredBytes: number
  readonly lostMessages: number
  readonly lostBytes: number
  readonly droppedMessages: number
  readonly droppedBytes: number
  readonly inFlightMessages: number
  readonly inFlightBytes: number
  /** Transmission attempts. */
  readonly attempts: number
  /** Share of attempts that a jammer destroys, on top of the channel's own loss. */
  jammedShare: number
  /** From now on `bytesPerSecond` in frames of `frameBytes` arrive at random from a stranger; 0 ends them. */
  setBackgroundLoad: (bytesPerSecond: number, frameBytes: number) => void
  /** Time the channel was taken until `nowSeconds` [s]. */
  busySeconds: (nowSeconds: number) => number
}

/** A radio that knows what each station does; the access point or gateway is mains powered and not listed. */
export interface StationRadio extends Radio {
  /** Energy that the station of `a` has spent on the radio until `nowSeconds` [J]. */
  stationJoules: (a: number, nowSeconds: number) => number
}

/** Power of a station's radio [W]. */
export interface RadioPower {
  readonly transmitWatts: number
  readonly receiveWatts: number
}

/** Throws a `RangeError` that names the radio and the quantity unless `value` is `least` or more. */
export const demandAtLeast = (radio: string, quantity: string, value: number, least: number): void => {
  if (!(value >= least)) throw new RangeError(`${radio}: ${quantity} must be ${least} or more, got ${value}`)
}

/** The same unless `value` is above `limit`. */
export const demandAbove = (radio: string, quantity: string, value: number, limit: number): void => {
  if (!(value > limit)) throw new RangeError(`${radio}: ${quantity} must be above ${limit}, got ${value}`)
}
