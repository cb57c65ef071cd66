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
// stay was counted, how many were, when the first was established [s].
const PER_EVENT = 5
const EARLIER = 1
const COUNTED = 2
const COUNT = 3
const FIRST = 4

export class HarmWatch {
  readonly #harms: Harms
  readonly #conditions: number
  /** Since when each condition holds [s], Infinity when it does not; then the events. A plain array: a typed one costs more than it holds. */
  readonly #cells: Array<number>
  /** How many conditions hold: of most patients none does. */
  #holding = 0

  constructor(harms: Harms) {
    this.#harms = harms
    this.#conditions = harms.eventOf.length
    this.#cells = new Array<number>(this.#conditions + PER_EVENT * harms.events.length).fill(0)
    this.#cells.fill(Infinity, 0, this.#conditions)
    for (let event = 0; event < harms.events.length; event++) {
      this.#cells[this.#row(event)] = Infinity
      this.#cells[this.#row(event) + FIRST] = NaN
    }
  }

  /** Records that a condition began or ended. */
  set(condition: number, holds: boolean, timeSeconds: number): void {
    const cells = this.#cells
    if (holds === this.#holds(condition)) return
    cells[condition] = holds ? timeSeconds : Infinity
    this.#holding += holds ? 1 : -1
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
    if (this.#holding === 0) return next
    for (let condition = 0; condition < this.#conditions; condition++) {
      if (this.#holds(condition)) next = Math.min(next, this.#established(condition))
    }
    return next
  }

  /** Counts the episodes established by now. */
  advanceTo(timeSeconds: number): void {
    if (this.#holding === 0) return
    const cells = this.#cells
    for (let condition = 0; condition < this.#conditions; condition++) {
      const established = this.#established(condition)
      if (established > timeSeconds) continue
      const row = this.#row(this.#event(condition))
      cells[row + COUNTED] = 1
      if (cells[row + COUNT] === 0) cells[row + FIRST] = established
      cells[row + COUNT] = (cells[row + COUNT] as number) + 1
    }
  }

  /** The events' tallies at a time that is not before the last change. */
  tallies(timeSeconds: number): ReadonlyArray<EventTally> {
    return this.#harms.events.map((event, index) => {
      const row = this.#row(index)
      const since = this.#cells[row] as number
      return {
        event,
        count: this.#cells[row + COUNT] as number,
        firstSeconds: this.#cells[row + FIRST] as number,
        seconds: (this.#cells[row + EARLIER] as number) + (since === Infinity ? 0 : timeSeconds - since)
      }
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
