// What a paired difference says, in a word and in sentences: the same judgement in marks, tables and prose.

import { type MetricDescriptor } from "../../src/experiment/Model.ts"
import { type PairedComparison } from "../../src/experiment/Results.ts"
import { formatInterval, formatNumber, formatSigned, unitSuffix } from "./formatting.ts"

export type Verdict = "worse" | "better" | "undecided"

export interface Difference {
  readonly differences: ReadonlyArray<number>
  readonly mean: number
  readonly lower: number
  readonly upper: number
}

/** Worse or better when the 95 % interval excludes zero on that side; neutral metrics are never judged. */
export const verdictOf = (
  difference: Pick<Difference, "lower" | "upper">,
  direction: MetricDescriptor["direction"]
): Verdict => {
  if (direction === "neutral") return "undecided"
  const isIncrease = difference.lower > 0
  const isDecrease = difference.upper < 0
  if (!isIncrease && !isDecrease) return "undecided"
  return isIncrease === (direction === "lower-is-better") ? "worse" : "better"
}

/** "in 18 of 20 paired runs": how often the difference points the way the mean does. */
export const naturalFrequency = (
  difference: Difference
): { readonly agreeing: number; readonly of: number } => {
  const finite = difference.differences.filter(Number.isFinite)
  const sign = Math.sign(difference.mean)
  return { agreeing: finite.filter((value) => Math.sign(value) === sign).length, of: finite.length }
}

/** The difference in as few words as possible: its size, and how sure that is. */
export const shortFinding = (
  metric: Pick<MetricDescriptor, "unit" | "direction">,
  difference: Difference
): {
  readonly value: string
  readonly unit: string
  readonly certainty: string
  readonly verdict: Verdict
} => {
  const verdict = verdictOf(difference, metric.direction)
  const { agreeing, of } = naturalFrequency(difference)
  const isSame = difference.differences.every((single) => single === 0)
  const direction = difference.mean > 0 ? "Higher" : "Lower"
  const runs =
    of === 1
      ? "the one paired run"
      : agreeing === of
        ? `all ${of} paired runs`
        : `${agreeing} of ${of} paired runs`
  const interval = `95 % interval ${formatInterval(difference.lower, difference.upper)}`
  return {
    value: formatSigned(difference.mean),
    unit: metric.unit,
    certainty: isSame ? `The same in ${runs}.` : `${interval}. ${direction} in ${runs}.`,
    verdict
  }
}

const formatP = (value: number): string => (value < 0.001 ? "p < 0.001" : `p = ${formatNumber(value)}`)

/** The test behind a difference, and what common random numbers saved; empty when there was nothing to test. */
export const describeTest = (
  comparison: Pick<PairedComparison, "adjustedPValue" | "pValue" | "varianceReduction">,
  isPrimary: boolean
): string => {
  const { adjustedPValue, pValue, varianceReduction } = comparison
  const p = isPrimary ? pValue : adjustedPValue
  if (!Number.isFinite(p)) return ""
  const test = `Paired t test: ${formatP(p)}${isPrimary ? "" : " after Holm's correction"}.`
  return Number.isFinite(varianceReduction) && varianceReduction > 0
    ? `${test} Without common random numbers ${formatNumber(varianceReduction)} times as many runs would have been needed.`
    : test
}

/** Says the difference in two plain sentences: size with interval and count, then how many pairs agree. */
export const describeDifference = (
  subject: string,
  metric: Pick<MetricDescriptor, "title" | "unit">,
  difference: Difference
): string => {
  const { agreeing, of } = naturalFrequency(difference)
  const title = metric.title
  if (of === 0) return `${subject}: ${title} could not be measured in any paired run.`
  if (difference.differences.every((value) => value === 0)) {
    return `${subject}: ${title} is the same in all ${of} paired runs.`
  }
  if (of === 1) {
    const [single = Number.NaN] = difference.differences.filter(Number.isFinite)
    return (
      `${subject}: ${title} ${single > 0 ? "rises" : single < 0 ? "falls" : "does not change"} by ` +
      `${formatNumber(Math.abs(single))}${unitSuffix(metric.unit)} in the one paired run. One run has no interval: add replications.`
    )
  }
  const verb = difference.mean > 0 ? "rises" : "falls"
  const isDecided = difference.lower > 0 || difference.upper < 0
  const size = `${formatNumber(Math.abs(difference.mean))}${unitSuffix(metric.unit)}`
  const interval = `95 % interval of the mean difference ${formatInterval(difference.lower, difference.upper)}, ${of} paired runs`
  const frequency = agreeing === of ? `in all ${of} paired runs` : `in ${agreeing} of ${of} paired runs`
  return isDecided
    ? `${subject}: ${title} ${verb} by ${size} on average (${interval}). It ${verb} ${frequency}.`
    : `${subject}: no clear change in ${title}. It ${verb} by ${size} on average, but the interval includes zero (${interval}). It ${verb} ${frequency}.`
}
