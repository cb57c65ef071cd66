// How unevenly exposure falls on patients: median, 95th percentile and worst of them. A mean over the hospital hides that an
// attack on a few pumps leaves most patients alone.

import { type InfusionPump } from "../devices/InfusionPump.ts"
import { type MetricFamily, quantile, relativeArea } from "./MetricFamily.ts"

const exposures: ReadonlyArray<{
  readonly id: string
  readonly title: string
  readonly unit: string
  /** Of one patient in the whole run, in the unit times hours. */
  readonly of: (pump: InfusionPump) => number
}> = [
  {
    id: "outsideWindow",
    title: "Time outside the window",
    unit: "min per h",
    of: ({ body: { exposure } }) => (exposure.secondsAbove + exposure.secondsBelow) / 60
  },
  {
    id: "overdose",
    title: "Overdose exposure",
    unit: "limit-min per h",
    of: ({ body: { exposure, window } }) => relativeArea(exposure.areaAbove, window.upper) / 60
  },
  {
    id: "underdose",
    title: "Underdose exposure",
    unit: "limit-min per h",
    of: ({ body: { exposure, window } }) => relativeArea(exposure.areaBelow, window.lower) / 60
  },
  {
    id: "interruption",
    title: "Therapy interruption",
    unit: "min per h",
    of: ({ interruptedSeconds }) => interruptedSeconds / 60
  }
]

const quantiles = [
  ["P50", 0.5, "median patient"],
  ["P95", 0.95, "95th percentile of patients"],
  ["Max", 1, "worst patient"]
] as const

export const patientSpread: MetricFamily = {
  id: "patient-spread",
  title: "Spread over patients",
  metrics: exposures.flatMap(({ id, title, unit }) =>
    quantiles.map(([suffix, , name]) => ({
      id: `${id}${suffix}`,
      title: `${title}, ${name}`,
      unit,
      direction: "lower-is-better" as const,
      description: "Quantile over the patients of the run, of each one's mean over the run"
    }))
  ),
  measure: (hospital) => {
    const hours = hospital.kernel.now / 3600
    return Object.fromEntries(
      exposures.flatMap(({ id, of }) => {
        const values = hospital.pumps.map((pump) => of(pump) / hours)
        return quantiles.map(([suffix, probability]) => [`${id}${suffix}`, quantile(values, probability)])
      })
    )
  }
}
