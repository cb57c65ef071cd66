// Flood traffic as a fluid with noise: the wait that a Poisson stream of equal jobs builds up in a finite queue, as
// Brownian motion with drift rho - 1 and variance rate lambda s^2, reflected at 0 and at the queue's end (Harrison 1985;
// the mean wait below saturation is exactly Pollaczek and Khinchine's). One step costs O(1) however many jobs it stands for.

import { randomNormal } from "d3"
import { type RandomStream } from "../../src/engine/RandomStreams.ts"

const MOST_STEPS = 64
const FORGETTING_TIMES = 6

export class FluidBacklog {
  /** Work offered and lost for want of room so far [s of one server]. */
  offeredSeconds = 0
  lostSeconds = 0
  /** Jobs per second and length of one [s]. */
  rate = 0
  jobSeconds = 0

  readonly #stream: RandomStream
  #normal: (() => number) | undefined

  constructor(stream: RandomStream) {
    this.#stream = stream
  }

  setLoad(jobsPerSecond: number, secondsPerJob: number): void {
    this.rate = secondsPerJob > 0 ? jobsPerSecond : 0
    if (this.rate > 0) this.jobSeconds = secondsPerJob
  }

  /** Offered load per server. */
  load(servers: number): number {
    return (this.rate * this.jobSeconds) / servers
  }

  /** Share of the flood's jobs that find no room, in the long run. */
  lossShare(servers: number, ceiling: number): number {
    const load = this.load(servers)
    const drift = load - 1
    const variance = (load * this.jobSeconds) / servers
    const exponent = (2 * drift * ceiling) / variance
    if (Math.abs(exponent) < 1e-6) return variance / (2 * ceiling * load)
    return drift / (load * -Math.expm1(-exponent))
  }

  /**
   * The queue counts as full for a discrete job when the wait is within this of its ceiling [s]. Gives `lossShare` while the
   * flood drains; while foreground work is served instead, a queue once full stays full (the fluid is then within 1.25 jobs
   * of its ceiling for 92 % of the time).
   */
  fullMargin(servers: number, isStalled: boolean): number {
    const load = this.load(servers)
    const scale = this.jobSeconds / servers
    if (isStalled) return 1.25 * scale
    if (load === 0 || Math.abs(load - 1) < 1e-6) return scale / 2
    return (scale * load * Math.log(load)) / (2 * (load - 1))
  }

  /**
   * The wait after `elapsed` seconds of service, starting from `wait`. The ceiling moves from `ceilingStart` to
   * `ceilingEnd`: the queue's room plus the foreground work that shares it.
   */
  advance(wait: number, elapsed: number, ceilingStart: number, ceilingEnd: number, servers: number): number {
    if (elapsed <= 0) return wait
    if (this.rate === 0) return Math.max(0, wait - elapsed)
    const load = this.load(servers)
    const drift = load - 1
    const variance = (load * this.jobSeconds) / servers
    const room = Math.min(ceilingStart, ceilingEnd)
    if (ceilingStart === ceilingEnd && elapsed > this.#forgettingSeconds(drift, variance, room)) {
      return this.#settle(wait, elapsed, room, servers)
    }
    const steps = Math.min(MOST_STEPS, Math.max(1, Math.ceil((16 * variance * elapsed) / (room * room))))
    const step = elapsed / steps
    const rise = (ceilingEnd - ceilingStart) / steps
    let level = wait
    for (let index = 0; index < steps; index++) {
      level = this.#step(level, step, ceilingStart + rise * index, rise, servers)
    }
    return level
  }

  #step(level: number, step: number, ceiling: number, rise: number, servers: number): number {
    const load = this.load(servers)
    const spread = ((load * this.jobSeconds) / servers) * step
    this.#normal ??= randomNormal.source(this.#stream)()
    const move = (load - 1) * step + Math.sqrt(spread) * this.#normal()
    // Extreme of a Brownian bridge from 0 to `end`: (end +- sqrt(end^2 - 2 spread ln u)) / 2.
    const bend = -2 * spread * Math.log(1 - this.#stream())
    let next = level + move
    if (level + move / 2 < (ceiling + rise) / 2) {
      const lowest = (move - Math.sqrt(move * move + bend)) / 2
      next += Math.max(0, -(level + lowest))
    } else {
      const relative = move - rise
      const highest = (relative + Math.sqrt(relative * relative + bend)) / 2
      next -= Math.max(0, level - ceiling + highest)
    }
    const clamped = Math.min(Math.max(0, next), Math.max(0, ceiling + rise))
    this.offeredSeconds += servers * (move + step)
    // Idle time shows as a rise above `level + move`, loss as a fall below it.
    this.lostSeconds += servers * Math.max(0, level + move - clamped)
    return clamped
  }

  /** Time after which the wait no longer depends on where it started [s]. */
  #forgettingSeconds(drift: number, variance: number, room: number): number {
    const relaxation = 1 / ((drift * drift) / (2 * variance) + (Math.PI ** 2 * variance) / (2 * room * room))
    return FORGETTING_TIMES * relaxation + Math.min(room / Math.abs(drift), (room * room) / variance)
  }

  /** Draws from the stationary distribution, a truncated exponential. */
  #settle(wait: number, elapsed: number, room: number, servers: number): number {
    const load = this.load(servers)
    const slope = (2 * (load - 1) * servers) / (load * this.jobSeconds)
    const draw = this.#stream()
    const exponent = slope * room
    let level: number
    if (Math.abs(exponent) < 1e-6) level = draw * room
    else if (exponent > 0) level = room + Math.log(draw + (1 - draw) * Math.exp(-exponent)) / slope
    else level = Math.log1p(draw * Math.expm1(exponent)) / slope
    level = Math.min(Math.max(0, level), room)
    const carried = load * (1 - this.lossShare(servers, room))
    this.offeredSeconds += servers * load * elapsed
    // What is neither carried nor waiting was lost; the expected idle time closes the balance.
    this.lostSeconds += servers * ((load - carried) * elapsed - (level - wait))
    return level
  }
}
