// A hospital as a person writes it in YAML: sizes, machines, network, staff, attacks and defences, with units. Defaults come
// from models/data, where each has its source.

import { Schema } from "effect"
import { quantity, withDefault } from "../../src/input/Quantity.ts"
import { attacks } from "../attacks/all.ts"
import { defences } from "../defences/all.ts"
import { Network } from "./scenario/network.ts"
import { Patients } from "./scenario/patients.ts"
import { Platforms } from "./scenario/platforms.ts"
import { Pumps } from "./scenario/pumps.ts"
import { Staff } from "./scenario/staff.ts"

/** Security: which defences are installed and which attacks are made, each with its own parameters. */
const Defences = Schema.Array(Schema.Union(defences.map((defence) => defence.parameters)))
const Attacks = Schema.Array(Schema.Union(attacks.map((attack) => attack.parameters)))

export const Scenario = Schema.Struct({
  wardsim: Schema.Literal(1).annotate({ description: "Version of the scenario format" }),
  name: Schema.NonEmptyString.annotate({ description: "Name of the scenario, for reports" }),
  duration: quantity("duration", { description: "Simulated time", minimum: "1 min", maximum: "100 d" }),
  pumps: Pumps,
  platforms: withDefault(Platforms, {}),
  network: withDefault(Network, {}),
  patients: withDefault(Patients, {}),
  staff: withDefault(Staff, {}),
  defences: withDefault(Defences, []),
  attacks: withDefault(Attacks, [])
}).annotate({ title: "Wardsim scenario", description: "A hospital, its attackers and its defences" })

export type Scenario = typeof Scenario.Type
