// The therapy's control loop on a processor that it shares: periodic, of the highest priority, in closed form, because at a
// hundred turns a second it must not be events. Its deadline is its next tick. It takes the processor at once where it may
// pre-empt; where jobs run to completion it waits for them, and then serves the latest tick only: those before are missed.

const TOLERANCE_SECONDS = 0.5e-9

export interface ControlLoopOptions {
  readonly periodSeconds: number
  /** Work of one turn [s], less than the period. */
  readonly workSeconds: number
  /** Time of a tick [s]. */
  readonly phaseSeconds: number
}

export class ControlLoop {
  readonly periodSeconds: number
  readonly workSeconds: number
  /** Ticks that the last `afterBlock` found to be missed, and those of them that were never served. */
  missed = 0
  skipped = 0

  readonly #phase: number

  constructor({ periodSeconds, phaseSeconds, workSeconds }: ControlLoopOptions) {
    if (!(workSeconds > 0 && workSeconds < periodSeconds && Number.isFinite(periodSeconds))) {
      throw new RangeError(
        `a control loop needs less than its period of ${periodSeconds} s for a turn, got ${workSeconds} s`
      )
    }
    this.periodSeconds = periodSeconds
    this.workSeconds = workSeconds
    this.#phase = phaseSeconds
  }

  /** Share of the processor that it takes when nothing delays it. */
  get load(): number {
    return this.workSeconds / this.periodSeconds
  }

  /** When work that begins at `start` and gives way to every turn is done [s]. */
  finish(start: number, work: number): number {
    const { periodSeconds, workSeconds } = this
    const position = this.#position(start)
    const wait = Math.max(0, workSeconds - position)
    const room = periodSeconds - Math.max(position, workSeconds)
    if (work <= room) return start + wait + work
    const rest = work - room
    const gap = periodSeconds - workSeconds
    const turns = Math.ceil(rest / gap) - 1
    return start + wait + room + turns * periodSeconds + workSeconds + (rest - turns * gap)
  }

  /** Processor time that work which gives way to every turn gets between two times [s]. */
  available(from: number, to: number): number {
    const position = this.#position(from)
    return to - from - (this.#busyUntil(position + to - from) - this.#busyUntil(position))
  }

  /** The first time from `time` at which a job that runs to completion may begin: not during a turn that is on time [s]. */
  startAfter(time: number): number {
    const position = this.#position(time)
    return position < this.workSeconds - TOLERANCE_SECONDS ? time + this.workSeconds - position : time
  }

  /** When the turn before `start` was done, if nothing delayed it [s]. */
  lastDone(start: number): number {
    return start - this.#position(start) + this.workSeconds
  }

  /**
   * When the loop has caught up after a job held the processor from `start` to `end` [s]; `missed` and `skipped` then tell
   * what became of its ticks. A job begins when no turn is due.
   */
  afterBlock(start: number, end: number): number {
    const { periodSeconds, workSeconds } = this
    this.missed = 0
    this.skipped = 0
    const passed = this.#position(start) + (end - start)
    const ticks = Math.floor((passed + TOLERANCE_SECONDS) / periodSeconds)
    if (ticks === 0) return end
    this.skipped = ticks - 1
    this.missed = ticks - 1
    let lateness = Math.max(0, passed - ticks * periodSeconds)
    let done = end + workSeconds
    while (lateness + workSeconds > periodSeconds + TOLERANCE_SECONDS) {
      this.missed++
      lateness += workSeconds - periodSeconds
      done += workSeconds
    }
    return done
  }

  /** Time since the last tick [s]. */
  #position(time: number): number {
    const since = time - this.#phase
    const position = since - Math.floor(since / this.periodSeconds) * this.periodSeconds
    return position > this.periodSeconds - TOLERANCE_SECONDS ? 0 : position
  }

  /** Time that turns take in so long after a tick [s]. */
  #busyUntil(elapsed: number): number {
    const turns = Math.floor(elapsed / this.periodSeconds)
    return turns * this.workSeconds + Math.min(this.workSeconds, elapsed - turns * this.periodSeconds)
  }
}
