// A hospital as a person writes it in YAML: sizes, machines, network, staff, attacks and defences, with units. Defaults come
// from models/data, where each has its source.

import { Schema } from "effect"
import { quantity, withDefault } from "../../src/input/Quantity.ts"
import { attacks } from "../attacks/all.ts"
import { defences } from "../defences/all.ts"
import { feasibilityProblems } from "./transport/feasibility.ts"
import { networkProblems } from "./transport/networkProblems.ts"
import { pumpProblems } from "./pumps/pumpProblems.ts"
import { Monitors } from "./scenario/monitors.ts"
import { Library } from "./scenario/library.ts"
import { BatteryRules } from "./scenario/battery.ts"
import { Network } from "./scenario/network.ts"
import { Outages } from "./scenario/outages.ts"
import { Patients } from "./scenario/patients.ts"
import { Platforms } from "./scenario/platforms.ts"
import { Processors } from "./scenario/processors.ts"
import { Pumps } from "./scenario/pumps.ts"
import { Records } from "./scenario/records.ts"
import { Severity } from "./scenario/severity.ts"
import { SessionRules } from "./scenario/sessions.ts"
import { Staff } from "./scenario/staff.ts"

/** Security: which defences are installed and which attacks are made, each with its own parameters. */
const Defences = Schema.Array(Schema.Union(defences.map((defence) => defence.parameters)))
const Attacks = Schema.Array(Schema.Union(attacks.map((attack) => attack.parameters)))

const Fields = Schema.Struct({
  wardsim: Schema.Literal(1).annotate({ description: "Version of the scenario format" }),
  name: Schema.NonEmptyString.annotate({ description: "Name of the scenario, for reports" }),
  duration: quantity("duration", { description: "Simulated time", minimum: "1 min", maximum: "100 d" }),
  pumps: Pumps,
  platforms: withDefault(Platforms, {}),
  processors: withDefault(Processors, {}),
  battery: withDefault(BatteryRules, {}),
  network: withDefault(Network, {}),
  library: withDefault(Library, {}),
  patients: withDefault(Patients, {}),
  monitors: withDefault(Monitors, {}),
  staff: withDefault(Staff, {}),
  records: withDefault(Records, {}),
  sessions: withDefault(SessionRules, {}),
  severity: withDefault(Severity, {}),
  outages: withDefault(Outages, []),
  defences: withDefault(Defences, []),
  attacks: withDefault(Attacks, []),
  strictData: withDefault(
    Schema.Boolean.annotate({
      description:
        "Refuse cost figures of cryptography that are recalled, assumed or weak instead of flagging them, and give no energy or battery life that rests on recalled or assumed currents and capacities; the timing of radios and the hospital's assumptions are listed, not refused"
    }),
    false
  )
})

export type Scenario = typeof Fields.Type

/** A scenario whose machines exist and can run its security suite; anything else does not decode. */
export const Scenario = Fields.check(
  Schema.makeFilter(feasibilityProblems),
  Schema.makeFilter(networkProblems),
  Schema.makeFilter(pumpProblems)
).annotate({
  title: "Wardsim scenario",
  description: "A hospital, its attackers and its defences"
})
