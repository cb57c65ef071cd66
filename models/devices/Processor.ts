// A first-come, first-served processor with a few cores and a finite queue, on the kernel: one event per job. A flood may
// share cores and queue as a fluid (FluidBacklog.ts), so that a million bogus frames a second cost nothing to simulate.
// A job's completion is fixed when it is accepted, as first-come, first-served service allows.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { type RandomStream } from "../../src/engine/RandomStreams.ts"
import { FluidBacklog } from "../network/FluidBacklog.ts"
import { erlangC } from "./erlangC.ts"
import { WaitingJobs } from "./WaitingJobs.ts"

const HALF_NANOSECOND = 0.5e-9
const MOST_STRETCHES = 200
// Of each core: when it will have done all work now in the processor; start and end of the job that it started last; its
// waiting jobs' service; end of the last job that it has accepted.
const FREE = 0
const START = 1
const END = 2
const WAITING = 3
const LAST = 4
const FIELDS = 5
// After the cores: service of all accepted jobs, their waits, and the last of these [s].
const ACCEPTED = 0
const ALL_WAITS = 1
const LAST_WAIT = 2
const TOTALS = 3

export interface ProcessorOptions {
  /** Cores. */
  readonly servers: number
  /** Jobs that may wait, beyond those in service. */
  readonly queueJobs: number
  /** Noise of the background load. */
  readonly stream: RandomStream
}

export class Processor {
  /** Jobs given to `submit`, and those of them refused for want of room. */
  submitted = 0
  rejected = 0
  /** Jobs that went down with the machine. */
  gone = 0

  readonly #kernel: Kernel
  readonly #servers: number
  readonly #queueJobs: number
  readonly #flood: FluidBacklog
  /** Of each core `FIELDS` numbers, then `TOTALS`, in one array, so that most submissions touch one cache line [s]. */
  readonly #state: Float64Array
  readonly #totals: number
  readonly #waiting = new WaitingJobs()
  #advancedTo = 0
  /** True while flood work may be in the processor. */
  #isFlooded = false
  /** For a group of n cores: wait of a job relative to the fluid's (index n), for n cores not always all busy. */
  readonly #waitFactor: Float64Array

  constructor(kernel: Kernel, options: ProcessorOptions) {
    if (!(options.servers >= 1 && options.queueJobs >= 0)) {
      throw new RangeError(
        `a processor needs 1 core or more and a queue of 0 or more, got ${options.servers} and ${options.queueJobs}`
      )
    }
    this.#kernel = kernel
    this.#servers = options.servers
    this.#queueJobs = options.queueJobs
    this.#flood = new FluidBacklog(options.stream)
    this.#totals = options.servers * FIELDS
    this.#state = new Float64Array(this.#totals + TOTALS)
    this.#waitFactor = new Float64Array(options.servers + 1).fill(1)
  }

  /** Hands over a job of `serviceSeconds`; `done` runs with (a, b) when it is finished. False: no room, job refused. */
  submit(serviceSeconds: number, done: EventKind, a: number, b: number): boolean {
    const delay = this.reserve(this.#kernel.now, serviceSeconds)
    if (Number.isNaN(delay)) return false
    this.#kernel.schedule(delay, done, a, b)
    return true
  }

  /**
   * Hands over a job that arrives at `atSeconds`, now or later than every job before: time from its arrival until it is
   * finished [s], or NaN when there is no room for it. Nothing is scheduled, so a chain of stations that feed one another
   * costs one event.
   */
  reserve(atSeconds: number, serviceSeconds: number): number {
    const state = this.#state
    const now = atSeconds
    this.submitted++
    if (this.#isFlooded) this.#advance(now)
    if (this.#waiting.count > 0) this.#startWaiting(now)
    let core = 0
    for (let index = 1; index < this.#servers; index++) {
      if (this.#of(index, FREE) < this.#of(core, FREE)) core = index
    }
    const at = core * FIELDS
    const freeAt = this.#of(core, FREE)
    let wait = Math.max(0, freeAt - now)
    const isFull = wait > HALF_NANOSECOND && this.#waiting.count >= this.#queueJobs
    if (isFull || (this.#isFlooded && this.#floodFills(core, now, wait))) {
      this.rejected++
      return NaN
    }
    if (this.#isFlooded) {
      const factor = this.#at(this.#waitFactor, this.#groupSize(core, now))
      wait = Math.max(0, wait * factor, this.#of(core, LAST) - now)
    }
    const start = now + wait
    const end = start + serviceSeconds
    state[at + FREE] = Math.max(freeAt, now) + serviceSeconds
    const totals = this.#totals
    state[totals + ACCEPTED] = (state[totals + ACCEPTED] as number) + serviceSeconds // fields below TOTALS
    state[totals + ALL_WAITS] = (state[totals + ALL_WAITS] as number) + wait
    state[totals + LAST_WAIT] = wait
    state[at + LAST] = end
    if (wait <= HALF_NANOSECOND) {
      state[at + START] = start
      state[at + END] = end
    } else this.#enqueue(start, serviceSeconds, core)
    return wait + serviceSeconds
  }

  /** From now on `jobsPerSecond` further jobs of `secondsPerJob` arrive at random and share cores and queue; 0 ends them. */
  setBackgroundLoad(jobsPerSecond: number, secondsPerJob: number): void {
    const now = this.#kernel.now
    if (this.#isFlooded) this.#advance(now)
    this.#startWaiting(now)
    this.#flood.setLoad(jobsPerSecond, secondsPerJob)
    this.#advancedTo = now
    if (jobsPerSecond > 0 && secondsPerJob > 0) this.#isFlooded = true
    for (let servers = 1; servers <= this.#servers; servers++) {
      const load = this.#flood.load(servers)
      this.#waitFactor[servers] = load > 0 && load < 1 ? erlangC(servers, load * servers) / load : 1
    }
  }

  /** The machine fails: what is inside is gone, flood included. A `done` still runs; whoever handed the job over knows better. */
  crash(): void {
    const now = this.#kernel.now
    if (this.#isFlooded) this.#advance(now)
    this.#startWaiting(now)
    this.gone += this.inside
    const accepted = this.#at(this.#state, this.#totals + ACCEPTED) - this.#owedSeconds(now)
    this.#flood.lostSeconds += Math.max(0, this.#floodSeconds(now))
    this.#waiting.clear()
    this.#state.fill(0, 0, this.#totals)
    this.#state[this.#totals + ACCEPTED] = accepted
  }

  /** Wait before service of the last accepted job [s]. */
  get lastWaitSeconds(): number {
    return this.#at(this.#state, this.#totals + LAST_WAIT)
  }
  /** Sum of waits of the accepted jobs [s]. */
  get totalWaitSeconds(): number {
    return this.#at(this.#state, this.#totals + ALL_WAITS)
  }

  /** Jobs accepted and not yet finished. */
  get inside(): number {
    const now = this.#kernel.now + HALF_NANOSECOND
    let count = 0
    for (let core = 0; core < this.#servers; core++) if (this.#of(core, END) > now) count++
    const waiting = this.#waiting
    for (let index = 0; index < waiting.count; index++)
      if (waiting.startOf(index) + waiting.serviceOf(index) > now) count++
    return count
  }

  /** Jobs finished: submitted = completed + rejected + gone + inside. */
  get completed(): number {
    return this.submitted - this.rejected - this.gone - this.inside
  }

  /** Flood work that came and that found no room [s of one core], up to the last job handed over. */
  get backgroundOfferedSeconds(): number {
    return this.#flood.offeredSeconds
  }
  get backgroundLostSeconds(): number {
    return this.#flood.lostSeconds
  }

  /** Core-seconds spent working until `nowSeconds`, flood included (its part since the last job by expectation). Draws nothing. */
  busySeconds(nowSeconds: number): number {
    const owed = this.#owedSeconds(nowSeconds)
    const served = this.#at(this.#state, this.#totals + ACCEPTED) - owed
    const flood = this.#flood
    // A flood that is over has been worked off: what it offered and was not refused was done.
    if (!this.#isFlooded) return served + flood.offeredSeconds - flood.lostSeconds
    const owedBefore = this.#owedSeconds(this.#advancedTo)
    let levels = 0
    for (let core = 0; core < this.#servers; core++) {
      levels += Math.max(0, this.#of(core, FREE) - this.#advancedTo)
    }
    const backlog = Math.max(0, levels - owedBefore)
    const elapsed = nowSeconds - this.#advancedTo
    const capacity = Math.max(0, this.#servers * elapsed - (owedBefore - owed))
    const since = Math.min(capacity, backlog + flood.load(1) * elapsed)
    return served + flood.offeredSeconds - flood.lostSeconds - backlog + since
  }

  /** Service that accepted jobs have still to get after `time` [s]. */
  #owedSeconds(time: number): number {
    let owed = 0
    for (let core = 0; core < this.#servers; core++) {
      owed += Math.max(0, this.#of(core, END) - Math.max(time, this.#of(core, START)))
    }
    const waiting = this.#waiting
    for (let index = 0; index < waiting.count; index++) {
      const start = waiting.startOf(index)
      owed += Math.max(0, start + waiting.serviceOf(index) - Math.max(time, start))
    }
    return owed
  }

  #of(core: number, field: number): number {
    return this.#state[core * FIELDS + field] as number // cores are below `servers`, fields below FIELDS
  }

  #at(array: Float64Array, index: number): number {
    return array[index] as number // index is below the length everywhere it is used
  }

  #startWaiting(now: number): void {
    const waiting = this.#waiting
    while (waiting.count > 0 && waiting.startOf(0) <= now + HALF_NANOSECOND) {
      const core = waiting.coreOf(0)
      const service = waiting.serviceOf(0)
      this.#state[core * FIELDS + START] = waiting.startOf(0)
      this.#state[core * FIELDS + END] = waiting.startOf(0) + service
      this.#state[core * FIELDS + WAITING] = Math.max(0, this.#of(core, WAITING) - service)
      waiting.shift()
    }
  }

  #enqueue(start: number, service: number, core: number): void {
    this.#waiting.push(start, service, core)
    this.#state[core * FIELDS + WAITING] = this.#of(core, WAITING) + service
  }

  /** Remaining service of real jobs on a core [s]. */
  #realSeconds(core: number, time: number): number {
    const from = Math.max(time, this.#of(core, START))
    return this.#of(core, WAITING) + Math.max(0, this.#of(core, END) - from)
  }

  /** Cores that share the lowest level with `core`: the flood is spread over these. */
  #groupSize(core: number, time: number): number {
    const level = Math.max(this.#of(core, FREE), time) + HALF_NANOSECOND
    let size = 0
    for (let index = 0; index < this.#servers; index++) if (this.#of(index, FREE) <= level) size++
    return size
  }

  /** Wait at which the queue is full for the flood, on the cores of the lowest level [s]. */
  #ceiling(level: number, time: number): number {
    let size = 0
    let real = 0
    let serving = 0
    for (let core = 0; core < this.#servers; core++) {
      if (this.#of(core, FREE) > level) continue
      size++
      real += this.#realSeconds(core, time)
      if (this.#of(core, END) > time) serving++
    }
    const room = Math.max(0, this.#queueJobs - this.#waiting.count) + Math.max(1 - serving / size, 0.5)
    return (room * this.#flood.jobSeconds + real) / size
  }

  #floodFills(core: number, now: number, wait: number): boolean {
    const level = Math.max(this.#of(core, FREE), now) + HALF_NANOSECOND
    const isStalled = this.#of(core, END) > now
    const margin = this.#flood.fullMargin(this.#groupSize(core, now), isStalled)
    return wait > this.#ceiling(level, now) - margin
  }

  /** Pours the flood of the time since the last step onto the cores of the lowest level, in stretches between their merging. */
  #advance(now: number): void {
    let stretches = MOST_STRETCHES
    while (this.#advancedTo < now) {
      const time = this.#advancedTo
      this.#startWaiting(time)
      let lowest = Infinity
      for (let core = 0; core < this.#servers; core++) {
        lowest = Math.min(lowest, Math.max(this.#of(core, FREE), time))
      }
      let next = Infinity
      let realEnd = Infinity
      for (let core = 0; core < this.#servers; core++) {
        const freeAt = this.#of(core, FREE)
        if (freeAt > lowest + HALF_NANOSECOND) next = Math.min(next, freeAt)
        else if (this.#of(core, END) > time) realEnd = Math.min(realEnd, this.#of(core, END))
      }
      const nextStart = this.#waiting.count > 0 ? this.#waiting.startOf(0) : Infinity
      const size = this.#groupSizeAt(lowest)
      const pace = this.#flood.load(size)
      const merge = time + Math.max(pace > 0 ? (next - lowest) / pace : Infinity, this.#flood.jobSeconds / 2)
      let until = Math.min(now, realEnd, nextStart, Math.max(next, time + this.#flood.jobSeconds / 2), merge)
      if (--stretches <= 0 || until <= time) until = now
      const start = this.#ceiling(lowest + HALF_NANOSECOND, time)
      const end = this.#ceiling(lowest + HALF_NANOSECOND, until)
      const wait = this.#flood.advance(lowest - time, until - time, start, end, size)
      this.#spread(lowest + HALF_NANOSECOND, until + wait, size, until)
      this.#advancedTo = until
    }
    if (this.#flood.rate === 0 && this.#floodSeconds(now) <= HALF_NANOSECOND) this.#isFlooded = false
  }

  /** Sets the cores up to `from` to `level`; what rises above other cores flows over to them. */
  #spread(from: number, level: number, size: number, time: number): void {
    let members = size
    let surface = level
    let reached = from
    for (;;) {
      let next = Infinity
      for (let core = 0; core < this.#servers; core++) {
        const freeAt = this.#of(core, FREE)
        if (freeAt > reached) next = Math.min(next, freeAt)
      }
      const brink = Math.max(next, time)
      if (surface <= brink) break
      surface = brink + ((surface - brink) * members) / (members + 1)
      members++
      reached = next
    }
    for (let core = 0; core < this.#servers; core++) {
      if (this.#of(core, FREE) > reached) continue
      this.#state[core * FIELDS + FREE] = Math.max(surface, this.#of(core, LAST))
    }
  }

  #groupSizeAt(level: number): number {
    let size = 0
    for (let core = 0; core < this.#servers; core++) {
      if (this.#of(core, FREE) <= level + HALF_NANOSECOND) size++
    }
    return size
  }

  #floodSeconds(now: number): number {
    let flood = 0
    for (let core = 0; core < this.#servers; core++) {
      flood += Math.max(0, this.#of(core, FREE) - now) - this.#realSeconds(core, now)
    }
    return flood
  }
}
