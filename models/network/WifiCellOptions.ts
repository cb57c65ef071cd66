// What a Wi-Fi cell is made of.

import { type LossSpecification } from "./Loss.ts"
import { demandAbove, demandAtLeast, type RadioPower } from "./Radio.ts"
import { type Roaming } from "./WifiPresence.ts"
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

/** Throws `RangeError` for a cell that cannot be. */
export const demandWifiCell = (options: WifiCellOptions): void => {
  const { stations, timing } = options
  const name = `Wi-Fi cell "${options.name}"`
  demandAtLeast(name, "the number of stations", stations, 1)
  demandAtLeast(name, "the queue [B]", options.queueBytes, 0)
  demandAbove(name, "the rate [bit/s]", timing.bitsPerSecond, 0)
  demandAtLeast(name, "the MTU [B]", timing.mtuBytes, 1)
  demandAtLeast(name, "the back-off window [slots]", timing.window, 1)
}
