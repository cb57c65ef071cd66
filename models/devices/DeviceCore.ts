// One core of a device, as its processor sees it. A job that comes when the core has nothing else to do, as nearly all do, has
// its plan in the core's row of CoreCells.ts. When a second one comes, or a flood, both are put into a CoreSchedule, where jobs
// stay until the core is idle. In a core that is the control loop's too, or that runs jobs to completion, they always do. Who
// asks for a job that was expected and has come, be it by reading a count, makes it one like others.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import {
  CLASS,
  CoreCells,
  DONE,
  END,
  EXPECTED_AT,
  FREE_AT,
  HANDED_OVER,
  IN_LINE,
  NOBODY,
  REJECTED,
  SERVICE,
  SUBMITTED,
  UP_AT
} from "./CoreCells.ts"
import { type CoreOptions, CoreSchedule } from "./CoreSchedule.ts"
import { JobClass } from "./JobLine.ts"

const HALF_NANOSECOND = 0.5e-9

export interface DeviceCoreOptions extends CoreOptions {
  /** A job that was expected has come meanwhile: hands it over by `submitAsOf`. */
  readonly handOverExpected: (entity: number) => void
}

export class DeviceCore {
  readonly #kernel: Kernel
  readonly #options: DeviceCoreOptions
  readonly #pool: CoreCells
  /** First cell of this core's row. */
  readonly #row: number
  /** Nothing but other jobs can delay a job: no control loop, and no watchdog that may have to look at it. */
  readonly isPlain: boolean
  #schedule: CoreSchedule | null = null
  #worstCryptoSeconds = 0

  constructor(options: DeviceCoreOptions) {
    this.#kernel = options.kernel
    this.#options = options
    this.#pool = options.kernel.shared(CoreCells)
    this.#row = this.#pool.addRow()
    this.isPlain = options.loop === null && options.isPreemptive
  }

  get submitted(): number {
    this.#askForExpected()
    return this.#pool.get(this.#row, SUBMITTED)
  }
  get rejected(): number {
    this.#askForExpected()
    return this.#pool.get(this.#row, REJECTED)
  }
  /** Jobs accepted and not yet finished. */
  get inside(): number {
    return this.#inLine().inside
  }
  /** Jobs that a reset lost. */
  get lost(): number {
    this.#askForExpected()
    return this.#schedule?.lost ?? 0
  }

  /** From when on the core takes jobs [s]; Infinity: it has no power. */
  get upAt(): number {
    return this.#pool.get(this.#row, UP_AT)
  }
  set upAt(seconds: number) {
    this.#pool.cells[this.#row + UP_AT] = seconds
  }

  /** Hands over a job; false: no room, or the core is down. */
  submit(serviceSeconds: number, done: EventKind, b: number, jobClass: JobClass): boolean {
    this.#askForExpected()
    return this.submitAsOf(this.#kernel.now, serviceSeconds, done, b, jobClass)
  }

  /** The same for a job that came at `at`, since when nothing was handed over. */
  submitAsOf(at: number, serviceSeconds: number, done: EventKind, b: number, jobClass: JobClass): boolean {
    const kernel = this.#kernel
    const pool = this.#pool
    const row = this.#row
    pool.add(row, SUBMITTED, 1)
    if (at >= pool.get(row, UP_AT)) {
      if (this.#isIdle(at)) {
        const end = pool.begin(row, at, serviceSeconds, jobClass)
        const handle = kernel.schedule(end - kernel.now, done, this.#options.entity, b)
        pool.noteEvent(row, handle, done, b)
        return true
      }
      if (this.#putIntoLine().submit(at, serviceSeconds, done, b, jobClass)) return true
    }
    pool.add(row, REJECTED, 1)
    return false
  }

  /** A job will come at `at`, of which nobody hears unless something else comes to the core after it; Infinity: none. */
  expect(at: number): void {
    this.#pool.cells[this.#row + EXPECTED_AT] = at
  }

  /** Books a job, not one of cryptography, that came at `at` and has been served by now; false, and nothing is booked, when anything delayed it. */
  bookUndelayed(
    at: number,
    serviceSeconds: number,
    jobClass: Exclude<JobClass, typeof JobClass.crypto>
  ): boolean {
    const pool = this.#pool
    const row = this.#row
    if (at < pool.get(row, UP_AT) || !this.#isIdle(at) || pool.get(row, FREE_AT) > at) return false
    pool.add(row, SUBMITTED, 1)
    pool.add(row, DONE + jobClass, serviceSeconds)
    pool.cells[row + FREE_AT] = at + serviceSeconds
    pool.cells[row + END] = NOBODY
    return true
  }

  /** From now on `jobsPerSecond` further jobs of cryptography of `secondsPerJob` arrive at random; 0 ends them. */
  setFlood(jobsPerSecond: number, secondsPerJob: number): void {
    this.#inLine().setFlood(jobsPerSecond, secondsPerJob)
  }

  /** Everything that is in the core is lost; `lost` is told of each job. Nothing runs until `upAt`. */
  reset(upAt: number, lost: (done: EventKind, jobClass: number, b: number) => void): void {
    this.#inLine().reset(upAt, lost)
  }

  /** Whether the watchdog, looking at one of the times that `onHang` was told, finds the core hung. */
  isHung(now: number): boolean {
    return this.#inLine().isHung(now)
  }

  /** Work of a flood that came, and that found no room, so far [s]. */
  get floodOfferedSeconds(): number {
    return this.#schedule?.flood?.offeredSeconds ?? 0
  }
  get floodLostSeconds(): number {
    return this.#schedule?.flood?.lostSeconds ?? 0
  }

  /** Longest time from handing over a job of cryptography to its end [s]. */
  get worstCryptoSeconds(): number {
    return Math.max(this.#worstCryptoSeconds, this.#schedule?.worstCryptoSeconds ?? 0)
  }

  /** Service done until now, by class [s]; the flood counts as cryptography. */
  busySeconds(jobClass: JobClass, now: number): number {
    return this.#inLine().busySeconds(jobClass, now)
  }

  /** Turns of the control loop that never were. */
  get skippedTurns(): number {
    return this.#schedule?.skippedTurns ?? 0
  }

  /** Deadlines that the control loop missed until now, those of a flood by expectation. */
  missedDeadlines(now: number): number {
    return this.#inLine().missedDeadlines(now)
  }

  /** Whether a job that comes now has the core to itself, with nothing that could delay it; books the one before. */
  #isIdle(now: number): boolean {
    if (!this.isPlain) return false
    const pool = this.#pool
    const row = this.#row
    const end = pool.get(row, END)
    if (end === NOBODY) return true
    if (end === IN_LINE) return this.#putIntoLine().isIdle(now)
    if (end > now + HALF_NANOSECOND) return false
    const jobClass = pool.get(row, CLASS)
    pool.add(row, DONE + jobClass, pool.get(row, SERVICE))
    pool.cells[row + FREE_AT] = end
    pool.cells[row + END] = NOBODY
    if (jobClass === JobClass.crypto)
      this.#worstCryptoSeconds = Math.max(this.#worstCryptoSeconds, end - pool.get(row, HANDED_OVER))
    return true
  }

  #askForExpected(): void {
    if (this.#kernel.now >= this.#pool.get(this.#row, EXPECTED_AT))
      this.#options.handOverExpected(this.#options.entity)
  }

  /** The schedule with all jobs in line. */
  #inLine(): CoreSchedule {
    this.#askForExpected()
    return this.#putIntoLine()
  }

  /** Puts the job that had the core to itself into line. */
  #putIntoLine(): CoreSchedule {
    const schedule = (this.#schedule ??= new CoreSchedule(this.#options, this.#pool, this.#row))
    const end = this.#pool.get(this.#row, END)
    if (end !== NOBODY && end !== IN_LINE) schedule.adopt()
    this.#pool.cells[this.#row + END] = IN_LINE
    return schedule
  }
}
