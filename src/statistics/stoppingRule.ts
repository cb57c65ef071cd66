// How many replications are enough: go on until the interval is narrow, and stays narrow for a look-ahead, because a rule that
// stops at the first narrow interval stops too often by luck and then covers too little (Hoad, Robinson and Davies 2010).

import { halfWidth } from "./meanInterval.ts"

export interface PrecisionTarget {
  /** Half-width of the interval wanted, in the unit of the metric. */
  readonly absoluteHalfWidth?: number
  /** Half-width wanted, as a fraction of the mean's size. Costly for rare events: prefer an absolute one there. */
  readonly relativeHalfWidth?: number
  /** Replications before the first look; at least 10. */
  readonly minimum: number
  /** Replications after which the answer is "not reached". */
  readonly maximum: number
  /** Further replications through which the interval must stay narrow. */
  readonly lookAhead: number
}

/** Fewest replications with which a rule may stop. */
export const LEAST_REPLICATIONS = 10

/** Look-ahead of Hoad, Robinson and Davies. */
export const USUAL_LOOK_AHEAD = 5

/** Whether the interval over the first n values is narrow, for n = 1, 2, ...; NaN values are left out. */
const narrowness = (values: ReadonlyArray<number>, target: PrecisionTarget): ReadonlyArray<boolean> => {
  let count = 0
  let mean = 0
  let squares = 0
  return values.map((value) => {
    if (!Number.isNaN(value)) {
      count++
      const deviation = value - mean
      mean += deviation / count
      squares += deviation * (value - mean)
    }
    const half = halfWidth({ count, mean, variance: squares / (count - 1) })
    const { absoluteHalfWidth = -1, relativeHalfWidth = -1 } = target
    return half <= absoluteHalfWidth || half <= relativeHalfWidth * Math.abs(mean)
  })
}

/**
 * The number of replications to report: the first at which every sample has been narrow for the whole look-ahead, all of
 * which are used. Undefined when the values so far do not reach it. Depends on the values in replication order only, so
 * replications that ran beyond it (several workers) change nothing.
 */
export const stoppingPoint = (
  samples: ReadonlyArray<ReadonlyArray<number>>,
  target: PrecisionTarget
): number | undefined => {
  if (samples.length === 0) return undefined
  const first = Math.max(LEAST_REPLICATIONS, target.minimum)
  const last = Math.min(target.maximum, ...samples.map((sample) => sample.length))
  const flags = samples.map((sample) => narrowness(sample.slice(0, last), target))
  let narrowFor = 0
  for (let count = first; count <= last; count++) {
    narrowFor = flags.every((narrow) => narrow[count - 1]) ? narrowFor + 1 : 0
    if (narrowFor > target.lookAhead) return count
  }
  return undefined
}
