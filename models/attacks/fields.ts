// Fields that all attacks share in a scenario file.

import { Schema } from "effect"
import { quantity, withDefault } from "../../src/input/Quantity.ts"
import { type Position } from "./Attack.ts"

/** `position` restricted to those that the attack can start from, the first being the default; `start`; `duration`. */
export const attackFields = (allowed: readonly [Position, ...ReadonlyArray<Position>]) => ({
  position: withDefault(
    Schema.Literals(allowed).annotate({ description: "Where the attacker is" }),
    allowed[0]
  ),
  start: quantity("duration", { description: "When the attack begins, from the start of the run" }),
  duration: quantity("duration", { description: "How long the attack lasts" })
})
