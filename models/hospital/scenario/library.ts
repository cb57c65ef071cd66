// Scenario section `library`: the drug library, who infuses within it, and how new versions reach the pumps.

import { Schema } from "effect"
import { quantity, withDefault } from "../../../src/input/Quantity.ts"
import { parameter } from "../../data/parameters.ts"
import { percent } from "./defaults.ts"

/** Four fifths of the pumps have activated a version after this time, and the rest goes on exponentially. */
const MEAN_ACTIVATION_DAYS = parameter("library.activation.t80") / Math.log(5)

export const Library = Schema.Struct({
  compliance: withDefault(
    quantity("fraction", {
      description: "Share of pumps that infuse within the drug library; the others have no limits at all",
      maximum: "100 %"
    }),
    percent("library.compliance")
  ),
  updateInterval: withDefault(
    quantity("duration", {
      description:
        "Time between versions; when the run begins, the newest is somewhere in its first interval",
      minimum: "1 min"
    }),
    `${parameter("library.update_interval")} d`
  ),
  activation: withDefault(
    quantity("duration", {
      description: "Mean time from a version's release until a pump has activated it",
      minimum: "1 s"
    }),
    `${MEAN_ACTIVATION_DAYS.toFixed(2)} d`
  ),
  nextRelease: withDefault(
    quantity("duration", {
      description: "When a new version is pushed to all pumps through the network; 100 d: not in this run",
      maximum: "100 d"
    }),
    "100 d"
  ),
  override: withDefault(
    quantity("fraction", {
      description: "Probability that a nurse overrides an alert of a soft limit",
      maximum: "100 %"
    }),
    percent("library.override-probability")
  )
})
