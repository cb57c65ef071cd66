// Draws the figures of README and experiments from results: `npm run figures`, after `npm start` and after experiment 02.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { type ExperimentResults } from "../src/experiment/Results.ts"
import { withoutRounding } from "../src/experiment/withoutRounding.ts"
import { parseResults } from "../src/experiment/writeResults.ts"
import { pairedDifferences } from "./charts/pairedDifferences.ts"
import { seriesOverTime } from "./charts/seriesOverTime.ts"
import { type Svg, svgText } from "./charts/Svg.ts"
import { comparedCells, differencesOf, findMetric, restoreNumbers, seriesOf } from "./experimentData.ts"

const folder = new URL("../docs/figures/", import.meta.url)

const readResults = (experiment: string): ExperimentResults | undefined => {
  const file = new URL(`../results/${experiment}/results.json`, import.meta.url)
  if (existsSync(file)) return withoutRounding(restoreNumbers(parseResults(readFileSync(file, "utf8"))))
  process.stderr.write(`no results of ${experiment}: its figures stay as they are\n`)
  return undefined
}

const write = (name: string, figure: Svg) => {
  writeFileSync(new URL(name, folder), `${svgText(figure)}\n`)
  process.stdout.write(`docs/figures/${name}\n`)
}

const primaryDifferences = (results: ExperimentResults): Svg =>
  pairedDifferences(differencesOf(results, findMetric(results, results.primaryMetric)))

/** The cells of one level of a factor, as an experiment without that factor. */
const withLevel = (results: ExperimentResults, factor: string, level: string): ExperimentResults => ({
  ...results,
  factors: results.factors.filter(({ id }) => id !== factor),
  comparisons: results.comparisons.filter(({ levels }) => levels[factor] === level)
})

mkdirSync(folder, { recursive: true })

const flagship = readResults("01-authentication-under-attack")
if (flagship !== undefined) {
  write("paired-differences.svg", primaryDifferences(flagship))
  const forged = comparedCells(flagship).find(({ id }) => id === "b01/none")
  const series = forged === undefined ? undefined : seriesOf(flagship, forged, "patientsOutsideWindow")
  if (series !== undefined) write("outside-window.svg", seriesOverTime(series))
}

const storm = readResults("02-crypto-on-constrained-pumps")
if (storm !== undefined) write("reconnect-storm.svg", primaryDifferences(withLevel(storm, "storm", "full")))
