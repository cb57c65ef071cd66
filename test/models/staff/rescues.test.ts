// Rescue from too much insulin, potassium, and too little vasopressor, of bodies that only record; and an entry that slips.

import { Effect, Result } from "effect"
import { assert, describe, it } from "vitest"
import { parameter } from "../../../models/data/parameters.ts"
import { InfusionPump } from "../../../models/devices/InfusionPump.ts"
import { type Vitals } from "../../../models/patients/Body.ts"
import { type CareContext } from "../../../models/staff/CareContext.ts"
import {
  answerPotassium,
  checkGlucose,
  programOrder,
  rescueIfNeeded,
  titratePressure
} from "../../../models/staff/rescue.ts"
import { runSimulation, Simulation } from "../../../src/engine/Simulation.ts"
import { seconds } from "../../../src/units.ts"
import { order, recordingBody } from "../devices/fixtures.ts"

const CHECK = parameter("staff.glucose-check")
const STEP = parameter("staff.rescue-step")
const RECHECK = parameter("staff.dextrose-recheck")
const PHYSICIAN = 300

interface Bed {
  readonly pump: InfusionPump
  readonly vitals: Vitals
  readonly log: Array<readonly [string, number]>
  readonly context: CareContext
  readonly at: (time: number, change: () => void) => Effect.Effect<void>
}

const play = (
  scene: (bed: Bed) => Effect.Effect<void>,
  options: { readonly hours?: number; readonly draws?: ReadonlyArray<number> } = {}
): Bed => {
  const run = runSimulation(
    Effect.gen(function* () {
      const { kernel, runUntil, spawn } = yield* Simulation
      const { body, vitals } = recordingBody()
      const log: Array<readonly [string, number]> = []
      const rescuable = Object.assign(body, {
        drug: "insulin_iv",
        rescue: (time: number, measure: { readonly kind: string }) => log.push([measure.kind, time])
      })
      const pump = new InfusionPump(0, false, { ...order, mode: "continuous", demandDose: 0 }, rescuable)
      const draws = [...(options.draws ?? [])]
      const context: CareContext = {
        now: () => kernel.now,
        pumpOf: () => pump,
        workload: () => 1,
        noticeDraw: () => 0.999,
        rescueDraw: () => draws.shift() ?? 0.999,
        enter: (_patient, { intended }) => intended,
        glucoseMeter: (_patient, value) => value,
        callPhysician: () => {
          log.push(["call", kernel.now])
          return PHYSICIAN
        },
        awaitReplacement: () => 0,
        interruptible: (_patient, work) => Effect.as(Effect.sleep(work * 1000), 0),
        assign: (_patient, _rank, work) => spawn("task", work),
        changed: () => {},
        arrives: () => log.push(["arrives", kernel.now]),
        leaves: () => log.push(["leaves", kernel.now]),
        later: spawn
      }
      const bed: Bed = {
        pump,
        vitals,
        log,
        context,
        at: (time, change) =>
          Effect.sync(() => {
            spawn("change", Effect.andThen(Effect.sleep(time * 1000), Effect.sync(change)))
          })
      }
      spawn("scene", scene(bed))
      yield* runUntil(seconds((options.hours ?? 3) * 3600))
      return bed
    }),
    { seed: 1, replication: 0 }
  )
  if (Result.isFailure(run)) throw run.failure
  return run.success.value
}

const timesOf = (bed: Bed, kind: string) => bed.log.filter(([name]) => name === kind).map(([, time]) => time)

describe("low glucose", () => {
  it("stops insulin and gives dextrose, again after 15 min by the rule, until it is back; insulin restarts later", () => {
    const bed = play(({ at, context, vitals }) =>
      Effect.gen(function* () {
        vitals.bloodGlucoseMilligramsPerDecilitre = 55
        // Back during the second wait, fit for insulin before the end of the observation.
        yield* at(1500, () => {
          vitals.bloodGlucoseMilligramsPerDecilitre = 120
        })
        yield* checkGlucose(context, 0)
      })
    )
    const first = CHECK + STEP
    const second = first + RECHECK + CHECK + STEP
    assert.deepStrictEqual(timesOf(bed, "dextrose"), [first, second])
    assert.strictEqual(bed.pump.state, "infusing")
    assert.strictEqual(bed.pump.interruptions, 1)
    bed.pump.settle(3 * 3600)
    assert.strictEqual(bed.pump.interruptedSeconds, parameter("staff.rescue-observation"))
  })

  it("that dextrose does not lift brings a physician", () => {
    const bed = play(({ context, vitals }) =>
      Effect.suspend(() => {
        vitals.bloodGlucoseMilligramsPerDecilitre = 30
        return checkGlucose(context, 0)
      })
    )
    const calls = timesOf(bed, "call")
    const doses = timesOf(bed, "dextrose")
    assert.strictEqual(
      doses.filter((time) => time < (calls[0] ?? 0)).length,
      parameter("staff.dextrose-maximum-doses")
    )
    assert.strictEqual(bed.pump.state, "paused", "no insulin while it is low")
  })

  it("is not looked for in patients without insulin, and a normal one only takes the check", () => {
    for (const [glucose, expected] of [
      [NaN, 0],
      [100, CHECK]
    ] as const) {
      const bed = play(({ context, log, vitals }) =>
        Effect.gen(function* () {
          vitals.bloodGlucoseMilligramsPerDecilitre = glucose
          yield* checkGlucose(context, 0)
          log.push(["done", context.now()])
        })
      )
      assert.deepStrictEqual(bed.log, [["done", expected]])
      assert.strictEqual(bed.pump.state, "infusing")
    }
  })

  it("takes longer when a step fails", () => {
    const bed = play(
      ({ context, vitals }) =>
        Effect.suspend(() => {
          vitals.bloodGlucoseMilligramsPerDecilitre = 55
          return checkGlucose(context, 0)
        }),
      { draws: [0.01, 0.01, 0.9], hours: 0.2 }
    )
    assert.deepStrictEqual(timesOf(bed, "dextrose"), [CHECK + 3 * STEP])
  })
})

describe("high potassium", () => {
  it("seen in the rhythm stops the infusion, waits for a physician, and is treated until it has fallen", () => {
    const bed = play(({ at, context, vitals }) =>
      Effect.gen(function* () {
        vitals.potassiumMillimolesPerLitre = 7.2
        yield* at(1200, () => {
          vitals.potassiumMillimolesPerLitre = 6
        })
        yield* rescueIfNeeded(context, 0)
      })
    )
    const first = PHYSICIAN + STEP
    assert.deepStrictEqual(timesOf(bed, "call"), [0])
    assert.deepStrictEqual(timesOf(bed, "calcium"), [
      first,
      first + parameter("staff.calcium-recheck") + STEP
    ])
    assert.strictEqual(bed.pump.state, "paused", "6 mmol/L is too much to go on")
  })

  it("of 6.5 to 7 mmol/L is known from the laboratory only", () => {
    const scene = (answer: (bed: Bed) => Effect.Effect<void>) =>
      play((bed) => {
        bed.vitals.potassiumMillimolesPerLitre = 6.7
        return Effect.andThen(
          bed.at(600, () => {
            bed.vitals.potassiumMillimolesPerLitre = 4
          }),
          answer(bed)
        )
      })
    assert.isEmpty(scene(({ context }) => rescueIfNeeded(context, 0)).log)
    const called = scene(({ context }) => answerPotassium(context, 0))
    assert.deepStrictEqual(timesOf(called, "calcium"), [PHYSICIAN + STEP])
    assert.strictEqual(called.pump.state, "infusing", "restarted after the observation")
  })
})

describe("low pressure", () => {
  it("that stays low brings a physician and a bolus", () => {
    const bed = play(({ context, vitals }) =>
      Effect.suspend(() => {
        vitals.meanArterialPressureMillimetresMercury = 45
        return rescueIfNeeded(context, 0)
      })
    )
    assert.deepStrictEqual(timesOf(bed, "call"), [parameter("staff.pressure-look")])
    assert.strictEqual(bed.pump.bolusInLastFourHours(3600), parameter("staff.pressor-bolus"))
  })

  it("that the restarted infusion lifts needs nobody else", () => {
    const bed = play(({ at, context, vitals }) =>
      Effect.gen(function* () {
        vitals.meanArterialPressureMillimetresMercury = 45
        yield* at(60, () => {
          vitals.meanArterialPressureMillimetresMercury = 70
        })
        yield* rescueIfNeeded(context, 0)
      })
    )
    assert.isEmpty(bed.log)
    assert.strictEqual(bed.pump.bolusInLastFourHours(3600), 0)
  })
})

describe("a vasopressor under a pressure beyond its limits", () => {
  const after = (pressure: number, drug = "norepinephrine") =>
    play(({ context, pump, vitals }) =>
      Effect.sync(() => {
        Object.assign(pump.body, { drug, window: { lower: 65, upper: 110 } })
        vitals.meanArterialPressureMillimetresMercury = pressure
        titratePressure(context, 0)
      })
    ).pump

  it("is raised or lowered by one step, order and pump alike", () => {
    assert.closeTo(after(60).ratePerMinute / order.dosePerMinute, 1.1, 1e-12)
    assert.closeTo(after(120).ratePerMinute / order.dosePerMinute, 1 / 1.1, 1e-12)
    assert.isTrue(after(60).matchesOrder)
  })

  it("is left alone within the limits, and so is any other drug", () => {
    assert.strictEqual(after(80).ratePerMinute, order.dosePerMinute)
    assert.strictEqual(after(60, "propofol").ratePerMinute, order.dosePerMinute)
  })
})

describe("programming to the order", () => {
  it("leaves the pump with what was entered", () => {
    const bed = play(({ context, pump }) =>
      Effect.sync(() => {
        pump.program(0, 3, 0)
        programOrder({ ...context, enter: (_patient, { intended }) => intended * 10 }, 0)
      })
    )
    assert.strictEqual(bed.pump.ratePerMinute, order.dosePerMinute * 10)
    assert.isFalse(bed.pump.matchesOrder)
  })
})
