// One hospital during one run: puts population, telemetry, staff and daily life together and keeps the records that metrics
// read. This is the only place that knows all of them.

import { type Effect } from "effect"
import { type Kernel } from "../../src/engine/Kernel.ts"
import { type RandomStreams } from "../../src/engine/RandomStreams.ts"
import { type Alarm } from "../devices/Alarm.ts"
import { type InfusionPump } from "../devices/InfusionPump.ts"
import { pumpAlarmCause } from "../devices/pumpAlarms.ts"
import { programByHand, routineVisit } from "../staff/bedsideCare.ts"
import { TaskRank } from "../staff/Nurse.ts"
import { bolusByHand, programOrder } from "../staff/rescue.ts"
import { type Staff } from "../staff/Staff.ts"
import { type AlarmDraw } from "./pumps/alarmDraws.ts"
import { AlarmReporter } from "./transport/AlarmReporter.ts"
import { AvailabilityRecord } from "./reports/Availability.ts"
import { buildInfrastructure, type Infrastructure } from "./transport/Infrastructure.ts"
import { HandshakeFloods } from "./sessions/HandshakeFloods.ts"
import { type AlarmFields, MonitorDesk } from "./care/MonitorDesk.ts"
import { type DrugLibraries } from "./pumps/DrugLibraries.ts"
import { installPumps } from "./pumps/installPumps.ts"
import { type MainsLosses } from "./pumps/MainsLosses.ts"
import { Orders } from "./care/Orders.ts"
import { PatientClock } from "./care/PatientClock.ts"
import { startMeals } from "./pumps/meals.ts"
import { type PumpConditions } from "./pumps/PumpConditions.ts"
import { GatewayFailover } from "./transport/GatewayFailover.ts"
import { GatewayWatch } from "./transport/GatewayWatch.ts"
import { Outages } from "./transport/Outages.ts"
import { populate } from "./population.ts"
import { OutageProbes } from "./transport/OutageProbes.ts"
import { PumpBatteries } from "./pumps/PumpBatteries.ts"
import { startWatchdogs } from "./transport/pumpProcessors.ts"
import { buildRecordFlow, type RecordFlow } from "./care/recordFlow.ts"
import { type Scenario } from "./Scenario.ts"
import { type Security } from "./security.ts"
import { startServerSessions } from "./sessions/ServerSessions.ts"
import { Sessions } from "./sessions/Sessions.ts"
import { StatusReports } from "./transport/StatusReports.ts"
import { Telemetry } from "./transport/Telemetry.ts"
import { buildWardCare, type WardCare } from "./care/wardCare.ts"
import { startWardLife } from "./care/wardLife.ts"

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
  readonly outages: Outages
  readonly failover: GatewayFailover
  readonly watch: GatewayWatch
  readonly alarms: Array<Alarm> = []
  /** What samples of the run showed; without sampling nothing. */
  readonly availability = new AvailabilityRecord()
  readonly conditions: PumpConditions
  readonly batteries: PumpBatteries
  readonly mains: MainsLosses
  readonly probes: OutageProbes
  readonly library: DrugLibraries
  /** When staff began a rescue [s], by patient. */
  readonly rescues = new Map<number, Array<number>>()
  readonly status: StatusReports

  /** Alarms that no nurse has answered yet, by patient; of a monitor at most one. */
  readonly #openPumpAlarms: ReadonlyArray<Array<Alarm>>
  /** Pump alarms that a nurse came for and whose pump does not infuse yet, by patient. */
  readonly #unresolvedPumpAlarms: ReadonlyArray<Array<Alarm>>
  readonly #isAttended: Uint8Array
  readonly #reporter: AlarmReporter
  readonly #clock: PatientClock
  readonly desk: MonitorDesk
  readonly wardCare: WardCare
  readonly records: RecordFlow

  constructor({ kernel, policy, scenario, spawn, streams }: HospitalOptions) {
    this.kernel = kernel
    this.streams = streams
    this.scenario = scenario
    const population = populate(scenario, streams)
    this.pumps = population.pumps
    for (const pump of this.pumps) pump.checks.push(...policy.makeChecks.map((makeCheck) => makeCheck(pump)))
    this.infrastructure = buildInfrastructure(kernel, streams, scenario, policy)
    this.floods = new HandshakeFloods(kernel, this.infrastructure, () => this.sessions.costlySeconds)
    this.watch = new GatewayWatch(kernel, streams, this.infrastructure, () => this.sessions)
    this.telemetry = new Telemetry(kernel, this.infrastructure, {
      alarmArrived: (_pump, alarm) => this.#notified(this.alarms[alarm] as Alarm),
      alarmAcknowledged: (_pump, alarm) => this.#reporter.finish(alarm),
      commandArrived: (pump, frame) => this.orders.arrived(pump, frame),
      commandRefused: (_pump, frame, reason) => this.orders.refused(frame, reason),
      commandLost: (pump, frame) => this.orders.lost(pump, frame),
      handshakeAtGateway: (pump, frame) => this.sessions.atGateway(pump, frame),
      handshakeAtPump: (pump, frame) => this.sessions.atPump(pump, frame),
      usesSession: (pump, bytes) => this.sessions.use(pump, bytes),
      unanswered: (pump) => this.watch.unanswered(pump)
    })
    const shared = { kernel, parts: this.infrastructure, telemetry: this.telemetry, watch: this.watch }
    this.failover = new GatewayFailover({ ...shared, floods: this.floods, network: scenario.network })
    this.outages = new Outages({
      ...shared,
      streams,
      failover: this.failover,
      network: scenario.network
    })
    this.sessions = new Sessions({
      kernel,
      streams,
      scenario,
      parts: this.infrastructure,
      telemetry: this.telemetry,
      onConnected: (pump) => {
        this.conditions.connected(pump)
        this.probes.connected(pump)
        this.#reporter.connected(pump)
      },
      onLoses: (pump) => this.status.loses(pump),
      onUnknown: (pump) => this.watch.unknownSession(pump)
    })
    this.status = new StatusReports({
      kernel,
      interval: scenario.pumps.statusInterval,
      telemetry: this.telemetry,
      processors: this.infrastructure.pumpProcessors,
      isConnected: (pump) => this.sessions.isConnected(pump),
      notConnected: (pump) => this.conditions.notConnected(pump)
    })
    this.infrastructure.expected.handOver = (pump) => this.status.handOver(pump)
    this.#reporter = new AlarmReporter(kernel, this.alarms, this.telemetry, this.sessions)
    this.desk = new MonitorDesk({
      kernel,
      streams,
      scenario,
      pumps: this.pumps,
      raise: (patient, cause, fields) => this.#raise(patient, "monitor", cause, fields),
      staff: () => this.staff
    })
    this.#clock = new PatientClock({ kernel, pumps: this.pumps, look: (patient) => this.desk.look(patient) })
    this.#isAttended = new Uint8Array(this.pumps.length)
    this.#openPumpAlarms = this.pumps.map(() => [])
    this.#unresolvedPumpAlarms = this.pumps.map(() => [])
    const machines = installPumps(this, {
      sounds: (patient, cause, draw, since) => this.#pumpSounds(patient, cause, draw, since),
      bodyChanged: (patient) => this.#clock.changed(patient),
      push: (patient, version) => this.orders.pushLibrary(patient, version)
    })
    this.conditions = machines.conditions
    this.library = machines.library
    this.mains = machines.mains
    this.wardCare = buildWardCare({
      hospital: this,
      population,
      spawn,
      desk: this.desk,
      signals: {
        changed: (patient) => this.#clock.changed(patient),
        arrives: (patient) => this.#nurseArrives(patient),
        leaves: (patient) => this.#nurseLeaves(patient),
        rescued: (patient) => {
          const known = this.rescues.get(patient)
          if (known === undefined) this.rescues.set(patient, [kernel.now])
          else known.push(kernel.now)
        }
      }
    })
    this.staff = this.wardCare.staff
    this.orders = new Orders({
      kernel,
      pumps: this.pumps,
      telemetry: this.telemetry,
      sessions: this.sessions,
      assign: (patient, program) =>
        this.staff.assign(patient, TaskRank.manualOrder, programByHand(this.wardCare.care, patient, program)),
      byHand: {
        order: (patient) => programOrder(this.wardCare.care, patient),
        bolus: (patient, dose) => bolusByHand(this.wardCare.care, patient, dose)
      },
      autoProgramming: scenario.records.autoProgramming,
      changed: (patient) => this.#clock.changed(patient)
    })
    this.records = buildRecordFlow(this)
    startWatchdogs(this)
    this.batteries = new PumpBatteries(this)
    this.probes = new OutageProbes(kernel, scenario, this.pumps.length, () => this.sessions)
    this.#start()
  }

  /** Pump alarms that no nurse has answered yet. */
  get openPumpAlarms(): number {
    return this.#openPumpAlarms.reduce((count, open) => count + open.length, 0)
  }

  /** Brings every account up to now, before metrics are read. */
  settle(): void {
    this.floods.settle()
    this.status.settle()
    this.telemetry.settle()
    for (const pump of this.pumps) {
      pump.settle(this.kernel.now)
      pump.body.advanceTo(this.kernel.now)
    }
  }

  #start(): void {
    const { kernel, scenario, streams } = this
    this.outages.plan(scenario.outages)
    startServerSessions(this)
    const interval = scenario.pumps.statusInterval
    for (const pump of this.pumps) {
      const phase = streams.stream("status-phase", pump.index)
      this.status.start(pump.index, phase() * interval)
      this.sessions.connectAfter(pump.index, phase() * interval)
      this.#clock.changed(pump.index)
    }
    startMeals({ kernel, streams, pumps: this.pumps, changed: (patient) => this.#clock.changed(patient) })
    startWardLife({
      kernel,
      streams,
      pumps: this.pumps,
      actions: {
        presses: (patient) => this.#presses(patient),
        orders: (patient, command, value) => this.records.review.submit(patient, command, value),
        visits: (patient) =>
          this.staff.assign(patient, TaskRank.routineVisit, routineVisit(this.wardCare.care, patient))
      }
    })
  }

  #pumpSounds(patient: number, cause: string, draw: AlarmDraw, conditionSeconds: number): void {
    const alarm = this.#raise(patient, "pump", cause, {
      priority: pumpAlarmCause(cause).priority,
      isFalse: false,
      conditionSeconds,
      detectedSeconds: this.kernel.now,
      responseSeconds: draw.responseSeconds,
      handlingSeconds: draw.handlingSeconds
    })
    // A nurse who is at the bedside anyway clears the pump before she leaves.
    if (this.#isAttended[patient] === 1) return this.#addressed(alarm)
    this.#openPumpAlarms[patient]?.push(alarm)
    // Low priority calls nobody: whoever comes for something else sees it.
    if (alarm.priority === "low") return undefined
    this.#reporter.report(alarm)
    if (draw.isHeard) this.staff.becomeAware(alarm)
    return undefined
  }

  #raise(patient: number, source: Alarm["source"], cause: string, fields: AlarmFields): Alarm {
    const alarm: Alarm = {
      index: this.alarms.length,
      patient,
      source,
      cause,
      ...fields,
      onsetSeconds: this.kernel.now,
      notifiedSeconds: NaN,
      awareSeconds: NaN,
      addressedSeconds: NaN,
      resolvedSeconds: NaN
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
    for (const alarm of this.#openPumpAlarms[patient] ?? []) this.#addressed(alarm)
    this.#openPumpAlarms[patient]?.splice(0)
    const shown = this.desk.attend(patient)
    if (shown !== undefined) this.#addressed(shown)
    this.batteries.nurseArrives(patient)
    this.mains.nurseArrives(patient)
    this.conditions.nurseArrives(patient)
  }

  #nurseLeaves(patient: number): void {
    this.conditions.nurseLeaves(patient)
    this.#isAttended[patient] = 0
    this.desk.leave(patient)
    if (this.pumps[patient]?.isDelivering !== true) return
    for (const alarm of this.#unresolvedPumpAlarms[patient] ?? []) alarm.resolvedSeconds = this.kernel.now
    this.#unresolvedPumpAlarms[patient]?.splice(0)
  }

  #addressed(alarm: Alarm): void {
    alarm.addressedSeconds = this.kernel.now
    if (Number.isNaN(alarm.awareSeconds)) alarm.awareSeconds = this.kernel.now
    if (alarm.source === "pump") this.#unresolvedPumpAlarms[alarm.patient]?.push(alarm)
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
