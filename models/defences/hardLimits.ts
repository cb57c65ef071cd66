// Limits of the drug library that a pump really has, enforced on remote commands: rate, single bolus, and four-hour total. A pump
// with an old version enforces the old limits, one outside the library none. The limits themselves are assumptions for most drugs.

import { Schema } from "effect"
import { withDefault } from "../../src/input/Quantity.ts"
import { Command } from "../devices/InfusionPump.ts"
import { type Defence } from "./Defence.ts"

const Parameters = Schema.Struct({
  id: Schema.Literal("hard-limits"),
  softLimits: withDefault(
    Schema.Boolean.annotate({
      description:
        "Whether a pump also asks for confirmation at the bedside beyond a soft limit; nobody answers a remote command"
    }),
    false
  )
})

export const hardLimits: Defence<typeof Parameters.Type> = {
  id: "hard-limits",
  title: "Drug-library hard limits",
  effect: "limits",
  price: "Legitimate orders beyond a limit are refused too and must be programmed at the bedside",
  sources: ["drugs.json dosing.hard_max_* (A, D)"],
  parameters: Parameters,
  install: (surface, { softLimits }) =>
    surface.addCommandCheck(() => (pump, { code, value }, nowSeconds) => {
      if (pump.library === null || code === Command.installLibrary) return null
      const isRate = code === Command.setRate
      const judgement = isRate ? pump.judge(value, 0) : pump.judge(0, value)
      if (judgement === "hard") return "beyond-hard-limit"
      const given = pump.bolusInLastFourHours(nowSeconds) + (code === Command.bolus ? value : 0)
      if (!isRate && given > pump.library.entry.fourHourLimitDose) return "beyond-four-hour-limit"
      return softLimits && judgement === "soft" ? "beyond-soft-limit" : null
    })
}
