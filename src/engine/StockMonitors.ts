// What every Store and Container measures unless it is told not to, in bounded memory; a run is the same with and without.

import { Durations } from "./Durations.ts"
import { type Kernel } from "./Kernel.ts"
import { Level, type SeriesOptions } from "./Level.ts"

export interface StockMonitorOptions {
  /** Whether it measures levels and waits; true when left out. */
  readonly isMonitored?: boolean
  /** Also keeps the course over time of what is in it. */
  readonly series?: SeriesOptions
}

/** Numbers of items, or amounts, and of who waits. */
interface StockState {
  readonly level: number
  readonly takers: number
  readonly givers: number
}

export class StockMonitors {
  /** What is in it and granted to nobody. */
  readonly level: Level
  /** Processes waiting to take. */
  readonly takers: Level
  /** Processes waiting for room. */
  readonly givers: Level
  /** Time from asking to receiving, 0 when it was there; without those who gave up. */
  readonly taking = new Durations()
  /** Time from asking to having put, 0 when there was room; without those who gave up. */
  readonly giving = new Durations()
  readonly #kernel: Kernel
  readonly #isMonitored: boolean

  constructor(kernel: Kernel, level: number, options: StockMonitorOptions) {
    this.#kernel = kernel
    this.#isMonitored = options.isMonitored ?? true
    this.level = new Level(kernel, level, this.#isMonitored ? options.series : undefined)
    this.takers = new Level(kernel, 0)
    this.givers = new Level(kernel, 0)
  }

  /** Takes in what the same resource measured in another replication; the course over time stays this one's. */
  merge(other: StockMonitors): void {
    this.level.average.merge(other.level.average)
    this.takers.average.merge(other.takers.average)
    this.givers.average.merge(other.givers.average)
    this.taking.merge(other.taking)
    this.giving.merge(other.giving)
  }

  /** Forgets the past, as at the end of a warm-up; the course over time keeps it. */
  reset(): void {
    for (const { average } of [this.level, this.takers, this.givers]) average.reset(this.#kernel.now)
    this.taking.reset()
    this.giving.reset()
  }

  /** For the resource: this is its state from now on. */
  changed(state: StockState): void {
    if (!this.#isMonitored) return
    this.level.set(state.level)
    this.takers.set(state.takers)
    this.givers.set(state.givers)
  }

  /** For the resource: someone received who asked at that time. */
  took(askedNanoseconds: number): void {
    if (this.#isMonitored) this.taking.addNanoseconds(this.#kernel.nowNanoseconds - askedNanoseconds)
  }

  /** For the resource: someone has put who asked at that time. */
  gave(askedNanoseconds: number): void {
    if (this.#isMonitored) this.giving.addNanoseconds(this.#kernel.nowNanoseconds - askedNanoseconds)
  }
}
