// What alarms do to a nurse's attention: response grows with the non-actionable alarms of the preceding 120 min (Bonafide
// 2015, J Hosp Med: three classes of the patient's count) and with each hour of the shift (Bonafide 2017, JAMA Pediatr).

import { parameter } from "../data/parameters.ts"

const WINDOW_SECONDS = parameter("staff.fatigue.window") * 60
const MEDIAN_HOURS = parameter("staff.shift-start-offset")
const GROWTH_PER_HOUR = parameter("alarm.response.shift_hour_multiplier")
/** Least count of each class of non-actionable alarms per monitored patient, and its factor on the response. */
const CLASSES = [
  { from: parameter("staff.fatigue.many"), factor: parameter("staff.fatigue.many-factor") },
  { from: parameter("staff.fatigue.some"), factor: parameter("staff.fatigue.some-factor") }
] as const

/** Factor on the response after so many hours of the shift; 1 in its middle. */
export const shiftFactor = (hours: number): number => GROWTH_PER_HOUR ** (hours - MEDIAN_HOURS)

/** The non-actionable alarms that one nurse heard lately. */
export class AlarmLoad {
  /** Patients of this nurse who have a monitor: the published classes count alarms of one patient. */
  readonly #monitoredPatients: number
  readonly #times: Array<number> = []
  #first = 0
  /** All that any nurse on this post heard so far. */
  total = 0

  constructor(monitoredPatients: number) {
    this.#monitoredPatients = Math.max(monitoredPatients, 1)
  }

  add(nowSeconds: number): void {
    this.total++
    this.#times.push(nowSeconds)
  }

  /** Non-actionable alarms per monitored patient in the window before now. */
  perPatient(nowSeconds: number): number {
    const times = this.#times
    while (this.#first < times.length && (times[this.#first] as number) <= nowSeconds - WINDOW_SECONDS)
      this.#first++
    if (this.#first > times.length / 2) {
      times.splice(0, this.#first)
      this.#first = 0
    }
    return (times.length - this.#first) / this.#monitoredPatients
  }

  /** Factor on the response to an alarm now. */
  factor(nowSeconds: number): number {
    const count = this.perPatient(nowSeconds)
    for (const { from, factor } of CLASSES) if (count >= from) return factor
    return 1
  }

  /** A rested nurse takes over. */
  relieve(): void {
    this.#times.length = 0
    this.#first = 0
  }
}
