// What security and attacks cost the machines: processor load, handshakes, charting, and the battery of wearable pumps.

import costs from "../data/crypto-costs.json" with { type: "json" }
import { parameter } from "../data/parameters.ts"
import { FrameType } from "../devices/Frames.ts"
import { type Hospital } from "../hospital/Hospital.ts"
import { type PumpCosts } from "../hospital/Infrastructure.ts"
import { type MetricFamily } from "./MetricFamily.ts"

const SECONDS_PER_DAY = 86_400

const battery = costs.batteries.find((row) => row.id === "ambulatory-liion")
if (battery === undefined) throw new Error("models/data/crypto-costs.json has no battery ambulatory-liion")
const BATTERY_JOULES = battery.energy_J

/** Energy that one pump has spent so far, by consumer [J]; their sum is what left the battery. */
export const energyOf = (hospital: Hospital, pump: number) => {
  const parts = hospital.infrastructure
  const pumpCosts = parts.pumpCosts[parts.pumpClass[pump] as number] as PumpCosts
  const busySeconds = parts.pumpProcessors[pump]?.busySeconds(hospital.kernel.now) ?? 0
  return {
    processor: busySeconds * pumpCosts.activeWatts,
    sleep: (hospital.kernel.now - busySeconds) * pumpCosts.sleepWatts,
    radio: parts.radioOfPump(pump).stationJoules(pump, hospital.kernel.now) + hospital.floods.joules(pump),
    mechanism: hospital.kernel.now * parameter("device.pump.mechanism-power")
  }
}

const meanLoad = (
  hospital: Hospital,
  processors: ReadonlyArray<{ busySeconds: (now: number) => number }>
): number => {
  const total = processors.reduce((sum, processor) => sum + processor.busySeconds(hospital.kernel.now), 0)
  return (100 * total) / (Math.max(processors.length, 1) * hospital.kernel.now)
}

export const resources: MetricFamily = {
  id: "resources",
  metrics: [
    {
      id: "pumpProcessorLoad",
      title: "Load of pumps' communications processors",
      unit: "%",
      direction: "lower-is-better",
      description: "Mean share of time in which a pump's communications processor is busy"
    },
    {
      id: "gatewayProcessorLoad",
      title: "Load of gateway processors",
      unit: "%",
      direction: "lower-is-better",
      description: "Mean share of time in which a gateway's processor is busy, floods included"
    },
    {
      id: "wearableBatteryDays",
      title: "Battery of a wearable pump",
      unit: "d",
      direction: "higher-is-better",
      description:
        "Mean life at the power of this run: processor, sleep, radio and drive; battery capacity and the drive's power are assumptions"
    },
    {
      id: "securityEnergyPerDay",
      title: "Processor and radio energy of a wearable pump",
      unit: "J/d",
      direction: "lower-is-better",
      description: "The part of the energy that communication and cryptography take"
    },
    {
      id: "chartedShare",
      title: "Status messages charted in time",
      unit: "%",
      direction: "higher-is-better",
      description: "Status messages in the EHR over those due; what waits for the EHR does not count"
    },
    {
      id: "handshakesCompleted",
      title: "Handshakes completed",
      unit: "%",
      direction: "higher-is-better",
      description:
        "Handshakes that ended in a session over those begun; no value for a suite without handshakes"
    }
  ],
  measure: (hospital) => {
    const { infrastructure: parts, kernel, sessions, telemetry } = hospital
    let joules = 0
    let communication = 0
    let wearables = 0
    for (const pump of hospital.pumps) {
      if (!pump.isWearable) continue
      const energy = energyOf(hospital, pump.index)
      joules += energy.processor + energy.sleep + energy.radio + energy.mechanism
      communication += energy.processor + energy.radio
      wearables++
    }
    const days = kernel.now / SECONDS_PER_DAY
    const due = (telemetry.created[FrameType.status] as number) + hospital.statusWithoutSession
    return {
      pumpProcessorLoad: meanLoad(hospital, parts.pumpProcessors),
      gatewayProcessorLoad: meanLoad(hospital, parts.gatewayProcessors),
      wearableBatteryDays: wearables === 0 ? NaN : BATTERY_JOULES / (joules / wearables / days),
      securityEnergyPerDay: wearables === 0 ? NaN : communication / wearables / days,
      chartedShare: due === 0 ? NaN : (100 * telemetry.charted) / due,
      handshakesCompleted: sessions.attempts === 0 ? NaN : (100 * sessions.completed) / sessions.attempts
    }
  }
}
