// What security and attacks cost the machines: processor load, handshakes, charting, and the battery of wearable pumps.

import { costData } from "../crypto/costData.ts"
import { FrameType } from "../devices/Frames.ts"
import { type Hospital } from "../hospital/Hospital.ts"
import { energyFigures } from "../hospital/pumps/energyFigures.ts"
import { energyOf, sumOf } from "../hospital/pumps/pumpEnergy.ts"
import { type MetricFamily } from "./MetricFamily.ts"

const SECONDS_PER_DAY = 86_400

const meanLoad = (
  hospital: Hospital,
  processors: ReadonlyArray<{ busySeconds: (now: number) => number }>,
  cores = 1
): number => {
  const total = processors.reduce((sum, processor) => sum + processor.busySeconds(hospital.kernel.now), 0)
  return (100 * total) / (Math.max(processors.length, 1) * cores * hospital.kernel.now)
}

export const resources: MetricFamily = {
  id: "resources",
  title: "Devices and network",
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
        "Mean life at the power of this run: processor, sleep, radio and drive; battery capacity and the drive's power are assumptions; no value where the data have no figure of the board's active or sleep current or of the radio's currents, nor with strict data"
    },
    {
      id: "batteryWarnings",
      title: "Batteries that warned",
      unit: "1",
      direction: "lower-is-better",
      description: "Times that a wearable pump warned of its battery; a nurse who comes exchanges it"
    },
    {
      id: "batteriesEmptied",
      title: "Batteries that ran empty",
      unit: "1",
      direction: "lower-is-better",
      description: "Times that a wearable pump stopped because its battery was empty"
    },
    {
      id: "securityEnergyPerDay",
      title: "Processor and radio energy of a wearable pump",
      unit: "J/d",
      direction: "lower-is-better",
      description:
        "The part of the energy that communication and cryptography take; no value where the data have no figure of the board's active current or of the radio's currents, nor with strict data where these are recalled"
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
      joules += sumOf(energy)
      communication += energy.processor + energy.radio
      wearables++
    }
    const { withoutEnergy, withoutLife } = energyFigures(hospital.scenario)
    const hasEnergy = wearables > 0 && withoutEnergy.length === 0
    const hasLife = hasEnergy && withoutLife.length === 0
    const days = kernel.now / SECONDS_PER_DAY
    const capacity =
      costData.batteries.find(({ id }) => id === hospital.scenario.battery.kind)?.energy_J ?? NaN
    const due = (telemetry.created[FrameType.status] as number) + hospital.status.withoutSession
    return {
      pumpProcessorLoad: meanLoad(hospital, parts.pumpProcessors, hospital.scenario.processors.cores),
      gatewayProcessorLoad: meanLoad(hospital, parts.gatewayProcessors),
      wearableBatteryDays: hasLife ? capacity / (joules / wearables / days) : NaN,
      batteryWarnings: hospital.batteries.warnings,
      batteriesEmptied: hospital.batteries.emptied,
      securityEnergyPerDay: hasEnergy ? communication / wearables / days : NaN,
      chartedShare: due === 0 ? NaN : (100 * telemetry.server.charted) / due,
      handshakesCompleted: sessions.attempts === 0 ? NaN : (100 * sessions.completed) / sessions.attempts
    }
  }
}
