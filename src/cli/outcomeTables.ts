// Tables that a run leaves for a person, as text for a terminal.

import { formatNumber } from "../experiment/formatTable.ts"
import { type OutcomeTable } from "../experiment/Model.ts"
import { formatColumns } from "./table.ts"

const formatCell = (cell: string | number | null): string => {
  if (cell === null) return "-"
  return typeof cell === "number" ? formatNumber(cell) : cell
}

/** Title, what the rows mean, and the rows. */
export const formatOutcomeTable = ({ columns, description, rows, title }: OutcomeTable): string => {
  const heads = columns.map(({ title, unit }, index) => ({
    title: unit === undefined ? title : `${title} [${unit}]`,
    align: rows.every((row) => typeof row[index] === "number") ? ("right" as const) : ("left" as const)
  }))
  const body = rows.map((row) => row.map(formatCell))
  return [title, description, ...(rows.length === 0 ? [] : [formatColumns(heads, body)])].join("\n")
}
