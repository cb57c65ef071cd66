// Harms that befell patients, by definition in models/patients/AdverseEvent.ts. Patients have some without any attack (a
// monitored ward saw respiratory depression in 46 %, PRODIGY): compare with the paired run.

import { type MetricFamily, patientHours } from "./MetricFamily.ts"

const SEVERE: ReadonlySet<string> = new Set([
  "severe-desaturation",
  "respiratory-arrest",
  "severe-hypotension",
  "profound-hypotension"
])

export const adverseEvents: MetricFamily = {
  id: "adverse-events",
  metrics: [
    {
      id: "adverseEventsPer1000Hours",
      title: "Adverse events",
      unit: "1 per 1000 patient-hours",
      direction: "lower-is-better",
      description: "Episodes of respiratory depression, desaturation, arrest, hypotension and hypertension"
    },
    {
      id: "respiratoryDepressionPer1000Hours",
      title: "Respiratory depression",
      unit: "1 per 1000 patient-hours",
      direction: "lower-is-better",
      description:
        "Ventilation below 0.4, PaCO2 from 60 mmHg or SpO2 to 85 % for 3 min (model form of the PRODIGY episode)"
    },
    {
      id: "severelyHarmedPatients",
      title: "Patients with a severe event",
      unit: "patients",
      direction: "lower-is-better",
      description:
        "Patients with SpO2 to 70 %, respiratory arrest, or mean arterial pressure below 55 mmHg at least once"
    }
  ],
  measure: (hospital) => {
    let all = 0
    let respiratory = 0
    let severe = 0
    for (const { body } of hospital.pumps) {
      let isSevere = false
      for (const { count, event } of body.exposure.events) {
        all += count
        if (event.id === "respiratory-depression") respiratory += count
        isSevere ||= count > 0 && SEVERE.has(event.id)
      }
      if (isSevere) severe++
    }
    const thousands = patientHours(hospital) / 1000
    return {
      adverseEventsPer1000Hours: all / thousands,
      respiratoryDepressionPer1000Hours: respiratory / thousands,
      severelyHarmedPatients: severe
    }
  }
}
