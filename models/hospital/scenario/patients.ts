// Scenario section `patients`: who they are and how they are watched.

import { Schema } from "effect"
import { quantity, withDefault } from "../../../src/input/Quantity.ts"
import { percent } from "./defaults.ts"

export const Patients = Schema.Struct({
  variability: withDefault(
    Schema.Boolean.annotate({
      description: "Patients differ as published; false gives each the typical parameters"
    }),
    true
  ),
  respiratoryVariant: withDefault(
    Schema.Literals(["H", "M", "L"]).annotate({
      description: "Which published potency of opioids on breathing holds: high, medium or low"
    }),
    "M"
  ),
  monitoredOpioidShare: withDefault(
    quantity("fraction", {
      description: "Share of opioid patients with continuous pulse oximetry",
      maximum: "100 %"
    }),
    percent("monitor.opioid-share")
  )
})
