// Opens a hospital at time 0 with its defences installed and its attackers on their way.

import { Effect } from "effect"
import { Simulation } from "../../src/engine/Simulation.ts"
import { type AttackParameters } from "../attacks/Attack.ts"
import { attackOf } from "../attacks/all.ts"
import { makeAttackSurface } from "./attackSurface.ts"
import { Hospital } from "./Hospital.ts"
import { RadioDisruptions } from "./transport/RadioDisruptions.ts"
import { type Scenario } from "./Scenario.ts"
import { securityOf } from "./security.ts"

export interface OpenHospital {
  readonly hospital: Hospital
  /** The attacks that can do anything at all. */
  readonly attacks: ReadonlyArray<AttackParameters>
  /** What attackers have to tell the reader; grows during the run. */
  readonly notes: Array<string>
}

export const openHospital = Effect.fnUntraced(function* (scenario: Scenario) {
  const { kernel, spawn, streams } = yield* Simulation
  const policy = securityOf(scenario)
  const hospital = new Hospital({ kernel, streams, spawn, scenario, policy })
  const notes: Array<string> = []
  const slow = hospital.pumps.filter((pump) => pump.order.dosePerMinute > pump.maximumPerMinute).length
  if (slow > 0) notes.push(`${slow} pumps are slower than what was ordered and give the most they can.`)
  const disruptions = new RadioDisruptions(hospital.infrastructure)
  // An attack that can do nothing leaves no event behind: the run is the baseline bit for bit.
  const attacks = scenario.attacks.filter((parameters) => attackOf(parameters.id).capability(parameters) > 0)
  for (const [index, parameters] of attacks.entries()) {
    const attack = attackOf(parameters.id)
    const surface = makeAttackSurface(hospital, {
      attackId: attack.id,
      ordinal: attacks.slice(0, index).filter(({ id }) => id === attack.id).length,
      firewall: policy.firewall,
      protectsManagement: policy.protectsManagement,
      disruptions,
      note: (text) => notes.push(text)
    })
    spawn(`attack ${attack.id}`, attack.launch(surface, parameters))
  }
  const opened: OpenHospital = { hospital, attacks, notes }
  return opened
})
