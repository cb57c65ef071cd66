// How badly patients fared: each by the worst NCC MERP class of the run, how likely each grade of harm was, and the weighted
// sum beside its components. Patients earn classes C to E without any attack: read the excess over the paired run without it.

import { type MetricDescriptor } from "../../src/experiment/Model.ts"
import { type Hospital } from "../hospital/Hospital.ts"
import maps from "../data/severity-maps.json" with { type: "json" }
import { type MetricFamily, quantile } from "./MetricFamily.ts"
import { additionalKidneyInjury } from "./severity/kidneyInjury.ts"
import {
  categories,
  type Category,
  categoryOf,
  changedMap,
  harmCategories,
  rank
} from "./severity/nccMerp.ts"
import { patientRecords } from "./severity/patientRecords.ts"

/** Worst class of each patient, by the scenario's map; null when nothing at all is on record. */
export const categoryOfPatients = (hospital: Hospital): ReadonlyArray<Category | null> => {
  const map = changedMap(hospital.scenario.severity.events)
  return patientRecords(hospital).map((record) => categoryOf(record, map))
}

/** Number of patients by worst class. */
export const patientsByCategory = (
  worst: ReadonlyArray<Category | null>
): Readonly<Record<Category, number>> => {
  const counts: Record<Category, number> = { A: 0, B: 0, C: 0, D: 0, E: 0, F: 0, G: 0, H: 0, I: 0 }
  for (const category of worst) if (category !== null) counts[category]++
  return counts
}

const secondsOf = (hospital: Hospital, patient: number, event: string): number => {
  const tallies = hospital.pumps[patient]?.body.exposure.events ?? []
  return tallies.find((tally) => tally.event.id === event)?.seconds ?? NaN
}

/** Additional kidney injuries per 1000 patients whose pressure is modelled; NaN without such patients. */
const kidneyInjuries = (hospital: Hospital): number => {
  let sum = 0
  let patients = 0
  for (const { index } of hospital.pumps) {
    const below60 = secondsOf(hospital, index, "moderate-hypotension") / 60
    if (Number.isNaN(below60)) continue
    patients++
    sum += additionalKidneyInjury({
      below60,
      below55: secondsOf(hospital, index, "severe-hypotension") / 60,
      below50: secondsOf(hospital, index, "profound-hypotension") / 60
    })
  }
  return (1000 * sum) / patients
}

/** Minutes from the first obeyed hostile command to the first established event after it, of each patient who had both. */
const minutesToHarm = (hospital: Hospital): ReadonlyArray<number> => {
  const minutes: Array<number> = []
  for (const [patient, commands] of hospital.orders.hostile.obeyedBy) {
    const obeyed = commands[0]?.timeSeconds ?? NaN
    const later = (hospital.pumps[patient]?.body.exposure.events ?? [])
      .map(({ firstSeconds }) => firstSeconds)
      .filter((firstSeconds) => firstSeconds >= obeyed)
    if (later.length > 0) minutes.push((Math.min(...later) - obeyed) / 60)
  }
  return minutes
}

/** Minutes from the first obeyed hostile command until a nurse came because of an alarm, of each patient for whom one did. */
const minutesToBedside = (hospital: Hospital): ReadonlyArray<number> =>
  [...hospital.orders.hostile.obeyedBy].flatMap(([patient, commands]) => {
    const obeyed = commands[0]?.timeSeconds ?? NaN
    const came = hospital.alarms
      .filter((alarm) => alarm.patient === patient && alarm.addressedSeconds >= obeyed)
      .map(({ addressedSeconds }) => addressedSeconds)
    return came.length === 0 ? [] : [(Math.min(...came) - obeyed) / 60]
  })

/** Minutes from the first rescue to the first event, negative when the event came first, of each patient with both. */
const rescueMargins = (hospital: Hospital): ReadonlyArray<number> =>
  [...hospital.rescues].flatMap(([patient, [rescue = NaN]]) => {
    const events = (hospital.pumps[patient]?.body.exposure.events ?? []).filter(({ count }) => count > 0)
    if (events.length === 0) return []
    return [(Math.min(...events.map(({ firstSeconds }) => firstSeconds)) - rescue) / 60]
  })

const classMetric = (category: Category): MetricDescriptor => ({
  id: `nccMerp${category}`,
  title: `Patients whose worst NCC MERP class is ${category}`,
  unit: "patients",
  direction: rank(category) >= rank("D") ? "lower-is-better" : "neutral",
  description: `${maps.nccMerp.categories[category]} (assumed map, models/data/severity-maps.json)`
})

const atLeast = ["E", "H", "I"] as const

export const harm: MetricFamily = {
  id: "harm",
  title: "Harm",
  metrics: [
    ...categories.map(classMetric),
    ...atLeast.map((category) => ({
      id: `probabilityAtLeast${category}`,
      title: category === "I" ? "Patients who die (class I)" : `Patients of class ${category} or worse`,
      unit: "%",
      direction: "lower-is-better" as const,
      description: "Share of all patients of the run; the components of the expected harm"
    })),
    {
      id: "expectedHarm",
      title: "Expected harm per patient",
      unit: "1",
      direction: "lower-is-better",
      description:
        "Sum over classes D to I of the share of patients times an assumed weight; means nothing without its components"
    },
    {
      id: "additionalKidneyInjuries",
      title: "Kidney injuries to be expected from low pressure",
      unit: "1 per 1000 patients",
      direction: "lower-is-better",
      description:
        "Above the baseline of 6.3 %, from minutes below 60, 55 and 50 mmHg and published odds ratios (Sun 2015, Mathis 2020); an association, not a cause"
    },
    {
      id: "commandToHarmMinutes",
      title: "From an obeyed hostile command to harm, median",
      unit: "min",
      direction: "higher-is-better",
      description:
        "From the first hostile command that a pump obeyed to the first kind of event that was established for the first time after it, over the patients with both"
    },
    {
      id: "commandToBedsideMinutes",
      title: "From an obeyed hostile command to a nurse at the bedside, median",
      unit: "min",
      direction: "lower-is-better",
      description:
        "From the first hostile command that a pump obeyed until a nurse came because of an alarm of that pump or its patient's monitor; she need not recognise what she finds"
    },
    {
      id: "rescueMarginMinutes",
      title: "Margin of rescue, median",
      unit: "min",
      direction: "higher-is-better",
      description:
        "From a patient's first rescue to the first established event; negative where harm came first, over the patients with both"
    }
  ],
  measure: (hospital) => {
    const counts = patientsByCategory(categoryOfPatients(hospital))
    const patients = hospital.pumps.length
    const share = (worst: ReadonlyArray<Category>) =>
      worst.reduce((sum, category) => sum + counts[category], 0) / patients
    const { weights } = hospital.scenario.severity
    const weighted = (["D", ...harmCategories] as const).map(
      (category) => weights[category] * counts[category]
    )
    return {
      ...Object.fromEntries(categories.map((category) => [`nccMerp${category}`, counts[category]])),
      ...Object.fromEntries(
        atLeast.map((least) => [
          `probabilityAtLeast${least}`,
          100 * share(categories.filter((category) => rank(category) >= rank(least)))
        ])
      ),
      expectedHarm: weighted.reduce((sum, value) => sum + value, 0) / patients,
      additionalKidneyInjuries: kidneyInjuries(hospital),
      commandToHarmMinutes: quantile(minutesToHarm(hospital), 0.5),
      commandToBedsideMinutes: quantile(minutesToBedside(hospital), 0.5),
      rescueMarginMinutes: quantile(rescueMargins(hospital), 0.5)
    }
  }
}
