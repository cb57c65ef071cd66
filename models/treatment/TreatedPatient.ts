// One patient on one drug without any nurse: gets what the prescription says, except while the disturbance lasts. Sees what comes
// of it: how far the controlled quantity went, when a harm first set in.

import { type Order } from "../devices/Order.ts"
import { type Body } from "../patients/Body.ts"

export interface Disturbance {
  readonly startSeconds: number
  readonly endSeconds: number
  /** Multiple of the ordered rate or demand dose meanwhile. */
  readonly factor: number
}

const FOUR_HOURS_SECONDS = 14_400

export class TreatedPatient {
  readonly body: Body
  readonly order: Order
  /** Extremes of the controlled quantity and of oxygen saturation since the disturbance began. */
  lowest = Infinity
  highest = -Infinity
  lowestSaturation = Infinity

  readonly #disturbance: Disturbance
  readonly #doses: Array<{ readonly seconds: number; readonly dose: number }> = []
  #lastDemandSeconds = -Infinity
  /** Accounts when the disturbance began. */
  #before = { below: 0, above: 0 }
  #countsBefore: ReadonlyArray<number> = []

  constructor(body: Body, order: Order, disturbance: Disturbance) {
    this.body = body
    this.order = order
    this.#disturbance = disturbance
  }

  begin(nowSeconds: number): void {
    this.body.advanceTo(nowSeconds)
    const { events, secondsAbove, secondsBelow } = this.body.exposure
    this.#before = { below: secondsBelow, above: secondsAbove }
    this.#countsBefore = events.map(({ count }) => count)
    this.body.setRate(nowSeconds, this.order.dosePerMinute * this.#disturbance.factor)
    this.look(nowSeconds)
  }

  end(nowSeconds: number): void {
    this.body.setRate(nowSeconds, this.order.dosePerMinute)
    this.look(nowSeconds)
  }

  /** The patient's button; what is forged needs no pain and knows no limit of four hours. */
  press(nowSeconds: number, isForged: boolean): void {
    const { demandDose, fourHourLimitDose, lockoutSeconds } = this.order
    if (nowSeconds - this.#lastDemandSeconds < lockoutSeconds) return
    this.body.advanceTo(nowSeconds)
    if (!isForged && !this.body.demandsRelief()) return
    const recent = this.#doses
      .filter(({ seconds }) => seconds > nowSeconds - FOUR_HOURS_SECONDS)
      .reduce((sum, { dose }) => sum + dose, 0)
    // The pump counts what it believes to give: tampering with the concentration stays unseen.
    if (!isForged && recent + demandDose > fourHourLimitDose) return
    const dose = demandDose * this.factorAt(nowSeconds)
    if (dose <= 0) return
    this.#lastDemandSeconds = nowSeconds
    this.#doses.push({ seconds: nowSeconds, dose: demandDose })
    this.body.bolus(nowSeconds, dose)
  }

  /** Notes the extremes. */
  look(nowSeconds: number): void {
    this.body.advanceTo(nowSeconds)
    const value = this.body.controlled()
    this.lowest = Math.min(this.lowest, value)
    this.highest = Math.max(this.highest, value)
    const saturation = this.body.vitalSign("spo2Percent")
    if (saturation < this.lowestSaturation) this.lowestSaturation = saturation
  }

  factorAt(nowSeconds: number): number {
    const { endSeconds, factor, startSeconds } = this.#disturbance
    return nowSeconds >= startSeconds && nowSeconds < endSeconds ? factor : 1
  }

  /** Time outside the window since the disturbance began [s]. */
  get outside(): { readonly below: number; readonly above: number } {
    const { secondsAbove, secondsBelow } = this.body.exposure
    return { below: secondsBelow - this.#before.below, above: secondsAbove - this.#before.above }
  }

  /** Harms whose first episode was established after the disturbance began: ids and time since then [s]. */
  harms(): ReadonlyArray<{ readonly id: string; readonly seconds: number }> {
    return this.body.exposure.events
      .filter(({ count }, index) => count > 0 && (this.#countsBefore[index] ?? 0) === 0)
      .map(({ event, firstSeconds }) => ({
        id: event.id,
        seconds: firstSeconds - this.#disturbance.startSeconds
      }))
  }
}
