// Entering a number at a pump by hand: now and then it is wrong (Husch 2005), and a second look (Douglass 2018), a soft limit
// that is overridden more often than not, or a hard limit stands between that and the patient.

import { parameter } from "../data/parameters.ts"

const TENFOLD = parameter("programming.tenfold")
const TWOFOLD = parameter("programming.twofold")
const SMALL = parameter("programming.small")
const SELF_DETECTION = parameter("programming.self-detection")
const DOUBLE_CHECK_DETECTION = parameter("programming.double-check-detection")

export interface ProgrammingPractice {
  /** Probability of a wrong entry. */
  readonly errorProbability: number
  /** Share of entries that a second nurse checks. */
  readonly doubleCheckShare: number
}

/** What the pump's installed drug library says of a number. */
export type Judge = (value: number) => "within" | "soft" | "hard"

/** One number that a nurse means to enter. */
export interface Entry {
  readonly intended: number
  /** What the pump has now, and keeps when it refuses the number. */
  readonly present: number
  readonly judge: Judge
}

/** Luck of one patient's nurse with entries. */
export interface EntryLuck {
  readonly draw: () => number
  /** Whether an alert of a soft limit is overridden. */
  readonly overrides: () => boolean
}

/** What happened at all entries so far. */
export interface EntryTally {
  entries: number
  wrong: number
  /** Wrong entries that somebody noticed, or a limit stopped, before the pump took them. */
  caught: number
  doubleChecks: number
  softAlerts: number
  overrides: number
  hardRefusals: number
  /** Right entries that a limit kept from the pump. */
  heldBack: number
}

export const emptyTally = (): EntryTally => ({
  entries: 0,
  wrong: 0,
  caught: 0,
  doubleChecks: 0,
  softAlerts: 0,
  overrides: 0,
  hardRefusals: 0,
  heldBack: 0
})

/** Factor of a wrong entry, from one uniform draw. */
const slipFactor = (draw: number): number => {
  if (draw < TENFOLD) return 10
  if (draw < 2 * TENFOLD) return 0.1
  if (draw < 2 * TENFOLD + TWOFOLD) return 2
  const rest = draw - 2 * (TENFOLD + TWOFOLD)
  if (rest < 0) return 0.5
  return 1 + SMALL * ((2 * rest) / (1 - 2 * (TENFOLD + TWOFOLD)) - 1)
}

/**
 * The number that the pump has at the end. Whether it goes wrong takes the same count of draws each time, so that what happens
 * at one entry does not shift the luck of the next.
 */
export const enterByHand = (
  { intended, judge, present }: Entry,
  practice: ProgrammingPractice,
  tally: EntryTally,
  { draw, overrides }: EntryLuck
): number => {
  const isWrong = draw() < practice.errorProbability && intended > 0
  const factor = slipFactor(draw())
  const isDoubleChecked = draw() < practice.doubleCheckShare
  const isNoticed = draw() < (isDoubleChecked ? DOUBLE_CHECK_DETECTION : SELF_DETECTION)
  tally.entries++
  if (isDoubleChecked) tally.doubleChecks++
  if (isWrong) tally.wrong++
  if (isWrong && isNoticed) tally.caught++
  const value = isWrong && !isNoticed ? intended * factor : intended
  const verdict = judge(value)
  if (verdict === "within") return value
  if (verdict === "hard") tally.hardRefusals++
  else {
    tally.softAlerts++
    if (overrides()) {
      tally.overrides++
      return value
    }
  }
  if (value === intended) {
    tally.heldBack++
    return present
  }
  // The alert made the nurse look again.
  tally.caught++
  return judge(intended) === "within" ? intended : present
}
