// The far tier of the calendar: buckets of equal width on rungs, an inner rung subdividing one bucket of the rung below it.
// Widths are powers of two nanoseconds, so that a bucket's bounds and an event's bucket are exact in float64.
// It knows times and bucket numbers only; the entries in the chains are Calendar's.

/** The list of events past the last rung. */
export const FAR = 0
/** `advance` found the innermost rung empty, and dropped it. */
export const NO_BUCKET = -1

// A rung has at least 16 buckets, so each is at least 8 times narrower than the one below: 18 rungs reach from 2^53 ns to 1 ns.
const MAXIMUM_RUNGS = 32
const MINIMUM_BUCKETS = 16
const MAXIMUM_BUCKETS = 2 ** 20

export class CalendarRungs {
  /** For each bucket, the end of its chain of entries; 0 when it is empty. */
  chainEnds = new Int32Array(1024)
  depth = 0
  /** Buckets in use, the far list included. */
  used = 1
  /** After `advance`: the time before which all events of the bucket (or of the dropped rung) lie [ns]. */
  bucketEnd = Infinity

  #innerStart = 0.5
  #innerEnd = -Infinity
  #innerPerNanosecond = 0.5
  #innerBase = 0
  #innerLast = 0

  readonly #starts = new Float64Array(MAXIMUM_RUNGS)
  readonly #ends = new Float64Array(MAXIMUM_RUNGS)
  readonly #widths = new Float64Array(MAXIMUM_RUNGS)
  readonly #perNanosecond = new Float64Array(MAXIMUM_RUNGS)
  readonly #bases = new Int32Array(MAXIMUM_RUNGS)
  readonly #lasts = new Int32Array(MAXIMUM_RUNGS)
  readonly #nexts = new Int32Array(MAXIMUM_RUNGS)

  /** The bucket of the innermost rung that covers `time`. */
  bucketOf(time: number): number {
    // almost always the innermost rung, whose figures are at hand
    if (time < this.#innerEnd) {
      const index = (time - this.#innerStart) * this.#innerPerNanosecond
      const last = this.#innerLast
      return this.#innerBase + (index < last ? index | 0 : last)
    }
    return this.#outerBucketOf(time)
  }

  #outerBucketOf(time: number): number {
    let rung = this.depth - 2
    while (rung >= 0 && time >= (this.#ends[rung] as number)) rung--
    if (rung < 0) return FAR
    const index = (time - (this.#starts[rung] as number)) * (this.#perNanosecond[rung] as number)
    const last = this.#lasts[rung] as number
    return (this.#bases[rung] as number) + (index < last ? index | 0 : last)
  }

  /** Copies the figures of the innermost rung, which nearly every insertion asks for. */
  #setInner(): void {
    const rung = this.depth - 1
    this.#innerEnd = rung < 0 ? -Infinity : (this.#ends[rung] as number)
    if (rung < 0) return
    this.#innerStart = this.#starts[rung] as number
    this.#innerPerNanosecond = this.#perNanosecond[rung] as number
    this.#innerBase = this.#bases[rung] as number
    this.#innerLast = this.#lasts[rung] as number
  }

  /** Steps to the next bucket with events and sets `bucketEnd`; FAR when there is no rung. */
  advance(): number {
    const rung = this.depth - 1
    if (rung < 0) {
      this.bucketEnd = Infinity
      return FAR
    }
    const chainEnds = this.chainEnds
    const base = this.#bases[rung] as number
    const last = this.#lasts[rung] as number
    let index = this.#nexts[rung] as number
    while (index <= last && (chainEnds[base + index] as number) === 0) index++
    this.#nexts[rung] = index + 1
    this.bucketEnd =
      index < last
        ? (this.#starts[rung] as number) + (index + 1) * (this.#widths[rung] as number)
        : (this.#ends[rung] as number)
    if (index <= last) return base + index
    this.#drop()
    return NO_BUCKET
  }

  /**
   * Adds the innermost rung, for about `count` events over `span` from `start` [ns]. Its last bucket also takes all that
   * comes after the span and before `end`; with `end` Infinity, the rung ends with its span.
   */
  add(start: number, span: number, count: number, end: number): void {
    // a rung whose last bucket was taken has nothing left, and dropping it bounds the depth
    while (
      this.depth > 0 &&
      (this.#nexts[this.depth - 1] as number) > (this.#lasts[this.depth - 1] as number)
    )
      this.#drop()
    const wanted = Math.min(Math.max(MINIMUM_BUCKETS, count >> 2), MAXIMUM_BUCKETS)
    let width = 1
    while (width * wanted < span + 1) width *= 2
    const buckets = Math.ceil((span + 1) / width)
    const base = this.used
    if (base + buckets > this.chainEnds.length) {
      const chainEnds = new Int32Array(2 * (base + buckets))
      chainEnds.set(this.chainEnds)
      this.chainEnds = chainEnds
    }
    const rung = this.depth++
    this.used = base + buckets
    this.#starts[rung] = start
    this.#ends[rung] = end === Infinity ? start + buckets * width : end
    this.#widths[rung] = width
    this.#perNanosecond[rung] = 1 / width
    this.#bases[rung] = base
    this.#lasts[rung] = buckets - 1
    this.#nexts[rung] = 0
    this.#setInner()
  }

  /** Forgets all rungs, whose lists must be empty. */
  clear(): void {
    this.depth = 0
    this.used = FAR + 1
    this.#setInner()
  }

  #drop(): void {
    this.depth--
    this.used = this.#bases[this.depth] as number
    this.#setInner()
  }
}
