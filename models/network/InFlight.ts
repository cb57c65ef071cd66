// The messages of a link that are waiting, on the channel or in the air, in order: what to count when time has passed.
// Counting happens when somebody asks, so that a message costs one event.

const HALF_NANOSECOND = 0.5e-9
// Of each message: when it starts and arrives, its channel time [s], and its bytes. The sign of the arrival tells whether it
// is delivered or lost.
const START = 0
const ARRIVAL = 1
const SERVICE = 2
const BYTES = 3
const FIELDS = 4

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

  /** Of each message `FIELDS` numbers; a power of two of messages, so that places wrap by a mask. */
  #records = new Float64Array(16 * FIELDS)
  #mask = 15
  #head = 0
  #started = 0

  /** Adds a message that takes the channel from `start` to `end` and arrives or is given up at `arrival` [s]. */
  add(bytes: number, start: number, end: number, arrival: number, isDelivered: boolean): void {
    if (this.messages > this.#mask) this.#grow()
    const records = this.#records
    const at = ((this.#head + this.messages) & this.#mask) * FIELDS
    records[at + START] = start
    records[at + ARRIVAL] = isDelivered ? arrival : -arrival
    records[at + SERVICE] = end - start
    records[at + BYTES] = bytes
    this.messages++
    this.bytes += bytes
    this.waitingBytes += bytes
    this.waitingSeconds += end - start
  }

  /** Counts what has started and arrived until `now` [s]. */
  settle(now: number): void {
    if (this.messages === 0) return
    const records = this.#records
    const mask = this.#mask
    const limit = now + HALF_NANOSECOND
    while (this.#started < this.messages) {
      const at = ((this.#head + this.#started) & mask) * FIELDS
      if ((records[at + START] as number) > limit) break // places below `messages` are filled, here and below
      this.waitingBytes -= records[at + BYTES] as number
      this.waitingSeconds -= records[at + SERVICE] as number
      this.#started++
    }
    while (this.#started > 0) {
      const at = this.#head * FIELDS
      const arrival = records[at + ARRIVAL] as number
      if (Math.abs(arrival) > limit) break
      const size = records[at + BYTES] as number
      // The sign bit, as a message may be lost at time 0.
      if (arrival > 0 || Object.is(arrival, 0)) {
        this.deliveredMessages++
        this.deliveredBytes += size
      } else {
        this.lostMessages++
        this.lostBytes += size
      }
      this.bytes -= size
      this.messages--
      this.#started--
      this.#head = (this.#head + 1) & mask
    }
    if (this.#started === this.messages) this.waitingSeconds = 0
    // An idle link, as nearly all are, uses the same record again and again instead of walking through the ring.
    if (this.messages === 0) this.#head = 0
  }

  /** Loses all that has not arrived until `now` [s]. */
  clear(now: number): void {
    this.settle(now)
    this.lostMessages += this.messages
    this.lostBytes += this.bytes
    this.messages = 0
    this.bytes = 0
    this.waitingBytes = 0
    this.waitingSeconds = 0
    this.#started = 0
  }

  /** Channel time still owed to accepted messages at `time` [s]. */
  remainingSeconds(time: number): number {
    let owed = 0
    for (let index = 0; index < this.messages; index++) {
      const at = ((this.#head + index) & this.#mask) * FIELDS
      const start = this.#records[at + START] as number
      const end = start + (this.#records[at + SERVICE] as number)
      owed += Math.max(0, end - Math.max(time, start))
    }
    return owed
  }

  /** When the next message starts, or the one on the channel ends [s]. */
  nextChange(time: number, lastEnd: number): number {
    if (this.#started < this.messages) {
      const at = ((this.#head + this.#started) & this.#mask) * FIELDS
      const start = this.#records[at + START] as number
      if (start > time + HALF_NANOSECOND) return start
    }
    return lastEnd > time + HALF_NANOSECOND ? lastEnd : Infinity
  }

  #grow(): void {
    const length = this.#records.length
    const records = new Float64Array(2 * length)
    const first = this.#records.subarray(this.#head * FIELDS)
    records.set(first)
    records.set(this.#records.subarray(0, length - first.length), first.length)
    this.#records = records
    this.#mask = 2 * this.#mask + 1
    this.#head = 0
  }
}
