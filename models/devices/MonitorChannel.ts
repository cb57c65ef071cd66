// One measured quantity of a bedside monitor: how it is read, how late, and within which limits. Continuous channels see the
// patient's own course, whose limits the body passes at exact times; sampled ones read now and then, with an error.

import { type Body } from "../patients/Body.ts"
import { type AlarmPriority } from "./Alarm.ts"

export interface AlarmLimit {
  /** In the channel's unit. */
  readonly value: number
  readonly cause: string
  readonly priority: AlarmPriority
}

/** Readings at intervals. */
export interface Sampling {
  readonly intervalSeconds: number
  /** A reading is of the patient as he was so long ago; at most two intervals [s]. */
  readonly lagSeconds: number
  /** What the device shows for a true value: adds its error. */
  readonly show: (trueValue: number) => number
}

export interface MonitorChannel {
  /** The patient's true value; NaN where the body does not model it. */
  readonly quantityOf: (body: Pick<Body, "vitalSign">) => number
  readonly low: AlarmLimit | null
  readonly high: AlarmLimit | null
  /** From the patient to the display: circulation, sample line, half the averaging window [s]. */
  readonly lagSeconds: number
  /** Time for which the display must be beyond a limit before the alarm sounds [s]. */
  readonly delaySeconds: number
  /** Null for a continuous channel. */
  readonly sampling: Sampling | null
}

/** The limit that a value is beyond, or null. */
export const limitPassed = (channel: MonitorChannel, value: number): AlarmLimit | null => {
  if (channel.low !== null && value < channel.low.value) return channel.low
  return channel.high !== null && value > channel.high.value ? channel.high : null
}

/** The last readings of a sampled channel. */
export class SampledReading {
  readonly #sampling: Sampling
  #before = NaN
  #earlier = NaN
  /** What the device shows since its last reading; NaN before the first. */
  shown = NaN

  constructor(sampling: Sampling) {
    this.#sampling = sampling
  }

  /** Takes a reading of a true value. */
  take(trueValue: number): void {
    const { intervalSeconds, lagSeconds, show } = this.#sampling
    const steps = lagSeconds / intervalSeconds
    const before = Number.isNaN(this.#before) ? trueValue : this.#before
    const earlier = Number.isNaN(this.#earlier) ? before : this.#earlier
    // Between the readings one and two intervals ago the course is taken as straight.
    const lagged =
      steps <= 1 ? trueValue + (before - trueValue) * steps : before + (earlier - before) * (steps - 1)
    this.shown = show(lagged)
    this.#earlier = before
    this.#before = trueValue
  }
}
