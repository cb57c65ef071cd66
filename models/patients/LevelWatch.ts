// Between which of a few levels a concentration stands, and when it next passes one, exactly.

import { type LinearKinetics } from "./LinearKinetics.ts"
import { nanosecondCeiling } from "./nanosecondCeiling.ts"

/** A level out of reach is infinite. */
const crossing = (kinetics: LinearKinetics, level: number, from: number, isAbove: boolean) =>
  Number.isFinite(level) ? kinetics.nextEffectCrossing(level, from, isAbove) : Infinity

const NANOSECOND = 1e-9

export class LevelWatch {
  /** How many levels are at or below the present value. */
  zone: number

  readonly #levels: ReadonlyArray<number>
  #isKnown = false
  #isUpward = false
  #nextSeconds = Infinity
  #passedSeconds = -Infinity

  /** Levels in ascending order; kinetics without effect site are watched in plasma. */
  constructor(levels: ReadonlyArray<number>, value: number) {
    this.#levels = levels
    this.zone = 0
    this.place(value)
  }

  /** The value jumped. */
  place(value: number): void {
    this.zone = 0
    while (this.zone < this.#levels.length && value >= (this.#levels[this.zone] as number)) this.zone++
    this.#isKnown = false
  }

  /** When the next level is passed [s]; found once until `forget` or `pass`. */
  nextSeconds(kinetics: LinearKinetics, anchorSeconds: number, nowSeconds: number): number {
    if (this.#isKnown) return this.#nextSeconds
    // A value that stands on a level would pass it up and down for ever: a nanosecond sees one passing.
    const afterSeconds = nowSeconds > this.#passedSeconds ? nowSeconds : this.#passedSeconds + NANOSECOND
    const from = (afterSeconds - anchorSeconds) / 60
    const { zone } = this
    const up =
      zone === this.#levels.length ? Infinity : crossing(kinetics, this.#levels[zone] as number, from, false)
    const down = zone === 0 ? Infinity : crossing(kinetics, this.#levels[zone - 1] as number, from, true)
    this.#isUpward = up < down
    const next = Math.min(up, down)
    this.#nextSeconds = Math.max(afterSeconds, nanosecondCeiling(anchorSeconds + next * 60))
    this.#isKnown = true
    return this.#nextSeconds
  }

  /** A dose changed the course. */
  forget(): void {
    this.#isKnown = false
  }

  /** The level that `nextSeconds` announced is passed now. */
  pass(): void {
    this.zone += this.#isUpward ? 1 : -1
    this.#passedSeconds = this.#nextSeconds
    this.#isKnown = false
  }
}
