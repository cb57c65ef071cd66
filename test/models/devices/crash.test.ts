// Processors and links that fail: what is in them is gone, and the books still balance.

import { assert, describe, it } from "vitest"
import { Processor } from "../../../models/devices/Processor.ts"
import { Link } from "../../../models/network/Link.ts"
import { Kernel } from "../../../src/engine/Kernel.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"

const streams = new RandomStreams(1, 0)

describe("a processor that fails", () => {
  const make = () => {
    const kernel = new Kernel()
    const processor = new Processor(kernel, { servers: 2, queueJobs: 10, stream: streams.stream("noise") })
    const done = kernel.kind("done", () => {})
    return { kernel, processor, done }
  }

  it("loses what it works on and what waits, and starts afresh", () => {
    const { done, kernel, processor } = make()
    for (let job = 0; job < 6; job++) processor.submit(10, done, 0, 0)
    kernel.run(15)
    assert.strictEqual(processor.inside, 4)
    processor.crash()
    assert.deepStrictEqual([processor.inside, processor.gone, processor.completed], [0, 4, 2])
    // Two cores, 15 s each.
    assert.closeTo(processor.busySeconds(15), 30, 1e-9)
    kernel.run(20)
    assert.isTrue(processor.submit(1, done, 0, 0))
    assert.strictEqual(processor.lastWaitSeconds, 0)
    kernel.run(100)
    assert.closeTo(processor.busySeconds(100), 31, 1e-9)
    assert.strictEqual(processor.submitted, processor.completed + processor.rejected + processor.gone)
  })

  it("loses the flood's backlog with it", () => {
    const { done, kernel, processor } = make()
    processor.setBackgroundLoad(10, 1)
    kernel.run(50)
    assert.isFalse(processor.submit(1, done, 0, 0), "the flood fills the queue")
    processor.crash()
    processor.setBackgroundLoad(0, 0)
    assert.isTrue(processor.submit(1, done, 0, 0))
    assert.strictEqual(processor.lastWaitSeconds, 0)
    kernel.run(100)
    // Two cores until the crash, then one job.
    assert.closeTo(processor.busySeconds(100), 2 * 50 + 1, 2)
  })
})

describe("a link whose sender fails", () => {
  it("loses what waits and what is on it, byte for byte", () => {
    const kernel = new Kernel()
    const link = new Link(kernel, streams.stream("link"), {
      name: "wire",
      bitsPerSecond: 8000,
      propagationSeconds: 0.1,
      queueBytes: 10_000
    })
    const told = kernel.kind("told", () => {})
    for (let message = 0; message < 5; message++) link.send(1000, told, told, 0, 0)
    kernel.run(2.5)
    assert.deepStrictEqual([link.deliveredMessages, link.inFlightMessages], [2, 3])
    link.crash()
    assert.deepStrictEqual([link.deliveredMessages, link.lostMessages, link.inFlightMessages], [2, 3, 0])
    assert.strictEqual(link.sentBytes, link.deliveredBytes + link.lostBytes)
    assert.closeTo(link.busySeconds(2.5), 2.5, 1e-9)
    link.send(1000, told, told, 0, 0)
    assert.strictEqual(link.lastWaitSeconds, 0)
    kernel.run(10)
    assert.strictEqual(link.deliveredMessages, 3)
    assert.closeTo(link.busySeconds(10), 3.5, 1e-9)
  })
})
