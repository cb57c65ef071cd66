// Sleep.ts relies on how effect 4.1.0 suspends and resumes fibres: these tests fail if an upgrade changes that.

import { Cause, Effect, Exit, Fiber } from "effect"
import { assert, describe, it } from "vitest"
import { Kernel } from "../../src/engine/Kernel.ts"
import { Processes } from "../../src/engine/Processes.ts"
import { RandomStreams } from "../../src/engine/RandomStreams.ts"
import { sleep } from "../../src/engine/Sleep.ts"

const make = () => {
  const kernel = new Kernel()
  const processes = new Processes(kernel, new RandomStreams(1, 0))
  return { kernel, processes }
}

describe("sleep", () => {
  it("resumes at exactly the asked simulated time, again and again, with one calendar entry at a time", () => {
    const { kernel, processes } = make()
    const times: Array<number> = []
    processes.spawn(
      "sleeper",
      Effect.gen(function* () {
        for (const delay of [0.1, 0.2, 0, 1e-9, 3600]) {
          yield* sleep(delay)
          times.push(kernel.nowNanoseconds)
          assert.strictEqual(kernel.pending, 0)
        }
      })
    )
    kernel.run(4000)
    assert.deepStrictEqual(times, [100_000_000, 300_000_000, 300_000_000, 300_000_001, 3_600_300_000_001])
    assert.strictEqual(processes.size, 0)
    assert.strictEqual(processes.sleeps.size, 0)
  })

  it("takes its calendar entry back when it is interrupted, from outside, from another fibre and from its own event", () => {
    const { kernel, processes } = make()
    const ended: Array<string> = []
    const sleeper = (name: string) =>
      Effect.onInterrupt(sleep(1e6), () => Effect.sync(() => ended.push(`${name} ${kernel.now}`)))
    const first = processes.spawn("first", sleeper("first"))
    const second = processes.spawn("second", sleeper("second"))
    processes.spawn(
      "third",
      Effect.andThen(
        sleep(2),
        Effect.sync(() => second.interrupt())
      )
    )
    processes.spawn(
      "fourth",
      Effect.gen(function* () {
        const child = yield* Effect.forkChild(sleeper("child"))
        yield* sleep(3)
        yield* Fiber.interrupt(child)
      })
    )
    kernel.run(1)
    first.interrupt()
    kernel.run(10)
    assert.deepStrictEqual(ended, ["first 1", "second 2", "child 3"])
    assert.deepStrictEqual([kernel.pending, processes.size, processes.sleeps.size], [0, 0, 0])
  })

  it("keeps no memory for interrupted waits: as many calendar entries and slots after 10,000 timeouts as after one", () => {
    const { kernel, processes } = make()
    let timeouts = 0
    processes.spawn(
      "impatient",
      Effect.gen(function* () {
        for (let round = 0; round < 10_000; round++) {
          yield* Effect.timeoutOption(sleep(1e6), "1 second")
          timeouts++
          assert.isAtMost(kernel.pending, 2)
          assert.isAtMost(processes.sleeps.size, 2)
        }
      })
    )
    kernel.run(20_000)
    assert.strictEqual(timeouts, 10_000)
    assert.deepStrictEqual([kernel.pending, processes.size, processes.sleeps.size], [0, 0, 0])
  })

  it("refuses a delay that is negative, not a number or beyond the horizon, and loses nothing", () => {
    for (const delay of [-1, Number.NaN, 1e9]) {
      const { kernel, processes } = make()
      let cause: Cause.Cause<unknown> | undefined
      processes.spawn(
        "wrong",
        Effect.onExit(sleep(delay), (exit) =>
          Effect.sync(() => {
            cause = Exit.isFailure(exit) ? exit.cause : undefined
          })
        )
      )
      kernel.run(1)
      assert.match(
        cause === undefined ? "" : Cause.pretty(cause),
        /cannot schedule "process wakes".*0 to 104 days/
      )
      assert.strictEqual(processes.sleeps.size, 0)
      assert.isDefined(processes.failure)
    }
  })

  it("dies with a clear message outside a simulation", () => {
    const exit = Effect.runSyncExit(sleep(1))
    assert.match(Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "", /outside a process/)
  })

  it("is interrupted when the interruption comes while the fibre is running, before it waits", () => {
    const { kernel, processes } = make()
    let reached = false
    const process = processes.spawn(
      "self",
      Effect.gen(function* () {
        yield* Effect.sync(() => process.interrupt())
        yield* sleep(5)
        reached = true
      })
    )
    kernel.run(10)
    assert.isFalse(reached)
    assert.deepStrictEqual(
      [kernel.pending, processes.size, processes.sleeps.size, processes.failure],
      [0, 0, 0, undefined]
    )
  })

  it("waits out an uninterruptible sleep before the interruption takes effect", () => {
    const { kernel, processes } = make()
    const ends: Array<number> = []
    const process = processes.spawn(
      "stubborn",
      Effect.onExit(Effect.andThen(Effect.uninterruptible(sleep(5)), sleep(5)), () =>
        Effect.sync(() => ends.push(kernel.now))
      )
    )
    kernel.run(1)
    process.interrupt()
    kernel.run(100)
    assert.deepStrictEqual(ends, [5])
    assert.strictEqual(processes.size, 0)
  })
})
