// A place for distinct things (messages, pumps on a shelf): bounded, taken in order of arrival, or the first that fits a wish.
// Effect's Queue does for plain hand-over; a Store can be asked for a fitting item and never loses one to an interrupted taker.

import { type Effect, Exit } from "effect"
import { FiberWaits, waiting, type WaitOwner, type WaitSlot } from "./FiberWaits.ts"
import { type Kernel } from "./Kernel.ts"
import { type StockMonitorOptions, StockMonitors } from "./StockMonitors.ts"

export interface StoreOptions extends StockMonitorOptions {
  readonly name: string
  /** Items that fit; unlimited when left out. */
  readonly capacity?: number
}

interface Taker<T> {
  readonly accepts: (item: T) => boolean
  readonly askedNanoseconds: number
  slot: WaitSlot | undefined
  /** What it was granted and has not yet received. */
  granted: T | undefined
}

interface Giver<T> {
  readonly item: T
  readonly askedNanoseconds: number
  slot: WaitSlot | undefined
}

export class Store<T> {
  readonly name: string
  /** What it has measured; empty when it is not monitored. */
  readonly monitors: StockMonitors
  readonly #kernel: Kernel
  readonly #waits: FiberWaits
  readonly #capacity: number
  readonly #items: Array<T> = []
  readonly #takers: Array<Taker<T>> = []
  readonly #givers: Array<Giver<T>> = []
  readonly #label: string
  /** Items on their way to a taker; they keep their room until they are received. */
  #granted = 0

  readonly #takerOwner: WaitOwner<Taker<T>> = {
    interrupted: (taker, wasGranted) => {
      if (!wasGranted) this.#takers.splice(this.#takers.indexOf(taker), 1)
      // An item on its way to a taker who is gone goes back to where it came from: the front.
      else {
        this.#granted--
        this.#items.unshift(taker.granted as T)
      }
      this.#settle()
    },
    received: (taker) => {
      this.#granted--
      this.monitors.took(taker.askedNanoseconds)
      this.#settle()
    }
  }
  readonly #giverOwner: WaitOwner<Giver<T>> = {
    interrupted: (giver, wasGranted) => {
      // A granted giver's item is already in the store and stays there.
      if (wasGranted) return
      this.#givers.splice(this.#givers.indexOf(giver), 1)
      this.#noteChange()
    },
    received: (giver) => this.monitors.gave(giver.askedNanoseconds)
  }

  constructor(kernel: Kernel, options: StoreOptions) {
    this.name = options.name
    this.#label = `store "${options.name}"`
    this.#kernel = kernel
    this.#waits = kernel.shared(FiberWaits)
    this.#capacity = options.capacity ?? Infinity
    if (!(this.#capacity > 0))
      throw new RangeError(`${this.#label} has room for more than 0 items, not ${this.#capacity}`)
    this.monitors = new StockMonitors(kernel, 0, options)
  }

  /** Items that nobody has been granted. */
  get size(): number {
    return this.#items.length
  }

  /** Processes waiting to take. */
  get takers(): number {
    return this.#takers.length
  }

  /** Puts an item, or tells that there is no room. For the kernel's handlers. */
  offer(item: T): boolean {
    if (this.#items.length + this.#granted >= this.#capacity) return false
    this.#items.push(item)
    this.#settle()
    return true
  }

  /** Puts an item, waiting for room in order of arrival. */
  put(item: T): Effect.Effect<void> {
    return waiting<void>(this.#waits, (fiber) => {
      const askedNanoseconds = this.#kernel.nowNanoseconds
      if (this.#givers.length === 0 && this.offer(item)) {
        this.monitors.gave(askedNanoseconds)
        return Exit.void
      }
      const giver: Giver<T> = { item, askedNanoseconds, slot: undefined }
      giver.slot = this.#waits.begin(fiber, this.#label, this.#giverOwner, giver)
      this.#givers.push(giver)
      this.#noteChange()
      return giver.slot
    })
  }

  /** Takes the first item that fits, waiting for one if need be. */
  take(accepts: (item: T) => boolean = () => true): Effect.Effect<T> {
    return waiting<T>(this.#waits, (fiber) => {
      const index = this.#items.findIndex(accepts)
      if (index >= 0) {
        const [item] = this.#items.splice(index, 1) as [T]
        this.monitors.took(this.#kernel.nowNanoseconds)
        this.#settle()
        return Exit.succeed(item)
      }
      const askedNanoseconds = this.#kernel.nowNanoseconds
      const taker: Taker<T> = { accepts, askedNanoseconds, slot: undefined, granted: undefined }
      taker.slot = this.#waits.begin(fiber, this.#label, this.#takerOwner, taker)
      this.#takers.push(taker)
      this.#noteChange()
      return taker.slot
    })
  }

  /** Hands items to those who wait for them and lets givers fill the room, until neither is possible. */
  #settle(): void {
    do {
      for (let index = 0; index < this.#takers.length; index++) {
        const taker = this.#takers[index] as Taker<T>
        const found = this.#items.findIndex(taker.accepts)
        if (found < 0) continue
        const [item] = this.#items.splice(found, 1) as [T]
        this.#takers.splice(index--, 1)
        taker.granted = item
        this.#granted++
        this.#waits.grant(taker.slot as WaitSlot, item)
      }
    } while (this.#admitGiver())
    this.#noteChange()
  }

  #noteChange(): void {
    this.monitors.changed({
      level: this.#items.length,
      takers: this.#takers.length,
      givers: this.#givers.length
    })
  }

  #admitGiver(): boolean {
    if (this.#items.length + this.#granted >= this.#capacity) return false
    const giver = this.#givers.shift()
    if (giver === undefined) return false
    this.#items.push(giver.item)
    this.#waits.grant(giver.slot as WaitSlot, undefined)
    return true
  }
}
