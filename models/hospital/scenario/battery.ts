// Scenario section `battery`: what wearable pumps run on.

import { Schema } from "effect"
import { quantity, withDefault } from "../../../src/input/Quantity.ts"
import { costData } from "../../crypto/costData.ts"
import { parameter } from "../../data/parameters.ts"

const batteryIds = costData.batteries.map(({ id }) => id)

export const BatteryRules = Schema.Struct({
  kind: withDefault(
    Schema.Literals(batteryIds).annotate({
      description: "Battery of a wearable pump, an entry of the data file"
    }),
    "ambulatory-liion"
  ),
  charge: withDefault(
    quantity("fraction", {
      description: "Charge of the batteries when the run begins",
      minimum: "1 %",
      maximum: "100 %"
    }),
    "100 %"
  ),
  warning: withDefault(
    quantity("duration", { description: "Time before a battery is empty at which the pump warns" }),
    `${parameter("device.pump.battery-warning")} s`
  )
})
