// What a pump spends energy on: processor, sleep, radio (listening included), and its drive and display.

import { parameter } from "../../data/parameters.ts"
import { type PumpCosts } from "../transport/deviceCosts.ts"
import { type Hospital } from "../Hospital.ts"

const MECHANISM_WATTS = parameter("device.pump.mechanism-power")

export interface PumpEnergy {
  readonly processor: number
  readonly sleep: number
  readonly radio: number
  readonly mechanism: number
}

/** Energy that one pump has spent so far if it was never off, by consumer [J]. */
export const energyOf = (
  hospital: Pick<Hospital, "kernel" | "infrastructure" | "floods">,
  pump: number
): PumpEnergy => {
  const { floods, infrastructure: parts, kernel } = hospital
  const { activeWatts, sleepWatts } = parts.pumpCosts[parts.pumpClass[pump] as number] as PumpCosts
  const busySeconds = parts.pumpProcessors[pump]?.busySeconds(kernel.now) ?? 0
  return {
    processor: busySeconds * activeWatts,
    // Two cores may be busy at once.
    sleep: Math.max(0, kernel.now - busySeconds) * sleepWatts,
    radio: parts.radioOfPump(pump).stationJoules(pump, kernel.now) + floods.joules(pump),
    mechanism: kernel.now * MECHANISM_WATTS
  }
}

export const sumOf = ({ mechanism, processor, radio, sleep }: PumpEnergy): number =>
  processor + sleep + radio + mechanism
