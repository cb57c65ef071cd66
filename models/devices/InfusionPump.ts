// The therapy side of an infusion pump: what it delivers, what it refuses, when it stops. States follow the generic
// infusion pump work (GIP/GPCA, UPenn TR MS-CIS-08-31). Communications live elsewhere: a flooded radio does not touch
// this state machine (fail-operational, CISA ICSMA-20-317-01).

import { type Body } from "../patients/Body.ts"
import { BolusHistory } from "./BolusHistory.ts"
import { InfusionLine } from "./InfusionLine.ts"
import { type InstalledLibrary, judge } from "./DrugLibrary.ts"
import { type Order } from "./Order.ts"
import {
  isDeliveringState,
  nextState,
  type PumpEvent,
  type PumpState,
  pumpStates,
  restartEvents,
  stoppingEvents
} from "./PumpState.ts"
import { Reservoir } from "./Reservoir.ts"

/** What a remote command asks for; the number travels in a frame. */
export const Command = { setRate: 0, bolus: 1, setDemandDose: 2, installLibrary: 3 } as const

export type Refusal =
  | "not-authentic"
  | "replayed"
  | "beyond-hard-limit"
  | "beyond-four-hour-limit"
  | "therapy-running"
  | "not-infusing"
  | "beyond-soft-limit"
  | "beyond-pump-maximum"

/** A remote command as it reaches the pump's checks. */
export interface ReceivedCommand {
  readonly code: number
  /** Dose unit of the drug, per minute for `setRate`; the version for `installLibrary`. */
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

/** Told of what happens in the pump, so that it can schedule what comes of it. */
export interface PumpWatcher {
  /** Flow, line or reservoir changed. */
  readonly changed: (pump: InfusionPump) => void
  /** Somebody is about to start the pump: whatever stopped it is put right first. */
  readonly madeReady: (pump: InfusionPump, nowSeconds: number) => void
  /** A drug library arrived. */
  readonly libraryReceived: (pump: InfusionPump, version: number) => void
}

/** A change of rate under way: `done` of `steps` equal steps are made. */
interface Ramp {
  readonly from: number
  readonly startSeconds: number
  readonly steps: number
  done: number
}

const RAMP_STEP_SECONDS = 60
const ROUNDING_SECONDS = 1e-9

export class InfusionPump {
  readonly index: number
  readonly isWearable: boolean
  order: Order
  readonly body: Body
  readonly checks: Array<CommandCheck> = []
  readonly line = new InfusionLine()
  reservoir = Reservoir.unlimited()
  watcher: PumpWatcher | null = null
  /** The drug library that this pump really has; null while it infuses outside any library. */
  library: InstalledLibrary | null = null
  /** Fastest infusion that the drive can make of this drug [dose unit/min]. */
  maximumPerMinute = Infinity
  /** Time over which the pump goes to a new rate, in steps; 0: at once [s]. */
  rampSeconds = 0
  state: PumpState = "infusing"
  /** Time spent in each state, in the order of `pumpStates` [s]. */
  readonly secondsIn = new Float64Array(pumpStates.length)
  /** What the pump is programmed to give; equals the order until somebody changes it. */
  ratePerMinute: number
  demandDose: number
  /** Dose that the state machine commanded so far [dose unit]. */
  commandedDose = 0
  /** Dose that the drive displaced: commanded with this pump's steady error [dose unit]. */
  displacedDose = 0
  /** Dose that reached the patient [dose unit]; what was displaced beyond it is in the line or was lost there. */
  deliveredDose = 0
  /** Continuous dose that was ordered so far [dose unit]; boluses are not in it. */
  prescribedDose = 0
  /** Time in which a prescribed therapy was not delivered as programmed [s], how often that began, and the longest such time. */
  interruptedSeconds = 0
  interruptions = 0
  longestInterruptionSeconds = 0

  #flowPerMinute = 0
  #ramp: Ramp | null = null
  #reachingPerMinute = NaN
  #flowSinceSeconds = 0
  #presentInterruptionSeconds = 0
  #lastDemandSeconds = -Infinity
  #isOnHold = false
  readonly #boluses = new BolusHistory()

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

  /** True while a nurse at the bedside has to do something before the pump infuses again; a rescuer's pause is not that. */
  get awaitsNurse(): boolean {
    return (
      this.state !== "infusing" && this.state !== "standby" && (this.state !== "paused" || this.#isOnHold)
    )
  }

  get isOnHold(): boolean {
    return this.#isOnHold
  }

  /** Commanded flow now [dose unit/min]. */
  get flowPerMinute(): number {
    return this.#flowPerMinute
  }

  /** Runs the pump's checks, then obeys; the first refusal wins. */
  receive(command: ReceivedCommand, nowSeconds: number): Refusal | null {
    for (const check of this.checks) {
      const refusal = check(this, command, nowSeconds)
      if (refusal !== null) return refusal
    }
    if (command.code === Command.installLibrary) {
      this.watcher?.libraryReceived(this, command.value)
      return null
    }
    if (command.code === Command.setRate && command.value > this.maximumPerMinute)
      return "beyond-pump-maximum"
    if (command.code === Command.bolus)
      return this.giveBolus(nowSeconds, command.value) ? null : "not-infusing"
    if (command.code === Command.setRate) this.program(nowSeconds, command.value, this.demandDose)
    else this.program(nowSeconds, this.ratePerMinute, command.value)
    return null
  }

  /** A physician changes the ordered rate; the pump goes on as programmed. */
  prescribe(nowSeconds: number, dosePerMinute: number): void {
    this.settle(nowSeconds)
    this.order = { ...this.order, dosePerMinute }
  }

  /** A physician changes the dose of the patient's button; the pump goes on as programmed. */
  prescribeDemand(demandDose: number): void {
    this.order = { ...this.order, demandDose }
  }

  /** Changes rate and demand dose; takes effect at once when infusing. */
  program(nowSeconds: number, ratePerMinute: number, demandDose: number): void {
    this.ratePerMinute = ratePerMinute
    this.demandDose = demandDose
    if (!this.isDelivering) return
    const from = this.#flowPerMinute
    const steps = from === ratePerMinute ? 0 : Math.ceil(this.rampSeconds / RAMP_STEP_SECONDS)
    this.#ramp = steps > 1 ? { from, startSeconds: nowSeconds, steps, done: 1 } : null
    this.#setFlow(nowSeconds, this.#rampedFlow())
  }

  /** When the next step of a ramp is due [s]; Infinity without one. */
  get nextRampStepSeconds(): number {
    if (this.#ramp === null) return Infinity
    const { done, startSeconds, steps } = this.#ramp
    return startSeconds + (done * this.rampSeconds) / steps
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

  /** Pushes a dose, or what is left of it in the reservoir, at once; false, and nothing given, unless the pump is infusing. */
  giveBolus(nowSeconds: number, dose: number): boolean {
    if (!this.isDelivering || this.reservoir.isComplete) return false
    this.settle(nowSeconds)
    const given = Math.min(dose, this.reservoir.remainingDose / this.line.gain)
    this.commandedDose += given
    this.#boluses.add(nowSeconds, given)
    const reached = this.#displace(given)
    if (reached > 0) this.body.bolus(nowSeconds, reached)
    this.deliveredDose += reached
    this.#updateFlow(nowSeconds)
    return true
  }

  /** Sum of boluses in the four hours before now [dose unit]. */
  bolusInLastFourHours(nowSeconds: number): number {
    return this.#boluses.sum(nowSeconds)
  }

  /** Lets an event of the state machine happen; gives why not, or null. `residualPerMinute` flows on in keep-vein-open. */
  apply(nowSeconds: number, event: PumpEvent, residualPerMinute = 0): string | null {
    const next = nextState(this.state, event)
    if (next === null) return `"${event}" is not legal in state "${this.state}"`
    this.settle(nowSeconds)
    this.#isOnHold = false
    const wasInfusing = this.isDelivering
    this.state = next
    if (wasInfusing) {
      this.#presentInterruptionSeconds = 0
      this.interruptions++
    }
    this.#ramp = null
    const perMinute = next === "infusing" ? this.ratePerMinute : residualPerMinute
    this.#setFlow(nowSeconds, isDeliveringState(next) ? perMinute : 0)
    return null
  }

  /** Leaves `infusing`; `residualPerMinute` keeps flowing (keep-vein-open). Gives why not, or null. */
  interrupt(nowSeconds: number, state: keyof typeof stoppingEvents, residualPerMinute = 0): string | null {
    return this.apply(nowSeconds, stoppingEvents[state], residualPerMinute)
  }

  /** A nurse holds the infusion and means to come back; unlike a rescuer's pause, whoever comes may end it. */
  hold(nowSeconds: number): string | null {
    const refusal = this.interrupt(nowSeconds, "paused")
    this.#isOnHold = refusal === null
    return refusal
  }

  /** A nurse puts right what stopped the pump and starts it: back to `infusing` at the programmed rate. */
  resume(nowSeconds: number): void {
    this.watcher?.madeReady(this, nowSeconds)
    for (const event of restartEvents[this.state]) this.apply(nowSeconds, event)
  }

  /** Brings what reaches the patient up to what the line lets through now, and a ramp to its present step. */
  refreshFlow(nowSeconds: number): void {
    this.settle(nowSeconds)
    if (this.#ramp !== null && nowSeconds >= this.nextRampStepSeconds - ROUNDING_SECONDS) {
      this.#ramp.done++
      this.#flowPerMinute = Math.min(this.#rampedFlow(), this.maximumPerMinute)
      if (this.#ramp.done === this.#ramp.steps) this.#ramp = null
    }
    this.#updateFlow(nowSeconds)
  }

  /** Something closed the line: what the drive displaces is stored until the pressure stops it. */
  closeLine(nowSeconds: number, alarmDose: number): void {
    this.settle(nowSeconds)
    this.line.isClosed = true
    this.line.alarmDose = alarmDose
    this.#updateFlow(nowSeconds)
  }

  /** Opens the line; a share of what it stored reaches the patient at once. */
  openLine(nowSeconds: number, patientShare: number): void {
    this.settle(nowSeconds)
    const bolus = this.line.open(patientShare)
    if (bolus > 0) this.body.bolus(nowSeconds, bolus)
    this.deliveredDose += bolus
    this.#updateFlow(nowSeconds)
  }

  /** A new container, whose syringe first takes up `slackDose`. */
  replaceReservoir(nowSeconds: number, slackDose: number): void {
    this.settle(nowSeconds)
    this.reservoir.replace()
    this.line.slackDose = slackDose
    this.#updateFlow(nowSeconds)
  }

  /** What the installed library says to a setting; outside a library nothing is asked. */
  judge(ratePerMinute: number, bolus: number): "within" | "soft" | "hard" {
    return this.library === null ? "within" : judge(this.library, ratePerMinute, bolus)
  }

  /** Brings the accounts of dose and interruption up to now. */
  settle(nowSeconds: number): void {
    const elapsedSeconds = nowSeconds - this.#flowSinceSeconds
    if (elapsedSeconds === 0) return
    const commanded = (this.#flowPerMinute * elapsedSeconds) / 60
    this.commandedDose += commanded
    if (commanded > 0) this.deliveredDose += this.#displace(commanded)
    this.prescribedDose += (this.order.dosePerMinute * elapsedSeconds) / 60
    const state = pumpStates.indexOf(this.state)
    this.secondsIn[state] = (this.secondsIn[state] as number) + elapsedSeconds
    this.#flowSinceSeconds = nowSeconds
    if (!this.isDelivering) {
      this.interruptedSeconds += elapsedSeconds
      this.#presentInterruptionSeconds += elapsedSeconds
      this.longestInterruptionSeconds = Math.max(
        this.longestInterruptionSeconds,
        this.#presentInterruptionSeconds
      )
    }
  }

  #rampedFlow(): number {
    if (this.#ramp === null) return this.ratePerMinute
    const { done, from, steps } = this.#ramp
    return from + ((this.ratePerMinute - from) * done) / steps
  }

  #setFlow(nowSeconds: number, perMinute: number): void {
    this.settle(nowSeconds)
    this.#flowPerMinute = Math.min(perMinute, this.maximumPerMinute)
    this.#updateFlow(nowSeconds)
  }

  /** What the drive displaces leaves the reservoir; gives what of it reaches the patient. */
  #displace(commandedDose: number): number {
    const displaced = commandedDose * this.line.gain
    this.displacedDose += displaced
    this.reservoir.draw(displaced)
    return this.line.pass(displaced)
  }

  #updateFlow(nowSeconds: number): void {
    const reaching = this.line.reaching(this.#flowPerMinute)
    if (reaching !== this.#reachingPerMinute) this.body.setRate(nowSeconds, reaching)
    this.#reachingPerMinute = reaching
    this.watcher?.changed(this)
  }
}
