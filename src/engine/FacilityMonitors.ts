// What every facility measures unless it is told not to, in bounded memory. Nothing here draws, schedules or enters the
// fingerprint, so a run is the same with and without. What happens is noted and worked on by the batch: on the hot path that
// costs less than half.

import { BoundedSeries } from "./BoundedSeries.ts"
import { type Kernel } from "./Kernel.ts"
import { type SeriesOptions } from "./Level.ts"
import { PercentileSketch } from "./PercentileSketch.ts"
import { Tally } from "./Tally.ts"
import { TimeWeighted } from "./TimeWeighted.ts"

const BATCH = 64

/** Moments and percentiles of one quantity. */
export interface Measured {
  readonly tally: Tally
  readonly sketch: PercentileSketch
}

/** What has happened and is not yet worked on. */
class Notes {
  readonly times = new Float64Array(BATCH)
  readonly lines = new Float64Array(BATCH)
  readonly busies = new Float64Array(BATCH)
  readonly waits = new Float64Array(BATCH)
  readonly services = new Float64Array(BATCH)
}

export class FacilityMonitors {
  readonly #kernel: Kernel
  readonly #waiting: Measured = { tally: new Tally(), sketch: new PercentileSketch() }
  readonly #service: Measured = { tally: new Tally(), sketch: new PercentileSketch() }
  readonly #line: TimeWeighted
  readonly #busy: TimeWeighted
  readonly #lineSeries: BoundedSeries | undefined
  readonly #busySeries: BoundedSeries | undefined
  /** Made at the first note: many facilities of a large model never have one. */
  #notes: Notes | undefined = undefined
  #changes = 0
  #completions = 0

  constructor(kernel: Kernel, series?: SeriesOptions) {
    this.#kernel = kernel
    this.#line = new TimeWeighted(kernel.now)
    this.#busy = new TimeWeighted(kernel.now)
    if (series === undefined) return
    this.#lineSeries = new BoundedSeries(series.points, series.widthSeconds)
    this.#busySeries = new BoundedSeries(series.points, series.widthSeconds)
  }

  /** Time of each completed job in the line, before and between its services [s]. */
  get waitingSeconds(): Measured {
    this.#workOff()
    return this.#waiting
  }

  /** Time of each completed job at a server, or for which a process held one [s]. */
  get serviceSeconds(): Measured {
    this.#workOff()
    return this.#service
  }

  /** Jobs and processes waiting, up to now. */
  get line(): TimeWeighted {
    this.#workOff()
    return this.#line
  }

  /** Servers at work or held, up to now. */
  get busy(): TimeWeighted {
    this.#workOff()
    return this.#busy
  }

  /** The line's course over time up to now, if it was asked for. */
  get lineSeries(): BoundedSeries | undefined {
    this.#workOff()
    return this.#lineSeries
  }

  /** The busy servers' course over time up to now, if it was asked for. */
  get busySeries(): BoundedSeries | undefined {
    this.#workOff()
    return this.#busySeries
  }

  /** Takes in what the same facility measured in another replication; the courses over time stay this one's. */
  merge(other: FacilityMonitors): void {
    for (const quantity of ["waitingSeconds", "serviceSeconds"] as const) {
      this[quantity].tally.merge(other[quantity].tally)
      this[quantity].sketch.merge(other[quantity].sketch)
    }
    this.line.merge(other.line)
    this.busy.merge(other.busy)
  }

  /** Forgets the past, as at the end of a warm-up; the courses over time keep it. */
  reset(): void {
    this.#workOff()
    for (const { tally, sketch } of [this.#waiting, this.#service]) {
      tally.reset()
      sketch.reset()
    }
    this.#line.reset(this.#kernel.now)
    this.#busy.reset(this.#kernel.now)
  }

  /** For the facility: a job or a process has had its service. */
  completed(waitingNanoseconds: number, serviceNanoseconds: number): void {
    const notes = (this.#notes ??= new Notes())
    const place = this.#completions++
    notes.waits[place] = waitingNanoseconds / 1e9
    notes.services[place] = serviceNanoseconds / 1e9
    if (place === BATCH - 1) this.#takeCompletions(notes)
  }

  /** For the facility: these are the numbers from now on. */
  changed(waiting: number, busy: number): void {
    const notes = (this.#notes ??= new Notes())
    const place = this.#changes++
    notes.times[place] = this.#kernel.nowNanoseconds / 1e9
    notes.lines[place] = waiting
    notes.busies[place] = busy
    if (place === BATCH - 1) this.#takeChanges(notes)
  }

  #workOff(): void {
    const notes = this.#notes
    if (notes !== undefined) {
      this.#takeCompletions(notes)
      this.#takeChanges(notes)
    }
    const now = this.#kernel.now
    this.#line.advance(now)
    this.#busy.advance(now)
    this.#lineSeries?.advance(now)
    this.#busySeries?.advance(now)
  }

  #takeCompletions({ waits, services }: Notes): void {
    const count = this.#completions
    this.#completions = 0
    this.#waiting.tally.addAll(waits, count)
    this.#waiting.sketch.addAll(waits, count)
    this.#service.tally.addAll(services, count)
    this.#service.sketch.addAll(services, count)
  }

  #takeChanges({ times, lines, busies }: Notes): void {
    const count = this.#changes
    this.#changes = 0
    this.#line.setAll(times, lines, count)
    this.#busy.setAll(times, busies, count)
    this.#lineSeries?.setAll(times, lines, count)
    this.#busySeries?.setAll(times, busies, count)
  }
}
