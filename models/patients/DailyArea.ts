// Area under the concentration of one day, days counted from time 0: when it passes the harmful one, exactly, and when the
// day is over. The area only grows while the concentration is positive, so it passes once a day at most.

import { type LinearKinetics } from "./LinearKinetics.ts"
import { nanosecondCeiling } from "./nanosecondCeiling.ts"

const DAY_SECONDS = 86_400

export class DailyArea {
  readonly #limit: number
  /** Area under the whole curve when this day began. */
  #areaAtDawn = 0
  #dawnSeconds = 0
  #isPassed = false
  #isKnown = false
  #nextSeconds = Infinity

  /** `limit` in concentration x min. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** A dose changed the course. */
  forget(): void {
    this.#isKnown = false
  }

  /** When the limit is passed or the day is over [s]. */
  nextSeconds(kinetics: LinearKinetics, anchorSeconds: number, nowSeconds: number): number {
    if (this.#isKnown) return this.#nextSeconds
    this.#isKnown = true
    const night = this.#dawnSeconds + DAY_SECONDS
    const target = this.#areaAtDawn + this.#limit
    let low = (nowSeconds - anchorSeconds) / 60
    let high = (night - anchorSeconds) / 60
    if (this.#isPassed || kinetics.plasmaArea(high) < target) return (this.#nextSeconds = night)
    // Newton on a growing function, kept inside its bracket.
    let time = (low + high) / 2
    for (let step = 0; step < 100; step++) {
      const excess = kinetics.plasmaArea(time) - target
      if (excess < 0) low = time
      else high = time
      const newton = time - excess / kinetics.plasma(time)
      const next = newton > low && newton < high ? newton : (low + high) / 2
      if (Math.abs(next - time) <= 1e-14 * Math.abs(time)) break
      time = next
    }
    return (this.#nextSeconds = Math.max(nowSeconds, nanosecondCeiling(anchorSeconds + time * 60)))
  }

  /** What `nextSeconds` announced is here; returns whether the limit is passed from now on. */
  pass(area: number): boolean {
    this.#isKnown = false
    if (this.#nextSeconds >= this.#dawnSeconds + DAY_SECONDS) {
      this.#dawnSeconds += DAY_SECONDS
      this.#areaAtDawn = area
      this.#isPassed = false
    } else this.#isPassed = true
    return this.#isPassed
  }
}
