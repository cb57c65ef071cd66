// B01, unauthorised command: forged rate changes and boluses. A continuous infusion is multiplied; a patient-controlled
// pump is made to give a multiple of its demand dose again and again. A run in which no pump obeys is a failed attack.

import { Effect, Schema } from "effect"
import { quantity, withDefault } from "../../src/input/Quantity.ts"
import { Command } from "../devices/InfusionPump.ts"
import { type Attack } from "./Attack.ts"
import { attackFields } from "./fields.ts"

const Parameters = Schema.Struct({
  id: Schema.Literal("B01"),
  ...attackFields(["ward-lan", "radio-range", "enterprise", "remote"]),
  targets: withDefault(
    quantity("fraction", {
      description: "Share of the pumps within reach that are attacked",
      maximum: "100 %"
    }),
    "20 %"
  ),
  factor: withDefault(
    Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 100 })).annotate({
      description:
        "Forged rate or bolus as a multiple of what the pump is programmed to (0 stops the infusion)"
    }),
    10
  ),
  repeat: withDefault(
    quantity("duration", { description: "Time between forged commands to one pump", minimum: "1 s" }),
    "10 min"
  )
})

export const unauthorisedCommand: Attack<typeof Parameters.Type> = {
  id: "B01",
  title: "Unauthorised command",
  evidence: "demonstrated",
  precondition: "A reachable command channel without authentication",
  positions: ["ward-lan", "radio-range", "enterprise", "remote"],
  tags: { ics: ["T0855", "T0836", "T0831"], emb3d: ["TID-406", "TID-310"], stride: "S/T/E" },
  sources: [
    "Hospira Symbiq: a remote user could change the dosage (FDA, 31 Jul 2015) (V)",
    "Alaris Plus via terminal server, no authentication: CVE-2018-14786, ICSMA-18-235-01 (V)",
    "MiniMed 508/Paradigm: CVE-2019-10964, ICSMA-19-178-01 (V)"
  ],
  parameters: Parameters,
  capability: (parameters) => parameters.targets * parameters.duration,
  launch: Effect.fnUntraced(function* (surface, parameters) {
    yield* Effect.sleep(parameters.start * 1000)
    const end = parameters.start + parameters.duration
    const targets = surface.chooseTargets(parameters.position, parameters.targets)
    surface.note(`B01 attacks ${targets.length} pumps from ${parameters.position}.`)
    while (surface.now() < end) {
      for (const target of targets) {
        if (target.mode === "continuous") {
          surface.forgeCommand(
            parameters.position,
            target.pump,
            Command.setRate,
            target.ratePerMinute * parameters.factor
          )
        } else {
          surface.forgeCommand(
            parameters.position,
            target.pump,
            Command.bolus,
            target.demandDose * parameters.factor
          )
        }
      }
      yield* Effect.sleep(Math.min(parameters.repeat, Math.max(end - surface.now(), 1e-3)) * 1000)
    }
  })
}
