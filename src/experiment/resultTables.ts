// Results as tables: one row per cell and metric with its interval and its paired differences, and one row per replication.

import { type CsvField, formatCsv } from "./csv.ts"
import { sameLevels } from "./design.ts"
import { type CellResults, type ExperimentResults, type PairedComparison } from "./Results.ts"

/** The factor in which a cell and its baseline twin differ. */
export const comparedFactor = ({ levels, baseline }: PairedComparison): string =>
  Object.keys(levels).find((factor) => levels[factor] !== baseline[factor]) ?? ""

const levelsOf = (results: ExperimentResults, { levels }: CellResults): ReadonlyArray<string> =>
  results.factors.map(({ id }) => levels[id] ?? "")

/** Cell by metric; for each compared factor, the difference from its baseline. */
export const formatTableCsv = (results: ExperimentResults): string => {
  const compared = [...new Set(results.comparisons.map(comparedFactor))]
  const differences = [
    "baseline",
    "difference",
    "differenceLower",
    "differenceUpper",
    "pValue",
    "adjustedPValue",
    "varianceReduction"
  ]
  const summaryColumns = ["metric", "unit", "count", "missing", "mean", "standardDeviation", "lower", "upper"]
  const header = [
    ...results.factors.map(({ id }) => id),
    ...summaryColumns,
    ...compared.flatMap((factor) => differences.map((name) => `${name}:${factor}`))
  ]
  const rows = results.cells.flatMap((cell) =>
    results.metrics.map(({ id, unit }): ReadonlyArray<CsvField> => {
      const summary = cell.summaries[id]
      const own = results.comparisons.filter(
        (one) => one.metric === id && sameLevels(one.levels, cell.levels)
      )
      const columns = compared.flatMap((factor): ReadonlyArray<CsvField> => {
        const one = own.find((comparison) => comparedFactor(comparison) === factor)
        if (one === undefined) return differences.map(() => null)
        const { meanDifference, lower, upper, pValue, adjustedPValue, varianceReduction } = one
        return [
          one.baseline[factor] ?? "",
          meanDifference,
          lower,
          upper,
          pValue,
          adjustedPValue,
          varianceReduction
        ]
      })
      const numbers =
        summary === undefined
          ? []
          : [
              summary.count,
              summary.missing,
              summary.mean,
              summary.standardDeviation,
              summary.lower,
              summary.upper
            ]
      return [...levelsOf(results, cell), id, unit, ...numbers, ...columns]
    })
  )
  return formatCsv([header, ...rows])
}

/** Every replication of every cell: metrics, fingerprint, and why it failed if it did. */
export const formatRunsCsv = (results: ExperimentResults): string => {
  const header = [
    ...results.factors.map(({ id }) => id),
    "replication",
    ...results.metrics.map(({ id, unit }) => `${id} [${unit}]`),
    "fingerprint",
    "failure"
  ]
  const rows = results.cells.flatMap((cell) =>
    cell.fingerprints.map((fingerprint, replication): ReadonlyArray<CsvField> => {
      const failure = results.failures.find(
        (one) => one.replication === replication && sameLevels(one.levels, cell.levels)
      )
      const values = results.metrics.map(({ id }) => cell.values[id]?.[replication] ?? null)
      return [...levelsOf(results, cell), replication, ...values, fingerprint, failure?.message ?? null]
    })
  )
  return formatCsv([header, ...rows])
}
