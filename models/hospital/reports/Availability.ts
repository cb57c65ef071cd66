// Which functions of the networked hospital each pump has now, and how much of the time it had them: five curves that fail
// apart, because an outage that ends auto-programming leaves therapy running (Alaris PCU, CISA ICSMA-20-317-01).

import { parameter } from "../../data/parameters.ts"
import { type Hospital } from "../Hospital.ts"

/** A pump of which the server heard nothing for this many status intervals counts as out of reach. */
const SILENT_INTERVALS = parameter("availability.silent-intervals")

export const availableFunctions = [
  {
    id: "autoProgramming",
    title: "Auto-programming",
    description:
      "Orders can come from the EHR through the pump server: both run, and the pump is in reach with a session"
  },
  {
    id: "libraryCurrent",
    title: "Library current",
    description:
      "The pump infuses within the newest version of the drug library; outside the library or with an older one it does not"
  },
  {
    id: "remoteAlarm",
    title: "Remote alarm",
    description:
      "An alarm would reach the nurse's phone: the pump server runs, and the pump is in reach with a session"
  },
  {
    id: "charting",
    title: "Charting",
    description:
      "Status goes to the EHR at once: EHR and pump server run, and the pump is in reach with a session"
  },
  {
    id: "localTherapy",
    title: "Local therapy",
    description:
      "The pump delivers as programmed; an alarm, a pause or keep-vein-open ends it, an outage does not"
  }
] as const

/** Share of pumps that have each function now, in the order of `availableFunctions`. */
export const availableShares = (hospital: Hospital): ReadonlyArray<number> => {
  const { kernel, library, pumps, scenario, sessions, telemetry } = hospital
  const heardSince = kernel.now - SILENT_INTERVALS * scenario.pumps.statusInterval
  const hasServer = !telemetry.isServerDown
  const hasEhr = !telemetry.isEhrDown
  const { lastHeardSeconds } = telemetry.server
  let inReach = 0
  let delivering = 0
  let current = 0
  for (const { index, isDelivering, library: installed } of pumps) {
    if (sessions.isConnected(index) && (lastHeardSeconds[index] as number) >= heardSince) inReach++
    if (isDelivering) delivering++
    if (installed !== null && installed.version >= library.newestVersion) current++
  }
  const withServer = hasServer ? inReach / pumps.length : 0
  const withBoth = hasEhr ? withServer : 0
  return [withBoth, current / pumps.length, withServer, withBoth, delivering / pumps.length]
}

/** Mean of each share over the looks so far; looks are equally spaced in time. */
export class AvailabilityRecord {
  readonly #sums = new Float64Array(availableFunctions.length)
  #looks = 0

  add(shares: ReadonlyArray<number>): void {
    this.#looks++
    shares.forEach((share, index) => {
      this.#sums[index] = (this.#sums[index] as number) + share
    })
  }

  /** NaN before the first look. */
  mean(index: number): number {
    return (this.#sums[index] as number) / this.#looks
  }
}
