import alea from "seedrandom/lib/alea.js"
import { assert, describe, it } from "vitest"
import { InfusionPump } from "../../../models/devices/InfusionPump.ts"
import {
  isDeliveringState,
  nextState,
  type PumpEvent,
  pumpEvents,
  pumpStates,
  restartEvents
} from "../../../models/devices/PumpState.ts"
import { pumpAlarmCauses } from "../../../models/devices/pumpAlarms.ts"
import { Reservoir } from "../../../models/devices/Reservoir.ts"
import { order, recordingBody } from "./fixtures.ts"

describe("states of a pump", () => {
  it("are all reached from off, and a nurse gets from each of them to infusing", () => {
    const reached = new Set(["off"])
    for (const _ of pumpStates) {
      for (const state of pumpStates.filter((candidate) => reached.has(candidate))) {
        for (const event of pumpEvents) reached.add(nextState(state, event) ?? state)
      }
    }
    assert.sameMembers([...reached], [...pumpStates])
    for (const state of pumpStates) {
      const end = restartEvents[state].reduce((now, event) => nextState(now, event) ?? "fault", state)
      assert.strictEqual(end, "infusing", state)
    }
  })

  it("refuse what is not legal, with a reason, and stay as they are", () => {
    const pump = new InfusionPump(0, false, order, recordingBody().body)
    assert.strictEqual(pump.apply(1, "repair"), '"repair" is not legal in state "infusing"')
    assert.strictEqual(pump.state, "infusing")
    assert.isNull(pump.apply(2, "fail"))
    assert.strictEqual(pump.apply(3, "start"), '"start" is not legal in state "fault"')
  })

  it("named by causes of alarms are what the cause leads to from infusing", () => {
    const effects: Partial<Record<string, PumpEvent>> = {
      alarm: "alarm",
      "keep-vein-open": "complete",
      fault: "fail",
      off: "power-off"
    }
    for (const { cause, effect, priority } of pumpAlarmCauses) {
      assert.include(["high", "medium", "low"], priority, cause)
      const event = effects[effect]
      assert.strictEqual(event === undefined ? "none" : nextState("infusing", event), effect, cause)
    }
  })
})

/** What a body received, from its record of rates and boluses. */
const received = (
  rates: ReadonlyArray<readonly [number, number]>,
  boluses: ReadonlyArray<readonly [number, number]>,
  end: number
): number =>
  rates.reduce((sum, [time, rate], index) => sum + (rate * ((rates[index + 1]?.[0] ?? end) - time)) / 60, 0) +
  boluses.reduce((sum, [, dose]) => sum + dose, 0)

const SEQUENCES = 300
const STEPS = 40

describe("any sequence of events", () => {
  it("conserves the dose, delivers only in states that deliver, and accounts for all the time", () => {
    const random = alea("pump events")
    const visited = new Set<string>()
    for (let sequence = 0; sequence < SEQUENCES; sequence++) {
      const { body, boluses, rates } = recordingBody()
      const pump = new InfusionPump(0, false, order, body)
      const gain = 0.95 + random() / 10
      pump.line.gain = gain
      pump.reservoir = new Reservoir(20, 2, 1)
      pump.refreshFlow(0)
      let now = 0
      const steps: ReadonlyArray<(value: number) => void> = [
        (value) => {
          const wasInfusing = pump.isDelivering
          assert.isTrue(!pump.giveBolus(now, value) || wasInfusing)
        },
        (value) => pump.program(now, value, 1),
        (value) => pump.closeLine(now, value),
        (value) => pump.openLine(now, value / 3),
        (value) => pump.replaceReservoir(now, value),
        () => pump.resume(now)
      ]
      for (let step = 0; step < STEPS; step++) {
        const before = pump.deliveredDose
        now += random() * 300
        pump.settle(now)
        if (!isDeliveringState(pump.state)) assert.strictEqual(pump.deliveredDose, before)
        // As many events of the state machine as all other steps.
        if (random() < 0.5) {
          pump.apply(now, pumpEvents[Math.floor(random() * pumpEvents.length)] as PumpEvent, 0.1)
        } else steps[Math.floor(random() * steps.length)]?.(3 * random())
        visited.add(pump.state)
        pump.refreshFlow(now)
      }
      const { commandedDose, deliveredDose, displacedDose, line } = pump
      assert.closeTo(displacedDose, commandedDose * gain, 1e-9)
      assert.closeTo(displacedDose, deliveredDose + line.storedDose + line.lostDose, 1e-9)
      assert.closeTo(
        [...pump.secondsIn].reduce((sum, seconds) => sum + seconds, 0),
        now,
        1e-6
      )
      // Nobody watched this pump, so what flowed after slack was taken up between two steps reached the body one step late.
      assert.isAtMost(received(rates, boluses, now), deliveredDose + 1e-9)
    }
    assert.sameMembers([...visited], [...pumpStates])
  })
})
