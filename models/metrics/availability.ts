// For how much of the time pumps had each function of the networked hospital: five numbers, never one. Means over the samples
// of a run (sampling.ts); without sampling there is nothing to report.

import { availableFunctions } from "../hospital/reports/Availability.ts"
import { type MetricFamily } from "./MetricFamily.ts"

const metricId = (id: string): string => `${id}Available`

export const availability: MetricFamily = {
  id: "availability",
  title: "Availability",
  metrics: availableFunctions.map(({ description, id, title }) => ({
    id: metricId(id),
    title: `${title}, availability`,
    unit: "%",
    direction: "higher-is-better",
    description: `Mean share of pumps over the run. ${description}`
  })),
  measure: (hospital) =>
    Object.fromEntries(
      availableFunctions.map(({ id }, index) => [metricId(id), 100 * hospital.availability.mean(index)])
    )
}
