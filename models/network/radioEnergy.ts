// The radios of the data file: energy by air time and by byte, and framing for a `Link`. Currents are of the radio alone;
// listening, connection events and scan windows are not modelled, so that idle energy is the caller's to add.

import { costData } from "../crypto/costData.ts"
import { unknownName } from "../crypto/CostError.ts"

/** What a wearable pump can have; its protocol is a class of this folder. */
export type WearableTechnology = "ble" | "ieee802154" | "nb-iot"

export interface RadioEnergy {
  readonly id: string
  readonly technology: string | undefined
  /** Rate on the air [bit/s]. */
  readonly bitsPerSecond: number
  /** Framing for `LinkOptions`. */
  readonly framing: {
    readonly mtuBytes: number
    readonly fragmentOverheadBytes: number
    readonly fragmentOverheadSeconds: number
  }
  /** Power while transmitting and receiving [W]; 0 on a mains-powered radio. */
  readonly transmitWatts: number
  readonly receiveWatts: number
  /** Power while connected without data, and asleep, where the data tell [W]. */
  readonly connectedWatts: number
  readonly sleepWatts: number
  /** Energy of one byte on the air, without framing [J]. */
  readonly joulesPerSentByte: number
  readonly joulesPerReceivedByte: number
  /** False: no current in the data, the energies are 0. */
  readonly hasEnergyFigure: boolean
  readonly status: string
  readonly framingStatus: string
  readonly sources: ReadonlyArray<string>
}

const usable = costData.radios.filter((row) => row.phy_bit_rate !== undefined)

export const radioIds: ReadonlyArray<string> = usable.map((row) => row.id)

/** Ids of the radios of a technology that say how long a fragment may be. */
export const radiosOf = (technology: WearableTechnology): ReadonlyArray<string> =>
  usable.filter((row) => row.technology === technology && row.mtu_bytes !== undefined).map((row) => row.id)

/** The radio of that id. Throws `CostError` naming the nearest one. */
export const radioEnergy = (id: string): RadioEnergy => {
  const row = usable.find((candidate) => candidate.id === id)
  if (row?.phy_bit_rate === undefined) throw unknownName("radio", id, radioIds)
  const volts = row.supply_V ?? 0
  const transmitWatts = ((row.tx_mA ?? 0) / 1000) * volts
  const receiveWatts = ((row.rx_mA ?? 0) / 1000) * volts
  const secondsPerByte = 8 / row.phy_bit_rate
  return {
    id,
    technology: row.technology,
    bitsPerSecond: row.phy_bit_rate,
    framing: {
      mtuBytes: row.mtu_bytes ?? Infinity,
      fragmentOverheadBytes: row.fragment_overhead_bytes ?? 0,
      fragmentOverheadSeconds: (row.fragment_overhead_us ?? 0) / 1e6
    },
    transmitWatts,
    receiveWatts,
    connectedWatts: ((row.idle_mA ?? 0) / 1e3) * volts,
    sleepWatts: ((row.psm_uA ?? 0) / 1e6) * volts,
    joulesPerSentByte: transmitWatts * secondsPerByte,
    joulesPerReceivedByte: receiveWatts * secondsPerByte,
    hasEnergyFigure: row.tx_mA !== undefined,
    status: row.status,
    framingStatus: row.framing_status ?? "R",
    sources: [row.source]
  }
}
