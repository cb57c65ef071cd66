import { assert, describe, it } from "vitest"
import { Kernel } from "../../../src/engine/Kernel.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { Link, type LinkOptions } from "../../../models/network/Link.ts"
import { radioEnergy } from "../../../models/network/radioEnergy.ts"

const exponential = (stream: () => number, rate: number): number => -Math.log(1 - stream()) / rate

const plain: LinkOptions = { name: "test", bitsPerSecond: 8000, propagationSeconds: 0, queueBytes: 1e9 }

const makeLink = (kernel: Kernel, options: Partial<LinkOptions>, seed = 1): Link =>
  new Link(kernel, new RandomStreams(seed, 0).stream("link"), { ...plain, ...options })

describe("Link", () => {
  it("delivers 1000 bytes at 8 kbit/s with 50 ms propagation after 1.05 s, and the next after 2.05 s", () => {
    const kernel = new Kernel()
    const link = makeLink(kernel, { propagationSeconds: 0.05 })
    const arrivals: Array<[number, number, number]> = []
    const delivered = kernel.kind("delivered", (a, b) => arrivals.push([kernel.now, a, b]))
    const lost = kernel.kind("lost", () => assert.fail("lost"))
    link.send(1000, delivered, lost, 1, 2)
    link.send(1000, delivered, lost, 3, 4)
    kernel.run(5)
    assert.deepStrictEqual(arrivals, [
      [1.05, 1, 2],
      [2.05, 3, 4]
    ])
    assert.closeTo(link.busySeconds(5), 2, 1e-9)
  })

  it("still counts a flood's channel time when the flood is over", () => {
    const kernel = new Kernel()
    const link = makeLink(kernel, {})
    const kind = kernel.kind("any", () => {})
    // Half of 1000 B/s for 1000 s: 500 s of channel time, whatever comes after.
    link.setBackgroundLoad(500, 100)
    kernel.run(1000)
    link.setBackgroundLoad(0, 100)
    kernel.run(2000)
    link.send(1000, kind, kind, 0, 0)
    kernel.run(3000)
    assert.closeTo(link.busySeconds(3000), 501, 501 * 0.15)
  })

  it("cuts 1000 bytes on Bluetooth LE into five fragments: 8 us x (1000 + 5 x 14) + 5 x 380 us", () => {
    const radio = radioEnergy("ble1m-nrf52840")
    const kernel = new Kernel()
    const link = makeLink(kernel, { bitsPerSecond: radio.bitsPerSecond, ...radio.framing })
    const kind = kernel.kind("any", () => {})
    link.send(1000, kind, kind, 0, 0)
    assert.closeTo(link.lastServiceSeconds, 8e-6 * 1070 + 5 * 380e-6, 1e-12)
    assert.closeTo(link.lastAirtimeSeconds, 8e-6 * 1070, 1e-12)
    assert.closeTo(link.airtimeSeconds(1000), link.lastServiceSeconds, 1e-12)
    assert.closeTo(link.lastAirtimeSeconds * radio.transmitWatts, 1070 * 0.1536e-6, 1e-12)
  })

  it("matches M/D/1: mean wait rho / (2 (1 - rho)) services at rho 0.8", () => {
    const kernel = new Kernel()
    const link = makeLink(kernel, {})
    const stream = new RandomStreams(2, 0).stream("arrivals")
    const kind = kernel.kind("any", () => {})
    let wait = 0
    let count = 0
    const arrive = kernel.kind("arrive", () => {
      link.send(1000, kind, kind, 0, 0)
      wait += link.lastWaitSeconds
      count++
      kernel.schedule(exponential(stream, 0.8), arrive)
    })
    kernel.schedule(0, arrive)
    kernel.run(300_000)
    // 2 s; relaxation time about 2 x 0.8 / 0.2^2 = 40 s, so 7500 independent samples of deviation 2.3 s: 0.1 is 4 sigma.
    assert.closeTo(wait / count, 2, 0.1)
    assert.closeTo(link.busySeconds(300_000) / 300_000, 0.8, 0.01)
  })

  it("drops what finds no room, and delivers the rest", () => {
    const kernel = new Kernel()
    const link = makeLink(kernel, { queueBytes: 2000 })
    const kind = kernel.kind("any", () => {})
    const answers = [1, 2, 3, 4].map(() => link.send(1000, kind, kind, 0, 0))
    assert.deepStrictEqual(answers, [true, true, true, false])
    assert.strictEqual(link.droppedBytes, 1000)
    kernel.run(10)
    assert.strictEqual(link.deliveredMessages, 3)
  })

  it("retries lost attempts: with loss p and r retries a message is lost with p^(r+1) and takes (1 - p^(r+1)) / (1 - p) attempts", () => {
    const kernel = new Kernel()
    const link = makeLink(kernel, {
      loss: { kind: "bernoulli", probability: 0.4 },
      retryLimit: 2,
      bitsPerSecond: 8e6
    })
    let lostCount = 0
    const delivered = kernel.kind("delivered", () => {})
    const lost = kernel.kind("lost", () => lostCount++)
    const send = kernel.kind("send", () => {
      link.send(100, delivered, lost, 0, 0)
      kernel.schedule(0.001, send)
    })
    kernel.schedule(0, send)
    kernel.run(40)
    const sent = link.sentMessages
    // 0.064 and 1.56; 40,000 messages: 4 sigma are 0.005 and 0.015.
    assert.closeTo(lostCount / sent, 0.064, 0.005)
    assert.closeTo(link.attempts / sent, 1.56, 0.015)
  })

  it("conserves messages and bytes at every moment, and runs exactly one handler for each accepted message", () => {
    const kernel = new Kernel()
    const link = makeLink(kernel, {
      bitsPerSecond: 80_000,
      propagationSeconds: 0.02,
      queueBytes: 3000,
      mtuBytes: 250,
      fragmentOverheadBytes: 10,
      retryLimit: 1,
      loss: { kind: "gilbert-elliott", meanGoodSeconds: 1, meanBadSeconds: 0.3, goodLoss: 0.01, badLoss: 0.8 }
    })
    const stream = new RandomStreams(3, 0).stream("sizes")
    const counts = { delivered: 0, lost: 0, bytes: 0 }
    const delivered = kernel.kind("delivered", (_a, b) => {
      counts.delivered++
      counts.bytes += b
    })
    const lost = kernel.kind("lost", () => counts.lost++)
    const send = kernel.kind("send", () => {
      const bytes = 1 + Math.floor(stream() * 1500)
      link.send(bytes, delivered, lost, 0, bytes)
      kernel.schedule(exponential(stream, 12), send)
    })
    kernel.schedule(0, send)
    for (let time = 0.37; time < 500; time += 0.61) {
      kernel.run(time)
      assert.strictEqual(
        link.sentMessages,
        link.deliveredMessages + link.lostMessages + link.droppedMessages + link.inFlightMessages
      )
      assert.strictEqual(
        link.sentBytes,
        link.deliveredBytes + link.lostBytes + link.droppedBytes + link.inFlightBytes
      )
      assert.strictEqual(link.deliveredMessages, counts.delivered)
      assert.strictEqual(link.deliveredBytes, counts.bytes)
    }
    assert.isTrue(counts.lost > 50 && link.droppedMessages > 50 && counts.delivered > 1000)
    assert.isAtMost(link.busySeconds(kernel.now), kernel.now)
  })

  it("loses the jammed share of attempts on top of its own loss", () => {
    const kernel = new Kernel()
    const link = makeLink(kernel, { bitsPerSecond: 8e6, loss: { kind: "bernoulli", probability: 0.2 } })
    link.jammedShare = 0.5
    const kind = kernel.kind("any", () => {})
    for (let index = 0; index < 20_000; index++) link.send(1, kind, kind, 0, 0)
    kernel.run(100)
    assert.closeTo(link.lostMessages / link.sentMessages, 1 - 0.8 * 0.5, 0.015)
  })

  it("has the same losses with and without a flood: each purpose draws from its own stream", () => {
    const outcome = (bytesPerSecond: number): string => {
      const kernel = new Kernel()
      const link = makeLink(kernel, { bitsPerSecond: 8e6, loss: { kind: "bernoulli", probability: 0.3 } })
      const order: Array<number> = []
      const kind = kernel.kind("lost", (a) => order.push(a))
      const none = kernel.kind("delivered", () => {})
      link.setBackgroundLoad(bytesPerSecond, 1000)
      for (let index = 0; index < 50; index++) {
        kernel.run(index)
        link.send(100, none, kind, index, 0)
      }
      kernel.run(100)
      return order.join()
    }
    assert.strictEqual(outcome(0), outcome(900_000))
  })

  it("refuses a rate of zero and names the link", () => {
    assert.throws(() => makeLink(new Kernel(), { bitsPerSecond: 0 }), /link "test"/)
  })
})

interface Seen {
  readonly wait: number
  readonly dropped: number
}

const FRAME_BYTES = 500

const runFlood = (load: number, isFluid: boolean, queueBytes = 15_000): Seen => {
  const kernel = new Kernel()
  const streams = new RandomStreams(4, isFluid ? 1 : 2)
  const link = makeLink(kernel, { bitsPerSecond: 4e6, queueBytes }, isFluid ? 8 : 9)
  const real = streams.stream("real")
  const frames = streams.stream("frames")
  const kind = kernel.kind("any", () => {})
  const rate = (load * 4e6) / 8
  let wait = 0
  let accepted = 0
  let sent = 0
  const arrive = kernel.kind("real", () => {
    sent++
    if (link.send(400, kind, kind, 0, 0)) {
      accepted++
      wait += link.lastWaitSeconds
    }
    kernel.schedule(exponential(real, 20), arrive)
  })
  const frame = kernel.kind("frame", () => {
    link.send(FRAME_BYTES, kind, kind, 0, 0)
    kernel.schedule(exponential(frames, rate / FRAME_BYTES), frame)
  })
  kernel.schedule(0.2, arrive)
  if (isFluid) link.setBackgroundLoad(rate, FRAME_BYTES)
  else kernel.schedule(0, frame)
  kernel.run(load > 1 ? 200 : 400)
  return { wait: wait / accepted, dropped: 1 - accepted / sent }
}

// Stated tolerance: mean wait within 12 % + 0.15 frame times, share dropped within 0.03 (3 sigma of twice 4000 messages).
describe("A fluid flood on a link", () => {
  it.each([0.3, 0.6, 0.9, 1.2, 2, 5])("does to messages what single frames do at load %d", (load) => {
    const fluid = runFlood(load, true)
    const single = runFlood(load, false)
    const report = JSON.stringify({ fluid, single })
    assert.closeTo(fluid.wait, single.wait, 0.12 * single.wait + 0.15e-3, report)
    assert.closeTo(fluid.dropped, single.dropped, 0.03, report)
  })

  it("lets messages slip into what whole frames leave of the queue, as single frames do", () => {
    // 15,450 bytes hold 30 frames of 500 and one message of 400: half as many are dropped as with 15,000 bytes.
    const [fluid, single] = [runFlood(2, true, 15_450).dropped, runFlood(2, false, 15_450).dropped]
    assert.closeTo(fluid, single, 0.04)
    assert.isBelow(single, 0.3)
  })
})
