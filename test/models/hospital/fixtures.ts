// Small hospitals for tests, run in this process and kept so that a test can look inside.

import { Effect, Result, Schema } from "effect"
import { type Hospital } from "../../../models/hospital/Hospital.ts"
import { hospitalModel } from "../../../models/hospital/hospitalModel.ts"
import { openHospital } from "../../../models/hospital/openHospital.ts"
import { Scenario } from "../../../models/hospital/Scenario.ts"
import { metricFamilies } from "../../../models/metrics/all.ts"
import { Simulation, runSimulation } from "../../../src/engine/Simulation.ts"
import { type RunResult } from "../../../src/experiment/Model.ts"
import { runReplication } from "../../../src/experiment/runReplication.ts"
import { seconds } from "../../../src/units.ts"

type Fields = Readonly<Record<string, unknown>>

/** Norepinephrine in a share of the bedside pumps, morphine on demand in all others. */
const pressorsAndOpioids = (share: string) => ({
  bedside: { norepinephrine: share, morphine: `${100 - Number.parseFloat(share)} %` },
  wearable: { morphine: "100 %" }
})

/**
 * Six patients, two of them on norepinephrine and two with wearable pumps, for two hours. `pumps.vasopressorShare` is short
 * for the drugs; `patients.drugs` goes before it.
 */
export const scenario = (fields: Fields = {}): Scenario => {
  const { vasopressorShare = "50 %", ...pumps } = (fields["pumps"] as Fields | undefined) ?? {}
  const written: unknown = {
    wardsim: 1,
    name: "test",
    duration: "2 h",
    ...fields,
    pumps: { bedside: 4, wearable: 2, ...pumps },
    patients: {
      drugs: pressorsAndOpioids(vasopressorShare as string),
      ...(fields["patients"] as Fields | undefined)
    }
  }
  return Schema.decodeUnknownSync(Scenario, { onExcessProperty: "error" })(written)
}

export const secured = (suite: string, ...others: ReadonlyArray<Fields>) => ({
  defences: [{ id: "secure-channel", suite }, ...others]
})

const DEFAULT_SEED = 3

/** What the command line would report. */
export const outcomeOf = (parameters: Scenario, seed = DEFAULT_SEED): RunResult => {
  const run = runReplication(hospitalModel as never, parameters, { seed, replication: 0 })
  if (Result.isFailure(run)) throw run.failure
  return run.success
}

export interface Visit {
  readonly hospital: Hospital
  readonly notes: ReadonlyArray<string>
  readonly metrics: Readonly<Record<string, number>>
  readonly fingerprint: string
}

/** Runs a scenario and lets `look` see the hospital at each of the given times [s] and at its end. */
export const visit = (
  parameters: Scenario,
  look: (hospital: Hospital) => void = () => {},
  stops: ReadonlyArray<number> = [],
  seed = DEFAULT_SEED
): Visit => {
  const program = Effect.gen(function* () {
    const { runUntil } = yield* Simulation
    const { hospital, notes } = yield* openHospital(parameters)
    for (const stop of [...stops, parameters.duration]) {
      yield* runUntil(seconds(stop))
      hospital.settle()
      look(hospital)
    }
    return { hospital, notes }
  })
  const run = runSimulation(program, { seed, replication: 0 })
  if (Result.isFailure(run)) throw run.failure
  const { hospital, notes } = run.success.value
  const metrics = Object.assign({}, ...metricFamilies.map((family) => family.measure(hospital))) as Record<
    string,
    number
  >
  return { hospital, notes, metrics, fingerprint: run.success.fingerprint }
}

/** Patient metrics: what happened to patients, not to machines or attackers. */
export const patientMetrics = (
  metrics: Readonly<Record<string, number>>
): Readonly<Record<string, number>> => {
  const families = metricFamilies.filter(({ id }) => ["therapeutic-window", "adverse-events"].includes(id))
  const ids = [
    ...families.flatMap((family) => family.metrics.map((metric) => metric.id)),
    "interruptionMinutes"
  ]
  return Object.fromEntries(ids.map((id) => [id, metrics[id] as number]))
}

export const attack = (id: string, fields: Fields = {}) => ({
  id,
  start: "20 min",
  duration: "1 h",
  ...fields
})
