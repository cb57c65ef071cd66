// Who of several contenders transmits next under 802.11 DCF. Back-off counters are numbers of slots that count only while
// the channel is idle, so that one event stands for all slots until the earliest turn.

import { type EventHandle } from "../../src/engine/Calendar.ts"
import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { type RandomStream } from "../../src/engine/RandomStreams.ts"
import { type WifiTiming } from "./wifiTiming.ts"

// Times are whole nanoseconds; a slot is thousands of them.
const SLOT_TOLERANCE = 1e-3
const HALF_NANOSECOND = 0.5e-9

export class Contention {
  /** Contenders with a turn. */
  activeCount = 0
  /** Slots count from `slot` at `idleFrom` [s], when the channel has been idle for DIFS. */
  slot = 0
  idleFrom = 0
  /** The earliest turn, Infinity when none is planned. */
  nextSlot = Infinity
  /** Failed attempts of each contender's message. */
  readonly failures: Int32Array
  /** Whose turn it is after `takeTurn`. */
  readonly winners: Int32Array

  readonly #kernel: Kernel
  readonly #turnKind: EventKind
  readonly #timing: WifiTiming
  readonly #stream: RandomStream
  readonly #turns: Float64Array
  /** Slot of each contender's last transmission. */
  readonly #lastSlots: Float64Array
  readonly #active: Int32Array
  /** Index in `#active`, or -1. */
  readonly #places: Int32Array
  #event: EventHandle = -1

  /** `turnKind` runs when somebody's turn has come; its handler calls `takeTurn` and, at the end, `plan`. */
  constructor(
    kernel: Kernel,
    turnKind: EventKind,
    timing: WifiTiming,
    stream: RandomStream,
    contenders: number
  ) {
    this.#kernel = kernel
    this.#turnKind = turnKind
    this.#timing = timing
    this.#stream = stream
    this.failures = new Int32Array(contenders)
    this.winners = new Int32Array(contenders)
    this.#turns = new Float64Array(contenders)
    this.#lastSlots = new Float64Array(contenders).fill(-Infinity)
    this.#active = new Int32Array(contenders)
    this.#places = new Int32Array(contenders).fill(-1)
  }

  isActive(contender: number): boolean {
    return (this.#places[contender] as number) >= 0 // indexes in this class are contenders and places of its own
  }

  /** Slots counted until `now`, when the channel is idle. */
  slotAt(now: number): number {
    return this.slot + Math.floor((now - this.idleFrom) / this.#timing.slotSeconds + SLOT_TOLERANCE)
  }

  /** Whether a contender without a turn that gets a message may transmit now, in the slot that is now; if not, it gets a turn. */
  begin(contender: number, now: number): boolean {
    if (now < this.idleFrom - HALF_NANOSECOND) {
      this.backOff(contender, 0)
      return false
    }
    const slot = this.slotAt(now)
    const turn = this.turnAfterRest(contender, slot)
    // A turn that has come in this nanosecond is shared with those who have it.
    if (turn > slot || slot >= this.nextSlot) {
      this.join(contender, turn > slot ? turn : this.nextSlot)
      return false
    }
    this.slot = slot
    return true
  }

  /** Turn of a contender that gets a message at slot `slot` of an idle channel: its back-off counts from its last transmission. */
  turnAfterRest(contender: number, slot: number): number {
    const last = this.#lastSlots[contender] as number
    return last + this.#timing.window > slot ? last + this.#draw(0) : slot
  }

  /** Gives a contender a turn with a fresh back-off, after `failures` failed attempts. */
  backOff(contender: number, failures: number): void {
    this.failures[contender] = failures
    this.join(contender, this.slot + this.#draw(failures))
  }

  join(contender: number, turn: number): void {
    this.#turns[contender] = turn
    if (this.isActive(contender)) return
    this.#places[contender] = this.activeCount
    this.#active[this.activeCount++] = contender
  }

  /** The contender has nothing to send, or is away. */
  leave(contender: number): void {
    this.failures[contender] = 0
    const place = this.#places[contender] as number
    if (place < 0) return
    const last = this.#active[--this.activeCount] as number
    this.#active[place] = last
    this.#places[last] = place
    this.#places[contender] = -1
  }

  /** The same, if nobody else has a turn. */
  leaveAlone(contender: number): void {
    if (this.activeCount === 1 && this.isActive(contender)) this.leave(contender)
  }

  /** Remembers a transmission that begins now. */
  noteTransmission(contender: number): void {
    this.#lastSlots[contender] = this.slot
  }

  /** Schedules the earliest turn of all. */
  plan(): void {
    let earliest = Infinity
    for (let index = 0; index < this.activeCount; index++) {
      const turn = this.#turns[this.#active[index] as number] as number
      if (turn < earliest) earliest = turn
    }
    if (this.nextSlot !== Infinity) this.#kernel.cancel(this.#event)
    this.nextSlot = earliest
    if (earliest === Infinity) return
    const at = this.idleFrom + (earliest - this.slot) * this.#timing.slotSeconds
    this.#event = this.#kernel.schedule(Math.max(0, at - this.#kernel.now), this.#turnKind)
  }

  /** Sets the slot to the turn that has come, puts those who have it into `winners` and tells how many. */
  takeTurn(): number {
    this.slot = this.nextSlot
    this.nextSlot = Infinity
    let count = 0
    for (let index = 0; index < this.activeCount; index++) {
      const contender = this.#active[index] as number
      if ((this.#turns[contender] as number) <= this.slot) this.winners[count++] = contender
    }
    return count
  }

  #draw(failures: number): number {
    const { window, windowMaximum } = this.#timing
    return Math.floor(this.#stream() * Math.min(windowMaximum, window * 2 ** Math.min(failures, 30)))
  }
}
