// The one place that touches Effect's fibre internals (effect 4.1.0, pinned): suspending a fibre so that the calendar holds it,
// and resuming it. Effect.callback would do with two closures, a finalizer and, on Node, an AsyncResource for each wait;
// this has none of them and is twice as fast. test/engine/Sleep.test.ts fails if an upgrade changes what is used here.

import { Effect, Effectable, Exit, type Fiber } from "effect"
import { type EventHandle } from "./Calendar.ts"
import { type EventKind, type Kernel } from "./Kernel.ts"

/** What a primitive returns to say that its fibre waits. */
const WAITING = Symbol.for("effect/Effect/Yield")

/** A fibre as Effect's interpreter sees it. */
export interface SuspendableFiber extends Fiber.Fiber<unknown, unknown> {
  /** What to do when the wait is interrupted. */
  _yielded: (() => void) | undefined
  _asyncContext: { emitDestroy(): void } | undefined
  runLoop(effect: Effect.Effect<unknown, unknown>): unknown
  evaluate(effect: Effect.Effect<unknown, unknown>): void
}

/** Makes the fibre wait; `onInterrupt` is called when the wait is ended by anything but `resumeUnsafe`. */
export const suspendUnsafe = (fiber: SuspendableFiber, onInterrupt: () => void): Effect.Effect<never> => {
  fiber._yielded = onInterrupt
  // The interpreter takes this symbol for "waits"; no type of Effect's public interface says so.
  return WAITING as unknown as Effect.Effect<never>
}

/**
 * Lets a waiting fibre go on with `effect`, now and inside this call, without capturing an AsyncResource for its next wait.
 * Whoever resumes knows that the wait ends, so `onInterrupt` is not called.
 */
export const resumeUnsafe = (fiber: SuspendableFiber, effect: Effect.Effect<unknown, unknown>): void => {
  if (fiber._asyncContext !== undefined) {
    fiber._asyncContext.emitDestroy()
    fiber._asyncContext = undefined
  }
  fiber._yielded = undefined
  const exit = fiber.runLoop(effect)
  // A finished fibre takes the ordinary way, which tells its observers.
  if (exit !== WAITING) fiber.evaluate(exit as Exit.Exit<unknown, unknown>)
}

/** Something whose fibres can wait on the calendar: a process, which is its fibres' scheduler. */
interface SleepOwner {
  readonly index: number
  readonly owner: { readonly sleeps: FiberSleeps }
}

/** One wait on the clock; reused, so that a wait allocates nothing here. */
class SleepSlot {
  readonly index: number
  fiber: SuspendableFiber | undefined = undefined
  handle: EventHandle = 0
  readonly onInterrupt: () => void

  constructor(index: number, sleeps: FiberSleeps) {
    this.index = index
    this.onInterrupt = () => sleeps.interrupted(this)
  }
}

/** The fibres that wait on the clock, each with its calendar entry. */
export class FiberSleeps {
  readonly #kernel: Kernel
  readonly #wakeKind: EventKind
  readonly #slots: Array<SleepSlot> = []
  readonly #free: Array<SleepSlot> = []

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#wakeKind = kernel.kind("process wakes", (_process, index) => {
      const slot = this.#slots[index] as SleepSlot
      const fiber = slot.fiber as SuspendableFiber
      this.#release(slot)
      resumeUnsafe(fiber, Exit.void)
    })
  }

  /** Fibres waiting. */
  get size(): number {
    return this.#slots.length - this.#free.length
  }

  /** Suspends the fibre for `delaySeconds`; its process' index enters the fingerprint. */
  begin(fiber: SuspendableFiber, delaySeconds: number, process: number): Effect.Effect<never> {
    if (this.#free.length === 0) {
      const added = new SleepSlot(this.#slots.length, this)
      this.#slots.push(added)
      this.#free.push(added)
    }
    const slot = this.#free[this.#free.length - 1] as SleepSlot
    slot.handle = this.#kernel.schedule(delaySeconds, this.#wakeKind, process, slot.index)
    // Only now: a delay that is refused must not lose the slot.
    this.#free.pop()
    slot.fiber = fiber
    return suspendUnsafe(fiber, slot.onInterrupt)
  }

  /** Takes an interrupted wait's entry out of the calendar. */
  interrupted(slot: SleepSlot): void {
    this.#kernel.cancel(slot.handle)
    this.#release(slot)
  }

  #release(slot: SleepSlot): void {
    slot.fiber = undefined
    this.#free.push(slot)
  }
}

interface Sleep extends Effect.Effect<void> {
  readonly delaySeconds: number
}

const SleepBase = function () {} as unknown as new () => Effect.Effect<void>
SleepBase.prototype = Effectable.Prototype<Sleep>({
  label: "Sleep",
  evaluate(fiber) {
    const process = fiber.cache.scheduler as unknown as SleepOwner
    if (process.owner?.sleeps === undefined) {
      return Effect.die(new Error("sleep in simulated time outside a process of a simulation"))
    }
    return process.owner.sleeps.begin(fiber as SuspendableFiber, this.delaySeconds, process.index)
  }
})

class SleepFor extends SleepBase implements Sleep {
  readonly delaySeconds: number

  constructor(delaySeconds: number) {
    super()
    this.delaySeconds = delaySeconds
  }
}

/** Waits `delaySeconds` of simulated time; 0 lets everything already due at this instant go first. The fast form of `Effect.sleep`. */
export const sleep = (delaySeconds: number): Effect.Effect<void> => new SleepFor(delaySeconds)
