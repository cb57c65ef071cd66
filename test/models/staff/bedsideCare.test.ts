// Nurses at the bedside of simulated patients: rescue, observation, restart, and what a visit puts right.

import { Effect, Result } from "effect"
import { assert, describe, it } from "vitest"
import { type Alarm } from "../../../models/devices/Alarm.ts"
import { InfusionPump } from "../../../models/devices/InfusionPump.ts"
import { type Order } from "../../../models/devices/Order.ts"
import { parameter } from "../../../models/data/parameters.ts"
import { makeBody } from "../../../models/patients/makeBody.ts"
import { answerAlarm, programByHand, routineVisit } from "../../../models/staff/bedsideCare.ts"
import { type CareContext } from "../../../models/staff/CareContext.ts"
import { runSimulation, Simulation } from "../../../src/engine/Simulation.ts"
import { type Kernel } from "../../../src/engine/Kernel.ts"
import { seconds } from "../../../src/units.ts"

const OBSERVATION = parameter("staff.rescue-observation")
const VISIT = parameter("staff.visit-duration")
const NALOXONE_INTERVAL = parameter("staff.naloxone-interval")

const order: Order = {
  mode: "patient-controlled",
  dosePerMinute: 0.02,
  demandDose: 1,
  lockoutSeconds: 600,
  fourHourLimitDose: 30,
  hardMaximumPerMinute: 1,
  hardMaximumBolus: 5
}

interface Bedside {
  readonly kernel: Kernel
  readonly pump: InfusionPump
  readonly context: CareContext
  readonly spawn: (name: string, process: Effect.Effect<void>) => unknown
  readonly stays: Array<readonly [string, number]>
  readonly rescues: Array<readonly [string, number]>
}

const patientAt = (kernel: Kernel, streams: Parameters<typeof makeBody>[0]["streams"]) => {
  const body = makeBody({
    drug: "morphine",
    streams,
    patientIndex: 0,
    respiratoryVariant: "M",
    betweenSubjectVariability: false,
    prescribedRate: order.dosePerMinute
  })
  return { kernel, pump: new InfusionPump(0, false, order, body) }
}

/** Runs `scene`, then the simulation for some hours. */
const play = (
  scene: (bedside: Bedside) => Effect.Effect<void>,
  options: {
    readonly notices?: boolean
    readonly workload?: number
    readonly hours?: number
    readonly rescueDraw?: () => number
    readonly physicianSeconds?: number
    readonly replacementSeconds?: number
  } = {}
): Bedside => {
  const run = runSimulation(
    Effect.gen(function* () {
      const { kernel, runUntil, spawn, streams } = yield* Simulation
      const { pump } = patientAt(kernel, streams)
      const stays: Array<readonly [string, number]> = []
      const rescues: Array<readonly [string, number]> = []
      const rescue = pump.body.rescue.bind(pump.body)
      pump.body.rescue = (time, measure) => {
        rescues.push([measure.kind, time])
        rescue(time, measure)
      }
      const context: CareContext = {
        now: () => kernel.now,
        pumpOf: () => pump,
        workload: () => options.workload ?? 1,
        noticeDraw: () => (options.notices === true ? 0 : 0.999),
        rescueDraw: () => options.rescueDraw?.() ?? 0.999,
        enter: (_patient, { intended }) => intended,
        glucoseMeter: (_patient, value) => value,
        callPhysician: () => options.physicianSeconds ?? 300,
        awaitReplacement: () => options.replacementSeconds ?? 0,
        interruptible: (_patient, workSeconds) => Effect.as(Effect.sleep(workSeconds * 1000), 0),
        assign: (_patient, _rank, work) => spawn("task", work),
        changed: () => pump.body.advanceTo(kernel.now),
        arrives: () => stays.push(["arrives", kernel.now]),
        leaves: () => stays.push(["leaves", kernel.now]),
        later: spawn
      }
      const bedside: Bedside = { kernel, pump, context, spawn, stays, rescues }
      spawn("scene", scene(bedside))
      yield* runUntil(seconds((options.hours ?? 3) * 3600))
      pump.settle(kernel.now)
      pump.body.advanceTo(kernel.now)
      return bedside
    }),
    { seed: 1, replication: 0 }
  )
  if (Result.isFailure(run)) throw run.failure
  return run.success.value
}

const alarm = (fields: Partial<Alarm> = {}): Alarm => ({
  index: 0,
  patient: 0,
  source: "pump",
  cause: "other",
  priority: "high",
  isFalse: false,
  conditionSeconds: 0,
  detectedSeconds: 0,
  onsetSeconds: 0,
  responseSeconds: 0,
  handlingSeconds: 40,
  notifiedSeconds: NaN,
  awareSeconds: NaN,
  addressedSeconds: NaN,
  resolvedSeconds: NaN,
  ...fields
})

/** Morphine whose effect builds up over an hour [mg]: far beyond any limit. */
const overdose = 200

describe("a visit", () => {
  it("clears a pump in alarm after the time of a visit, and restarts the ordered rate", () => {
    const { pump, stays } = play(({ context, pump: device }) => {
      device.interrupt(0, "alarm")
      return routineVisit(context, 0)
    })
    assert.strictEqual(pump.state, "infusing")
    assert.strictEqual(pump.interruptedSeconds, VISIT)
    assert.deepStrictEqual(stays, [
      ["arrives", 0],
      ["leaves", VISIT]
    ])
  })

  it("takes longer on paper", () => {
    const { stays } = play(({ context }) => routineVisit(context, 0), { workload: 1.65 })
    assert.closeTo(stays[1]?.[1] ?? 0, 1.65 * VISIT, 1e-9)
  })

  it.each([true, false])("puts a wrong setting right if the nurse notices it: %s", (notices) => {
    const { pump } = play(
      ({ context, pump: device }) => {
        device.program(0, 0.1, 2)
        return routineVisit(context, 0)
      },
      { notices }
    )
    assert.strictEqual(pump.matchesOrder, notices)
  })

  it("because of a vital sign restores the order without a draw", () => {
    const { pump } = play(({ context, pump: device }) => {
      device.program(0, 0.1, 2)
      return answerAlarm(context, alarm({ source: "monitor" }))
    })
    assert.isTrue(pump.matchesOrder)
  })

  it("for an alarm that was addressed meanwhile does not happen", () => {
    const { stays } = play(({ context }) => answerAlarm(context, alarm({ addressedSeconds: 5 })))
    assert.isEmpty(stays)
  })

  it("to program by hand clears the pump first, so that the dose is given", () => {
    const { pump } = play(
      ({ context, pump: device }) => {
        device.interrupt(0, "alarm")
        return programByHand(context, 0, (at) => {
          assert.isTrue(at.giveBolus(context.now(), 2))
        })
      },
      { hours: 1 }
    )
    assert.closeTo(pump.commandedDose, 2 + (order.dosePerMinute * (3600 - VISIT)) / 60, 1e-9)
  })
})

describe("a rescue", () => {
  const rescued = play(
    ({ context, pump }) =>
      Effect.gen(function* () {
        pump.giveBolus(0, overdose)
        yield* Effect.sleep(1_800_000)
        pump.body.advanceTo(context.now())
        assert.isBelow(pump.body.vitals().ventilationFraction, 0.5, "the overdose depresses breathing")
        yield* routineVisit(context, 0)
        pump.body.advanceTo(context.now())
        assert.isAtLeast(pump.body.vitals().spontaneousVentilationFraction, 0.6, "breathing is back")
        assert.strictEqual(pump.state, "paused")
      }),
    { hours: 2 }
  )

  it("ventilates at once and gives naloxone at its interval until the patient breathes", () => {
    const doses = rescued.rescues.filter(([kind]) => kind === "naloxone").map(([, time]) => time)
    assert.strictEqual(rescued.rescues[0]?.[0], "ventilate")
    assert.isAtLeast(doses.length, 1)
    assert.isAtMost(doses.length, parameter("staff.naloxone-maximum-doses"))
    doses.forEach((time, index) => {
      assert.closeTo(time, 1800 + VISIT + index * NALOXONE_INTERVAL, 1e-6)
    })
  })

  it("keeps the nurse until its end", () => {
    const doses = rescued.rescues.filter(([kind]) => kind === "naloxone").length
    assert.closeTo(rescued.stays[1]?.[1] ?? 0, 1800 + VISIT + doses * NALOXONE_INTERVAL, 1e-6)
  })

  it("pauses the pump for the observation time and restarts it as ordered, not as programmed", () => {
    const { pump } = play(
      ({ context, pump: device }) =>
        Effect.gen(function* () {
          device.program(0, 0.3, 3)
          device.giveBolus(0, overdose)
          yield* Effect.sleep(1_800_000)
          yield* routineVisit(context, 0)
        }),
      { hours: 72 }
    )
    assert.strictEqual(pump.state, "infusing")
    assert.isTrue(pump.matchesOrder)
    assert.isAtLeast(pump.interruptedSeconds, OBSERVATION)
  })

  it("leaves a pump that a colleague paused as it is, and restarts it once only", () => {
    const { pump } = play(
      ({ context, pump: device }) =>
        Effect.gen(function* () {
          device.giveBolus(0, overdose)
          yield* Effect.sleep(1_800_000)
          yield* routineVisit(context, 0)
          yield* routineVisit(context, 0)
          assert.strictEqual(device.state, "paused")
        }),
      { hours: 1.5 }
    )
    assert.strictEqual(pump.state, "paused")
  })

  it("is not given to a patient who breathes", () => {
    const { rescues } = play(({ context }) => routineVisit(context, 0))
    assert.isEmpty(rescues)
  })
})
