// Percentiles in bounded memory with a bounded relative error: counts in bins that split each power of two into 64 equal
// parts, the idea of HdrHistogram carried to floating point. Merging adds whole counts, so it is exact and any order gives
// the same sketch. The bin comes from the bits of the number, not from a logarithm as in DDSketch (Masson, Rim and Lee, VLDB
// 2019): the same on every machine, and cheaper. hdr-histogram-js has fixed ranges of integers and would be a dependency.

const PARTS = 64
const PART_BITS = 6
const EXPONENT_BIAS = 1023
/** Binary exponents kept apart: magnitudes from 2^-40 (about 1e-12) to below 2^60 (about 1e18). */
const LOWEST_EXPONENT = -40
const HIGHEST_EXPONENT = 59
const OCTAVES = HIGHEST_EXPONENT - LOWEST_EXPONENT + 1
const LARGEST = 2 ** (HIGHEST_EXPONENT + 1)

/** Greatest relative error of a percentile: half a bin over its lower end. */
export const SKETCH_RELATIVE_ERROR = 1 / (2 * PARTS)

/** Bit at which the bin begins in the high word of a double, and the bin of 2^LOWEST_EXPONENT as that word has it. */
const BIN_BIT = 20 - PART_BITS
const LOWEST_BIN = (EXPONENT_BIAS + LOWEST_EXPONENT) * PARTS

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
/** Which of the two words has the sign and the exponent on this machine. */
const HIGH = ((double[0] = 1), words[1] === 0 ? 0 : 1)

/** Counts of one sign, over the octaves in which something was observed. */
class Bins {
  /** The first bin kept. */
  first = 0
  counts = new Float64Array(0)

  count(bin: number): number {
    return this.counts[bin - this.first] ?? 0
  }

  add(bin: number, times: number): void {
    if (bin < this.first || bin >= this.first + this.counts.length) this.#keep(bin)
    this.counts[bin - this.first] = (this.counts[bin - this.first] as number) + times
  }

  /** Makes room for the octave of a bin. */
  #keep(bin: number): void {
    const octave = bin - (bin % PARTS)
    const isEmpty = this.counts.length === 0
    const first = isEmpty ? octave : Math.min(this.first, octave)
    const end = Math.max(octave + PARTS, isEmpty ? 0 : this.first + this.counts.length)
    const counts = new Float64Array(end - first)
    counts.set(this.counts, isEmpty ? 0 : this.first - first)
    this.first = first
    this.counts = counts
  }
}

export class PercentileSketch {
  count = 0
  /** Exact; Infinity when nothing was observed. */
  minimum = Infinity
  /** Exact; -Infinity when nothing was observed. */
  maximum = -Infinity
  #zeros = 0
  #positive = new Bins()
  #negative = new Bins()

  /** Adds one observation; magnitudes below 2^-40 count as 0. Throws a RangeError unless it is below 2^60 in magnitude. */
  add(value: number): void {
    if (!(value > -LARGEST && value < LARGEST)) {
      throw new RangeError(`a percentile sketch takes numbers below 2^60 in magnitude, not ${value}`)
    }
    this.count++
    if (value < this.minimum) this.minimum = value
    if (value > this.maximum) this.maximum = value
    double[0] = value
    const bin = ((words[HIGH] as number) & 0x7fffffff) >>> BIN_BIT
    if (bin < LOWEST_BIN) this.#zeros++
    else (value < 0 ? this.#negative : this.#positive).add(bin - LOWEST_BIN, 1)
  }

  /**
   * Adds the first `count` of `values`, whose array has a buffer of its own: as `add` does for each, at a fraction of its cost.
   * None may be negative.
   */
  addAll(values: Float64Array, count: number): void {
    const bits = new Uint32Array(values.buffer)
    let { minimum, maximum } = this
    let { first, counts } = this.#positive
    for (let index = 0; index < count; index++) {
      const place = ((bits[2 * index + HIGH] as number) >>> BIN_BIT) - LOWEST_BIN - first
      const value = values[index] as number
      if (value < minimum) minimum = value
      if (value > maximum) maximum = value
      if (place >= 0 && place < counts.length) {
        counts[place] = (counts[place] as number) + 1
      } else {
        this.#addOutside(place + first, value)
        first = this.#positive.first
        counts = this.#positive.counts
      }
    }
    this.minimum = minimum
    this.maximum = maximum
    this.count += count
  }

  /** The value below which the share `probability` of observations lies, within `SKETCH_RELATIVE_ERROR`; NaN when there are none. */
  percentile(probability: number): number {
    if (!(probability >= 0 && probability <= 1)) {
      throw new RangeError(`a percentile is asked for by a share from 0 to 1, not ${probability}`)
    }
    if (this.count === 0) return Number.NaN
    const rank = Math.max(1, Math.ceil(probability * this.count))
    if (rank === this.count) return this.maximum
    if (rank === 1) return this.minimum
    return Math.min(this.maximum, Math.max(this.minimum, this.#valueAt(rank)))
  }

  /** Takes in all observations of another sketch; exact, in any order. */
  merge(other: PercentileSketch): void {
    this.count += other.count
    this.#zeros += other.#zeros
    this.minimum = Math.min(this.minimum, other.minimum)
    this.maximum = Math.max(this.maximum, other.maximum)
    for (const [ours, theirs] of [
      [this.#positive, other.#positive],
      [this.#negative, other.#negative]
    ] as const) {
      theirs.counts.forEach((times, place) => {
        if (times > 0) ours.add(theirs.first + place, times)
      })
    }
  }

  /** Forgets everything, as at the end of a warm-up. */
  reset(): void {
    this.count = 0
    this.minimum = Infinity
    this.maximum = -Infinity
    this.#zeros = 0
    this.#positive = new Bins()
    this.#negative = new Bins()
  }

  /** A value that is 0, refused, or in a bin that is not kept yet. */
  #addOutside(bin: number, value: number): void {
    if (!(value >= 0 && value < LARGEST))
      throw new RangeError(`a percentile sketch takes numbers from 0 to 2^60 by the batch, not ${value}`)
    if (bin < 0) this.#zeros++
    else this.#positive.add(bin, 1)
  }

  /** Walks from the most negative bin upwards to the one that holds the observation of this rank. */
  #valueAt(rank: number): number {
    let remaining = rank
    const { first, counts } = this.#negative
    for (let bin = first + counts.length - 1; bin >= first; bin--) {
      remaining -= this.#negative.count(bin)
      if (remaining <= 0) return -middleOf(bin)
    }
    remaining -= this.#zeros
    if (remaining <= 0) return 0
    for (let bin = this.#positive.first; bin < OCTAVES * PARTS; bin++) {
      remaining -= this.#positive.count(bin)
      if (remaining <= 0) return middleOf(bin)
    }
    return this.maximum
  }
}

const middleOf = (bin: number): number =>
  2 ** (LOWEST_EXPONENT + ((bin / PARTS) | 0)) * (1 + ((bin % PARTS) + 0.5) / PARTS)
