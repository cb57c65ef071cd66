// Servers with a waiting line: priority then order of arrival, pre-emptive resume, reneging, a finite line, breakdowns.
// A job with a known service time is served from the kernel without any fibre; a process can be served likewise, or hold a
// server while it does something else. Only jobs being served can be pre-empted; a process keeps the server it holds.

import { Effect, Exit, type Scope } from "effect"
import { FiberWaits, processOf, waiting, type WaitOwner } from "./FiberWaits.ts"
import { type FacilityJob, FacilityJobs, type JobHandle, type JobServer, NO_JOB } from "./FacilityJobs.ts"
import { FacilityMonitors } from "./FacilityMonitors.ts"
import { type EventKind, type Kernel } from "./Kernel.ts"
import { type SeriesOptions } from "./Level.ts"
import { PriorityLine } from "./PriorityLine.ts"
import { type SuspendableFiber } from "./Sleep.ts"

export interface FacilityOptions {
  readonly name: string
  /** Servers, which may be 0. */
  readonly servers: number
  /** Places in the waiting line; unlimited when left out. */
  readonly lineLimit?: number
  /** Whether an arriving job takes the server of a less urgent one, which resumes later where it was. */
  readonly isPreemptive?: boolean
  /** Whether it measures waits, services, its line and its servers at work; true when left out. */
  readonly isMonitored?: boolean
  /** Also keeps the course over time of the line and the servers at work. */
  readonly series?: SeriesOptions
}

/** What a job on the kernel does when it is done; copied by `submit`, so one object may serve many jobs. */
export interface JobCompletion {
  /** Its handler is called with `a` and `b` inside the event that completes the job. */
  readonly kind: EventKind
  readonly a?: number
  readonly b?: number
}

/** Counts and time integrals since the start, arrived = completed + reneged + balked + in the line + busy. */
export interface FacilityStatistics {
  readonly arrived: number
  readonly completed: number
  readonly reneged: number
  /** Turned away by a full line. */
  readonly balked: number
  readonly preempted: number
  /** Integral of busy servers over time [s]. */
  readonly busySeconds: number
  /** Integral of the line's length over time [s]. */
  readonly lineSeconds: number
}

export class Facility implements WaitOwner<FacilityJob>, JobServer {
  readonly name: string
  readonly #kernel: Kernel
  readonly #isMonitored: boolean
  readonly #hasSeries: boolean
  readonly #monitors: FacilityMonitors
  readonly #waits: FiberWaits
  readonly #jobs: FacilityJobs
  readonly #line = new PriorityLine<FacilityJob>()
  readonly #served: Array<FacilityJob> = []
  readonly #lineLimit: number
  readonly #isPreemptive: boolean
  readonly #counts = { arrived: 0, completed: 0, reneged: 0, balked: 0, preempted: 0 }
  readonly #label: string
  #servers: number
  #started = 0
  #held = 0
  #integratedSeconds: number
  #lineSeconds = 0
  #busySeconds = 0
  /** What lasted, since somebody last looked. */
  #lineMaximum = 0
  #busyMaximum = 0

  constructor(kernel: Kernel, options: FacilityOptions) {
    this.name = options.name
    this.#label = `facility "${options.name}"`
    this.#kernel = kernel
    this.#waits = kernel.shared(FiberWaits)
    this.#jobs = kernel.shared(FacilityJobs)
    this.#servers = this.#checked(options.servers)
    this.#lineLimit = options.lineLimit ?? Infinity
    if (!(this.#lineLimit >= 0))
      throw new RangeError(`the line of ${this.#label} has at least 0 places, not ${this.#lineLimit}`)
    this.#isPreemptive = options.isPreemptive ?? false
    this.#isMonitored = options.isMonitored ?? true
    this.#hasSeries = this.#isMonitored && options.series !== undefined
    this.#monitors = new FacilityMonitors(kernel, this.#hasSeries ? options.series : undefined)
    this.#integratedSeconds = kernel.now
  }

  /** Servers at work or held. */
  get busy(): number {
    return this.#served.length + this.#held
  }

  /** Jobs and processes waiting. */
  get waiting(): number {
    return this.#line.length
  }

  get servers(): number {
    return this.#servers
  }

  /** Whether an arrival would be served or find a place in the line. */
  get canEnter(): boolean {
    return this.busy < this.#servers || this.#line.length < this.#lineLimit
  }

  /** What it has measured up to now; empty when it is not monitored. */
  get monitors(): FacilityMonitors {
    this.#integrate()
    if (this.#isMonitored) {
      const line = { value: this.#line.length, integral: this.#lineSeconds, maximum: this.#lineMaximum }
      const busy = { value: this.busy, integral: this.#busySeconds, maximum: this.#busyMaximum }
      this.#monitors.integrated(line, busy)
    }
    this.#lineMaximum = 0
    this.#busyMaximum = 0
    return this.#monitors
  }

  /** Counts and time integrals up to now. */
  statistics(): FacilityStatistics {
    this.#integrate()
    return { ...this.#counts, busySeconds: this.#busySeconds, lineSeconds: this.#lineSeconds }
  }

  /** Has a job served for `serviceSeconds`, then calls its completion; `NO_JOB` when the line is full. For the kernel's handlers. */
  submit(serviceSeconds: number, completion: JobCompletion, priority = 0): JobHandle {
    if (!this.#admits()) return NO_JOB
    const job = this.#jobs.take(this, priority, toNanoseconds(serviceSeconds))
    job.kind = completion.kind
    job.entity = completion.a ?? 0
    job.b = completion.b ?? 0
    const handle = this.#jobs.handleOf(job)
    this.#enter(job)
    return handle
  }

  /** Takes a submitted job back, from the line or from its server; false when it is already done. */
  cancel(handle: JobHandle): boolean {
    const job = this.#jobs.find(handle)
    if (job === undefined || job.facility !== this) return false
    this.#abandon(job)
    return true
  }

  /** Waits for a server and is served for `serviceSeconds`; an interruption leaves the line or the server. Ask `canEnter` first if the line is finite. */
  serve(serviceSeconds: number, priority = 0): Effect.Effect<void> {
    return waiting<void>(this.#waits, (fiber) => {
      const job = this.#jobFor(fiber, priority, toNanoseconds(serviceSeconds))
      const slot = this.#waits.begin(fiber, this.#label, this, job)
      job.slot = slot
      this.#enter(job)
      return slot
    })
  }

  /** Waits for a server and holds it until the scope closes. */
  hold(priority = 0): Effect.Effect<void, never, Scope.Scope> {
    return Effect.asVoid(
      Effect.acquireRelease(this.#seize(priority), (job) => Effect.sync(() => this.#release(job)), {
        interruptible: true
      })
    )
  }

  /** Waits for a server and holds it while `effect` runs. */
  withServer<A, E, R>(effect: Effect.Effect<A, E, R>, priority = 0): Effect.Effect<A, E, R> {
    return Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(restore(this.#seize(priority)), (job) =>
        Effect.onExit(restore(effect), () => Effect.sync(() => this.#release(job)))
      )
    )
  }

  /** Changes the number of servers; a breakdown is 0. Jobs that lose their server wait first in their rank and resume later. */
  setServers(servers: number): void {
    this.#servers = this.#checked(servers)
    this.#integrate()
    while (this.busy > servers && this.#served.length > 0) this.#preempt(this.#leastUrgent())
    this.#startNext()
  }

  /** For the job table: the service of `job` is over. */
  complete(job: FacilityJob): void {
    this.#integrate()
    this.#counts.completed++
    this.#stopServing(job)
    if (this.#isMonitored) this.#monitors.completed(job)
    const { kind, entity, b, slot } = job
    this.#jobs.give(job)
    this.#startNext()
    if (slot !== undefined) this.#waits.resume(slot, undefined)
    else this.#kernel.call(kind, entity, b)
  }

  /** For the wait table: the process that waits was interrupted. */
  interrupted(job: FacilityJob): void {
    job.slot = undefined
    this.#abandon(job)
  }

  #seize(priority: number): Effect.Effect<FacilityJob> {
    return waiting(this.#waits, (fiber) => {
      const job = this.#jobFor(fiber, priority, Infinity)
      if (this.#makeRoom(priority)) {
        this.#startHolding(job)
        return Exit.succeed(job)
      }
      job.slot = this.#waits.begin(fiber, this.#label, this, job)
      this.#line.join(job)
      return job.slot
    })
  }

  #jobFor(fiber: SuspendableFiber, priority: number, remainingNanoseconds: number): FacilityJob {
    const entity = processOf(fiber).index
    if (!this.#admits()) throw new Error(`the line of ${this.#label} is full: ask canEnter first`)
    const job = this.#jobs.take(this, priority, remainingNanoseconds)
    job.entity = entity
    return job
  }

  #admits(): boolean {
    this.#integrate()
    this.#counts.arrived++
    if (this.canEnter) return true
    this.#counts.balked++
    return false
  }

  #enter(job: FacilityJob): void {
    if (this.#makeRoom(job.priority)) this.#startServing(job)
    else this.#line.join(job)
  }

  /** Whether a server is free for an arrival of this priority, if need be by pre-emption. */
  #makeRoom(priority: number): boolean {
    if (this.busy < this.#servers) return true
    if (!this.#isPreemptive || this.#served.length === 0 || this.busy > this.#servers) return false
    const victim = this.#leastUrgent()
    if (victim.priority <= priority) return false
    this.#preempt(victim)
    return true
  }

  /** Among the jobs being served, the last started one of the highest priority number. */
  #leastUrgent(): FacilityJob {
    let victim = this.#served[0] as FacilityJob
    for (const job of this.#served) {
      if (
        job.priority > victim.priority ||
        (job.priority === victim.priority && job.startNumber > victim.startNumber)
      )
        victim = job
    }
    return victim
  }

  #preempt(job: FacilityJob): void {
    this.#counts.preempted++
    this.#kernel.cancel(job.completion)
    this.#stopServing(job)
    job.remainingNanoseconds -= this.#kernel.nowNanoseconds - job.startedNanoseconds
    this.#line.join(job, true)
  }

  #startNext(): void {
    while (this.busy < this.#servers) {
      const job = this.#line.first()
      if (job === undefined) return
      this.#line.leave(job)
      if (job.remainingNanoseconds !== Infinity) {
        this.#startServing(job)
        continue
      }
      this.#startHolding(job)
      if (job.slot !== undefined) this.#waits.grant(job.slot, job)
    }
  }

  #startHolding(job: FacilityJob): void {
    job.startedNanoseconds = this.#kernel.nowNanoseconds
    job.isHeld = true
    this.#held++
  }

  #startServing(job: FacilityJob): void {
    job.startedNanoseconds = this.#kernel.nowNanoseconds
    job.startNumber = ++this.#started
    job.position = this.#served.push(job) - 1
    job.completion = this.#kernel.schedule(
      job.remainingNanoseconds / 1e9,
      this.#jobs.completes,
      job.entity,
      job.index
    )
  }

  #stopServing(job: FacilityJob): void {
    const last = this.#served.pop() as FacilityJob
    if (last !== job) {
      this.#served[job.position] = last
      last.position = job.position
    }
    job.position = -1
  }

  #release(job: FacilityJob): void {
    this.#integrate()
    this.#counts.completed++
    job.serviceNanoseconds = this.#kernel.nowNanoseconds - job.startedNanoseconds
    if (this.#isMonitored) this.#monitors.completed(job)
    this.#stopHolding(job)
    this.#startNext()
  }

  #stopHolding(job: FacilityJob): void {
    job.isHeld = false
    this.#held--
    this.#jobs.give(job)
  }

  #abandon(job: FacilityJob): void {
    this.#integrate()
    this.#counts.reneged++
    if (job.isHeld) this.#stopHolding(job)
    else {
      if (job.isInLine) this.#line.leave(job)
      else {
        this.#kernel.cancel(job.completion)
        this.#stopServing(job)
      }
      this.#jobs.give(job)
    }
    this.#startNext()
  }

  /** Whoever changes the line or the servers begins with this, so that what has lasted is measured and nothing else. */
  #integrate(): void {
    const now = this.#kernel.now
    const elapsed = now - this.#integratedSeconds
    if (elapsed === 0) return
    if (this.#hasSeries) this.#monitors.changed(this.#integratedSeconds, this.#line.length, this.busy)
    this.#integratedSeconds = now
    const waiting = this.#line.length
    const busy = this.#served.length + this.#held
    this.#lineSeconds += elapsed * waiting
    this.#busySeconds += elapsed * busy
    if (waiting > this.#lineMaximum) this.#lineMaximum = waiting
    if (busy > this.#busyMaximum) this.#busyMaximum = busy
  }

  #checked(servers: number): number {
    if (Number.isInteger(servers) && servers >= 0) return servers
    throw new RangeError(`${this.#label} has a whole number of servers of at least 0, not ${servers}`)
  }
}

const toNanoseconds = (seconds: number): number => {
  if (!(seconds >= 0 && seconds < Infinity))
    throw new RangeError(`a service takes a finite time of at least 0 s, not ${seconds} s`)
  return Math.round(seconds * 1e9)
}
