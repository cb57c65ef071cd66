// One hospital during one run: puts population, telemetry, staff and daily life together and keeps the records that metrics
// read. This is the only place that knows all of them.

import { type Effect } from "effect"
import { type Kernel } from "../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../src/engine/RandomStreams.ts"
import { parameter, parameterField } from "../data/parameters.ts"
import { type Alarm } from "../devices/Alarm.ts"
import { FrameType } from "../devices/Frames.ts"
import { type InfusionPump } from "../devices/InfusionPump.ts"
import { answerAlarm, type CareContext, programByHand, routineVisit } from "../staff/bedsideCare.ts"
import { Staff, TaskRank } from "../staff/Staff.ts"
import { AlarmReporter } from "./AlarmReporter.ts"
import { buildInfrastructure, type Infrastructure } from "./Infrastructure.ts"
import { HandshakeFloods } from "./HandshakeFloods.ts"
import { monitorFor, monitorResponse } from "./monitors.ts"
import { Orders } from "./Orders.ts"
import { PatientClock } from "./PatientClock.ts"
import { keepVeinOpenPerMinute, populate } from "./population.ts"
import { type Scenario } from "./Scenario.ts"
import { type Security } from "./security.ts"
import { Sessions } from "./Sessions.ts"
import { Telemetry } from "./Telemetry.ts"
import { type AlarmDraw, startWardLife } from "./wardLife.ts"

const OUTAGE_WORKLOAD = parameter("outage.workload")
const STATUS_BYTES = parameter("msg.pcd01.size")
const MONITOR_HANDLING_SECONDS = parameterField("alarm.handling_time", "median_s")

export interface HospitalOptions {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly spawn: (name: string, process: Effect.Effect<void>) => unknown
  readonly scenario: Scenario
  readonly policy: Security
}

export class Hospital {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly scenario: Scenario
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly infrastructure: Infrastructure
  readonly telemetry: Telemetry
  readonly sessions: Sessions
  readonly staff: Staff
  readonly orders: Orders
  readonly floods: HandshakeFloods
  readonly alarms: Array<Alarm> = []
  /** Status messages that a pump could not send because it had no session. */
  statusWithoutSession = 0

  /** Alarms that no nurse has answered yet, by patient; at most one of each source. */
  readonly #openPumpAlarm: Array<Alarm | undefined> = []
  readonly #openMonitorAlarm: Array<Alarm | undefined> = []
  readonly #isAttended: Uint8Array
  readonly #reporter: AlarmReporter
  readonly #clock: PatientClock
  readonly #care: CareContext
  readonly #monitorResponse: ReadonlyArray<() => number>

  constructor({ kernel, policy, scenario, spawn, streams }: HospitalOptions) {
    this.kernel = kernel
    this.streams = streams
    this.scenario = scenario
    const population = populate(scenario, streams)
    this.pumps = population.pumps
    for (const pump of this.pumps) pump.checks.push(...policy.makeChecks.map((makeCheck) => makeCheck(pump)))
    this.infrastructure = buildInfrastructure(kernel, streams, scenario, policy)
    this.floods = new HandshakeFloods(kernel, this.infrastructure)
    this.telemetry = new Telemetry(kernel, this.infrastructure, {
      alarmArrived: (_pump, alarm) => this.#notified(this.alarms[alarm] as Alarm),
      alarmAcknowledged: (_pump, alarm) => this.#reporter.finish(alarm),
      commandArrived: (pump, frame) => this.orders.arrived(pump, frame),
      commandRefused: (_pump, frame, reason) => this.orders.refused(frame, reason),
      commandLost: (pump, frame) => this.orders.lost(pump, frame),
      helloAtGateway: (pump, frame) => this.sessions.helloAtGateway(pump, frame),
      cookieArrived: (pump, frame) => this.sessions.cookieArrived(pump, frame),
      helloReplyArrived: (pump, frame) => this.sessions.replyArrived(pump, frame)
    })
    this.sessions = new Sessions({
      kernel,
      guardLuck: this.infrastructure.gatewayProcessors.map((_, gateway) =>
        streams.stream("handshake-guard", gateway)
      ),
      parts: this.infrastructure,
      telemetry: this.telemetry,
      jitter: this.pumps.map(({ index }) => streams.stream("handshake-jitter", index)),
      onConnected: (pump) => this.#reporter.connected(pump)
    })
    this.#reporter = new AlarmReporter(kernel, this.alarms, this.telemetry, this.sessions)
    this.#clock = new PatientClock({
      kernel,
      pumps: this.pumps,
      monitors: this.pumps.map((pump) => monitorFor(pump, streams, scenario.patients.monitoredOpioidShare)),
      monitorSounds: (patient, cause) => this.#monitorAlarms(patient, cause)
    })
    this.#monitorResponse = this.pumps.map((pump) => monitorResponse(kernel, pump, streams))
    this.#isAttended = new Uint8Array(this.pumps.length)
    const noticing = this.pumps.map(({ index }) => streams.stream("notices", index))
    this.#care = {
      now: () => kernel.now,
      pumpOf: (patient) => this.pumps[patient] as InfusionPump,
      workload: () => (this.telemetry.isEhrDown ? OUTAGE_WORKLOAD : 1),
      noticeDraw: (patient) => (noticing[patient] as RandomStream)(),
      changed: (patient) => this.#clock.changed(patient),
      arrives: (patient) => this.#nurseArrives(patient),
      leaves: (patient) => this.#nurseLeaves(patient),
      later: spawn
    }
    this.staff = new Staff({
      kernel,
      spawn,
      nurseOfPatient: population.nurseOfPatient,
      nurses: population.nurses,
      alarms: this.alarms,
      answer: (alarm) => answerAlarm(this.#care, alarm)
    })
    this.orders = new Orders({
      kernel,
      pumps: this.pumps,
      telemetry: this.telemetry,
      sessions: this.sessions,
      assign: (patient, program) =>
        this.staff.assign(patient, TaskRank.manualOrder, programByHand(this.#care, patient, program)),
      changed: (patient) => this.#clock.changed(patient)
    })
    this.#start()
  }

  /** Pump alarms that no nurse has answered yet. */
  get openPumpAlarms(): number {
    return this.#openPumpAlarm.reduce((count, alarm) => (alarm === undefined ? count : count + 1), 0)
  }

  /** Brings every account up to now, before metrics are read. */
  settle(): void {
    this.floods.settle()
    for (const pump of this.pumps) {
      pump.settle(this.kernel.now)
      pump.body.advanceTo(this.kernel.now)
    }
  }

  #start(): void {
    const { kernel, scenario, streams } = this
    const interval = scenario.pumps.statusInterval
    const status = kernel.kind("status is due", (pump) => {
      kernel.schedule(interval, status, pump)
      if (this.sessions.isConnected(pump)) this.telemetry.sendUp(FrameType.status, pump, STATUS_BYTES, 0)
      else this.statusWithoutSession++
    })
    for (const pump of this.pumps) {
      const phase = streams.stream("status-phase", pump.index)
      kernel.schedule(phase() * interval, status, pump.index)
      this.sessions.connectAfter(pump.index, phase() * interval)
      this.#clock.changed(pump.index)
    }
    startWardLife({
      kernel,
      streams,
      pumps: this.pumps,
      pumpAlarmsPerSecond: scenario.staff.pumpAlarmsPerHour,
      hearingProbability: (pump) =>
        pump.isWearable ? scenario.staff.hearsWearableAlarm : scenario.staff.hearsBedsideAlarm,
      actions: {
        pumpAlarms: (patient, draw) => this.#pumpAlarms(patient, draw),
        presses: (patient) => this.#presses(patient),
        orders: (patient, command, value) => this.orders.place(patient, command, value),
        visits: (patient) =>
          this.staff.assign(patient, TaskRank.routineVisit, routineVisit(this.#care, patient))
      }
    })
  }

  #pumpAlarms(patient: number, draw: AlarmDraw): void {
    const pump = this.pumps[patient] as InfusionPump
    // The draw is used up all the same: a pump that is already stopped would otherwise shift the luck of later alarms.
    if (!pump.isDelivering) return
    const alarm = this.#raise(patient, "pump", draw.cause, {
      isHighPriority: draw.cause !== "keep_vein_open",
      responseSeconds: draw.responseSeconds,
      handlingSeconds: draw.handlingSeconds
    })
    const isKeptOpen = draw.cause === "keep_vein_open"
    pump.interrupt(
      this.kernel.now,
      isKeptOpen ? "keep-vein-open" : "alarm",
      isKeptOpen ? keepVeinOpenPerMinute(pump) : 0
    )
    this.#clock.changed(patient)
    // A nurse who is at the bedside anyway clears the pump before she leaves.
    if (this.#isAttended[patient] === 1) return this.#addressed(alarm)
    this.#openPumpAlarm[patient] = alarm
    this.#reporter.report(alarm)
    if (draw.isHeard) this.staff.becomeAware(alarm)
    return undefined
  }

  #monitorAlarms(patient: number, cause: string): void {
    const alarm = this.#raise(patient, "monitor", cause, {
      isHighPriority: true,
      responseSeconds: (this.#monitorResponse[patient] as () => number)(),
      handlingSeconds: MONITOR_HANDLING_SECONDS
    })
    this.#openMonitorAlarm[patient] = alarm
    this.staff.becomeAware(alarm)
  }

  #raise(
    patient: number,
    source: Alarm["source"],
    cause: string,
    draw: Pick<Alarm, "isHighPriority" | "responseSeconds" | "handlingSeconds">
  ): Alarm {
    const alarm: Alarm = {
      index: this.alarms.length,
      patient,
      source,
      cause,
      ...draw,
      onsetSeconds: this.kernel.now,
      notifiedSeconds: NaN,
      awareSeconds: NaN,
      addressedSeconds: NaN
    }
    this.alarms.push(alarm)
    return alarm
  }

  /** The pump server tells the nurse's phone. */
  #notified(alarm: Alarm): void {
    if (Number.isNaN(alarm.notifiedSeconds) && Number.isNaN(alarm.addressedSeconds)) {
      alarm.notifiedSeconds = this.kernel.now
    }
    this.staff.becomeAware(alarm)
  }

  #nurseArrives(patient: number): void {
    this.#isAttended[patient] = 1
    for (const open of [this.#openPumpAlarm, this.#openMonitorAlarm]) {
      const alarm = open[patient]
      if (alarm !== undefined) this.#addressed(alarm)
      open[patient] = undefined
    }
    this.#clock.attend(patient)
  }

  #nurseLeaves(patient: number): void {
    this.#isAttended[patient] = 0
    this.#clock.leave(patient)
  }

  #addressed(alarm: Alarm): void {
    alarm.addressedSeconds = this.kernel.now
    if (Number.isNaN(alarm.awareSeconds)) alarm.awareSeconds = this.kernel.now
    this.#reporter.finish(alarm.index)
  }

  #presses(patient: number): void {
    const pump = this.pumps[patient] as InfusionPump
    // Asked first because it costs next to nothing.
    if (!pump.acceptsDemand(this.kernel.now)) return
    pump.body.advanceTo(this.kernel.now)
    if (pump.body.demandsRelief() && pump.demand(this.kernel.now)) this.#clock.changed(patient)
  }
}
