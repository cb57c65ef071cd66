import { assert, describe, it } from "vitest"
import { InfusionLine } from "../../../models/devices/InfusionLine.ts"
import { InfusionPump } from "../../../models/devices/InfusionPump.ts"
import { Reservoir } from "../../../models/devices/Reservoir.ts"
import { order, recordingBody } from "./fixtures.ts"

describe("a line", () => {
  it("takes slack up before anything reaches the patient", () => {
    const line = new InfusionLine()
    line.slackDose = 2
    assert.strictEqual(line.untilChange(), 2)
    assert.strictEqual(line.reaching(1), 0)
    assert.strictEqual(line.pass(1.5), 0)
    assert.strictEqual(line.pass(1.5), 1)
    assert.deepStrictEqual([line.slackDose, line.lostDose, line.untilChange()], [0, 2, Infinity])
  })

  it("that is closed stores what comes until the limit, and gives a share of it when it is opened", () => {
    const line = new InfusionLine()
    line.isClosed = true
    line.alarmDose = 5
    assert.strictEqual(line.pass(4), 0)
    assert.strictEqual(line.untilChange(), 1)
    assert.strictEqual(line.open(0.25), 1)
    assert.deepStrictEqual([line.storedDose, line.lostDose, line.isClosed], [0, 3, false])
  })

  it("gives what the drive displaces, which is off by the pump's steady error", () => {
    const { body, rates } = recordingBody()
    const pump = new InfusionPump(0, false, order, body)
    pump.line.gain = 1.04
    pump.refreshFlow(0)
    pump.settle(600)
    assert.deepStrictEqual(rates.at(-1), [0, 0.52])
    assert.closeTo(pump.commandedDose, 5, 1e-12)
    assert.closeTo(pump.deliveredDose, 5.2, 1e-12)
  })
})

describe("a reservoir", () => {
  it("is near its end, complete, dry, and new again", () => {
    const reservoir = new Reservoir(10, 2, 1)
    assert.strictEqual(reservoir.untilChange(), 8)
    reservoir.draw(8)
    assert.isTrue(reservoir.isNearEnd && !reservoir.isComplete)
    assert.strictEqual(reservoir.untilChange(), 2)
    reservoir.draw(2.5)
    assert.isTrue(reservoir.isComplete && !reservoir.isDry)
    assert.strictEqual(reservoir.untilChange(), 0.5)
    reservoir.draw(0.5)
    assert.isTrue(reservoir.isDry)
    assert.strictEqual(reservoir.untilChange(), Infinity)
    reservoir.replace()
    assert.deepStrictEqual([reservoir.remainingDose, reservoir.reserveDose], [10, 1])
  })

  it("without an end never changes", () => {
    const reservoir = Reservoir.unlimited()
    reservoir.draw(1e9)
    assert.isFalse(reservoir.isNearEnd || reservoir.isComplete || reservoir.isDry)
    assert.strictEqual(reservoir.untilChange(), Infinity)
  })

  it("gives a bolus what it still has, and then none", () => {
    const pump = new InfusionPump(0, false, { ...order, dosePerMinute: 0 }, recordingBody().body)
    pump.reservoir = new Reservoir(2.5, 0, 0)
    assert.deepStrictEqual(
      [pump.giveBolus(1, 2), pump.giveBolus(2, 2), pump.giveBolus(3, 2)],
      [true, true, false]
    )
    assert.strictEqual(pump.commandedDose, 2.5)
  })
})
