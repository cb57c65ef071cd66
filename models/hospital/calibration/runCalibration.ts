// Runs the experiments of calibration targets and compares what they measure with what was published.

import { Effect, Result, Schema } from "effect"
import { Simulation, runSimulation } from "../../../src/engine/Simulation.ts"
import { type SimulationError } from "../../../src/engine/RunControl.ts"
import { meanInterval } from "../../../src/statistics/meanInterval.ts"
import { seconds } from "../../../src/units.ts"
import { openHospital } from "../openHospital.ts"
import { Scenario } from "../Scenario.ts"
import { type CalibrationExperiment, type CalibrationTarget, type TargetQuantity } from "./Target.ts"

/** A quantity as the model has it: mean over replications with a 95 % Student t interval, NaN where it cannot be said. */
export interface CalibrationRow extends TargetQuantity {
  readonly replications: number
  readonly model: number
  readonly lower: number
  readonly upper: number
  readonly isReached: boolean
  /** Model minus published, in the unit. */
  readonly misfit: number
}

export interface CalibrationResult {
  readonly target: CalibrationTarget
  /** Empty for a target that the model cannot express. */
  readonly rows: ReadonlyArray<CalibrationRow>
}

export interface CalibrationOptions {
  readonly seed: number
  readonly replications: number
  /** Told before each replication of each experiment. */
  readonly onProgress?: (experiment: string, replication: number, total: number) => void
}

type Measured = Readonly<Record<string, number>>

const decode = Schema.decodeUnknownSync(Scenario, { errors: "all", onExcessProperty: "error" })

const measureOnce = (
  { measure, scenario }: CalibrationExperiment,
  seed: number,
  replication: number
): Result.Result<Measured, SimulationError> => {
  const decoded = decode(scenario)
  const program = Effect.gen(function* () {
    const { runUntil } = yield* Simulation
    const { hospital } = yield* openHospital(decoded)
    yield* runUntil(seconds(decoded.duration))
    hospital.settle()
    return measure(hospital)
  })
  return Result.map(runSimulation(program, { seed, replication }), ({ value }) => value)
}

const rowOf = (quantity: TargetQuantity, runs: ReadonlyArray<Measured>): CalibrationRow => {
  const values = runs.map((run) => run[quantity.id] ?? NaN).filter((value) => !Number.isNaN(value))
  const { count, lower, mean, upper } = meanInterval(values)
  const misfit = mean - quantity.published
  return {
    ...quantity,
    replications: count,
    model: mean,
    lower,
    upper,
    misfit,
    isReached: Math.abs(misfit) <= quantity.tolerance
  }
}

/** Each target with its quantities as measured; an experiment that several targets share runs once. */
export const runCalibration = Effect.fnUntraced(function* (
  targets: ReadonlyArray<CalibrationTarget>,
  { onProgress, replications, seed }: CalibrationOptions
): Effect.fn.Return<ReadonlyArray<CalibrationResult>, SimulationError> {
  const measured = new Map<string, ReadonlyArray<Measured>>()
  for (const { experiment } of targets) {
    if (experiment === null || measured.has(experiment.id)) continue
    const runs: Array<Measured> = []
    const total = replications * (experiment.runsPerReplication ?? 1)
    for (let replication = 0; replication < total; replication++) {
      onProgress?.(experiment.id, replication, total)
      runs.push(yield* Effect.fromResult(measureOnce(experiment, seed, replication)))
      yield* Effect.yieldNow
    }
    measured.set(experiment.id, runs)
  }
  return targets.map((target) => ({
    target,
    rows: target.quantities.map((quantity) =>
      rowOf(quantity, measured.get(target.experiment?.id ?? "") ?? [])
    )
  }))
})
