// Resources. Many of these are failures that users of other simulators reported: time going backwards under pre-emption
// (simmer issue 187), more busy than there are servers (simmer 4), leaks through cancelled requests (SimSharp 15) and through
// patients who leave before their turn (a hospital's SimPy model whose beds were not freed).

import { Deferred, Effect, Exit, Result } from "effect"
import { assert, describe, it } from "vitest"
import { Container } from "../../src/engine/Container.ts"
import { Facility, type FacilityOptions } from "../../src/engine/Facility.ts"
import { FacilityJobs, NO_JOB } from "../../src/engine/FacilityJobs.ts"
import { FiberWaits } from "../../src/engine/FiberWaits.ts"
import { Kernel } from "../../src/engine/Kernel.ts"
import { type Process } from "../../src/engine/Processes.ts"
import { RandomStreams } from "../../src/engine/RandomStreams.ts"
import { runSimulation, Simulation, startSimulation } from "../../src/engine/Simulation.ts"
import { sleep } from "../../src/engine/Sleep.ts"
import { Store } from "../../src/engine/Store.ts"
import { hours, seconds } from "../../src/units.ts"

const options = { seed: 11, replication: 0 }

/** A kernel with one facility whose completed jobs are logged as "entity@time". */
const bench = (facilityOptions: Omit<FacilityOptions, "name">) => {
  const kernel = new Kernel()
  const facility = new Facility(kernel, { name: "bed", ...facilityOptions })
  const log: Array<string> = []
  const done = kernel.kind("done", (entity) => log.push(`${entity}@${kernel.now}`))
  const arrive = (at: number, entity: number, service: number, priority = 0) =>
    kernel.schedule(
      at,
      kernel.kind("arrives", () => facility.submit(service, { kind: done, a: entity }, priority))
    )
  return { kernel, facility, log, done, arrive }
}

const assertConserved = (facility: Facility) => {
  const { arrived, completed, reneged, balked } = facility.statistics()
  assert.strictEqual(arrived, completed + reneged + balked + facility.waiting + facility.busy)
}

describe("Facility on the kernel", () => {
  it("serves in order of arrival with as many servers as it has", () => {
    const { kernel, log, arrive } = bench({ servers: 2 })
    for (let entity = 0; entity < 5; entity++) arrive(0, entity, 10)
    kernel.run(100)
    assert.deepStrictEqual(log, ["0@10", "1@10", "2@20", "3@20", "4@30"])
  })

  it("serves lower priority numbers first and equal ones in order of arrival", () => {
    const { kernel, log, arrive } = bench({ servers: 1 })
    arrive(0, 0, 10, 5)
    arrive(1, 1, 10, 5)
    arrive(2, 2, 10, 1)
    arrive(3, 3, 10, 5)
    arrive(4, 4, 10, 1)
    kernel.run(100)
    assert.deepStrictEqual(log, ["0@10", "2@20", "4@30", "1@40", "3@50"])
  })

  it("pre-empts the least urgent, last started job, resumes it where it was, ahead of its rank; time never goes back", () => {
    const { kernel, facility, log, arrive } = bench({ servers: 1, isPreemptive: true })
    arrive(0, 0, 10, 5)
    arrive(1, 1, 10, 5)
    arrive(4, 2, 3, 1)
    arrive(5, 3, 2, 0)
    kernel.run(100)
    // 0 runs 0-4, 2 runs 4-5, 3 runs 5-7, 2 runs 7-9, 0 runs 9-15, 1 runs 15-25.
    assert.deepStrictEqual(log, ["3@7", "2@9", "0@15", "1@25"])
    assert.strictEqual(facility.statistics().preempted, 2)
    assert.strictEqual(facility.statistics().busySeconds, 25)
  })

  it("does not pre-empt for an equal priority, nor without the option", () => {
    const equal = bench({ servers: 1, isPreemptive: true })
    equal.arrive(0, 0, 10, 3)
    equal.arrive(1, 1, 1, 3)
    equal.kernel.run(100)
    assert.deepStrictEqual(equal.log, ["0@10", "1@11"])
    const plain = bench({ servers: 1 })
    plain.arrive(0, 0, 10, 3)
    plain.arrive(1, 1, 1, 0)
    plain.kernel.run(100)
    assert.deepStrictEqual(plain.log, ["0@10", "1@11"])
  })

  it("frees the place of a job that is cancelled in the line or in service, and cancelling twice does nothing", () => {
    const { kernel, facility, log, done } = bench({ servers: 1 })
    const first = facility.submit(10, { kind: done, a: 1 })
    const second = facility.submit(10, { kind: done, a: 2 })
    facility.submit(10, { kind: done, a: 3 })
    kernel.run(4)
    assert.isTrue(facility.cancel(second))
    assert.isTrue(facility.cancel(first))
    assert.isFalse(facility.cancel(first))
    assert.isFalse(facility.cancel(NO_JOB))
    kernel.run(100)
    assert.deepStrictEqual(log, ["3@14"])
    assert.isFalse(facility.cancel(first))
    assert.deepStrictEqual([kernel.pending, kernel.shared(FacilityJobs).size], [0, 0])
    assertConserved(facility)
  })

  it("turns arrivals away when its line is full", () => {
    const { kernel, facility, done } = bench({ servers: 1, lineLimit: 1 })
    const handles = [1, 2, 3].map((entity) => facility.submit(5, { kind: done, a: entity }))
    assert.strictEqual(handles[2], NO_JOB)
    assert.isFalse(facility.canEnter)
    kernel.run(100)
    assert.strictEqual(facility.statistics().balked, 1)
    assertConserved(facility)
  })

  it("breaks down and is repaired: service goes on where it was, and what was lost is only time", () => {
    const { kernel, facility, log, arrive } = bench({ servers: 2 })
    for (let entity = 0; entity < 4; entity++) arrive(0, entity, 10)
    kernel.schedule(
      4,
      kernel.kind("breaks", () => facility.setServers(0))
    )
    kernel.schedule(
      10,
      kernel.kind("is half repaired", () => facility.setServers(1))
    )
    kernel.schedule(
      16,
      kernel.kind("is repaired", () => facility.setServers(2))
    )
    kernel.run(100)
    // Jobs 0 and 1 had 6 s left at 4 s. One of them goes on at 10 s and ends at 16 s.
    assert.deepStrictEqual(
      log.map((entry) => entry.split("@")[1]),
      ["16", "22", "26", "32"]
    )
    assert.strictEqual(facility.statistics().busySeconds, 40)
    assert.strictEqual(facility.statistics().preempted, 2)
  })

  it("never has more jobs in service than servers and loses none, under 20,000 random arrivals, cancellations, pre-emptions and breakdowns", () => {
    const { kernel, facility, done } = bench({ servers: 3, isPreemptive: true, lineLimit: 40 })
    const random = new RandomStreams(1, 0).stream("test")
    const handles: Array<number> = []
    let last = 0
    for (let step = 0; step < 20_000; step++) {
      const action = random()
      if (action < 0.6)
        handles.push(facility.submit(random() * 10, { kind: done, a: step }, Math.floor(random() * 4)))
      else if (action < 0.7) facility.cancel(handles[Math.floor(random() * handles.length)] ?? NO_JOB)
      else if (action < 0.72) facility.setServers(Math.floor(random() * 5))
      kernel.run(kernel.now + random() * 3)
      assert.isAtMost(facility.busy, facility.servers)
      assert.isTrue(facility.waiting === 0 || facility.busy === facility.servers)
      assert.isAtLeast(kernel.now, last)
      last = kernel.now
      assertConserved(facility)
      assert.strictEqual(kernel.pending, facility.busy)
    }
    facility.setServers(5)
    kernel.run(kernel.now + 1e4)
    assert.deepStrictEqual(
      [facility.busy, facility.waiting, kernel.pending, kernel.shared(FacilityJobs).size],
      [0, 0, 0, 0]
    )
    assert.isAbove(facility.statistics().preempted, 500)
    assert.isAbove(facility.statistics().balked, 0)
  })

  it("agrees with queueing theory: M/M/1 and two classes with pre-emptive resume", () => {
    // Two Poisson classes, exponential service of mean 1 s. Class 0 (0.3/s) sees M/M/1 alone: T = 1 / (1 - 0.3) = 1.4286 s.
    // Class 1 (0.4/s): T = 1 / ((1 - 0.3) (1 - 0.7)) = 4.7619 s (Gross and Harris, preemptive-resume priority).
    // All together, without classes, T = 1 / (1 - 0.7) = 3.3333 s for M/M/1.
    const timesInSystem = (isPreemptive: boolean) => {
      const kernel = new Kernel()
      const facility = new Facility(kernel, { name: "server", servers: 1, isPreemptive })
      const streams = new RandomStreams(20, 0)
      const totals = [0, 0]
      const counts = [0, 0]
      const done = kernel.kind("done", (which, arrivedAt) => {
        totals[which] = (totals[which] ?? 0) + kernel.now - arrivedAt
        counts[which] = (counts[which] ?? 0) + 1
      })
      ;[0.3, 0.4].forEach((rate, which) => {
        const arrivals = streams.stream("arrivals", which)
        const services = streams.stream("services", which)
        const arrive = kernel.kind("arrives", () => {
          facility.submit(
            -Math.log(1 - services()),
            { kind: done, a: which, b: kernel.now },
            isPreemptive ? which : 0
          )
          kernel.schedule(-Math.log(1 - arrivals()) / rate, arrive)
        })
        kernel.schedule(0, arrive)
      })
      kernel.run(400_000)
      return [0, 1].map((which) => (totals[which] ?? 0) / (counts[which] ?? 1))
    }
    const [urgent = 0, patient = 0] = timesInSystem(true)
    // M/M/1 with rho = 0.7: variance constant rho (2 + 5 rho - 4 rho^2 + rho^3) / (1 - rho)^4 = 338; 280,000 customers: SE 0.035.
    // The classes' errors are of the same order; 4 SE, doubled for the correlated low class.
    assert.closeTo(urgent, 1 / 0.7, 0.07)
    assert.closeTo(patient, 1 / (0.7 * 0.3), 0.28)
    const [first = 0, second = 0] = timesInSystem(false)
    assert.closeTo((first * 0.3 + second * 0.4) / 0.7, 1 / 0.3, 0.14)
  })
})

describe("Facility for processes", () => {
  it("holds a server for the time of a scope or an effect, and patients who give up do not keep a bed", () => {
    const log: Array<string> = []
    const result = runSimulation(
      Effect.gen(function* () {
        const { kernel, spawn, runUntil } = yield* Simulation
        const beds = new Facility(kernel, { name: "beds", servers: 1 })
        const note = (text: string) => Effect.sync(() => log.push(`${text}@${kernel.now}`))
        spawn(
          "scope",
          Effect.scoped(
            Effect.gen(function* () {
              yield* beds.hold()
              yield* note("scope in")
              yield* sleep(10)
            })
          )
        )
        spawn(
          "gives up",
          Effect.gen(function* () {
            yield* Effect.timeoutOption(
              Effect.scoped(Effect.andThen(beds.hold(), note("never"))),
              "3 seconds"
            )
            yield* note("gave up")
          })
        )
        spawn("fails", Effect.exit(beds.withServer(Effect.andThen(sleep(5), Effect.fail("fell")))))
        spawn("served", Effect.andThen(beds.serve(2), note("served")))
        yield* runUntil(hours(1))
        return { busy: beds.busy, line: beds.waiting, statistics: beds.statistics() }
      }),
      options
    )
    assert.deepStrictEqual(log, ["scope in@0", "gave up@3", "served@17"])
    const { busy, line, statistics } = Result.getOrThrow(result).value
    assert.deepStrictEqual(
      [busy, line, statistics.arrived, statistics.completed, statistics.reneged],
      [0, 0, 4, 3, 1]
    )
    assert.strictEqual(statistics.busySeconds, 17)
  })

  it("gives a server to an urgent process by pre-empting a job, which resumes", () => {
    const log: Array<string> = []
    Result.getOrThrow(
      runSimulation(
        Effect.gen(function* () {
          const { kernel, spawn, runUntil } = yield* Simulation
          const processor = new Facility(kernel, { name: "processor", servers: 1, isPreemptive: true })
          const note = (text: string) => Effect.sync(() => log.push(`${text}@${kernel.now}`))
          spawn("job", Effect.andThen(processor.serve(10, 5), note("job")))
          spawn(
            "control loop",
            Effect.gen(function* () {
              yield* sleep(4)
              yield* processor.withServer(Effect.andThen(note("control"), sleep(2)), 0)
            })
          )
          yield* runUntil(hours(1))
        }),
        options
      )
    )
    assert.deepStrictEqual(log, ["control@4", "job@12"])
  })

  it("grants in order when all is released at once, and the releasing process goes on first", () => {
    const log: Array<string> = []
    Result.getOrThrow(
      runSimulation(
        Effect.gen(function* () {
          const { kernel, spawn, runUntil } = yield* Simulation
          const beds = new Facility(kernel, { name: "beds", servers: 1 })
          for (let index = 0; index < 2000; index++) {
            spawn(
              `patient ${index}`,
              Effect.andThen(
                beds.withServer(Effect.sync(() => log.push(`in ${index}`))),
                Effect.sync(() => log.push(`out ${index}`))
              )
            )
          }
          yield* runUntil(seconds(1))
        }),
        options
      )
    )
    assert.deepStrictEqual(
      log,
      Array.from({ length: 2000 }, (_, index) => [`in ${index}`, `out ${index}`]).flat()
    )
  })

  it("is named by a process that waits for it, with the time since when", () => {
    const run = startSimulation(
      Effect.gen(function* () {
        const { kernel, spawn, runUntil } = yield* Simulation
        const beds = new Facility(kernel, { name: "beds", servers: 1 })
        const store = new Store<number>(kernel, { name: "shelf" })
        const stock = new Container(kernel, { name: "stock" })
        spawn("first", beds.withServer(sleep(100)))
        spawn("second", Effect.andThen(sleep(7), beds.withServer(Effect.void)))
        spawn("third", Effect.all([store.take(), stock.take(1)], { concurrency: 2 }))
        yield* runUntil(seconds(200))
      }),
      options
    )
    run.advance({ untilSeconds: 50 })
    const waits = run
      .waiting()
      .map(({ process, waitingFor, sinceSeconds }) => [process, waitingFor, sinceSeconds])
    assert.deepStrictEqual(waits.slice(2), [
      ["second", 'facility "beds"', 7],
      ["third", 'store "shelf", container "stock"', 0]
    ])
    run.advance({ untilSeconds: 150 })
    assert.deepStrictEqual(
      run.waiting().map(({ process }) => process),
      ["main program", "third"]
    )
  })

  it("dies clearly when a process enters a full line, and outside a simulation", () => {
    const kernel = new Kernel()
    const facility = new Facility(kernel, { name: "beds", servers: 1 })
    const exit = Effect.runSyncExit(facility.serve(1))
    assert.match(Exit.isFailure(exit) ? String(exit.cause) : "", /outside a process/)
    const full = runSimulation(
      Effect.gen(function* () {
        const simulation = yield* Simulation
        const beds = new Facility(simulation.kernel, { name: "beds", servers: 0, lineLimit: 0 })
        simulation.spawn("patient", beds.serve(1))
        yield* simulation.runUntil(seconds(1))
      }),
      options
    )
    assert.match(
      Result.isFailure(full) ? full.failure.message : "",
      /facility "beds" is full: ask canEnter first/
    )
  })
})

describe("Store and Container", () => {
  it("a Store hands over in order, by wish, holds putters back when full, and loses nothing", () => {
    const log: Array<string> = []
    Result.getOrThrow(
      runSimulation(
        Effect.gen(function* () {
          const { kernel, spawn, runUntil } = yield* Simulation
          const shelf = new Store<string>(kernel, { name: "shelf", capacity: 2 })
          const note = (text: string) => Effect.sync(() => log.push(`${text}@${kernel.now}`))
          spawn(
            "wants b",
            Effect.andThen(
              shelf.take((item) => item === "b"),
              (item) => note(`got ${item}`)
            )
          )
          spawn(
            "filler",
            Effect.gen(function* () {
              for (const item of ["a", "a2", "b", "c"]) {
                yield* shelf.put(item)
                yield* note(`put ${item}`)
              }
            })
          )
          spawn(
            "takes any",
            Effect.andThen(
              sleep(5),
              Effect.andThen(shelf.take(), (item) => note(`took ${item}`))
            )
          )
          yield* runUntil(seconds(10))
          assert.strictEqual(shelf.size, 2)
        }),
        options
      )
    )
    assert.deepStrictEqual(log, ["put a@0", "put a2@0", "took a@5", "put b@5", "got b@5", "put c@5"])
  })

  it("a Container keeps order, is never overdrawn or overfilled, and refuses what can never fit", () => {
    const log: Array<string> = []
    const failed = runSimulation(
      Effect.gen(function* () {
        const { kernel, spawn, runUntil } = yield* Simulation
        const stock = new Container(kernel, { name: "stock", capacity: 10, level: 4 })
        const note = (text: string) => Effect.sync(() => log.push(`${text} ${stock.level}@${kernel.now}`))
        spawn("large", Effect.andThen(stock.take(8), note("large")))
        spawn("small", Effect.andThen(stock.take(1), note("small")))
        spawn(
          "putter",
          Effect.andThen(sleep(1), Effect.andThen(stock.put(6), Effect.andThen(stock.put(9), note("put"))))
        )
        spawn("wrong", Effect.andThen(sleep(2), stock.take(11)))
        yield* runUntil(seconds(10))
      }),
      options
    )
    assert.deepStrictEqual(log, ["large 1@1", "small 10@1", "put 10@1"])
    assert.match(
      Result.isFailure(failed) ? failed.failure.message : "",
      /"stock" holds at most 10: 11 can never/
    )
  })
})

describe("interruption at every suspension point", () => {
  /** A patient who waits for a bed, a nurse, a pump from the shelf and drug from the stock, is treated, and gives it all back. */
  const hospital = Effect.gen(function* () {
    const { kernel, spawn } = yield* Simulation
    const beds = new Facility(kernel, { name: "beds", servers: 1 })
    const nurse = new Facility(kernel, { name: "nurse", servers: 1, isPreemptive: true })
    const shelf = new Store<number>(kernel, { name: "shelf", capacity: 1 })
    const stock = new Container(kernel, { name: "stock", capacity: 5, level: 5 })
    const patient = (priority: number) =>
      Effect.scoped(
        Effect.gen(function* () {
          yield* beds.hold(priority)
          yield* sleep(1)
          const pump = yield* Effect.acquireRelease(shelf.take(), (item) => shelf.put(item), {
            interruptible: true
          })
          yield* Effect.acquireRelease(stock.take(4), () => stock.put(4), { interruptible: true })
          yield* nurse.serve(3, priority)
          yield* nurse.withServer(sleep(2), priority)
          yield* Effect.timeoutOption(sleep(100), "1 second")
          yield* sleep(pump)
        })
      )
    const patients = [1, 0, 1, 0].map((priority, index) =>
      spawn(`patient ${index}`, Effect.andThen(sleep(index), patient(priority)))
    )
    const emergencies = spawn(
      "emergencies",
      Effect.forEach([1, 2, 3], () => Effect.andThen(sleep(2), nurse.serve(0.5, -1)))
    )
    kernel.schedule(
      1.5,
      kernel.kind("pump arrives", () => shelf.offer(1))
    )
    return { beds, nurse, shelf, stock, processes: [...patients, emergencies] }
  })

  it("leaks no server, item, amount, event, wait or job, wherever any of the processes is interrupted", () => {
    const start = () => {
      type Hospital = Effect.Success<typeof hospital>
      let model: Hospital | undefined
      const run = startSimulation(
        Effect.gen(function* () {
          const { runUntil } = yield* Simulation
          model = yield* hospital
          yield* runUntil(seconds(1000))
        }),
        options
      )
      run.advance({ events: 0 })
      return { run, model: model as unknown as Hospital }
    }
    const free = start()
    free.run.advance({ untilSeconds: 999 })
    const total = free.run.kernel.executed
    assert.isAtLeast(total, 40)
    let interruptions = 0
    for (let victim = 0; victim < 5; victim++) {
      for (let at = 0; at <= total; at++) {
        const { run, model } = start()
        run.advance({ events: at })
        const process = model.processes[victim] as Process
        if (!process.isDone) interruptions++
        process.interrupt()
        run.advance({ untilSeconds: 999 })
        const place = `process ${victim} interrupted after event ${at}`
        assert.isUndefined(run.result, place)
        const { beds, nurse, shelf, stock, processes } = model
        assert.isTrue(
          processes.every((one) => one.isDone),
          place
        )
        assert.deepStrictEqual(
          [beds.busy, beds.waiting, nurse.busy, nurse.waiting, shelf.size, shelf.takers, stock.level],
          [0, 0, 0, 0, 1, 0, 5],
          place
        )
        const { kernel } = run
        assert.deepStrictEqual(
          [kernel.pending, kernel.shared(FiberWaits).size, kernel.shared(FacilityJobs).size],
          [0, 0, 0],
          place
        )
        assertConserved(beds)
        assertConserved(nurse)
      }
    }
    assert.isAbove(interruptions, 100)
  })

  it("gives a grant back when the process is interrupted between grant and resumption", () => {
    const result = runSimulation(
      Effect.gen(function* () {
        const { kernel, spawn, runUntil } = yield* Simulation
        const bed = new Facility(kernel, { name: "bed", servers: 1 })
        const release = yield* Deferred.make<void>()
        const order: Array<string> = []
        spawn("holder", bed.withServer(Deferred.await(release)))
        const next = spawn("next", bed.withServer(Effect.sync(() => order.push("next"))))
        spawn("last", bed.withServer(Effect.sync(() => order.push("last"))))
        // The release and the interruption happen in one step: "next" has been granted the bed and not resumed.
        spawn(
          "both",
          Effect.andThen(
            sleep(1),
            Effect.andThen(
              Deferred.succeed(release, undefined),
              Effect.andThen(
                Effect.yieldNow,
                Effect.sync(() => {
                  order.push(`busy ${bed.busy} waiting ${bed.waiting}`)
                  next.interrupt()
                })
              )
            )
          )
        )
        yield* runUntil(seconds(2))
        return { order, busy: bed.busy }
      }),
      options
    )
    assert.deepStrictEqual(Result.getOrThrow(result).value, { order: ["busy 1 waiting 1", "last"], busy: 0 })
  })
})
