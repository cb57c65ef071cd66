// Secures the channels pump - gateway - pump server with one of the suites of models/crypto. What the suite can do
// (authenticate, reject replays) is the suite's own answer; the pump checks accordingly.

import { Schema } from "effect"
import { withDefault } from "../../src/input/Quantity.ts"
import { suiteIds } from "../crypto/suites/all.ts"
import { type Defence } from "./Defence.ts"

const Parameters = Schema.Struct({
  id: Schema.Literal("secure-channel"),
  suite: withDefault(
    Schema.Literals(suiteIds).annotate({ description: "Security suite of every channel" }),
    "tls13-ecdsa-mutual"
  )
})

export const secureChannel: Defence<typeof Parameters.Type> = {
  id: "secure-channel",
  title: "Secure channel",
  effect: "blocks",
  price:
    "Processor time and energy of every message and handshake, bytes on the air, sessions that must be set up first; expired certificates, full session tables and a revocation service that is down keep pumps offline",
  sources: ["models/data/crypto-costs.json", "assumptions/security.json security.*"],
  parameters: Parameters,
  install: (surface, parameters) => surface.useSuite(parameters.suite)
}
