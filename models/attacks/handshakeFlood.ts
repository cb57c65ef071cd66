// D04, cryptographic exhaustion: first flights of handshakes at a rate that keeps the responder's processor busy with work
// it does before it knows its peer. Harmless to a responder that does no such work.

import { Effect, Schema } from "effect"
import { quantity, withDefault } from "../../src/input/Quantity.ts"
import { type Attack } from "./Attack.ts"
import { attackFields } from "./fields.ts"

const Parameters = Schema.Struct({
  id: Schema.Literal("D04"),
  ...attackFields(["ward-lan", "radio-range", "enterprise", "remote"]),
  target: withDefault(
    Schema.Literals(["gateways", "pumps"]).annotate({ description: "Which responders are flooded" }),
    "gateways"
  ),
  share: withDefault(
    quantity("fraction", {
      description: "Share of the responders within reach that are flooded",
      maximum: "100 %"
    }),
    "100 %"
  ),
  addresses: withDefault(
    Schema.Literals(["made-up", "real"]).annotate({
      description:
        "Source addresses: made up, so that a cookie goes astray, or real ones of machines that the attacker controls"
    }),
    "made-up"
  ),
  rate: withDefault(
    quantity("eventRate", { description: "First flights sent to each responder", maximum: "1000000 1/s" }),
    "5000 1/s"
  )
})

export const handshakeFlood: Attack<typeof Parameters.Type> = {
  id: "D04",
  title: "Handshake flood",
  evidence: "plausible",
  precondition: "The responder does costly work before it knows its peer",
  positions: ["ward-lan", "radio-range", "enterprise", "remote"],
  tags: { ics: ["T0814"], emb3d: ["TID-405"], stride: "D" },
  sources: ["attacks.json D04; INET models the defender's cost as a user-given delay (V)"],
  parameters: Parameters,
  capability: (parameters) => parameters.rate * parameters.share * parameters.duration,
  launch: Effect.fnUntraced(function* (surface, parameters) {
    yield* Effect.sleep(parameters.start * 1000)
    const flood = {
      target: parameters.target,
      share: parameters.share,
      hasRealAddresses: parameters.addresses === "real"
    }
    surface.floodHandshakes(parameters.position, { ...flood, perSecond: parameters.rate })
    yield* Effect.sleep(parameters.duration * 1000)
    surface.floodHandshakes(parameters.position, { ...flood, perSecond: 0 })
  })
}
