// NCC MERP class of what befell one patient: the worst of what the records say, by the map in models/data/severity-maps.json.
// The map is an assumption and can be changed by the scenario. Patients earn C to E without any attack: read the excess over
// the paired run without it.

import maps from "../../data/severity-maps.json" with { type: "json" }
import { type EventTally } from "../../patients/Body.ts"

export const categories = ["A", "B", "C", "D", "E", "F", "G", "H", "I"] as const

export type Category = (typeof categories)[number]

/** Classes of patients who came to harm. */
export const harmCategories = ["E", "F", "G", "H", "I"] as const

/** What the hospital's records hold of one patient. */
export interface PatientRecord {
  /** Hostile commands came as far as some pump of the hospital. */
  readonly isAttacked: boolean
  /** Hostile commands for this patient's pump: refused by its channel or by it, and obeyed. */
  readonly refusedCommands: number
  readonly obeyedCommands: number
  readonly secondsOutsideWindow: number
  /** Alarms of pump and monitor, and rescues by staff. */
  readonly alarms: number
  readonly rescues: number
  readonly events: ReadonlyArray<
    Pick<EventTally, "count" | "seconds"> & { readonly event: { readonly id: string } }
  >
}

/** Which class an event has once its condition lasted longer than some time in all. */
export interface EventRule {
  readonly event: string
  readonly category: Category
  readonly longerThanSeconds: number
}

export interface HarmMap {
  readonly rules: ReadonlyArray<EventRule>
  /** For events that no rule names. */
  readonly otherEvents: Category
}

const isCategory = (text: string): text is Category => categories.some((category) => category === text)

const categoryOfText = (text: string): Category => {
  if (!isCategory(text)) throw new Error(`models/data/severity-maps.json has no class "${text}"`)
  return text
}

/** The map of models/data/severity-maps.json. */
export const defaultMap: HarmMap = {
  rules: maps.nccMerp.events.map(({ category, event, longerThanSeconds }) => ({
    event,
    longerThanSeconds,
    category: categoryOfText(category)
  })),
  otherEvents: categoryOfText(maps.nccMerp.otherEvents.category)
}

/** The default map with other classes for some events, however long they last. */
export const changedMap = (classes: Readonly<Record<string, Category | undefined>>): HarmMap => {
  const changed = Object.entries(classes).flatMap(([event, category]) =>
    category === undefined ? [] : [{ event, category, longerThanSeconds: 0 }]
  )
  if (changed.length === 0) return defaultMap
  const isChanged = (rule: EventRule) => changed.some(({ event }) => event === rule.event)
  return { ...defaultMap, rules: [...defaultMap.rules.filter((rule) => !isChanged(rule)), ...changed] }
}

/** How bad a class is: 1 for A to 9 for I, 0 for nothing at all. */
export const rank = (category: Category | null): number =>
  category === null ? 0 : categories.indexOf(category) + 1

const worse = (first: Category | null, second: Category): Category =>
  rank(first) >= rank(second) && first !== null ? first : second

/** Class of one kind of event. */
export const eventCategory = ({ rules, otherEvents }: HarmMap, id: string, seconds: number): Category => {
  let found: Category | null = null
  let isNamed = false
  for (const { category, event, longerThanSeconds } of rules) {
    if (event !== id) continue
    isNamed = true
    if (seconds >= longerThanSeconds) found = worse(found, category)
  }
  // A rule that asks for more time leaves what it does not reach at temporary harm.
  return found ?? (isNamed ? "E" : otherEvents)
}

/** The worst that the record shows, or null when it is empty. */
export const categoryOf = (record: PatientRecord, map: HarmMap): Category | null => {
  let worst: Category | null = record.isAttacked ? "A" : null
  if (record.refusedCommands > 0) worst = "B"
  if (record.obeyedCommands > 0 || record.secondsOutsideWindow > 0) worst = "C"
  if (record.alarms > 0 || record.rescues > 0) worst = "D"
  for (const { count, event, seconds } of record.events) {
    if (count > 0) worst = worse(worst, eventCategory(map, event.id, seconds))
  }
  return worst
}
