// Alarms of bedside monitors from the crossing of a limit to its end, and the false ones between them. False alarms mostly
// end by themselves: they are counted and heard, and only those that a nurse goes to are work.

import { type EventHandle } from "../../../src/engine/Calendar.ts"
import { type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { parameter, parameterField } from "../../data/parameters.ts"
import { type Alarm } from "../../devices/Alarm.ts"
import { type AlarmLimit } from "../../devices/MonitorChannel.ts"
import { type InfusionPump } from "../../devices/InfusionPump.ts"
import { type MonitorFinding, type VitalSignsMonitor } from "../../devices/VitalSignsMonitor.ts"
import { type Staff } from "../../staff/Staff.ts"
import { lazily } from "../lazyStreams.ts"
import { artefactLuck, makeMonitors, monitorResponse } from "./monitors.ts"
import { MonitorWatch } from "./MonitorWatch.ts"
import { type Scenario } from "../Scenario.ts"

const HANDLING_SECONDS = parameterField("alarm.handling_time", "median_s")
const FALSE_HANDLING_SECONDS = parameter("staff.false-alarm-handling")

/** What an alarm has from its onset on, besides who and when. */
export type AlarmFields = Pick<
  Alarm,
  "priority" | "responseSeconds" | "handlingSeconds" | "isFalse" | "conditionSeconds" | "detectedSeconds"
>

export interface MonitorDeskOptions {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly scenario: Scenario
  readonly pumps: ReadonlyArray<InfusionPump>
  /** Puts an alarm into the hospital's list. */
  readonly raise: (patient: number, cause: string, fields: AlarmFields) => Alarm
  readonly staff: () => Staff
}

/** The false alarm of a patient's monitor; one record is used over and over. */
class FalseAlarm {
  alarm: Alarm | null = null
  response: EventHandle | null = null
}

export class MonitorDesk {
  readonly monitors: ReadonlyArray<VitalSignsMonitor | null>
  /** False alarms that sounded, and those that a nurse went to. */
  falseAlarms = 0
  falseAlarmVisits = 0
  /** Alarms with a reason, and those whose reason was gone when a nurse came. */
  alarms = 0
  selfResolved = 0

  readonly #options: MonitorDeskOptions
  readonly #watch: MonitorWatch
  readonly #response: (patient: number) => () => number
  readonly #falseResponse: (patient: number) => () => number
  /** Alarms that no nurse has answered yet, by patient, and those whose cause is not over. */
  readonly #open: Array<Alarm | undefined> = []
  readonly #unresolved: Array<Alarm | undefined> = []
  readonly #false: ReadonlyArray<FalseAlarm | null>

  constructor(options: MonitorDeskOptions) {
    this.#options = options
    const { kernel, pumps, scenario, streams } = options
    this.monitors = makeMonitors(pumps, streams, scenario)
    const responses = (purpose: string) =>
      lazily((patient) =>
        monitorResponse(pumps[patient] as InfusionPump, streams, { purpose, staff: scenario.staff })
      )
    this.#response = responses("monitor-response")
    this.#falseResponse = responses("false-alarm-response")
    this.#false = this.monitors.map((monitor) => (monitor === null ? null : new FalseAlarm()))
    this.#watch = new MonitorWatch({
      kernel,
      pumps,
      monitors: this.monitors,
      artefactLuck: (patient) => artefactLuck(pumps[patient] as InfusionPump, streams, scenario),
      samplingPhase: (patient) => streams.stream("monitor-phase", patient)(),
      sounds: (patient, finding) => this.#sounds(patient, finding),
      artefactSounds: (patient, limit) => this.#artefactSounds(patient, limit),
      artefactEnds: (patient) => this.#artefactEnds(patient)
    })
  }

  isMonitored(patient: number): boolean {
    return (this.monitors[patient] ?? null) !== null
  }

  /** A patient was brought up to now. */
  look(patient: number): void {
    this.#watch.look(patient)
    const alarm = this.#unresolved[patient]
    if (alarm === undefined || this.#watch.isBeyondLimit(patient)) return
    alarm.resolvedSeconds = this.#options.kernel.now
    this.#unresolved[patient] = undefined
  }

  /** The false alarm of a patient, whose index in place of the list's is -1 - patient. */
  falseAlarmOf(index: number): Alarm {
    return this.#false[-1 - index]?.alarm as Alarm
  }

  /** A nurse stands at the bedside; gives the alarm that had called. */
  attend(patient: number): Alarm | undefined {
    const alarm = this.#open[patient]
    this.#open[patient] = undefined
    if (alarm !== undefined && !this.#watch.isBeyondLimit(patient)) {
      this.selfResolved++
      this.#options.staff().hearNonActionable(patient)
    }
    if (this.#endFalse(patient)) this.falseAlarmVisits++
    this.#watch.attend(patient)
    return alarm
  }

  leave(patient: number): void {
    this.#watch.leave(patient)
  }

  #sounds(patient: number, { conditionSeconds, detectedSeconds, isFalse, limit }: MonitorFinding): void {
    const { raise, staff } = this.#options
    this.alarms++
    const alarm = raise(patient, limit.cause, {
      priority: limit.priority,
      responseSeconds: this.#response(patient)(),
      handlingSeconds: HANDLING_SECONDS,
      isFalse,
      conditionSeconds,
      detectedSeconds
    })
    this.#open[patient] = alarm
    if (isFalse) staff().hearNonActionable(patient)
    else this.#unresolved[patient] = alarm
    staff().becomeAware(alarm)
  }

  #artefactSounds(patient: number, limit: AlarmLimit): void {
    const { now } = this.#options.kernel
    const staff = this.#options.staff()
    const record = this.#false[patient] as FalseAlarm
    this.falseAlarms++
    staff.hearNonActionable(patient)
    record.alarm = {
      index: -1 - patient,
      patient,
      source: "monitor",
      cause: limit.cause,
      priority: limit.priority,
      isFalse: true,
      conditionSeconds: now,
      detectedSeconds: now,
      onsetSeconds: now,
      responseSeconds: this.#falseResponse(patient)(),
      handlingSeconds: FALSE_HANDLING_SECONDS,
      notifiedSeconds: NaN,
      awareSeconds: NaN,
      addressedSeconds: NaN,
      resolvedSeconds: NaN
    }
    record.response = staff.becomeAware(record.alarm)
  }

  #artefactEnds(patient: number): void {
    this.#endFalse(patient)
  }

  /** The false alarm is over: nobody needs to come any more. */
  #endFalse(patient: number): boolean {
    const record = this.#false[patient] ?? null
    if (record === null || record.alarm === null || !Number.isNaN(record.alarm.addressedSeconds)) return false
    record.alarm.addressedSeconds = this.#options.kernel.now
    if (record.response !== null) this.#options.staff().forget(record.response)
    record.response = null
    return true
  }
}
