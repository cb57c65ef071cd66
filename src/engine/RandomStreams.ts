// Named random streams on seedrandom's alea. A stream is keyed by (root seed, replication, purpose, entity) and never by
// order of creation, and the scenario is not in the key: two scenarios with the same seed share their luck.

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
    return alea(`${this.rootSeed}/${this.replication}/${purpose}/${entity}`)
  }
}
