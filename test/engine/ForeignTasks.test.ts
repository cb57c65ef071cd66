import { Deferred, Effect, Fiber, Layer, ManagedRuntime, Queue, Result, Semaphore } from "effect"
import { assert, describe, it } from "vitest"
import { runSimulation, Simulation } from "../../src/engine/Simulation.ts"
import { sleep } from "../../src/engine/Sleep.ts"
import { seconds } from "../../src/units.ts"

const options = { seed: 1, replication: 0 }

/** A nurse takes calls from a queue that events and the main program fill; gives "call@time" of each call taken. */
const ward = (makeQueue: Effect.Effect<Queue.Queue<string>>) =>
  Effect.gen(function* () {
    const { kernel, spawn, runUntil } = yield* Simulation
    const calls = yield* makeQueue
    const taken: Array<string> = []
    spawn(
      "nurse",
      Effect.forever(
        Effect.andThen(Queue.take(calls), (call) => Effect.sync(() => taken.push(`${call}@${kernel.now}`)))
      )
    )
    const rings = kernel.kind("bed rings", (bed) => Queue.offerUnsafe(calls, `bed ${bed}`))
    kernel.schedule(3, rings, 1)
    kernel.schedule(3, rings, 2)
    kernel.schedule(5, rings, 3)
    yield* runUntil(seconds(10))
    yield* Queue.offer(calls, "main")
    yield* runUntil(seconds(20))
    return taken
  })

const outside = () => Effect.runSync(Queue.unbounded<string>())

describe("a Queue that was made outside the simulation", () => {
  it("wakes its takers at the simulated time, with the fingerprint of one made inside", () => {
    const inside = Result.getOrThrow(runSimulation(ward(Queue.unbounded<string>()), options))
    assert.deepStrictEqual(inside.value, ["bed 1@3", "bed 2@3", "bed 3@5", "main@10"])
    const queue = outside()
    assert.deepStrictEqual(Result.getOrThrow(runSimulation(ward(Effect.succeed(queue)), options)), inside)
  })

  it("does so too for events of a simulation inside Effect.runSync, and for a queue of an asynchronous runtime", async () => {
    const runtime = ManagedRuntime.make(Layer.empty)
    for (const queue of [outside(), await runtime.runPromise(Queue.unbounded<string>())]) {
      const taken = Effect.runSync(Effect.provide(ward(Effect.succeed(queue)), Simulation.layer(options)))
      assert.deepStrictEqual(taken.slice(0, 3), ["bed 1@3", "bed 2@3", "bed 3@5"])
    }
  })

  it("leaves nothing for a real timer to do after the run", async () => {
    const queue = outside()
    const taken = Result.getOrThrow(runSimulation(ward(Effect.succeed(queue)), options)).value
    const before = taken.length
    await new Promise((resolve) => setImmediate(resolve))
    assert.strictEqual(taken.length, before)
  })
})

describe("Effect.runSync inside an event", () => {
  it("still carries out its own fibres before it returns", () => {
    const forked = Effect.gen(function* () {
      const semaphore = yield* Semaphore.make(1)
      const fibers = yield* Effect.forEach([1, 2, 3], (number) =>
        Effect.forkChild(semaphore.withPermits(1)(Effect.succeed(number)))
      )
      return yield* Effect.forEach(fibers, (fiber) => Fiber.join(fiber))
    })
    const result = runSimulation(
      Effect.gen(function* () {
        const { kernel, runUntil } = yield* Simulation
        const seen = yield* Deferred.make<ReadonlyArray<number>>()
        kernel.schedule(
          1,
          // A model's handler that runs an effect by itself, as plain code may.
          // @effect-diagnostics-next-line runEffectInsideEffect:off
          kernel.kind("computes", () => Deferred.doneUnsafe(seen, Effect.succeed(Effect.runSync(forked))))
        )
        yield* runUntil(seconds(2))
        return yield* Deferred.await(seen)
      }),
      options
    )
    assert.deepStrictEqual(Result.getOrThrow(result).value, [1, 2, 3])
  })

  it("may be a whole simulation, after which the outer one goes on with its own tasks", () => {
    const queue = outside()
    const result = runSimulation(
      Effect.gen(function* () {
        const { kernel, spawn, runUntil } = yield* Simulation
        const times: Array<number> = []
        spawn(
          "outer",
          Effect.andThen(
            Queue.take(queue),
            Effect.sync(() => times.push(kernel.now))
          )
        )
        kernel.schedule(
          4,
          kernel.kind("nests", () => {
            const inner = runSimulation(Effect.as(sleep(7), "inner"), options)
            assert.strictEqual(Result.getOrThrow(inner).simulatedSeconds, 7)
            Queue.offerUnsafe(queue, "go on")
          })
        )
        yield* runUntil(seconds(9))
        return times
      }),
      options
    )
    assert.deepStrictEqual(Result.getOrThrow(result).value, [4])
  })
})
