// Calibration results as JSON, as text for a terminal, and as the page docs/validation-hospital.md.

import {
  type CalibrationResult,
  type CalibrationRow
} from "../../models/hospital/calibration/runCalibration.ts"
import { formatNumber } from "../experiment/formatTable.ts"
import { formatColumns } from "./table.ts"

export interface CalibrationRun {
  readonly seed: number
  readonly replications: number
  readonly results: ReadonlyArray<CalibrationResult>
}

const three = (value: number): string => formatNumber(Number(value.toPrecision(3)))

const interval = ({ lower, upper }: CalibrationRow): string =>
  Number.isNaN(lower) ? "-" : `${three(lower)} to ${three(upper)}`

const misfit = ({ misfit, published, unit }: CalibrationRow): string => {
  const sign = misfit > 0 ? "+" : ""
  // Of a percentage, "- 5 %" could be read as a share of it.
  const points = unit === "%" ? "points" : unit
  return `${sign}${three(misfit)} ${points} (${sign}${Math.round((100 * misfit) / published)} %)`
}

/** Whether the 95 % interval would allow the other verdict too. */
const isClose = ({ isReached, lower, published, tolerance, upper }: CalibrationRow): boolean =>
  isReached
    ? lower < published - tolerance || upper > published + tolerance
    : upper >= published - tolerance && lower <= published + tolerance

const verdict = (row: CalibrationRow): string => {
  if (Number.isNaN(row.model)) return "nothing to measure"
  if (row.kind === "comparison") return `for comparison, ${misfit(row)}`
  const known = row.isReached ? "reached" : `NOT reached, ${misfit(row)}`
  return isClose(row) ? `${known}; the interval leaves it open` : known
}

const kindNote: Readonly<Record<CalibrationRow["kind"], string>> = {
  outcome: "outcome",
  fitted: "fitted: a parameter of the model was chosen for it",
  input: "input: the model draws from it",
  comparison: "comparison: related, not the same, not counted"
}

/** Numbers that cannot be said are null. */
export const formatCalibrationJson = ({ replications, results, seed }: CalibrationRun): string =>
  JSON.stringify(
    {
      seed,
      replications,
      targets: results.map(({ rows, target: { experiment, id, remark, source, title } }) => ({
        id,
        title,
        source,
        remark,
        isModelled: experiment !== null,
        scenario: experiment?.scenario ?? null,
        quantities: rows
      }))
    },
    undefined,
    2
  )

export const formatCalibrationText = ({ replications, results, seed }: CalibrationRun): string => {
  const rows = results.flatMap(({ rows, target: { id, title } }) =>
    rows.length === 0
      ? [[id, title, "", "", "", "not modelled"]]
      : rows.map((row, index) => [
          index === 0 ? id : "",
          `${index === 0 ? `${title}: ` : ""}${row.what} [${row.unit}]`,
          three(row.published),
          three(row.model),
          interval(row),
          verdict(row)
        ])
  )
  const table = formatColumns(
    [
      { title: "", align: "left" },
      { title: "target", align: "left" },
      { title: "published", align: "right" },
      { title: "model", align: "right" },
      { title: "95 % interval", align: "right" },
      { title: "verdict", align: "left" }
    ],
    rows
  )
  const why = results
    .filter(({ rows }) => rows.length === 0)
    .map(({ target: { id, remark } }) => `${id} is not modelled. ${remark}`)
  const about = `seed ${seed}, ${replications} replications of each experiment; sources: --markdown or --json`
  return [table, ...(why.length > 0 ? [why.join("\n")] : []), about].join("\n\n")
}

const markdownTable = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const [head = [], ...body] = rows
  return [head, head.map(() => "---"), ...body]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n")
}

const count = (all: ReadonlyArray<CalibrationRow>): string => {
  const rows = all.filter(({ kind }) => kind !== "comparison")
  const outcomes = rows.filter(({ kind }) => kind === "outcome")
  const reached = (some: ReadonlyArray<CalibrationRow>) => some.filter(({ isReached }) => isReached).length
  return `${rows.length} quantities: ${reached(rows)} reached, ${rows.length - reached(rows)} not reached. Of the ${outcomes.length} that are outcomes, not inputs or fits, ${reached(outcomes)} are reached.`
}

const bold = (text: string): string => text.replace("NOT reached", "**NOT reached**")

/** The page of the documentation. */
export const formatCalibrationMarkdown = ({ replications, results, seed }: CalibrationRun): string => {
  const rows = results.flatMap(({ rows }) => rows)
  const missing = results.filter(({ target }) => target.experiment === null)
  const experiments = new Map(
    results.flatMap(({ target: { experiment } }) =>
      experiment === null ? [] : [[experiment.id, experiment.scenario] as const]
    )
  )
  return [
    "# Validation of the hospital",
    `Made by \`wardsim calibrate --markdown > docs/validation-hospital.md\` with seed ${seed} and ${replications} replications; do not edit it by hand. What does not fit stays as it is: no number of the model was changed to improve a row, except where a row says fitted.`,
    `${count(rows)} ${missing.length} targets are not modelled, with the reason below. The targets with an X are not among the ten targets of the project; they check what the results lean on.`,
    "The model's column is the mean over replications with its 95 % Student t interval. A row is reached when the mean is within the tolerance of the published value.",
    "## Targets",
    markdownTable([
      ["target", "quantity", "published", "tolerance", "model", "95 % interval", "kind", "verdict"],
      ...results.flatMap(({ rows, target: { id, title } }) =>
        rows.length === 0
          ? [[id, title, "", "", "", "", "", "not modelled"]]
          : rows.map((row) => [
              id,
              `${title}: ${row.what}`,
              `${three(row.published)} ${row.unit}`,
              `${three(row.tolerance)} ${row.unit}; ${row.toleranceBasis}`,
              `${three(row.model)} ${row.unit}`,
              interval(row),
              kindNote[row.kind],
              bold(verdict(row))
            ])
      )
    ]),
    "## What to know about each",
    results.map(({ target: { id, remark } }) => `- **${id}**: ${remark}`).join("\n"),
    "## Sources",
    "V: read in the publication or a stored copy of its abstract; D: derived from such figures; R: recalled.",
    results.map(({ target: { id, source } }) => `- **${id}**: ${source}`).join("\n"),
    ...(experiments.size === 0
      ? []
      : [
          "## Experiments",
          "Scenarios as a person would write them; all else has its default.",
          [...experiments].map(([id, scenario]) => `- ${id}: \`${JSON.stringify(scenario)}\``).join("\n")
        ])
  ].join("\n\n")
}
