// The engine's contract, line by line as in section 3 of the blueprint: one named test each. Where another file tests a line
// in depth, the title says which, and only what is missing there is tested here.

import { readdirSync, readFileSync } from "node:fs"
import { Cause, Clock, Deferred, Effect, Fiber, PubSub, Queue, Result, Schedule, Semaphore } from "effect"
import { randomExponential, randomNormal } from "d3-random"
import { assert, describe, it } from "vitest"
import { Container } from "../../src/engine/Container.ts"
import { Facility } from "../../src/engine/Facility.ts"
import { FacilityJobs } from "../../src/engine/FacilityJobs.ts"
import { FiberWaits } from "../../src/engine/FiberWaits.ts"
import { Kernel } from "../../src/engine/Kernel.ts"
import { pace } from "../../src/engine/Pacing.ts"
import { ProcessFailed } from "../../src/engine/Processes.ts"
import { RandomStreams } from "../../src/engine/RandomStreams.ts"
import { EventFailed, RunCancelled, RunLimitReached, RunStalled } from "../../src/engine/RunControl.ts"
import { forkSimulation, runSimulation, Simulation, startSimulation } from "../../src/engine/Simulation.ts"
import { type SimulationRun } from "../../src/engine/SimulationRun.ts"
import { sleep } from "../../src/engine/Sleep.ts"
import { Store } from "../../src/engine/Store.ts"
import { Trace } from "../../src/engine/Trace.ts"
import { days, hours, seconds } from "../../src/units.ts"
import { clinic, clinicSeed } from "./clinic.ts"

const options = { seed: 1, replication: 0 }

const inSimulation = <A>(program: Effect.Effect<A, unknown, Simulation>) =>
  Result.getOrThrow(runSimulation(program, options))

const failureOf = (program: Effect.Effect<unknown, unknown, Simulation>, more: object = {}) => {
  const result = runSimulation(program, { ...options, ...more })
  return Result.isFailure(result) ? result.failure : assert.fail("the run did not fail")
}

describe("processes and kernel", () => {
  it("a process is an ordinary Effect program in simulated time (Processes.test.ts; Simulation.test.ts has every timer of the platform throw)", () => {
    const { value } = inSimulation(
      Effect.gen(function* () {
        const { spawn, runUntil } = yield* Simulation
        const log: Array<string> = []
        const note = (text: string) =>
          Effect.map(Clock.currentTimeMillis, (now) => log.push(`${text} ${now / 1000}`))
        const queue = yield* Queue.bounded<string>(1)
        const semaphore = yield* Semaphore.make(1)
        const deferred = yield* Deferred.make<void>()
        const hub = yield* PubSub.unbounded<string>()
        spawn(
          "everything",
          Effect.scoped(
            Effect.gen(function* () {
              yield* Effect.addFinalizer(() => note("scope closed"))
              const subscription = yield* PubSub.subscribe(hub)
              const fiber = yield* Effect.forkChild(
                Effect.onInterrupt(Effect.never, () => note("interrupted"))
              )
              yield* note(yield* Queue.take(queue))
              yield* semaphore.withPermits(1)(note("permit"))
              yield* Deferred.await(deferred)
              yield* note(yield* PubSub.take(subscription))
              yield* Effect.ignore(Effect.timeout(Effect.never, "4 seconds"))
              yield* note("timeout")
              yield* note(yield* Effect.race(Effect.as(Effect.sleep("2 seconds"), "race"), Effect.never))
              yield* Effect.repeat(Effect.void, Schedule.upTo(Schedule.spaced("1 second"), { times: 2 }))
              yield* Fiber.interrupt(fiber)
            })
          )
        )
        spawn(
          "other",
          Effect.gen(function* () {
            yield* semaphore.withPermits(1)(
              Effect.andThen(sleep(1), Queue.offer(queue, "queue").pipe(Effect.andThen(sleep(1))))
            )
            yield* sleep(1)
            yield* PubSub.publish(hub, "hub")
            yield* Deferred.succeed(deferred, undefined)
          })
        )
        yield* runUntil(hours(1))
        return log
      })
    )
    assert.deepStrictEqual(value, [
      "queue 1",
      "permit 2",
      "hub 3",
      "timeout 7",
      "race 9",
      "interrupted 11",
      "scope closed 11"
    ])
  })

  it("processes and kernel events share one calendar and one clock, in one order", () => {
    const { value } = inSimulation(
      Effect.gen(function* () {
        const { kernel, spawn, runUntil } = yield* Simulation
        const log: Array<string> = []
        const event = kernel.kind("event", (a) => log.push(`event ${a} ${kernel.now}`))
        kernel.schedule(2, event, 1)
        spawn(
          "process",
          Effect.gen(function* () {
            yield* sleep(2)
            log.push(`process ${(yield* Clock.currentTimeMillis) / 1000}`)
          })
        )
        kernel.schedule(
          1,
          kernel.kind("later", () => kernel.schedule(1, event, 2))
        )
        yield* runUntil(seconds(3))
        return log
      })
    )
    assert.deepStrictEqual(value, ["event 1 2", "process 2", "event 2 2"])
  })

  it("an event is a kind and two numbers: a handler is one function for all its events", () => {
    const kernel = new Kernel()
    const seen: Array<number> = []
    const tick = kernel.kind("tick", (a, b) => {
      seen.push(a * 10 + b)
    })
    for (let a = 0; a < 1000; a++) kernel.schedule(a % 10, tick, a, a % 10)
    kernel.run(10)
    assert.strictEqual(seen.length, 1000)
    assert.deepStrictEqual(
      seen,
      [...seen].sort((x, y) => (x % 10) - (y % 10) || x - y)
    )
  })

  it("nothing in the engine reads the platform's clock, timers or random source, nor Effect's TestClock", () => {
    const folder = new URL("../../src/engine/", import.meta.url)
    for (const file of readdirSync(folder)) {
      const code = readFileSync(new URL(file, folder), "utf8").replaceAll(/\/\/.*|\/\*[^]*?\*\//g, "")
      assert.notMatch(
        code,
        /\bDate\b|Math\.random|performance\.|setTimeout|setInterval|setImmediate|queueMicrotask|TestClock|Promise\b|randomUUID/,
        file
      )
    }
  })
})

describe("time and order", () => {
  it("time is whole nanoseconds, rounded once: three waits of 0.1 s and one of 0.3 s end in the same instant, in order of insertion", () => {
    const kernel = new Kernel()
    const log: Array<string> = []
    const whole = kernel.kind("whole", () => log.push(`whole ${kernel.nowNanoseconds}`))
    const part = kernel.kind("part", (left) => {
      if (left === 0) log.push(`parts ${kernel.nowNanoseconds}`)
      else kernel.schedule(0.1, part, left - 1)
    })
    kernel.schedule(0.1, part, 2)
    kernel.schedule(0.3, whole)
    kernel.run(1)
    assert.notStrictEqual(0.1 + 0.1 + 0.1, 0.3)
    assert.deepStrictEqual(log, ["whole 300000000", "parts 300000000"])
  })

  it("a horizon beyond 104 days is a clear error, and 104 days are exact to the nanosecond (Kernel.test.ts, Sleep.test.ts)", () => {
    const kernel = new Kernel()
    const times: Array<number> = []
    const tick = kernel.kind("tick", () => times.push(kernel.nowNanoseconds))
    kernel.schedule(days(104), tick)
    kernel.run(days(104))
    kernel.schedule(1e-9, tick)
    kernel.run(days(104) + 1)
    assert.deepStrictEqual(times, [8_985_600_000_000_000, 8_985_600_000_000_001])
    assert.throws(
      () => kernel.schedule(days(1), tick),
      /cannot schedule "tick" 86400 s from .* 0 to 104 days/
    )
  })

  it("the order is time, then priority, then insertion (Calendar.test.ts, Kernel.test.ts), also for waking processes", () => {
    const { value } = inSimulation(
      Effect.gen(function* () {
        const { kernel, spawn, runUntil } = yield* Simulation
        const log: Array<string> = []
        const event = kernel.kind("event", (a) => log.push(`event ${a}`))
        for (const name of ["first", "second"])
          spawn(
            name,
            Effect.andThen(
              sleep(5),
              Effect.sync(() => log.push(name))
            )
          )
        kernel.schedule(5, event, 3)
        kernel.schedule(5, event, 2, 0, 128)
        kernel.schedule(5, event, 1, 0, 0)
        kernel.schedule(5, event, 9, 0, 255)
        kernel.schedule(4.999999999, event, 0)
        yield* runUntil(seconds(5))
        return log
      })
    )
    assert.deepStrictEqual(value, ["event 0", "event 1", "event 3", "event 2", "first", "second", "event 9"])
  })

  it("a cancelled event keeps no memory (Calendar.test.ts counts slots) and cancelling is cheap: a million timers of 100 days", () => {
    const kernel = new Kernel()
    const tick = kernel.kind("tick", () => undefined)
    const handles: Array<number> = []
    let cancelled = 0
    for (let round = 0; round < 1_000_000; round++) {
      const handle = kernel.schedule(days(100), tick)
      if (round < 1000) handles.push(handle)
      if (kernel.cancel(handle)) cancelled++
    }
    assert.strictEqual(cancelled, 1_000_000)
    assert.strictEqual(kernel.pending, 0)
    for (const handle of handles) assert.isFalse(kernel.cancel(handle))
    kernel.run(days(101))
    assert.strictEqual(kernel.executed, 0)
  })
})

describe("failures", () => {
  it("a failing process stops the run, which names it, the time and the cause; nothing that was due later happens", () => {
    let later = 0
    const failure = failureOf(
      Effect.gen(function* () {
        const { kernel, spawn, runUntil } = yield* Simulation
        kernel.schedule(
          3,
          kernel.kind("later", () => later++)
        )
        spawn(
          "same time",
          Effect.andThen(
            sleep(2),
            Effect.sync(() => later++)
          )
        )
        spawn("pump 7", Effect.andThen(Effect.sleep("1500 millis"), Effect.fail("no battery")))
        yield* runUntil(seconds(9))
      })
    )
    assert.instanceOf(failure, ProcessFailed)
    assert.match(failure.message, /"pump 7" failed at 1\.5 s \(seed 1, replication 0\):.*no battery/)
    assert.strictEqual(later, 0)
  })

  it("every way in which a run fails carries time, seed, replication and the command that replays it", () => {
    const replayCommand = "wardsim run ward --seed 1 --replication 0"
    const never = Effect.flatMap(Deferred.make<void>(), Deferred.await)
    const thrower = Effect.gen(function* () {
      const { kernel, runUntil } = yield* Simulation
      kernel.schedule(
        2,
        kernel.kind("breaks", () => {
          throw new RangeError("wrong")
        }),
        5
      )
      yield* runUntil(seconds(3))
    })
    const endless = Effect.gen(function* () {
      const { kernel, runUntil } = yield* Simulation
      const tick = kernel.kind("tick", () => kernel.schedule(1, tick))
      kernel.schedule(1, tick)
      yield* runUntil(days(100))
    })
    const cases = [
      [ProcessFailed, Effect.andThen(sleep(4), Effect.fail("wrong")), {}, 4],
      [EventFailed, thrower, {}, 2],
      [RunStalled, Effect.andThen(sleep(6), never), {}, 6],
      [RunLimitReached, endless, { maximumEvents: 10 }, 10],
      [RunCancelled, endless, { signal: { aborted: true } }, 0]
    ] as const
    for (const [type, program, more, time] of cases) {
      const failure = failureOf(program, { ...more, replayCommand })
      assert.isTrue(failure instanceof type)
      assert.deepInclude(failure, { simulatedSeconds: time, seed: 1, replication: 0, replayCommand })
      assert.match(failure.message, /at \d+ s \(seed 1, replication 0\)/)
      assert.isTrue(failure.message.endsWith(`\nreplay it with: ${replayCommand}`), failure.message)
      assert.notMatch(failureOf(program, more).message, /replay/)
    }
  })

  it("a forked fibre's defect is not swallowed (Processes.test.ts), nor an interruption that nobody asked for taken for a failure", () => {
    const failure = failureOf(
      Effect.gen(function* () {
        const { spawn, runUntil } = yield* Simulation
        spawn(
          "parent",
          Effect.andThen(Effect.forkChild(Effect.andThen(sleep(1), Effect.die("lost"))), Effect.never)
        )
        yield* runUntil(seconds(5))
      })
    )
    assert.match(failure.message, /"parent" failed at 1 s.*lost/)
    const { waiting } = inSimulation(
      Effect.gen(function* () {
        const { spawn, runUntil } = yield* Simulation
        const process = spawn("victim", Effect.never)
        yield* runUntil(seconds(1))
        process.interrupt()
        yield* runUntil(seconds(2))
      })
    )
    assert.deepStrictEqual(
      waiting.map(({ process }) => process),
      []
    )
  })

  it("a stalled run says who waits, for what and since when", () => {
    const failure = failureOf(
      Effect.gen(function* () {
        const { kernel, spawn } = yield* Simulation
        const beds = new Facility(kernel, { name: "beds", servers: 0 })
        const shelf = new Store<number>(kernel, { name: "shelf" })
        const stock = new Container(kernel, { name: "stock" })
        const key = yield* Deferred.make<void>()
        const awaitKey = Effect.fn("Pump.awaitKey")(() => Deferred.await(key))
        spawn("patient", Effect.andThen(sleep(1), beds.hold()).pipe(Effect.scoped))
        spawn("porter", Effect.andThen(sleep(2), shelf.take()))
        spawn("pharmacist", Effect.andThen(sleep(3), stock.take(5)))
        spawn("pump", Effect.andThen(sleep(4), awaitKey()))
        yield* Deferred.await(key)
      })
    )
    assert.instanceOf(failure, RunStalled)
    assert.deepStrictEqual((failure as RunStalled).waiting.slice(1), [
      { process: "patient", waitingFor: 'facility "beds"', sinceSeconds: 1 },
      { process: "porter", waitingFor: 'store "shelf"', sinceSeconds: 2 },
      { process: "pharmacist", waitingFor: 'container "stock"', sinceSeconds: 3 },
      { process: "pump", waitingFor: "something in Pump.awaitKey", sinceSeconds: 4 }
    ])
    assert.strictEqual((failure as RunStalled).waiting[0]?.process, "main program")
    assert.match(failure.message, /"porter" waits for store "shelf" since 2 s/)
  })

  it("a Queue made outside the simulation does not leave its takers asleep (ForeignTasks.test.ts)", () => {
    const queue = Effect.runSync(Queue.unbounded<number>())
    const { value } = inSimulation(
      Effect.gen(function* () {
        const { kernel, runUntil } = yield* Simulation
        kernel.schedule(
          3,
          kernel.kind("offers", (a) => Queue.offerUnsafe(queue, a)),
          42
        )
        const item = yield* Queue.take(queue)
        const at = kernel.now
        yield* runUntil(seconds(9))
        return [item, at]
      })
    )
    assert.deepStrictEqual(value, [42, 3])
  })
})

describe("one run, however it is driven", () => {
  const freely = Result.getOrThrow(runSimulation(clinic(), clinicSeed))
  const endOf = (run: SimulationRun<unknown>) => {
    const { fingerprint, events, simulatedSeconds } = Result.getOrThrow(
      run.result ?? assert.fail("not ended")
    )
    return { fingerprint, events, simulatedSeconds }
  }
  const { fingerprint, events, simulatedSeconds } = freely
  const expected = { fingerprint, events, simulatedSeconds }

  it("the same fingerprint on every machine: the one recorded here, which is not that of another seed or replication", () => {
    assert.isAbove(freely.value.treated.length, 50)
    assert.strictEqual(fingerprint, "e97d9c8c92736542")
    for (const other of [
      { ...clinicSeed, seed: 1 },
      { ...clinicSeed, replication: 4 }
    ])
      assert.notStrictEqual(Result.getOrThrow(runSimulation(clinic(), other)).fingerprint, fingerprint)
  })

  it("the same again in one process: runs share no state (in a worker, on the command line and in Chromium: test/experiment, test/cli, test/web/page.test.ts)", () => {
    const interleaved = [0, 1].map(() => startSimulation(clinic(), clinicSeed))
    while (interleaved.filter((run) => run.advance({ events: 13 }) !== "ended").length > 0);
    for (const run of interleaved) assert.deepStrictEqual(endOf(run), expected, "interleaved")
  })

  it("the same with tracing on and off, monitors on and off, each stepped and free", () => {
    for (const isMonitored of [true, false]) {
      for (const isTraced of [true, false]) {
        for (const events of [1, 997, Infinity]) {
          const trace = isTraced ? { trace: new Trace({ capacity: 100 }) } : {}
          const run = startSimulation(
            clinic({ isMonitored, ...(isMonitored ? { series: { points: 8, widthSeconds: 60 } } : {}) }),
            { ...clinicSeed, ...trace }
          )
          while (run.advance({ events }) !== "ended");
          assert.deepStrictEqual(
            endOf(run),
            expected,
            `monitored ${isMonitored}, traced ${isTraced}, ${events} events at a time`
          )
        }
      }
    }
  })

  it("the same until times, until predicates, paused and resumed, and paced by a wall clock at any factor", async () => {
    const timed = startSimulation(clinic(), clinicSeed)
    for (let untilSeconds = 777; timed.advance({ untilSeconds }) !== "ended"; untilSeconds += 777);
    assert.deepStrictEqual(endOf(timed), expected, "until times")
    const asked = startSimulation(clinic(), clinicSeed)
    let busy = 0
    while (asked.advance({ predicate: () => asked.kernel.pending % 5 === 0 }) !== "ended") busy++
    assert.isAbove(busy, 10)
    assert.deepStrictEqual(endOf(asked), expected, "until predicates")
    let pauses = 0
    const paused = startSimulation(clinic(), {
      ...clinicSeed,
      onProgress: () => {
        pauses++
        paused.pause()
      }
    })
    const pausing = startSimulation(
      Effect.andThen(
        Effect.gen(function* () {
          const { kernel } = yield* Simulation
          return kernel
        }),
        clinic()
      ),
      clinicSeed
    )
    for (let untilSeconds = 0; untilSeconds < 3600; untilSeconds += 600) {
      pausing.advance({
        untilSeconds,
        predicate: () => {
          pausing.pause()
          return false
        }
      })
      pauses++
    }
    while (pausing.advance() !== "ended");
    while (paused.advance() !== "ended");
    assert.isAbove(pauses, 5)
    assert.deepStrictEqual(endOf(pausing), expected, "paused")
    assert.deepStrictEqual(endOf(paused), expected, "paused by progress")
    let wall = 0
    const paced = startSimulation(clinic(), clinicSeed)
    await Effect.runPromise(
      pace(paced, {
        factor: 1234,
        wallClockSeconds: () => wall,
        wait: (wallSeconds) =>
          Effect.sync(() => {
            wall += wallSeconds
          })
      })
    )
    assert.deepStrictEqual(endOf(paced), expected, "paced")
    assert.closeTo(wall, simulatedSeconds / 1234, 1 / 30)
  })

  it("fork by replay: the same events until the change, others after it", () => {
    const record = (trace: Trace) =>
      [...trace.events()].map(({ timeSeconds, kind, entity }) => `${timeSeconds} ${kind} ${entity}`)
    const plain = new Trace()
    runSimulation(clinic(), { ...clinicSeed, trace: plain })
    const changed = new Trace()
    const fork = forkSimulation(clinic(), { ...clinicSeed, trace: changed }, [
      { atSeconds: 10_000, name: "send nurses home" }
    ])
    assert.strictEqual(fork.kernel.now, 10_000)
    fork.advance()
    const [before, after] = [record(plain), record(changed)]
    const common = before.findIndex((event, index) => event !== after[index])
    assert.match(after[common] ?? "", /^10000 intervention/)
    assert.isAbove(common, 100)
    const treated = Result.getOrThrow(fork.result ?? assert.fail()).value.treated
    assert.isBelow(treated.length, freely.value.treated.length)
    const same = forkSimulation(clinic(), clinicSeed, [])
    same.advance()
    assert.deepStrictEqual(endOf(same), expected, "a fork that changes nothing")
    assert.throws(() => fork.intervene("flood"), /no intervention "flood"; it offers: send nurses home/)
  })
})

describe("random streams", () => {
  it("a stream is keyed by seed, replication, purpose and entity and not by order of creation; the scenario is not in the key (Distributions.test.ts)", () => {
    const draws = (streams: RandomStreams, purpose: string, entity: number) => {
      const stream = streams.stream(purpose, entity)
      return [stream(), stream(), stream()].join()
    }
    const one = new RandomStreams(1, 2)
    const expected = draws(one, "alarms", 3)
    for (let other = 0; other < 50; other++) one.stream("other", other)()
    assert.strictEqual(draws(one, "alarms", 3), expected)
    const keys: ReadonlyArray<readonly [number, number, string, number]> = [
      [1, 2, "alarms", 3],
      [2, 2, "alarms", 3],
      [1, 3, "alarms", 3],
      [1, 2, "alarm", 3],
      [1, 2, "alarms", 4],
      [12, 2, "alarms", 3]
    ]
    const all = keys.map(([seed, replication, purpose, entity]) =>
      draws(new RandomStreams(seed, replication), purpose, entity)
    )
    assert.strictEqual(new Set(all).size, keys.length)
    assert.strictEqual(all[0], expected)
  })

  it("distributions of d3-random draw from a stream and from nothing else", () => {
    const values = () => {
      const stream = new RandomStreams(5, 0).stream("service")
      const exponential = randomExponential.source(stream)(2)
      const normal = randomNormal.source(new RandomStreams(5, 0).stream("noise"))(0, 1)
      return Array.from({ length: 20 }, () => [exponential(), normal()])
    }
    assert.deepStrictEqual(values(), values())
  })

  it("monitors and traces never draw: they are given no stream, and the draws of a run are the same with and without them", () => {
    const drawn = (isMonitored: boolean, trace: object) =>
      Result.getOrThrow(runSimulation(clinic({ isMonitored }), { ...clinicSeed, ...trace })).value.treated
    assert.deepStrictEqual(drawn(true, { trace: new Trace() }), drawn(false, {}))
  })
})

describe("resources and monitors", () => {
  it("every resource is monitored by default: waits, services, line, servers, levels, worked by hand (Facility.test.ts has the resources themselves)", () => {
    const { value } = inSimulation(
      Effect.gen(function* () {
        const { kernel, spawn, runUntil } = yield* Simulation
        const bed = new Facility(kernel, { name: "bed", servers: 1, series: { points: 4, widthSeconds: 10 } })
        const shelf = new Store<string>(kernel, { name: "shelf", capacity: 1 })
        const stock = new Container(kernel, { name: "stock", level: 6, capacity: 10 })
        // Served 0-10; waits 8 s and is served 10-14; waits 9 s and holds 14-20; gives up after 1 s.
        spawn("a", bed.serve(10))
        spawn("b", Effect.andThen(sleep(2), bed.serve(4)))
        spawn("c", Effect.andThen(sleep(5), bed.withServer(sleep(6))))
        spawn("d", Effect.andThen(sleep(6), Effect.timeoutOption(bed.serve(1), "1 second")))
        // Takes what comes at 3 s; the second putter waits from 3 s to 7 s.
        spawn("taker", Effect.andThen(shelf.take(), Effect.andThen(sleep(4), shelf.take())))
        spawn(
          "putter",
          Effect.andThen(
            sleep(3),
            Effect.andThen(shelf.put("x"), Effect.andThen(shelf.put("y"), shelf.put("z")))
          )
        )
        // 6, from 2 s on 1; the second taker waits from 4 s to 10 s for 4, when 5 come.
        spawn(
          "drug",
          Effect.andThen(sleep(2), Effect.andThen(stock.take(5), Effect.andThen(sleep(2), stock.take(4))))
        )
        spawn("refill", Effect.andThen(sleep(10), stock.put(5)))
        yield* runUntil(seconds(40))
        return { bed: bed.monitors, shelf: shelf.monitors, stock: stock.monitors }
      })
    )
    const { bed, shelf, stock } = value
    assert.deepStrictEqual([bed.waiting.count, bed.waiting.mean, bed.waiting.maximum], [3, 17 / 3, 9])
    assert.closeTo(bed.waiting.percentile(0.5), 8, 8 / 128)
    assert.closeTo(bed.service.mean, 20 / 3, 1e-12)
    assert.closeTo(bed.busy.integral, 20, 1e-9)
    assert.closeTo(bed.line.integral, 8 + 9 + 1, 1e-9)
    assert.deepStrictEqual([bed.line.maximum, bed.busy.maximum, bed.line.durationSeconds], [3, 1, 40])
    assert.deepStrictEqual(bed.busySeries?.points(), { timesSeconds: [5, 15, 25, 35], values: [1, 1, 0, 0] })
    assert.deepStrictEqual(
      [shelf.taking.count, shelf.taking.mean, shelf.giving.count, shelf.giving.maximum],
      [2, 1.5, 3, 4]
    )
    assert.closeTo(shelf.level.average.integral, 4 + 33, 1e-9)
    assert.closeTo(shelf.givers.average.integral, 4, 1e-9)
    assert.closeTo(shelf.takers.average.integral, 3, 1e-9)
    assert.closeTo(stock.level.average.integral, 6 * 2 + 1 * 8 + 2 * 30, 1e-9)
    assert.deepStrictEqual([stock.taking.count, stock.taking.maximum], [2, 6])
    assert.closeTo(stock.takers.average.integral, 6, 1e-9)
  })

  it("pre-emption and breakdown count as waiting, and what a facility does not monitor is empty and not zero", () => {
    const kernel = new Kernel()
    const done = kernel.kind("done", () => undefined)
    const facilities = [true, false].map(
      (isMonitored) => new Facility(kernel, { name: "cpu", servers: 1, isPreemptive: true, isMonitored })
    )
    for (const facility of facilities) {
      facility.submit(10, { kind: done }, 5)
      kernel.schedule(
        4,
        kernel.kind("urgent", () => facility.submit(3, { kind: done }, 0))
      )
      kernel.schedule(
        8,
        kernel.kind("breaks", () => facility.setServers(0))
      )
      kernel.schedule(
        20,
        kernel.kind("repaired", () => facility.setServers(1))
      )
    }
    kernel.run(100)
    const [on, off] = facilities as [Facility, Facility]
    // The long job is served 0-4, 7-8 and 20-25: 25 s less 10 s of service.
    assert.deepStrictEqual([on.monitors.waiting.maximum, on.statistics().busySeconds], [15, 13])
    assert.deepStrictEqual([off.monitors.waiting.count, off.statistics().completed], [0, 2])
    assert.isNaN(off.monitors.waiting.mean)
    assert.isNaN(off.monitors.busy.mean)
    assert.strictEqual(off.statistics().busySeconds, 13)
  })

  it("monitors merge across replications in any order, and forget a warm-up", () => {
    const replication = (number: number) =>
      Result.getOrThrow(runSimulation(clinic(), { ...clinicSeed, replication: number })).value
    const merged = (order: ReadonlyArray<number>) => {
      const [first, ...others] = order.map(replication)
      for (const { nurses, pumps, drug } of others) {
        first?.nurses.monitors.merge(nurses.monitors)
        first?.pumps.monitors.merge(pumps.monitors)
        first?.drug.monitors.merge(drug.monitors)
      }
      return first ?? assert.fail()
    }
    const [forward, backward] = [merged([0, 1, 2]), merged([2, 0, 1])]
    for (const share of [0, 0.5, 0.95, 1])
      assert.strictEqual(
        forward.nurses.monitors.waiting.percentile(share),
        backward.nurses.monitors.waiting.percentile(share)
      )
    const summary = ({ nurses, pumps, drug }: typeof forward) => [
      nurses.monitors.waiting.mean,
      nurses.monitors.service.mean,
      nurses.monitors.line.mean,
      nurses.monitors.busy.mean,
      pumps.monitors.level.average.mean,
      pumps.monitors.taking.mean,
      drug.monitors.taking.mean
    ]
    summary(forward).forEach((value, index) =>
      assert.closeTo(value, summary(backward)[index] ?? Number.NaN, 1e-9 * Math.abs(value))
    )
    assert.strictEqual(forward.nurses.monitors.line.durationSeconds, 3 * 8 * 3600)
    forward.nurses.monitors.reset()
    forward.pumps.monitors.reset()
    assert.deepStrictEqual(
      [
        forward.nurses.monitors.waiting.count,
        forward.nurses.monitors.busy.durationSeconds,
        forward.pumps.monitors.taking.count
      ],
      [0, 0, 0]
    )
  })

  it("a resource refuses numbers that mean nothing, when it is made", () => {
    const kernel = new Kernel()
    for (const servers of [-1, 1.5, Number.NaN])
      assert.throws(
        () => new Facility(kernel, { name: "beds", servers }),
        /facility "beds" has a whole number of servers/
      )
    assert.throws(
      () => new Facility(kernel, { name: "beds", servers: 1, lineLimit: -1 }),
      /at least 0 places/
    )
    assert.throws(
      () => new Store(kernel, { name: "shelf", capacity: 0 }),
      /store "shelf" has room for more than 0/
    )
    assert.throws(
      () => new Container(kernel, { name: "stock", level: 3, capacity: 2 }),
      /cannot start with 3 of 2/
    )
    const beds = new Facility(kernel, { name: "beds", servers: 0 })
    assert.throws(() => beds.submit(1, { kind: 0 }, Number.NaN), /a priority is a number/)
    assert.throws(() => beds.setServers(-1), /whole number of servers/)
  })

  it("an interruption at any suspension point leaks nothing (Facility.test.ts sweeps them all), nor memory when it is repeated 3,000 times in one run", () => {
    const run = startSimulation(
      Effect.gen(function* () {
        const { kernel, spawn } = yield* Simulation
        const bed = new Facility(kernel, { name: "bed", servers: 1, isPreemptive: true })
        const shelf = new Store<number>(kernel, { name: "shelf", capacity: 1 })
        const stock = new Container(kernel, { name: "stock", capacity: 4, level: 4 })
        shelf.offer(1)
        const visit = Effect.scoped(
          Effect.gen(function* () {
            yield* bed.hold(1)
            yield* sleep(1)
            yield* Effect.acquireRelease(shelf.take(), (item) => shelf.put(item), { interruptible: true })
            yield* Effect.acquireRelease(stock.take(3), () => stock.put(3), { interruptible: true })
            yield* Effect.timeoutOption(Effect.sleep("1 day"), "1 second")
          })
        )
        spawn(
          "ward",
          Effect.gen(function* () {
            let highest = 0
            for (let round = 0; round < 3000; round++) {
              const visitors = [0, 1, 2].map((index) =>
                spawn(`visitor ${index}`, Effect.andThen(bed.serve(0.1), visit))
              )
              yield* sleep((round % 40) * 0.11)
              for (const visitor of visitors) visitor.interrupt()
              yield* sleep(1e-9)
              assert.deepStrictEqual(
                [
                  bed.busy,
                  bed.waiting,
                  shelf.size,
                  stock.level,
                  kernel.shared(FiberWaits).size,
                  kernel.shared(FacilityJobs).size,
                  kernel.pending
                ],
                [0, 0, 1, 4, 0, 0, 0]
              )
              const probe = bed.submit(1, { kind: 0 })
              // The low bits of a handle say which record the job has: used ones are used again.
              highest = Math.max(highest, probe % 2 ** 21)
              bed.cancel(probe)
            }
            assert.isBelow(highest, 8)
          })
        )
        return yield* Effect.never
      }),
      options
    )
    run.advance()
    const failure =
      run.result !== undefined && Result.isFailure(run.result) ? run.result.failure : assert.fail()
    assert.instanceOf(failure, RunStalled, Cause.pretty(Cause.die(failure)))
    assert.deepStrictEqual(
      (failure as RunStalled).waiting.map(({ process }) => process),
      ["main program"]
    )
  })
})

describe("trace", () => {
  it("any event is walked back to the first one, across processes, queues and facilities (Trace.test.ts)", () => {
    const trace = new Trace()
    runSimulation(clinic(), { ...clinicSeed, trace })
    let complete = 0
    for (const event of trace.events()) {
      const { chain, isComplete } = trace.why(event.id)
      assert.isTrue(isComplete)
      assert.strictEqual(chain.at(-1)?.cause, 0)
      assert.isTrue(
        chain.every(
          ({ id, cause, timeSeconds }, index) =>
            cause < id && timeSeconds >= (chain[index + 1]?.timeSeconds ?? 0)
        )
      )
      complete++
    }
    assert.isAbove(complete, 300)
    const bell = [...trace.events()].find(({ notes }) => notes.includes("bell"))
    const woken = [...trace.events()].find(({ cause }) => cause === bell?.id)
    assert.isDefined(woken)
  })

  it("NDJSON holds the cause, a ring buffer bounds it, and pcapng opens in Wireshark (Pcapng.test.ts, with tshark where it is installed)", () => {
    const trace = new Trace({ capacity: 50 })
    runSimulation(clinic(), { ...clinicSeed, trace })
    const lines = [...trace.ndjson()]
    assert.lengthOf(lines, 50)
    for (const line of lines) {
      assert.isTrue(line.endsWith("\n"))
      assert.containsAllKeys(JSON.parse(line), ["id", "timeSeconds", "kind", "entity", "cause"])
    }
    trace.note("outside any event")
    assert.notInclude([...trace.ndjson()].join(""), "outside any event")
  })
})
