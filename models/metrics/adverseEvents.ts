// Harms that befell patients, by definition in models/patients/AdverseEvent.ts. Patients have some without any attack (a
// monitored ward saw respiratory depression in 46 %, PRODIGY): compare with the paired run.

import { severeEvents } from "../patients/AdverseEvent.ts"
import { type MetricFamily, patientHours } from "./MetricFamily.ts"

export const adverseEvents: MetricFamily = {
  id: "adverse-events",
  title: "Adverse events",
  metrics: [
    {
      id: "adverseEventsPer1000Hours",
      title: "Adverse events",
      unit: "1 per 1000 patient-hours",
      direction: "lower-is-better",
      description:
        "Episodes of every harm that is defined for a drug: breathing, pressure, clotting, potassium, glucose, vancomycin"
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
        "Patients with at least one event that threatens life: SpO2 to 70 %, respiratory arrest, mean arterial pressure below 55 mmHg, heparin above 1.5 IU/mL, potassium above 7 mmol/L, glucose to 40 mg/dL"
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
        isSevere ||= count > 0 && severeEvents.has(event.id)
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
