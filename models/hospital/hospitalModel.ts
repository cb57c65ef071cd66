// The hospital as a Model: parameters, presets, metrics, and one run.

import { Effect } from "effect"
import { Simulation } from "../../src/engine/Simulation.ts"
import { ASSUMPTION_NOTE, type Model } from "../../src/experiment/Model.ts"
import { seconds } from "../../src/units.ts"
import { attackOf } from "../attacks/all.ts"
import { assumptionNotes } from "../data/parameters.ts"
import { metricFamilies } from "../metrics/all.ts"
import { energyNotes } from "./reports/energyNotes.ts"
import { harmTables } from "./reports/harmReport.ts"
import { openHospital } from "./openHospital.ts"
import { effectiveOutages, outageName } from "./scenario/outages.ts"
import { presets } from "./presets.ts"
import { startSampling } from "./reports/sampling.ts"
import { Scenario } from "./Scenario.ts"

export const hospitalModel: Model<Scenario> = {
  id: "hospital",
  title: "Networked infusion pumps of a hospital",
  parameters: Scenario,
  metrics: metricFamilies.flatMap(({ metrics, title }) =>
    metrics.map((metric) => ({ ...metric, group: title }))
  ),
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
    notes.push(...hospital.sessions.notes(), ...hospital.outages.notes())
    notes.push(...hospital.infrastructure.flowBlocks.notes())
    return {
      metrics: Object.assign({}, ...metricFamilies.map((family) => family.measure(hospital))),
      series: seriesOf(),
      tables: harmTables(hospital),
      windows: [...attacks, ...effectiveOutages(scenario.outages)]
        .filter(({ start }) => start < scenario.duration)
        .map(({ duration, start, ...cause }) => ({
          label: "id" in cause ? `${cause.id} ${attackOf(cause.id).title}` : `Outage: ${outageName(cause)}`,
          startSeconds: start,
          endSeconds: Math.min(start + duration, scenario.duration)
        })),
      notes: [
        ...notes,
        ...hospital.infrastructure.remarks,
        ...energyNotes(scenario),
        ...assumptionNotes().map((text) => `${ASSUMPTION_NOTE}${text}`)
      ]
    }
  })
}
