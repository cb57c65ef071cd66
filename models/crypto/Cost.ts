// What a piece of cryptographic work costs, and how well that is known. Statuses combine to the worst: V verified,
// M measured, D derived, R recalled, A assumption.

const ORDER = "VMDRA"

export type Status = "V" | "M" | "D" | "R" | "A"

export const worstStatus = (left: Status, right: Status): Status =>
  ORDER.indexOf(left) >= ORDER.indexOf(right) ? left : right

/** Recalled, or assumed: not to be printed as sourced. */
export const isUnsourced = (status: Status): boolean => status === "R" || status === "A"

export interface Provenance {
  /** Worst status of the timings used. */
  readonly status: Status
  /** Status of the current and voltage; null: the data has no figure for this platform, and joules are 0. */
  readonly energyStatus: Status | null
  /** True when a value crosses cores, is a bound, or is recalled: not to be printed as sourced. */
  readonly isWeak: boolean
  /** Keys of `sources` in models/data/crypto-costs.json. */
  readonly sources: ReadonlyArray<string>
  /** What a reader of the figure must know. */
  readonly remarks: ReadonlyArray<string>
}

export interface Cost extends Provenance {
  /** Processor time [s]. */
  readonly seconds: number
  /** Energy of the processor [J]; 0 when `energyStatus` is null (mains power, or no figure). */
  readonly joules: number
}

/** A cost as a function of the message length: fixed + per byte. Plain numbers, for hot paths. */
export interface LinearCost extends Provenance {
  readonly fixedSeconds: number
  readonly secondsPerByte: number
  readonly fixedJoules: number
  readonly joulesPerByte: number
}

const union = (left: ReadonlyArray<string>, right: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...new Set([...left, ...right])
]

export const mergeProvenance = (left: Provenance, right: Provenance): Provenance => ({
  status: worstStatus(left.status, right.status),
  energyStatus:
    left.energyStatus === null || right.energyStatus === null
      ? null
      : worstStatus(left.energyStatus, right.energyStatus),
  isWeak: left.isWeak || right.isWeak,
  sources: union(left.sources, right.sources),
  remarks: union(left.remarks, right.remarks)
})

/** Nothing to compute: exactly zero, on a platform with this energy status. */
export const zeroCost = (energyStatus: Status | null): Cost => ({
  seconds: 0,
  joules: 0,
  status: "V",
  energyStatus,
  isWeak: false,
  sources: [],
  remarks: []
})

export const addCosts = (left: Cost, right: Cost): Cost => ({
  ...mergeProvenance(left, right),
  seconds: left.seconds + right.seconds,
  joules: left.joules + right.joules
})

/** The cost of one message of `bytes`. */
export const evaluate = (cost: LinearCost, bytes: number): Cost => ({
  seconds: cost.fixedSeconds + cost.secondsPerByte * bytes,
  joules: cost.fixedJoules + cost.joulesPerByte * bytes,
  status: cost.status,
  energyStatus: cost.energyStatus,
  isWeak: cost.isWeak,
  sources: cost.sources,
  remarks: cost.remarks
})
