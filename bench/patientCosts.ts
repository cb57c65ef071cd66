// Prints as JSON what a patient costs, by drug: memory of a fresh body, and processor time for a simulated hour in which the pump
// stops for five minutes every other hour. Run with `--expose-gc`; bodies alone, without pump, monitor and nurse.

import { RandomStreams } from "../src/engine/RandomStreams.ts"
import { type Body, type DrugId } from "../models/patients/Body.ts"
import { makeTreatment } from "../models/patients/makeBody.ts"

/** Linear models are advanced in closed form and have targets; breathing and glucose are integrated. */
const LINEAR: ReadonlySet<DrugId> = new Set(["norepinephrine", "heparin", "vancomycin", "potassium_chloride"])
const DRUGS: ReadonlyArray<DrugId> = [
  ...LINEAR,
  "morphine",
  "hydromorphone",
  "fentanyl",
  "remifentanil",
  "propofol",
  "insulin_iv",
  "insulin_sc"
]
const PATIENTS = 1000
const HOURS = 6
const STOP_EVERY_SECONDS = 7200
const STOP_SECONDS = 300

export interface PatientCost {
  readonly drug: string
  readonly isLinear: boolean
  readonly bytes: number
  readonly microsecondsPerHour: number
}

const collect = (): number => {
  for (let time = 0; time < 3; time++) globalThis.gc?.()
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
}

const makeAll = (drug: DrugId, count: number) => {
  const streams = new RandomStreams(1, 0)
  return Array.from({ length: count }, (_, patientIndex) =>
    makeTreatment({
      drug,
      streams,
      patientIndex,
      respiratoryVariant: "M",
      betweenSubjectVariability: true
    })
  )
}

/** As the hospital wakes bodies: never twice in one nanosecond. */
const advance = (body: Body, fromSeconds: number, untilSeconds: number): void => {
  let now = fromSeconds
  for (let next = body.nextEventSeconds(); next <= untilSeconds; next = body.nextEventSeconds()) {
    now = Math.max(next, now + 1e-9)
    body.advanceTo(now)
  }
  body.advanceTo(untilSeconds)
}

const live = (body: Body, dosePerMinute: number): void => {
  let now = 0
  for (let time = STOP_EVERY_SECONDS; time < HOURS * 3600; time += STOP_EVERY_SECONDS) {
    advance(body, now, time)
    body.setRate(time, 0)
    now = time + STOP_SECONDS
    advance(body, time, now)
    body.setRate(now, dosePerMinute)
  }
  advance(body, now, HOURS * 3600)
}

const costOf = (drug: DrugId): PatientCost => {
  for (const { body, dosePerMinute } of makeAll(drug, 300)) live(body, dosePerMinute)
  const before = collect()
  const patients = makeAll(drug, PATIENTS)
  const bytes = (collect() - before) / PATIENTS
  const start = process.cpuUsage()
  for (const { body, dosePerMinute } of patients) live(body, dosePerMinute)
  const { system, user } = process.cpuUsage(start)
  return {
    drug,
    isLinear: LINEAR.has(drug),
    bytes: Math.round(bytes),
    microsecondsPerHour: (user + system) / PATIENTS / HOURS
  }
}

console.log(JSON.stringify(DRUGS.map(costOf)))
