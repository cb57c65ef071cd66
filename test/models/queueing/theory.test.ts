// The closed forms themselves, against values worked by hand and against each other where one is a case of another.

import { assert, describe, it } from "vitest"
import * as theory from "../../../models/queueing/theory.ts"

describe("queueing theory", () => {
  it("gives M/M/1 at 0.9 a line of 8.1 and 10 s in the system", () => {
    const { lineLength, timeInSystem, utilisation } = theory.markovQueue(0.9, 1, 1)
    // rho^2 / (1 - rho) = 0.81 / 0.1 and 1 / (mu - lambda) = 1 / 0.1
    assert.closeTo(lineLength, 8.1, 1e-12)
    assert.closeTo(timeInSystem, 10, 1e-12)
    assert.strictEqual(utilisation, 0.9)
  })

  it("gives Erlang's probability of waiting with two servers and one erlang as a third", () => {
    // (a^2 / 2) / (1 - a / 2) = 1 over 1 + a + that = 3
    assert.closeTo(theory.erlangC(2, 1), 1 / 3, 1e-15)
    assert.closeTo(theory.erlangC(1, 0.7), 0.7, 1e-15)
  })

  it("gives constant service half the line of exponential service", () => {
    const constant = theory.generalQueue(0.8, 1, 0)
    assert.closeTo(constant.lineLength, theory.markovQueue(0.8, 1, 1).lineLength / 2, 1e-12)
    assert.closeTo(
      theory.generalQueue(0.8, 1, 1).timeInSystem,
      theory.markovQueue(0.8, 1, 1).timeInSystem,
      1e-12
    )
  })

  it("turns away one arrival in five when one place is offered a quarter erlang, and tends to M/M/1 with many places", () => {
    assert.closeTo(theory.finiteQueue(0.25, 1, 1).blockedFraction, 0.2, 1e-15)
    const large = theory.finiteQueue(0.5, 1, 60)
    assert.closeTo(large.timeInSystem, theory.markovQueue(0.5, 1, 1).timeInSystem, 1e-12)
  })

  it("conserves work: with equal services, priorities shift the time in system between classes and keep its mean", () => {
    const classes = [
      { arrivalRate: 0.3, meanService: 1 },
      { arrivalRate: 0.5, meanService: 1 }
    ]
    const alone = theory.markovQueue(0.8, 1, 1).timeInSystem
    for (const isPreemptive of [false, true]) {
      const [urgent, routine] = theory.priorityQueue(classes, isPreemptive) as [number, number]
      assert.closeTo((0.3 * urgent + 0.5 * routine) / 0.8, alone, 1e-12)
      assert.isBelow(urgent, routine)
    }
  })

  it("lets the urgent see only each other when they pre-empt", () => {
    const [urgent] = theory.priorityQueue(
      [
        { arrivalRate: 0.3, meanService: 1 },
        { arrivalRate: 0.5, meanService: 1 }
      ],
      true
    )
    assert.closeTo(urgent as number, theory.markovQueue(0.3, 1, 1).timeInSystem, 1e-12)
  })

  it("gives one machine the availability of a renewal process, and many crews independent machines", () => {
    assert.closeTo(theory.machineRepair(1, 1, 1 / 9, 1).availability, 0.9, 1e-15)
    assert.closeTo(theory.machineRepair(20, 20, 1 / 9, 1).availability, 0.9, 1e-12)
    assert.closeTo(theory.machineRepair(20, 20, 1 / 9, 1).timeDown, 1, 1e-12)
  })

  it("solves the traffic of a loop by hand and adds up a tandem of M/M/1", () => {
    // half of those served come back: 1 / (1 - 0.5) visits each
    assert.closeTo(
      theory.trafficRates([{ arrivalRate: 0.3, serviceRate: 1, servers: 1, routing: [0.5] }])[0] as number,
      0.6,
      1e-14
    )
    const tandem = theory.jacksonNetwork([
      { arrivalRate: 0.5, serviceRate: 1, servers: 1, routing: [0, 1] },
      { arrivalRate: 0, serviceRate: 2, servers: 1, routing: [] }
    ])
    assert.closeTo(tandem.timeInNetwork, 1 / 0.5 + 1 / 1.5, 1e-12)
  })
})
