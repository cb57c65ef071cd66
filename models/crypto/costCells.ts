// One primitive's cycles, from a library's measured row or from a core's profile, with what weakens the figure: derived
// by a rule, carried over from another board, a bound, or a hardware engine whose start-up time nobody published.

import { type Status, worstStatus } from "./Cost.ts"
import { costData, type PrimitiveRow } from "./costData.ts"

export interface Cell {
  readonly fixedCycles: number
  readonly cyclesPerByte: number
  readonly isHardware: boolean
  readonly status: Status
  readonly isWeak: boolean
  readonly sources: ReadonlyArray<string>
  readonly remarks: ReadonlyArray<string>
}

const rows = new Map(costData.primitives.map((row) => [row.id, row]))

interface ParsedStatus {
  readonly status: Status
  readonly isWeak: boolean
  readonly remark?: string
}

/** Reads "V", "D-weak", "V (bound)" or "LOWER BOUND: ...". */
const parseStatus = (text: string): ParsedStatus => {
  if (text.startsWith("LOWER BOUND")) {
    return { status: "D", isWeak: false, remark: "hardware engine start-up not included: a lower bound" }
  }
  const first = text[0]
  const status: Status = first === "V" || first === "M" || first === "D" || first === "A" ? first : "R"
  if (text.includes("bound")) return { status, isWeak: true, remark: "an upper bound, not a mean" }
  return { status, isWeak: text.includes("weak") }
}

const readRow = (id: string): PrimitiveRow => {
  const row = rows.get(id)
  if (row === undefined) throw new Error(`crypto-costs.json has no primitive row "${id}"`)
  return row
}

/** Cycles measured on one board stand for another board of the same core: derived, and said so. */
const carryOver = (
  key: string,
  from: string,
  platformId: string
): { status: Status; remarks: Array<string> } =>
  from === platformId
    ? { status: "V", remarks: [] }
    : { status: "D", remarks: [`${key}: cycles measured on ${from}`] }

/** A signature that tries until it succeeds has no fixed time: its mean hides a tail. */
const spread = (key: string, row: PrimitiveRow | undefined): ReadonlyArray<string> =>
  row?.cycles !== undefined && row.cycles_max !== undefined && row.cycles_max > 2 * row.cycles
    ? [`${key}: random in time, mean ${row.cycles} cycles, longest seen ${row.cycles_max}`]
    : []

/** The cell of a core's profile, undefined when the profile or the cell does not exist. */
export const profileCell = (profile: string, key: string, platformId: string): Cell | undefined => {
  const cell = costData.profiles[profile]?.cells[key]
  if (cell === undefined) return undefined
  const main = parseStatus(cell.status)
  const fixed = cell.fixed_status === undefined ? main : parseStatus(cell.fixed_status)
  const row = cell.from === undefined ? undefined : readRow(cell.from)
  const carried = carryOver(key, row?.platform ?? platformId, platformId)
  const remarks = [...carried.remarks, ...spread(key, row)]
  if (cell.rule !== undefined) remarks.push(`${key}: ${cell.rule}`)
  if (fixed.isWeak)
    remarks.push(`${key}: fixed cost weak (${cell.fixed_rule ?? cell.fixed_status ?? "no rule"})`)
  for (const parsed of [main, fixed]) if (parsed.remark) remarks.push(`${key}: ${parsed.remark}`)
  return {
    fixedCycles: cell.cycles ?? cell.fixed_cycles ?? 0,
    cyclesPerByte: cell.cycles_per_byte ?? 0,
    isHardware: cell.fixed_status?.startsWith("LOWER BOUND") ?? false,
    status: worstStatus(worstStatus(main.status, fixed.status), carried.status),
    isWeak: main.isWeak || fixed.isWeak,
    sources: [row?.source ?? (main.status === "R" ? "recall" : "derived")],
    remarks
  }
}

/** The cell of one library on one board, undefined when the library or the cell does not exist. */
export const libraryCell = (library: string, key: string, platformId: string): Cell | undefined => {
  const id = costData.libraries[library]?.cells[key]
  if (id === undefined) return undefined
  const row = readRow(id)
  const main = parseStatus(row.status)
  const carried = carryOver(key, row.platform, platformId)
  const remarks = [...carried.remarks, ...spread(key, row)]
  const isHardware = row.hw === true && row.cycles === undefined
  const rule = costData.fixed_cost_rules[key]
  const isEstimated = row.cycles === undefined && row.fixed_cycles === undefined
  const worth = isEstimated ? (rule?.bytes_worth ?? 0) * (row.cycles_per_byte ?? 0) : 0
  if (isEstimated) {
    remarks.push(
      `${key}: fixed cost ${rule === undefined ? "not known, taken as 0" : `by rule (${rule.rule})`}`
    )
  }
  if (isHardware) remarks.push(`${key}: hardware engine start-up not included: a lower bound`)
  const estimated: Status = isEstimated ? (rule === undefined ? "A" : "D") : "V"
  return {
    fixedCycles: row.cycles ?? row.fixed_cycles ?? worth,
    cyclesPerByte: row.cycles_per_byte ?? 0,
    isHardware,
    status: worstStatus(worstStatus(main.status, carried.status), estimated),
    isWeak: main.isWeak || (isEstimated && (rule === undefined || rule.status.includes("weak"))),
    sources: [row.source],
    remarks
  }
}

/**
 * Least and most cycles of a primitive over its mean, where a row of this core or library has them and they lie so far apart
 * that its time is random.
 */
export const measuredSpread = (
  library: string,
  key: string
): { readonly least: number; readonly most: number } | null => {
  const id = costData.libraries[library]?.cells[key] ?? costData.profiles[library]?.cells[key]?.from
  const row = id === undefined ? undefined : rows.get(id)
  if (row?.cycles === undefined || row.cycles_min === undefined || row.cycles_max === undefined) return null
  if (row.cycles_max <= 2 * row.cycles) return null
  return { least: row.cycles_min / row.cycles, most: row.cycles_max / row.cycles }
}

/** Stack that a primitive takes, where it was measured on this core or library [B]. */
export const stackBytes = (
  library: string,
  key: string
): { readonly bytes: number; readonly source: string } | null => {
  const id = costData.libraries[library]?.cells[key] ?? costData.profiles[library]?.cells[key]?.from
  const row = id === undefined ? undefined : rows.get(id)
  return row?.stack_bytes === undefined ? null : { bytes: row.stack_bytes, source: row.source }
}
