// What a calibration target is: published quantities with their source and tolerance, and the experiment that measures the same
// in the model. A misfit is shown as it is; nothing is tuned to remove it.

import { type Hospital } from "../Hospital.ts"

export interface TargetQuantity {
  readonly id: string
  readonly what: string
  readonly unit: string
  readonly published: number
  /** Largest distance that counts as reached, in the unit. */
  readonly tolerance: number
  /** Where the tolerance comes from. */
  readonly toleranceBasis: string
  /** `input`: the model draws from the published figure; `fitted`: a parameter was chosen for it. Agreement then shows little. `comparison`: a related quantity, not what was published, and not counted. */
  readonly kind: "outcome" | "fitted" | "input" | "comparison"
}

/** A scenario as a person would write it, run several times without attackers unless it says so. */
export interface CalibrationExperiment {
  readonly id: string
  readonly scenario: unknown
  /** Runs for each replication that was asked for, where a single run says little and costs little; 1 without. */
  readonly runsPerReplication?: number
  /** What one replication measured, by quantity; NaN when it had nothing to measure. The hospital has been settled. */
  readonly measure: (hospital: Hospital) => Readonly<Record<string, number>>
}

export interface CalibrationTarget {
  readonly id: string
  readonly title: string
  /** Publications, with the status of each figure: V verified, D derived, R recalled. */
  readonly source: string
  readonly quantities: ReadonlyArray<TargetQuantity>
  /** Null when the model cannot express the target; `remark` then says what it would need. */
  readonly experiment: CalibrationExperiment | null
  readonly remark: string
}
