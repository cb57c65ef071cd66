// A stranger's station that floods a Wi-Fi channel with Poisson frames and keeps the rules of contention. While nobody else
// contends, its queue is a fluid (FluidBacklog.ts); while somebody does, its frames are single ones.

import { randomPoisson } from "d3-random"
import { type RandomStreams, type RandomStream } from "../../src/engine/RandomStreams.ts"
import { type Contention } from "./Contention.ts"
import { FluidBacklog } from "./FluidBacklog.ts"
import { type WifiTiming } from "./wifiTiming.ts"

export class RadioFlood {
  /** False once the flood is over and its frames are gone. */
  isOn = false
  /** Length of a frame, and until the end of its acknowledgement [s]. */
  frameSeconds = 0
  exchangeSeconds = 0

  readonly #contention: Contention
  readonly #contender: number
  readonly #timing: WifiTiming
  readonly #stream: RandomStream
  readonly #fluid: FluidBacklog
  /** Exchange and DIFS, and with the mean back-off after it [s]. */
  #occupiedSeconds = 0
  #cycleSeconds = 0
  #rate = 0
  #queueFrames = 0
  /** Waiting or being sent. */
  #frames = 0
  #advancedTo = 0
  #offeredSeconds = 0
  #lostSeconds = 0

  constructor(contention: Contention, contender: number, timing: WifiTiming, streams: RandomStreams) {
    this.#contention = contention
    this.#contender = contender
    this.#timing = timing
    this.#stream = streams.stream("flood frames")
    this.#fluid = new FluidBacklog(streams.stream("flood"))
  }

  /** Frames of `frameSeconds` and as many as `queueFrames` waiting; rate 0: those that wait are still sent. */
  setLoad(now: number, framesPerSecond: number, frameSeconds: number, queueFrames: number): void {
    if (this.#contention.activeCount === 0) this.#advance(now)
    else this.#arrive(now)
    this.#rate = framesPerSecond
    if (framesPerSecond > 0) {
      const { acknowledgementSeconds, difsSeconds, propagationSeconds, sifsSeconds, slotSeconds, window } =
        this.#timing
      this.isOn = true
      this.frameSeconds = frameSeconds
      this.exchangeSeconds = frameSeconds + sifsSeconds + acknowledgementSeconds + 2 * propagationSeconds
      this.#occupiedSeconds = this.exchangeSeconds + difsSeconds
      this.#cycleSeconds = this.#occupiedSeconds + ((window - 1) / 2) * slotSeconds
      this.#queueFrames = queueFrames
    }
    this.#fluid.setLoad(framesPerSecond, this.#cycleSeconds)
  }

  /** Frames offered, and refused for want of room, with their gaps and back-off [s]. */
  get offeredSeconds(): number {
    return this.#offeredSeconds + this.#fluid.offeredSeconds
  }
  get lostSeconds(): number {
    return this.#lostSeconds + this.#fluid.lostSeconds
  }

  /** Exchanges done until `now` [s], to one frame; the part since the last step by expectation. Draws nothing. */
  busySeconds(now: number): number {
    if (this.#cycleSeconds === 0) return 0
    const waiting = this.#frames * this.#cycleSeconds
    const elapsed = Math.max(0, now - this.#advancedTo)
    const since = Math.min(elapsed, waiting + this.#fluid.load(1) * elapsed)
    const done = this.offeredSeconds - this.lostSeconds - waiting + since
    return (this.exchangeSeconds / this.#cycleSeconds) * done
  }

  /** Somebody begins to contend: the flood becomes single frames. */
  wake(now: number): void {
    const contention = this.#contention
    if (contention.activeCount > 0) return this.arrive(now)
    const residual = this.#advance(now)
    if (residual === 0) return this.#join()
    // A frame goes first and its back-off after it, so that one that finds the channel idle is sent at once.
    const backOff = this.#cycleSeconds - this.#occupiedSeconds
    // Both together: slots that have gone by must not be counted from the old idle instant again.
    const slot = contention.slotAt(now)
    contention.idleFrom += (slot - contention.slot) * this.#timing.slotSeconds
    contention.slot = slot
    this.#frames--
    if (residual > backOff) {
      contention.idleFrom = now + residual - backOff
      return this.#join()
    }
    if (this.#frames === 0) return undefined
    const slots = Math.floor(residual / this.#timing.slotSeconds)
    return contention.join(this.#contender, contention.slot + slots)
  }

  /** Lets single frames arrive until `now` while others contend. */
  arrive(now: number): void {
    this.#arrive(now)
    this.#join()
  }

  /** Its frame was sent, or given up. */
  endFrame(): void {
    this.#frames--
    this.#contention.leave(this.#contender)
  }

  #join(): void {
    if (this.#frames > 0 && !this.#contention.isActive(this.#contender)) {
      this.#contention.backOff(this.#contender, 0)
    }
  }

  #arrive(now: number): void {
    const elapsed = now - this.#advancedTo
    if (elapsed <= 0) return
    this.#advancedTo = now
    if (this.#rate === 0) return
    const arrived = randomPoisson.source(this.#stream)(this.#rate * elapsed)()
    const accepted = Math.min(arrived, Math.max(0, this.#queueFrames - this.#frames))
    this.#frames += accepted
    this.#offeredSeconds += arrived * this.#cycleSeconds
    this.#lostSeconds += (arrived - accepted) * this.#cycleSeconds
  }

  /** Lets the flood have the idle channel to itself until `now`; tells what is left of the frame in hand [s]. */
  #advance(now: number): number {
    this.#arrive(Math.min(now, this.#contention.idleFrom))
    const elapsed = now - this.#advancedTo
    if (elapsed <= 0 || this.#cycleSeconds === 0) return 0
    this.#advancedTo = now
    const ceiling = this.#queueFrames * this.#cycleSeconds
    const before = Math.min(ceiling, this.#frames * this.#cycleSeconds)
    const wait = this.#fluid.advance(before, elapsed, ceiling, ceiling, 1)
    this.#frames = Math.ceil(wait / this.#cycleSeconds - 1e-9)
    if (this.#frames === 0) {
      if (this.#rate === 0) this.isOn = false
      return 0
    }
    // With frames behind it, the one in hand is anywhere in its cycle; the fluid's level would say near its start when full.
    return this.#frames === 1 ? wait : (1 - this.#stream()) * this.#cycleSeconds
  }
}
