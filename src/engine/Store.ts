// A place for distinct things (messages, pumps on a shelf): bounded, taken in order of arrival, or the first that fits a wish.
// Effect's Queue does for plain hand-over; a Store can be asked for a fitting item and never loses one to an interrupted taker.

import { type Effect, Exit } from "effect"
import { FiberWaits, waiting, type WaitOwner, type WaitSlot } from "./FiberWaits.ts"
import { type Kernel } from "./Kernel.ts"

export interface StoreOptions {
  readonly name: string
  /** Items that fit; unlimited when left out. */
  readonly capacity?: number
}

interface Taker<T> {
  readonly accepts: (item: T) => boolean
  slot: WaitSlot | undefined
  /** What it was granted and has not yet received. */
  granted: T | undefined
}

interface Giver<T> {
  readonly item: T
  slot: WaitSlot | undefined
}

export class Store<T> {
  readonly name: string
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
    received: () => {
      this.#granted--
      this.#settle()
    }
  }
  readonly #giverOwner: WaitOwner<Giver<T>> = {
    interrupted: (giver, wasGranted) => {
      // A granted giver's item is already in the store and stays there.
      if (!wasGranted) this.#givers.splice(this.#givers.indexOf(giver), 1)
    }
  }

  constructor(kernel: Kernel, options: StoreOptions) {
    this.name = options.name
    this.#label = `store "${options.name}"`
    this.#waits = kernel.shared(FiberWaits)
    this.#capacity = options.capacity ?? Infinity
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
      if (this.#givers.length === 0 && this.offer(item)) return Exit.void
      const giver: Giver<T> = { item, slot: undefined }
      giver.slot = this.#waits.begin(fiber, this.#label, this.#giverOwner, giver)
      this.#givers.push(giver)
      return giver.slot
    })
  }

  /** Takes the first item that fits, waiting for one if need be. */
  take(accepts: (item: T) => boolean = () => true): Effect.Effect<T> {
    return waiting<T>(this.#waits, (fiber) => {
      const index = this.#items.findIndex(accepts)
      if (index >= 0) {
        const [item] = this.#items.splice(index, 1) as [T]
        this.#settle()
        return Exit.succeed(item)
      }
      const taker: Taker<T> = { accepts, slot: undefined, granted: undefined }
      taker.slot = this.#waits.begin(fiber, this.#label, this.#takerOwner, taker)
      this.#takers.push(taker)
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
