// The published cases of `models/data/crypto-validation.json`, typed. Field names are those of the file, with their units.

import file from "../data/crypto-validation.json" with { type: "json" }

export interface ValidationRow {
  readonly id: string
  readonly what: string
  readonly observed_ms?: number | ReadonlyArray<number>
  readonly observed_bytes?: number
  readonly observed_mJ?: number
  readonly observed_Mcycles?: number
  readonly tolerance: number | null
  readonly source: string
  readonly compose: string
  /** What passing is worth: independent, fitted, circular, or for reference only. */
  readonly basis: string
}

export const validationRows: ReadonlyArray<ValidationRow> = file.validation
