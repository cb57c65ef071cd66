// Scenario section `severity`: which harm counts as how bad. The defaults are assumptions in models/data/severity-maps.json.

import { Schema } from "effect"
import { withDefault } from "../../../src/input/Quantity.ts"
import maps from "../../data/severity-maps.json" with { type: "json" }
import { categories } from "../../metrics/severity/nccMerp.ts"
import { adverseEvents, type AdverseEventId } from "../../patients/AdverseEvent.ts"

const eventClass = (id: AdverseEventId) =>
  Schema.optionalKey(
    Schema.Literals(categories).annotate({
      description: `NCC MERP class of a patient with: ${adverseEvents[id].definition}`
    })
  )

// Keys of a record typed by its ids.
const ids = Object.keys(adverseEvents) as ReadonlyArray<AdverseEventId>
const Events = Schema.Struct(Object.fromEntries(ids.map((id) => [id, eventClass(id)])))

const weight = (category: "D" | "E" | "F" | "G" | "H" | "I") =>
  withDefault(
    Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })).annotate({
      description: `Weight of a patient whose worst class is ${category} in the expected harm, from 0 to 1 (assumption)`
    }),
    maps.weights[category]
  )

const Weights = Schema.Struct({
  D: weight("D"),
  E: weight("E"),
  F: weight("F"),
  G: weight("G"),
  H: weight("H"),
  I: weight("I")
})

export const Severity = Schema.Struct({
  events: withDefault(
    Events.annotate({ description: "NCC MERP class of a kind of event, where it is not the default" }),
    {}
  ),
  weights: withDefault(Weights.annotate({ description: "Weights of the classes in the expected harm" }), {})
})
