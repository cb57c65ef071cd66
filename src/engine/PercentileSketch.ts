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

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
/** Which of the two words has the sign and the exponent on this machine. */
const HIGH = ((double[0] = 1), words[1] === 0 ? 0 : 1)

/** Counts of one sign, by octave; an octave takes 512 bytes once something falls into it. */
type Octaves = Array<Float64Array | null>

export class PercentileSketch {
  count = 0
  /** Exact; Infinity when nothing was observed. */
  minimum = Infinity
  /** Exact; -Infinity when nothing was observed. */
  maximum = -Infinity
  #zeros = 0
  #positive: Octaves | null = null
  #negative: Octaves | null = null

  /** Adds one observation; magnitudes below 2^-40 count as 0. Throws a RangeError unless it is below 2^60 in magnitude. */
  add(value: number): void {
    if (!(value > -LARGEST && value < LARGEST)) {
      throw new RangeError(`a percentile sketch takes numbers below 2^60 in magnitude, not ${value}`)
    }
    this.count++
    if (value < this.minimum) this.minimum = value
    if (value > this.maximum) this.maximum = value
    double[0] = value
    const high = words[HIGH] as number
    const octave = ((high >>> 20) & 0x7ff) - EXPONENT_BIAS - LOWEST_EXPONENT
    if (octave < 0) {
      this.#zeros++
      return
    }
    const bins = this.#bins(value < 0, octave)
    const part = (high >>> (20 - PART_BITS)) & (PARTS - 1)
    bins[part] = (bins[part] as number) + 1
  }

  /** Adds a whole number from 0 to 2^53 - 1, such as nanoseconds: as `add` does, at a fraction of its cost. */
  addInteger(value: number): void {
    this.count++
    if (value < this.minimum) this.minimum = value
    if (value > this.maximum) this.maximum = value
    if (value < 1) {
      this.#zeros++
      return
    }
    // The leading bits, without the way through memory that the bits of a float take.
    const isLarge = value >= 2 ** 31
    const leading = isLarge ? (value / 2 ** 22) | 0 : value | 0
    const exponent = 31 - Math.clz32(leading)
    const octave = exponent + (isLarge ? 22 : 0) - LOWEST_EXPONENT
    const bins = this.#positive?.[octave] ?? this.#bins(false, octave)
    const part =
      (exponent >= PART_BITS ? leading >>> (exponent - PART_BITS) : leading << (PART_BITS - exponent)) &
      (PARTS - 1)
    bins[part] = (bins[part] as number) + 1
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
    for (const isNegative of [false, true]) {
      const octaves = isNegative ? other.#negative : other.#positive
      octaves?.forEach((theirs, octave) => {
        if (theirs === null) return
        const bins = this.#bins(isNegative, octave)
        for (let part = 0; part < PARTS; part++)
          bins[part] = (bins[part] as number) + (theirs[part] as number)
      })
    }
  }

  /** Forgets everything, as at the end of a warm-up. */
  reset(): void {
    this.count = 0
    this.minimum = Infinity
    this.maximum = -Infinity
    this.#zeros = 0
    this.#positive = null
    this.#negative = null
  }

  #bins(isNegative: boolean, octave: number): Float64Array {
    let octaves = isNegative ? this.#negative : this.#positive
    if (octaves === null) {
      octaves = Array.from({ length: OCTAVES }, () => null)
      if (isNegative) this.#negative = octaves
      else this.#positive = octaves
    }
    return (octaves[octave] ??= new Float64Array(PARTS))
  }

  /** Walks from the most negative bin upwards to the one that holds the observation of this rank. */
  #valueAt(rank: number): number {
    let remaining = rank
    for (let bin = OCTAVES * PARTS - 1; this.#negative !== null && bin >= 0; bin--) {
      remaining -= countIn(this.#negative, bin)
      if (remaining <= 0) return -middleOf(bin)
    }
    remaining -= this.#zeros
    if (remaining <= 0) return 0
    for (let bin = 0; this.#positive !== null && bin < OCTAVES * PARTS; bin++) {
      remaining -= countIn(this.#positive, bin)
      if (remaining <= 0) return middleOf(bin)
    }
    return this.maximum
  }
}

const countIn = (octaves: Octaves, bin: number): number => octaves[(bin / PARTS) | 0]?.[bin % PARTS] ?? 0

const middleOf = (bin: number): number =>
  2 ** (LOWEST_EXPONENT + ((bin / PARTS) | 0)) * (1 + ((bin % PARTS) + 0.5) / PARTS)
