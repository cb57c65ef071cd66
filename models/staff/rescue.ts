// Rescue of a patient from too much or too little of the drug: stop, bag, naloxone; dextrose and the rule of 15; calcium;
// a vasopressor bolus. A step now and then fails and is done again; the second line waits for a physician. All of it acts on
// the physiology: whether it helps, and for how long, is not decided here.

import { Effect } from "effect"
import { sleep } from "../../src/engine/Sleep.ts"
import { parameter } from "../data/parameters.ts"
import { type CareContext } from "./CareContext.ts"
import { TaskRank } from "./Nurse.ts"

const TRIGGER = parameter("staff.rescue-trigger-ventilation")
const TARGET = parameter("staff.rescue-target-ventilation")
const SATURATION_LIMIT_PERCENT = parameter("monitor.spo2-limit")
const NALOXONE_MICROGRAMS = parameter("staff.naloxone-dose")
const NALOXONE_INTERVAL_SECONDS = parameter("staff.naloxone-interval")
const NALOXONE_MAXIMUM_DOSES = parameter("staff.naloxone-maximum-doses")
const FIRST_LINE_DOSES = parameter("staff.second-line-doses")
const PHYSICIAN_NALOXONE_MICROGRAMS = parameter("staff.second-line-naloxone")
const VENTILATION_SECONDS = parameter("staff.rescue-ventilation")
const OBSERVATION_SECONDS = parameter("staff.rescue-observation")
const OBSERVATION_RETRY_SECONDS = parameter("staff.rescue-observation-retry")
const STEP_SECONDS = parameter("staff.rescue-step")
const STEP_FAILURE = parameter("staff.rescue-step-failure")
const LOW_GLUCOSE = parameter("staff.low-glucose")
const DEXTROSE_GRAMS = parameter("staff.dextrose-dose")
const DEXTROSE_RECHECK_SECONDS = parameter("staff.dextrose-recheck")
const DEXTROSE_MAXIMUM_DOSES = parameter("staff.dextrose-maximum-doses")
const INSULIN_RESTART_GLUCOSE = parameter("staff.insulin-restart-glucose")
const GLUCOSE_CHECK_SECONDS = parameter("staff.glucose-check")
const HIGH_POTASSIUM = parameter("staff.high-potassium")
const VISIBLE_POTASSIUM = parameter("staff.visible-potassium")
const POTASSIUM_RESTART = parameter("staff.potassium-restart")
const CALCIUM_RECHECK_SECONDS = parameter("staff.calcium-recheck")
const RESCUE_PRESSURE = parameter("staff.rescue-pressure")
const PRESSOR_MICROGRAMS = parameter("staff.pressor-bolus")
const TITRATION_STEP = parameter("orders.titration-step")
const PRESSURE_LOOK_SECONDS = parameter("staff.pressure-look")

const OPIOIDS: ReadonlySet<string> = new Set(["morphine", "hydromorphone", "fentanyl", "remifentanil"])

/** The patient as somebody at the bedside sees: brought up to now. */
const look = (context: CareContext, patient: number) => {
  const { body } = context.pumpOf(patient)
  body.advanceTo(context.now())
  return body.vitals()
}

/** Sets the pump to the patient's order, as far as the hand that enters it does not slip. */
export const programOrder = (context: CareContext, patient: number): void => {
  const pump = context.pumpOf(patient)
  const { demandDose, dosePerMinute } = pump.order
  const rate = context.enter(patient, {
    intended: dosePerMinute,
    present: pump.ratePerMinute,
    judge: (value) => pump.judge(value, 0)
  })
  const demand = context.enter(patient, {
    intended: demandDose,
    present: pump.demandDose,
    judge: (value) => pump.judge(0, value)
  })
  pump.program(context.now(), rate, demand)
}

/** Gives a bolus by hand, unless the pump's library keeps the nurse from it. */
export const bolusByHand = (context: CareContext, patient: number, dose: number): void => {
  const pump = context.pumpOf(patient)
  // A drug whose library entry has no bolus is pushed from a syringe, which no library sees.
  const isInLibrary = pump.library?.entry.hardMaximumBolus !== 0
  const judge = (value: number) => (isInLibrary ? pump.judge(0, value) : "within")
  const entered = context.enter(patient, { intended: dose, present: 0, judge })
  if (entered > 0) pump.giveBolus(context.now(), entered)
}

/** A step of the vasopressor towards the limit that is passed, within the nurse's own discretion; nothing within the limits. */
export const titratePressure = (context: CareContext, patient: number): void => {
  const pump = context.pumpOf(patient)
  const pressure = look(context, patient).meanArterialPressureMillimetresMercury
  const { drug, window } = pump.body
  if (drug !== "norepinephrine" || (pressure >= window.lower && pressure <= window.upper)) return
  const factor = pressure < window.lower ? 1 + TITRATION_STEP : 1 / (1 + TITRATION_STEP)
  pump.prescribe(context.now(), pump.order.dosePerMinute * factor)
  programOrder(context, patient)
  context.changed(patient)
}

/** Whatever the patient needs that can be seen at the bedside. */
export const rescueIfNeeded = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.suspend(() => {
    const vitals = look(context, patient)
    if (vitals.ventilationFraction < TRIGGER || vitals.spo2Percent < SATURATION_LIMIT_PERCENT)
      return rescueBreathing(context, patient)
    if (vitals.potassiumMillimolesPerLitre >= VISIBLE_POTASSIUM) return treatPotassium(context, patient)
    if (vitals.meanArterialPressureMillimetresMercury < RESCUE_PRESSURE)
      return raisePressure(context, patient)
    return Effect.void
  })

/** A finger-stick, and dextrose when it reads too low; patients whose glucose is not modelled need none. */
export const checkGlucose = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    if (Number.isNaN(look(context, patient).bloodGlucoseMilligramsPerDecilitre)) return
    yield* sleep(GLUCOSE_CHECK_SECONDS * context.workload())
    if (readGlucose(context, patient) < LOW_GLUCOSE) yield* treatLowGlucose(context, patient, 1)
  })

/** A result of the laboratory demands calcium. */
export const answerPotassium = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    context.arrives(patient)
    if (look(context, patient).potassiumMillimolesPerLitre >= HIGH_POTASSIUM)
      yield* treatPotassium(context, patient)
    context.leaves(patient)
  })

/** Giving a drug that lies ready: it may have to be tried again. */
const attempt = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    while (context.rescueDraw(patient) < STEP_FAILURE) yield* sleep(STEP_SECONDS)
  })

/** Fetching, drawing up and giving a drug. */
const fetchAndGive = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.andThen(sleep(STEP_SECONDS), attempt(context, patient))

/** Pauses the pump; false when a colleague did before and will restart it. */
const stopPump = (context: CareContext, patient: number): boolean => {
  const pump = context.pumpOf(patient)
  context.rescued?.(patient)
  if (pump.state === "paused") return false
  pump.interrupt(context.now(), "paused")
  return true
}

const ventilate = (context: CareContext, patient: number, seconds: number): void => {
  const untilSeconds = context.now() + seconds
  context.pumpOf(patient).body.rescue(context.now(), { kind: "ventilate", untilSeconds })
  context.changed(patient)
}

const rescueBreathing = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { body } = context.pumpOf(patient)
    const mustRestart = stopPump(context, patient)
    ventilate(context, patient, VENTILATION_SECONDS)
    const isOpioid = OPIOIDS.has(body.drug)
    if (!isOpioid || body.vitals().spontaneousVentilationFraction >= TARGET) yield* sleep(VENTILATION_SECONDS)
    let physicianSeconds = Infinity
    for (let dose = 0; dose < NALOXONE_MAXIMUM_DOSES; dose++) {
      if (look(context, patient).spontaneousVentilationFraction >= TARGET) break
      if (dose === FIRST_LINE_DOSES) physicianSeconds = context.now() + context.callPhysician(patient)
      if (isOpioid) {
        yield* attempt(context, patient)
        const micrograms =
          context.now() >= physicianSeconds ? PHYSICIAN_NALOXONE_MICROGRAMS : NALOXONE_MICROGRAMS
        body.rescue(context.now(), { kind: "naloxone", micrograms })
      }
      ventilate(context, patient, Math.max(VENTILATION_SECONDS, NALOXONE_INTERVAL_SECONDS))
      yield* sleep(NALOXONE_INTERVAL_SECONDS)
    }
    if (mustRestart) restartWhen(context, patient, () => breathes(context, patient))
  })

const breathes = (context: CareContext, patient: number): boolean => {
  const vitals = look(context, patient)
  return vitals.ventilationFraction >= TRIGGER && vitals.spo2Percent >= SATURATION_LIMIT_PERCENT
}

const readGlucose = (context: CareContext, patient: number): number =>
  context.glucoseMeter(patient, look(context, patient).bloodGlucoseMilligramsPerDecilitre)

const treatLowGlucose = (context: CareContext, patient: number, dose: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const pump = context.pumpOf(patient)
    if (stopPump(context, patient)) {
      restartWhen(context, patient, () => readGlucose(context, patient) >= INSULIN_RESTART_GLUCOSE)
    }
    context.changed(patient)
    if (dose > DEXTROSE_MAXIMUM_DOSES) yield* sleep(context.callPhysician(patient))
    yield* fetchAndGive(context, patient)
    pump.body.rescue(context.now(), { kind: "dextrose", grams: DEXTROSE_GRAMS })
    context.changed(patient)
    context.later(`glucose of patient ${patient} is checked again`, recheckGlucose(context, patient, dose))
  })

const recheckGlucose = (context: CareContext, patient: number, dose: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    yield* sleep(DEXTROSE_RECHECK_SECONDS)
    const work = Effect.gen(function* () {
      context.arrives(patient)
      yield* sleep(GLUCOSE_CHECK_SECONDS * context.workload())
      if (readGlucose(context, patient) < LOW_GLUCOSE) yield* treatLowGlucose(context, patient, dose + 1)
      context.leaves(patient)
    })
    context.assign(patient, TaskRank.mediumPriority, work)
  })

const treatPotassium = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { body } = context.pumpOf(patient)
    if (stopPump(context, patient)) {
      const isLow = () => look(context, patient).potassiumMillimolesPerLitre < POTASSIUM_RESTART
      restartWhen(context, patient, isLow)
    }
    context.changed(patient)
    // Calcium is a physician's order.
    yield* sleep(context.callPhysician(patient))
    do {
      yield* fetchAndGive(context, patient)
      body.rescue(context.now(), { kind: "calcium" })
      context.changed(patient)
      yield* sleep(CALCIUM_RECHECK_SECONDS)
    } while (look(context, patient).potassiumMillimolesPerLitre >= HIGH_POTASSIUM)
  })

const raisePressure = (context: CareContext, patient: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    const pump = context.pumpOf(patient)
    const isLow = () => look(context, patient).meanArterialPressureMillimetresMercury < RESCUE_PRESSURE
    context.rescued?.(patient)
    // The infusion runs again by now: its effect comes with the lag of the line.
    yield* sleep(PRESSURE_LOOK_SECONDS)
    if (!isLow()) return
    yield* sleep(context.callPhysician(patient))
    if (!isLow() || !pump.isDelivering) return
    pump.giveBolus(context.now(), PRESSOR_MICROGRAMS)
    context.changed(patient)
    yield* sleep(PRESSURE_LOOK_SECONDS)
  })

/** Restarts a therapy as ordered after the time of observation, as soon as the patient is fit for it. */
const restartWhen = (context: CareContext, patient: number, isFit: () => boolean): void => {
  const process = Effect.gen(function* () {
    yield* sleep(OBSERVATION_SECONDS)
    while (!isFit()) yield* sleep(OBSERVATION_RETRY_SECONDS)
    const pump = context.pumpOf(patient)
    if (pump.state !== "paused") return
    programOrder(context, patient)
    pump.resume(context.now())
    context.changed(patient)
  })
  context.later(`therapy of patient ${patient} restarts`, process)
}
