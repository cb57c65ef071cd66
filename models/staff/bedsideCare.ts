// What a nurse does at the bedside: clears the pump, fetches the next syringe, puts a wrong setting right when it is noticed,
// and looks at the patient. Rescue is in rescue.ts.

import { Effect } from "effect"
import { sleep } from "../../src/engine/Sleep.ts"
import { parameter } from "../data/parameters.ts"
import { type Alarm } from "../devices/Alarm.ts"
import { type InfusionPump } from "../devices/InfusionPump.ts"
import { type CareContext } from "./CareContext.ts"
import { TaskRank } from "./Nurse.ts"
import { checkGlucose, programOrder, rescueIfNeeded, titratePressure } from "./rescue.ts"

const NOTICE_PROBABILITY = parameter("staff.notices-wrong-setting")
const VISIT_SECONDS = parameter("staff.visit-duration")
/** Causes of alarms after which the pump needs a new syringe or bag. */
const RAN_OUT: ReadonlySet<string> = new Set(["keep_vein_open", "reservoir_empty"])

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
    const { patient } = alarm
    const work = Effect.gen(function* () {
      const { isDelivering, matchesOrder } = context.pumpOf(patient)
      yield* sleep(alarm.handlingSeconds * context.workload())
      // Whoever comes for a sensor that slipped puts it back and looks no further.
      if (alarm.isFalse) return yield* rescueIfNeeded(context, patient)
      const wait = RAN_OUT.has(alarm.cause) ? context.awaitReplacement(patient) : 0
      // A nurse who comes because of a vital sign titrates to it, and so restores the ordered rate.
      if (wait > 0) awaitSyringe(context, patient, wait)
      else settle(context, patient, alarm.source === "monitor" || notices(context, patient))
      if (alarm.source === "monitor") {
        if (isDelivering && matchesOrder) titratePressure(context, patient)
        yield* checkGlucose(context, patient)
      }
      return yield* rescueIfNeeded(context, patient)
    })
    return atBedside(context, patient, work)
  })

/**
 * A routine check: finds alarms that nobody heard, wrong settings with some probability, low glucose and failing breath. An
 * alarm of high priority elsewhere interrupts it; the rest is done later.
 */
export const routineVisit = (
  context: CareContext,
  patient: number,
  workSeconds = VISIT_SECONDS
): Effect.Effect<void> =>
  atBedside(
    context,
    patient,
    Effect.gen(function* () {
      const pace = context.workload()
      // A pump that stands still is not left alone.
      if (context.pumpOf(patient).isDelivering) {
        const left = yield* context.interruptible(patient, workSeconds * pace)
        if (left > 0) {
          context.assign(patient, TaskRank.routineVisit, routineVisit(context, patient, left / pace))
          return
        }
      } else yield* sleep(workSeconds * pace)
      settle(context, patient, notices(context, patient))
      yield* checkGlucose(context, patient)
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
  if (correct && !pump.matchesOrder) programOrder(context, patient)
  // A pump that a colleague paused for a rescue stays paused.
  if (pump.awaitsNurse) pump.resume(context.now())
  context.changed(patient)
}

/** The next syringe is not at hand: the pump stands still until the pharmacy has sent it and the nurse comes again. */
const awaitSyringe = (context: CareContext, patient: number, waitSeconds: number): void => {
  const pump = context.pumpOf(patient)
  if (pump.interrupt(context.now(), "paused") !== null) return
  context.changed(patient)
  const work = Effect.gen(function* () {
    yield* sleep(VISIT_SECONDS * context.workload())
    if (pump.state === "paused") pump.resume(context.now())
    settle(context, patient, notices(context, patient))
    yield* rescueIfNeeded(context, patient)
  })
  const wait = Effect.gen(function* () {
    yield* sleep(waitSeconds)
    context.assign(patient, TaskRank.mediumPriority, atBedside(context, patient, work))
  })
  context.later(`syringe of patient ${patient} is sent`, wait)
}
