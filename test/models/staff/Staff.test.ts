import { Effect, Result } from "effect"
import { assert, describe, it } from "vitest"
import { type Alarm } from "../../../models/devices/Alarm.ts"
import { TaskRank } from "../../../models/staff/Nurse.ts"
import { Staff, type StaffOptions } from "../../../models/staff/Staff.ts"
import { WardPlan } from "../../../models/staff/WardPlan.ts"
import { runSimulation, Simulation } from "../../../src/engine/Simulation.ts"
import { type Kernel } from "../../../src/engine/Kernel.ts"
import { seconds } from "../../../src/units.ts"

const alarmOf = (index: number, patient: number, fields: Partial<Alarm> = {}): Alarm => ({
  index,
  patient,
  source: "pump",
  cause: "other",
  priority: "high",
  isFalse: false,
  conditionSeconds: 0,
  detectedSeconds: 0,
  onsetSeconds: 0,
  responseSeconds: 30,
  handlingSeconds: 10,
  notifiedSeconds: NaN,
  awareSeconds: NaN,
  addressedSeconds: NaN,
  resolvedSeconds: NaN,
  ...fields
})

interface Ward {
  readonly kernel: Kernel
  readonly staff: Staff
  readonly log: Array<readonly [string, number]>
  /** Work that takes so many seconds and logs its start. */
  readonly work: (name: string, duration: number) => Effect.Effect<void>
}

/** All beds at the station. */
const noWalk = new WardPlan({ bedsPerWard: 24, roomWidthMetres: 0, bedsideMetres: 0, metresPerSecond: 1 })

/** Patients 0 and 1 have nurse 0, patient 2 has nurse 1; patient 1 has a monitor. */
const play = (
  alarms: Array<Alarm>,
  scene: (ward: Ward) => Effect.Effect<void>,
  options: Partial<StaffOptions> & { readonly until?: number } = {}
): Ward => {
  const run = runSimulation(
    Effect.gen(function* () {
      const { kernel, runUntil, spawn } = yield* Simulation
      const log: Array<readonly [string, number]> = []
      const work = (name: string, duration: number) =>
        Effect.gen(function* () {
          log.push([name, kernel.now])
          yield* Effect.sleep(duration * 1000)
        })
      const staff = new Staff({
        kernel,
        spawn,
        nurses: 2,
        nurseOfPatient: [0, 0, 1],
        alarmOf: (index) => alarms[index] as Alarm,
        answer: (alarm) => work(`alarm ${alarm.index}`, alarm.handlingSeconds),
        isMonitored: (patient) => patient === 1,
        plan: noWalk,
        fatigue: "monitors",
        shiftSeconds: 8 * 3600,
        handoverSeconds: 180,
        ...options
      })
      const ward: Ward = { kernel, staff, log, work }
      spawn("scene", scene(ward))
      yield* runUntil(seconds(options.until ?? 1000))
      return ward
    }),
    { seed: 1, replication: 0 }
  )
  if (Result.isFailure(run)) throw run.failure
  return run.success.value
}

describe("Staff", () => {
  it("comes to an alarm after the response time, counted from the first time a nurse knows", () => {
    const alarms = [alarmOf(0, 0)]
    const { log } = play(alarms, ({ staff }) =>
      Effect.gen(function* () {
        yield* Effect.sleep(5000)
        staff.becomeAware(alarms[0] as Alarm)
        yield* Effect.sleep(10_000)
        staff.becomeAware(alarms[0] as Alarm)
      })
    )
    assert.strictEqual(alarms[0]?.awareSeconds, 5)
    assert.deepStrictEqual(log, [["alarm 0", 35]])
  })

  it("does not come to an alarm that was addressed before", () => {
    const alarms = [alarmOf(0, 0)]
    const { log } = play(alarms, ({ staff }) =>
      Effect.gen(function* () {
        staff.becomeAware(alarms[0] as Alarm)
        yield* Effect.sleep(10_000)
        ;(alarms[0] as Alarm).addressedSeconds = 10
      })
    )
    assert.isEmpty(log)
  })

  it("makes others wait while a nurse is busy, but not the patients of another nurse", () => {
    const { log } = play([], ({ staff, work }) =>
      Effect.sync(() => {
        staff.assign(0, TaskRank.routineVisit, work("visit of 0", 60))
        staff.assign(1, TaskRank.routineVisit, work("visit of 1", 60))
        staff.assign(2, TaskRank.routineVisit, work("visit of 2", 60))
      })
    )
    assert.deepStrictEqual(
      log.toSorted(([, x], [, y]) => x - y),
      [
        ["visit of 0", 0],
        ["visit of 2", 0],
        ["visit of 1", 60]
      ]
    )
  })

  it("does what is waiting by rank, then in the order in which it came, and interrupts nothing that may not wait", () => {
    const alarms = [alarmOf(0, 1, { priority: "medium" }), alarmOf(1, 1)]
    const { log } = play(alarms, ({ staff, work }) =>
      Effect.gen(function* () {
        staff.assign(0, TaskRank.routineVisit, work("first visit", 100))
        yield* Effect.sleep(1000)
        staff.assign(0, TaskRank.routineVisit, work("second visit", 100))
        staff.assign(0, TaskRank.routineVisit, work("third visit", 100))
        staff.assign(0, TaskRank.manualOrder, work("order", 20))
        for (const alarm of alarms) staff.becomeAware(alarm)
      })
    )
    assert.deepStrictEqual(log, [
      ["first visit", 0],
      ["alarm 1", 100],
      ["alarm 0", 110],
      ["order", 120],
      ["second visit", 140],
      ["third visit", 240]
    ])
  })

  it("counts the time on tasks, the one under way included", () => {
    const shares: Array<number> = []
    play([], ({ staff, work }) =>
      Effect.gen(function* () {
        staff.assign(0, TaskRank.routineVisit, work("long", 400))
        yield* Effect.sleep(200_000)
        shares.push(staff.utilisation())
        yield* Effect.sleep(600_000)
        shares.push(staff.utilisation())
      })
    )
    // Two nurses: 200 of 2 x 200 s, then 400 of 2 x 800 s.
    assert.deepStrictEqual(shares, [0.5, 0.25])
  })

  it("walks to each bed, from the last bed or, after a while, from the station", () => {
    // Rooms of 4 m, two by two: patients 0 and 1 lie 2 m along the corridor, patient 2 lies 6 m along; the station at 24 m.
    const plan = new WardPlan({ bedsPerWard: 24, roomWidthMetres: 4, bedsideMetres: 3, metresPerSecond: 1 })
    const { log, staff } = play(
      [],
      ({ staff: ward, work }) =>
        Effect.gen(function* () {
          ward.assign(0, TaskRank.manualOrder, work("first", 10))
          ward.assign(1, TaskRank.manualOrder, work("opposite", 10))
          yield* Effect.sleep(500_000)
          ward.assign(0, TaskRank.manualOrder, work("later", 10))
        }),
      { plan }
    )
    assert.deepStrictEqual(log, [
      ["first", 25],
      ["opposite", 41],
      ["later", 525]
    ])
    // Out, across, back to the station, out again.
    assert.strictEqual(staff.nurses[0]?.walkedMetres, 25 + 6 + 25 + 25)
    assert.strictEqual(staff.nurses[0]?.walkingSeconds, 25 + 6 + 25)
  })

  it("counts the usual walk as part of the published response", () => {
    const plan = new WardPlan({ bedsPerWard: 24, roomWidthMetres: 4, bedsideMetres: 3, metresPerSecond: 1 })
    const alarms = [alarmOf(0, 0, { responseSeconds: 100 }), alarmOf(1, 1, { responseSeconds: 5 })]
    const { log } = play(
      alarms,
      ({ staff }) =>
        Effect.gen(function* () {
          staff.becomeAware(alarms[0] as Alarm)
          yield* Effect.sleep(500_000)
          staff.becomeAware(alarms[1] as Alarm)
        }),
      { plan }
    )
    assert.deepStrictEqual(log, [
      ["alarm 0", 100],
      // No nurse is faster than her legs.
      ["alarm 1", 525]
    ])
  })

  it("lets an alarm of high priority interrupt routine work, which is finished later, and one of medium priority not", () => {
    const alarms = [
      alarmOf(0, 1, { priority: "medium", responseSeconds: 20 }),
      alarmOf(1, 0, { responseSeconds: 60 })
    ]
    const { log, staff } = play(alarms, ({ kernel, log: diary, staff: ward }) =>
      Effect.gen(function* () {
        const visit = (left: number): Effect.Effect<void> =>
          Effect.gen(function* () {
            diary.push([`visit with ${left} s to go`, kernel.now])
            const rest = yield* ward.interruptible(0, left)
            if (rest > 0) ward.assign(0, TaskRank.routineVisit, visit(rest))
            else diary.push(["visit over", kernel.now])
          })
        ward.assign(0, TaskRank.routineVisit, visit(100))
        for (const alarm of alarms) ward.becomeAware(alarm)
        yield* Effect.void
      })
    )
    assert.deepStrictEqual(log, [
      ["visit with 100 s to go", 0],
      ["alarm 1", 60],
      ["alarm 0", 70],
      ["visit with 40 s to go", 80],
      ["visit over", 120]
    ])
    assert.strictEqual(staff.nurses[0]?.interruptions, 1)
  })

  it("answers monitors more slowly from 30 and from 80 non-actionable alarms in two hours on, and pumps as ever", () => {
    const cases = [
      [29, 1],
      [30, 1.5],
      [80, 2]
    ] as const
    for (const [count, factor] of cases) {
      const alarms = [
        alarmOf(0, 1, { source: "monitor", responseSeconds: 100 }),
        alarmOf(1, 0, { responseSeconds: 100 })
      ]
      const { log } = play(
        alarms,
        ({ staff }) =>
          Effect.gen(function* () {
            // The middle of a shift, at which the factor of the shift is 1.
            yield* Effect.sleep(4 * 3_600_000)
            for (let index = 0; index < count; index++) staff.hearNonActionable(index % 2)
            assert.strictEqual(staff.loadOf(0), count, "one of the nurse's patients has a monitor")
            staff.becomeAware(alarms[0] as Alarm)
            yield* Effect.sleep(500_000)
            staff.becomeAware(alarms[1] as Alarm)
          }),
        { until: 5 * 3600 }
      )
      assert.deepStrictEqual(log, [
        ["alarm 0", 4 * 3600 + 100 * factor],
        ["alarm 1", 4 * 3600 + 600]
      ])
    }
  })

  it("forgets non-actionable alarms after two hours, and at a change of shift", () => {
    const loads: Array<number> = []
    play(
      [],
      ({ staff }) =>
        Effect.gen(function* () {
          staff.hearNonActionable(0)
          yield* Effect.sleep(3_600_000)
          staff.hearNonActionable(0)
          loads.push(staff.loadOf(0))
          yield* Effect.sleep(3_600_000)
          loads.push(staff.loadOf(0))
          yield* Effect.sleep(5.9 * 3_600_000)
          staff.hearNonActionable(0)
          loads.push(staff.loadOf(0))
          yield* Effect.sleep(0.2 * 3_600_000)
          loads.push(staff.loadOf(0))
        }),
      { until: 9 * 3600 }
    )
    assert.deepStrictEqual(loads, [2, 1, 1, 0])
  })

  it("grows 15 % slower with each hour of a shift", () => {
    const alarms = [0, 1].map((index) => alarmOf(index, 0, { source: "monitor", responseSeconds: 100 }))
    const { log } = play(
      alarms,
      ({ staff }) =>
        Effect.gen(function* () {
          yield* Effect.sleep(4 * 3_600_000)
          staff.becomeAware(alarms[0] as Alarm)
          yield* Effect.sleep(2 * 3_600_000)
          staff.becomeAware(alarms[1] as Alarm)
        }),
      { until: 7 * 3600 }
    )
    assert.strictEqual(log[0]?.[1], 4 * 3600 + 100)
    assert.closeTo(log[1]?.[1] ?? 0, 6 * 3600 + 100 * 1.15 ** 2, 1e-6)
  })

  it("hands over at the end of a shift, patient by patient, and does not come to routine work meanwhile", () => {
    const { log } = play(
      [],
      ({ staff, work }) =>
        Effect.gen(function* () {
          yield* Effect.sleep((8 * 3600 + 1) * 1000)
          staff.assign(0, TaskRank.routineVisit, work("visit of 0", 10))
          staff.assign(2, TaskRank.routineVisit, work("visit of 2", 10))
        }),
      { until: 9 * 3600 }
    )
    assert.deepStrictEqual(log, [
      ["visit of 2", 8 * 3600 + 180],
      ["visit of 0", 8 * 3600 + 360]
    ])
  })

  it("interrupts a hand-over for an alarm of medium priority, but not of low priority", () => {
    const alarms = [
      alarmOf(0, 0, { priority: "low", responseSeconds: 0 }),
      alarmOf(1, 0, { priority: "medium", responseSeconds: 0 })
    ]
    const { log } = play(
      alarms,
      ({ staff, work }) =>
        Effect.gen(function* () {
          yield* Effect.sleep((8 * 3600 + 60) * 1000)
          staff.becomeAware(alarms[0] as Alarm)
          yield* Effect.sleep(40_000)
          staff.becomeAware(alarms[1] as Alarm)
          staff.assign(0, TaskRank.routineVisit, work("visit", 10))
        }),
      { until: 9 * 3600 }
    )
    assert.deepStrictEqual(log, [
      ["alarm 1", 8 * 3600 + 100],
      // Before the rest of the hand-over, as it came first in rank.
      ["alarm 0", 8 * 3600 + 110],
      ["visit", 8 * 3600 + 380]
    ])
  })
})
