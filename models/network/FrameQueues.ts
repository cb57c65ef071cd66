// First-in, first-out queues of messages, one for each station, in one pool on typed arrays: no object per message.

import { type EventKind } from "../../src/engine/Kernel.ts"

const NONE = -1

export class FrameQueues {
  /** In all queues [messages, B]. */
  messages = 0
  totalBytes = 0
  /** Of each queue, its first message included [B]. */
  readonly queuedBytes: Float64Array

  // Of each message; grown together.
  bytes = new Float64Array(16)
  a = new Float64Array(16)
  b = new Float64Array(16)
  delivered = new Int32Array(16)
  lost = new Int32Array(16)
  /** The station at the other end from the access point's point of view. */
  station = new Int32Array(16)
  /** Bytes not yet sent. */
  left = new Float64Array(16)
  #next = new Int32Array(16)
  #used = 0
  #free = NONE

  readonly #heads: Int32Array
  readonly #tails: Int32Array

  constructor(queues: number) {
    this.queuedBytes = new Float64Array(queues)
    this.#heads = new Int32Array(queues).fill(NONE)
    this.#tails = new Int32Array(queues).fill(NONE)
  }

  /** Takes a message from the pool; it is in no queue yet. */
  allocate(bytes: number, delivered: EventKind, lost: EventKind, a: number, b: number): number {
    let frame = this.#free
    if (frame === NONE) {
      frame = this.#used++
      if (frame === this.bytes.length) this.#grow()
    } else this.#free = this.#next[frame] as number // indexes in this class come from the class itself
    this.bytes[frame] = bytes
    this.left[frame] = bytes
    this.delivered[frame] = delivered
    this.lost[frame] = lost
    this.a[frame] = a
    this.b[frame] = b
    return frame
  }

  /** Gives a message that is in no queue back to the pool; its fields stay readable until the next `allocate`. */
  release(frame: number): void {
    this.#next[frame] = this.#free
    this.#free = frame
  }

  /** First message of a queue, or -1. */
  first(queue: number): number {
    return this.#heads[queue] as number
  }

  push(queue: number, frame: number): void {
    const tail = this.#tails[queue] as number
    if (tail === NONE) this.#heads[queue] = frame
    else this.#next[tail] = frame
    this.#tails[queue] = frame
    this.#next[frame] = NONE
    this.#count(queue, frame, 1)
  }

  /** Takes the first message out of a queue that has one. */
  shift(queue: number): number {
    const frame = this.#heads[queue] as number
    this.#heads[queue] = this.#next[frame] as number
    if (this.#heads[queue] === NONE) this.#tails[queue] = NONE
    this.#count(queue, frame, -1)
    return frame
  }

  /** Takes the first message for `station` out of a queue, or -1. */
  remove(queue: number, station: number): number {
    let previous = NONE
    let frame = this.#heads[queue] as number
    while (frame !== NONE && this.station[frame] !== station) {
      previous = frame
      frame = this.#next[frame] as number
    }
    if (frame === NONE) return NONE
    if (previous === NONE) return this.shift(queue)
    this.#next[previous] = this.#next[frame] as number
    if (this.#tails[queue] === frame) this.#tails[queue] = previous
    this.#count(queue, frame, -1)
    return frame
  }

  #count(queue: number, frame: number, sign: number): void {
    const bytes = this.bytes[frame] as number
    this.messages += sign
    this.totalBytes += sign * bytes
    this.queuedBytes[queue] = (this.queuedBytes[queue] as number) + sign * bytes
  }

  #grow(): void {
    const doubles = (old: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(2 * old.length)
      next.set(old)
      return next
    }
    const integers = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const next = new Int32Array(2 * old.length)
      next.set(old)
      return next
    }
    this.bytes = doubles(this.bytes)
    this.left = doubles(this.left)
    this.a = doubles(this.a)
    this.b = doubles(this.b)
    this.delivered = integers(this.delivered)
    this.lost = integers(this.lost)
    this.station = integers(this.station)
    this.#next = integers(this.#next)
  }
}
