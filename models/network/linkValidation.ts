// Link layers against what theory says of them, for `wardsim crypto --validate`. Each case runs a link by itself, with a seed of
// its own; the tests of the links hold more of them.

import { Kernel } from "../../src/engine/Kernel.ts"
import { RandomStreams } from "../../src/engine/RandomStreams.ts"
import { bianchi } from "./bianchi.ts"
import { BlePiconet } from "./BlePiconet.ts"
import { Ieee802154 } from "./Ieee802154.ts"
import { Link } from "./Link.ts"
import { makeLoss } from "./Loss.ts"
import { NbIot } from "./NbIot.ts"
import { type Radio } from "./Radio.ts"
import { WifiCell } from "./WifiCell.ts"
import { wifiTiming } from "./wifiTiming.ts"

export interface LinkResult {
  readonly what: string
  readonly theory: number
  readonly simulated: number
  readonly unit: string
  /** (simulated - theory) / theory. */
  readonly error: number
  readonly tolerance: number
  readonly passes: boolean
  /** Sent = delivered + lost + dropped + in flight at the end, in messages and bytes; null: nothing is sent. */
  readonly isConserved: boolean | null
}

const conserves = (radio: Radio): boolean =>
  radio.sentMessages ===
    radio.deliveredMessages + radio.lostMessages + radio.droppedMessages + radio.inFlightMessages &&
  radio.sentBytes === radio.deliveredBytes + radio.lostBytes + radio.droppedBytes + radio.inFlightBytes

const streamOf = (seed: number, purpose: string) => new RandomStreams(seed, 0).stream(purpose)
const exponential = (stream: () => number, rate: number): number => -Math.log(1 - stream()) / rate

type Measured = Pick<LinkResult, "what" | "theory" | "simulated" | "unit" | "tolerance" | "isConserved">

/** Keeps `waiting` messages of `bytes` at each station, and runs. */
const saturate = (
  kernel: Kernel,
  radio: Radio,
  load: {
    readonly stations: number
    readonly bytes: number
    readonly waiting: number
    readonly seconds: number
  }
): void => {
  const next = kernel.kind("next", (station) => radio.send(load.bytes, next, next, station, 0))
  for (let station = 0; station < load.stations; station++) {
    for (let index = 0; index < load.waiting; index++) radio.send(load.bytes, next, next, station, 0)
  }
  kernel.run(load.seconds)
}

// The model counts a slot down during every transmission, as stations that defer do not: its own error is 3 %.
const wifi = (layer: "fhss" | "ofdm-5ghz", stations: number): Measured => {
  const timing = wifiTiming(layer)
  const [bytes, seconds] = layer === "fhss" ? [1023, 200] : [1000, 20]
  const kernel = new Kernel()
  const cell = new WifiCell(kernel, streamOf(1, "cell"), { name: layer, stations, timing, queueBytes: 1e6 })
  saturate(kernel, cell, { stations, bytes, waiting: 2, seconds })
  return {
    what: `Wi-Fi ${layer}, ${stations} saturated stations, messages of ${bytes} B: throughput, Bianchi's model with ${timing.retryLimit} retries`,
    theory: (bianchi(timing, stations, bytes).throughput * timing.bitsPerSecond) / 1e6,
    simulated: (cell.deliveredMessages * bytes * 8) / seconds / 1e6,
    unit: "Mbit/s",
    tolerance: 0.03,
    isConserved: conserves(cell)
  }
}

// 244 B of a notification in packets of at most 2.468 ms with both gaps and the answer.
const bluetooth = (intervalSeconds: number, stations: number, packets: number): Measured => {
  const kernel = new Kernel()
  const radio = new BlePiconet(kernel, streamOf(1, "piconet"), {
    name: "saturated",
    stations,
    queueBytes: 1e6,
    intervalSeconds,
    peripheralLatency: 0
  })
  const seconds = 60
  saturate(kernel, radio, { stations, bytes: 2440, waiting: 4, seconds })
  return {
    what: `Bluetooth LE, ${stations === 1 ? "one station" : `${stations} stations`}, interval ${1e3 * intervalSeconds} ms: throughput of each, ${packets} packets of 244 B an interval`,
    theory: (packets * 244 * 8) / intervalSeconds / 1e3,
    simulated: (radio.deliveredBytes * 8) / stations / seconds / 1e3,
    unit: "kbit/s",
    tolerance: 0.01,
    isConserved: conserves(radio)
  }
}

// Mean back-off of 3.5 periods, look and turnaround, a frame of 133 B, turnaround and acknowledgement, long gap.
const lowRate = (): Measured => {
  const kernel = new Kernel()
  const radio = new Ieee802154(kernel, streamOf(1, "channel"), {
    name: "alone",
    stations: 1,
    queueBytes: 1e6
  })
  const seconds = 100
  saturate(kernel, radio, { stations: 1, bytes: 104, waiting: 2, seconds })
  const cycle = 3.5 * 320e-6 + (128 + 192) * 1e-6 + 133 * 32e-6 + (192 + 352 + 640) * 1e-6
  return {
    what: "IEEE 802.15.4, one saturated station, messages of 104 B: throughput, unslotted CSMA/CA",
    theory: (104 * 8) / cycle / 1e3,
    simulated: (radio.deliveredBytes * 8) / seconds / 1e3,
    unit: "kbit/s",
    tolerance: 0.01,
    isConserved: conserves(radio)
  }
}

const gilbertElliott = (spacingSeconds: number): Measured => {
  const loss = makeLoss(
    { kind: "gilbert-elliott", meanGoodSeconds: 0.9, meanBadSeconds: 0.1, goodLoss: 0.01, badLoss: 0.7 },
    streamOf(21, `loss ${spacingSeconds}`)
  )
  const attempts = 400_000
  let lost = 0
  for (let index = 0; index < attempts; index++) if (loss.isLost(index * spacingSeconds)) lost++
  return {
    what: `Gilbert-Elliott loss, an attempt every ${spacingSeconds} s: stationary loss, 0.9 x 1 % + 0.1 x 70 %`,
    theory: 7.9,
    simulated: (100 * lost) / attempts,
    unit: "%",
    tolerance: 0.1,
    isConserved: null
  }
}

/** Mean wait of 1000 B that take a second, beside others that come at random. */
const wired = (load: number): Measured => {
  const kernel = new Kernel()
  const link = new Link(kernel, streamOf(3, "link"), {
    name: "wire",
    bitsPerSecond: 8000,
    propagationSeconds: 0,
    queueBytes: 1e6
  })
  const stream = streamOf(2, `arrivals ${load}`)
  const ended = kernel.kind("ended", () => {})
  let wait = 0
  let count = 0
  const arrive = kernel.kind("arrive", () => {
    link.send(1000, ended, ended, 0, 0)
    wait += link.lastWaitSeconds
    count++
    kernel.schedule(exponential(stream, load), arrive)
  })
  kernel.schedule(0, arrive)
  kernel.run(300_000)
  return {
    what: `Wired link at load ${load}: mean wait in services, M/D/1`,
    theory: load / (2 * (1 - load)),
    simulated: wait / count,
    unit: "services",
    tolerance: 0.05,
    isConserved: conserves(link)
  }
}

/** 506 B with headers at 46 kbit/s and half a round trip each way, in a bearer that stays connected. */
const narrowband = (): Measured => {
  const kernel = new Kernel()
  const radio = new NbIot(kernel, streamOf(1, "bearer"), { name: "bearer", stations: 1, queueBytes: 1e6 })
  const ended = kernel.kind("delivered", () => (delivered += kernel.now))
  let delivered = 0
  let sent = 0
  const send = kernel.kind("send", () => {
    sent += kernel.now
    radio.send(500, ended, ended, 0, 0)
    if (kernel.now < 5000) kernel.schedule(10, send)
  })
  radio.send(500, ended, ended, 0, 0)
  kernel.run(10)
  delivered = 0
  kernel.schedule(0, send)
  kernel.run(6000)
  return {
    what: "NB-IoT, 500 B while connected: delay, 506 B at 46 kbit/s and 1.5 s",
    theory: (506 * 8) / 46_000 + 1.5,
    simulated: (delivered - sent) / (radio.deliveredMessages - 1),
    unit: "s",
    tolerance: 1e-6,
    isConserved: conserves(radio)
  }
}

/** Runs every case; a second or two. */
export const validateLinks = (): ReadonlyArray<LinkResult> =>
  [
    wifi("fhss", 10),
    wifi("fhss", 50),
    wifi("ofdm-5ghz", 5),
    wifi("ofdm-5ghz", 20),
    bluetooth(0.03, 1, 6),
    bluetooth(0.05, 8, 2),
    lowRate(),
    narrowband(),
    gilbertElliott(0.01),
    gilbertElliott(3),
    wired(0.5),
    wired(0.8)
  ].map((measured) => {
    const error = measured.simulated / measured.theory - 1
    return {
      ...measured,
      error,
      passes: Math.abs(error) <= measured.tolerance && measured.isConserved !== false
    }
  })
