// Comma-separated values after RFC 4180, with a header line; numbers as JavaScript writes them, so nothing is rounded away.

export type CsvField = string | number | null

const field = (value: CsvField): string => {
  if (value === null) return ""
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : ""
  // A leading =, + or @ would be a formula to a spreadsheet; ids and titles come from files of strangers.
  const text = /^[=+@\t\r]/u.test(value) ? `'${value}` : value
  return /[",\n\r]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Lines of fields; NaN and null are empty. */
export const formatCsv = (rows: ReadonlyArray<ReadonlyArray<CsvField>>): string =>
  rows.map((row) => `${row.map(field).join(",")}\n`).join("")
