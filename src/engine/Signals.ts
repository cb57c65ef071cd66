// Signals to one process, which takes them one by one and waits while there is none. A Queue of nothing does the same and
// takes some three times as long: waiting and going on make no taker, no callback and no AsyncResource here.

import { type Effect, Exit } from "effect"
import { FiberWaits, waiting, type WaitSlot } from "./FiberWaits.ts"
import { type Kernel } from "./Kernel.ts"

export class Signals {
  /** Waits for the next signal unless one was sent and not taken; for one process at a time. */
  readonly take: Effect.Effect<void>
  /** Sent and not taken. */
  #untaken = 0
  #slot: WaitSlot | undefined = undefined
  readonly #kernel: Kernel
  readonly #waits: FiberWaits

  /** `label` tells what the process waits for. */
  constructor(kernel: Kernel, label: string) {
    this.#kernel = kernel
    this.#waits = kernel.shared(FiberWaits)
    const owner = {
      interrupted: () => {
        this.#slot = undefined
      }
    }
    this.take = waiting<void>(this.#waits, (fiber) => {
      if (this.#untaken > 0) {
        this.#untaken--
        return Exit.void
      }
      this.#slot = this.#waits.begin(fiber, label, owner, this)
      return this.#slot
    })
  }

  /** Sends a signal; a process that waits goes on at the current time, after the current event. */
  send(): void {
    if (this.#untaken++ === 0 && this.#slot !== undefined) this.#kernel.tasks.scheduleTask(this.#deliver, 0)
  }

  readonly #deliver = (): void => {
    const slot = this.#slot
    // The process may have been interrupted, and another one have taken the signal.
    if (slot === undefined || this.#untaken === 0) return
    this.#slot = undefined
    this.#untaken--
    this.#waits.resume(slot, undefined)
  }
}
