// Two runs that differ in nothing that matters may add the same numbers in another order.

import { cellId } from "./cellId.ts"
import { type ExperimentResults } from "./Results.ts"

/** Differences below this share of the values they are between come from adding the same numbers in another order. */
const ROUNDING = 1e-9

/** Sets differences to zero that are rounding errors, so that nobody reads a verdict into them. */
export const withoutRounding = (results: ExperimentResults): ExperimentResults => {
  const summaries = new Map(results.cells.map((cell) => [cellId(results, cell.levels), cell.summaries]))
  return {
    ...results,
    comparisons: results.comparisons.map((comparison) => {
      const means = [comparison.levels, comparison.baseline].map(
        (levels) => summaries.get(cellId(results, levels))?.[comparison.metric]?.mean ?? Number.NaN
      )
      const least = ROUNDING * Math.max(...means.map(Math.abs))
      const snap = (value: number): number => (Math.abs(value) < least ? 0 : value)
      const differences = comparison.differences.map(snap)
      // Without any difference there is nothing to test.
      const isSame = differences.every((value) => value === 0)
      return {
        ...comparison,
        pValue: isSame ? 1 : comparison.pValue,
        adjustedPValue: isSame ? 1 : comparison.adjustedPValue,
        meanDifference: snap(comparison.meanDifference),
        lower: snap(comparison.lower),
        upper: snap(comparison.upper),
        differences
      }
    })
  }
}
