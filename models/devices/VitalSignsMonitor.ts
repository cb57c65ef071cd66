// A bedside monitor of vital signs with alarm limits and an averaging delay. It is wired apart from the pumps' network, so
// no attack of this version reaches it.

import { type Body } from "../patients/Body.ts"

export interface MonitorLimits {
  readonly spo2LowPercent: number
  readonly pressureLowMillimetresMercury: number
  readonly pressureHighMillimetresMercury: number
  /** Time for which a limit must be passed before the alarm sounds [s]. */
  readonly delaySeconds: number
}

export class VitalSignsMonitor {
  readonly #body: Body
  readonly #limits: MonitorLimits
  #violatedSinceSeconds = NaN
  /** True from the sounding of the alarm until a nurse silences it at the bedside. */
  isSounding = false

  constructor(body: Body, limits: MonitorLimits) {
    this.#body = body
    this.#limits = limits
  }

  /** Which limit is passed now, or null. The body must have been advanced. */
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
    if (Number.isNaN(this.#violatedSinceSeconds)) {
      this.#violatedSinceSeconds = nowSeconds
      return this.#limits.delaySeconds
    }
    return NaN
  }

  /** Called when the delay is over: the cause if the alarm sounds now, else null. */
  sound(nowSeconds: number): string | null {
    const violation = this.violation()
    const hasLasted = nowSeconds - this.#violatedSinceSeconds >= this.#limits.delaySeconds * (1 - 1e-9)
    if (violation === null || !hasLasted || this.isSounding) return null
    this.isSounding = true
    return violation
  }

  /** A nurse silences the alarm; a limit that is still passed starts the delay anew. */
  silence(nowSeconds: number): number {
    this.isSounding = false
    this.#violatedSinceSeconds = NaN
    return this.observe(nowSeconds)
  }
}
