// What gateways keep while the pump server does not answer: messages from pumps, in a finite buffer, forwarded at a pace when
// it is back, alarms first. A full buffer gives up its oldest message below alarms; an alarm only when there is nothing else.
// The same alarm, repeated by its pump, is kept once.

import { FrameRing } from "../../devices/FrameRing.ts"
import { type Frames, FrameType } from "../../devices/Frames.ts"

const NONE = -1

export class StoreAndForward {
  /** Messages kept now, those kept so far, and those given up for want of room. */
  queued = 0
  kept = 0
  overflowed = 0

  readonly #frames: Frames
  readonly #capacity: number
  readonly #alarms: ReadonlyArray<FrameRing>
  readonly #others: ReadonlyArray<FrameRing>

  constructor(frames: Frames, gateways: number, capacity: number) {
    this.#frames = frames
    this.#capacity = capacity
    this.#alarms = Array.from({ length: gateways }, () => new FrameRing())
    this.#others = Array.from({ length: gateways }, () => new FrameRing())
  }

  /** Keeps a frame; gives the frame that is to be dropped for it, perhaps itself, or -1. */
  add(gateway: number, frame: number): number {
    const alarms = this.#alarms[gateway] as FrameRing // gateways are in range, here and below
    const others = this.#others[gateway] as FrameRing
    const isAlarm = this.#frames.type[frame] === FrameType.alarm
    if (isAlarm && this.#isKept(alarms, frame)) return frame
    let dropped = NONE
    if (alarms.size + others.size >= this.#capacity) {
      this.overflowed++
      if (others.size > 0) dropped = others.shift()
      else if (isAlarm && alarms.size > 0) dropped = alarms.shift()
      else return frame
      this.queued--
    }
    ;(isAlarm ? alarms : others).push(frame)
    this.queued++
    this.kept++
    return dropped
  }

  /** Takes the next frame to forward, or -1. */
  next(gateway: number): number {
    const alarms = this.#alarms[gateway] as FrameRing
    const others = this.#others[gateway] as FrameRing
    if (alarms.size + others.size === 0) return NONE
    this.queued--
    return alarms.size > 0 ? alarms.shift() : others.shift()
  }

  /** Frames kept at a gateway. */
  size(gateway: number): number {
    return (this.#alarms[gateway] as FrameRing).size + (this.#others[gateway] as FrameRing).size
  }

  #isKept(alarms: FrameRing, frame: number): boolean {
    const { code, pump } = this.#frames
    for (let index = 0; index < alarms.size; index++) {
      const other = alarms.at(index)
      if (code[other] === code[frame] && pump[other] === pump[frame]) return true
    }
    return false
  }
}
