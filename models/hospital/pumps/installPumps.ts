// Equips the hospital's pumps and lets their lives begin: their own physics, their drug library, and what befalls them.

import { type InfusionPump } from "../../devices/InfusionPump.ts"
import { DrugLibraries, type DrugLibrariesOptions } from "./DrugLibraries.ts"
import { type Hospital } from "../Hospital.ts"
import { MainsLosses } from "./MainsLosses.ts"
import { PumpConditions, type PumpConditionsOptions } from "./PumpConditions.ts"
import { equip } from "./pumpEquipment.ts"
import { startPumpMishaps } from "./pumpMishaps.ts"

export const installPumps = (
  hospital: Pick<Hospital, "kernel" | "streams" | "pumps" | "scenario">,
  signals: Pick<PumpConditionsOptions, "sounds" | "bodyChanged"> & Pick<DrugLibrariesOptions, "push">
): { conditions: PumpConditions; library: DrugLibraries; mains: MainsLosses } => {
  const { kernel, pumps, scenario, streams } = hospital
  const { hearsBedsideAlarm, hearsWearableAlarm, pumpAlarmsPerHour: alarmsPerSecond } = scenario.staff
  const hearingProbability = (pump: InfusionPump): number =>
    pump.isWearable ? hearsWearableAlarm : hearsBedsideAlarm
  for (const pump of pumps) equip(pump, { streams, alarmsPerSecond, pumps: scenario.pumps })
  const shared = { kernel, streams, pumps }
  const library = new DrugLibraries({ ...shared, library: scenario.library, push: signals.push })
  const conditions = new PumpConditions({
    ...shared,
    hearingProbability,
    sounds: signals.sounds,
    bodyChanged: signals.bodyChanged,
    libraryReceived: (pump, version) => library.received(pump, version)
  })
  startPumpMishaps({ ...shared, conditions, alarmsPerSecond, hearingProbability })
  return { conditions, library, mains: new MainsLosses({ ...shared, scenario, conditions }) }
}
