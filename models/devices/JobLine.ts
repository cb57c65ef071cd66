// The jobs in one core of a device in the order in which they will run; records are kept and used again.

import { type EventHandle } from "../../src/engine/Calendar.ts"
import { type EventKind } from "../../src/engine/Kernel.ts"

/** Classes of jobs, the higher first; the control loop stands above them. */
export const JobClass = { radio: 0, crypto: 1, telemetry: 2 } as const
export type JobClass = (typeof JobClass)[keyof typeof JobClass]

/** A job without an event in the calendar. */
export const UNSCHEDULED = -1

export interface Job {
  jobClass: number
  kind: EventKind
  b: number
  handle: EventHandle
  submittedAt: number
  serviceSeconds: number
  /** Service still due when it begins or goes on, and flood work that comes before it [s]. */
  remaining: number
  lead: number
  /** Planned [s]; `freeAt`: when the core can begin another. */
  start: number
  end: number
  freeAt: number
  /** When the watchdog would find the core hung in this job [s]. */
  hangAt: number
}

const newJob = (): Job => ({
  jobClass: 0,
  kind: 0,
  b: 0,
  handle: UNSCHEDULED,
  submittedAt: 0,
  serviceSeconds: 0,
  remaining: 0,
  lead: 0,
  start: Infinity,
  end: NaN,
  freeAt: 0,
  hangAt: Infinity
})

export class JobLine {
  count = 0

  readonly #jobs: Array<Job> = []

  at(index: number): Job {
    return this.#jobs[index] as Job // indices below the count, or of records that have just left
  }

  /** Makes room at `index`; what the record held before is to be overwritten. */
  insert(index: number): Job {
    const jobs = this.#jobs
    const job = jobs[this.count] ?? newJob()
    for (let position = this.count; position > index; position--) jobs[position] = jobs[position - 1] as Job
    jobs[index] = job
    this.count++
    return job
  }

  /** The first job leaves. */
  shift(): void {
    const jobs = this.#jobs
    const spare = jobs[0] as Job
    this.count--
    for (let index = 0; index < this.count; index++) jobs[index] = jobs[index + 1] as Job
    jobs[this.count] = spare
  }
}
