// Hard limits of the drug library, enforced on remote commands: rate, single bolus, and four-hour total. The limits
// themselves are assumptions for most drugs (drugs.json: no openable table of real hospital limits was found).

import { Schema } from "effect"
import { Command } from "../devices/InfusionPump.ts"
import { type Defence } from "./Defence.ts"

const Parameters = Schema.Struct({ id: Schema.Literal("hard-limits") })

export const hardLimits: Defence<typeof Parameters.Type> = {
  id: "hard-limits",
  title: "Drug-library hard limits",
  effect: "limits",
  price: "Legitimate orders beyond a limit are refused too and must be programmed at the bedside",
  sources: ["drugs.json dosing.hard_max_* (A, D)"],
  parameters: Parameters,
  install: (surface) =>
    surface.addCommandCheck(() => (pump, command, nowSeconds) => {
      if (command.code === Command.setRate) {
        return command.value > pump.order.hardMaximumPerMinute ? "beyond-hard-limit" : null
      }
      if (command.value > pump.order.hardMaximumBolus) return "beyond-hard-limit"
      const total =
        pump.bolusInLastFourHours(nowSeconds) + (command.code === Command.bolus ? command.value : 0)
      return total > pump.order.fourHourLimitDose ? "beyond-four-hour-limit" : null
    })
}
