// What a stopped or a fast pump does to patients on one drug when nobody comes: no network, no alarms, no nurses, so that the
// drug alone decides. How staff change it is the hospital's model.

import { Effect, Schema } from "effect"
import { randomExponential } from "d3-random"
import { Simulation } from "../../src/engine/Simulation.ts"
import { type MetricDescriptor, type Model } from "../../src/experiment/Model.ts"
import { count, quantity, withDefault } from "../../src/input/Quantity.ts"
import { seconds } from "../../src/units.ts"
import { parameter } from "../data/parameters.ts"
import { prescribe } from "../hospital/pumps/prescriptions.ts"
import { quantile } from "../metrics/MetricFamily.ts"
import { severeEvents } from "../patients/AdverseEvent.ts"
import { drugCare } from "../patients/drugCare.ts"
import { makeTreatment } from "../patients/makeBody.ts"
import { drawPatient, typicalPatient } from "../patients/population.ts"
import { varietyFields } from "../patients/varietyFields.ts"
import { TreatedPatient } from "./TreatedPatient.ts"

const LOOK_SECONDS = 30

const Parameters = Schema.Struct({
  drug: withDefault(
    Schema.Literals(drugCare.map(({ id }) => id)).annotate({ description: "Drug that all patients get" }),
    "norepinephrine"
  ),
  patients: withDefault(count({ description: "Patients", minimum: 1, maximum: 100_000 }), 50),
  ...varietyFields,
  factor: withDefault(
    Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 100 })).annotate({
      description: "Rate or demand dose during the disturbance as a multiple of the ordered one; 0 stops it"
    }),
    0
  ),
  demands: withDefault(
    Schema.Literals(["patient", "forged"]).annotate({
      description:
        "Who presses the button of an opioid pump during the disturbance: the patient when in pain, or an attacker after every lock-out"
    }),
    "patient"
  ),
  start: withDefault(quantity("duration", { description: "When the disturbance begins" }), "1 h"),
  disturbance: withDefault(quantity("duration", { description: "How long it lasts" }), "10 min"),
  duration: withDefault(
    quantity("duration", { description: "Simulated time", minimum: "1 min", maximum: "30 d" }),
    "6 h"
  )
})

type TreatmentParameters = typeof Parameters.Type

const metrics: ReadonlyArray<MetricDescriptor> = [
  {
    id: "belowWindowMinutes",
    title: "Time below the window",
    unit: "min per patient",
    direction: "lower-is-better",
    description:
      "Time since the disturbance began with the controlled quantity below the patient's own window; mean"
  },
  {
    id: "aboveWindowMinutes",
    title: "Time above the window",
    unit: "min per patient",
    direction: "lower-is-better",
    description: "The same above the window"
  },
  {
    id: "harmedShare",
    title: "Patients harmed",
    unit: "%",
    direction: "lower-is-better",
    description: "Patients with an adverse event that was first established after the disturbance began"
  },
  {
    id: "severelyHarmedShare",
    title: "Patients severely harmed",
    unit: "%",
    direction: "lower-is-better",
    description: "The same with an event that threatens life (models/patients/AdverseEvent.ts)"
  },
  {
    id: "minutesToHarm",
    title: "Time to harm",
    unit: "min",
    direction: "higher-is-better",
    description: "From the beginning of the disturbance to the first event of those harmed; median"
  },
  {
    id: "lowest",
    title: "Lowest value",
    unit: "unit of the controlled quantity",
    direction: "neutral",
    description: "Lowest value of the controlled quantity from the disturbance on, read every 30 s; median"
  },
  {
    id: "highest",
    title: "Highest value",
    unit: "unit of the controlled quantity",
    direction: "neutral",
    description: "Highest value, likewise"
  },
  {
    id: "lowestSaturation",
    title: "Lowest oxygen saturation",
    unit: "%",
    direction: "higher-is-better",
    description: "Lowest saturation from the disturbance on of patients whose breathing is modelled; median"
  }
]

const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5)

const mean = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const measure = (patients: ReadonlyArray<TreatedPatient>): Readonly<Record<string, number>> => {
  const outside = patients.map((patient) => patient.outside)
  const harms = patients.map((patient) => patient.harms())
  const harmed = harms.filter((found) => found.length > 0)
  const severe = harms.filter((found) => found.some(({ id }) => severeEvents.has(id)))
  const saturations = patients.map(({ lowestSaturation }) => lowestSaturation).filter(Number.isFinite)
  return {
    belowWindowMinutes: mean(outside.map(({ below }) => below)) / 60,
    aboveWindowMinutes: mean(outside.map(({ above }) => above)) / 60,
    harmedShare: (100 * harmed.length) / patients.length,
    severelyHarmedShare: (100 * severe.length) / patients.length,
    minutesToHarm: median(harmed.map((found) => Math.min(...found.map((harm) => harm.seconds)))) / 60,
    lowest: median(patients.map(({ lowest }) => lowest)),
    highest: median(patients.map(({ highest }) => highest)),
    lowestSaturation: median(saturations)
  }
}

const simulate = Effect.fnUntraced(function* (scenario: TreatmentParameters) {
  const { kernel, runUntil, streams } = yield* Simulation
  const startSeconds: number = scenario.start
  const endSeconds: number = startSeconds + scenario.disturbance
  const disturbance = { startSeconds, endSeconds, factor: scenario.factor }
  const patients = Array.from({ length: scenario.patients }, (_, index) => {
    const patient = scenario.variability ? drawPatient(streams, index) : typicalPatient
    const { ratePerMinute, ...limits } = prescribe(scenario.drug, patient)
    const { body, dosePerMinute } = makeTreatment({
      drug: scenario.drug,
      streams,
      patientIndex: index,
      respiratoryVariant: scenario.respiratoryVariant,
      propofolModel: scenario.propofolModel,
      betweenSubjectVariability: scenario.variability,
      ...(ratePerMinute === null ? {} : { prescribedRate: ratePerMinute })
    })
    return new TreatedPatient(body, { ...limits, dosePerMinute }, disturbance)
  })
  const each = (act: (patient: TreatedPatient) => void) => () => patients.forEach(act)

  const begins = kernel.kind(
    "disturbance begins",
    each((patient) => patient.begin(kernel.now))
  )
  const ends = kernel.kind(
    "disturbance ends",
    each((patient) => patient.end(kernel.now))
  )
  kernel.schedule(startSeconds, begins)
  kernel.schedule(endSeconds, ends)
  const looks = kernel.kind("patients are looked at", () => {
    for (const patient of patients) patient.look(kernel.now)
    kernel.schedule(LOOK_SECONDS, looks)
  })
  kernel.schedule(startSeconds + LOOK_SECONDS, looks)

  const pressesPerSecond = 1 / parameter("patient.press-interval")
  const presses = kernel.kind("patient may press", (index) => {
    kernel.schedule((waits[index] as () => number)(), presses, index)
    const patient = patients[index] as TreatedPatient
    const isForged = scenario.demands === "forged" && patient.factorAt(kernel.now) !== 1
    if (!isForged) patient.press(kernel.now, false)
  })
  const forges = kernel.kind("attacker presses", (index) => {
    const patient = patients[index] as TreatedPatient
    if (kernel.now >= endSeconds) return
    patient.press(kernel.now, true)
    kernel.schedule(patient.order.lockoutSeconds, forges, index)
  })
  const waits = patients.map((_, index) =>
    randomExponential.source(streams.stream("presses", index))(pressesPerSecond)
  )
  patients.forEach(({ order }, index) => {
    if (order.demandDose <= 0) return
    kernel.schedule((waits[index] as () => number)(), presses, index)
    if (scenario.demands === "forged" && scenario.factor > 0 && endSeconds > startSeconds) {
      kernel.schedule(startSeconds, forges, index)
    }
  })

  yield* runUntil(seconds(scenario.duration))
  for (const { body } of patients) body.advanceTo(kernel.now)
  return {
    metrics: measure(patients),
    series: [],
    windows: endSeconds > startSeconds ? [{ label: "Disturbance", startSeconds, endSeconds }] : [],
    notes: ["Nobody comes to these patients: read it as what is at stake, not as what happens in a hospital."]
  }
})

export const treatmentModel: Model<TreatmentParameters> = {
  id: "treatment",
  title: "Patients on one drug, without staff",
  parameters: Parameters,
  metrics,
  presets: {
    interruption: { factor: 0 },
    tampering: { factor: 10, demands: "forged" }
  },
  simulate
}
