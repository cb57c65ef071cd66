// The processor of a pump that speaks to the network: one core for all classes of jobs, or a second one for cryptography
// alone. It may be the therapy's processor too; the control loop then runs above everything else on the first core. Where
// jobs run to completion, a watchdog that sees no turn of the loop (or no end of a job) for too long resets the processor.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { type RandomStream } from "../../src/engine/RandomStreams.ts"
import { ControlLoop, type ControlLoopOptions } from "./ControlLoop.ts"
import { DeviceCore } from "./DeviceCore.ts"
import { JobClass } from "./JobLine.ts"

export interface DeviceProcessorOptions {
  readonly cores: number
  readonly isPreemptive: boolean
  /** Null: the therapy has a processor of its own. */
  readonly controlLoop: ControlLoopOptions | null
  /** Jobs that may wait on each core. */
  readonly queueJobs: number
  readonly watchdogSeconds: number
  /** The watchdog looks: runs with (entity, 0), and calls `isHung`. */
  readonly watchdogLooks: EventKind
  readonly entity: number
  /** A job that `expect` announced has come meanwhile: hands it over by `submitAsOf`; default: no job is ever expected. */
  readonly handOverExpected?: (entity: number) => void
  /** Luck of floods, made when one comes. */
  readonly makeStream: () => RandomStream
}

export class DeviceProcessor {
  readonly loop: ControlLoop | null
  /** Resets by the watchdog. */
  resets = 0

  readonly #kernel: Kernel
  readonly #first: DeviceCore
  readonly #second: DeviceCore | null
  #upAt = 0
  /** Since when it has no power [s]; NaN: it has. */
  #offSince = NaN
  /** Time spent down after resets, the last one in full [s]. */
  #downSeconds = 0

  constructor(kernel: Kernel, options: DeviceProcessorOptions) {
    const { controlLoop, cores, entity, watchdogLooks } = options
    if (cores !== 1 && cores !== 2)
      throw new RangeError(`a device's processor has 1 or 2 cores, got ${cores}`)
    this.#kernel = kernel
    this.loop = controlLoop === null ? null : new ControlLoop(controlLoop)
    const core = (loop: ControlLoop | null) =>
      new DeviceCore({
        kernel,
        entity,
        loop,
        isPreemptive: options.isPreemptive,
        queueJobs: options.queueJobs,
        watchdogSeconds: options.watchdogSeconds,
        onHang: (atSeconds) => kernel.schedule(atSeconds - kernel.now, watchdogLooks, entity),
        handOverExpected: options.handOverExpected ?? (() => {}),
        makeStream: options.makeStream
      })
    this.#first = core(this.loop)
    this.#second = cores === 1 ? null : core(null)
  }

  /** Hands over a job of `serviceSeconds`; `done` runs with (entity, b) when it is finished. False: no room, or down. */
  submit(serviceSeconds: number, done: EventKind, b: number, jobClass: JobClass = JobClass.crypto): boolean {
    return this.#coreOf(jobClass).submit(serviceSeconds, done, b, jobClass)
  }

  // What costs no event of its own, such as a message that is prepared at regular times: announced by `expect`, then booked by
  // `bookUndelayed` when it must have been served, or handed over by `submitAsOf` if that fails or is asked for before.

  /** Whether `bookUndelayed` can ever succeed: not where a control loop or a watchdog looks at every job. */
  get canExpect(): boolean {
    return this.#first.isPlain
  }

  /** A job of telemetry will come at `at`; Infinity: none. */
  expect(at: number): void {
    this.#first.expect(at)
  }

  /** Books that job, served by now; false, and nothing is booked, when anything delayed it. */
  bookUndelayed(at: number, serviceSeconds: number): boolean {
    return this.#first.bookUndelayed(at, serviceSeconds, JobClass.telemetry)
  }

  /** Hands over that job, which came at `at`. */
  submitAsOf(at: number, serviceSeconds: number, done: EventKind, b: number): boolean {
    return this.#first.submitAsOf(at, serviceSeconds, done, b, JobClass.telemetry)
  }

  get isUp(): boolean {
    return this.#kernel.now >= this.#first.upAt
  }

  /** From now on `jobsPerSecond` further jobs of cryptography of `secondsPerJob` arrive at random; 0 ends them. */
  setBackgroundLoad(jobsPerSecond: number, secondsPerJob: number): void {
    this.#coreOf(JobClass.crypto).setFlood(jobsPerSecond, secondsPerJob)
  }

  /** Whether the watchdog, looking now, resets the processor. */
  get isHung(): boolean {
    const { now } = this.#kernel
    return this.isUp && (this.#first.isHung(now) || this.#second?.isHung(now) === true)
  }

  /** Everything in the processor is lost, `lost` being told of each job; nothing is taken for `downSeconds`. */
  reset(downSeconds: number, lost: (done: EventKind, jobClass: number, b: number) => void): void {
    this.resets++
    this.#downSeconds += downSeconds
    this.#upAt = this.#kernel.now + downSeconds
    this.#first.reset(this.#upAt, lost)
    this.#second?.reset(this.#upAt, lost)
    this.#takeFrom(Number.isNaN(this.#offSince) ? this.#upAt : Infinity)
  }

  /** The processor loses its power, and with it everything that is in it. */
  switchOff(lost: (done: EventKind, jobClass: number, b: number) => void): void {
    const { now } = this.#kernel
    this.#first.reset(now, lost)
    this.#second?.reset(now, lost)
    this.#offSince = now
    this.#takeFrom(Infinity)
  }

  /** Power is back. */
  switchOn(): void {
    if (Number.isNaN(this.#offSince)) return
    const { now } = this.#kernel
    this.#downSeconds += now - this.#offSince
    this.#offSince = NaN
    // Not what was expected while there was no power.
    this.#takeFrom(Math.max(this.#upAt, now))
  }

  get submitted(): number {
    return this.#sum((core) => core.submitted)
  }
  get rejected(): number {
    return this.#sum((core) => core.rejected)
  }
  /** Jobs accepted and neither finished nor lost. */
  get inside(): number {
    return this.#sum((core) => core.inside)
  }
  /** Jobs that resets lost. */
  get lost(): number {
    return this.#sum((core) => core.lost)
  }
  /** submitted = completed + rejected + lost + inside. */
  get completed(): number {
    return this.submitted - this.rejected - this.lost - this.inside
  }

  get backgroundOfferedSeconds(): number {
    return this.#sum((core) => core.floodOfferedSeconds)
  }
  get backgroundLostSeconds(): number {
    return this.#sum((core) => core.floodLostSeconds)
  }

  /** Longest time that a job of cryptography took from being handed over to its end [s]. */
  get worstCryptoSeconds(): number {
    return this.#sum((core) => core.worstCryptoSeconds)
  }

  /** Deadlines of the control loop that it missed, those that a flood made it miss by expectation; NaN without a loop here. */
  missedDeadlines(now: number): number {
    return this.loop === null ? NaN : this.#first.missedDeadlines(now)
  }

  /** Core-seconds that a class has had until `nowSeconds`, floods included. */
  classSeconds(jobClass: JobClass, nowSeconds: number): number {
    return this.#sum((core) => core.busySeconds(jobClass, nowSeconds))
  }

  /** Core-seconds that the control loop has had until `nowSeconds`. */
  loopSeconds(nowSeconds: number): number {
    if (this.loop === null) return 0
    const off = Number.isNaN(this.#offSince) ? 0 : nowSeconds - this.#offSince
    const up = nowSeconds - this.#downSeconds - off + Math.max(0, this.#upAt - nowSeconds)
    const skipped = this.#sum((core) => core.skippedTurns)
    return Math.max(0, up * this.loop.load - skipped * this.loop.workSeconds)
  }

  /** Core-seconds spent working until `nowSeconds`. */
  busySeconds(nowSeconds: number): number {
    return (
      this.classSeconds(JobClass.radio, nowSeconds) +
      this.classSeconds(JobClass.crypto, nowSeconds) +
      this.classSeconds(JobClass.telemetry, nowSeconds) +
      this.loopSeconds(nowSeconds)
    )
  }

  #takeFrom(upAt: number): void {
    this.#first.upAt = upAt
    if (this.#second !== null) this.#second.upAt = upAt
  }

  #coreOf(jobClass: JobClass): DeviceCore {
    return this.#second !== null && jobClass === JobClass.crypto ? this.#second : this.#first
  }

  #sum(of: (core: DeviceCore) => number): number {
    return of(this.#first) + (this.#second === null ? 0 : of(this.#second))
  }
}
