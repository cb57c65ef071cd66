// A report that nothing delays is one event. Whatever comes between, each has the fate that it has when it is an event at
// each step: the same pump is played both ways.

import { assert, describe, it } from "vitest"
import { DeviceProcessor } from "../../../models/devices/DeviceProcessor.ts"
import { FrameType } from "../../../models/devices/Frames.ts"
import { JobClass } from "../../../models/devices/JobLine.ts"
import { StatusReports } from "../../../models/hospital/transport/StatusReports.ts"
import { Kernel } from "../../../src/engine/Kernel.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"

const INTERVAL = 10
const WORK = 0.5
const END = 4005

/** What happens to a pump between its reports: its name in `deeds`, and when [s]. */
interface Deed {
  readonly at: number
  readonly name: "job" | "loses session" | "connects" | "reset" | "power off" | "power on" | "is read"
}

/** What became of each report, by number: when it was sent [s], or why it was not. */
type Fates = Array<number | "dropped" | "lost" | "without session">

const build = (cores: 1 | 2, handOver: (pump: number) => void) => {
  const kernel = new Kernel()
  const fates: Fates = []
  let isConnected = true
  const processor = new DeviceProcessor(kernel, {
    cores,
    isPreemptive: true,
    controlLoop: null,
    queueJobs: 3,
    watchdogSeconds: 1e6,
    watchdogLooks: kernel.kind("watchdog looks", () => {}),
    entity: 0,
    makeStream: () => new RandomStreams(1, 0).stream("flood"),
    handOverExpected: handOver
  })
  const sent = kernel.kind("report is sent", (_, number) => {
    fates[number] = kernel.now
  })
  const jobDone = kernel.kind("job is done", () => {})
  const lost = (kind: number, _class: number, number: number): void => {
    if (kind === sent) fates[number] = "lost"
  }
  const act = (name: Deed["name"], loses: () => void): void => {
    if (name === "job") processor.submit(0.4, jobDone, 0, JobClass.radio)
    else if (name === "loses session") {
      if (isConnected) loses()
      isConnected = false
    } else if (name === "connects") isConnected = true
    else if (name === "reset") processor.reset(1, lost)
    else if (name === "power off") processor.switchOff(lost)
    else if (name === "power on") processor.switchOn()
    else assert.isAtLeast(processor.completed, 0)
  }
  return { act, fates, isConnected: () => isConnected, kernel, processor, sent }
}

const numberAt = (seconds: number): number => Math.round(seconds / INTERVAL) - 1

const schedule = (kernel: Kernel, deeds: ReadonlyArray<Deed>, act: (name: Deed["name"]) => void): void => {
  const acts = kernel.kind("something happens", (_, index) => act((deeds[index] as Deed).name))
  for (const [index, { at }] of deeds.entries()) kernel.schedule(at, acts, 0, index)
}

/** An event when a report is due and one when it is prepared. */
const playEachStep = (cores: 1 | 2, deeds: ReadonlyArray<Deed>) => {
  const { act, fates, isConnected, kernel, processor, sent } = build(cores, () => {})
  const due = kernel.kind("report is due", () => {
    const number = numberAt(kernel.now)
    kernel.schedule(INTERVAL, due)
    if (!isConnected()) fates[number] = "without session"
    else if (!processor.submit(WORK, sent, number, JobClass.telemetry)) fates[number] = "dropped"
  })
  kernel.schedule(INTERVAL, due)
  schedule(kernel, deeds, (name) => act(name, () => {}))
  kernel.run(END)
  return { fates, kernel, processor }
}

const playReports = (cores: 1 | 2, deeds: ReadonlyArray<Deed>) => {
  const { act, fates, isConnected, kernel, processor, sent } = build(cores, (pump) => reports.handOver(pump))
  const submit = (at: number): void => {
    if (!processor.submitAsOf(at, WORK, sent, numberAt(at))) fates[numberAt(at)] = "dropped"
  }
  const reports: StatusReports = new StatusReports({
    kernel,
    interval: INTERVAL,
    processors: [processor],
    isConnected,
    notConnected: () => {
      fates[numberAt(kernel.now)] = "without session"
    },
    telemetry: {
      preparationSeconds: () => WORK,
      sendUp: (type) => {
        assert.strictEqual(type, FrameType.status)
        if (!processor.submit(WORK, sent, numberAt(kernel.now), JobClass.telemetry))
          fates[numberAt(kernel.now)] = "dropped"
      },
      sendUpAsOf: submit,
      sendUpPrepared: (at) => {
        const isPrepared = processor.bookUndelayed(at, WORK)
        if (isPrepared) fates[numberAt(at)] = kernel.now
        return isPrepared
      }
    }
  })
  reports.start(0, INTERVAL)
  schedule(kernel, deeds, (name) => act(name, () => reports.loses(0)))
  kernel.run(END)
  return { fates, kernel, processor, reports }
}

/** Deeds at random times, three in ten of them while a report is being prepared. */
const deedsOf = (names: ReadonlyArray<Deed["name"]>, seed: number): ReadonlyArray<Deed> => {
  const draw = new RandomStreams(seed, 0).stream("deeds")
  return Array.from({ length: 300 }, () => {
    const name = names[Math.floor(draw() * names.length)] as Deed["name"]
    const report = INTERVAL * Math.floor(1 + draw() * (END / INTERVAL - 2))
    return { at: report + (draw() < 0.3 ? WORK : INTERVAL) * draw(), name }
  }).toSorted((one, other) => one.at - other.at)
}

const deedsByTitle: Readonly<Record<string, ReadonlyArray<Deed["name"]>>> = {
  "nothing but looks": ["is read"],
  "other jobs": ["job"],
  "a session that comes and goes": ["loses session", "connects"],
  resets: ["reset", "job"],
  "power that comes and goes": ["power off", "power on", "job"],
  "all at once": [
    "job",
    "loses session",
    "connects",
    "connects",
    "reset",
    "power off",
    "power on",
    "power on",
    "is read"
  ]
}

describe("reports of a pump", () => {
  for (const [title, names] of Object.entries(deedsByTitle)) {
    for (const cores of [1, 2] as const) {
      it(`have the fate that they have event by event: ${title}, ${cores} cores`, () => {
        const deeds = deedsOf(names, cores)
        const expected = playEachStep(cores, deeds)
        const found = playReports(cores, deeds)
        for (const [number, fate] of expected.fates.entries()) {
          const other = found.fates[number]
          if (typeof fate === "number" && typeof other === "number")
            assert.closeTo(other, fate, 1e-6, `report ${number}`)
          else assert.strictEqual(other, fate, `report ${number}`)
        }
        const without = expected.fates.filter((fate) => fate === "without session").length
        assert.strictEqual(found.reports.withoutSession, without)
        for (const count of ["submitted", "rejected", "lost", "inside", "completed"] as const)
          assert.strictEqual(found.processor[count], expected.processor[count], count)
        for (const jobClass of Object.values(JobClass)) {
          const seconds = expected.processor.classSeconds(jobClass, END)
          assert.closeTo(found.processor.classSeconds(jobClass, END), seconds, 1e-6)
        }
        assert.isBelow(found.kernel.executed, expected.kernel.executed)
      })
    }
  }

  it("are one event each when nothing happens", () => {
    const { fates, kernel } = playReports(1, [])
    assert.lengthOf(fates, Math.floor(END / INTERVAL))
    // Only the first has an event when it is due.
    assert.strictEqual(kernel.executed, fates.length + 1)
  })

  it("may be due so rarely that the run ends before", () => {
    const { act, isConnected, kernel, processor } = build(1, () => {})
    const nothing = {
      preparationSeconds: () => WORK,
      sendUp: () => {},
      sendUpAsOf: () => {},
      sendUpPrepared: () => true
    }
    const reports = new StatusReports({
      kernel,
      interval: 9e6,
      processors: [processor],
      isConnected,
      notConnected: () => {},
      telemetry: nothing
    })
    reports.start(0, 8e6)
    schedule(kernel, [{ at: 8.1e6, name: "loses session" }], (name) => act(name, () => reports.loses(0)))
    kernel.run(8.2e6)
    assert.isFalse(isConnected())
  })
})
