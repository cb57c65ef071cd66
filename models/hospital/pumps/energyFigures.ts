// Whether the energy and the battery's life of wearable pumps have figures to rest on: what is not known is no value instead of
// 0 J, and strict data refuse what is recalled or assumed. The timing of radios is not asked here: see `energyNotes`.

import { isUnsourced, type Status } from "../../crypto/Cost.ts"
import { costData } from "../../crypto/costData.ts"
import { makeCostModel } from "../../crypto/CostModel.ts"
import { wearableRadio } from "../../network/wearableRadio.ts"
import { type Scenario } from "../Scenario.ts"
import { machineChoice } from "../scenario/platforms.ts"

/** Why something has no value. */
interface Lack {
  readonly reason: string
  /** The batteries of the run drain without that part, too. */
  readonly isLeftOut: boolean
}

export interface EnergyFigures {
  /** Why the energy of processor and radio has no value; empty: it has one. */
  readonly withoutEnergy: ReadonlyArray<Lack>
  /** Why the battery's life has none, besides. */
  readonly withoutLife: ReadonlyArray<Lack>
}

type EnergyScenario = Pick<Scenario, "platforms" | "network" | "battery" | "strictData">

export const nameOf = (status: Status): string => (status === "A" ? "assumed" : "recalled")

const missing = (subject: string, figure: string): Lack => ({
  reason: `${subject}: without a figure of its ${figure}`,
  isLeftOut: true
})

/** Refused by strict data; undefined where the figure is sourced. */
const refused = (subject: string, status: Status, isLeftOut = false): ReadonlyArray<Lack> =>
  isUnsourced(status) ? [{ reason: `${subject} ${nameOf(status)}, which strict data refuse`, isLeftOut }] : []

export const energyFigures = (scenario: EnergyScenario): EnergyFigures => {
  const { platform } = makeCostModel(machineChoice(scenario.platforms.wearable))
  const { radio } = wearableRadio(scenario.network.wearableRadio)
  const battery = costData.batteries.find(({ id }) => id === scenario.battery.kind)
  const isKnown = platform.active_mA !== undefined && platform.supply_V !== undefined
  const withoutEnergy = [
    ...(isKnown ? [] : [missing(platform.id, "current")]),
    ...(radio.hasEnergyFigure ? [] : [missing(`radio ${radio.id}`, "currents")])
  ]
  const withoutLife = platform.sleep_uA === undefined ? [missing(platform.id, "sleep current")] : []
  if (!scenario.strictData) return { withoutEnergy, withoutLife }
  // Statuses of platforms and radios are single letters: the test of the data file decodes them.
  const [power, currents] = [platform.power_status as Status, radio.status as Status]
  return {
    withoutEnergy: [
      ...withoutEnergy,
      ...(isKnown ? refused(`${platform.id}: its currents are`, power, true) : []),
      ...(radio.hasEnergyFigure ? refused(`radio ${radio.id}: its currents are`, currents) : [])
    ],
    withoutLife: [
      ...withoutLife,
      ...(battery === undefined
        ? []
        : refused(`battery ${battery.id}: its capacity is`, battery.capacity_status)),
      ...refused("the power of the drive is", "A")
    ]
  }
}
