// One pump of 6 dose units an hour with its physics, on a calendar of its own: everything at the time one computes by hand.

import { Effect, Result } from "effect"
import { assert, describe, it } from "vitest"
import { parameter, parameterField } from "../../../models/data/parameters.ts"
import { InfusionPump } from "../../../models/devices/InfusionPump.ts"
import { Reservoir } from "../../../models/devices/Reservoir.ts"
import { PumpConditions } from "../../../models/hospital/pumps/PumpConditions.ts"
import { concentrationOf, keepVeinOpenPerMinute } from "../../../models/hospital/pumps/pumpEquipment.ts"
import { runSimulation, Simulation } from "../../../src/engine/Simulation.ts"
import { seconds } from "../../../src/units.ts"
import { order, recordingBody } from "../devices/fixtures.ts"

const RATE = 0.1
const draw = { responseSeconds: 10, handlingSeconds: 5, isHeard: true }

interface Bed {
  readonly pump: InfusionPump
  readonly conditions: PumpConditions
  readonly sounded: Array<readonly [number, string]>
  readonly boluses: ReadonlyArray<readonly [number, number]>
  /** Lets time pass until the given second. */
  readonly until: (second: number) => Effect.Effect<void>
}

const at = (scene: (bed: Bed) => Effect.Effect<void>, mode: "continuous" | "patient-controlled"): Bed => {
  const run = runSimulation(
    Effect.gen(function* () {
      const { kernel, runUntil, streams } = yield* Simulation
      const { body, boluses } = recordingBody()
      Object.assign(body, { drug: "norepinephrine" })
      const pump = new InfusionPump(0, false, { ...order, mode, dosePerMinute: RATE }, body)
      pump.reservoir = new Reservoir(6, 1, 0.5)
      const sounded: Array<readonly [number, string]> = []
      const conditions = new PumpConditions({
        kernel,
        streams,
        pumps: [pump],
        hearingProbability: () => 1,
        sounds: (_patient, cause) => sounded.push([kernel.now, cause]),
        bodyChanged: () => {},
        libraryReceived: () => {}
      })
      const bed: Bed = { pump, conditions, sounded, boluses, until: (second) => runUntil(seconds(second)) }
      yield* scene(bed)
      pump.settle(kernel.now)
      return bed
    }),
    { seed: 5, replication: 0 }
  )
  if (Result.isFailure(run)) throw run.failure
  return run.success.value
}

const MINUTE = 60

describe("a reservoir", () => {
  it("nears its end, completes, keeps the vein open and runs dry, each at its time", () => {
    const { pump, sounded, conditions } = at(({ until }) => until(1e6), "continuous")
    const kept = keepVeinOpenPerMinute(pump)
    assert.strictEqual(kept, Math.min(RATE, concentrationOf("norepinephrine") / 60))
    assert.deepStrictEqual(
      sounded.map(([, cause]) => cause),
      ["keep_vein_open", "reservoir_empty"]
    )
    assert.closeTo(sounded[0]?.[0] ?? NaN, (6 / RATE) * MINUTE, 1e-6)
    assert.closeTo(sounded[1]?.[0] ?? NaN, (6 / RATE + 0.5 / kept) * MINUTE, 1e-6)
    assert.strictEqual(conditions.nearEnds, 1)
    assert.strictEqual(pump.state, "alarm")
    assert.closeTo(pump.deliveredDose, 6.5, 1e-9)
  })

  it("ends sooner the faster the pump runs", () => {
    const { sounded } = at(
      ({ pump, until }) =>
        Effect.gen(function* () {
          yield* until(600)
          pump.program(600, 10 * RATE, 0)
          yield* until(5000)
        }),
      "continuous"
    )
    // 1 in the first 10 min, 5 at ten times the rate.
    assert.closeTo(sounded[0]?.[0] ?? NaN, 15 * MINUTE, 1e-6)
  })

  it("of a pump without a trickle stops it when it is complete", () => {
    const { pump } = at(({ until }) => until(5000), "patient-controlled")
    assert.strictEqual(pump.state, "alarm")
    assert.closeTo(pump.deliveredDose, 6, 1e-9)
  })

  it("is replaced by a nurse who comes when it is near its end, and the pump stands still meanwhile", () => {
    const { pump, sounded } = at(
      ({ conditions, pump, until }) =>
        Effect.gen(function* () {
          yield* until(51 * MINUTE)
          conditions.nurseArrives(0)
          assert.strictEqual(pump.state, "programming")
          yield* until(52 * MINUTE)
          conditions.nurseLeaves(0)
          assert.strictEqual(pump.reservoir.remainingDose, 6)
          yield* until(111 * MINUTE)
        }),
      "continuous"
    )
    assert.isEmpty(sounded)
    assert.closeTo(pump.interruptedSeconds, MINUTE, 1e-6)
    assert.closeTo(pump.commandedDose, 110 * RATE, 1e-9)
  })
})

describe("a closed line", () => {
  const concentration = concentrationOf("norepinephrine")
  const volume = {
    least: parameterField("pump.occlusion.alarm_volume.syringe50", "min"),
    most: parameterField("pump.occlusion.alarm_volume.syringe50", "max")
  }
  /** Fast enough to alarm before the reservoir ends. */
  const fast = 10

  it.each([
    [0, volume.least],
    [1, volume.most]
  ])(
    "with luck %d alarms once the published volume is stored, and gives a share of it when opened",
    (luck, stored) => {
      const bed = at(
        ({ conditions, pump, until }) =>
          Effect.gen(function* () {
            pump.reservoir = Reservoir.unlimited()
            pump.program(0, fast, 0)
            yield* until(100)
            conditions.closeLine(0, draw, luck)
            yield* until(1000)
            pump.resume(1000)
            yield* until(1060)
          }),
        "continuous"
      )
      assert.deepStrictEqual(
        bed.sounded.map(([, cause]) => cause),
        ["downstream_occlusion"]
      )
      const dose = stored * concentration
      assert.closeTo(bed.sounded[0]?.[0] ?? NaN, 100 + (dose / fast) * MINUTE, 1e-6)
      assert.closeTo(bed.boluses[0]?.[1] ?? NaN, parameter("pump.occlusion.patient-share") * dose, 1e-9)
      // 100 s before, the share of what was stored, and one minute after.
      const delivered = (100 / MINUTE) * fast + parameter("pump.occlusion.patient-share") * dose + fast
      assert.closeTo(bed.pump.deliveredDose, delivered, 1e-9)
    }
  )
})

describe("a hold", () => {
  it("stops the pump at once and sounds when it expires", () => {
    const { pump, sounded } = at(
      ({ conditions, until }) =>
        Effect.gen(function* () {
          yield* until(60)
          conditions.hold(0, draw)
          yield* until(1000)
        }),
      "continuous"
    )
    assert.deepStrictEqual(sounded, [[60 + parameter("pump.hold-time"), "hold_expired"]])
    assert.strictEqual(pump.state, "paused")
    assert.closeTo(pump.deliveredDose, RATE, 1e-12)
  })

  it("that somebody ends in time does not sound, even when the pump is on hold again", () => {
    const { sounded } = at(
      ({ conditions, pump, until }) =>
        Effect.gen(function* () {
          conditions.hold(0, draw)
          yield* until(60)
          pump.resume(60)
          yield* until(100)
          conditions.hold(0, draw)
          yield* until(1000)
        }),
      "continuous"
    )
    assert.deepStrictEqual(sounded, [[100 + parameter("pump.hold-time"), "hold_expired"]])
  })
})

describe("slack of a new syringe", () => {
  it("delays the delivery and is lost", () => {
    const { pump } = at(
      ({ pump, until }) =>
        Effect.gen(function* () {
          pump.replaceReservoir(0, 0.5)
          yield* until(10 * MINUTE)
        }),
      "continuous"
    )
    assert.closeTo(pump.commandedDose, 1, 1e-12)
    assert.closeTo(pump.deliveredDose, 0.5, 1e-9)
    assert.closeTo(pump.line.lostDose, 0.5, 1e-9)
  })
})

describe("an alarm", () => {
  it("that only informs leaves the pump infusing; one that stops it does", () => {
    const { pump, sounded } = at(
      ({ conditions, pump, until }) =>
        Effect.gen(function* () {
          conditions.sound(0, "battery_low", draw)
          assert.strictEqual(pump.state, "infusing")
          conditions.sound(0, "door_open", draw)
          yield* until(10)
        }),
      "continuous"
    )
    assert.strictEqual(pump.state, "alarm")
    assert.strictEqual(pump.deliveredDose, 0)
    assert.lengthOf(sounded, 2)
  })
})

describe("a ramp", () => {
  it("takes its steps by itself", () => {
    const { pump } = at(
      ({ pump, until }) =>
        Effect.gen(function* () {
          pump.rampSeconds = 120
          pump.program(0, 3 * RATE, 0)
          yield* until(3 * MINUTE)
        }),
      "continuous"
    )
    assert.closeTo(pump.deliveredDose, (2 + 3 + 3) * RATE, 1e-12)
    assert.strictEqual(pump.flowPerMinute, 3 * RATE)
  })
})
