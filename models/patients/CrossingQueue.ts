/** A few coming events, (time [s], number), taken in the order of their times. */
export class CrossingQueue {
  readonly #times: Float64Array
  readonly #numbers: Uint8Array
  #count = 0
  #taken = 0

  constructor(capacity: number) {
    this.#times = new Float64Array(capacity)
    this.#numbers = new Uint8Array(capacity)
  }

  /** How many more fit before the next `clear`. */
  get room(): number {
    return this.#times.length - this.#count
  }

  /** Time of the next event [s]; Infinity when none waits. */
  get nextSeconds(): number {
    return this.#taken < this.#count ? (this.#times[this.#taken] as number) : Infinity
  }

  insert(timeSeconds: number, number: number): void {
    let position = this.#count++
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
    this.#count = 0
    this.#taken = 0
  }
}
