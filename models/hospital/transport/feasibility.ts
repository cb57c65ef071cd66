// Whether the machines of a scenario can run its security suite at all: library, figures and memory, before anything runs.

import { type Schema } from "effect"
import { infeasibleMachines, type Machine } from "./deviceCosts.ts"
import { keyStoreProblems } from "../sessions/keyStore.ts"
import { type Scenario } from "../Scenario.ts"
import { machineChoice, usualPlatform } from "../scenario/platforms.ts"
import { securityOf } from "../security.ts"

/** Where to point: at the machine if the scenario names it, else at the defence that brought the suite. */
const placeOf = (scenario: Scenario, machine: Machine): ReadonlyArray<string | number> => {
  const { library, platform } = machineChoice(scenario.platforms[machine])
  const brought = scenario.defences.findLastIndex((defence) => "suite" in defence)
  if (brought < 0 || platform !== usualPlatform(machine) || library !== undefined)
    return ["platforms", machine]
  return ["defences", brought, "suite"]
}

/** What a scenario asks of a machine that it cannot do, with the place in the scenario. */
export const feasibilityProblems = (scenario: Scenario): ReadonlyArray<Schema.FilterIssue> => {
  const { suite } = securityOf(scenario)
  const machines = infeasibleMachines(scenario, suite).map(({ machine, message }) => ({
    path: placeOf(scenario, machine),
    issue: `${machine}: ${message}`
  }))
  return [...machines, ...keyStoreProblems(scenario, suite)]
}
