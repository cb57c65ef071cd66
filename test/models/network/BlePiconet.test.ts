import { assert, describe, it } from "vitest"
import { Kernel } from "../../../src/engine/Kernel.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { BlePiconet, type BlePiconetOptions } from "../../../models/network/BlePiconet.ts"
import { radioEnergy } from "../../../models/network/radioEnergy.ts"

const exponential = (stream: () => number, rate: number): number => -Math.log(1 - stream()) / rate

const makePiconet = (kernel: Kernel, options: Partial<BlePiconetOptions> = {}, seed = 1): BlePiconet =>
  new BlePiconet(kernel, new RandomStreams(seed, 0).stream("piconet"), {
    name: "test",
    stations: 1,
    queueBytes: 1e6,
    intervalSeconds: 0.05,
    peripheralLatency: 0,
    ...options
  })

const assertConserved = (radio: BlePiconet): void => {
  assert.strictEqual(
    radio.sentMessages,
    radio.deliveredMessages + radio.lostMessages + radio.droppedMessages + radio.inFlightMessages
  )
  assert.strictEqual(
    radio.sentBytes,
    radio.deliveredBytes + radio.lostBytes + radio.droppedBytes + radio.inFlightBytes
  )
}

/** Bytes a second of one direction of a station that always has something to send. */
const throughput = (options: Partial<BlePiconetOptions>, messageBytes: number, isDown = false): number => {
  const kernel = new Kernel()
  const radio = makePiconet(kernel, options)
  const next = kernel.kind("next", () => {
    if (isDown) radio.sendDown(messageBytes, next, next, 0, 0)
    else radio.send(messageBytes, next, next, 0, 0)
  })
  for (let index = 0; index < 20; index++) kernel.call(next, 0, 0)
  kernel.run(60)
  return radio.deliveredBytes / 60
}

/** Delays of messages that come at random on an idle connection [s]. */
const delays = (
  options: Partial<BlePiconetOptions>,
  isDown = false,
  count = 20_000
): ReadonlyArray<number> => {
  const kernel = new Kernel()
  const radio = makePiconet(kernel, options)
  const stream = new RandomStreams(7, 0).stream("times")
  const seen: Array<number> = []
  let sentAt = 0
  const delivered = kernel.kind("delivered", () => seen.push(kernel.now - sentAt))
  const lost = kernel.kind("lost", () => assert.fail("lost"))
  const send = kernel.kind("send", () => {
    sentAt = kernel.now
    if (isDown) radio.sendDown(100, delivered, lost, 0, 0)
    else radio.send(100, delivered, lost, 0, 0)
    kernel.schedule(5 + stream(), send)
  })
  kernel.schedule(0, send)
  kernel.run(count * 5.5)
  return seen.sort((left, right) => left - right)
}

const mean = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

describe("A Bluetooth connection", () => {
  it("waits for the next event, then takes an empty packet, a gap and 117 bytes for 100", () => {
    const kernel = new Kernel()
    const radio = makePiconet(kernel)
    const arrivals: Array<number> = []
    const kind = kernel.kind("any", () => arrivals.push(kernel.now))
    kernel.run(0.01)
    radio.send(100, kind, kind, 0, 0)
    radio.sendDown(100, kind, kind, 0, 0)
    kernel.run(1)
    // Packet: 10 bytes of framing, 4 of L2CAP, 3 of ATT. The second follows in the same event.
    assert.closeTo(arrivals[0] ?? 0, 0.05 + 80e-6 + 150e-6 + 117 * 8e-6, 1e-9)
    assert.closeTo(arrivals[1] ?? 0, 0.05 + 80e-6 + 300e-6 + 117 * 8e-6 + 117 * 8e-6, 1e-9)
  })

  // packets per event x 244 bytes / interval, with packets of 2.468 ms or fewer by the part of the interval.
  it.each([
    { intervalSeconds: 0.03, packetsPerEvent: 6, stations: 1, packets: 6 },
    { intervalSeconds: 0.0075, packetsPerEvent: 6, stations: 1, packets: 3 },
    { intervalSeconds: 0.05, packetsPerEvent: 6, stations: 8, packets: 2 },
    { intervalSeconds: 0.05, packetsPerEvent: 1, stations: 20, packets: 1 }
  ])(
    "reaches $packets packets of 244 bytes per interval of $intervalSeconds s",
    ({ packets, ...options }) => {
      const bound = (packets * 244) / options.intervalSeconds
      for (const isDown of [false, true]) {
        const rate = throughput(options, 2440, isDown)
        assert.isAtMost(rate, bound * (1 + 1e-9))
        assert.isAtLeast(rate, bound * 0.99)
      }
    }
  )

  it("carries 20 bytes a packet with the default MTU of 23 and 27-byte packets", () => {
    const options = { attMtuBytes: 23, linkPayloadBytes: 27, intervalSeconds: 0.015, packetsPerEvent: 4 }
    const bound = (4 * 20) / 0.015
    assert.closeTo(throughput(options, 200) / bound, 1, 0.01)
  })

  it("needs two packets of 27 bytes for a notification of 48 with a large MTU", () => {
    const kernel = new Kernel()
    const radio = makePiconet(kernel, { attMtuBytes: 51, linkPayloadBytes: 27 })
    const kind = kernel.kind("any", () => {})
    radio.send(47, kind, kind, 0, 0)
    assert.strictEqual(radio.attempts, 2)
    radio.send(48, kind, kind, 0, 0)
    assert.strictEqual(radio.attempts, 5)
  })

  it("loses the share p of its throughput, and more, as a lost packet closes the event", () => {
    const options = { intervalSeconds: 0.03, loss: { kind: "bernoulli", probability: 0.2 } } as const
    // Packets per event until the first loss, at most 6: (1 - p)(1 - (1 - p)^6) / p.
    const perEvent = (0.8 * (1 - 0.8 ** 6)) / 0.2
    // 2000 events of deviation 2.2 packets: 4 sigma are 7 %.
    assert.closeTo(throughput(options, 2440) / ((perEvent * 244) / 0.03), 1, 0.07)
  })

  it("delays uniformly over the interval, and downlink over the events that the station may skip", () => {
    for (const isDown of [false, true]) {
      const span = isDown ? 0.25 : 0.05
      const seen = delays({ peripheralLatency: 4 }, isDown)
      const air = 117 * 8e-6 + (isDown ? 0 : 230e-6)
      // 20,000 values: the largest distance from the uniform distribution is below 1.63 / sqrt(20,000) in 99 % of samples.
      let distance = 0
      seen.forEach((value, index) => {
        distance = Math.max(distance, Math.abs((value - air) / span - (index + 0.5) / seen.length))
      })
      assert.isBelow(distance, 1.63 / Math.sqrt(seen.length) + 1e-3)
    }
  })

  it("delays by p / (1 - p) further intervals when attempts are lost with p", () => {
    const [none, some] = [delays({}), delays({ loss: { kind: "bernoulli", probability: 0.3 } })]
    // Deviation of the number of retries sqrt(p) / (1 - p) = 0.78: 4 sigma of 20,000 are 1.1 ms.
    assert.closeTo(mean(some) - mean(none), (0.3 / 0.7) * 0.05, 0.0015)
  })

  it("ends after the supervision timeout without a valid packet, and is back after the reconnection time", () => {
    const kernel = new Kernel()
    const radio = makePiconet(kernel, { supervisionSeconds: 4, reconnectSeconds: 1 })
    const seen: Array<string> = []
    const delivered = kernel.kind("delivered", (_, b) => seen.push(`${b} delivered`))
    const lost = kernel.kind("lost", (_, b) => seen.push(`${b} lost at ${kernel.now.toFixed(2)}`))
    kernel.run(10)
    radio.jammedShare = 1
    assert.isTrue(radio.send(100, delivered, lost, 0, 1))
    assert.isTrue(radio.send(100, delivered, lost, 0, 2))
    kernel.run(14.2)
    assert.isFalse(radio.isConnected(0))
    assert.isFalse(radio.send(100, delivered, lost, 0, 3))
    radio.jammedShare = 0
    kernel.run(15.1)
    assert.isTrue(radio.isConnected(0))
    assert.isTrue(radio.send(100, delivered, lost, 0, 4))
    kernel.run(20)
    assert.deepStrictEqual(seen, ["1 lost at 13.95", "2 lost at 13.95", "4 delivered"])
    assert.strictEqual(radio.disconnections, 1)
    assertConserved(radio)
  })

  it("is hit by a stranger on one channel in 37 of its attempts", () => {
    const kernel = new Kernel()
    const radio = makePiconet(kernel)
    radio.setBackgroundLoad(1e6, 100)
    const kind = kernel.kind("any", () => {})
    for (let index = 0; index < 40_000; index++) {
      kernel.run(index)
      radio.send(10, kind, kind, 0, 0)
    }
    // Retries per message p / (1 - p); 4 sigma are 0.0034.
    assert.closeTo(radio.attempts / radio.sentMessages - 1, 1 / 36, 0.0034)
  })

  it("spends 80 us of sending and receiving on every event that it may not skip, and its data packets' air time", () => {
    const { receiveWatts, transmitWatts } = radioEnergy("ble1m-nrf52840")
    const kernel = new Kernel()
    const radio = makePiconet(kernel, { peripheralLatency: 4, power: { transmitWatts, receiveWatts } })
    const kind = kernel.kind("any", () => {})
    kernel.run(3600)
    const idle = (3600 / 0.25) * 80e-6 * (transmitWatts + receiveWatts)
    assert.closeTo(radio.stationJoules(0, 3600), idle, 1e-12)
    radio.send(244, kind, kind, 0, 0)
    radio.sendDown(244, kind, kind, 0, 0)
    const data = (261 * 8e-6 + 80e-6) * (transmitWatts + receiveWatts)
    // One event in place of an empty one.
    const spent = radio.stationJoules(0, 3600) - idle + 80e-6 * (transmitWatts + receiveWatts)
    assert.closeTo(spent, data, 1e-12)
    // An hour of silence: 0.044 J, 12 uW.
    assert.closeTo(idle / 3600, 12.2e-6, 0.1e-6)
  })

  it("conserves messages and bytes at every moment, and runs exactly one handler for each accepted message", () => {
    const kernel = new Kernel()
    const radio = makePiconet(kernel, {
      stations: 5,
      queueBytes: 2000,
      supervisionSeconds: 1.1,
      peripheralLatency: 4,
      loss: {
        kind: "gilbert-elliott",
        meanGoodSeconds: 10,
        meanBadSeconds: 1.5,
        goodLoss: 0.05,
        badLoss: 0.95
      }
    })
    const stream = new RandomStreams(3, 0).stream("sizes")
    const counts = { delivered: 0, lost: 0, bytes: 0 }
    const delivered = kernel.kind("delivered", (_a, b) => {
      counts.delivered++
      counts.bytes += b
    })
    const lost = kernel.kind("lost", () => counts.lost++)
    const send = kernel.kind("send", () => {
      const bytes = Math.floor(stream() * 1500)
      const station = Math.floor(stream() * 5)
      if (stream() < 0.4) radio.sendDown(bytes, delivered, lost, station, bytes)
      else radio.send(bytes, delivered, lost, station, bytes)
      kernel.schedule(exponential(stream, 40), send)
    })
    kernel.schedule(0, send)
    for (let time = 0.37; time < 300; time += 0.6117) {
      kernel.run(time)
      assertConserved(radio)
      assert.strictEqual(radio.deliveredMessages, counts.delivered)
      assert.strictEqual(radio.deliveredBytes, counts.bytes)
      assert.strictEqual(radio.lostMessages, counts.lost)
    }
    assert.isTrue(counts.lost > 30 && radio.droppedMessages > 100 && counts.delivered > 2000)
    assert.isAbove(radio.disconnections, 10)
  })

  it("refuses an MTU within its header, too many stations for the interval and a short supervision timeout", () => {
    const refused = (options: Partial<BlePiconetOptions>) => () => makePiconet(new Kernel(), options)
    assert.throws(refused({ attMtuBytes: 3 }), /Bluetooth piconet "test": the ATT MTU/)
    assert.throws(refused({ bitsPerSecond: 0 }), /the rate/)
    assert.throws(refused({ stations: 21 }), /a 21th of the interval/)
    assert.throws(refused({ supervisionSeconds: 0.1 }), /supervision timeout/)
    assert.throws(refused({ intervalSeconds: 0.001 }), /the interval/)
  })
})
