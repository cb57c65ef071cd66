// The therapy side of an infusion pump: what it delivers, what it refuses, when it stops. States follow the generic
// infusion pump work (GIP/GPCA, UPenn TR MS-CIS-08-31). Communications live elsewhere: a flooded radio does not touch
// this state machine (fail-operational, CISA ICSMA-20-317-01).

import { type Body } from "../patients/Body.ts"
import { type Order } from "./Order.ts"

export type PumpState = "infusing" | "keep-vein-open" | "paused" | "alarm"

/** What a remote command asks for; the number travels in a frame. */
export const Command = { setRate: 0, bolus: 1, setDemandDose: 2 } as const

export type Refusal =
  | "not-authentic"
  | "replayed"
  | "beyond-hard-limit"
  | "beyond-four-hour-limit"
  | "therapy-running"
  | "not-infusing"

/** A remote command as it reaches the pump's checks. */
export interface ReceivedCommand {
  readonly code: number
  /** Dose unit of the drug, per minute for `setRate`. */
  readonly value: number
  readonly isAuthentic: boolean
  readonly counter: number
}

/** One check that a pump really has; defences add theirs. */
export type CommandCheck = (
  pump: InfusionPump,
  command: ReceivedCommand,
  nowSeconds: number
) => Refusal | null

const FOUR_HOURS_SECONDS = 14_400

export class InfusionPump {
  readonly index: number
  readonly isWearable: boolean
  order: Order
  readonly body: Body
  readonly checks: Array<CommandCheck> = []
  state: PumpState = "infusing"
  /** What the pump is programmed to give; equals the order until somebody changes it. */
  ratePerMinute: number
  demandDose: number
  /** Dose that the state machine commanded so far [dose unit]; must equal what the body received. */
  commandedDose = 0
  /** Time in which a prescribed therapy was not delivered as programmed [s]. */
  interruptedSeconds = 0

  #flowPerMinute = 0
  #flowSinceSeconds = 0
  #stoppedSinceSeconds = NaN
  #lastDemandSeconds = -Infinity
  readonly #recentBolusTimes: Array<number> = []
  readonly #recentBolusDoses: Array<number> = []

  constructor(index: number, isWearable: boolean, order: Order, body: Body) {
    this.index = index
    this.isWearable = isWearable
    this.order = order
    this.body = body
    this.ratePerMinute = order.dosePerMinute
    this.demandDose = order.demandDose
    this.#setFlow(0, order.dosePerMinute)
  }

  /** True while the pump gives what it is programmed to give. */
  get isDelivering(): boolean {
    return this.state === "infusing"
  }

  /** True when rate and demand dose are what was ordered. */
  get matchesOrder(): boolean {
    return this.ratePerMinute === this.order.dosePerMinute && this.demandDose === this.order.demandDose
  }

  /** Runs the pump's checks, then obeys; the first refusal wins. */
  receive(command: ReceivedCommand, nowSeconds: number): Refusal | null {
    for (const check of this.checks) {
      const refusal = check(this, command, nowSeconds)
      if (refusal !== null) return refusal
    }
    if (command.code === Command.bolus)
      return this.giveBolus(nowSeconds, command.value) ? null : "not-infusing"
    if (command.code === Command.setRate) this.program(nowSeconds, command.value, this.demandDose)
    else this.program(nowSeconds, this.ratePerMinute, command.value)
    return null
  }

  /** Changes rate and demand dose; takes effect at once when infusing. */
  program(nowSeconds: number, ratePerMinute: number, demandDose: number): void {
    this.ratePerMinute = ratePerMinute
    this.demandDose = demandDose
    if (this.state === "infusing") this.#setFlow(nowSeconds, ratePerMinute)
  }

  /** Whether the patient's button would give a dose now: not locked out, not over the four-hour limit, not stopped. */
  acceptsDemand(nowSeconds: number): boolean {
    if (!this.isDelivering || this.demandDose <= 0) return false
    if (nowSeconds - this.#lastDemandSeconds < this.order.lockoutSeconds) return false
    return this.bolusInLastFourHours(nowSeconds) + this.demandDose <= this.order.fourHourLimitDose
  }

  /** The patient's button. */
  demand(nowSeconds: number): boolean {
    if (!this.acceptsDemand(nowSeconds)) return false
    this.#lastDemandSeconds = nowSeconds
    return this.giveBolus(nowSeconds, this.demandDose)
  }

  /** Pushes a dose at once; false, and nothing given, unless the pump is infusing. */
  giveBolus(nowSeconds: number, dose: number): boolean {
    if (!this.isDelivering) return false
    this.commandedDose += dose
    this.#recentBolusTimes.push(nowSeconds)
    this.#recentBolusDoses.push(dose)
    this.body.bolus(nowSeconds, dose)
    return true
  }

  /** Sum of boluses in the four hours before now [dose unit]. */
  bolusInLastFourHours(nowSeconds: number): number {
    while (
      this.#recentBolusTimes.length > 0 &&
      (this.#recentBolusTimes[0] as number) <= nowSeconds - FOUR_HOURS_SECONDS
    ) {
      this.#recentBolusTimes.shift()
      this.#recentBolusDoses.shift()
    }
    let sum = 0
    for (const dose of this.#recentBolusDoses) sum += dose
    return sum
  }

  /** Leaves `infusing`; `residualPerMinute` keeps flowing (keep-vein-open). */
  interrupt(nowSeconds: number, state: Exclude<PumpState, "infusing">, residualPerMinute = 0): void {
    if (Number.isNaN(this.#stoppedSinceSeconds)) this.#stoppedSinceSeconds = nowSeconds
    this.state = state
    this.#setFlow(nowSeconds, residualPerMinute)
  }

  /** Goes back to `infusing` at the programmed rate. */
  resume(nowSeconds: number): void {
    this.settle(nowSeconds)
    this.#stoppedSinceSeconds = NaN
    this.state = "infusing"
    this.#setFlow(nowSeconds, this.ratePerMinute)
  }

  /** Brings the accounts of dose and interruption up to now. */
  settle(nowSeconds: number): void {
    this.commandedDose += (this.#flowPerMinute * (nowSeconds - this.#flowSinceSeconds)) / 60
    this.#flowSinceSeconds = nowSeconds
    if (!Number.isNaN(this.#stoppedSinceSeconds)) {
      this.interruptedSeconds += nowSeconds - this.#stoppedSinceSeconds
      this.#stoppedSinceSeconds = nowSeconds
    }
  }

  #setFlow(nowSeconds: number, perMinute: number): void {
    this.settle(nowSeconds)
    this.#flowPerMinute = perMinute
    this.body.setRate(nowSeconds, perMinute)
  }
}
