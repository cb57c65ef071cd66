// The numbers of all cores of devices in one array, a row for each, so that a job that finds its core idle touches two cache
// lines instead of a chain of objects: with a thousand pumps, nearly every job of a pump finds its core out of the cache.

import { type Job } from "./JobLine.ts"

// Of the job that is alone in the core: its end [s] or one of the two values below, when it was handed over [s], service [s],
// class, kind and argument of its event, and the event's handle.
export const END = 0
export const HANDED_OVER = 1
export const SERVICE = 2
export const CLASS = 3
const KIND = 4
const B = 5
const HANDLE = 6
/** From when on somebody must be asked for a job that came meanwhile, before anything else is done [s]. */
export const EXPECTED_AT = 7
/** When the core is free after the last job that ended [s]. */
export const FREE_AT = 8
/** Service done, by class, up to the last job that ended [s]: three cells. */
export const DONE = 9
export const SUBMITTED = 12
export const REJECTED = 13
/** From when on the core takes jobs [s]; Infinity while it has no power. */
export const UP_AT = 14

const ROW = 16

/** Value of `END` when nothing is in the core. */
export const NOBODY = -Infinity
/** Value of `END` when the jobs are in the core's `JobLine`. */
export const IN_LINE = Infinity

export class CoreCells {
  cells = new Float64Array(64 * ROW)
  #used = 0

  /** First cell of a new row; nobody is in the core. */
  addRow(): number {
    const first = this.#used
    this.#used += ROW
    if (this.#used > this.cells.length) {
      const grown = new Float64Array(2 * this.cells.length)
      grown.set(this.cells)
      this.cells = grown
    }
    this.cells[first + END] = NOBODY
    this.cells[first + EXPECTED_AT] = Infinity
    return first
  }

  get(row: number, field: number): number {
    return this.cells[row + field] as number // rows and fields exist
  }

  add(row: number, field: number, amount: number): void {
    this.cells[row + field] = this.get(row, field) + amount
  }

  /** A job that comes at `now` has the core to itself from when it is free; tells its end [s]. */
  begin(row: number, now: number, serviceSeconds: number, jobClass: number): number {
    const { cells } = this
    const end = this.#startOf(row, now) + serviceSeconds
    cells[row + END] = end
    cells[row + HANDED_OVER] = now
    cells[row + SERVICE] = serviceSeconds
    cells[row + CLASS] = jobClass
    return end
  }

  /** Remembers the event in which that job ends. */
  noteEvent(row: number, handle: number, kind: number, b: number): void {
    const { cells } = this
    cells[row + KIND] = kind
    cells[row + B] = b
    cells[row + HANDLE] = handle
  }

  /** Copies the job that is alone in the core to the record of one in line. */
  copyTo(job: Job, row: number): void {
    job.jobClass = this.get(row, CLASS)
    job.kind = this.get(row, KIND)
    job.b = this.get(row, B)
    job.handle = this.get(row, HANDLE)
    job.submittedAt = this.get(row, HANDED_OVER)
    job.remaining = this.get(row, SERVICE)
    job.serviceSeconds = job.remaining
    job.lead = 0
    job.start = this.#startOf(row, job.submittedAt)
    job.end = this.get(row, END)
    job.freeAt = job.end
    job.hangAt = Infinity
  }

  /** The job before it has set when the core is free. */
  #startOf(row: number, handedOver: number): number {
    return Math.max(handedOver, this.get(row, FREE_AT))
  }
}
