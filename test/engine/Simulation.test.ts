// The engine's contract as a model sees it: processes in simulated time, inside Effect.runSync and runSimulation alike.

import { Cause, Clock, Deferred, Effect, Exit, Fiber, Queue, Random, Result } from "effect"
import { assert, describe, it } from "vitest"
import { EventFailed, RunStalled } from "../../src/engine/RunControl.ts"
import { ProcessFailed } from "../../src/engine/Processes.ts"
import { runSimulation, Simulation, startSimulation } from "../../src/engine/Simulation.ts"
import { hours, seconds } from "../../src/units.ts"

const options = { seed: 7, replication: 0 }

const run = <A, E>(program: Effect.Effect<A, E, Simulation>) =>
  Result.getOrThrow(runSimulation(program, options))

/** A model with a queue, timeouts, races, interruption and random draws; its log is what happened when. */
const busyModel = Effect.gen(function* () {
  const simulation = yield* Simulation
  const log: Array<string> = []
  const note = (text: string) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      log.push(`${now} ${text}`)
    })
  const queue = yield* Queue.bounded<number>(2)
  simulation.spawn(
    "producer",
    Effect.gen(function* () {
      for (let item = 0; item < 5; item++) {
        yield* Effect.sleep(`${yield* Random.nextIntBetween(1, 400)} millis`)
        yield* Queue.offer(queue, item)
      }
    })
  )
  simulation.spawn(
    "consumer",
    Effect.forever(
      Effect.gen(function* () {
        const item = yield* Effect.timeoutOption(Queue.take(queue), "250 millis")
        yield* note(`took ${item._tag === "Some" ? item.value : "nothing"}`)
      })
    )
  )
  simulation.spawn(
    "racer",
    Effect.gen(function* () {
      const winner = yield* Effect.race(
        Effect.as(Effect.sleep("3 seconds"), "slow"),
        Effect.as(Effect.sleep("1 second"), "fast")
      )
      yield* note(winner)
      const fiber = yield* Effect.forkChild(Effect.onInterrupt(Effect.never, () => note("interrupted")))
      yield* Effect.sleep("100 millis")
      yield* Fiber.interrupt(fiber)
    })
  )
  yield* simulation.runUntil(hours(1 / 1200))
  return log
})

describe("Simulation", () => {
  it("runs with every timer, microtask and clock of the platform replaced by a throwing stub", () => {
    const expected = run(busyModel)
    const forbidden = (name: string) => () => {
      throw new Error(`${name} was used`)
    }
    const scope = globalThis as unknown as Record<string, unknown>
    const names = [
      "setTimeout",
      "setInterval",
      "setImmediate",
      "queueMicrotask",
      "clearTimeout",
      "clearImmediate"
    ]
    const saved = names.map((name) => scope[name])
    const { then } = Promise.prototype
    const { resolve } = Promise
    const { now } = Date
    const { random } = Math
    const performanceNow = performance.now
    const { hrtime, nextTick } = process
    const OriginalPromise = Promise
    try {
      for (const name of names) scope[name] = forbidden(name)
      Reflect.set(Promise.prototype, "then", forbidden("Promise.then"))
      Promise.resolve = forbidden("Promise.resolve")
      scope["Promise"] = forbidden("Promise")
      Date.now = forbidden("Date.now")
      Math.random = forbidden("Math.random")
      performance.now = forbidden("performance.now")
      process.hrtime = Object.assign(forbidden("hrtime"), { bigint: forbidden("hrtime.bigint") })
      process.nextTick = forbidden("nextTick")
      const result = run(busyModel)
      const inRunSync = Effect.runSync(Effect.provide(busyModel, Simulation.layer(options)))
      scope["Promise"] = OriginalPromise
      assert.deepStrictEqual(result, expected)
      assert.deepStrictEqual(inRunSync, expected.value)
    } finally {
      names.forEach((name, index) => {
        scope[name] = saved[index]
      })
      scope["Promise"] = OriginalPromise
      Reflect.set(Promise.prototype, "then", then)
      Promise.resolve = resolve
      Date.now = now
      Math.random = random
      performance.now = performanceNow
      process.hrtime = hrtime
      process.nextTick = nextTick
    }
    assert.include(expected.value, "1000 fast")
    assert.include(expected.value, "1100 interrupted")
    assert.strictEqual(expected.value.filter((line) => /took \d/.test(line)).length, 5)
    assert.strictEqual(expected.simulatedSeconds, 3)
  })

  it("gives the same log, events and fingerprint for the same seed, and others for another seed or replication", () => {
    const first = run(busyModel)
    assert.deepStrictEqual(run(busyModel), first)
    const other = Result.getOrThrow(runSimulation(busyModel, { seed: 8, replication: 0 }))
    const replication = Result.getOrThrow(runSimulation(busyModel, { seed: 7, replication: 1 }))
    assert.notStrictEqual(other.fingerprint, first.fingerprint)
    assert.notStrictEqual(replication.fingerprint, first.fingerprint)
  })

  it("has the same fingerprint stepped event by event, in time steps, and free", () => {
    const free = run(busyModel)
    const stepped = startSimulation(busyModel, options)
    let steps = 0
    while (stepped.advance({ events: 1 }) !== "ended") steps++
    assert.deepStrictEqual(stepped.result, Result.succeed(free))
    assert.strictEqual(steps, free.events)
    const timed = startSimulation(busyModel, options)
    for (let until = 0.05; timed.advance({ untilSeconds: until }) !== "ended"; until += 0.05) {
      assert.closeTo(timed.kernel.now, until, 1e-9)
    }
    assert.deepStrictEqual(timed.result, Result.succeed(free))
  })

  it("ends the run with the name, time, seed, replication and cause of a process that fails", () => {
    const result = runSimulation(
      Effect.gen(function* () {
        const simulation = yield* Simulation
        simulation.spawn("night nurse", Effect.andThen(Effect.sleep("90 seconds"), Effect.fail("no keys")))
        yield* simulation.runUntil(hours(8))
      }),
      { seed: 3, replication: 12 }
    )
    assert.isTrue(Result.isFailure(result))
    const error = Result.isFailure(result) ? result.failure : undefined
    assert.instanceOf(error, ProcessFailed)
    const { process, simulatedSeconds, seed, replication, cause } = error as ProcessFailed
    assert.deepStrictEqual(
      { process, simulatedSeconds, seed, replication },
      { process: "night nurse", simulatedSeconds: 90, seed: 3, replication: 12 }
    )
    assert.deepStrictEqual(cause, Cause.fail("no keys"))
    assert.match(error?.message ?? "", /night nurse.*90 s.*seed 3, replication 12.*no keys/)
  })

  it("ends the run for a defect in a process, in an event and in the main program, also inside Effect.runSync", () => {
    const inProcess = Effect.gen(function* () {
      const simulation = yield* Simulation
      simulation.spawn("broken", Effect.die(new Error("boom")))
      yield* simulation.runUntil(seconds(1))
    })
    const inEvent = Effect.gen(function* () {
      const { kernel, runUntil } = yield* Simulation
      kernel.schedule(
        2,
        kernel.kind("bad event", () => {
          throw new Error("boom")
        }),
        41
      )
      yield* runUntil(seconds(3))
    })
    const failure = (program: Effect.Effect<unknown, unknown, Simulation>) => {
      const result = runSimulation(program, options)
      return Result.isFailure(result) ? result.failure : undefined
    }
    assert.match(failure(inProcess)?.message ?? "", /broken.*boom/)
    const eventFailure = failure(inEvent)
    assert.instanceOf(eventFailure, EventFailed)
    assert.match(eventFailure?.message ?? "", /"bad event" of entity 41 failed at 2 s.*boom/)
    assert.match(failure(Effect.fail("wrong input"))?.message ?? "", /main program.*wrong input/)
    for (const [program, pattern] of [
      [inProcess, /broken/],
      [inEvent, /bad event/]
    ] as const) {
      const exit = Effect.runSyncExit(Effect.provide(program, Simulation.layer(options)))
      assert.isTrue(Exit.isFailure(exit))
      if (Exit.isFailure(exit)) assert.match(Cause.pretty(exit.cause), pattern)
    }
  })

  it("lets the main program wait for its processes, and reports who waits when nothing can happen any more", () => {
    const done = run(
      Effect.gen(function* () {
        const simulation = yield* Simulation
        const answer = yield* Deferred.make<number>()
        simulation.spawn("thinker", Effect.andThen(Effect.sleep("7 seconds"), Deferred.succeed(answer, 42)))
        const value = yield* Deferred.await(answer)
        yield* simulation.runUntil(seconds(10))
        return value
      })
    )
    assert.strictEqual(done.value, 42)
    assert.strictEqual(done.simulatedSeconds, 10)
    const stalled = runSimulation(
      Effect.gen(function* () {
        const simulation = yield* Simulation
        const never = yield* Deferred.make<number>()
        const waitForReply = Effect.fn("Gateway.waitForReply")(function* () {
          return yield* Deferred.await(never)
        })
        simulation.spawn("gateway", Effect.andThen(Effect.sleep("5 seconds"), waitForReply()))
        return yield* Deferred.await(never)
      }),
      options
    )
    const error = Result.isFailure(stalled) ? stalled.failure : undefined
    assert.instanceOf(error, RunStalled)
    assert.match(error?.message ?? "", /"gateway" waits for something in Gateway.waitForReply since 5 s/)
    assert.match(error?.message ?? "", /"main program" waits/)
  })
})
