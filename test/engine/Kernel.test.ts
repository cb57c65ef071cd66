import { assert, describe, it } from "vitest"
import { Kernel } from "../../src/engine/Kernel.ts"
import { TaskQueue } from "../../src/engine/TaskQueue.ts"

describe("Kernel", () => {
  it("runs events in the order of time, priority and insertion, and gives handlers the entity and the value", () => {
    const kernel = new Kernel()
    const log: Array<string> = []
    const note = kernel.kind("note", (a, b) => log.push(`${a} ${b} ${kernel.now}`))
    kernel.schedule(2, note, 1, 0.5)
    kernel.schedule(1, note, 2, 0.5)
    kernel.schedule(1, note, 3, 0.5, 200)
    kernel.schedule(1, note, 4, 0.5, 0)
    kernel.schedule(1, note, 5, 0.5)
    // 0.1 + 0.2 s and 0.3 s differ as floats and are the same nanosecond.
    kernel.schedule(0.1 + 0.2, note, 6, 1)
    kernel.schedule(0.3, note, 7, 1, 0)
    kernel.run(10)
    assert.deepStrictEqual(log, ["7 1 0.3", "6 1 0.3", "4 0.5 1", "2 0.5 1", "5 0.5 1", "3 0.5 1", "1 0.5 2"])
    assert.deepStrictEqual([kernel.now, kernel.executed, kernel.pending], [10, 7, 0])
  })

  it("stops after the current event, goes on from there, and sets the clock to the end of the run only when it got there", () => {
    const kernel = new Kernel()
    const seen: Array<number> = []
    const kind = kernel.kind("stops at 2", (a) => {
      seen.push(a)
      if (a === 2) kernel.stop()
    })
    for (let at = 1; at <= 4; at++) kernel.schedule(at, kind, at)
    kernel.run(3)
    assert.deepStrictEqual([seen, kernel.now], [[1, 2], 2])
    kernel.run(3.5)
    assert.deepStrictEqual([seen, kernel.now], [[1, 2, 3], 3.5])
    kernel.run(Infinity)
    assert.deepStrictEqual([seen, kernel.now], [[1, 2, 3, 4], 4])
  })

  it("refuses a delay that is negative, not a number or beyond the horizon, naming the kind, and a run inside a run", () => {
    const kernel = new Kernel()
    const kind = kernel.kind("poll", () => kernel.run(5))
    for (const delay of [-1e-9, Number.NaN, Infinity, 105 * 86_400]) {
      assert.throws(() => kernel.schedule(delay, kind), /cannot schedule "poll".*0 to 104 days/)
    }
    kernel.schedule(104 * 86_400, kind)
    assert.throws(() => kernel.run(Infinity), /already running/)
    assert.deepStrictEqual(kernel.failedEvent, { kind: "poll", entity: 0 })
  })

  it("has a fingerprint of times, kinds by name and entities: not of registration order, values or cancelled events", () => {
    const run = (change: {
      swap?: boolean
      time?: number
      entity?: number
      name?: string
      value?: number
      cancelled?: boolean
    }) => {
      const kernel = new Kernel()
      const names = [change.name ?? "one", "two"]
      if (change.swap === true) names.reverse()
      const kinds = new Map(names.map((name) => [name, kernel.kind(name, () => undefined)]))
      const [first = 0, second = 0] = [kinds.get(change.name ?? "one"), kinds.get("two")]
      kernel.schedule(change.time ?? 1, first, change.entity ?? 3, change.value ?? 0)
      kernel.schedule(2, second, 4)
      if (change.cancelled === true) kernel.cancel(kernel.schedule(1.5, second, 9))
      kernel.run(10)
      return kernel.fingerprint.toString()
    }
    const base = run({})
    for (const same of [{ swap: true }, { value: 7 }, { cancelled: true }])
      assert.strictEqual(run(same), base)
    for (const other of [{ time: 1.000000001 }, { entity: 5 }, { name: "uno" }])
      assert.notStrictEqual(run(other), base)
  })

  it("keeps one shared table of each type", () => {
    class Table {
      readonly kernel: Kernel
      constructor(kernel: Kernel) {
        this.kernel = kernel
      }
    }
    const kernel = new Kernel()
    assert.strictEqual(kernel.shared(Table), kernel.shared(Table))
    assert.strictEqual(kernel.shared(Table).kernel, kernel)
    assert.notStrictEqual(new Kernel().shared(Table), kernel.shared(Table))
  })
})

describe("TaskQueue", () => {
  it("runs lower priority numbers first, equal ones in order, and what tasks add, in one flush", () => {
    const queue = new TaskQueue()
    const log: Array<string> = []
    const add = (name: string, priority: number) => queue.scheduleTask(() => log.push(name), priority)
    add("a", 0)
    add("late", 5)
    add("b", 0)
    add("early", -1)
    queue.scheduleTask(() => {
      log.push("c")
      add("added", 0)
      add("added early", -1)
    }, 0)
    queue.flush()
    assert.deepStrictEqual(log, ["early", "a", "b", "c", "added early", "added", "late"])
    for (let index = 0; index < 5000; index++) add(String(index), 0)
    log.length = 0
    queue.flush()
    assert.deepStrictEqual(
      log,
      Array.from({ length: 5000 }, (_, index) => String(index))
    )
    assert.strictEqual(queue.size, 0)
  })
})
