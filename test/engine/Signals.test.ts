import { Effect } from "effect"
import { assert, describe, it } from "vitest"
import { FiberWaits } from "../../src/engine/FiberWaits.ts"
import { Kernel } from "../../src/engine/Kernel.ts"
import { Processes } from "../../src/engine/Processes.ts"
import { RandomStreams } from "../../src/engine/RandomStreams.ts"
import { Signals } from "../../src/engine/Signals.ts"

/** A process that logs what it takes, and how long it is busy with each [s]. */
const play = (busySeconds: number) => {
  const kernel = new Kernel()
  const processes = new Processes(kernel, new RandomStreams(1, 0))
  const signals = new Signals(kernel, "a call")
  const log: Array<string> = []
  const taker = processes.spawn(
    "taker",
    Effect.gen(function* () {
      while (true) {
        yield* signals.take
        log.push(`takes at ${kernel.now}`)
        if (busySeconds > 0) yield* Effect.sleep(busySeconds * 1000)
      }
    })
  )
  const sends = kernel.kind("sends", (count) => {
    for (let sent = 0; sent < count; sent++) signals.send()
    log.push(`sent ${count} at ${kernel.now}`)
  })
  return { kernel, log, processes, sends, signals, taker }
}

describe("Signals", () => {
  it("are taken once each, at the time they are sent and after the event that sends them", () => {
    const { kernel, log, sends } = play(0)
    kernel.schedule(1, sends, 2)
    kernel.schedule(2, sends, 1)
    kernel.run(10)
    assert.deepStrictEqual(log, ["sent 2 at 1", "takes at 1", "takes at 1", "sent 1 at 2", "takes at 2"])
    assert.strictEqual(kernel.executed, 3)
  })

  it("are kept while the process is busy or has not started", () => {
    const { kernel, log, sends, signals } = play(3)
    signals.send()
    kernel.schedule(1, sends, 2)
    kernel.run(10)
    assert.deepStrictEqual(log, ["takes at 0", "sent 2 at 1", "takes at 3", "takes at 6"])
  })

  it("are what a process that waits for them says that it waits for", () => {
    const { kernel, processes } = play(0)
    kernel.run(10)
    assert.deepStrictEqual(processes.waiting(), [{ process: "taker", waitingFor: "a call", sinceSeconds: 0 }])
  })

  it("are taken once also when the one they were sent to is interrupted and another comes", () => {
    const { kernel, processes, sends, signals, taker } = play(0)
    const takes: Array<number> = []
    processes.spawn(
      "another",
      Effect.gen(function* () {
        yield* Effect.sleep(1000)
        signals.send()
        taker.interrupt()
        while (true) {
          yield* signals.take
          takes.push(kernel.now)
        }
      })
    )
    kernel.schedule(2, sends, 1)
    kernel.run(3)
    assert.deepStrictEqual(takes, [1, 2])
  })

  it("reach nobody who was interrupted, also when the signal is already on its way", () => {
    const { kernel, log, processes, signals, taker } = play(0)
    const ends = kernel.kind("sends and interrupts", () => {
      signals.send()
      taker.interrupt()
    })
    kernel.schedule(1, ends)
    kernel.run(10)
    assert.isEmpty(log)
    assert.strictEqual(processes.size, 0)
    assert.strictEqual(kernel.shared(FiberWaits).size, 0)
  })
})
