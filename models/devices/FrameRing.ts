// A queue of frames, first in, first out, each with a time that its owner gives it, in a ring that grows as needed.

export class FrameRing {
  size = 0
  #frames = new Int32Array(16)
  #seconds = new Float64Array(16)
  #head = 0

  push(frame: number, seconds = 0): void {
    if (this.size === this.#frames.length) this.#grow()
    const place = (this.#head + this.size) % this.#frames.length
    this.#frames[place] = frame
    this.#seconds[place] = seconds
    this.size++
  }

  /** Takes the oldest frame; call it only when there is one. */
  shift(): number {
    const frame = this.at(0)
    this.#head = (this.#head + 1) % this.#frames.length
    this.size--
    return frame
  }

  at(index: number): number {
    return this.#frames[(this.#head + index) % this.#frames.length] as number // index is below size
  }

  /** Time of the oldest frame [s]; Infinity when there is none. */
  get firstSeconds(): number {
    return this.size === 0 ? Infinity : (this.#seconds[this.#head] as number) // as in `at`
  }

  #grow(): void {
    const frames = new Int32Array(2 * this.size)
    const seconds = new Float64Array(2 * this.size)
    for (let index = 0; index < this.size; index++) {
      const place = (this.#head + index) % this.#frames.length
      frames[index] = this.#frames[place] as number // as in `at`
      seconds[index] = this.#seconds[place] as number
    }
    this.#frames = frames
    this.#seconds = seconds
    this.#head = 0
  }
}
