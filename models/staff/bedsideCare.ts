// What a nurse does at the bedside: clears the pump, puts a wrong setting right when it is noticed, and rescues a patient
// whose breathing fails. Stopping, ventilating and naloxone act on the physiology; renarcotisation emerges from it.

import { Effect } from "effect"
import { sleep } from "../../src/engine/Sleep.ts"
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
  /** Must be called after the pump or the patient was changed. */
  readonly changed: (patient: number) => void
  /** A nurse comes to the bedside, for whatever reason: alarms that sound there are addressed; and goes again. */
  readonly arrives: (patient: number) => void
  readonly leaves: (patient: number) => void
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
const OBSERVATION_RETRY_SECONDS = parameter("staff.rescue-observation-retry")
const NOTICE_PROBABILITY = parameter("staff.notices-wrong-setting")
const SATURATION_LIMIT_PERCENT = parameter("monitor.spo2-limit")
const VISIT_SECONDS = parameter("staff.visit-duration")

const needsRescue = (context: CareContext, pump: InfusionPump): boolean => {
  pump.body.advanceTo(context.now())
  const vitals = pump.body.vitals()
  return vitals.ventilationFraction < TRIGGER || vitals.spo2Percent < SATURATION_LIMIT_PERCENT
}

/** A nurse's stay at a bedside: finds whatever alarms there, and leaves once the work is done. */
const atBedside = (context: CareContext, patient: number, work: Effect.Effect<void>): Effect.Effect<void> =>
  Effect.gen(function* () {
    context.arrives(patient)
    yield* work
    context.leaves(patient)
  })

/** The nurse's work because of an alarm; none when a colleague or an earlier visit has dealt with it. */
export const answerAlarm = (context: CareContext, alarm: Alarm): Effect.Effect<void> =>
  Effect.suspend(() => {
    if (!Number.isNaN(alarm.addressedSeconds)) return Effect.void
    const work = Effect.gen(function* () {
      yield* sleep(alarm.handlingSeconds * context.workload())
      // A nurse who comes because of a vital sign titrates to it, and so restores the ordered rate.
      settle(context, alarm.patient, alarm.source === "monitor" || notices(context, alarm.patient))
      yield* rescueIfNeeded(context, alarm.patient)
    })
    return atBedside(context, alarm.patient, work)
  })

/** A routine check: finds alarms that nobody heard, wrong settings with some probability, and failing breath. */
export const routineVisit = (context: CareContext, patient: number): Effect.Effect<void> =>
  atBedside(
    context,
    patient,
    Effect.gen(function* () {
      yield* sleep(VISIT_SECONDS * context.workload())
      settle(context, patient, notices(context, patient))
      yield* rescueIfNeeded(context, patient)
    })
  )

/** Programming an order at the pump by hand, because it could not come through the network. */
export const programByHand = (
  context: CareContext,
  patient: number,
  program: (pump: InfusionPump) => void
): Effect.Effect<void> =>
  atBedside(
    context,
    patient,
    Effect.gen(function* () {
      yield* sleep(VISIT_SECONDS * context.workload())
      settle(context, patient, notices(context, patient))
      program(context.pumpOf(patient))
      context.changed(patient)
    })
  )

const notices = (context: CareContext, patient: number): boolean => {
  const isNoticed = context.noticeDraw(patient) < NOTICE_PROBABILITY
  return isNoticed && !context.pumpOf(patient).matchesOrder
}

/** Clears the pump's alarm and, if asked, puts its setting right. */
const settle = (context: CareContext, patient: number, correct: boolean): void => {
  const pump = context.pumpOf(patient)
  if (correct && !pump.matchesOrder) {
    pump.program(context.now(), pump.order.dosePerMinute, pump.order.demandDose)
  }
  // A pump that a colleague paused for a rescue stays paused.
  if (pump.state === "alarm" || pump.state === "keep-vein-open") pump.resume(context.now())
  context.changed(patient)
}

const rescueIfNeeded = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.suspend(() =>
    needsRescue(context, context.pumpOf(patient)) ? rescueBreathing(context, patient) : Effect.void
  )

const rescueBreathing = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const pump = context.pumpOf(patient)
    const { body } = pump
    const mustRestart = pump.state !== "paused"
    if (mustRestart) pump.interrupt(context.now(), "paused")
    body.rescue(context.now(), { kind: "ventilate", untilSeconds: context.now() + VENTILATION_SECONDS })
    context.changed(patient)
    if (body.vitals().spontaneousVentilationFraction >= TARGET) yield* sleep(VENTILATION_SECONDS)
    for (let dose = 0; dose < NALOXONE_MAXIMUM_DOSES; dose++) {
      body.advanceTo(context.now())
      if (body.vitals().spontaneousVentilationFraction >= TARGET) break
      body.rescue(context.now(), { kind: "naloxone", micrograms: NALOXONE_MICROGRAMS })
      body.rescue(context.now(), {
        kind: "ventilate",
        untilSeconds: context.now() + Math.max(VENTILATION_SECONDS, NALOXONE_INTERVAL_SECONDS)
      })
      context.changed(patient)
      yield* sleep(NALOXONE_INTERVAL_SECONDS)
    }
    if (mustRestart) context.later(`analgesia of patient ${patient} restarts`, restart(context, patient))
  })

const restart = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const pump = context.pumpOf(patient)
    yield* sleep(OBSERVATION_SECONDS)
    while (needsRescue(context, pump)) yield* sleep(OBSERVATION_RETRY_SECONDS)
    if (pump.state === "paused") {
      pump.program(context.now(), pump.order.dosePerMinute, pump.order.demandDose)
      pump.resume(context.now())
      context.changed(patient)
    }
  })
