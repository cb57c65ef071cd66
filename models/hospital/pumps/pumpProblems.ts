// Infusions that a scenario orders and its pumps cannot make, with the place in the scenario.

import { type Schema } from "effect"
import { drugCare } from "../../patients/drugCare.ts"
import { typicalPatient } from "../../patients/population.ts"
import { prescribe } from "./prescriptions.ts"
import { concentrationOf } from "./pumpEquipment.ts"
import { type Scenario } from "../Scenario.ts"

const MILLILITRES_PER_HOUR = 3600

/** Orders at a common rate are known before anything runs; those that follow each patient's own need are not. */
export const pumpProblems = ({ patients, pumps }: Scenario): ReadonlyArray<Schema.FilterIssue> =>
  (["bedside", "wearable"] as const).flatMap((kind) => {
    const field = kind === "bedside" ? "maximumRate" : "wearableMaximumRate"
    const limit = pumps[field] * MILLILITRES_PER_HOUR
    if (pumps[kind] === 0) return []
    return drugCare.flatMap(({ id, title }) => {
      const perMinute = prescribe(id, typicalPatient).ratePerMinute ?? 0
      const flow = (60 * perMinute) / concentrationOf(id)
      if (!((patients.drugs[kind][id] ?? 0) > 0) || flow <= limit) return []
      const issue = `${title} is ordered at ${flow.toPrecision(3)} mL/h, faster than ${limit.toPrecision(3)} mL/h; raise ${field} or give no ${title}`
      return [{ path: ["pumps", field], issue }]
    })
  })
