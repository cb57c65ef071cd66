// One hospital during one run: puts population, telemetry, staff and daily life together and keeps the records that metrics
// read. This is the only place that knows all of them.

import { type Effect } from "effect"
import { randomLogNormal } from "d3-random"
import { type Kernel } from "../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../src/engine/RandomStreams.ts"
import { parameter, parameterField } from "../data/parameters.ts"
import { type Alarm } from "../devices/Alarm.ts"
import { Frames, FrameType } from "../devices/Frames.ts"
import { Command, type InfusionPump, type Refusal } from "../devices/InfusionPump.ts"
import { VitalSignsMonitor } from "../devices/VitalSignsMonitor.ts"
import { answerAlarm, type CareContext, programByHand, routineVisit } from "../staff/bedsideCare.ts"
import { Staff, TaskRank } from "../staff/Staff.ts"
import { AlarmReporter } from "./AlarmReporter.ts"
import { buildInfrastructure, type Infrastructure } from "./Infrastructure.ts"
import { PatientClock } from "./PatientClock.ts"
import { keepVeinOpenPerMinute, populate } from "./population.ts"
import { type Scenario } from "./Scenario.ts"
import { type Security } from "./security.ts"
import { Sessions } from "./Sessions.ts"
import { FrameFate, Telemetry } from "./Telemetry.ts"
import { type AlarmDraw, startWardLife } from "./wardLife.ts"

const STATUS_BYTES = parameter("msg.pcd01.size")
const COMMAND_BYTES = parameter("message.command.size")

/** What became of the commands that attackers sent. */
export interface HostileCommands {
  sent: number
  obeyed: number
  readonly refused: Map<Refusal | "blocked by the network", number>
}

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
  readonly alarms: Array<Alarm> = []
  readonly hostile: HostileCommands = { sent: 0, obeyed: 0, refused: new Map() }
  /** Orders that could not come through the network and were programmed by hand. */
  ordersByHand = 0
  /** Orders sent through the network. */
  ordersSent = 0
  /** Status messages that a pump could not send because it had no session. */
  statusWithoutSession = 0

  readonly #openPumpAlarm: Array<Alarm | undefined> = []
  readonly #reporter: AlarmReporter
  readonly #clock: PatientClock
  readonly #care: CareContext
  readonly #overheard: Array<(pump: number, frame: number, frames: Frames) => void> = []
  readonly #monitorResponse: ReadonlyArray<() => number>

  constructor({ kernel, policy, scenario, spawn, streams }: HospitalOptions) {
    this.kernel = kernel
    this.streams = streams
    this.scenario = scenario
    const population = populate(scenario, streams)
    this.pumps = population.pumps
    for (const pump of this.pumps) pump.checks.push(...policy.makeChecks.map((makeCheck) => makeCheck(pump)))
    this.infrastructure = buildInfrastructure(kernel, streams, scenario, policy)
    this.telemetry = new Telemetry(kernel, this.infrastructure, {
      alarmArrived: (_pump, alarm) => this.#notified(this.alarms[alarm] as Alarm),
      alarmAcknowledged: (_pump, alarm) => this.#reporter.finish(alarm),
      commandArrived: (pump, frame) => this.#commandArrived(pump, frame),
      commandRefused: (pump, frame, reason) => this.#countRefusal(pump, frame, reason),
      helloAtGateway: (pump, frame) => this.sessions.helloAtGateway(pump, frame),
      helloReplyArrived: (pump, frame) => this.sessions.replyArrived(pump, frame)
    })
    this.sessions = new Sessions({
      kernel,
      parts: this.infrastructure,
      telemetry: this.telemetry,
      jitter: this.pumps.map(({ index }) => streams.stream("handshake-jitter", index)),
      onConnected: (pump) => this.#reporter.connected(pump)
    })
    this.#reporter = new AlarmReporter(kernel, this.alarms, this.telemetry, this.sessions)
    this.#clock = new PatientClock({
      kernel,
      pumps: this.pumps,
      monitors: this.pumps.map((pump) => this.#monitorFor(pump)),
      monitorSounds: (patient, cause) => this.#monitorAlarms(patient, cause)
    })
    this.#monitorResponse = this.pumps.map((pump) => this.#responseToMonitor(pump))
    const noticing = this.pumps.map(({ index }) => streams.stream("notices", index))
    this.#care = {
      now: () => kernel.now,
      pumpOf: (patient) => this.pumps[patient] as InfusionPump,
      workload: () => (this.telemetry.isEhrDown ? parameter("outage.workload") : 1),
      noticeDraw: (patient) => (noticing[patient] as RandomStream)(),
      openPumpAlarm: (patient) => this.#openPumpAlarm[patient],
      changed: (patient) => this.#clock.changed(patient),
      addressed: (alarm) => this.#addressed(alarm),
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
    this.#start()
  }

  /** Lets `listen` see every legitimate command on its way to a pump. */
  overhear(listen: (pump: number, frame: number, frames: Frames) => void): void {
    this.#overheard.push(listen)
  }

  /** Pump alarms that no nurse has answered yet. */
  get openPumpAlarms(): number {
    return this.#openPumpAlarm.reduce((count, alarm) => (alarm === undefined ? count : count + 1), 0)
  }

  /** Brings every account up to now, before metrics are read. */
  settle(): void {
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
        orders: (patient, command, value) => this.#orders(patient, command, value),
        visits: (patient) => this.staff.assign(patient, TaskRank.routineVisit, routineVisit(this.#care, patient))
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
    this.#openPumpAlarm[patient] = alarm
    const isKeptOpen = draw.cause === "keep_vein_open"
    pump.interrupt(
      this.kernel.now,
      isKeptOpen ? "keep-vein-open" : "alarm",
      isKeptOpen ? keepVeinOpenPerMinute(pump) : 0
    )
    this.#clock.changed(patient)
    this.#reporter.report(alarm)
    if (draw.isHeard) this.staff.becomeAware(alarm)
  }

  #monitorAlarms(patient: number, cause: string): void {
    const alarm = this.#raise(patient, "monitor", cause, {
      isHighPriority: true,
      responseSeconds: (this.#monitorResponse[patient] as () => number)(),
      handlingSeconds: parameterField("alarm.handling_time", "median_s")
    })
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

  #addressed(alarm: Alarm): void {
    alarm.addressedSeconds = this.kernel.now
    if (Number.isNaN(alarm.awareSeconds)) alarm.awareSeconds = this.kernel.now
    this.#reporter.finish(alarm.index)
    if (alarm.source === "monitor") this.#clock.silence(alarm.patient)
    else this.#openPumpAlarm[alarm.patient] = undefined
  }

  #presses(patient: number): void {
    const pump = this.pumps[patient] as InfusionPump
    pump.body.advanceTo(this.kernel.now)
    if (pump.body.demandsRelief() && pump.demand(this.kernel.now)) this.#clock.changed(patient)
  }

  #orders(patient: number, command: number, value: number): void {
    const pump = this.pumps[patient] as InfusionPump
    if (command === Command.setRate) pump.order = { ...pump.order, dosePerMinute: value }
    if (this.telemetry.isEhrDown || this.telemetry.isServerDown) return this.#programByHand(patient, command, value)
    this.ordersSent++
    return this.telemetry.sendDown(FrameType.command, patient, COMMAND_BYTES, command, value)
  }

  #programByHand(patient: number, command: number, value: number): void {
    this.ordersByHand++
    const work = programByHand(this.#care, patient, (pump) => {
      if (command === Command.bolus) pump.giveBolus(this.kernel.now, value)
      else pump.program(this.kernel.now, pump.order.dosePerMinute, pump.order.demandDose)
    })
    this.staff.assign(patient, TaskRank.manualOrder, work)
  }

  #commandArrived(index: number, frame: number): void {
    const { frames } = this.telemetry
    const pump = this.pumps[index] as InfusionPump
    const isHostile = frames.isHostile[frame] === 1
    const code = frames.code[frame] as number
    const value = frames.value[frame] as number
    if (!isHostile) for (const listen of this.#overheard) listen(index, frame, frames)
    const refusal = pump.receive(
      { code, value, isAuthentic: frames.isAuthentic[frame] === 1, counter: frames.counter[frame] as number },
      this.kernel.now
    )
    if (refusal === null) {
      if (isHostile) this.hostile.obeyed++
      this.telemetry.end(frame, FrameFate.delivered)
      return this.#clock.changed(index)
    }
    this.#countRefusal(index, frame, refusal)
    this.telemetry.end(frame, FrameFate.refused)
    return isHostile ? undefined : this.#programByHand(index, code, value)
  }

  #countRefusal(_pump: number, frame: number, reason: Refusal): void {
    if (this.telemetry.frames.isHostile[frame] === 0) return
    this.hostile.refused.set(reason, (this.hostile.refused.get(reason) ?? 0) + 1)
  }

  #monitorFor(pump: InfusionPump): VitalSignsMonitor | null {
    const isMonitored =
      pump.order.mode === "continuous" ||
      this.streams.stream("is-monitored", pump.index)() < this.scenario.patients.monitoredOpioidShare
    if (!isMonitored) return null
    return new VitalSignsMonitor(pump.body, {
      spo2LowPercent: parameter("monitor.spo2-limit"),
      pressureLowMillimetresMercury: pump.body.window.lower,
      pressureHighMillimetresMercury: pump.body.window.upper,
      delaySeconds: parameter("monitor.delay")
    })
  }

  #responseToMonitor(pump: InfusionPump): () => number {
    const isIntensive = pump.order.mode === "continuous"
    const median = isIntensive
      ? parameter("monitor.icu-response.median")
      : parameter("alarm.monitor.response.median") * 60
    const sigma = parameter(isIntensive ? "monitor.icu-response.sigma" : "monitor.response.sigma")
    const draw = randomLogNormal.source(this.streams.stream("monitor-response", pump.index))(Math.log(median), sigma)
    return () => {
      const hourOfShift = (this.kernel.now / 3600) % SHIFT_HOURS
      const growth = parameter("alarm.response.shift_hour_multiplier")
      return draw() * growth ** (hourOfShift - parameter("staff.shift-start-offset"))
    }
  }
}

const SHIFT_HOURS = 8
