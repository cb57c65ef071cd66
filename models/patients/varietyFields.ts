// How patients differ, as a person writes it: the same fields in every model that has patients.

import { Schema } from "effect"
import { withDefault } from "../../src/input/Quantity.ts"
import { propofolModels } from "./sedatives.ts"

export const varietyFields = {
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
  propofolModel: withDefault(
    Schema.Literals(propofolModels).annotate({
      description: "Which published kinetics of propofol hold"
    }),
    "eleveld"
  )
}
