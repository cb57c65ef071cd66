// A receiver's sliding anti-replay window over message counters (the scheme of RFC 4303 section 3.4.3).

export class ReplayWindow {
  readonly #size: number
  readonly #seen: Uint8Array
  #highest = -1

  /** `size` counters below the highest one are remembered; anything older is refused. */
  constructor(size: number) {
    this.#size = size
    this.#seen = new Uint8Array(size)
  }

  /** True once per counter value: the first time it is seen inside or above the window. */
  accept(counter: number): boolean {
    if (counter > this.#highest) {
      const shift = Math.min(counter - this.#highest, this.#size)
      for (let step = 1; step <= shift; step++) this.#seen[(counter - shift + step) % this.#size] = 0
      this.#highest = counter
    } else if (counter <= this.#highest - this.#size || this.#seen[counter % this.#size] === 1) {
      return false
    }
    this.#seen[counter % this.#size] = 1
    return true
  }
}
