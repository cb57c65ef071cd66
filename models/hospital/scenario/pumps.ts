// Scenario section `pumps`: how many there are and how they behave.

import { Schema } from "effect"
import { count, quantity, withDefault } from "../../../src/input/Quantity.ts"
import { parameterField } from "../../data/parameters.ts"

export const Pumps = Schema.Struct({
  bedside: count({ description: "Bedside pumps, each infusing one patient", maximum: 100_000 }),
  wearable: count({ description: "Wearable pumps on battery, each infusing one patient", maximum: 100_000 }),
  vasopressorShare: withDefault(
    quantity("fraction", {
      description:
        "Share of the bedside pumps that infuse norepinephrine; all others give morphine on demand",
      maximum: "100 %"
    }),
    "30 %"
  ),
  remoteCommands: withDefault(
    Schema.Literals(["while-running", "standby-only"]).annotate({
      description:
        "Whether a pump takes remote commands while it infuses (Hospira Symbiq did) or in standby only (B. Braun Infusomat)"
    }),
    "while-running"
  ),
  statusInterval: withDefault(
    quantity("duration", { description: "Time between PCD-01 status messages", minimum: "1 s" }),
    `${parameterField("msg.pcd01.period", "typical_s")} s`
  )
})
