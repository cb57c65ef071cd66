// Scenario section `records`: what the electronic record does for orders and results, and how well paper replaces it.

import { Schema } from "effect"
import { quantity, withDefault } from "../../../src/input/Quantity.ts"
import { percent, secondsOf } from "./defaults.ts"

export const Records = Schema.Struct({
  autoProgramming: withDefault(
    Schema.Boolean.annotate({
      description:
        "Orders program the pumps through the network (IHE PCD-03); false: nurses enter them by hand"
    }),
    true
  ),
  verification: withDefault(
    quantity("duration", {
      description:
        "Median time until a pharmacist has verified a physician's order; rates within a protocol need none"
    }),
    secondsOf("records.verification.median")
  ),
  paperFollowed: withDefault(
    quantity("fraction", {
      description: "Share of orders and results on paper that are carried out while the record is down",
      maximum: "100 %"
    }),
    percent("records.paper-followed")
  ),
  paperLapse: withDefault(
    quantity("duration", {
      description: "Time after which an order on paper that nobody carried out is found and ordered again",
      minimum: "1 min"
    }),
    secondsOf("records.paper-lapse")
  ),
  laboratoryDelay: withDefault(
    quantity("fraction", {
      description: "How much longer results of the laboratory take while the record is down",
      maximum: "1000 %"
    }),
    percent("ehr.downtime.lab_delay")
  )
})
