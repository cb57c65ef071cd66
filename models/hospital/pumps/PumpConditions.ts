// What a pump's own physics brings about: slack that is taken up, a reservoir that nears its end, completes and runs dry, a
// closed line whose pressure rises to the limit, a hold that expires. One event per pump, at the exact time.

import { type EventHandle } from "../../../src/engine/Calendar.ts"
import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { parameter } from "../../data/parameters.ts"
import { type InfusionPump, type PumpWatcher } from "../../devices/InfusionPump.ts"
import { pumpAlarmCause } from "../../devices/pumpAlarms.ts"
import { type AlarmDraw, alarmDraws } from "./alarmDraws.ts"
import { lazily } from "../lazyStreams.ts"
import { keepVeinOpenPerMinute, occlusionDose, slackDraw } from "./pumpEquipment.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

const NONE = -1
const NANOSECOND = 1e-9
const HOLD_SECONDS = parameter("pump.hold-time")
const COMMUNICATION_LOST_SECONDS = parameter("pump.communication-lost-time")
const PATIENT_SHARE = parameter("pump.occlusion.patient-share")

export interface PumpConditionsOptions {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly hearingProbability: (pump: InfusionPump) => number
  /** A pump sounds an alarm for a condition that began at `sinceSeconds`. */
  readonly sounds: (patient: number, cause: string, draw: AlarmDraw, sinceSeconds: number) => void
  /** What reaches a patient changed. */
  readonly bodyChanged: (patient: number) => void
  /** A drug library arrived at a pump. */
  readonly libraryReceived: (pump: InfusionPump, version: number) => void
}

export class PumpConditions implements PumpWatcher {
  /** Times that a pump told of the near end of its reservoir, which is information and no alarm. */
  nearEnds = 0
  /** Lines that closed, whether or not the pump has noticed. */
  closedLines = 0

  readonly #options: PumpConditionsOptions
  readonly #handles: Float64Array
  readonly #hasToldNearEnd: Uint8Array
  readonly #isOccluded: Uint8Array
  readonly #holds: Int32Array
  /** Since when a pump has no session [s]; NaN: it has one, Infinity: the pump has shown it. */
  readonly #disconnectedSince: Float64Array
  readonly #drawOf: (patient: number) => () => AlarmDraw
  readonly #slackOf: (patient: number) => () => number
  /** Luck of the alarms that will sound once the pressure is up, and once the hold is over. */
  readonly #closedSeconds: Array<number> = []
  readonly #occlusionDraw: Array<AlarmDraw | undefined> = []
  readonly #holdDraw: Array<AlarmDraw | undefined> = []
  readonly #due: EventKind
  readonly #holdIsOver: EventKind

  constructor(options: PumpConditionsOptions) {
    this.#options = options
    const { kernel, pumps, streams } = options
    this.#handles = new Float64Array(pumps.length).fill(NONE)
    this.#hasToldNearEnd = new Uint8Array(pumps.length)
    this.#isOccluded = new Uint8Array(pumps.length)
    this.#holds = new Int32Array(pumps.length)
    this.#disconnectedSince = new Float64Array(pumps.length).fill(NaN)
    this.#drawOf = lazily((patient) =>
      alarmDraws(
        streams.stream("pump-condition-details", patient),
        options.hearingProbability(this.#pump(patient))
      )
    )
    this.#slackOf = lazily((patient) =>
      slackDraw(this.#pump(patient), streams.stream("syringe-slack", patient))
    )
    this.#due = kernel.kind("pump condition is due", (patient) => this.#happens(patient))
    this.#holdIsOver = kernel.kind("pump hold expires", (patient, hold) => this.#endHold(patient, hold))
    for (const pump of pumps) {
      pump.watcher = this
      this.changed(pump)
    }
  }

  libraryReceived(pump: InfusionPump, version: number): void {
    this.#options.libraryReceived(pump, version)
  }

  /** Schedules what happens next in a pump by itself. */
  changed(pump: InfusionPump): void {
    const { index } = pump
    const { kernel } = this.#options
    const handle = this.#handles[index] as EventHandle
    if (handle !== NONE) kernel.cancel(handle)
    const seconds = this.#secondsUntilChange(pump)
    this.#handles[index] = scheduleInRun(kernel, Math.max(seconds, NANOSECOND), this.#due, index)
  }

  /** Whoever starts a pump first opens its line and puts in a new container, where that is why it stopped. */
  madeReady(pump: InfusionPump, nowSeconds: number): void {
    const { index, reservoir } = pump
    if (this.#isOccluded[index] === 1) {
      this.#isOccluded[index] = 0
      pump.openLine(nowSeconds, PATIENT_SHARE)
    }
    if (!reservoir.isNearEnd) return
    this.#hasToldNearEnd[index] = 0
    pump.replaceReservoir(nowSeconds, this.#slackOf(index)())
  }

  /** A nurse at the bedside replaces a container that is near its end: the pump stands still meanwhile. */
  nurseArrives(patient: number): void {
    const pump = this.#pump(patient)
    pump.settle(this.#options.kernel.now)
    const refusal = pump.reservoir.isNearEnd ? pump.interrupt(this.#options.kernel.now, "programming") : ""
    if (refusal === null) this.#options.bodyChanged(patient)
  }

  /** Nobody leaves a pump that is half programmed, or that began to alarm meanwhile. */
  nurseLeaves(patient: number): void {
    const pump = this.#pump(patient)
    if (!pump.awaitsNurse) return
    pump.resume(this.#options.kernel.now)
    this.#options.bodyChanged(patient)
  }

  /** A nurse holds an infusion and forgets it. */
  hold(patient: number, draw: AlarmDraw): void {
    const { bodyChanged, kernel } = this.#options
    if (this.#pump(patient).hold(kernel.now) !== null) return
    this.#holdDraw[patient] = draw
    const hold = (this.#holds[patient] as number) + 1
    this.#holds[patient] = hold
    kernel.schedule(HOLD_SECONDS, this.#holdIsOver, patient, hold)
    bodyChanged(patient)
  }

  /** Something closes a line; `luck` in [0, 1) is where in the published range the pump notices. */
  closeLine(patient: number, draw: AlarmDraw, luck: number): void {
    const pump = this.#pump(patient)
    if (pump.line.isClosed) return
    this.closedLines++
    this.#occlusionDraw[patient] = draw
    this.#closedSeconds[patient] = this.#options.kernel.now
    pump.closeLine(this.#options.kernel.now, occlusionDose(pump, luck))
    this.#options.bodyChanged(patient)
  }

  /** A status message is due and there is no session: after a while the pump shows that it is not connected. */
  notConnected(patient: number): void {
    const { now } = this.#options.kernel
    const since = this.#disconnectedSince[patient] as number
    if (Number.isNaN(since)) this.#disconnectedSince[patient] = now
    else if (now - since >= COMMUNICATION_LOST_SECONDS) {
      this.#disconnectedSince[patient] = Infinity
      this.sound(patient, "communication_lost", this.#draw(patient), since)
    }
  }

  connected(patient: number): void {
    this.#disconnectedSince[patient] = NaN
  }

  /** The pump sounds, and stops as the cause has it. */
  sound(patient: number, cause: string, draw: AlarmDraw, sinceSeconds = this.#options.kernel.now): void {
    const { bodyChanged, kernel, sounds } = this.#options
    const pump = this.#pump(patient)
    const { effect } = pumpAlarmCause(cause)
    if (effect !== "none") {
      const residual = effect === "keep-vein-open" ? keepVeinOpenPerMinute(pump) : 0
      const state = effect === "keep-vein-open" && residual === 0 ? "alarm" : effect
      if (pump.interrupt(kernel.now, state, residual) !== null) return
      bodyChanged(patient)
    }
    sounds(patient, cause, draw, sinceSeconds)
  }

  #pump(patient: number): InfusionPump {
    return this.#options.pumps[patient] as InfusionPump
  }

  #secondsUntilChange(pump: InfusionPump): number {
    const { line, reservoir } = pump
    if (pump.isDelivering && (reservoir.isComplete || line.untilChange() === 0)) return 0
    const untilStep = Math.max(0, pump.nextRampStepSeconds - this.#options.kernel.now)
    const perSecond = (pump.flowPerMinute * line.gain) / 60
    if (perSecond === 0) return untilStep
    return Math.min(untilStep, Math.min(reservoir.untilChange(), line.untilChange()) / perSecond)
  }

  #happens(patient: number): void {
    const { bodyChanged, kernel } = this.#options
    const pump = this.#pump(patient)
    const { line, reservoir } = pump
    this.#handles[patient] = NONE
    pump.refreshFlow(kernel.now)
    if (reservoir.isNearEnd && this.#hasToldNearEnd[patient] === 0) {
      this.#hasToldNearEnd[patient] = 1
      this.nearEnds++
    }
    if (line.isClosed && line.storedDose >= line.alarmDose * (1 - 1e-9)) {
      this.#isOccluded[patient] = 1
      const since = this.#closedSeconds[patient] as number
      return this.sound(patient, "downstream_occlusion", this.#occlusionDraw[patient] as AlarmDraw, since)
    }
    if (pump.isDelivering && reservoir.isComplete)
      return this.sound(patient, "keep_vein_open", this.#draw(patient))
    if (reservoir.isDry) return this.sound(patient, "reservoir_empty", this.#draw(patient))
    return bodyChanged(patient)
  }

  #draw(patient: number): AlarmDraw {
    return this.#drawOf(patient)()
  }

  #endHold(patient: number, hold: number): void {
    if (this.#holds[patient] !== hold || !this.#pump(patient).isOnHold) return
    const since = this.#options.kernel.now - HOLD_SECONDS
    this.sound(patient, "hold_expired", this.#holdDraw[patient] as AlarmDraw, since)
  }
}
