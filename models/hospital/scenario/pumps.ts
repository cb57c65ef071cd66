// Scenario section `pumps`: how many there are and how they behave.

import { Schema } from "effect"
import { count, quantity, withDefault } from "../../../src/input/Quantity.ts"
import presentations from "../../data/drug-presentations.json" with { type: "json" }
import { parameter, parameterField } from "../../data/parameters.ts"

export const Pumps = Schema.Struct({
  bedside: count({ description: "Bedside pumps, each infusing one patient", maximum: 100_000 }),
  wearable: count({ description: "Wearable pumps on battery, each infusing one patient", maximum: 100_000 }),
  remoteCommands: withDefault(
    Schema.Literals(["while-running", "standby-only"]).annotate({
      description:
        "Whether a pump takes remote commands while it infuses (Hospira Symbiq did) or in standby only (B. Braun Infusomat)"
    }),
    "while-running"
  ),
  ramp: withDefault(
    quantity("duration", {
      description:
        "Time over which a pump goes to a newly programmed rate, in steps of a minute or less; 0 s: at once"
    }),
    "0 s"
  ),
  loadingDoses: withDefault(
    count({
      description:
        "Demand doses that a patient-controlled pump gives at the start; 0 because patients start near their effective concentration",
      maximum: 20
    }),
    0
  ),
  maximumRate: withDefault(
    quantity("volumeRate", {
      description: "Fastest infusion of a bedside pump; a faster one is refused",
      minimum: "0.1 mL/h"
    }),
    `${presentations.maximumFlow.intravenous.value} mL/h`
  ),
  wearableMaximumRate: withDefault(
    quantity("volumeRate", {
      description: "Fastest infusion of a wearable pump; a faster one is refused",
      minimum: "0.1 mL/h"
    }),
    `${parameter("pump.wearable.maximum-rate")} mL/h`
  ),
  statusInterval: withDefault(
    quantity("duration", { description: "Time between PCD-01 status messages", minimum: "1 s" }),
    `${parameterField("msg.pcd01.period", "typical_s")} s`
  )
})
