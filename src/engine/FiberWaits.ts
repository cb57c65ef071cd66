// Fibres that wait for a resource. A grant is an event of its own at the current time: the releasing process goes on first,
// and a fibre that is interrupted between grant and resumption gives back what it was granted.

import { Effect, Exit } from "effect"
import { type EventHandle } from "./Calendar.ts"
import { type EventKind, type Kernel } from "./Kernel.ts"
import { type Process } from "./Processes.ts"
import { resumeUnsafe, suspendUnsafe, type SuspendableFiber } from "./Sleep.ts"

/** Told when a wait was interrupted; `wasGranted` says that the fibre had been granted what it never received. */
export interface WaitOwner<T> {
  interrupted(waiter: T, wasGranted: boolean): void
  /** Told just before a fibre goes on with what it was granted. */
  received?(waiter: T): void
}

/** One wait; reused. */
export class WaitSlot {
  readonly index: number
  fiber: SuspendableFiber | undefined = undefined
  process: Process | undefined = undefined
  label = ""
  owner: WaitOwner<unknown> | undefined = undefined
  waiter: unknown = undefined
  isGranted = false
  value: unknown = undefined
  handle: EventHandle = 0
  readonly onInterrupt: () => void

  constructor(index: number, waits: FiberWaits) {
    this.index = index
    this.onInterrupt = () => waits.interrupted(this)
  }
}

export class FiberWaits {
  readonly #kernel: Kernel
  readonly #grantKind: EventKind
  readonly #slots: Array<WaitSlot> = []
  readonly #free: Array<WaitSlot> = []

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#grantKind = kernel.kind("resource granted", (_process, index) => {
      const slot = this.#slots[index] as WaitSlot
      slot.owner?.received?.(slot.waiter)
      this.resume(slot, slot.value)
    })
  }

  /** Fibres waiting. */
  get size(): number {
    return this.#slots.length - this.#free.length
  }

  /** Takes a slot for a fibre that is about to `suspend` in it. */
  begin<T>(fiber: SuspendableFiber, label: string, owner: WaitOwner<T>, waiter: T): WaitSlot {
    const process = processOf(fiber)
    let slot = this.#free.pop()
    if (slot === undefined) {
      slot = new WaitSlot(this.#slots.length, this)
      this.#slots.push(slot)
    }
    slot.fiber = fiber
    slot.process = process
    process.waits.push(label)
    slot.label = label
    // The owner gets back the very waiter that it gave.
    slot.owner = owner as WaitOwner<unknown>
    slot.waiter = waiter
    slot.isGranted = false
    return slot
  }

  /** What a primitive returns to make its fibre wait in `slot`. */
  suspend(slot: WaitSlot): Effect.Effect<never> {
    return suspendUnsafe(slot.fiber as SuspendableFiber, slot.onInterrupt)
  }

  /** Lets the fibre go on with `value` in an event of its own. */
  grant(slot: WaitSlot, value: unknown): void {
    slot.isGranted = true
    slot.value = value
    slot.handle = this.#kernel.schedule(0, this.#grantKind, slot.process?.index ?? 0, slot.index)
  }

  /** Lets the fibre go on with `value` inside the current event. */
  resume(slot: WaitSlot, value: unknown): void {
    const fiber = slot.fiber as SuspendableFiber
    this.#release(slot)
    resumeUnsafe(fiber, Exit.succeed(value))
  }

  interrupted(slot: WaitSlot): void {
    const { owner, waiter, isGranted } = slot
    if (isGranted) this.#kernel.cancel(slot.handle)
    this.#release(slot)
    owner?.interrupted(waiter, isGranted)
  }

  #release(slot: WaitSlot): void {
    const waits = slot.process?.waits
    waits?.splice(waits.indexOf(slot.label), 1)
    slot.fiber = undefined
    slot.process = undefined
    slot.owner = undefined
    slot.waiter = undefined
    slot.value = undefined
    this.#free.push(slot)
  }
}

/** The process whose fibre this is; throws outside a simulation. */
export const processOf = (fiber: SuspendableFiber): Process => {
  const scheduler = fiber.cache.scheduler
  if (!("owner" in scheduler))
    throw new Error("a simulation's resource was used outside a process of that simulation")
  // Only processes are schedulers with an owner.
  return scheduler as Process
}

/** An effect that may wait: `enter` returns either the value at once, or a slot to wait in. */
export const waiting = <A>(
  waits: FiberWaits,
  enter: (fiber: SuspendableFiber) => WaitSlot | Exit.Exit<A>
): Effect.Effect<A> =>
  Effect.withFiber((fiber) => {
    // Every fibre has what SuspendableFiber describes; see Sleep.ts.
    const entered = enter(fiber as SuspendableFiber)
    return entered instanceof WaitSlot ? waits.suspend(entered) : entered
  })
