// The sessions that each gateway holds: a finite number, the least recently used makes room. Half-open handshakes of a flood
// take places as a fluid: where they fill the table, an entry lives only for as long as they need to use up the places that
// sessions leave (the characteristic time of a cache under independent requests).

const NONE = -1

export class SessionTable {
  /** Sessions that made room for others, and that a flood pushed out. */
  evicted = 0

  readonly #gatewayOfPump: Int32Array
  readonly #capacity: number
  readonly #halfOpenSeconds: number
  readonly #halfOpenPerSecond: Float64Array
  readonly #known: Uint8Array
  readonly #usedSeconds: Float64Array

  constructor(options: {
    readonly gatewayOfPump: Int32Array
    /** Sessions of one gateway. */
    readonly capacity: number
    /** How long a handshake that does not go on is kept [s], and how many of them strangers begin at each gateway [1/s]. */
    readonly halfOpenSeconds: number
    readonly halfOpenPerSecond: Float64Array
    /** By pump: 1 where its gateway knows its session; others may clear it. */
    readonly known: Uint8Array
  }) {
    this.#gatewayOfPump = options.gatewayOfPump
    this.#capacity = options.capacity
    this.#halfOpenSeconds = options.halfOpenSeconds
    this.#halfOpenPerSecond = options.halfOpenPerSecond
    this.#known = options.known
    this.#usedSeconds = new Float64Array(options.gatewayOfPump.length)
  }

  /** Sessions of a gateway now. */
  count(gateway: number): number {
    let count = 0
    for (let pump = 0; pump < this.#known.length; pump++)
      if (this.#known[pump] === 1 && this.#gatewayOfPump[pump] === gateway) count++
    return count
  }

  /** Places of a gateway that strangers' half-open handshakes take, by expectation. */
  halfOpen(gateway: number): number {
    const wanted = (this.#halfOpenPerSecond[gateway] as number) * this.#halfOpenSeconds
    return wanted === 0 ? 0 : Math.min(wanted, Math.max(0, this.#capacity - this.count(gateway)))
  }

  /** A handshake of the pump takes a place while it is under way. */
  open(pump: number, nowSeconds: number): void {
    this.#usedSeconds[pump] = nowSeconds
  }

  /** The pump's entry, opened or last used, is still there. */
  survives(pump: number, nowSeconds: number): boolean {
    const gateway = this.#gatewayOfPump[pump] as number
    const perSecond = this.#halfOpenPerSecond[gateway] as number
    if (perSecond === 0) return true
    const free = Math.max(0, this.#capacity - this.count(gateway))
    if (perSecond * this.#halfOpenSeconds <= free) return true
    return nowSeconds - (this.#usedSeconds[pump] as number) <= free / perSecond
  }

  /** A message uses the pump's session; false: the gateway has none. */
  use(pump: number, nowSeconds: number): boolean {
    if (this.#known[pump] === 0) return false
    if (!this.survives(pump, nowSeconds)) {
      this.evicted++
      this.#known[pump] = 0
      return false
    }
    this.#usedSeconds[pump] = nowSeconds
    return true
  }

  /** Adds or renews a session; the pump whose session made room for it, or -1. */
  insert(pump: number, nowSeconds: number): number {
    const gateway = this.#gatewayOfPump[pump] as number
    this.#usedSeconds[pump] = nowSeconds
    if (this.#known[pump] === 1) return NONE
    let victim = NONE
    // Counted only where a gateway can be full.
    if (this.#capacity < this.#known.length && this.count(gateway) >= this.#capacity) {
      victim = this.#leastRecent(gateway)
      this.#known[victim] = 0
      this.evicted++
    }
    this.#known[pump] = 1
    return victim
  }

  /** Ends a session; nothing when there is none. */
  remove(pump: number): void {
    this.#known[pump] = 0
  }

  #leastRecent(gateway: number): number {
    let oldest = NONE
    for (let pump = 0; pump < this.#known.length; pump++) {
      if (this.#known[pump] === 0 || this.#gatewayOfPump[pump] !== gateway) continue
      if (
        oldest === NONE ||
        (this.#usedSeconds[pump] as number) < (this.#usedSeconds[oldest] as number) // both are pumps
      )
        oldest = pump
    }
    return oldest
  }
}
