// What a scenario asks of its network that cannot be, with the place in the scenario.

import { type Schema } from "effect"
import { type Scenario } from "../Scenario.ts"
import { outageProblems } from "../scenario/outages.ts"
import { machineCount } from "../care/wardLayout.ts"

export const networkProblems = (scenario: Scenario): ReadonlyArray<Schema.FilterIssue> =>
  outageProblems(scenario.outages, (kind) => machineCount(scenario, kind))
