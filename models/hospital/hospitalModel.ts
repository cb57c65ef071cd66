// The hospital as a Model: parameters, presets, metrics, and one run.

import { Effect } from "effect"
import { Simulation } from "../../src/engine/Simulation.ts"
import { type Model } from "../../src/experiment/Model.ts"
import { seconds } from "../../src/units.ts"
import { attackOf } from "../attacks/all.ts"
import { assumptionNotes } from "../data/parameters.ts"
import { metricFamilies } from "../metrics/all.ts"
import { makeAttackSurface } from "./attackSurface.ts"
import { Hospital } from "./Hospital.ts"
import { presets } from "./presets.ts"
import { startSampling } from "./sampling.ts"
import { Scenario } from "./Scenario.ts"
import { securityOf } from "./security.ts"

export const hospitalModel: Model<Scenario> = {
  id: "hospital",
  title: "Networked infusion pumps of a hospital",
  parameters: Scenario,
  metrics: metricFamilies.flatMap((family) => family.metrics),
  presets,
  simulate: Effect.fnUntraced(function* (scenario: Scenario) {
    const { kernel, runUntil, spawn, streams } = yield* Simulation
    const policy = securityOf(scenario)
    const hospital = new Hospital({ kernel, streams, spawn, scenario, policy })
    const notes: Array<string> = []
    for (const parameters of scenario.attacks) {
      const attack = attackOf(parameters.id)
      // An attack that can do nothing leaves no event behind: the run is the baseline bit for bit.
      if (attack.capability(parameters) <= 0) continue
      const surface = makeAttackSurface(hospital, {
        attackId: attack.id,
        isSegmented: policy.firewallDelaySeconds !== null,
        note: (text) => notes.push(text)
      })
      spawn(`attack ${attack.id}`, attack.launch(surface, parameters))
    }
    const seriesOf = startSampling(hospital, scenario.duration)
    yield* runUntil(seconds(scenario.duration))
    hospital.settle()
    for (const [reason, count] of hospital.hostile.refused) {
      notes.push(`${count} hostile commands were refused: ${reason}.`)
    }
    return {
      metrics: Object.assign({}, ...metricFamilies.map((family) => family.measure(hospital))),
      series: seriesOf(),
      windows: scenario.attacks.map(({ duration, id, start }) => ({
        label: `${id} ${attackOf(id).title}`,
        startSeconds: start,
        endSeconds: Math.min(start + duration, scenario.duration)
      })),
      notes: [...notes, ...hospital.infrastructure.remarks, ...assumptionNotes().map((text) => `Assumption: ${text}`)]
    }
  })
}
