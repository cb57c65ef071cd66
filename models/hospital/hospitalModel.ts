// The hospital as a Model: parameters, presets, metrics, and one run.

import { Effect } from "effect"
import { Simulation } from "../../src/engine/Simulation.ts"
import { type Model } from "../../src/experiment/Model.ts"
import { seconds } from "../../src/units.ts"
import { attackOf } from "../attacks/all.ts"
import { assumptionNotes } from "../data/parameters.ts"
import { metricFamilies } from "../metrics/all.ts"
import { openHospital } from "./openHospital.ts"
import { presets } from "./presets.ts"
import { startSampling } from "./sampling.ts"
import { Scenario } from "./Scenario.ts"

export const hospitalModel: Model<Scenario> = {
  id: "hospital",
  title: "Networked infusion pumps of a hospital",
  parameters: Scenario,
  metrics: metricFamilies.flatMap((family) => family.metrics),
  presets,
  simulate: Effect.fnUntraced(function* (scenario: Scenario) {
    const { runUntil } = yield* Simulation
    const { attacks, hospital, notes } = yield* openHospital(scenario)
    const seriesOf = startSampling(hospital, scenario.duration)
    yield* runUntil(seconds(scenario.duration))
    hospital.settle()
    for (const [reason, count] of hospital.orders.hostile.refused) {
      notes.push(`${count} hostile commands were refused: ${reason}.`)
    }
    if (hospital.sessions.refusedByGuard > 0) {
      notes.push(
        `${hospital.sessions.refusedByGuard} handshakes of pumps were turned away by the rate limit.`
      )
    }
    return {
      metrics: Object.assign({}, ...metricFamilies.map((family) => family.measure(hospital))),
      series: seriesOf(),
      windows: attacks
        .filter(({ start }) => start < scenario.duration)
        .map(({ duration, id, start }) => ({
          label: `${id} ${attackOf(id).title}`,
          startSeconds: start,
          endSeconds: Math.min(start + duration, scenario.duration)
        })),
      notes: [
        ...notes,
        ...hospital.infrastructure.remarks,
        ...assumptionNotes().map((text) => `Assumption: ${text}`)
      ]
    }
  })
}
