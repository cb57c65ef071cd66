// Draws the figures of the README from the results of the flagship experiment: `npm run figures` after `npm start`.

import { withoutRounding } from "../src/experiment/withoutRounding.ts"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { parseResults } from "../src/experiment/writeResults.ts"
import { pairedDifferences } from "./charts/pairedDifferences.ts"
import { seriesOverTime } from "./charts/seriesOverTime.ts"
import { svgText } from "./charts/Svg.ts"
import { comparedCells, differencesOf, findMetric, restoreNumbers, seriesOf } from "./experimentData.ts"

const FLAGSHIP = "01-authentication-under-attack"
const file = new URL(`../results/${FLAGSHIP}/results.json`, import.meta.url)
const folder = new URL("../docs/figures/", import.meta.url)

const results = withoutRounding(restoreNumbers(parseResults(readFileSync(file, "utf8"))))
mkdirSync(folder, { recursive: true })

const write = (name: string, content: string) => {
  writeFileSync(new URL(name, folder), `${content}\n`)
  process.stdout.write(`docs/figures/${name}\n`)
}

write(
  "paired-differences.svg",
  svgText(pairedDifferences(differencesOf(results, findMetric(results, results.primaryMetric))))
)
const forged = comparedCells(results).find(({ id }) => id === "b01/none")
const series = forged === undefined ? undefined : seriesOf(results, forged, "patientsOutsideWindow")
if (series !== undefined) write("outside-window.svg", svgText(seriesOverTime(series)))
