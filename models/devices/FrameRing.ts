// A queue of frames, first in, first out or by a time that its owner gives each, in a ring that grows as needed.

export class FrameRing {
  size = 0
  /** A power of two of places, so that they wrap by a mask. */
  #frames = new Int32Array(16)
  #seconds = new Float64Array(16)
  #head = 0

  push(frame: number, seconds = 0): void {
    if (this.size === this.#frames.length) this.#grow()
    const place = (this.#head + this.size) & (this.#frames.length - 1)
    this.#frames[place] = frame
    this.#seconds[place] = seconds
    this.size++
  }

  /** Puts a frame behind those of its time and before those of a later one; cheap where times hardly ever go back. */
  insert(frame: number, seconds: number): void {
    this.push(frame, seconds)
    const frames = this.#frames
    const times = this.#seconds
    const mask = frames.length - 1
    let place = (this.#head + this.size - 1) & mask
    for (let before = this.size - 2; before >= 0; before--) {
      const earlier = (this.#head + before) & mask
      if ((times[earlier] as number) <= seconds) break // as in `at`, here and below
      times[place] = times[earlier] as number
      frames[place] = frames[earlier] as number
      place = earlier
    }
    times[place] = seconds
    frames[place] = frame
  }

  /** Takes the oldest frame; call it only when there is one. */
  shift(): number {
    const frame = this.at(0)
    this.#head = (this.#head + 1) & (this.#frames.length - 1)
    this.size--
    return frame
  }

  at(index: number): number {
    return this.#frames[(this.#head + index) & (this.#frames.length - 1)] as number // index is below size
  }

  /** Time of the oldest frame [s]; Infinity when there is none. */
  get firstSeconds(): number {
    return this.size === 0 ? Infinity : (this.#seconds[this.#head] as number) // as in `at`
  }

  #grow(): void {
    const frames = new Int32Array(2 * this.size)
    const seconds = new Float64Array(2 * this.size)
    for (let index = 0; index < this.size; index++) {
      const place = (this.#head + index) & (this.#frames.length - 1)
      frames[index] = this.#frames[place] as number // as in `at`
      seconds[index] = this.#seconds[place] as number
    }
    this.#frames = frames
    this.#seconds = seconds
    this.#head = 0
  }
}
