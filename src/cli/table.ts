// Plain text tables for a terminal: columns padded, numbers to the right, nothing that a pipe could not take.

export interface Column {
  readonly title: string
  readonly align: "left" | "right"
}

/** Rows under a heading, two spaces apart. */
export const formatColumns = (
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<ReadonlyArray<string>>
): string => {
  const lines = [columns.map(({ title }) => title), ...rows]
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? "").length)))
  return lines
    .map((line) =>
      columns
        .map(({ align }, index) => {
          const cell = line[index] ?? ""
          const width = widths[index] ?? 0
          return align === "right" ? cell.padStart(width) : cell.padEnd(width)
        })
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}
