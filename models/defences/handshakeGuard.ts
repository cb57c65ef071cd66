// A responder that answers a first flight with a stateless cookie (RFC 9147 section 5.1) and starts only so many
// handshakes a second. A flood from made-up addresses then costs it one short MAC per frame.

import { Schema } from "effect"
import { quantity, withDefault } from "../../src/input/Quantity.ts"
import { type Defence } from "./Defence.ts"

const Parameters = Schema.Struct({
  id: Schema.Literal("handshake-guard"),
  cookie: withDefault(
    Schema.Boolean.annotate({ description: "Ask for a cookie before any costly work" }),
    true
  ),
  rate: withDefault(
    quantity("eventRate", { description: "Most handshakes that one responder starts", minimum: "1 1/h" }),
    "20 1/s"
  )
})

export const handshakeGuard: Defence<typeof Parameters.Type> = {
  id: "handshake-guard",
  title: "Handshake cookie and rate limit",
  effect: "limits",
  price: "One more round trip per handshake; a storm of legitimate reconnects is slowed by the same limit",
  sources: ["RFC 9147 section 5.1 (R)"],
  parameters: Parameters,
  install: (surface, parameters) =>
    surface.guardHandshakes({ cookie: parameters.cookie, perSecond: parameters.rate })
}
