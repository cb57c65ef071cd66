import { Effect, Result } from "effect"
import { assert, describe, it } from "vitest"
import { type Alarm } from "../../../models/devices/Alarm.ts"
import { Staff, TaskRank } from "../../../models/staff/Staff.ts"
import { runSimulation, Simulation } from "../../../src/engine/Simulation.ts"
import { type Kernel } from "../../../src/engine/Kernel.ts"
import { seconds } from "../../../src/units.ts"

const alarmOf = (index: number, patient: number, fields: Partial<Alarm> = {}): Alarm => ({
  index,
  patient,
  source: "pump",
  cause: "other",
  isHighPriority: true,
  onsetSeconds: 0,
  responseSeconds: 30,
  handlingSeconds: 10,
  notifiedSeconds: NaN,
  awareSeconds: NaN,
  addressedSeconds: NaN,
  ...fields
})

interface Ward {
  readonly kernel: Kernel
  readonly staff: Staff
  readonly log: Array<readonly [string, number]>
  /** Work that takes so many seconds and logs its start. */
  readonly work: (name: string, duration: number) => Effect.Effect<void>
}

/** Patients 0 and 1 have nurse 0, patient 2 has nurse 1. */
const play = (alarms: Array<Alarm>, scene: (ward: Ward) => Effect.Effect<void>, until = 1000): Ward => {
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
        alarms,
        answer: (alarm) => work(`alarm ${alarm.index}`, alarm.handlingSeconds)
      })
      const ward: Ward = { kernel, staff, log, work }
      spawn("scene", scene(ward))
      yield* runUntil(seconds(until))
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

  it("does what is waiting by rank, then in the order in which it came, and interrupts nothing", () => {
    const alarms = [alarmOf(0, 1, { isHighPriority: false }), alarmOf(1, 1)]
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
})
