// Counts of a radio: every message and byte given to it is delivered, lost, dropped or still in flight. What is on the air
// is counted when somebody asks after its end, so that it needs no event.

const HALF_NANOSECOND = 0.5e-9

export class RadioLedger {
  sentMessages = 0
  sentBytes = 0
  droppedMessages = 0
  droppedBytes = 0
  #deliveredMessages = 0
  #deliveredBytes = 0
  #lostMessages = 0
  #lostBytes = 0
  // What arrives or is given up at `#airEnd`.
  #airEnd = 0
  #airMessages = 0
  #airBytes = 0
  #failingMessages = 0
  #failingBytes = 0

  /** What is on the air ends at `end` [s]; call `settle` before. */
  finish(bytes: number, end: number, isDelivered: boolean): void {
    this.#airEnd = end
    if (isDelivered) {
      this.#airMessages++
      this.#airBytes += bytes
    } else {
      this.#failingMessages++
      this.#failingBytes += bytes
    }
  }

  /** Counts what has ended until `now` [s]. */
  settle(now: number): void {
    if (this.#airEnd > now + HALF_NANOSECOND) return
    this.#deliveredMessages += this.#airMessages
    this.#deliveredBytes += this.#airBytes
    this.#lostMessages += this.#failingMessages
    this.#lostBytes += this.#failingBytes
    this.#airMessages = 0
    this.#airBytes = 0
    this.#failingMessages = 0
    this.#failingBytes = 0
  }

  deliver(bytes: number): void {
    this.#deliveredMessages++
    this.#deliveredBytes += bytes
  }

  lose(bytes: number): void {
    this.#lostMessages++
    this.#lostBytes += bytes
  }

  deliveredMessages(now: number): number {
    this.settle(now)
    return this.#deliveredMessages
  }
  deliveredBytes(now: number): number {
    this.settle(now)
    return this.#deliveredBytes
  }
  lostMessages(now: number): number {
    this.settle(now)
    return this.#lostMessages
  }
  lostBytes(now: number): number {
    this.settle(now)
    return this.#lostBytes
  }
  /** On the air, queues not counted. */
  airMessages(now: number): number {
    this.settle(now)
    return this.#airMessages + this.#failingMessages
  }
  airBytes(now: number): number {
    this.settle(now)
    return this.#airBytes + this.#failingBytes
  }
}
