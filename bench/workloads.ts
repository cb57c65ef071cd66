// What is timed. Each workload runs in a process of its own (workload.ts), warms up, and says how many events it executed in
// how much processor time; random delays come from the product's own streams and distributions.

import { Effect, Schema } from "effect"
import { hospitalModel } from "../models/hospital/hospitalModel.ts"
import { mmc } from "../models/queueing/mmc.ts"
import { fastExponential } from "../src/engine/fastExponential.ts"
import { Kernel } from "../src/engine/Kernel.ts"
import { RandomStreams } from "../src/engine/RandomStreams.ts"
import { runSimulation, Simulation } from "../src/engine/Simulation.ts"
import { sleep } from "../src/engine/Sleep.ts"
import { listedModel, type Model } from "../src/experiment/Model.ts"
import { Runner } from "../src/experiment/Runner.ts"
import { runReplication } from "../src/experiment/runReplication.ts"
import { workerRunner } from "../src/experiment/WorkerRunner.ts"
import { seconds } from "../src/units.ts"

export interface Work {
  /** Kernel events, or what the peer counts as one, or what the workload's name says. */
  readonly events: number
  readonly cpuSeconds: number
  readonly wallSeconds: number
}

/** Processor time of the whole process, compiler and collector threads included, that `work` takes [s]. */
const timed = (work: () => number): Work => {
  const stop = startTimer()
  return stop(work())
}

const startTimer = (): ((events: number) => Work) => {
  const before = process.cpuUsage()
  const beforeMilliseconds = performance.now()
  return (events) => {
    const { system, user } = process.cpuUsage(before)
    const wallSeconds = (performance.now() - beforeMilliseconds) / 1000
    return { events, cpuSeconds: (user + system) / 1e6, wallSeconds }
  }
}

/** Runs `events` events after a million to warm up. */
const timedSlice = (kernel: Kernel, events: number): Work => {
  kernel.runSlice(Infinity, 1_000_000)
  return timed(() => kernel.runSlice(Infinity, events))
}

/** `pending` events, each of which reschedules itself after an exponential delay of mean 1 s. */
const hold = (pending: number, events: number): Work => timedSlice(makeHold(pending), events)

export const makeHold = (pending: number): Kernel => {
  const kernel = new Kernel()
  const delay = fastExponential(new RandomStreams(1, 0).stream("hold"), 1)
  const runs = kernel.kind("hold", (entity) => {
    kernel.schedule(delay(), runs, entity)
  })
  for (let entity = 0; entity < pending; entity++) kernel.schedule(delay(), runs, entity)
  return kernel
}

/** `pumps` pumps that all poll once a second in the same nanosecond. */
const ties = (pumps: number, events: number): Work => timedSlice(makeTies(pumps), events)

export const makeTies = (pumps: number): Kernel => {
  const kernel = new Kernel()
  const polls = kernel.kind("poll", (entity) => {
    kernel.schedule(1, polls, entity)
  })
  for (let entity = 0; entity < pumps; entity++) kernel.schedule(1, polls, entity)
  return kernel
}

/** `pumps` pumps that report every second or so; each report cancels the pump's watchdog of 60 s and sets it anew. */
const cancellations = (pumps: number, events: number): Work => timedSlice(makeCancellations(pumps), events)

export const makeCancellations = (pumps: number): Kernel => {
  const kernel = new Kernel()
  const delay = fastExponential(new RandomStreams(1, 0).stream("cancellations"), 1)
  const watchdogs = new Float64Array(pumps)
  const expires = kernel.kind("watchdog expires", () => {
    throw new Error("a watchdog expired although its pump reports")
  })
  const reports = kernel.kind("report", (entity) => {
    if (!kernel.cancel(watchdogs[entity] as number)) throw new Error("a watchdog was not waiting")
    watchdogs[entity] = kernel.schedule(60, expires, entity)
    kernel.schedule(delay(), reports, entity)
  })
  for (let entity = 0; entity < pumps; entity++) {
    watchdogs[entity] = kernel.schedule(60, expires, entity)
    kernel.schedule(delay(), reports, entity)
  }
  return kernel
}

/** `count` Effect programs that each wait 1 s `times` times. */
const runProcesses = (wait: Effect.Effect<void>, count: number, times: number): number => {
  const sleeper = Effect.gen(function* () {
    for (let time = 0; time < times; time++) yield* wait
  })
  const run = runSimulation(
    Effect.gen(function* () {
      const { runUntil, spawn } = yield* Simulation
      for (let index = 0; index < count; index++) spawn("sleeper", sleeper)
      yield* runUntil(seconds(times))
    }),
    { seed: 1, replication: 0 }
  )
  if (run._tag === "Failure") throw run.failure
  if (run.success.waiting.length > 0) throw new Error("a process still sleeps")
  return run.success.events
}

const waitingProcesses =
  (wait: Effect.Effect<void>) =>
  (count: number, times: number): Work => {
    runProcesses(wait, count, Math.max(2, Math.ceil(times / 10)))
    return timed(() => runProcesses(wait, count, times))
  }

/** Runs a model once from undecoded parameters and returns the events executed. */
export const runModel = (model: Model, parameters: unknown, replication = 0): number => {
  const run = runReplication(model, Schema.decodeUnknownSync(model.parameters)(parameters), {
    seed: 1,
    replication
  })
  if (run._tag === "Failure") throw run.failure
  return run.success.events
}

/** The M/M/1 model, with its resource and all its statistics, for about this many customers; two events each, as SimPy counts. */
const mm1 = (customers: number): Work => {
  const run = (count: number): number =>
    runModel(listedModel(mmc), { warmUp: "0 s", duration: `${count / 0.9} s` })
  run(customers / 5)
  return timed(() => run(customers))
}

/** A hospital with mutual TLS and this many pumps, a fifth of them wearable. */
export const secureHospital = (pumps: number, hours: number) => ({
  wardsim: 1,
  name: `benchmark-${pumps}`,
  duration: `${hours} h`,
  pumps: { bedside: pumps - Math.floor(pumps / 5), wearable: Math.floor(pumps / 5) },
  defences: [{ id: "secure-channel", suite: "tls13-ecdsa-mutual" }]
})

const hospital = (pumps: number, hours: number): Work =>
  timed(() => runModel(listedModel(hospitalModel), secureHospital(pumps, hours)))

/** Pump-hours at which `pumpHours` stops. */
const LEAST_PUMP_HOURS = 4000

/** Runs of one hour, after one that warms up, until there are enough pump-hours; these are counted in place of events. */
const pumpHours = (pumps: number): Work => {
  const model = listedModel(hospitalModel)
  const runs = Math.ceil(LEAST_PUMP_HOURS / pumps)
  runModel(model, secureHospital(Math.min(pumps, 200), 1))
  return timed(() => {
    for (let replication = 1; replication <= runs; replication++)
      runModel(model, secureHospital(pumps, 1), replication)
    return runs * pumps
  })
}

/** Replications of a small hospital on worker threads, each of which has warmed up; replications are counted, and the wall clock matters. */
const replications = (workers: number, count: number): Promise<Work> =>
  Effect.gen(function* () {
    const { run } = yield* Runner
    const requests = Array.from({ length: count }, (_, replication) => ({
      model: hospitalModel.id,
      parameters: secureHospital(50, 12),
      seed: 1,
      replication
    }))
    const runAll = Effect.fnUntraced(function* (some: typeof requests) {
      for (const outcome of yield* Effect.forEach(some, run, { concurrency: workers }))
        if (outcome._tag === "Failed") return yield* Effect.die(new Error(outcome.message))
    })
    yield* runAll(requests.slice(0, 4 * workers))
    const stop = startTimer()
    yield* runAll(requests)
    return stop(count)
  }).pipe(
    Effect.provide(workerRunner({ modelsModule: new URL("../models/all.ts", import.meta.url), workers })),
    Effect.scoped,
    Effect.runPromise
  )

/** Workloads by name, with the arguments after it: "hold:1000:3000000". */
export const workloads: Readonly<Record<string, (x: number, y: number) => Work | Promise<Work>>> = {
  hold,
  ties,
  cancellations,
  processes: waitingProcesses(sleep(1)),
  effectSleeps: waitingProcesses(Effect.sleep("1 second")),
  mm1,
  hospital,
  pumpHours,
  replications
}
