// What a nurse does at the bedside: clears the pump, puts a wrong setting right when it is noticed, and rescues a patient
// whose breathing fails. Stopping, ventilating and naloxone act on the physiology; renarcotisation emerges from it.

import { Effect } from "effect"
import { type Alarm } from "../devices/Alarm.ts"
import { type InfusionPump } from "../devices/InfusionPump.ts"
import { parameter } from "../data/parameters.ts"

export interface CareContext {
  /** Simulated time [s]. */
  readonly now: () => number
  readonly pumpOf: (patient: number) => InfusionPump
  /** Factor on every task: above 1 while nurses work on paper. */
  readonly workload: () => number
  /** A draw in [0, 1) for whether this nurse notices a wrong setting of this patient's pump. */
  readonly noticeDraw: (patient: number) => number
  /** Open pump alarm of a patient, if any. */
  readonly openPumpAlarm: (patient: number) => Alarm | undefined
  /** Must be called after the pump or the patient was changed. */
  readonly changed: (patient: number) => void
  /** A nurse is at the bedside because of this alarm, or finds it there. */
  readonly addressed: (alarm: Alarm) => void
  /** Runs later without keeping the nurse. */
  readonly later: (name: string, process: Effect.Effect<void>) => void
}

const TRIGGER = parameter("staff.rescue-trigger-ventilation")
const TARGET = parameter("staff.rescue-target-ventilation")
const NALOXONE_MICROGRAMS = parameter("staff.naloxone-dose")
const NALOXONE_INTERVAL_SECONDS = parameter("staff.naloxone-interval")
const NALOXONE_MAXIMUM_DOSES = parameter("staff.naloxone-maximum-doses")
const VENTILATION_SECONDS = parameter("staff.rescue-ventilation")
const OBSERVATION_SECONDS = parameter("staff.rescue-observation")
const NOTICE_PROBABILITY = parameter("staff.notices-wrong-setting")
const VISIT_SECONDS = parameter("staff.visit-duration")

const sleepSeconds = (seconds: number) => Effect.sleep(seconds * 1000)

const needsRescue = (pump: InfusionPump): boolean => {
  const vitals = pump.body.vitals()
  return vitals.ventilationFraction < TRIGGER || vitals.spo2Percent < parameter("monitor.spo2-limit")
}

/** The nurse's work because of an alarm. */
export const answerAlarm = (context: CareContext, alarm: Alarm): Effect.Effect<void> =>
  Effect.gen(function* () {
    if (!Number.isNaN(alarm.addressedSeconds)) return
    context.addressed(alarm)
    yield* sleepSeconds(alarm.handlingSeconds * context.workload())
    const pump = context.pumpOf(alarm.patient)
    // A nurse who comes because of a vital sign titrates to it, and so restores the ordered rate.
    yield* settle(context, alarm.patient, alarm.source === "monitor" || notices(context, alarm.patient))
    if (needsRescue(pump)) yield* rescueBreathing(context, alarm.patient)
  })

/** A routine check: finds alarms that nobody heard, wrong settings with some probability, and failing breath. */
export const routineVisit = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const alarm = context.openPumpAlarm(patient)
    if (alarm !== undefined) context.addressed(alarm)
    yield* sleepSeconds(VISIT_SECONDS * context.workload())
    yield* settle(context, patient, notices(context, patient))
    context.pumpOf(patient).body.advanceTo(context.now())
    if (needsRescue(context.pumpOf(patient))) yield* rescueBreathing(context, patient)
  })

/** Programming an order at the pump by hand, because it could not come through the network. */
export const programByHand = (
  context: CareContext,
  patient: number,
  program: (pump: InfusionPump) => void
): Effect.Effect<void> =>
  Effect.gen(function* () {
    yield* sleepSeconds(VISIT_SECONDS * context.workload())
    program(context.pumpOf(patient))
    context.changed(patient)
  })

const notices = (context: CareContext, patient: number): boolean => {
  const isNoticed = context.noticeDraw(patient) < NOTICE_PROBABILITY
  return isNoticed && !context.pumpOf(patient).matchesOrder
}

const settle = (context: CareContext, patient: number, correct: boolean): Effect.Effect<void> =>
  Effect.sync(() => {
    const pump = context.pumpOf(patient)
    if (correct && !pump.matchesOrder) {
      pump.program(context.now(), pump.order.dosePerMinute, pump.order.demandDose)
    }
    // A pump that a colleague paused for a rescue stays paused.
    if (pump.state === "alarm" || pump.state === "keep-vein-open") pump.resume(context.now())
    context.changed(patient)
  })

const rescueBreathing = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const pump = context.pumpOf(patient)
    const { body } = pump
    if (pump.state !== "paused") {
      pump.interrupt(context.now(), "paused")
      context.later(`analgesia of patient ${patient} restarts`, restart(context, patient))
    }
    body.rescue(context.now(), { kind: "ventilate", untilSeconds: context.now() + VENTILATION_SECONDS })
    for (let dose = 0; dose < NALOXONE_MAXIMUM_DOSES; dose++) {
      if (body.vitals().spontaneousVentilationFraction >= TARGET) break
      body.rescue(context.now(), { kind: "naloxone", micrograms: NALOXONE_MICROGRAMS })
      body.rescue(context.now(), {
        kind: "ventilate",
        untilSeconds: context.now() + Math.max(VENTILATION_SECONDS, NALOXONE_INTERVAL_SECONDS)
      })
      context.changed(patient)
      yield* sleepSeconds(NALOXONE_INTERVAL_SECONDS)
      body.advanceTo(context.now())
    }
    context.changed(patient)
  })

const restart = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const pump = context.pumpOf(patient)
    yield* sleepSeconds(OBSERVATION_SECONDS)
    while (needsRescue(pump)) {
      yield* sleepSeconds(OBSERVATION_SECONDS / 4)
      pump.body.advanceTo(context.now())
    }
    if (pump.state === "paused") {
      pump.program(context.now(), pump.order.dosePerMinute, pump.order.demandDose)
      pump.resume(context.now())
      context.changed(patient)
    }
  })
