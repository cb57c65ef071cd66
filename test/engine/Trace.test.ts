import { Deferred, Effect, Result } from "effect"
import { assert, describe, it } from "vitest"
import { Facility } from "../../src/engine/Facility.ts"
import { Kernel } from "../../src/engine/Kernel.ts"
import { runSimulation, Simulation } from "../../src/engine/Simulation.ts"
import { sleep } from "../../src/engine/Sleep.ts"
import { Trace } from "../../src/engine/Trace.ts"
import { seconds } from "../../src/units.ts"

/** An attacker's frame reaches a pump, whose overdose is noticed by a nurse; timers tick meanwhile. */
const incident = Effect.gen(function* () {
  const { kernel, spawn, runUntil } = yield* Simulation
  const alarm = yield* Deferred.make<void>()
  const processor = new Facility(kernel, { name: "pump processor", servers: 1 })
  const harm = kernel.kind("patient harmed", () => kernel.trace?.note("respiratory depression"))
  const obeyed = kernel.kind("command obeyed", (pump) => {
    kernel.schedule(30, harm, pump)
    Deferred.doneUnsafe(alarm, Effect.void)
  })
  const frame = kernel.kind("forged frame", (pump) => {
    kernel.trace?.note("forged command")
    processor.submit(0.01, { kind: obeyed, a: pump })
  })
  const tick = kernel.kind("tick", () => kernel.schedule(0.1, tick))
  kernel.schedule(0, tick)
  spawn(
    "attacker",
    Effect.andThen(
      sleep(5),
      Effect.sync(() => kernel.schedule(0.2, frame, 7))
    )
  )
  spawn("nurse", Effect.andThen(Deferred.await(alarm), Effect.andThen(sleep(60), Effect.void)))
  yield* runUntil(seconds(100))
})

const runTraced = (capacity?: number) => {
  const trace = new Trace(capacity === undefined ? {} : { capacity })
  const result = Result.getOrThrow(runSimulation(incident, { seed: 1, replication: 0, trace }))
  return { trace, result }
}

describe("Trace", () => {
  it("leaves the fingerprint, the events and the end of a run as they are without it", () => {
    const untraced = Result.getOrThrow(runSimulation(incident, { seed: 1, replication: 0 }))
    assert.deepStrictEqual(runTraced().result, untraced)
    assert.deepStrictEqual(runTraced(10).result, untraced)
  })

  it("walks back from the harm through facility, frame and process to the first event", () => {
    const { trace } = runTraced()
    const harm = [...trace.events()].find((event) => event.kind === "patient harmed")
    const { chain, isComplete } = trace.why(harm?.id ?? 0)
    assert.isTrue(isComplete)
    assert.deepStrictEqual(
      chain.map(({ kind, timeSeconds }) => `${kind} ${timeSeconds}`),
      [
        "patient harmed 35.21",
        "facility completes 5.21",
        "forged frame 5.2",
        "process wakes 5",
        "process starts 0"
      ]
    )
    assert.deepStrictEqual(
      [chain[0]?.notes, chain[2]?.notes],
      [["respiratory depression"], ["forged command"]]
    )
    assert.deepStrictEqual([chain[0]?.entity, chain.at(-1)?.cause], [7, 0])
  })

  it("follows the cause through an Effect value: the nurse's wait was set off by the pump's command", () => {
    const { trace } = runTraced()
    const nurse = [...trace.events()].findLast((event) => event.kind === "process wakes")
    assert.deepStrictEqual(
      trace.why(nurse?.id ?? 0).chain.map(({ kind }) => kind),
      ["process wakes", "facility completes", "forged frame", "process wakes", "process starts"]
    )
  })

  it("keeps the latest events in a buffer of fixed size and says when a chain leads out of it", () => {
    const { trace, result } = runTraced(400)
    const events = [...trace.events()]
    assert.strictEqual(events.length, 400)
    assert.strictEqual(events.at(-1)?.id, result.events)
    assert.isUndefined(trace.event(result.events - 400))
    assert.isUndefined(trace.event(result.events + 1))
    const last = trace.why(result.events)
    assert.isFalse(last.isComplete)
    assert.isBelow(last.chain.at(-1)?.cause ?? Infinity, trace.first)
    assert.isFalse(trace.why(1).isComplete)
    assert.throws(() => new Trace({ capacity: 0 }), /above 0/)
  })

  it("writes one JSON object per line, in order, with remarks where there are any", () => {
    const { trace } = runTraced()
    const lines = [...trace.ndjson()]
    assert.strictEqual(lines.length, trace.last)
    const parsed = lines.map(
      (line) => JSON.parse(line) as { id: number; kind: string; notes?: Array<string> }
    )
    assert.deepStrictEqual(
      parsed.map(({ id }) => id),
      lines.map((_, index) => index + 1)
    )
    assert.deepStrictEqual(parsed.find(({ kind }) => kind === "forged frame")?.notes, ["forged command"])
    assert.strictEqual(lines[0], `{"id":1,"timeSeconds":0,"kind":"tick","entity":0,"cause":0}\n`)
  })

  it("gives handlers their values, keeps nothing for cancelled events, and agrees with a kernel without it", () => {
    const run = (trace: Trace | null) => {
      const kernel = new Kernel(trace)
      const log: Array<string> = []
      const spread = kernel.kind("spread", (a, b) => {
        log.push(`${a} ${b} ${kernel.now}`)
        const dropped = kernel.schedule(b, spread, a, -1)
        if (a < 200) kernel.schedule(b / 3, spread, a + 1, b + 0.25)
        assert.isTrue(kernel.cancel(dropped))
        assert.isFalse(kernel.cancel(dropped))
      })
      for (let index = 0; index < 3000; index++) kernel.schedule(index / 10, spread, 190, 1 + index)
      kernel.run(1e5)
      return { log, fingerprint: kernel.fingerprint.toString(), pending: kernel.pending }
    }
    const trace = new Trace()
    assert.deepStrictEqual(run(trace), run(null))
    // Each event but the first of each line was caused by the one before it in its line.
    assert.isTrue(
      [...trace.events()].every((event) =>
        event.cause === 0 ? event.entity === 190 : trace.event(event.cause)?.entity === event.entity - 1
      )
    )
  })
})
