// Keeps the tally of adverse events: a condition that lasts long enough becomes an episode, and the next episode of the same
// event starts only after all its conditions have ended.

import { type AdverseEvent, adverseEvents, type AdverseEventId } from "./AdverseEvent.ts"
import { type EventTally } from "./Body.ts"

/** What does not differ between the patients of one kind: the events and to which of them each condition belongs. */
export interface Harms {
  readonly events: ReadonlyArray<AdverseEvent>
  readonly eventOf: ReadonlyArray<number>
}

/** `conditions` names the event of each condition, in the order in which the body numbers them. */
export const harmsOf = (conditions: ReadonlyArray<AdverseEventId>): Harms => {
  const ids = [...new Set(conditions)]
  return {
    events: ids.map((id) => adverseEvents[id]),
    eventOf: conditions.map((id) => ids.indexOf(id))
  }
}

// Per event, after the conditions: since when any of its conditions holds, time in earlier stays [s], whether the present
// stay was counted.
const PER_EVENT = 3
const EARLIER = 1
const COUNTED = 2

export class HarmWatch {
  readonly tallies: ReadonlyArray<EventTally>

  readonly #harms: Harms
  readonly #conditions: number
  /** Since when each condition holds [s], Infinity when it does not; then the events. */
  readonly #cells: Float64Array

  constructor(harms: Harms) {
    this.#harms = harms
    this.#conditions = harms.eventOf.length
    this.tallies = harms.events.map((event) => ({ event, count: 0, firstSeconds: NaN, seconds: 0 }))
    this.#cells = new Float64Array(this.#conditions + PER_EVENT * harms.events.length)
    this.#cells.fill(Infinity, 0, this.#conditions)
    for (let event = 0; event < harms.events.length; event++) this.#cells[this.#row(event)] = Infinity
  }

  /** Records that a condition began or ended. */
  set(condition: number, holds: boolean, timeSeconds: number): void {
    const cells = this.#cells
    if (holds === this.#holds(condition)) return
    cells[condition] = holds ? timeSeconds : Infinity
    const event = this.#event(condition)
    const row = this.#row(event)
    if (holds) {
      if (cells[row] === Infinity) cells[row] = timeSeconds
      this.advanceTo(timeSeconds)
      return
    }
    for (let other = 0; other < this.#conditions; other++) {
      if (this.#event(other) === event && this.#holds(other)) return
    }
    cells[row + EARLIER] = (cells[row + EARLIER] as number) + timeSeconds - (cells[row] as number)
    cells[row] = Infinity
    cells[row + COUNTED] = 0
  }

  /** When the next condition will have lasted long enough [s]; Infinity when none is under way. */
  nextSeconds(): number {
    let next = Infinity
    for (let condition = 0; condition < this.#conditions; condition++) {
      if (this.#holds(condition)) next = Math.min(next, this.#established(condition))
    }
    return next
  }

  /** Counts the episodes established by now. */
  advanceTo(timeSeconds: number): void {
    for (let condition = 0; condition < this.#conditions; condition++) {
      const established = this.#established(condition)
      if (established > timeSeconds) continue
      const event = this.#event(condition)
      const tally = this.tallies[event] as EventTally
      this.#cells[this.#row(event) + COUNTED] = 1
      tally.count++
      if (tally.count === 1) tally.firstSeconds = established
    }
  }

  /** Brings the times spent in each event's conditions up to date. */
  refresh(timeSeconds: number): void {
    this.tallies.forEach((tally, event) => {
      const row = this.#row(event)
      const since = this.#cells[row] as number
      tally.seconds = (this.#cells[row + EARLIER] as number) + (since === Infinity ? 0 : timeSeconds - since)
    })
  }

  #event(condition: number): number {
    return this.#harms.eventOf[condition] as number
  }

  #row(event: number): number {
    return this.#conditions + PER_EVENT * event
  }

  #holds(condition: number): boolean {
    return (this.#cells[condition] as number) < Infinity
  }

  /** When a condition will have lasted long enough [s]; Infinity when it does not hold or its event is counted. */
  #established(condition: number): number {
    const event = this.#event(condition)
    if (this.#cells[this.#row(event) + COUNTED] === 1) return Infinity
    return (this.#cells[condition] as number) + (this.#harms.events[event] as AdverseEvent).sustainedSeconds
  }
}
