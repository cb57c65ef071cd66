import { assert, describe, it } from "vitest"
import { Kernel } from "../../../src/engine/Kernel.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { Ieee802154, type Ieee802154Options } from "../../../models/network/Ieee802154.ts"

const exponential = (stream: () => number, rate: number): number => -Math.log(1 - stream()) / rate

const makeChannel = (kernel: Kernel, options: Partial<Ieee802154Options> = {}, seed = 1): Ieee802154 =>
  new Ieee802154(kernel, new RandomStreams(seed, 0).stream("channel"), {
    name: "test",
    stations: 2,
    queueBytes: 1e6,
    ...options
  })

const assertConserved = (radio: Ieee802154): void => {
  assert.strictEqual(
    radio.sentMessages,
    radio.deliveredMessages + radio.lostMessages + radio.droppedMessages + radio.inFlightMessages
  )
  assert.strictEqual(
    radio.sentBytes,
    radio.deliveredBytes + radio.lostBytes + radio.droppedBytes + radio.inFlightBytes
  )
}

// 127-byte frames of 104 payload bytes: 133 x 32 us.
const AIR = 133 * 32e-6

/** Messages of 104 bytes per second of stations that always have one. */
const saturated = (
  stations: number,
  seconds: number
): { readonly rate: number; readonly collided: number } => {
  const kernel = new Kernel()
  const radio = makeChannel(kernel, { stations })
  const next = kernel.kind("next", (station) => {
    radio.send(104, next, next, station, 0)
  })
  for (let station = 0; station < stations; station++) {
    radio.send(104, next, next, station, 0)
    radio.send(104, next, next, station, 0)
  }
  kernel.run(seconds)
  return { rate: radio.deliveredMessages / seconds, collided: radio.collided / radio.attempts }
}

/**
 * The same counted symbol by symbol (16 us) on a list of who occupies each symbol: an independent second implementation.
 */
const saturatedBySymbols = (stations: number, symbols: number, stream: () => number) => {
  const occupants = new Uint8Array(symbols + 1000)
  const occupy = (from: number, count: number): void => {
    for (let symbol = from; symbol < from + count; symbol++) occupants[symbol] = (occupants[symbol] ?? 0) + 1
  }
  const draw = (looks: number): number => 20 * Math.floor(stream() * 2 ** Math.min(5, 3 + looks)) + 8
  const state = Array.from({ length: stations }, () => ({
    looks: 0,
    retries: 0,
    lookEnds: draw(0),
    start: -1
  }))
  let delivered = 0
  let attempts = 0
  let collided = 0
  for (let now = 0; now < symbols; now++) {
    for (const station of state) {
      const access = (delay: number): void => {
        station.start = -1
        station.looks = 0
        station.lookEnds = now + delay + draw(0)
      }
      if (station.start >= 0 && now === station.start + 266) {
        attempts++
        const isAlone = occupants.subarray(station.start, now).every((count) => count === 1)
        if (isAlone) {
          delivered++
          occupy(now + 12, 22)
          station.retries = 0
          access(12 + 22 + 40)
        } else {
          collided++
          station.retries = station.retries === 3 ? 0 : station.retries + 1
          access(54)
        }
      } else if (station.start < 0 && now === station.lookEnds) {
        const isBusy = occupants.subarray(now - 8, now).some((count) => count > 0)
        if (!isBusy) {
          station.start = now + 12
          occupy(station.start, 266)
        } else if (++station.looks <= 4) station.lookEnds = now + draw(station.looks)
        else {
          station.retries = 0
          access(0)
        }
      }
    }
  }
  return { rate: delivered / (symbols * 16e-6), collided: collided / attempts }
}

describe("An 802.15.4 channel", () => {
  it("lets one station send a message every 3.5 x 320 + 128 + 192 us, frame, 192 + 352 + 640 us", () => {
    const cycle = (3.5 * 320 + 128 + 192 + 192 + 352 + 640) * 1e-6 + AIR
    // 14,500 messages with back-offs of deviation 0.73 ms: 4 sigma are 0.4 %.
    assert.closeTo(saturated(1, 100).rate * cycle, 1, 0.004)
  })

  it.each([2, 5, 10])("agrees with a count symbol by symbol for %d saturated stations", (stations) => {
    const events = saturated(stations, 50)
    const symbols = saturatedBySymbols(
      stations,
      3_125_000,
      new RandomStreams(5, stations).stream("reference")
    )
    // 50 s each, 5000 messages and more: 4 sigma of both are below 3 %.
    assert.closeTo(events.rate / symbols.rate, 1, 0.03)
    assert.closeTo(events.collided, symbols.collided, 0.02)
  })

  it("makes two that begin at once collide when they draw the same of 8 delays", () => {
    const kernel = new Kernel()
    const radio = makeChannel(kernel)
    const kind = kernel.kind("any", () => {})
    let collisions = 0
    for (let index = 0; index < 8000; index++) {
      kernel.run(index)
      const before = radio.collided
      radio.send(50, kind, kind, 0, 0)
      radio.send(50, kind, kind, 1, 0)
      // Delays end by 2.4 ms, frames of 2.6 ms at the earliest 2.9 ms later.
      kernel.run(index + 0.0055)
      if (radio.collided > before) collisions++
    }
    // 4 sigma of 8000 are 0.015.
    assert.closeTo(collisions / 8000, 1 / 8, 0.015)
  })

  it("gives up after five looks at a busy channel, and loses frames that a stranger's hit: Poisson frames that do not listen", () => {
    const kernel = new Kernel()
    const radio = makeChannel(kernel)
    radio.setBackgroundLoad(71 * 300, 71)
    const kind = kernel.kind("any", () => {})
    const send = kernel.kind("send", () => {
      radio.send(104, kind, kind, 0, 0)
      kernel.schedule(0.1, send)
    })
    kernel.schedule(0, send)
    kernel.run(2000)
    const busy = 1 - Math.exp(-300 * (100 * 32e-6 + 128e-6))
    const hit = 1 - Math.exp(-300 * (192e-6 + AIR))
    // 20,000 messages and more accesses: 4 sigma below 0.015.
    const accesses = radio.attempts + radio.accessFailures
    assert.closeTo(radio.accessFailures / accesses, busy ** 5, 0.015)
    assert.closeTo(radio.collided / radio.attempts, hit, 0.015)
    const own = radio.attempts * AIR + (radio.attempts - radio.collided) * 352e-6
    assert.closeTo(radio.busySeconds(2000) - own, 2000 * (1 - Math.exp(-300 * 3.2e-3)), 0.01)
    assertConserved(radio)
  })

  it("cuts 300 bytes into three frames and delivers once", () => {
    const kernel = new Kernel()
    const radio = makeChannel(kernel)
    let delivered = 0
    const kind = kernel.kind("any", () => delivered++)
    radio.sendDown(300, kind, kind, 1, 0)
    kernel.run(1)
    assert.deepStrictEqual([radio.attempts, delivered], [3, 1])
  })

  it("gives a message up after 4 attempts that a jammer destroys", () => {
    const kernel = new Kernel()
    const radio = makeChannel(kernel)
    radio.jammedShare = 1
    let lost = 0
    const kind = kernel.kind("lost", () => lost++)
    radio.send(10, kind, kind, 0, 0)
    kernel.run(1)
    assert.deepStrictEqual([radio.attempts, lost, radio.lostMessages], [4, 1, 1])
  })

  it("conserves messages, bytes and energy, and runs exactly one handler for each accepted message", () => {
    const kernel = new Kernel()
    const radio = makeChannel(kernel, {
      stations: 6,
      queueBytes: 300,
      power: { transmitWatts: 1, receiveWatts: 0 },
      loss: { kind: "gilbert-elliott", meanGoodSeconds: 2, meanBadSeconds: 0.5, goodLoss: 0.02, badLoss: 0.8 }
    })
    const stream = new RandomStreams(3, 0).stream("sizes")
    const counts = { delivered: 0, lost: 0, bytes: 0 }
    const delivered = kernel.kind("delivered", (_a, b) => {
      counts.delivered++
      counts.bytes += b
    })
    const lost = kernel.kind("lost", () => counts.lost++)
    const send = kernel.kind("send", () => {
      const bytes = Math.floor(stream() * 250)
      const station = Math.floor(stream() * 6)
      if (stream() < 0.3) radio.sendDown(bytes, delivered, lost, station, bytes)
      else radio.send(bytes, delivered, lost, station, bytes)
      kernel.schedule(exponential(stream, 90), send)
    })
    kernel.schedule(0, send)
    for (let time = 0.37; time < 120; time += 0.2117) {
      kernel.run(time)
      assertConserved(radio)
      assert.strictEqual(radio.deliveredMessages, counts.delivered)
      assert.strictEqual(radio.deliveredBytes, counts.bytes)
      assert.strictEqual(radio.lostMessages, counts.lost)
    }
    assert.isTrue(
      counts.lost > 30 && radio.droppedMessages > 30 && counts.delivered > 2000 && radio.collided > 30
    )
    // Stations' sending at 1 W, and the coordinator's, is the time the channel was taken.
    let sent = 0
    for (let sender = 0; sender <= 6; sender++) sent += radio.stationJoules(sender, kernel.now)
    assert.closeTo(sent, radio.busySeconds(kernel.now), 1e-6)
  })

  it("refuses a frame that its header fills", () => {
    assert.throws(() => makeChannel(new Kernel(), { frameBytes: 23 }), /802.15.4 channel "test": the frame/)
    assert.throws(() => makeChannel(new Kernel(), { stations: 0 }), /the number of stations/)
  })
})
