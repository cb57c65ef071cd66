import { assert, describe, it } from "vitest"
import { Kernel } from "../../../src/engine/Kernel.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { NbIot, type NbIotOptions } from "../../../models/network/NbIot.ts"

const makeRadio = (kernel: Kernel, options: Partial<NbIotOptions> = {}): NbIot =>
  new NbIot(kernel, new RandomStreams(1, 0).stream("radio"), {
    name: "test",
    stations: 2,
    queueBytes: 1e6,
    ...options
  })

const assertConserved = (radio: NbIot): void => {
  assert.strictEqual(
    radio.sentMessages,
    radio.deliveredMessages + radio.lostMessages + radio.droppedMessages + radio.inFlightMessages
  )
  assert.strictEqual(
    radio.sentBytes,
    radio.deliveredBytes + radio.lostBytes + radio.droppedBytes + radio.inFlightBytes
  )
}

describe("NB-IoT", () => {
  it("takes 1.5 s of access, 506 bytes at 46 kbit/s and 1.5 s for 500 bytes from idle, and no access soon after", () => {
    const kernel = new Kernel()
    const radio = makeRadio(kernel)
    const arrivals: Array<number> = []
    const kind = kernel.kind("any", () => arrivals.push(kernel.now))
    const service = (506 * 8) / 46_000
    radio.send(500, kind, kind, 0, 0)
    kernel.run(10)
    radio.sendDown(500, kind, kind, 0, 0)
    radio.send(500, kind, kind, 1, 0)
    kernel.run(40)
    radio.send(500, kind, kind, 0, 0)
    kernel.run(60)
    const expected = [3 + service, 11.5 + service, 13 + service, 43 + service]
    arrivals.forEach((arrival, index) => assert.closeTo(arrival, expected[index] ?? 0, 1e-8))
    assert.strictEqual(arrivals.length, 4)
  })

  it("matches M/D/1 on one bearer: mean wait rho / (2 (1 - rho)) services at rho 0.8", () => {
    const kernel = new Kernel()
    const radio = makeRadio(kernel, { bitsPerSecond: 8 * 1006, accessSeconds: 0, roundTripSeconds: 0 })
    const stream = new RandomStreams(2, 0).stream("arrivals")
    const sentAt: Array<number> = []
    let delay = 0
    let count = 0
    const kind = kernel.kind("any", (_, b) => {
      count++
      delay += kernel.now - (sentAt[b] ?? 0)
    })
    const arrive = kernel.kind("arrive", () => {
      sentAt.push(kernel.now)
      radio.send(1000, kind, kind, 0, sentAt.length - 1)
      kernel.schedule(-Math.log(1 - stream()) / 0.8, arrive)
    })
    kernel.schedule(0, arrive)
    kernel.run(200_000)
    // As for Link: 2 s; 5000 independent samples of deviation 2.3 s: 0.13 is 4 sigma.
    assert.closeTo(delay / count - 1, 2, 0.13)
    assert.closeTo(radio.busySeconds(200_000) / 200_000, 0.8, 0.01)
  })

  it("leaves the rate that a stranger does not take", () => {
    const kernel = new Kernel()
    const radio = makeRadio(kernel, { accessSeconds: 0, roundTripSeconds: 0 })
    const arrivals: Array<number> = []
    const kind = kernel.kind("any", () => arrivals.push(kernel.now))
    radio.setBackgroundLoad(23_000 / 8, 100)
    radio.send(500, kind, kind, 0, 0)
    kernel.run(10)
    assert.closeTo(arrivals[0] ?? 0, (2 * 506 * 8) / 46_000, 1e-8)
  })

  it("spends on sending, on 20 s connected after it and on sleep: battery = start - spent", () => {
    const kernel = new Kernel()
    const power = { transmitWatts: 0.792, receiveWatts: 0.1656, connectedWatts: 0.0216, sleepWatts: 10.8e-6 }
    const radio = makeRadio(kernel, { power })
    const kind = kernel.kind("any", () => {})
    kernel.run(100)
    assert.closeTo(radio.stationJoules(0, 100), 100 * 10.8e-6, 1e-12)
    radio.send(500, kind, kind, 0, 0)
    kernel.run(1000)
    const service = (506 * 8) / 46_000
    const connected = 1.5 + 20
    const expected = service * 0.792 + connected * 0.0216 + (1000 - connected - service) * 10.8e-6
    assert.closeTo(radio.stationJoules(0, 1000), expected, 1e-9)
    assert.closeTo(radio.stationJoules(1, 1000), 1000 * 10.8e-6, 1e-9)
  })

  it("conserves messages and bytes at every moment", () => {
    const kernel = new Kernel()
    const radio = makeRadio(kernel, { queueBytes: 3000, loss: { kind: "bernoulli", probability: 0.1 } })
    const stream = new RandomStreams(3, 0).stream("sizes")
    const counts = { delivered: 0, lost: 0 }
    const delivered = kernel.kind("delivered", () => counts.delivered++)
    const lost = kernel.kind("lost", () => counts.lost++)
    const send = kernel.kind("send", () => {
      const bytes = Math.floor(stream() * 3000)
      if (stream() < 0.4) radio.sendDown(bytes, delivered, lost, Math.floor(stream() * 2), 0)
      else radio.send(bytes, delivered, lost, Math.floor(stream() * 2), 0)
      kernel.schedule(-Math.log(1 - stream()) / 12, send)
    })
    kernel.schedule(0, send)
    for (let time = 0.37; time < 300; time += 0.6117) {
      kernel.run(time)
      assertConserved(radio)
      assert.deepStrictEqual([radio.deliveredMessages, radio.lostMessages], [counts.delivered, counts.lost])
    }
    assert.isTrue(counts.lost > 100 && radio.droppedMessages > 100 && counts.delivered > 1000)
  })

  it("refuses no rate and an MTU within its header", () => {
    const refused = (options: Partial<NbIotOptions>) => () => makeRadio(new Kernel(), options)
    assert.throws(refused({ bitsPerSecond: 0 }), /NB-IoT radio "test": the rate/)
    assert.throws(refused({ mtuBytes: 6 }), /the MTU/)
  })
})
