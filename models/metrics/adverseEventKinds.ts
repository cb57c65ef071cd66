// Adverse events one kind at a time: episodes, and minutes in the condition however short each stay, per hour of the patients
// who can suffer it. Definitions and sources are in models/patients/AdverseEvent.ts.

import { adverseEvents } from "../patients/AdverseEvent.ts"
import { type MetricFamily } from "./MetricFamily.ts"

const camelCase = (id: string): string =>
  id.replaceAll(/-(?<letter>.)/gu, (_, letter: string) => letter.toUpperCase())

const kinds = Object.values(adverseEvents).map((event) => ({ event, name: camelCase(event.id) }))

export const adverseEventKinds: MetricFamily = {
  id: "adverse-event-kinds",
  title: "Adverse events by kind",
  metrics: kinds.flatMap(({ event, name }) => [
    {
      id: `${name}Episodes`,
      title: `${event.title}, episodes`,
      unit: "1 per 1000 patient-hours",
      direction: "lower-is-better" as const,
      description: `${event.definition}; ${event.source} (${event.status}); of patients in whom it is modelled`
    },
    {
      id: `${name}Minutes`,
      title: `${event.title}, time`,
      unit: "min per patient-hour",
      direction: "lower-is-better" as const,
      description: "Time in the condition, whether or not it lasts long enough to count as an episode"
    }
  ]),
  measure: (hospital) => {
    const episodes = new Map<string, number>()
    const seconds = new Map<string, number>()
    const patients = new Map<string, number>()
    const add = (to: Map<string, number>, id: string, value: number) => to.set(id, (to.get(id) ?? 0) + value)
    for (const { body } of hospital.pumps) {
      for (const tally of body.exposure.events) {
        add(patients, tally.event.id, 1)
        add(episodes, tally.event.id, tally.count)
        add(seconds, tally.event.id, tally.seconds)
      }
    }
    const hours = hospital.kernel.now / 3600
    return Object.fromEntries(
      kinds.flatMap(({ event: { id }, name }) => {
        // Without anybody who could suffer it, 0 / 0 is the NaN of a run with nothing to measure.
        const patientHours = (patients.get(id) ?? 0) * hours
        return [
          [`${name}Episodes`, (1000 * (episodes.get(id) ?? 0)) / patientHours],
          [`${name}Minutes`, (seconds.get(id) ?? 0) / 60 / patientHours]
        ]
      })
    )
  }
}
