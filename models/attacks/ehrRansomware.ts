// D07, ransomware: the EHR, and whatever else the foothold reaches, is down until it is restored. Orders no longer flow,
// charting waits, nurses work on paper; where the pump server falls too, remote alarms are gone.

import { Effect, Schema } from "effect"
import { type Attack } from "./Attack.ts"
import { attackFields } from "./fields.ts"

const Parameters = Schema.Struct({ id: Schema.Literal("D07"), ...attackFields(["enterprise"]) })

export const ehrRansomware: Attack<typeof Parameters.Type> = {
  id: "D07",
  title: "Ransomware on the EHR",
  evidence: "observed",
  precondition: "A foothold in the enterprise network",
  positions: ["enterprise"],
  tags: { ics: ["T0826", "T0828", "T0881", "T0809"], emb3d: ["TID-303"], stride: "D" },
  sources: ["HSE 2021, UVM 2020, Ascension near-misses; parameters.json ransom.* (V)"],
  parameters: Parameters,
  capability: (parameters) => parameters.duration,
  launch: Effect.fnUntraced(function* (surface, parameters) {
    yield* Effect.sleep(parameters.start * 1000)
    if (!surface.encryptServers(parameters.position))
      return surface.note("D07 failed: no server within reach.")
    yield* Effect.sleep(parameters.duration * 1000)
    return surface.restoreServers()
  })
}
