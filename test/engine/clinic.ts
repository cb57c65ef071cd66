// A small model with something of everything: arrivals on the kernel, patients as processes, a facility with priorities and
// pre-emption, a store, a container, a queue, timeouts and random draws. For the tests of the engine's contract.

import { randomExponential } from "d3-random"
import { Effect, Queue, Random } from "effect"
import { Container } from "../../src/engine/Container.ts"
import { Facility } from "../../src/engine/Facility.ts"
import { Simulation } from "../../src/engine/Simulation.ts"
import { sleep } from "../../src/engine/Sleep.ts"
import { Store } from "../../src/engine/Store.ts"
import { hours } from "../../src/units.ts"

export interface ClinicOptions {
  readonly isMonitored?: boolean
  readonly series?: { readonly points: number; readonly widthSeconds: number }
}

export const clinic = (clinicOptions: ClinicOptions = {}) =>
  Effect.gen(function* () {
    const { kernel, streams, spawn, runUntil, intervention } = yield* Simulation
    const nurses = new Facility(kernel, { name: "nurses", servers: 2, isPreemptive: true, ...clinicOptions })
    const pumps = new Store<number>(kernel, { name: "pumps", capacity: 3, ...clinicOptions })
    const drug = new Container(kernel, { name: "drug", capacity: 10, level: 10, ...clinicOptions })
    const calls = yield* Queue.unbounded<number>()
    for (const pump of [1, 2, 3]) pumps.offer(pump)
    const treated: Array<number> = []
    const patient = Effect.fn("Clinic.patient")(function* (index: number) {
      yield* nurses.serve(20, 1)
      const pump = yield* pumps.take()
      const hasDrug = yield* Effect.timeoutOption(drug.take(4), "5 minutes")
      yield* sleep(600 * (1 + (yield* Random.next)))
      if (hasDrug._tag === "Some") yield* drug.put(4)
      yield* pumps.put(pump)
      treated.push(index)
    })
    const gap = randomExponential.source(streams.stream("arrivals"))(1 / 240)
    const arrives = kernel.kind("patient arrives", (index) => {
      spawn(`patient ${index}`, patient(index))
      kernel.schedule(gap(), arrives, index + 1)
    })
    kernel.schedule(gap(), arrives)
    const rings = kernel.kind("bell rings", (bed) => {
      Queue.offerUnsafe(calls, bed)
      kernel.trace?.note("bell")
      kernel.schedule(300, rings, (bed + 1) % 7)
    })
    kernel.schedule(100, rings)
    spawn(
      "head nurse",
      Effect.forever(Effect.andThen(Queue.take(calls), (bed) => nurses.withServer(sleep(10 + bed), 0)))
    )
    intervention("send nurses home", () => nurses.setServers(0))
    yield* runUntil(hours(8))
    return { nurses, pumps, drug, treated }
  })

export const clinicSeed = { seed: 2026, replication: 3 }
