import { assert, describe, it } from "vitest"
import { Kernel } from "../../../src/engine/Kernel.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { Processor } from "../../../models/devices/Processor.ts"

const exponential = (stream: () => number, rate: number): number => -Math.log(1 - stream()) / rate

const never = (): number => {
  throw new Error("drew a random number")
}

describe("Processor", () => {
  it("serves one core first come, first served: jobs of 2, 3 and 1 s end at 2, 5 and 6 s", () => {
    const kernel = new Kernel()
    const processor = new Processor(kernel, { servers: 1, queueJobs: 5, stream: never })
    const ends: Array<[number, number]> = []
    const done = kernel.kind("done", (a) => ends.push([a, kernel.now]))
    for (const [index, service] of [2, 3, 1].entries())
      assert.isTrue(processor.submit(service, done, index, 0))
    kernel.run(10)
    assert.deepStrictEqual(ends, [
      [0, 2],
      [1, 5],
      [2, 6]
    ])
    assert.closeTo(processor.busySeconds(10), 6, 1e-9)
  })

  it("still counts a flood's work when the flood is over", () => {
    const kernel = new Kernel()
    const stream = new RandomStreams(1, 0).stream("flood")
    const processor = new Processor(kernel, { servers: 1, queueJobs: 1000, stream })
    const done = kernel.kind("done", () => {})
    // Half a second of work a second for 1000 s, and one real job of 1 s long after it.
    processor.setBackgroundLoad(5, 0.1)
    kernel.run(1000)
    processor.setBackgroundLoad(0, 0.1)
    kernel.run(2000)
    processor.submit(1, done, 0, 0)
    kernel.run(3000)
    assert.closeTo(processor.busySeconds(3000), 501, 501 * 0.15)
  })

  it("gives two cores to two jobs at once, and the third waits for the first that is free", () => {
    const kernel = new Kernel()
    const processor = new Processor(kernel, { servers: 2, queueJobs: 5, stream: never })
    const ends: Array<number> = []
    const done = kernel.kind("done", () => ends.push(kernel.now))
    for (const service of [4, 1, 2]) processor.submit(service, done, 0, 0)
    kernel.run(2)
    assert.closeTo(processor.busySeconds(2), 4, 1e-9)
    kernel.run(10)
    assert.deepStrictEqual(ends, [1, 3, 4])
  })

  it("refuses a job that finds its queue full, and counts every job once", () => {
    const kernel = new Kernel()
    const processor = new Processor(kernel, { servers: 1, queueJobs: 1, stream: never })
    let finished = 0
    const done = kernel.kind("done", () => finished++)
    const answers = [1, 1, 1].map((service) => processor.submit(service, done, 0, 0))
    assert.deepStrictEqual(answers, [true, true, false])
    kernel.run(1.5)
    assert.strictEqual(processor.inside, 1)
    assert.isTrue(processor.submit(1, done, 0, 0))
    kernel.run(10)
    assert.strictEqual(finished, 3)
    assert.deepStrictEqual(
      [processor.submitted, processor.completed, processor.rejected, processor.inside],
      [4, 3, 1, 0]
    )
  })

  it("keeps submitted = completed + rejected + inside and busy time within capacity at random times", () => {
    for (const servers of [1, 3]) {
      const kernel = new Kernel()
      const stream = new RandomStreams(5, servers).stream("jobs")
      const processor = new Processor(kernel, { servers, queueJobs: 4, stream: never })
      let finished = 0
      let accepted = 0
      const done = kernel.kind("done", () => finished++)
      const arrive = kernel.kind("arrive", () => {
        if (processor.submit(exponential(stream, 1), done, 0, 0)) accepted++
        kernel.schedule(exponential(stream, servers * 1.1), arrive)
      })
      kernel.schedule(0, arrive)
      let busy = 0
      for (let time = 10; time <= 2000; time += 7.3) {
        kernel.run(time)
        assert.strictEqual(processor.completed, finished)
        assert.strictEqual(processor.inside, accepted - finished)
        const now = processor.busySeconds(kernel.now)
        assert.isTrue(now >= busy - 1e-6 && now - busy <= servers * 10.1)
        busy = now
      }
      assert.isAbove(processor.rejected, 100)
    }
  })

  it("matches M/M/1: mean wait rho / (mu - lambda) at rho 0.7", () => {
    const kernel = new Kernel()
    const streams = new RandomStreams(11, 0)
    const processor = new Processor(kernel, { servers: 1, queueJobs: 1e6, stream: never })
    const arrivals = streams.stream("arrivals")
    const services = streams.stream("services")
    const done = kernel.kind("done", () => {})
    const arrive = kernel.kind("arrive", () => {
      processor.submit(exponential(services, 1), done, 0, 0)
      kernel.schedule(exponential(arrivals, 0.7), arrive)
    })
    kernel.schedule(0, arrive)
    kernel.run(300_000)
    // 0.7 / 0.3 = 2.333 s; relaxation time 1 / (1 - sqrt(0.7))^2 = 37 s, so about 4000 independent samples: 6 % is 4 sigma.
    assert.closeTo(processor.totalWaitSeconds / processor.submitted, 0.7 / 0.3, 0.14)
  })

  it("draws nothing when its load is read, and nothing at all without a flood", () => {
    const once = (reads: boolean): string => {
      const kernel = new Kernel()
      const streams = new RandomStreams(3, 0)
      const processor = new Processor(kernel, { servers: 2, queueJobs: 10, stream: streams.stream("flood") })
      const waits: Array<number> = []
      const done = kernel.kind("done", () => {})
      const arrive = kernel.kind("arrive", () => {
        if (processor.submit(0.004, done, 0, 0)) waits.push(processor.lastWaitSeconds)
        if (reads) assert.isAtLeast(processor.busySeconds(kernel.now + 0.01), 0)
        kernel.schedule(0.013, arrive)
      })
      processor.setBackgroundLoad(1500, 0.001)
      kernel.schedule(0, arrive)
      kernel.run(5)
      return waits.join()
    }
    assert.isTrue(once(true) === once(false))
  })
})

interface Case {
  readonly name: string
  readonly servers: number
  readonly queueJobs: number
  readonly jobSeconds: number
  readonly jobsPerSecond: number
}

interface Seen {
  readonly wait: number
  readonly rejected: number
  readonly busy: number
}

const FLOOD_SECONDS = 0.001

/** Real jobs beside a flood of the given load; the flood is fluid, or frames that arrive one by one. */
const runFlood = (options: Case, load: number, isFluid: boolean): Seen => {
  const kernel = new Kernel()
  const streams = new RandomStreams(17, isFluid ? 1 : 2)
  const { servers, queueJobs } = options
  const processor = new Processor(kernel, { servers, queueJobs, stream: streams.stream("noise") })
  const real = streams.stream("real")
  const frames = streams.stream("frames")
  const rate = (load * servers) / FLOOD_SECONDS
  let wait = 0
  let accepted = 0
  let sent = 0
  const done = kernel.kind("done", () => {})
  const arrive = kernel.kind("real", () => {
    sent++
    if (processor.submit(options.jobSeconds, done, 0, 0)) {
      accepted++
      wait += processor.lastWaitSeconds
    }
    kernel.schedule(exponential(real, options.jobsPerSecond), arrive)
  })
  const frame = kernel.kind("frame", () => {
    processor.submit(FLOOD_SECONDS, done, 0, 0)
    kernel.schedule(exponential(frames, rate), frame)
  })
  kernel.schedule(0.2, arrive)
  if (isFluid) processor.setBackgroundLoad(rate, FLOOD_SECONDS)
  else kernel.schedule(0, frame)
  // Overload forgets quickly: fewer seconds give the same precision there.
  const horizon = load > 1 ? 150 : 300
  kernel.run(horizon)
  return {
    wait: wait / accepted,
    rejected: 1 - accepted / sent,
    busy: processor.busySeconds(horizon) / horizon / servers
  }
}

const cases: ReadonlyArray<Case> = [
  { name: "one core, short jobs", servers: 1, queueJobs: 20, jobSeconds: 0.001, jobsPerSecond: 50 },
  {
    name: "one core, jobs of 10 flood frames",
    servers: 1,
    queueJobs: 30,
    jobSeconds: 0.01,
    jobsPerSecond: 20
  },
  { name: "three cores", servers: 3, queueJobs: 30, jobSeconds: 0.002, jobsPerSecond: 60 }
]

// Fluid against frames, stated tolerance: mean wait of the real jobs within 12 % + 0.15 frame times, share refused within
// 0.03 (3 sigma of twice 3000 jobs at 0.5), load within 0.02.
describe.each(cases.map((options) => [options.name, options] as const))(
  "A fluid flood on %s",
  (_, options) => {
    it.each([0.3, 0.6, 0.9, 1.2, 2, 5])("does to real jobs what single frames do at load %d", (load) => {
      const fluid = runFlood(options, load, true)
      const single = runFlood(options, load, false)
      const report = JSON.stringify({ fluid, single })
      assert.closeTo(fluid.wait, single.wait, 0.12 * single.wait + 0.15 * FLOOD_SECONDS, report)
      assert.closeTo(fluid.rejected, single.rejected, 0.03, report)
      assert.closeTo(fluid.busy, single.busy, 0.02, report)
    })
  }
)

describe("A fluid flood", () => {
  it("fills an empty queue at rate rho - 1 and drains at rate 1 when it ends", () => {
    const kernel = new Kernel()
    const processor = new Processor(kernel, {
      servers: 1,
      queueJobs: 10_000,
      stream: new RandomStreams(1, 0).stream("noise")
    })
    const done = kernel.kind("done", () => {})
    const waitAt = (time: number): number => {
      kernel.run(time)
      assert.isTrue(processor.submit(1e-6, done, 0, 0))
      return processor.lastWaitSeconds
    }
    processor.setBackgroundLoad(2000, 0.001)
    // After 2 s: 2 s of work too many, standard deviation sqrt(4000) x 1 ms = 0.063 s; 4 sigma.
    const full = waitAt(2)
    assert.closeTo(full, 2, 0.25)
    processor.setBackgroundLoad(0, 0.001)
    assert.closeTo(waitAt(3), full - 1, 1e-3)
    assert.strictEqual(waitAt(6), 0)
  })

  it("conserves work: offered = lost + served + waiting", () => {
    const kernel = new Kernel()
    const processor = new Processor(kernel, {
      servers: 1,
      queueJobs: 50,
      stream: new RandomStreams(2, 0).stream("noise")
    })
    const done = kernel.kind("done", () => {})
    processor.setBackgroundLoad(1500, 0.001)
    for (let time = 1; time <= 400; time++) {
      kernel.run(time)
      processor.submit(0, done, 0, 0)
    }
    const { backgroundLostSeconds, backgroundOfferedSeconds } = processor
    // 600 s offered, a third of it lost; Poisson noise of 600,000 frames is 0.8 s.
    assert.closeTo(backgroundOfferedSeconds, 600, 4)
    assert.closeTo(backgroundLostSeconds, 200, 4)
    assert.closeTo(backgroundOfferedSeconds - backgroundLostSeconds - processor.busySeconds(400), 0, 0.06)
    assert.closeTo(processor.busySeconds(400), 400, 1)
  })
})
