// A bedside monitor of vital signs with alarm limits, an averaging delay and an audio pause. It is wired apart from the pumps'
// network, so no attack of this version reaches it.

import { type Body } from "../patients/Body.ts"

export interface MonitorLimits {
  readonly spo2LowPercent: number
  readonly pressureLowMillimetresMercury: number
  readonly pressureHighMillimetresMercury: number
  /** Time for which a limit must be passed before the alarm sounds [s]. */
  readonly delaySeconds: number
  /** Time for which a silenced alarm stays silent [s]. */
  readonly pauseSeconds: number
}

export class VitalSignsMonitor {
  readonly #body: Body
  readonly #limits: MonitorLimits
  #violatedSinceSeconds = NaN
  #silentUntilSeconds = -Infinity
  #isAttended = false
  /** True from the sounding of the alarm until a nurse is at the bedside. */
  isSounding = false

  constructor(body: Body, limits: MonitorLimits) {
    this.#body = body
    this.#limits = limits
  }

  /** Which limit is passed now, or null; a limit that is NaN is off. The body must have been advanced. */
  violation(): string | null {
    const vitals = this.#body.vitals()
    if (vitals.spo2Percent < this.#limits.spo2LowPercent) return "low oxygen saturation"
    const pressure = vitals.meanArterialPressureMillimetresMercury
    if (pressure < this.#limits.pressureLowMillimetresMercury) return "low blood pressure"
    return pressure > this.#limits.pressureHighMillimetresMercury ? "high blood pressure" : null
  }

  /** Looks at the patient; returns after how many seconds to look again, NaN when nothing is pending. */
  observe(nowSeconds: number): number {
    if (this.violation() === null) {
      this.#violatedSinceSeconds = NaN
      return NaN
    }
    if (!Number.isNaN(this.#violatedSinceSeconds)) return NaN
    this.#violatedSinceSeconds = nowSeconds
    return Math.max(this.#limits.delaySeconds, this.#silentUntilSeconds - nowSeconds)
  }

  /** Called when a delay or a pause is over: the cause if the alarm sounds now, else null. */
  sound(nowSeconds: number): string | null {
    if (this.isSounding || this.#isAttended) return null
    const violation = this.violation()
    const soundsFromSeconds = Math.max(
      this.#violatedSinceSeconds + this.#limits.delaySeconds,
      this.#silentUntilSeconds
    )
    // The two sums of times may differ from the event's time by a rounding error.
    if (violation === null || !(nowSeconds >= soundsFromSeconds - 1e-6)) return null
    this.isSounding = true
    return violation
  }

  /** A nurse is at the bedside: the monitor has nothing to tell that she does not see. */
  attend(): void {
    this.isSounding = false
    this.#isAttended = true
  }

  /** The nurse goes and pauses the audio; returns after how many seconds to look again, NaN when nothing is pending. */
  leave(nowSeconds: number): number {
    this.#isAttended = false
    this.#silentUntilSeconds = nowSeconds + this.#limits.pauseSeconds
    return this.violation() === null ? NaN : this.#limits.pauseSeconds
  }
}
