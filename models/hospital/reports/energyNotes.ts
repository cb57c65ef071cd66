// What a reader must know of the radios of pumps and of the energy of wearable ones: figures that are missing, recalled or
// assumed. The cost model tells its own.

import { isUnsourced, type Status } from "../../crypto/Cost.ts"
import { costData } from "../../crypto/costData.ts"
import { makeCostModel } from "../../crypto/CostModel.ts"
import { radioParameterStatus } from "../../network/radioParameters.ts"
import { wearableRadio } from "../../network/wearableRadio.ts"
import { type Scenario } from "../Scenario.ts"
import { energyFigures, nameOf } from "../pumps/energyFigures.ts"
import { machineChoice } from "../scenario/platforms.ts"

/** Entries of radio-parameters.json that each radio goes by. */
const parametersOf = {
  wifi: ["wifi.ofdm-5ghz", "wifi.roam-interval", "wifi.reassociation"],
  ble: ["ble.timing", "ble.connection"],
  ieee802154: ["802154.timing"],
  "nb-iot": ["nbiot.uplink"]
} as const

const parameterNotes = (technology: keyof typeof parametersOf): ReadonlyArray<string> =>
  parametersOf[technology].flatMap((id) => {
    const status = radioParameterStatus(id)
    return isUnsourced(status) ? [`radio-parameters.json ${id}: ${nameOf(status)}`] : []
  })

/** The notes of the pumps that a scenario has. */
export const energyNotes = (scenario: Scenario): ReadonlyArray<string> => [
  ...(scenario.pumps.bedside === 0 ? [] : parameterNotes("wifi")),
  ...(scenario.pumps.wearable === 0 ? [] : wearableNotes(scenario))
]

const wearableNotes = (scenario: Scenario): ReadonlyArray<string> => {
  const { platform } = makeCostModel(machineChoice(scenario.platforms.wearable))
  const { withoutEnergy, withoutLife } = energyFigures(scenario)
  const notes = [...withoutEnergy, ...withoutLife].map(
    ({ isLeftOut, reason }) =>
      `${reason}, wearable pumps have no battery life${isLeftOut ? ", and their batteries drain without that part" : ""}`
  )
  const power = platform.power_status as Status // decoded by the test of the data file
  if (platform.active_mA !== undefined && isUnsourced(power)) {
    const currents = platform.sleep_uA === undefined ? "active current is" : "active and sleep current are"
    notes.push(`${platform.id}: ${currents} ${nameOf(power)}`)
  }
  const battery = costData.batteries.find(({ id }) => id === scenario.battery.kind)
  if (battery !== undefined) notes.push(`battery ${battery.id} (${battery.what}): ${battery.status}`)
  const { radio, technology } = wearableRadio(scenario.network.wearableRadio)
  if (radio.status !== "V" && radio.status !== "M") {
    notes.push(`radio ${radio.id}: its currents have status ${radio.status}`)
  }
  return [...notes, ...parameterNotes(technology)]
}
