// What patients and monitors do without an attack, beyond the ten targets: how fast nurses come to monitors, and how many
// patients on opioids have an episode of respiratory depression.

import { parameter } from "../../data/parameters.ts"
import { quantile } from "../../metrics/MetricFamily.ts"
import { type Hospital } from "../Hospital.ts"
import { sourceOf } from "./sources.ts"
import { type CalibrationExperiment, type CalibrationTarget } from "./Target.ts"

const PRODIGY_SHARE = parameter("calibration.prodigy.respiratory-depression")
const PRODIGY_HOURS = parameter("calibration.prodigy.hours")

const scenario = (respiratoryVariant: "H" | "M" | "L", drug: string) => ({
  wardsim: 1,
  name: "calibration-opioid-ward",
  duration: `${PRODIGY_HOURS} h`,
  pumps: { bedside: 100, wearable: 0, statusInterval: "1 h" },
  patients: { respiratoryVariant, monitoredOpioidShare: "100 %", drugs: { bedside: { [drug]: "100 %" } } }
})

const depressedShare = ({ pumps }: Hospital): number => {
  const depressions = pumps.flatMap(({ body }) =>
    body.exposure.events.filter(({ event }) => event.id === "respiratory-depression")
  )
  return (100 * depressions.filter(({ count }) => count > 0).length) / depressions.length
}

const depressions = (variant: "H" | "M" | "L"): CalibrationExperiment => ({
  id: `opioid-ward-${variant}`,
  scenario: scenario(variant, "morphine"),
  measure: (hospital) => ({ respiratoryDepression: depressedShare(hospital) })
})

/** The drug and the potency with which monitors have most to tell. */
const monitoredWard: CalibrationExperiment = {
  id: "monitored-ward",
  scenario: scenario("H", "fentanyl"),
  measure: ({ alarms }) => {
    const minutes = alarms
      .filter(
        ({ addressedSeconds, onsetSeconds, source }) =>
          source === "monitor" && addressedSeconds > onsetSeconds
      )
      .map(({ addressedSeconds, onsetSeconds }) => (addressedSeconds - onsetSeconds) / 60)
    return { monitorResponseP50: quantile(minutes, 0.5) }
  }
}

const depression = (variant: "H" | "M" | "L", potency: string): CalibrationTarget => ({
  id: `X2-${variant}`,
  title: `Respiratory depression of ward patients on opioids, ${potency} potency (variant ${variant})`,
  source: "PRODIGY: Khanna AK et al. 2020, Anesth Analg 131:1012 (V); the length of monitoring is assumed",
  experiment: depressions(variant),
  quantities: [
    {
      id: "respiratoryDepression",
      what: `patients with an episode in ${PRODIGY_HOURS} h`,
      unit: "%",
      published: 100 * PRODIGY_SHARE,
      tolerance: 5,
      toleranceBasis: "5 percentage points (assumption)",
      kind: "outcome"
    }
  ],
  remark:
    "PRODIGY's patients have sleep apnoea, other sedatives and routes other than a pump, and its episodes include short apnoeas; the model has one opioid and no sleep. That baselines differ is why results are differences to the twin."
})

export const patientTargets: ReadonlyArray<CalibrationTarget> = [
  {
    id: "X1",
    title: "From a ward monitor's alarm to the bedside",
    source: sourceOf("alarm.monitor.response.median"),
    experiment: monitoredWard,
    quantities: [
      {
        id: "monitorResponseP50",
        what: "median",
        unit: "min",
        published: parameter("alarm.monitor.response.median"),
        tolerance: 5.4,
        toleranceBasis: "published interval of 5.0 to 15.8 min",
        kind: "outcome"
      }
    ],
    remark: "Measured in children; response grows through the shift, and falls when a nurse comes by anyway."
  },
  depression("H", "high"),
  depression("M", "medium"),
  depression("L", "low")
]
