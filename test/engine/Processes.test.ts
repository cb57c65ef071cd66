// Effect's standard library as a modelling language: each kind of wait ends at the right simulated time, and leaves nothing behind.

import {
  Clock,
  Deferred,
  Effect,
  Exit,
  Fiber,
  Latch,
  PubSub,
  Queue,
  Random,
  Ref,
  Result,
  Schedule,
  Scope,
  Semaphore
} from "effect"
import { assert, describe, it } from "vitest"
import { runSimulation, Simulation } from "../../src/engine/Simulation.ts"
import { sleep } from "../../src/engine/Sleep.ts"
import { days, hours } from "../../src/units.ts"

const options = { seed: 5, replication: 0 }
const nowSeconds = Effect.map(Clock.currentTimeMillis, (milliseconds) => milliseconds / 1000)

/** Runs one process to its end and gives its value; nothing may be left in the calendar. */
const process = <A>(effect: Effect.Effect<A, unknown, Simulation>): A => {
  const result = runSimulation(
    Effect.gen(function* () {
      const simulation = yield* Simulation
      const value = yield* Deferred.make<A>()
      simulation.spawn(
        "tested",
        Effect.andThen(effect, (a) => Deferred.succeed(value, a))
      )
      yield* simulation.runUntil(days(30))
      assert.strictEqual(simulation.kernel.pending, 0)
      assert.lengthOf(simulation.waiting(), 1)
      return yield* Deferred.await(value)
    }),
    options
  )
  return Result.getOrThrow(result).value
}

describe("processes", () => {
  it("sleep for exact times, and Effect.sleep, delay and Clock agree", () => {
    const times = process(
      Effect.gen(function* () {
        const seen: Array<number> = []
        yield* Effect.sleep("1500 millis")
        seen.push(yield* nowSeconds)
        yield* Effect.delay(Effect.void, "2 minutes")
        seen.push(yield* nowSeconds)
        yield* sleep(0.25)
        seen.push(yield* nowSeconds)
        return [...seen, Number(yield* Clock.currentTimeNanos)]
      })
    )
    assert.deepStrictEqual(times, [1.5, 121.5, 121.75, 121_750_000_000])
  })

  it("time out at the limit and not otherwise, and the loser's wait is gone", () => {
    const outcome = process(
      Effect.gen(function* () {
        const late = yield* Effect.exit(Effect.timeout(Effect.sleep("10 seconds"), "3 seconds"))
        const lateAt = yield* nowSeconds
        const inTime = yield* Effect.timeoutOption(Effect.as(Effect.sleep("1 second"), "done"), "3 seconds")
        return { failed: Exit.isFailure(late), lateAt, inTime: inTime._tag, at: yield* nowSeconds }
      })
    )
    assert.deepStrictEqual(outcome, { failed: true, lateAt: 3, inTime: "Some", at: 4 })
  })

  it("race: the first wins, the loser is interrupted at that time with its finalizers run", () => {
    const log: Array<string> = []
    process(
      Effect.gen(function* () {
        const runner = (name: string, seconds: number) =>
          sleep(seconds).pipe(
            Effect.as(name),
            Effect.onInterrupt(() => Effect.map(nowSeconds, (now) => log.push(`${name} interrupted ${now}`)))
          )
        log.push(
          `${yield* Effect.raceAll([runner("slow", 9), runner("fast", 2), runner("middle", 5)])} won ${yield* nowSeconds}`
        )
      })
    )
    assert.deepStrictEqual(log, ["slow interrupted 2", "middle interrupted 2", "fast won 2"])
  })

  it("fork and join, all with bounded concurrency, and fork in a scope", () => {
    const outcome = process(
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(Effect.as(sleep(4), "joined"))
        yield* sleep(1)
        const joined = yield* Fiber.join(fiber)
        const joinedAt = yield* nowSeconds
        yield* Effect.forEach([1, 2, 3, 4], () => sleep(10), { concurrency: 2 })
        const allAt = yield* nowSeconds
        const scope = yield* Scope.make()
        const scoped = yield* Effect.forkIn(Effect.never, scope)
        yield* Scope.close(scope, Exit.void)
        return { joined, joinedAt, allAt, interrupted: Exit.isFailure(yield* Fiber.await(scoped)) }
      })
    )
    assert.deepStrictEqual(outcome, { joined: "joined", joinedAt: 4, allAt: 24, interrupted: true })
  })

  it("wait on Queue: full queues hold producers back, empty ones consumers, in order of arrival", () => {
    const log: Array<string> = []
    process(
      Effect.gen(function* () {
        const queue = yield* Queue.bounded<number>(1)
        const consumer = (name: string) =>
          Effect.forever(
            Effect.andThen(Queue.take(queue), (item) =>
              Effect.andThen(
                Effect.map(nowSeconds, (now) => log.push(`${name} ${item} ${now}`)),
                sleep(2)
              )
            )
          )
        const consumers = [yield* Effect.forkChild(consumer("a")), yield* Effect.forkChild(consumer("b"))]
        yield* sleep(1)
        for (let item = 0; item < 6; item++) yield* Queue.offer(queue, item)
        log.push(`offered ${yield* nowSeconds}`)
        yield* sleep(10)
        yield* Fiber.interruptAll(consumers)
      })
    )
    assert.deepStrictEqual(log, ["a 0 1", "b 1 1", "a 2 3", "b 3 3", "offered 5", "a 4 5", "b 5 5"])
  })

  it("receive each message of a PubSub once per subscriber, at the time it is published", () => {
    const log: Array<string> = []
    process(
      Effect.gen(function* () {
        const alarms = yield* PubSub.unbounded<string>()
        const listener = (name: string) =>
          Effect.scoped(
            Effect.gen(function* () {
              const subscription = yield* PubSub.subscribe(alarms)
              for (let count = 0; count < 2; count++) {
                const alarm = yield* PubSub.take(subscription)
                log.push(`${name} ${alarm} ${yield* nowSeconds}`)
              }
            })
          )
        const listeners = [
          yield* Effect.forkChild(listener("nurse")),
          yield* Effect.forkChild(listener("log"))
        ]
        yield* sleep(5)
        yield* PubSub.publish(alarms, "occlusion")
        yield* sleep(5)
        yield* PubSub.publish(alarms, "battery")
        yield* Effect.forEach(listeners, (fiber) => Fiber.join(fiber))
      })
    )
    assert.deepStrictEqual(log, [
      "nurse occlusion 5",
      "log occlusion 5",
      "nurse battery 10",
      "log battery 10"
    ])
  })

  it("share a Semaphore and a Latch", () => {
    const ends = process(
      Effect.gen(function* () {
        const semaphore = yield* Semaphore.make(2)
        const latch = yield* Latch.make(false)
        const ends = yield* Ref.make<ReadonlyArray<number>>([])
        const worker = Effect.gen(function* () {
          yield* latch.await
          yield* semaphore.withPermits(1)(sleep(3))
          const now = yield* nowSeconds
          yield* Ref.update(ends, (list) => [...list, now])
        })
        const workers = yield* Effect.forEach([1, 2, 3, 4, 5], () => Effect.forkChild(worker))
        yield* sleep(1)
        yield* latch.open
        yield* Effect.forEach(workers, (fiber) => Fiber.join(fiber))
        return yield* Ref.get(ends)
      })
    )
    assert.deepStrictEqual(ends, [4, 4, 7, 7, 10])
  })

  it("retry on a Schedule: exponential backoff in simulated time, and repeat at fixed spacing", () => {
    const tries: Array<number> = []
    const repeats: Array<number> = []
    process(
      Effect.gen(function* () {
        const connect = Effect.flatMap(nowSeconds, (now) => {
          tries.push(now)
          return tries.length < 5 ? Effect.fail("refused") : Effect.void
        })
        yield* Effect.retry(connect, Schedule.exponential("1 second"))
        const start = yield* nowSeconds
        const poll = Effect.map(nowSeconds, (now) => repeats.push(now - start))
        yield* Effect.repeat(poll, Schedule.upTo(Schedule.spaced("30 seconds"), { times: 3 }))
      })
    )
    assert.deepStrictEqual(tries, [0, 1, 3, 7, 15])
    assert.deepStrictEqual(repeats, [0, 30, 60, 90])
  })

  it("run Scope finalizers in reverse order at the simulated time of the scope's end, also on interruption", () => {
    const log: Array<string> = []
    const finalizer = (name: string) =>
      Effect.addFinalizer(() =>
        Effect.andThen(
          sleep(1),
          Effect.map(nowSeconds, (now) => log.push(`${name} ${now}`))
        )
      )
    process(
      Effect.gen(function* () {
        yield* Effect.scoped(
          Effect.andThen(Effect.andThen(finalizer("first"), finalizer("second")), sleep(10))
        )
        const fiber = yield* Effect.forkChild(Effect.scoped(Effect.andThen(finalizer("third"), Effect.never)))
        yield* sleep(8)
        yield* Fiber.interrupt(fiber)
        log.push(`interrupted ${yield* nowSeconds}`)
      })
    )
    assert.deepStrictEqual(log, ["second 11", "first 12", "third 21", "interrupted 21"])
  })

  it("end children when the parent ends, at the parent's time", () => {
    const log: Array<string> = []
    process(
      Effect.gen(function* () {
        yield* Effect.forkChild(
          Effect.onInterrupt(Effect.never, () => Effect.map(nowSeconds, (now) => log.push(`child ${now}`)))
        )
        yield* sleep(6)
      })
    )
    assert.deepStrictEqual(log, ["child 6"])
  })

  it("do not starve or reorder when 5,000 of them wake in the same nanosecond", () => {
    const order: Array<number> = []
    const result = runSimulation(
      Effect.gen(function* () {
        const { spawn, runUntil, waiting } = yield* Simulation
        for (let index = 0; index < 5000; index++) {
          spawn(
            `pump ${index}`,
            Effect.gen(function* () {
              for (let round = 0; round < 3; round++) {
                yield* Effect.sleep("1 minute")
                order.push(index)
              }
            })
          )
        }
        yield* runUntil(hours(1))
        return waiting().length
      }),
      options
    )
    assert.strictEqual(order.length, 15_000)
    assert.isTrue(order.every((index, position) => index === position % 5000))
    assert.strictEqual(Result.getOrThrow(result).value, 1)
    assert.strictEqual(Result.getOrThrow(result).events, 5000 * 4)
  })

  it("draw from their own named stream: adding another process does not shift it", () => {
    const draws = (others: number) =>
      Result.getOrThrow(
        runSimulation(
          Effect.gen(function* () {
            const { spawn, runUntil } = yield* Simulation
            const drawn: Array<number> = []
            for (let index = 0; index < others; index++)
              spawn(`other ${index}`, Effect.forever(Effect.andThen(Random.next, sleep(1))))
            spawn(
              "nurse",
              Effect.gen(function* () {
                for (let count = 0; count < 3; count++) {
                  drawn.push(yield* Random.next)
                  yield* sleep(1)
                }
              })
            )
            spawn(
              "nurse",
              Effect.map(Random.next, (draw) => drawn.push(draw))
            )
            yield* runUntil(hours(0.01))
            return drawn
          }),
          options
        )
      ).value
    const alone = draws(0)
    assert.strictEqual(new Set(alone).size, 4)
    assert.deepStrictEqual(draws(10), alone)
  })

  it("are interrupted during every kind of wait, at once, and what they waited for goes to the next", () => {
    const outcome = process(
      Effect.gen(function* () {
        const queue = yield* Queue.bounded<number>(1)
        const full = yield* Queue.bounded<number>(1)
        yield* Queue.offer(full, 0)
        const hub = yield* PubSub.unbounded<number>()
        const deferred = yield* Deferred.make<number>()
        const latch = yield* Latch.make(false)
        const semaphore = yield* Semaphore.make(1)
        yield* semaphore.take(1)
        const other = yield* Effect.forkChild(Effect.never)
        const waits: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
          sleep(1000),
          Effect.sleep("1000 seconds"),
          Queue.take(queue),
          Queue.offer(full, 1),
          Effect.scoped(Effect.flatMap(PubSub.subscribe(hub), PubSub.take)),
          Deferred.await(deferred),
          latch.await,
          semaphore.withPermits(1)(Effect.void),
          Fiber.join(other),
          Effect.retry(Effect.fail("again"), Schedule.spaced("100 seconds")),
          Effect.repeat(Effect.void, Schedule.fixed("100 seconds")),
          Effect.all([sleep(1000), Queue.take(queue)], { concurrency: "unbounded" }),
          Effect.race(sleep(1000), Deferred.await(deferred)),
          Effect.timeout(Deferred.await(deferred), "1000 seconds"),
          Effect.uninterruptibleMask((restore) => restore(sleep(1000)))
        ]
        const ends: Array<number> = []
        for (const wait of waits) {
          const started = yield* nowSeconds
          const fiber = yield* Effect.forkChild(wait)
          yield* sleep(5)
          assert.isUndefined(fiber.pollUnsafe())
          yield* Fiber.interrupt(fiber)
          assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
          ends.push((yield* nowSeconds) - started)
        }
        // None of the interrupted ones still stands in a queue.
        yield* Queue.offer(queue, 42)
        yield* semaphore.release(1)
        const taken = yield* Effect.timeoutOption(Queue.take(queue), "1 second")
        const permit = yield* Effect.timeoutOption(semaphore.take(1), "1 second")
        return {
          ends,
          taken: taken._tag === "Some" ? taken.value : undefined,
          permit: permit._tag,
          full: yield* Queue.size(full)
        }
      })
    )
    assert.deepStrictEqual(outcome, {
      ends: Array.from({ length: 15 }, () => 5),
      taken: 42,
      permit: "Some",
      full: 1
    })
  })

  it("end the run when a forked fibre dies unnoticed, and not when someone waits for it or recovers", () => {
    const withChild = (child: (broken: Effect.Effect<void>) => Effect.Effect<unknown, unknown>) =>
      runSimulation(
        Effect.gen(function* () {
          const { spawn, runUntil } = yield* Simulation
          const broken = Effect.andThen(sleep(3), Effect.die(new TypeError("no such pump")))
          spawn("parent", Effect.andThen(child(broken), Effect.never))
          yield* runUntil(hours(1))
        }),
        options
      )
    for (const fork of [
      (broken: Effect.Effect<void>) => Effect.forkChild(broken),
      (broken: Effect.Effect<void>) => Effect.forkDetach(broken),
      () => Effect.forkChild(Effect.die(new TypeError("no such pump")))
    ]) {
      const unnoticed = withChild(fork)
      assert.match(
        Result.isFailure(unnoticed) ? unnoticed.failure.message : "",
        /"parent" failed at [03] s.*no such pump/
      )
    }
    for (const handle of [
      (broken: Effect.Effect<void>) => Effect.flatMap(Effect.forkChild(broken), Fiber.await),
      (broken: Effect.Effect<void>) => Effect.exit(Effect.all([broken, sleep(9)], { concurrency: 2 })),
      (broken: Effect.Effect<void>) => Effect.race(broken, sleep(9)),
      () => Effect.race(Effect.die("at once"), sleep(9)),
      () => Effect.flatMap(Effect.forkChild(Effect.fail("typed")), () => sleep(1))
    ]) {
      assert.isTrue(Result.isSuccess(withChild(handle)))
    }
  })

  it("end with an error when they loop without end in no time", { timeout: 60_000 }, () => {
    const result = runSimulation(
      Effect.gen(function* () {
        const { spawn, runUntil } = yield* Simulation
        spawn("spinner", Effect.forever(Effect.yieldNow))
        yield* runUntil(hours(1))
      }),
      options
    )
    assert.match(Result.isFailure(result) ? result.failure.message : "", /without simulated time going on/)
    const busy = runSimulation(
      Effect.gen(function* () {
        const { spawn, runUntil } = yield* Simulation
        spawn("busy", Effect.forever(Effect.void, { disableYield: true }))
        yield* runUntil(hours(1))
      }),
      options
    )
    assert.match(Result.isFailure(busy) ? busy.failure.message : "", /"busy".*operations without waiting/)
  })
})
