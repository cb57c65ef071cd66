// The engine against queueing theory. Each value is compared over SEEDS replications with the closed form, by a Student t
// interval at a level such that a correct engine is refused, by any of the COMPARISONS, with probability 1e-3 (Bonferroni);
// the seeds are fixed, so what passes once passes always. The half-width must be below 0.5 %: a bias of 1 % could then pass
// only if an error of a whole half-width hid it (probability below 1e-4), and each test shows that its own runs would not.

import { Schema } from "effect"
import { assert, describe, it } from "vitest"
import { jackson } from "../../../models/queueing/jackson.ts"
import { mg1 } from "../../../models/queueing/mg1.ts"
import { mm1k } from "../../../models/queueing/mm1k.ts"
import { mmc } from "../../../models/queueing/mmc.ts"
import { priorities } from "../../../models/queueing/priorities.ts"
import { repair } from "../../../models/queueing/repair.ts"
import * as theory from "../../../models/queueing/theory.ts"
import { listedModel, type Model } from "../../../src/experiment/Model.ts"
import { runReplication } from "../../../src/experiment/runReplication.ts"
import { meanInterval } from "../../../src/statistics/meanInterval.ts"

const SEEDS = 100
const COMPARISONS = 26
const CONFIDENCE = 1 - 1e-3 / COMPARISONS
const GREATEST_HALF_WIDTH = 0.005

interface Verification {
  readonly title: string
  readonly model: Model
  readonly parameters: unknown
  readonly expected: Readonly<Record<string, number>>
}

const verification = <Parameters>(
  title: string,
  model: Model<Parameters>,
  parameters: unknown,
  expected: Readonly<Record<string, number>>
): Verification => ({ title, model: listedModel(model), parameters, expected })

/** The line's length is held as part of the number in the system: alone, being made of rare waits, it needs far longer runs. */
const station = ({ lineLength, timeInSystem, utilisation }: theory.QueueTheory, servers = 1) => ({
  "time-in-system": timeInSystem,
  "number-in-system": lineLength + servers * utilisation,
  utilisation
})

/** Adds to a run's metrics the number in the system, the sum of two of them. */
const withNumberInSystem = (
  metrics: Readonly<Record<string, number>>,
  servers: number
): Readonly<Record<string, number>> => ({
  ...metrics,
  "number-in-system":
    (metrics["line-length"] ?? Number.NaN) + servers * (metrics["utilisation"] ?? Number.NaN)
})

const network = [
  { arrivalRate: 0.3, serviceRate: 1, servers: 1, routing: [0, 0.7, 0] },
  { arrivalRate: 0.1, serviceRate: 0.5, servers: 2, routing: [0.2, 0, 0.3] },
  { arrivalRate: 0, serviceRate: 0.4, servers: 1, routing: [0, 0, 0] }
]

const classes = [
  { arrivalRate: 0.3, meanService: 0.5 },
  { arrivalRate: 0.2, meanService: 1 }
]

const classTimes = (isPreemptive: boolean) => {
  const [urgent, routine] = theory.priorityQueue(classes, isPreemptive) as [number, number]
  return { "time-in-system-urgent": urgent, "time-in-system-routine": routine }
}

const networkTheory = theory.jacksonNetwork(network)
const repairTheory = theory.machineRepair(10, 2, 0.1, 1)
const finite = theory.finiteQueue(1.5, 1, 4)

const classRates = { urgentArrivalRate: "0.3 1/s", routineArrivalRate: "0.2 1/s" }

const verifications: ReadonlyArray<Verification> = [
  verification(
    "M/M/1",
    mmc,
    { arrivalRate: "0.3 1/s", duration: "170000 s" },
    station(theory.markovQueue(0.3, 1, 1))
  ),
  verification(
    "M/M/3",
    mmc,
    { arrivalRate: "1.5 1/s", servers: 3, duration: "34000 s" },
    station(theory.markovQueue(1.5, 1, 3), 3)
  ),
  verification(
    "M/D/1",
    mg1,
    { arrivalRate: "0.5 1/s", duration: "56000 s" },
    station(theory.generalQueue(0.5, 1, 0))
  ),
  verification(
    "M/G/1 with gamma service",
    mg1,
    { arrivalRate: "0.4 1/s", squaredVariation: 0.5, duration: "110000 s" },
    station(theory.generalQueue(0.4, 1, 0.5))
  ),
  verification(
    "M/M/1/4",
    mm1k,
    { arrivalRate: "1.5 1/s", capacity: 4, duration: "30000 s" },
    { ...station(finite), "blocked-fraction": finite.blockedFraction }
  ),
  verification(
    "M/M/1 with priorities",
    priorities,
    { ...classRates, duration: "120000 s" },
    classTimes(false)
  ),
  verification(
    "M/M/1 with pre-emption",
    priorities,
    { ...classRates, isPreemptive: true, duration: "120000 s" },
    classTimes(true)
  ),
  verification(
    "open Jackson network",
    jackson,
    { duration: "86000 s" },
    {
      "time-in-network": networkTheory.timeInNetwork,
      customers: networkTheory.customers,
      "greatest-utilisation": Math.max(...networkTheory.utilisations)
    }
  ),
  verification(
    "machine repair",
    repair,
    { duration: "26000 s" },
    {
      availability: repairTheory.availability,
      utilisation: repairTheory.utilisation,
      "time-down": repairTheory.timeDown
    }
  )
]

describe("queueing models against theory", () => {
  it("makes as many comparisons as the error rate allows for", () => {
    const count = verifications.reduce((sum, { expected }) => sum + Object.keys(expected).length, 0)
    assert.isAtMost(count, COMPARISONS)
  })

  it.each(verifications)("$title agrees", ({ model, parameters, expected }) => {
    const decoded = Schema.decodeUnknownSync(model.parameters)(parameters)
    const servers = (parameters as { readonly servers?: number }).servers ?? 1
    const outcomes = Array.from({ length: SEEDS }, (_, replication) => {
      const run = runReplication(model, decoded, { seed: 1, replication })
      assert.strictEqual(run._tag, "Success")
      return run._tag === "Success" ? withNumberInSystem(run.success.metrics, servers) : {}
    })
    for (const [metric, value] of Object.entries(expected)) {
      const { lower, mean, upper } = meanInterval(
        outcomes.map((metrics) => metrics[metric] as number),
        CONFIDENCE
      )
      const halfWidth = (upper - lower) / 2
      const said = `${metric}: ${mean}, expected ${value}, half-width ${halfWidth}`
      assert.isBelow(halfWidth, GREATEST_HALF_WIDTH * value, said)
      assert.isAtMost(Math.abs(mean - value), halfWidth, said)
      for (const bias of [0.99, 1.01]) assert.isAbove(Math.abs(mean * bias - value), halfWidth * bias, said)
    }
  })
})
