// The messages of a link that are waiting, on the channel or in the air, in order: what to count when time has passed.
// Counting happens when somebody asks, so that a message costs one event.

const HALF_NANOSECOND = 0.5e-9

export class InFlight {
  deliveredMessages = 0
  deliveredBytes = 0
  lostMessages = 0
  lostBytes = 0
  /** Accepted and neither delivered nor lost yet. */
  messages = 0
  bytes = 0
  /** Bytes and channel time of the messages that have not started [B, s]. */
  waitingBytes = 0
  waitingSeconds = 0

  #starts = new Float64Array(16)
  #arrivals = new Float64Array(16)
  #sizes = new Float64Array(16)
  #delivered = new Uint8Array(16)
  /** Channel time of each [s]. */
  #services = new Float64Array(16)
  #head = 0
  #started = 0

  /** Adds a message that takes the channel from `start` to `end` and arrives or is given up at `arrival` [s]. */
  add(bytes: number, start: number, end: number, arrival: number, isDelivered: boolean): void {
    if (this.messages === this.#starts.length) this.#grow()
    const slot = (this.#head + this.messages) % this.#starts.length
    this.#starts[slot] = start
    this.#arrivals[slot] = arrival
    this.#sizes[slot] = bytes
    this.#delivered[slot] = isDelivered ? 1 : 0
    this.#services[slot] = end - start
    this.messages++
    this.bytes += bytes
    this.waitingBytes += bytes
    this.waitingSeconds += end - start
  }

  /** Counts what has started and arrived until `now` [s]. */
  settle(now: number): void {
    const length = this.#starts.length
    while (this.#started < this.messages) {
      const slot = (this.#head + this.#started) % length
      const start = this.#starts[slot] as number // slots below `messages` are filled, here and below
      if (start > now + HALF_NANOSECOND) break
      this.waitingBytes -= this.#sizes[slot] as number
      this.waitingSeconds -= this.#services[slot] as number
      this.#started++
    }
    while (this.#started > 0 && (this.#arrivals[this.#head] as number) <= now + HALF_NANOSECOND) {
      const size = this.#sizes[this.#head] as number
      if (this.#delivered[this.#head] === 1) {
        this.deliveredMessages++
        this.deliveredBytes += size
      } else {
        this.lostMessages++
        this.lostBytes += size
      }
      this.bytes -= size
      this.messages--
      this.#started--
      this.#head = (this.#head + 1) % length
    }
    if (this.#started === this.messages) this.waitingSeconds = 0
  }

  /** Channel time still owed to accepted messages at `time` [s]. */
  remainingSeconds(time: number): number {
    let owed = 0
    for (let index = 0; index < this.messages; index++) {
      const slot = (this.#head + index) % this.#starts.length
      const start = this.#starts[slot] as number
      const end = start + (this.#services[slot] as number)
      owed += Math.max(0, end - Math.max(time, start))
    }
    return owed
  }

  /** When the next message starts, or the one on the channel ends [s]. */
  nextChange(time: number, lastEnd: number): number {
    if (this.#started < this.messages) {
      const start = this.#starts[(this.#head + this.#started) % this.#starts.length] as number
      if (start > time + HALF_NANOSECOND) return start
    }
    return lastEnd > time + HALF_NANOSECOND ? lastEnd : Infinity
  }

  #grow(): void {
    const length = this.#starts.length
    const widen = <A extends Float64Array | Uint8Array>(old: A, next: A): A => {
      for (let index = 0; index < length; index++) next[index] = old[(this.#head + index) % length] as number
      return next
    }
    this.#starts = widen(this.#starts, new Float64Array(2 * length))
    this.#arrivals = widen(this.#arrivals, new Float64Array(2 * length))
    this.#sizes = widen(this.#sizes, new Float64Array(2 * length))
    this.#delivered = widen(this.#delivered, new Uint8Array(2 * length))
    this.#services = widen(this.#services, new Float64Array(2 * length))
    this.#head = 0
  }
}
