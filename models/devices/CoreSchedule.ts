// One core of a device: jobs of three classes below the therapy's control loop, each first come, first served within its
// class, pre-emptive or run to completion. One event per job: the completion of every waiting job is planned when it comes,
// and moved when a job of a higher class comes later. The control loop costs no event (ControlLoop.ts), a flood none (DeviceFlood.ts).
// What a job that has the core to itself needs stands in DeviceCore.ts.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { type RandomStream } from "../../src/engine/RandomStreams.ts"
import { type ControlLoop } from "./ControlLoop.ts"
import { type CoreCells, DONE, FREE_AT } from "./CoreCells.ts"
import { DeviceFlood } from "./DeviceFlood.ts"
import { type Job, JobClass, JobLine, UNSCHEDULED } from "./JobLine.ts"

const HALF_NANOSECOND = 0.5e-9

export interface CoreOptions {
  readonly kernel: Kernel
  /** Events of jobs run with (entity, b). */
  readonly entity: number
  readonly loop: ControlLoop | null
  readonly isPreemptive: boolean
  /** Jobs that may wait, beyond the one in service. */
  readonly queueJobs: number
  /** Longest time between two turns of the loop, or two jobs where there is none [s]; beyond it `onHang` is told when. */
  readonly watchdogSeconds: number
  readonly onHang: (atSeconds: number) => void
  /** Luck of floods, made when one comes. */
  readonly makeStream: () => RandomStream
}

export class CoreSchedule {
  /** Jobs that a reset lost. */
  lost = 0
  #skippedTurns = 0
  /** Longest time from handing over a job of cryptography to its end [s]. */
  worstCryptoSeconds = 0

  readonly #options: CoreOptions
  readonly #pool: CoreCells
  /** First cell of this core's row. */
  readonly #row: number
  readonly #line = new JobLine()
  #missedDeadlines = 0
  #flood: DeviceFlood | null = null
  #floodedTo = 0
  /** When the watchdog will find the core hung in a job of the flood [s]. */
  #floodHangsAt = Infinity

  constructor(options: CoreOptions, pool: CoreCells, row: number) {
    this.#options = options
    this.#pool = pool
    this.#row = row
  }

  get flood(): DeviceFlood | null {
    return this.#flood
  }

  /** Puts the job that had the core to itself into line. */
  adopt(): void {
    this.#pool.copyTo(this.#line.insert(0), this.#row)
  }

  /** Whether nothing is in the core and no flood comes to it. */
  isIdle(now: number): boolean {
    if (this.#flood !== null) return false
    this.#advance(now)
    return this.#line.count === 0
  }

  /** Jobs accepted and not yet finished. */
  get inside(): number {
    const now = this.#options.kernel.now + HALF_NANOSECOND
    let count = 0
    for (let index = 0; index < this.#line.count; index++) if (this.#line.at(index).end > now) count++
    return count
  }

  /** Hands over a job that came at `now`, or a moment ago with nothing since; false: no room. */
  submit(now: number, serviceSeconds: number, done: EventKind, b: number, jobClass: JobClass): boolean {
    const { queueJobs } = this.#options
    this.#advance(now)
    if (this.#flood !== null) this.#ageLead(now)
    const isTurnedAway = jobClass !== JobClass.radio && this.#flood !== null && this.#flood.isFull()
    const waiting =
      this.#line.count > 0 && this.#line.at(0).start <= now ? this.#line.count - 1 : this.#line.count
    if (isTurnedAway || (this.#line.count > 0 && waiting >= Math.max(queueJobs, 1))) return false
    const index = this.#place(jobClass, now)
    const job = this.#line.insert(index)
    job.jobClass = jobClass
    job.kind = done
    job.b = b
    job.handle = UNSCHEDULED
    job.submittedAt = now
    job.remaining = serviceSeconds
    job.serviceSeconds = serviceSeconds
    job.lead = this.#leadOf(jobClass)
    job.start = Infinity
    job.end = NaN
    job.hangAt = Infinity
    this.#plan(index, now)
    return true
  }

  /** From now on `jobsPerSecond` further jobs of cryptography of `secondsPerJob` arrive at random; 0 ends them. */
  setFlood(jobsPerSecond: number, secondsPerJob: number): void {
    const { isPreemptive, kernel, loop, makeStream, queueJobs } = this.#options
    const now = kernel.now
    this.#advance(now)
    this.#ageLead(now)
    if (this.#flood === null) {
      if (jobsPerSecond <= 0) return
      this.#flood = new DeviceFlood({ stream: makeStream(), loop, queueJobs, isPreemptive })
      this.#floodedTo = now
    }
    this.#flood.setLoad(jobsPerSecond, secondsPerJob)
    const turn = secondsPerJob + (loop?.workSeconds ?? 0)
    this.#floodHangsAt = Infinity
    if (!isPreemptive && jobsPerSecond > 0 && turn > this.#options.watchdogSeconds) {
      this.#floodHangsAt =
        Math.max(now, this.#pool.get(this.#row, FREE_AT)) + 1 / jobsPerSecond + this.#options.watchdogSeconds
      this.#options.onHang(this.#floodHangsAt)
    }
    this.#queueUpTelemetry()
    this.#plan(0, now)
  }

  /** Telemetry that was there before the flood waits for it all the same. */
  #queueUpTelemetry(): void {
    let ahead = this.#flood?.backlogSeconds ?? 0
    for (let index = 0; index < this.#line.count; index++) {
      const job = this.#line.at(index)
      if (job.jobClass === JobClass.telemetry) job.lead = Math.max(0, ahead)
      ahead -= job.lead
    }
  }

  /** Everything that is in the core is lost; `lost` is told of each job. Nothing runs until `upAt`. */
  reset(upAt: number, lost: (done: EventKind, jobClass: number, b: number) => void): void {
    const { kernel } = this.#options
    const now = kernel.now
    this.#advance(now)
    for (let index = 0; index < this.#line.count; index++) {
      const job = this.#line.at(index)
      if (job.handle !== UNSCHEDULED) kernel.cancel(job.handle)
      this.#pool.add(this.#row, DONE + job.jobClass, this.#doneOf(job, now))
    }
    const { count } = this.#line
    if (count > 0) this.#countMissed(this.#line.at(0).start, now)
    this.#line.count = 0
    this.lost += count
    this.#pool.cells[this.#row + FREE_AT] = upAt
    this.#floodHangsAt = Infinity
    if (this.#flood !== null) {
      this.#flood.drop(upAt - now)
      this.#floodedTo = upAt
      const { jobSeconds, jobsPerSecond } = this.#flood
      if (jobsPerSecond > 0) this.setFlood(jobsPerSecond, jobSeconds)
    }
    for (let index = 0; index < count; index++) {
      const { b, jobClass, kind } = this.#line.at(index)
      lost(kind, jobClass, b)
    }
  }

  /** Whether the watchdog, looking at one of the times that `onHang` was told, finds the core hung; plans may have changed since. */
  isHung(now: number): boolean {
    this.#advance(now)
    const first =
      this.#line.count === 0 ? Infinity : this.#line.at(0).start <= now ? this.#line.at(0).hangAt : Infinity
    return Math.min(first, this.#floodHangsAt) <= now + HALF_NANOSECOND
  }

  /** Service done until now, by class [s]; the flood counts as cryptography. */
  busySeconds(jobClass: JobClass, now: number): number {
    let seconds = this.#pool.get(this.#row, DONE + jobClass)
    for (let index = 0; index < this.#line.count; index++) {
      const job = this.#line.at(index)
      if (job.jobClass === jobClass) seconds += this.#doneOf(job, now)
    }
    if (jobClass !== JobClass.crypto || this.#flood === null) return seconds
    return seconds + this.#flood.expectedDoneSeconds(Math.max(0, now - this.#floodedTo))
  }

  /** Turns of the control loop that never were. */
  get skippedTurns(): number {
    return this.#skippedTurns + (this.#flood?.skippedTurns ?? 0)
  }

  /** Deadlines that the control loop missed until now, those of a flood by expectation. */
  missedDeadlines(now: number): number {
    let missed = this.#missedDeadlines
    const { isPreemptive, loop } = this.#options
    for (let index = 0; index < this.#line.count; index++) {
      const job = this.#line.at(index)
      if (isPreemptive || loop === null || job.end > now) continue
      loop.afterBlock(job.start, job.end)
      missed += loop.missed
    }
    const since = Math.max(0, now - this.#floodedTo)
    return missed + (this.#flood?.expectedMissedDeadlines(since) ?? 0)
  }

  /** Service of a job until `now` beyond what it had when it last began [s]. */
  #doneOf(job: Job, now: number): number {
    if (job.end <= now + HALF_NANOSECOND) return job.serviceSeconds
    const before = job.serviceSeconds - job.remaining
    if (!(job.start < now)) return before
    const got = this.#got(job, now)
    return before + Math.max(0, Math.min(job.remaining, got - job.lead))
  }

  #got(job: Job, now: number): number {
    const { isPreemptive, loop } = this.#options
    const supplied = isPreemptive && loop !== null ? loop.available(job.start, now) : now - job.start
    const rate = job.jobClass === JobClass.telemetry ? this.#restShare : 1
    return supplied * rate
  }

  /** Retires jobs that have ended, and brings the flood up to `now`. */
  #advance(now: number): void {
    let higher = 0
    while (this.#line.count > 0 && this.#line.at(0).end <= now + HALF_NANOSECOND) {
      higher += this.#retire(this.#line.at(0))
      this.#line.shift()
    }
    if (this.#flood === null || this.#floodedTo >= now) return
    this.#flood.advance(now - this.#floodedTo, higher)
    this.#floodedTo = now
  }

  /** Books a job that has ended; its service if the flood had to give way to it. */
  #retire(job: Job): number {
    this.#pool.add(this.#row, DONE + job.jobClass, job.serviceSeconds)
    this.#pool.cells[this.#row + FREE_AT] = job.freeAt
    if (job.jobClass === JobClass.crypto)
      this.worstCryptoSeconds = Math.max(this.worstCryptoSeconds, job.end - job.submittedAt)
    this.#countMissed(job.start, job.end)
    return job.jobClass === JobClass.telemetry ? 0 : job.serviceSeconds
  }

  #countMissed(start: number, end: number): void {
    const { isPreemptive, loop } = this.#options
    if (isPreemptive || loop === null || !(end > start)) return
    loop.afterBlock(start, end)
    this.#missedDeadlines += loop.missed
    this.#skippedTurns += loop.skipped
  }

  /** Where a job of that class comes in the order of execution; interrupts the running one if it must. */
  #place(jobClass: number, now: number): number {
    let index = 0
    if (this.#line.count > 0 && this.#line.at(0).start <= now) {
      const running = this.#line.at(0)
      if (!this.#options.isPreemptive || running.jobClass <= jobClass) index = 1
      else this.#interrupt(running, now)
    }
    while (index < this.#line.count && this.#line.at(index).jobClass <= jobClass) index++
    return index
  }

  #interrupt(job: Job, now: number): void {
    const got = this.#got(job, now)
    const ahead = Math.min(job.lead, got)
    job.lead -= ahead
    job.remaining = Math.max(0, job.remaining - (got - ahead))
    job.start = now
  }

  /** Takes from the first job's lead what has been worked off while it waits for its start. */
  #ageLead(now: number): void {
    if (this.#line.count === 0) return
    const first = this.#line.at(0)
    if (this.#options.isPreemptive) {
      if (first.start <= now) this.#interrupt(first, now)
    } else first.lead = Math.min(first.lead, Math.max(0, first.start - now))
  }

  /** Flood work that a job which comes now finds before it and that no other job waits for already [s]. */
  #leadOf(jobClass: number): number {
    if (this.#flood === null || jobClass === JobClass.radio) return 0
    let lead = this.#flood.backlogSeconds
    for (let index = 0; index < this.#line.count; index++) lead -= this.#line.at(index).lead
    return Math.max(0, lead)
  }

  /** Share of the core that the flood leaves to the class below it. */
  get #restShare(): number {
    return this.#flood === null ? 1 : Math.max(0, 1 - this.#flood.load)
  }

  /** Plans the jobs from `first` on; a running one keeps its plan unless the flood has changed. */
  #plan(first: number, now: number): void {
    const { entity, isPreemptive, kernel } = this.#options
    let free = first === 0 ? this.#pool.get(this.#row, FREE_AT) : this.#line.at(first - 1).freeAt
    for (let index = first; index < this.#line.count; index++) {
      const job = this.#line.at(index)
      if (index === 0 && job.start <= now) {
        if (!isPreemptive) {
          free = job.freeAt
          continue
        }
        this.#interrupt(job, now)
      }
      const before = job.end
      if (isPreemptive) this.#planPreemptive(job, Math.max(now, free))
      else this.#planWhole(job, Math.max(now, free))
      free = job.freeAt
      if (job.end === before) continue
      if (job.handle !== UNSCHEDULED) kernel.cancel(job.handle)
      // A job that waits for the end of a flood has no end yet.
      job.handle =
        job.end === Infinity ? UNSCHEDULED : kernel.schedule(job.end - kernel.now, job.kind, entity, job.b)
    }
  }

  #planPreemptive(job: Job, start: number): void {
    const { loop } = this.#options
    const share = job.jobClass === JobClass.telemetry ? this.#restShare : 1
    job.start = start
    const work = (job.lead + job.remaining) / share
    if (!Number.isFinite(work) || start === Infinity) job.end = Infinity
    else job.end = loop === null ? start + work : loop.finish(start, work)
    job.freeAt = job.end
  }

  #planWhole(job: Job, freeAt: number): void {
    const { loop, watchdogSeconds } = this.#options
    let start = freeAt + this.#blockingSeconds(job)
    if (start !== Infinity && loop !== null) start = loop.startAfter(start)
    job.start = start
    job.end = start + job.remaining
    job.freeAt = loop === null || start === Infinity ? job.end : loop.afterBlock(start, job.end)
    if (start === Infinity) return
    const turn = loop === null ? job.end : job.end + loop.workSeconds
    // Exact to less than one period: a job before this one may have ended without a turn between.
    const last = loop === null ? start : Math.max(Math.min(freeAt, start), loop.lastDone(start))
    job.hangAt = turn - last > watchdogSeconds + HALF_NANOSECOND ? last + watchdogSeconds : Infinity
    if (job.hangAt !== Infinity) this.#options.onHang(job.hangAt)
  }

  /** What the flood makes a job that runs to completion wait for [s]. */
  #blockingSeconds(job: Job): number {
    const flood = this.#flood
    if (flood === null) return 0
    if (job.jobClass === JobClass.radio) {
      const { stream } = flood
      return stream() < Math.min(1, flood.load) ? stream() * flood.jobSeconds : 0
    }
    if (job.jobClass === JobClass.crypto) return job.lead
    return this.#restShare > 0 ? job.lead / this.#restShare : Infinity
  }
}
