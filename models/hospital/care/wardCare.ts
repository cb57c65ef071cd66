// Puts nurses, physicians and pharmacy of the wards together with what they work on.

import { type Effect } from "effect"
import { parameter } from "../../data/parameters.ts"
import { type InfusionPump } from "../../devices/InfusionPump.ts"
import { answerAlarm } from "../../staff/bedsideCare.ts"
import { type CareContext } from "../../staff/CareContext.ts"
import { OnCall } from "../../staff/OnCall.ts"
import { emptyTally, enterByHand, type EntryTally } from "../../staff/programming.ts"
import { Staff } from "../../staff/Staff.ts"
import { WardPlan } from "../../staff/WardPlan.ts"
import { type Alarm } from "../../devices/Alarm.ts"
import { type Hospital } from "../Hospital.ts"
import { lazyStreams } from "../lazyStreams.ts"
import { type MonitorDesk } from "./MonitorDesk.ts"
import { glucoseMeter } from "./monitors.ts"
import { type Population } from "../population.ts"

const OUTAGE_WORKLOAD = parameter("outage.workload")

export interface WardCareOptions {
  readonly hospital: Pick<
    Hospital,
    "kernel" | "streams" | "scenario" | "pumps" | "alarms" | "telemetry" | "library"
  >
  readonly population: Population
  readonly spawn: (name: string, process: Effect.Effect<void>) => unknown
  readonly desk: MonitorDesk
  readonly signals: Pick<CareContext, "changed" | "arrives" | "leaves" | "rescued">
}

export interface WardCare {
  readonly care: CareContext
  readonly staff: Staff
  readonly onCall: OnCall
  readonly entries: EntryTally
}

export const buildWardCare = ({ desk, hospital, population, signals, spawn }: WardCareOptions): WardCare => {
  const { alarms, kernel, pumps, scenario, streams, telemetry } = hospital
  const { staff: rules } = scenario
  const noticing = lazyStreams(streams, "notices")
  const rescuing = lazyStreams(streams, "rescue-steps")
  const entering = lazyStreams(streams, "manual-entries")
  const entries = emptyTally()
  const practice = {
    errorProbability: rules.programmingErrors,
    doubleCheckShare: rules.doubleChecks
  }
  const onCall = new OnCall({
    physicians: rules.physicians,
    responseSeconds: rules.physicianResponse,
    luck: (purpose, patient) => streams.stream(`on-call/${purpose}`, patient)
  })
  const care: CareContext = {
    ...signals,
    now: () => kernel.now,
    pumpOf: (patient) => pumps[patient] as InfusionPump,
    workload: () => (telemetry.isEhrDown ? OUTAGE_WORKLOAD : 1),
    noticeDraw: (patient) => noticing(patient)(),
    rescueDraw: (patient) => rescuing(patient)(),
    enter: (patient, entry) =>
      enterByHand(entry, practice, entries, {
        draw: entering(patient),
        overrides: () => hospital.library.overridesSoftLimit(patient)
      }),
    glucoseMeter: glucoseMeter(streams),
    callPhysician: (patient) => onCall.callPhysician(patient, kernel.now),
    awaitReplacement: (patient) => onCall.awaitReplacement(patient),
    interruptible: (patient, seconds) => staff.interruptible(patient, seconds),
    assign: (patient, rank, work) => staff.assign(patient, rank, work),
    later: spawn
  }
  const staff: Staff = new Staff({
    kernel,
    spawn,
    nurseOfPatient: population.nurseOfPatient,
    nurses: population.nurses,
    alarmOf: (index) => (index < 0 ? desk.falseAlarmOf(index) : (alarms[index] as Alarm)),
    answer: (alarm) => answerAlarm(care, alarm),
    isMonitored: (patient) => desk.isMonitored(patient),
    plan: new WardPlan({
      bedsPerWard: rules.bedsPerWard,
      roomWidthMetres: rules.roomWidth,
      bedsideMetres: parameter("staff.bedside-depth"),
      metresPerSecond: rules.walkingSpeed
    }),
    fatigue: rules.fatigue,
    shiftSeconds: rules.shift,
    handoverSeconds: rules.handover
  })
  return { care, staff, onCall, entries }
}
