// Running in parts, limits, cancellation, progress, pacing and forks. Whatever stops and starts a run must not change it.

import { Deferred, Effect, Random, Result } from "effect"
import { assert, describe, it } from "vitest"
import { pace } from "../../src/engine/Pacing.ts"
import {
  RunCancelled,
  type RunControlOptions,
  RunLimitReached,
  type RunProgress,
  RunStalled
} from "../../src/engine/RunControl.ts"
import { forkSimulation, runSimulation, Simulation, startSimulation } from "../../src/engine/Simulation.ts"
import { sleep } from "../../src/engine/Sleep.ts"
import { seconds } from "../../src/units.ts"

const options = { seed: 2, replication: 0 }

/** 100 timers and 10 processes for 500 s: some 55,000 events. */
const model = Effect.gen(function* () {
  const { kernel, spawn, streams, runUntil, intervention } = yield* Simulation
  const state = { ticks: 0, waits: 0, isQuiet: false }
  const random = streams.stream("ticks")
  const tick = kernel.kind("tick", (pump) => {
    state.ticks++
    if (!state.isQuiet) kernel.schedule(0.5 + random(), tick, pump)
  })
  for (let pump = 0; pump < 100; pump++) kernel.schedule(random(), tick, pump)
  for (let nurse = 0; nurse < 10; nurse++) {
    spawn(
      `nurse ${nurse}`,
      Effect.forever(
        Effect.gen(function* () {
          yield* sleep(yield* Random.nextBetween(0.5, 1.5))
          state.waits++
        })
      )
    )
  }
  intervention("quiet", () => {
    state.isQuiet = true
  })
  yield* runUntil(seconds(250))
  const half = state.ticks
  yield* runUntil(seconds(500))
  return { ...state, half }
})

const free = Result.getOrThrow(runSimulation(model, options))

const failureWith = (more: RunControlOptions) => {
  const result = runSimulation(model, { ...options, ...more })
  return Result.isFailure(result) ? result.failure : undefined
}

describe("run control", () => {
  it("gives the same result in time steps, in batches of events, until predicates, and with pauses", () => {
    assert.isAbove(free.events, 50_000)
    const inSteps = startSimulation(model, options)
    for (let step = 1; inSteps.advance({ untilSeconds: step * 7 }) !== "ended"; step++)
      assert.strictEqual(inSteps.kernel.now, step * 7)
    const inBatches = startSimulation(model, options)
    for (let batch = 1; inBatches.advance({ events: 777 }) !== "ended"; batch++)
      assert.strictEqual(inBatches.kernel.executed, 777 * batch)
    const untilPredicate = startSimulation(model, options)
    let next = 100
    assert.strictEqual(
      untilPredicate.advance({ predicate: () => untilPredicate.kernel.now >= next }),
      "predicate"
    )
    assert.closeTo(untilPredicate.kernel.now, 100, 0.1)
    next = 300
    assert.strictEqual(
      untilPredicate.advance({ predicate: () => untilPredicate.kernel.now >= next }),
      "predicate"
    )
    untilPredicate.advance()
    const paused = startSimulation(model, { ...options, onProgress: () => paused.pause() })
    let pauses = 0
    while (paused.advance() !== "ended") pauses++
    assert.strictEqual(pauses, Math.floor(free.events / 8192))
    for (const run of [inSteps, inBatches, untilPredicate, paused])
      assert.deepStrictEqual(run.result, Result.succeed(free))
    assert.strictEqual(inSteps.advance(), "ended")
  })

  it("tells the progress about every so many events, and the result is the same", () => {
    const seen: Array<RunProgress> = []
    const result = runSimulation(model, {
      ...options,
      onProgress: (progress) => seen.push(progress),
      progressEveryEvents: 16_384
    })
    assert.deepStrictEqual(result, Result.succeed(free))
    assert.deepStrictEqual(
      seen.map(({ events }) => events),
      [16_384, 32_768, 49_152]
    )
    assert.isTrue(
      seen.every(({ simulatedSeconds }, index) => simulatedSeconds > (seen[index - 1]?.simulatedSeconds ?? 0))
    )
  })

  it("ends at a limit of events, exactly, and not when the run needs exactly as many", () => {
    const error = failureWith({ maximumEvents: 30_000 })
    assert.instanceOf(error, RunLimitReached)
    assert.strictEqual((error as RunLimitReached).events, 30_000)
    assert.match(error?.message ?? "", /limit of 30000 events/)
    assert.isUndefined(failureWith({ maximumEvents: free.events }))
    assert.instanceOf(failureWith({ maximumEvents: free.events - 1 }), RunLimitReached)
  })

  it("ends at a limit of wall time by the clock it is given, and refuses the limit without a clock", () => {
    let wall = 0
    const error = failureWith({ maximumWallSeconds: 2, wallClockSeconds: () => wall++ })
    assert.match(error?.message ?? "", /limit of 2 s of wall time/)
    assert.strictEqual((error as RunLimitReached).events, 3 * 8192)
    assert.throws(() => runSimulation(model, { ...options, maximumWallSeconds: 2 }), /needs wallClockSeconds/)
  })

  it("is cancelled from outside within 8,192 events, before it starts too", () => {
    const controller = new AbortController()
    const onProgress = ({ events }: RunProgress) => {
      if (events > 20_000) controller.abort()
    }
    const error = failureWith({ signal: controller.signal, onProgress })
    assert.instanceOf(error, RunCancelled)
    assert.isAtMost((error as RunCancelled).events, 24_576 + 8192)
    assert.strictEqual((failureWith({ signal: controller.signal }) as RunCancelled).events, 0)
  })

  it("names what each process waits for and since when in a stalled run, also when it is advanced in steps", () => {
    const stalling = Effect.gen(function* () {
      const { spawn } = yield* Simulation
      const never = yield* Deferred.make<void>()
      const awaitRelease = Effect.fn("Pump.awaitRelease")(() => Deferred.await(never))
      spawn("pump", Effect.andThen(sleep(12.5), awaitRelease()))
      yield* Deferred.await(never)
    })
    const stepped = startSimulation(stalling, options)
    const outcomes = [1, 2, 3].map((step) => stepped.advance({ untilSeconds: step * 10 }))
    assert.deepStrictEqual(outcomes, ["time", "ended", "ended"])
    for (const result of [runSimulation(stalling, options), stepped.result]) {
      const error = result !== undefined && Result.isFailure(result) ? result.failure : undefined
      assert.instanceOf(error, RunStalled)
      assert.deepStrictEqual((error as RunStalled).waiting[1], {
        process: "pump",
        waitingFor: "something in Pump.awaitRelease",
        sinceSeconds: 12.5
      })
    }
  })

  it("lets a model end the main program's wait early, and a main program give up waiting", () => {
    const early = runSimulation(
      Effect.gen(function* () {
        const { kernel, runUntil } = yield* Simulation
        kernel.schedule(
          3,
          kernel.kind("stop", () => kernel.stop())
        )
        yield* runUntil(seconds(10))
        const stoppedAt = kernel.now
        yield* Effect.timeoutOption(runUntil(seconds(100)), "4 seconds")
        const gaveUpAt = kernel.now
        yield* runUntil(seconds(20))
        return [stoppedAt, gaveUpAt, kernel.now]
      }),
      options
    )
    assert.deepStrictEqual(Result.getOrThrow(early).value, [3, 7, 20])
  })

  it("follows wall time at any factor, by the clock and the wait it is given, without changing the run", () => {
    for (const factor of [0.5, 60, 3600]) {
      let wall = 100
      const waits: Array<number> = []
      const run = startSimulation(model, options)
      const outcome = Effect.runSync(
        pace(run, {
          factor,
          wallClockSeconds: () => wall,
          wait: (wallSeconds) =>
            Effect.sync(() => {
              waits.push(wallSeconds)
              assert.closeTo(run.kernel.now, (wall - 100) * factor, 1e-6)
              wall += wallSeconds
            }),
          frameSeconds: 25 / factor
        })
      )
      assert.strictEqual(outcome, "ended")
      assert.strictEqual(waits.length, 20)
      assert.deepStrictEqual(run.result, Result.succeed(free))
    }
    const paused = startSimulation(model, { ...options, onProgress: () => paused.pause() })
    let wall = 0
    const parts = pace(paused, { factor: 100, wallClockSeconds: () => wall++, wait: () => Effect.void })
    assert.strictEqual(Effect.runSync(parts), "paused")
  })

  it("forks by replay: the same until the intervention, different after it, the same when nothing is changed", () => {
    const at = (untilSeconds: number) => {
      const run = startSimulation(model, options)
      run.advance({ untilSeconds })
      return run.kernel.fingerprint.toString()
    }
    const unchanged = forkSimulation(model, options, [])
    unchanged.advance()
    assert.deepStrictEqual(unchanged.result, Result.succeed(free))
    const forked = forkSimulation(model, options, [{ atSeconds: 300, name: "quiet" }])
    assert.strictEqual(forked.kernel.now, 300)
    assert.strictEqual(forked.kernel.fingerprint.toString(), at(300))
    forked.advance()
    const outcome = Result.getOrThrow(forked.result as NonNullable<typeof forked.result>).value
    assert.strictEqual(outcome.half, free.value.half)
    // Each of the 100 timers ticks once more after the intervention, then never.
    assert.isBelow(outcome.ticks, free.value.ticks * 0.7)
    // The nurses' own luck is untouched.
    assert.strictEqual(outcome.waits, free.value.waits)
    assert.throws(
      () => forkSimulation(model, options, [{ atSeconds: 1, name: "loud" }]),
      /no intervention "loud"; it offers: quiet/
    )
  })
})
