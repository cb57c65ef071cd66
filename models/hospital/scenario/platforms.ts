// Scenario section `platforms`: the processor of every kind of machine.

import { Schema } from "effect"
import { withDefault } from "../../../src/input/Quantity.ts"
import { platformIds } from "../../crypto/CostModel.ts"

const platform = (description: string, fallback: string) =>
  withDefault(Schema.Literals(platformIds).annotate({ description }), fallback)

export const Platforms = Schema.Struct({
  bedside: platform("Communications processor of a bedside pump", "esp32"),
  wearable: platform("Communications processor of a wearable pump", "nrf52840"),
  gateway: platform("Processor of a gateway", "pi4-a72"),
  server: platform("Processor of pump server and EHR", "x86-64")
})
