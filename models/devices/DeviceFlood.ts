// A flood of first flights on a device's processor, as a fluid of the class of cryptography (FluidBacklog.ts): what waits,
// what it does to other classes, and which ticks of the control loop its jobs delay where they run to completion.

import { FluidBacklog } from "../network/FluidBacklog.ts"
import { type RandomStream } from "../../src/engine/RandomStreams.ts"
import { type ControlLoop } from "./ControlLoop.ts"

const POSITIONS = 64
const ORBIT = 512

/** For each job: deadlines missed, turns skipped, and time from its begin to the next one's [s]. */
interface Disturbance {
  readonly missed: number
  readonly skipped: number
  readonly seconds: number
}

const UNDISTURBED: Disturbance = { missed: 0, skipped: 0, seconds: 0 }

export class DeviceFlood {
  /** Flood work that waits [s of the core]. */
  backlogSeconds = 0
  /** Deadlines of the control loop that flood jobs made it miss so far, and turns skipped, by expectation. */
  missedDeadlines = 0
  skippedTurns = 0

  readonly stream: RandomStream

  readonly #fluid: FluidBacklog
  readonly #loop: ControlLoop | null
  readonly #queueJobs: number
  /** Share of the core that the control loop leaves; more where jobs that run to completion make it skip turns. */
  #share: number
  readonly #isPreemptive: boolean
  /** What one flood job does to the control loop: alone on the core, and one after the other. */
  #alone = UNDISTURBED
  #inARow = UNDISTURBED
  /** What jobs that have ended took of the core and the flood has not given way to yet [s]. */
  #owedSeconds = 0

  constructor(options: {
    readonly stream: RandomStream
    readonly loop: ControlLoop | null
    readonly queueJobs: number
    readonly isPreemptive: boolean
  }) {
    this.stream = options.stream
    this.#fluid = new FluidBacklog(options.stream)
    this.#loop = options.loop
    this.#queueJobs = options.queueJobs
    this.#isPreemptive = options.isPreemptive
    this.#share = 1 - (options.loop?.load ?? 0)
  }

  get jobSeconds(): number {
    return this.#fluid.rate > 0 ? this.#fluid.jobSeconds : 0
  }
  get jobsPerSecond(): number {
    return this.#fluid.rate
  }
  get offeredSeconds(): number {
    return this.#fluid.offeredSeconds
  }
  get lostSeconds(): number {
    return this.#fluid.lostSeconds
  }

  /** Work done so far [s of the core]. */
  get doneSeconds(): number {
    return this.#fluid.offeredSeconds - this.#fluid.lostSeconds - this.backlogSeconds
  }

  /** Work done if another `elapsedSeconds` go as expected [s of the core]; draws nothing. */
  expectedDoneSeconds(elapsedSeconds: number): number {
    const brought = this.backlogSeconds + this.#fluid.load(1) * elapsedSeconds
    return this.doneSeconds + Math.min(this.#share * elapsedSeconds, brought)
  }

  /** Deadlines missed if another `elapsedSeconds` go as expected; draws nothing. */
  expectedMissedDeadlines(elapsedSeconds: number): number {
    const jobs = this.#jobsIn(this.expectedDoneSeconds(elapsedSeconds) - this.doneSeconds)
    return this.missedDeadlines + jobs * this.#between((disturbance) => disturbance.missed)
  }

  /** Load on what the control loop leaves; 1 or more leaves nothing to lower classes. */
  get load(): number {
    return this.#fluid.load(this.#share)
  }

  get isOver(): boolean {
    return this.#fluid.rate === 0 && this.backlogSeconds <= 0
  }

  setLoad(jobsPerSecond: number, secondsPerJob: number): void {
    this.#fluid.setLoad(jobsPerSecond, secondsPerJob)
    if (this.#loop === null || this.#isPreemptive || jobsPerSecond <= 0) return
    this.#alone = disturbanceAlone(this.#loop, secondsPerJob)
    this.#inARow = disturbanceInARow(this.#loop, secondsPerJob)
    this.#share = secondsPerJob / this.#inARow.seconds
  }

  /** Goes on by `elapsedSeconds`, in which other jobs of its class or above got `otherSeconds` of the core. */
  advance(elapsedSeconds: number, otherSeconds: number): void {
    if (elapsedSeconds <= 0) return
    const before = this.doneSeconds
    // Room for one more than wait: the job in service.
    const ceiling = this.#ceiling
    this.#owedSeconds += otherSeconds / this.#share
    const usable = Math.max(0, elapsedSeconds - this.#owedSeconds)
    this.#owedSeconds -= elapsedSeconds - usable
    const wait = this.#fluid.advance(
      Math.min(this.backlogSeconds / this.#share, ceiling),
      usable,
      ceiling,
      ceiling,
      this.#share
    )
    this.backlogSeconds = wait * this.#share
    this.#meetOthers(elapsedSeconds - usable, ceiling)
    const jobs = this.#jobsIn(this.doneSeconds - before)
    this.missedDeadlines += jobs * this.#between((disturbance) => disturbance.missed)
    this.skippedTurns += jobs * this.#between((disturbance) => disturbance.skipped)
  }

  #jobsIn(seconds: number): number {
    return this.jobSeconds === 0 ? 0 : Math.max(0, seconds) / this.jobSeconds
  }

  /** Between a job alone and jobs in a row, as the load says. */
  #between(of: (disturbance: Disturbance) => number): number {
    const crowd = Math.min(1, this.load)
    return of(this.#alone) + crowd * (of(this.#inARow) - of(this.#alone))
  }

  /** While others hold the core, the flood queues up without being served. */
  #meetOthers(elapsedSeconds: number, ceiling: number): void {
    const offered = this.#fluid.load(1) * elapsedSeconds
    const room = Math.max(0, ceiling * this.#share - this.backlogSeconds)
    const taken = Math.min(offered, room)
    this.backlogSeconds += taken
    this.#fluid.offeredSeconds += offered
    this.#fluid.lostSeconds += offered - taken
  }

  /** The processor forgets everything: what waited is lost, and what came in `downSeconds` too. */
  drop(downSeconds: number): void {
    const missed = this.#fluid.load(1) * downSeconds
    this.#fluid.offeredSeconds += missed
    this.#fluid.lostSeconds += missed + this.backlogSeconds
    this.backlogSeconds = 0
  }

  /** Whether the shared queue has no room for a job of the flood's class or below. */
  isFull(): boolean {
    if (this.#fluid.rate === 0) return false
    const margin = this.#fluid.fullMargin(this.#share, false)
    return this.backlogSeconds / this.#share > this.#ceiling - margin
  }

  get #ceiling(): number {
    return ((this.#queueJobs + 1) * this.#fluid.jobSeconds) / this.#share
  }
}

/** What one job of this length does, on average over where in the period it begins. */
const disturbanceAlone = (loop: ControlLoop, jobSeconds: number): Disturbance => {
  let missed = 0
  let skipped = 0
  for (let index = 0; index < POSITIONS; index++) {
    const start = loop.startAfter(((index + 0.5) / POSITIONS) * loop.periodSeconds)
    loop.afterBlock(start, start + jobSeconds)
    missed += loop.missed
    skipped += loop.skipped
  }
  return { missed: missed / POSITIONS, skipped: skipped / POSITIONS, seconds: jobSeconds }
}

/** The same for jobs that follow one another. */
const disturbanceInARow = (loop: ControlLoop, jobSeconds: number): Disturbance => {
  let time = loop.startAfter(0)
  const begun = time
  let missed = 0
  let skipped = 0
  for (let index = 0; index < ORBIT; index++) {
    time = loop.startAfter(loop.afterBlock(time, time + jobSeconds))
    missed += loop.missed
    skipped += loop.skipped
  }
  return { missed: missed / ORBIT, skipped: skipped / ORBIT, seconds: (time - begun) / ORBIT }
}
