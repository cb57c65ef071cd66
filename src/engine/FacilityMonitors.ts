// What every facility measures unless it is told not to, in bounded memory. Nothing here draws, schedules or enters the
// fingerprint, so a run is the same with and without. It is on the hot path: the facility integrates by itself, waits and services
// are taken in by the batch, and no number crosses a call that would have to be boxed for it.

import { BoundedSeries } from "./BoundedSeries.ts"
import { Durations } from "./Durations.ts"
import { type Kernel } from "./Kernel.ts"
import { type SeriesOptions } from "./Level.ts"
import { type IntegratedCourse, TimeWeighted } from "./TimeWeighted.ts"

const BATCH = 256
const NOTHING = new Float64Array(0)

/** A job that is done; of a process that held a server, the service is the time it held it. */
interface CompletedJob {
  readonly arrivedNanoseconds: number
  readonly serviceNanoseconds: number
}

export class FacilityMonitors {
  readonly #kernel: Kernel
  readonly #waiting = new Durations()
  readonly #service = new Durations()
  readonly #line: TimeWeighted
  readonly #busy: TimeWeighted
  readonly #lineSeries: BoundedSeries | undefined
  readonly #busySeries: BoundedSeries | undefined
  /** Integrals since the start that the monitors have. */
  #lineSeconds = 0
  #busySeconds = 0
  /** Completions not yet taken in; room is made at the first one, since many facilities of a large model never have one. */
  #waits = NOTHING
  #services = NOTHING
  #completions = 0

  constructor(kernel: Kernel, series?: SeriesOptions) {
    this.#kernel = kernel
    this.#line = new TimeWeighted(kernel.now)
    this.#busy = new TimeWeighted(kernel.now)
    if (series === undefined) return
    this.#lineSeries = new BoundedSeries(series.points, series.widthSeconds)
    this.#busySeries = new BoundedSeries(series.points, series.widthSeconds)
  }

  /** Time of each completed job in the line, before and between its services. */
  get waiting(): Durations {
    this.#takeCompletions()
    return this.#waiting
  }

  /** Time of each completed job at a server, or for which a process held one. */
  get service(): Durations {
    this.#takeCompletions()
    return this.#service
  }

  /** Jobs and processes waiting, up to the time at which the facility was asked for its monitors. */
  get line(): TimeWeighted {
    return this.#line
  }

  /** Servers at work or held, up to that time. */
  get busy(): TimeWeighted {
    return this.#busy
  }

  /** The line's course over time, if it was asked for. */
  get lineSeries(): BoundedSeries | undefined {
    return this.#lineSeries
  }

  /** The busy servers' course over time, if it was asked for. */
  get busySeries(): BoundedSeries | undefined {
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

  /** For the facility: a job has had its service. */
  completed(job: CompletedJob): void {
    if (this.#completions === this.#waits.length) this.#makeRoom()
    const place = this.#completions++
    const service = job.serviceNanoseconds
    this.#services[place] = service
    this.#waits[place] = this.#kernel.nowNanoseconds - job.arrivedNanoseconds - service
  }

  /** For the facility, when somebody asks for its monitors: integrals since the start, maxima since the last time. */
  integrated(line: IntegratedCourse, busy: IntegratedCourse): void {
    const now = this.#kernel.now
    this.#line.setIntegrated(now, { ...line, integral: line.integral - this.#lineSeconds })
    this.#busy.setIntegrated(now, { ...busy, integral: busy.integral - this.#busySeconds })
    this.#lineSeconds = line.integral
    this.#busySeconds = busy.integral
    this.#lineSeries?.advance(now)
    this.#busySeries?.advance(now)
  }

  /** For the facility, if it keeps series: its numbers from then on. */
  changed(sinceSeconds: number, waiting: number, busy: number): void {
    this.#lineSeries?.set(sinceSeconds, waiting)
    this.#busySeries?.set(sinceSeconds, busy)
  }

  #makeRoom(): void {
    this.#takeCompletions()
    if (this.#waits !== NOTHING) return
    this.#waits = new Float64Array(BATCH)
    this.#services = new Float64Array(BATCH)
  }

  #takeCompletions(): void {
    this.#waiting.addAllNanoseconds(this.#waits, this.#completions)
    this.#service.addAllNanoseconds(this.#services, this.#completions)
    this.#completions = 0
  }
}
