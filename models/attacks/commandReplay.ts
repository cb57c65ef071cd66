// B02, replay: the attacker listens, then sends overheard clinician boluses again, byte for byte. Without anything
// overheard, or when the pump remembers counters, nothing happens.

import { Effect, Schema } from "effect"
import { quantity, withDefault } from "../../src/input/Quantity.ts"
import { Command } from "../devices/InfusionPump.ts"
import { type Attack } from "./Attack.ts"
import { attackFields } from "./fields.ts"

const Parameters = Schema.Struct({
  id: Schema.Literal("B02"),
  ...attackFields(["radio-range", "ward-lan"]),
  repeat: withDefault(
    quantity("duration", { description: "Time between replays of each overheard command", minimum: "1 s" }),
    "10 min"
  ),
  commands: withDefault(
    Schema.Finite.check(Schema.isInt(), Schema.isGreaterThanOrEqualTo(0)).annotate({
      description: "Most overheard commands that are replayed, the latest first"
    }),
    20
  )
})

export const commandReplay: Attack<typeof Parameters.Type> = {
  id: "B02",
  title: "Replay of overheard commands",
  evidence: "demonstrated",
  precondition: "A command was overheard, and the receiver does not check freshness",
  positions: ["radio-range", "ward-lan"],
  tags: { ics: ["T0855", "T0830"], emb3d: ["TID-407", "TID-221"], stride: "S/T" },
  sources: [
    "OneTouch Ping: CVE-2016-5086, ICSMA-16-279-01 (V)",
    "MiniMed MMT-500/503: CVE-2018-14781, ICSMA-18-219-02 (V)",
    "DANA RS: CVE-2020-27269, ICSMA-21-012-01 (V)"
  ],
  parameters: Parameters,
  capability: (parameters) => parameters.commands * parameters.duration,
  launch: Effect.fnUntraced(function* (surface, parameters) {
    const overheard = surface.eavesdrop(parameters.position)
    yield* Effect.sleep(parameters.start * 1000)
    const end = parameters.start + parameters.duration
    const chosen = overheard()
      .filter((command) => command.code === Command.bolus)
      .slice(-parameters.commands)
    surface.note(
      chosen.length === 0
        ? "B02 failed: no command was overheard before it began."
        : `B02 replays ${chosen.length} overheard commands from ${parameters.position}.`
    )
    while (chosen.length > 0 && surface.now() < end) {
      for (const command of chosen) surface.replay(parameters.position, command)
      yield* Effect.sleep(Math.min(parameters.repeat, Math.max(end - surface.now(), 1e-3)) * 1000)
    }
  })
}
