// The closed forms of DeviceProcessor against the core of priorityCore.ts, which plays every tick and every job.

import { assert, describe, it } from "vitest"
import { ControlLoop } from "../../../models/devices/ControlLoop.ts"
import { JobClass } from "../../../models/devices/JobLine.ts"
import { DeviceProcessor, type DeviceProcessorOptions } from "../../../models/devices/DeviceProcessor.ts"
import { Kernel } from "../../../src/engine/Kernel.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { type Arrival, playCore } from "./priorityCore.ts"

const streams = new RandomStreams(5, 0)

/** Jobs at random times: many short ones of the radio, few long ones of cryptography. */
const arrivalsOf = (name: string, count: number, load: number): ReadonlyArray<Arrival> => {
  const stream = streams.stream(`arrivals/${name}/${load}`, 0)
  const means = [0.001, 0.02, 0.004]
  const gap = means.reduce((sum, mean) => sum + mean, 0) / 3 / load
  let at = 0
  return Array.from({ length: count }, () => {
    at += -Math.log(1 - stream()) * gap
    const jobClass = Math.floor(stream() * 3)
    return { at, jobClass, service: -Math.log(1 - stream()) * (means[jobClass] as number) + 1e-5 }
  })
}

const build = (options: Partial<DeviceProcessorOptions> = {}) => {
  const kernel = new Kernel()
  const hung: Array<number> = []
  const looks = kernel.kind("watchdog looks", () => {
    if (processor.isHung) hung.push(kernel.now)
  })
  const processor: DeviceProcessor = new DeviceProcessor(kernel, {
    cores: 1,
    isPreemptive: true,
    controlLoop: null,
    queueJobs: 1e6,
    watchdogSeconds: 1e6,
    watchdogLooks: looks,
    entity: 0,
    makeStream: () => streams.stream("flood", 0),
    ...options
  })
  return { hung, kernel, processor }
}

const play = (arrivals: ReadonlyArray<Arrival>, options: Partial<DeviceProcessorOptions>, until: number) => {
  const { kernel, processor } = build(options)
  const ends = arrivals.map(() => Infinity)
  const done = kernel.kind("done", (_, index) => {
    ends[index] = kernel.now
  })
  const arrive = kernel.kind("arrives", (_, index) => {
    const { jobClass, service } = arrivals[index] as Arrival
    assert.isTrue(processor.submit(service, done, index, jobClass as JobClass))
  })
  for (const [index, { at }] of arrivals.entries()) kernel.schedule(at, arrive, 0, index)
  kernel.run(until)
  return { ends, kernel, processor }
}

const AFTERWARDS = 100
const LOOPS = [
  null,
  { period: 0.01, work: 0.0005, phase: 0.0031 },
  { period: 0.01, work: 0.004, phase: 0 },
  { period: 0.005, work: 0.0035, phase: 0.0012 }
]

describe.each([true, false])("a core (pre-emptive: %s)", (isPreemptive) => {
  for (const [number, loop] of LOOPS.entries()) {
    for (const load of [0.05, 0.25, 0.6]) {
      it(`ends each job when the core played event by event does: loop ${number}, load ${load}`, () => {
        const arrivals = arrivalsOf(`${number}`, 1500, load)
        // Until all is done: what a job in service has made the loop miss so far is counted when it ends.
        const until = (arrivals.at(-1) as Arrival).at + AFTERWARDS
        const controlLoop =
          loop === null
            ? null
            : { periodSeconds: loop.period, workSeconds: loop.work, phaseSeconds: loop.phase }
        const expected = playCore(arrivals, loop, isPreemptive, until)
        const { ends, processor } = play(arrivals, { isPreemptive, controlLoop }, until)
        let finished = 0
        for (const [index, end] of expected.ends.entries()) {
          if (end === Infinity) continue
          finished++
          // Completions are whole nanoseconds, and a chain of them may add up.
          assert.closeTo(ends[index] as number, end, 1e-6, `job ${index}`)
        }
        assert.strictEqual(finished, arrivals.length)
        if (loop === null) return
        assert.strictEqual(processor.missedDeadlines(until), expected.missed)
        if (isPreemptive) assert.strictEqual(expected.missed, 0)
        else if (load > 0.1) assert.isAbove(expected.missed, 10)
        assert.closeTo(processor.loopSeconds(until) / expected.loopSeconds, 1, 2e-3)
      })
    }
  }

  it("does each class's work and nothing else, and runs one event for each job", () => {
    const arrivals = arrivalsOf("work", 2000, 0.3)
    const controlLoop = { periodSeconds: 0.01, workSeconds: 0.002, phaseSeconds: 0.004 }
    const { kernel, processor } = play(arrivals, { isPreemptive, controlLoop }, 1000)
    for (const jobClass of Object.values(JobClass)) {
      const work = arrivals.reduce((sum, job) => sum + (job.jobClass === jobClass ? job.service : 0), 0)
      assert.closeTo(processor.classSeconds(jobClass, 1000), work, 1e-9)
    }
    assert.strictEqual(processor.completed, 2000)
    assert.strictEqual(kernel.executed, 2 * arrivals.length, "arrival and completion")
  })
})

describe("the control loop", () => {
  const loop = new ControlLoop({ periodSeconds: 0.01, workSeconds: 0.003, phaseSeconds: 0.002 })

  it("leaves 70 % to others over whole periods, and nothing during a turn", () => {
    assert.closeTo(loop.available(5, 15), 7, 1e-9)
    assert.closeTo(loop.available(0.002, 0.005), 0, 1e-12)
    assert.closeTo(loop.finish(0.002, 7), 10.002, 1e-9)
    assert.closeTo(loop.finish(0.003, 0.001), 0.006, 1e-12)
  })

  it("misses by hand: 25 ms from 6 ms on pass ticks at 12, 22; the first is lost, the second late", () => {
    // Ticks at 2, 12, 22, 32 ms. The job holds the core from 6 to 31 ms: 12 is skipped; 22 is served from 31 to 34 ms, after
    // its deadline at 32; 32 is served from 34 to 37 ms, in time.
    assert.closeTo(loop.afterBlock(0.006, 0.031), 0.037, 1e-12)
    assert.strictEqual(loop.missed, 2)
    assert.strictEqual(loop.skipped, 1)
  })
})

describe("two cores", () => {
  it("keep cryptography away from the control loop: no deadline is missed, and radio does not wait", () => {
    const controlLoop = { periodSeconds: 0.01, workSeconds: 0.0005, phaseSeconds: 0 }
    const missed = [1, 2].map((cores) => {
      const arrivals = Array.from({ length: 50 }, (_, index) => ({
        at: index + 0.0501,
        jobClass: JobClass.crypto,
        service: 0.3
      }))
      return play(arrivals, { cores, isPreemptive: false, controlLoop }, 60).processor.missedDeadlines(60)
    })
    // 0.3 s hold 30 ticks, of which the last is served in time.
    assert.closeTo(missed[0] as number, 50 * 29, 50)
    assert.strictEqual(missed[1], 0)
  })
})

describe("a flood of cryptography", () => {
  const controlLoop = { periodSeconds: 0.01, workSeconds: 0.001, phaseSeconds: 0 }
  const SECONDS = 400

  /** Bogus jobs one by one. */
  const discrete = (perSecond: number, service: number, isPreemptive: boolean) => {
    const { kernel, processor } = build({ isPreemptive, controlLoop, queueJobs: 64 })
    const done = kernel.kind("done", () => {})
    const stream = streams.stream(`flood/${perSecond}/${service}`, 1)
    const arrive = kernel.kind("arrives", () => {
      processor.submit(service, done, 0, JobClass.crypto)
      kernel.schedule(-Math.log(1 - stream()) / perSecond, arrive)
    })
    kernel.schedule(0, arrive)
    kernel.run(SECONDS)
    return processor
  }
  const fluid = (perSecond: number, service: number, isPreemptive: boolean) => {
    const { kernel, processor } = build({ isPreemptive, controlLoop, queueJobs: 64 })
    processor.setBackgroundLoad(perSecond, service)
    kernel.run(SECONDS)
    processor.setBackgroundLoad(perSecond, service)
    return processor
  }

  for (const service of [0.004, 0.011, 0.05]) {
    for (const load of [0.2, 0.6, 0.85, 1.5, 20]) {
      it(`as a fluid does the same work and delays the same deadlines as job by job: ${service} s, load ${load}`, () => {
        const rate = load / service
        const one = discrete(rate, service, false)
        const other = fluid(rate, service, false)
        const work = one.classSeconds(JobClass.crypto, SECONDS)
        assert.closeTo(other.classSeconds(JobClass.crypto, SECONDS) / work, 1, 0.04)
        const ticks = SECONDS / controlLoop.periodSeconds
        const [missedOne, missedOther] = [one.missedDeadlines(SECONDS), other.missedDeadlines(SECONDS)]
        assert.closeTo((missedOther as number) / ticks, (missedOne as number) / ticks, 0.04)
        const preemptive = fluid(rate, service, true)
        assert.strictEqual(preemptive.missedDeadlines(SECONDS), 0)
      })
    }
  }

  it("starves telemetry when it takes all, and lets radio through at once where it can be pre-empted", () => {
    const { kernel, processor } = build({ controlLoop, queueJobs: 64 })
    const ends: Array<number> = []
    const done = kernel.kind("done", (_, job) => {
      ends[job] = kernel.now
    })
    processor.submit(5, done, 0, JobClass.telemetry)
    processor.setBackgroundLoad(2, 1)
    kernel.run(1)
    processor.submit(0.002, done, 1, JobClass.radio)
    kernel.run(100)
    assert.lengthOf(Object.keys(ends), 1)
    assert.isBelow(ends[1] as number, 1.004)
    processor.setBackgroundLoad(0, 0)
    kernel.run(400)
    // 65 jobs of 1 s and the rest of 5 s on 90 % of a core.
    assert.isAbove(ends[0] as number, 150)
    assert.isBelow(ends[0] as number, 185)
  })
})

/** Jobs of telemetry that come at regular times and are announced, as a pump's reports are, beside others. */
const playExpected = (others: ReadonlyArray<Arrival>, every: number, work: number, count: number) => {
  const ends: Array<number> = []
  const otherEnds = others.map(() => Infinity)
  let ready = -1
  let number = 0
  const due = (): number => every * (number + 1)
  const { kernel, processor } = build({
    handOverExpected: () => {
      kernel.cancel(ready)
      handOver()
    }
  })
  const done = kernel.kind("report done", (_, index) => {
    ends[index] = kernel.now
  })
  const otherDone = kernel.kind("done", (_, index) => {
    otherEnds[index] = kernel.now
  })
  const plan = (): void => {
    const next = number < count
    processor.expect(next ? due() : Infinity)
    if (next) ready = kernel.schedule(due() + work - kernel.now, leaves)
  }
  const handOver = (): void => {
    const at = due()
    processor.expect(Infinity)
    assert.isTrue(processor.submitAsOf(at, work, done, number++))
    plan()
  }
  const leaves = kernel.kind("report is ready", () => {
    if (!processor.bookUndelayed(due(), work)) return handOver()
    ends[number++] = kernel.now
    return plan()
  })
  const arrive = kernel.kind("arrives", (_, index) => {
    const { jobClass, service } = others[index] as Arrival
    assert.isTrue(processor.submit(service, otherDone, index, jobClass as JobClass))
  })
  for (const [index, { at }] of others.entries()) kernel.schedule(at, arrive, 0, index)
  plan()
  kernel.run(every * count + AFTERWARDS)
  return { ends, kernel, otherEnds, processor }
}

describe("jobs that are announced", () => {
  for (const load of [0.02, 0.3, 0.7]) {
    it(`end, and let others end, when the core played event by event says: load of the others ${load}`, () => {
      const others = arrivalsOf("beside reports", 1500, load)
      const every = 0.05
      const work = 0.004
      const count = Math.floor((others.at(-1) as Arrival).at / every)
      const reports: ReadonlyArray<Arrival> = Array.from({ length: count }, (_, index) => ({
        at: every * (index + 1),
        jobClass: JobClass.telemetry,
        service: work
      }))
      const all = [...others, ...reports].toSorted((x, y) => x.at - y.at)
      const expected = playCore(all, null, true, every * count + AFTERWARDS)
      const { ends, kernel, otherEnds, processor } = playExpected(others, every, work, count)
      for (const [index, end] of expected.ends.entries()) {
        const arrival = all[index] as Arrival
        const report = reports.indexOf(arrival)
        const found = report < 0 ? otherEnds[others.indexOf(arrival)] : ends[report]
        assert.closeTo(found as number, end, 1e-6, `job ${index} of class ${arrival.jobClass}`)
      }
      assert.strictEqual(processor.submitted, others.length + count)
      const { now } = kernel
      assert.closeTo(
        processor.classSeconds(JobClass.telemetry, now),
        all.reduce((sum, one) => sum + (one.jobClass === JobClass.telemetry ? one.service : 0), 0),
        1e-6
      )
      // Each of the others is two events; a report that nothing delays is one.
      if (load < 0.1) assert.isBelow(kernel.executed, 2 * others.length + 1.2 * count)
    })
  }
})

describe("the watchdog", () => {
  const controlLoop = { periodSeconds: 0.01, workSeconds: 0.001, phaseSeconds: 0 }

  it("resets a core that runs a job of 3 s to completion when it waits 2 s, and not one that can be pre-empted", () => {
    for (const isPreemptive of [true, false]) {
      const { hung, kernel, processor } = build({ isPreemptive, controlLoop, watchdogSeconds: 2 })
      const done = kernel.kind("done", () => {})
      kernel.schedule(
        0.5,
        kernel.kind("arrives", () => {
          processor.submit(3, done, 0, JobClass.crypto)
        })
      )
      kernel.run(10)
      assert.lengthOf(hung, isPreemptive ? 0 : 1)
      if (!isPreemptive) assert.closeTo(hung[0] as number, 2.501, 0.01)
    }
  })

  it("makes the processor lose every job and take none while it is down", () => {
    const { kernel, processor } = build({ isPreemptive: false, controlLoop })
    const done = kernel.kind("done", () => assert.fail("a lost job must not end"))
    const lost: Array<number> = []
    processor.submit(3, done, 1, JobClass.crypto)
    processor.submit(3, done, 2, JobClass.telemetry)
    kernel.run(1)
    processor.reset(5, (_kind, _class, b) => lost.push(b))
    assert.deepStrictEqual(lost, [1, 2])
    assert.isFalse(processor.submit(1, done, 3, JobClass.radio))
    kernel.run(5.9)
    assert.isFalse(processor.isUp)
    kernel.run(6)
    assert.isTrue(processor.isUp)
    assert.strictEqual(processor.lost, 2)
    assert.strictEqual(processor.rejected, 1)
    assert.strictEqual(processor.inside, 0)
    assert.closeTo(processor.classSeconds(JobClass.crypto, 6), 1, 0.01)
  })
})
