// The table behind a chart: the same numbers for readers who do not use the picture, and for export as CSV.

import { formatNumber } from "./formatting.ts"

export interface DataTable {
  readonly caption: string
  readonly columns: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string | number>>
}

// A leading =, +, - or @ in a text cell would run as a formula when a spreadsheet opens the file.
const quoteCell = (cell: string | number): string => {
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : ""
  const safe = /^[=+\-@\t]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** RFC 4180 text with full precision; a cell without a number is empty. */
export const csvText = (table: DataTable): string =>
  [table.columns, ...table.rows].map((row) => row.map(quoteCell).join(",")).join("\r\n") + "\r\n"

/** A cell as a reader sees it. */
export const printedCell = (cell: string | number): string =>
  typeof cell === "number" ? formatNumber(cell) : cell
