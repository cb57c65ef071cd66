/** A few coming events, (time [s], number), taken in the order of their times. */
export class CrossingQueue {
  // Plain arrays: most are empty, and a typed array costs more than it would hold.
  readonly #times: Array<number> = []
  readonly #numbers: Array<number> = []
  readonly #capacity: number
  #taken = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** How many more fit before the next `clear`. */
  get room(): number {
    return this.#capacity - this.#times.length
  }

  /** Time of the next event [s]; Infinity when none waits. */
  get nextSeconds(): number {
    return this.#taken < this.#times.length ? (this.#times[this.#taken] as number) : Infinity
  }

  insert(timeSeconds: number, number: number): void {
    let position = this.#times.length
    while (position > 0 && (this.#times[position - 1] as number) > timeSeconds) {
      this.#times[position] = this.#times[position - 1] as number
      this.#numbers[position] = this.#numbers[position - 1] as number
      position--
    }
    this.#times[position] = timeSeconds
    this.#numbers[position] = number
  }

  /** Number of the next event; ask `nextSeconds` first. */
  take(): number {
    return this.#numbers[this.#taken++] as number
  }

  clear(): void {
    if (this.#times.length === 0) return
    this.#times.length = 0
    this.#numbers.length = 0
    this.#taken = 0
  }
}
