// The jobs of all facilities of one kernel, reused so that a job allocates nothing, and the event that completes them.

import { type EventHandle } from "./Calendar.ts"
import { type WaitSlot } from "./FiberWaits.ts"
import { type EventKind, type Kernel } from "./Kernel.ts"
import { type LineMember } from "./PriorityLine.ts"

/** Names a submitted job; becomes stale when the job is done or cancelled. */
export type JobHandle = number

/** What `submit` returns when the line is full. */
export const NO_JOB: JobHandle = -1

const HANDLE_SLOTS = 2 ** 21

/** Where jobs are served. */
export interface JobServer {
  complete(job: FacilityJob): void
}

export class FacilityJob implements LineMember<FacilityJob> {
  readonly index: number
  generation = 0
  facility: JobServer | undefined = undefined
  /** Lower goes first. */
  priority = 0
  previous: FacilityJob | undefined = undefined
  next: FacilityJob | undefined = undefined
  isInLine = false
  /** Whether a process holds a server through this job. */
  isHeld = false
  /** Place among the jobs being served, -1 when it is not. */
  position = -1
  /** Order in which services began. */
  startNumber = 0
  startedNanoseconds = 0
  arrivedNanoseconds = 0
  /** The whole service [ns]; infinite for a process that holds a server. */
  serviceNanoseconds = 0
  /** Service still to be given [ns]; infinite like the whole one. */
  remainingNanoseconds = 0
  completion: EventHandle = 0
  kind: EventKind = -1
  /** A pump, frame or process; it enters the fingerprint. */
  entity = 0
  b = 0
  /** The process that waits for the job. */
  slot: WaitSlot | undefined = undefined

  constructor(index: number) {
    this.index = index
  }
}

export class FacilityJobs {
  /** The kind of event that completes a job. */
  readonly completes: EventKind
  readonly #kernel: Kernel
  readonly #jobs: Array<FacilityJob> = []
  readonly #free: Array<FacilityJob> = []

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.completes = kernel.kind("facility completes", (_entity, index) => {
      const job = this.#jobs[index] as FacilityJob
      job.facility?.complete(job)
    })
  }

  /** Jobs in use. */
  get size(): number {
    return this.#jobs.length - this.#free.length
  }

  take(facility: JobServer, priority: number, serviceNanoseconds: number): FacilityJob {
    let job = this.#free.pop()
    if (job === undefined) {
      if (this.#jobs.length === HANDLE_SLOTS)
        throw new RangeError(`a simulation has at most ${HANDLE_SLOTS} jobs in its facilities at a time`)
      job = new FacilityJob(this.#jobs.length)
      this.#jobs.push(job)
    }
    job.facility = facility
    job.priority = priority
    job.serviceNanoseconds = serviceNanoseconds
    job.remainingNanoseconds = serviceNanoseconds
    job.arrivedNanoseconds = this.#kernel.nowNanoseconds
    return job
  }

  give(job: FacilityJob): void {
    job.generation++
    job.facility = undefined
    job.slot = undefined
    this.#free.push(job)
  }

  handleOf(job: FacilityJob): JobHandle {
    return job.generation * HANDLE_SLOTS + job.index
  }

  /** The job of a handle, undefined when it is done. */
  find(handle: JobHandle): FacilityJob | undefined {
    const job = handle < 0 ? undefined : this.#jobs[handle % HANDLE_SLOTS]
    return job?.facility !== undefined && this.handleOf(job) === handle ? job : undefined
  }
}
