// Signatures that try until they succeed (ML-DSA) have no fixed time. The number of failed tries is geometric, cut off where
// the published maximum lies; minimum, mean and maximum are those of the cell's own measured row or, where it has a mean
// only, in the proportions of the reference row. The rejection rate then follows from them.

import { parameter } from "../data/parameters.ts"
import { measuredSpread } from "./costCells.ts"
import { type CostModel } from "./CostModel.ts"
import { type Work } from "./Suite.ts"

/** Profile whose rows lend their proportions to cells that have a mean only. */
const REFERENCE = "cortex-m4f"

interface RandomSignature {
  readonly count: number
  /** One signature [s]: on average, least, and per failed try. */
  readonly meanSeconds: number
  readonly leastSeconds: number
  readonly trySeconds: number
  /** Probability that a try fails, and most failures. */
  readonly failure: number
  readonly mostFailures: number
}

export interface SigningTail {
  readonly signatures: ReadonlyArray<RandomSignature>
  /** Longest that the random part can take beyond its mean [s]. */
  readonly mostExtraSeconds: number
}

const meanFailures = (failure: number, most: number): number =>
  (failure * (1 - failure ** most)) / (1 - failure)

/** Probability of failing that gives so many failures on average, of at most `most`. */
const failureFor = (failures: number, most: number): number => {
  let low = 0
  let high = 1 - 1e-12
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (meanFailures(middle, most) < failures) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const randomSignature = (work: Work, model: CostModel): RandomSignature | null => {
  const key = `${work.primitive}/${work.operation}`
  const reference = measuredSpread(REFERENCE, key)
  if (reference === null) return null
  const spread = measuredSpread(model.library, key) ?? reference
  const meanSeconds = model.linear(work.primitive, work.operation).fixedSeconds
  const leastSeconds = meanSeconds * spread.least
  const span = meanSeconds * spread.most - leastSeconds
  // Tries that a signature needs on average, by the standard: tells how many fit into the span.
  const tries = parameter(`crypto.${work.primitive.toLowerCase()}.tries`)
  const roughTry = (meanSeconds - leastSeconds) / (tries - 1)
  const mostFailures = Math.max(1, Math.round(span / roughTry))
  const trySeconds = span / mostFailures
  const failure = failureFor((meanSeconds - leastSeconds) / trySeconds, mostFailures)
  return { count: work.count, meanSeconds, leastSeconds, trySeconds, failure, mostFailures }
}

/** The random part of some work on a cost model; null when all of it takes a fixed time. */
export const signingTail = (works: ReadonlyArray<Work>, model: CostModel): SigningTail | null => {
  const signatures = works
    .map((work) => randomSignature(work, model))
    .filter((signature) => signature !== null)
  if (signatures.length === 0) return null
  const mostExtraSeconds = signatures.reduce(
    (sum, { count, leastSeconds, meanSeconds, mostFailures, trySeconds }) =>
      sum + count * (leastSeconds + mostFailures * trySeconds - meanSeconds),
    0
  )
  return { signatures, mostExtraSeconds }
}

/** What the random part takes beyond its mean this time [s], often below 0; one draw for each signature. */
export const drawExtraSeconds = (tail: SigningTail, stream: () => number): number => {
  let extra = 0
  for (const { count, failure, leastSeconds, meanSeconds, mostFailures, trySeconds } of tail.signatures) {
    for (let index = 0; index < count; index++) {
      const failures = Math.min(mostFailures, Math.floor(Math.log(1 - stream()) / Math.log(failure)))
      extra += leastSeconds + failures * trySeconds - meanSeconds
    }
  }
  return extra
}
