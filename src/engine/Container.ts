// An amount of something alike (millilitres in a reservoir, permits, bytes of memory), taken and put in any quantity.
// Takers and putters each wait in order of arrival; a large request at the head is not overtaken by small ones.

import { type Effect, Exit } from "effect"
import { FiberWaits, waiting, type WaitOwner, type WaitSlot } from "./FiberWaits.ts"
import { type Kernel } from "./Kernel.ts"
import { type StockMonitorOptions, StockMonitors } from "./StockMonitors.ts"

export interface ContainerOptions extends StockMonitorOptions {
  readonly name: string
  /** The most that it holds; unlimited when left out. */
  readonly capacity?: number
  /** What is in it at the start; 0 when left out. */
  readonly level?: number
}

interface Request {
  readonly amount: number
  readonly askedNanoseconds: number
  slot: WaitSlot | undefined
}

export class Container {
  readonly name: string
  readonly capacity: number
  /** What it has measured; empty when it is not monitored. */
  readonly monitors: StockMonitors
  readonly #kernel: Kernel
  readonly #waits: FiberWaits
  readonly #label: string
  readonly #takers: Array<Request> = []
  readonly #putters: Array<Request> = []
  #level: number
  /** On its way to takers; it keeps its room until it is received. */
  #granted = 0

  readonly #takerOwner: WaitOwner<Request> = {
    interrupted: (request, wasGranted) => {
      if (!wasGranted) this.#takers.splice(this.#takers.indexOf(request), 1)
      // Taken but never received: it goes back.
      else {
        this.#granted -= request.amount
        this.#level += request.amount
      }
      this.#settle()
    },
    received: (request) => {
      this.#granted -= request.amount
      this.monitors.took(request.askedNanoseconds)
      this.#settle()
    }
  }
  readonly #putterOwner: WaitOwner<Request> = {
    interrupted: (request, wasGranted) => {
      if (wasGranted) return
      this.#putters.splice(this.#putters.indexOf(request), 1)
      this.#settle()
    },
    received: (request) => this.monitors.gave(request.askedNanoseconds)
  }

  constructor(kernel: Kernel, options: ContainerOptions) {
    this.name = options.name
    this.capacity = options.capacity ?? Infinity
    this.#label = `container "${options.name}"`
    this.#kernel = kernel
    this.#waits = kernel.shared(FiberWaits)
    this.#level = options.level ?? 0
    this.monitors = new StockMonitors(kernel, this.#level, options)
    if (!(this.#level >= 0 && this.#level <= this.capacity)) {
      throw new RangeError(`${this.#label} cannot start with ${this.#level} of ${this.capacity}`)
    }
  }

  /** What is in it and promised to nobody. */
  get level(): number {
    return this.#level
  }

  /** Takes an amount, waiting until there is that much. */
  take(amount: number): Effect.Effect<void> {
    return waiting<void>(this.#waits, (fiber) => {
      this.#check(amount)
      const askedNanoseconds = this.#kernel.nowNanoseconds
      if (this.#takers.length === 0 && this.tryTake(amount)) {
        this.monitors.took(askedNanoseconds)
        return Exit.void
      }
      const request: Request = { amount, askedNanoseconds, slot: undefined }
      request.slot = this.#waits.begin(fiber, this.#label, this.#takerOwner, request)
      this.#takers.push(request)
      this.#noteChange()
      return request.slot
    })
  }

  /** Puts an amount, waiting until there is room for it. */
  put(amount: number): Effect.Effect<void> {
    return waiting<void>(this.#waits, (fiber) => {
      this.#check(amount)
      const askedNanoseconds = this.#kernel.nowNanoseconds
      if (this.#putters.length === 0 && this.tryPut(amount)) {
        this.monitors.gave(askedNanoseconds)
        return Exit.void
      }
      const request: Request = { amount, askedNanoseconds, slot: undefined }
      request.slot = this.#waits.begin(fiber, this.#label, this.#putterOwner, request)
      this.#putters.push(request)
      this.#noteChange()
      return request.slot
    })
  }

  /** Takes an amount if it is there. For the kernel's handlers. */
  tryTake(amount: number): boolean {
    if (amount > this.#level) return false
    this.#level -= amount
    this.#settle()
    return true
  }

  /** Puts an amount if there is room. For the kernel's handlers. */
  tryPut(amount: number): boolean {
    if (this.#level + this.#granted + amount > this.capacity) return false
    this.#level += amount
    this.#settle()
    return true
  }

  #check(amount: number): void {
    if (!(amount >= 0 && amount <= this.capacity)) {
      throw new RangeError(
        `${this.#label} holds at most ${this.capacity}: ${amount} can never be taken or put`
      )
    }
  }

  #settle(): void {
    let hasChanged = true
    while (hasChanged) {
      hasChanged = false
      const taker = this.#takers[0]
      if (taker !== undefined && taker.amount <= this.#level) {
        this.#level -= taker.amount
        this.#granted += taker.amount
        this.#takers.shift()
        this.#waits.grant(taker.slot as WaitSlot, undefined)
        hasChanged = true
      }
      const putter = this.#putters[0]
      if (putter !== undefined && this.#level + this.#granted + putter.amount <= this.capacity) {
        this.#level += putter.amount
        this.#putters.shift()
        this.#waits.grant(putter.slot as WaitSlot, undefined)
        hasChanged = true
      }
    }
    this.#noteChange()
  }

  #noteChange(): void {
    this.monitors.changed({
      level: this.#level,
      takers: this.#takers.length,
      givers: this.#putters.length
    })
  }
}
