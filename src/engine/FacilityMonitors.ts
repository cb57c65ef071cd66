// What every facility measures unless it is told not to, in bounded memory. Nothing here draws, schedules or enters the
// fingerprint, so a run is the same with and without. It is on the hot path: what changes with each job is kept as plain
// nanoseconds, and becomes monitors only when somebody looks.

import { BoundedSeries } from "./BoundedSeries.ts"
import { Durations } from "./Durations.ts"
import { type Kernel } from "./Kernel.ts"
import { type SeriesOptions } from "./Level.ts"
import { TimeWeighted } from "./TimeWeighted.ts"

// Places in the array of what happened since somebody last looked: typed arrays hold numbers without boxing them.
const INTEGRATED = 0
const LINE = 1
const BUSY = 4
const INTEGRAL = 0
const MINIMUM = 1
const MAXIMUM = 2

export class FacilityMonitors {
  /** Time of each completed job in the line, before and between its services. */
  readonly waiting = new Durations()
  /** Time of each completed job at a server, or for which a process held one. */
  readonly service = new Durations()
  readonly #kernel: Kernel
  readonly #line: TimeWeighted
  readonly #busy: TimeWeighted
  readonly #lineSeries: BoundedSeries | undefined
  readonly #busySeries: BoundedSeries | undefined
  readonly #recent = new Float64Array(7)
  #lineNow = 0
  #busyNow = 0

  constructor(kernel: Kernel, series?: SeriesOptions) {
    this.#kernel = kernel
    this.#line = new TimeWeighted(kernel.now)
    this.#busy = new TimeWeighted(kernel.now)
    this.#recent[INTEGRATED] = kernel.nowNanoseconds
    this.#forget(LINE)
    this.#forget(BUSY)
    if (series === undefined) return
    this.#lineSeries = new BoundedSeries(series.points, series.widthSeconds)
    this.#busySeries = new BoundedSeries(series.points, series.widthSeconds)
  }

  /** Jobs and processes waiting, up to now. */
  get line(): TimeWeighted {
    this.#move(this.#line, LINE, this.#lineNow)
    return this.#line
  }

  /** Servers at work or held, up to now. */
  get busy(): TimeWeighted {
    this.#move(this.#busy, BUSY, this.#busyNow)
    return this.#busy
  }

  /** The line's course over time up to now, if it was asked for. */
  get lineSeries(): BoundedSeries | undefined {
    this.#lineSeries?.advance(this.#kernel.now)
    return this.#lineSeries
  }

  /** The busy servers' course over time up to now, if it was asked for. */
  get busySeries(): BoundedSeries | undefined {
    this.#busySeries?.advance(this.#kernel.now)
    return this.#busySeries
  }

  /** Takes in what the same facility measured in another replication; the courses over time stay this one's. */
  merge(other: FacilityMonitors): void {
    this.waiting.merge(other.waiting)
    this.service.merge(other.service)
    this.line.merge(other.line)
    this.busy.merge(other.busy)
  }

  /** Forgets the past, as at the end of a warm-up; the courses over time keep it. */
  reset(): void {
    this.waiting.reset()
    this.service.reset()
    this.line.reset(this.#kernel.now)
    this.busy.reset(this.#kernel.now)
  }

  /** For the facility: a job or a process has had its service. */
  completed(waitingNanoseconds: number, serviceNanoseconds: number): void {
    this.waiting.addNanoseconds(waitingNanoseconds)
    this.service.addNanoseconds(serviceNanoseconds)
  }

  /** For the facility, before it changes and before somebody looks: these have been the numbers since it last said so. */
  integrate(waiting: number, busy: number): void {
    const recent = this.#recent
    const elapsed = this.#kernel.nowNanoseconds - (recent[INTEGRATED] as number)
    this.#lineNow = waiting
    this.#busyNow = busy
    // What does not last is not measured.
    if (elapsed === 0) return
    if (this.#lineSeries !== undefined) this.#extendSeries(waiting, busy)
    recent[INTEGRATED] = this.#kernel.nowNanoseconds
    recent[LINE + INTEGRAL] = (recent[LINE + INTEGRAL] as number) + elapsed * waiting
    recent[BUSY + INTEGRAL] = (recent[BUSY + INTEGRAL] as number) + elapsed * busy
    if (waiting < (recent[LINE + MINIMUM] as number)) recent[LINE + MINIMUM] = waiting
    if (waiting > (recent[LINE + MAXIMUM] as number)) recent[LINE + MAXIMUM] = waiting
    if (busy < (recent[BUSY + MINIMUM] as number)) recent[BUSY + MINIMUM] = busy
    if (busy > (recent[BUSY + MAXIMUM] as number)) recent[BUSY + MAXIMUM] = busy
  }

  #extendSeries(waiting: number, busy: number): void {
    const since = (this.#recent[INTEGRATED] as number) / 1e9
    this.#lineSeries?.set(since, waiting)
    this.#busySeries?.set(since, busy)
  }

  #move(monitor: TimeWeighted, which: number, value: number): void {
    const recent = this.#recent
    monitor.setIntegrated((recent[INTEGRATED] as number) / 1e9, value, {
      integral: (recent[which + INTEGRAL] as number) / 1e9,
      minimum: recent[which + MINIMUM] as number,
      maximum: recent[which + MAXIMUM] as number
    })
    this.#forget(which)
  }

  #forget(which: number): void {
    this.#recent[which + INTEGRAL] = 0
    this.#recent[which + MINIMUM] = Infinity
    this.#recent[which + MAXIMUM] = -Infinity
  }
}
