// Named random streams on seedrandom's alea. A stream is keyed by (root seed, replication, purpose, entity) and never by
// order of creation, and the scenario is not in the key: two scenarios with the same seed share their luck. A model makes many
// streams of which it draws rarely or never: a stream is seeded when it is first drawn from, and keeps its state in one place.

import alea from "seedrandom/lib/alea.js"

/** Draws uniformly from [0, 1). Pass it to `d3-random`'s `.source(stream)`. */
export type RandomStream = () => number

export class RandomStreams {
  readonly rootSeed: number
  readonly replication: number

  constructor(rootSeed: number, replication: number) {
    this.rootSeed = rootSeed
    this.replication = replication
  }

  /** The stream for one purpose ("pump-alarms") of one entity (a pump's index); the same key gives the same draws. */
  stream(purpose: string, entity: number | string = 0): RandomStream {
    return makeStream(`${this.rootSeed}/${this.replication}/${purpose}/${entity}`)
  }
}

const FACTOR = 2091639
const TO_CARRY = 2 ** -32

/** The same draws as `alea(key)`; a test holds the step against seedrandom's. */
const makeStream = (key: string): RandomStream => {
  let cells: Float64Array | undefined = undefined
  return () => {
    const state = (cells ??= seeded(key))
    // Three numbers and a carry: the array has four.
    const value = FACTOR * (state[0] as number) + (state[3] as number) * TO_CARRY
    const carry = value | 0
    state[0] = state[1] as number
    state[1] = state[2] as number
    state[3] = carry
    return (state[2] = value - carry)
  }
}

const seeded = (key: string): Float64Array => {
  const { c, s0, s1, s2 } = alea(key, { state: true }).state()
  return Float64Array.of(s0, s1, s2, c)
}
