// Limits of a drug library: soft ones ask, hard ones refuse. A pump has the version that it last activated, which may be
// older than the hospital's, or infuses outside the library altogether.

import drugs from "../data/drugs.json" with { type: "json" }
import { parameter } from "../data/parameters.ts"
import { type DrugId } from "../patients/Body.ts"
import { type Order } from "./Order.ts"

/** One drug's entry, for one patient: upper limits in the drug's dose unit, rates per minute. Infinity: no such limit. */
export interface LibraryEntry {
  readonly softMaximumPerMinute: number
  readonly hardMaximumPerMinute: number
  readonly softMaximumBolus: number
  readonly hardMaximumBolus: number
  readonly fourHourLimitDose: number
}

export interface InstalledLibrary {
  readonly version: number
  readonly entry: LibraryEntry
}

const OLD_LIMIT_FACTOR = parameter("library.old-version-limit-factor")

/** How high a soft limit is, as a share of the hard one [1]; Infinity where the drug has none. */
const softShare = (drug: DrugId, soft: string, hard: string): number => {
  // The rows of a drug have different keys; which it has is what is asked.
  const { dosing } = drugs.drugs[drug] as { dosing: Readonly<Record<string, { readonly value: unknown }>> }
  const [softLimit, hardLimit] = [dosing[soft]?.value, dosing[hard]?.value]
  return typeof softLimit === "number" && typeof hardLimit === "number" ? softLimit / hardLimit : Infinity
}

const RATE_LIMITS = [
  ["soft_max", "hard_max"],
  ["soft_max_infusion", "hard_max_infusion"],
  ["soft_max_rate", "hard_max_rate"],
  ["soft_max", "hard_max_ICU"]
] as const

/** The entry of the hospital's present library for a patient's order. */
export const libraryEntry = (drug: DrugId, order: Order): LibraryEntry => {
  const rateShare = Math.min(...RATE_LIMITS.map(([soft, hard]) => softShare(drug, soft, hard)))
  return {
    softMaximumPerMinute: limit(order.hardMaximumPerMinute, rateShare),
    hardMaximumPerMinute: order.hardMaximumPerMinute,
    softMaximumBolus: limit(order.hardMaximumBolus, softShare(drug, "soft_max_demand", "hard_max_demand")),
    hardMaximumBolus: order.hardMaximumBolus,
    fourHourLimitDose: order.fourHourLimitDose
  }
}

const limit = (hard: number, share: number): number => (share === Infinity ? Infinity : hard * share)

/** The entry in a library that is so many versions behind: its limits were wider. */
export const outdatedEntry = (entry: LibraryEntry, versionsBehind: number): LibraryEntry => {
  const factor = OLD_LIMIT_FACTOR ** versionsBehind
  return {
    softMaximumPerMinute: entry.softMaximumPerMinute * factor,
    hardMaximumPerMinute: entry.hardMaximumPerMinute * factor,
    softMaximumBolus: entry.softMaximumBolus * factor,
    hardMaximumBolus: entry.hardMaximumBolus * factor,
    fourHourLimitDose: entry.fourHourLimitDose * factor
  }
}

/** What a library says to a rate and a bolus. */
export const judge = (
  { entry }: InstalledLibrary,
  ratePerMinute: number,
  bolus: number
): "within" | "soft" | "hard" => {
  if (ratePerMinute > entry.hardMaximumPerMinute || bolus > entry.hardMaximumBolus) return "hard"
  return ratePerMinute > entry.softMaximumPerMinute || bolus > entry.softMaximumBolus ? "soft" : "within"
}
