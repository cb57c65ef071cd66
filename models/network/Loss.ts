// Whether one transmission attempt is lost: independently (Bernoulli), or in bursts (Gilbert and Elliott: a good and a bad
// state with exponential durations, each with its own loss). States change with time, not per frame: sparse frames see
// independent states, back-to-back frames the same one.

import { randomGeometric } from "d3-random"

import { type RandomStream } from "../../src/engine/RandomStreams.ts"

export interface BernoulliSpecification {
  readonly kind: "bernoulli"
  /** Share of attempts lost. */
  readonly probability: number
}

export interface GilbertElliottSpecification {
  readonly kind: "gilbert-elliott"
  /** Mean stay in each state [s]. */
  readonly meanGoodSeconds: number
  readonly meanBadSeconds: number
  /** Share of attempts lost in each state. */
  readonly goodLoss: number
  readonly badLoss: number
}

export type LossSpecification = BernoulliSpecification | GilbertElliottSpecification

/** Decides attempts in order of time. */
export interface Loss {
  readonly isLost: (timeSeconds: number) => boolean
  /** Share of attempts lost in the long run. */
  readonly meanShare: number
}

const checkShare = (name: string, value: number): void => {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} is a share from 0 to 1, got ${value}`)
}

/** Each attempt is lost with the same probability: luck decides how many there are up to the next one lost, itself included. */
class BernoulliLoss implements Loss {
  readonly meanShare: number
  readonly #drawAttempts: () => number
  #attemptsLeft: number

  constructor(share: number, stream: RandomStream) {
    checkShare("loss", share)
    this.meanShare = share
    this.#drawAttempts = randomGeometric.source(stream)(share)
    this.#attemptsLeft = this.#drawAttempts()
  }

  isLost(_timeSeconds: number): boolean {
    if (--this.#attemptsLeft > 0) return false
    this.#attemptsLeft = this.#drawAttempts()
    return true
  }
}

/** After so many mean times of forgetting less than a rounding error is left of a state. */
const FORGOTTEN = 40

class GilbertElliottLoss implements Loss {
  readonly meanShare: number
  /** Share of time in the bad state, and rate at which the past is forgotten [1/s]. */
  readonly #badShare: number
  readonly #rate: number
  readonly #goodLoss: number
  readonly #badLoss: number
  readonly #stream: RandomStream
  #isBad: boolean
  #time = 0

  constructor(options: GilbertElliottSpecification, stream: RandomStream) {
    checkShare("goodLoss", options.goodLoss)
    checkShare("badLoss", options.badLoss)
    const { meanBadSeconds, meanGoodSeconds } = options
    if (!(meanGoodSeconds > 0 && meanBadSeconds > 0)) {
      throw new RangeError(`mean stays are positive, got ${meanGoodSeconds} s and ${meanBadSeconds} s`)
    }
    this.#goodLoss = options.goodLoss
    this.#badLoss = options.badLoss
    this.#stream = stream
    this.#badShare = meanBadSeconds / (meanGoodSeconds + meanBadSeconds)
    this.#rate = 1 / meanGoodSeconds + 1 / meanBadSeconds
    this.meanShare = this.#badShare * options.badLoss + (1 - this.#badShare) * options.goodLoss
    this.#isBad = stream() < this.#badShare
  }

  isLost(timeSeconds: number): boolean {
    const passed = this.#rate * Math.max(0, timeSeconds - this.#time)
    const memory = passed > FORGOTTEN ? 0 : Math.exp(-passed)
    const bad = this.#badShare + ((this.#isBad ? 1 : 0) - this.#badShare) * memory
    this.#isBad = this.#stream() < bad
    this.#time = Math.max(this.#time, timeSeconds)
    const share = this.#isBad ? this.#badLoss : this.#goodLoss
    return share === 1 || (share > 0 && this.#stream() < share)
  }
}

/** Makes the loss process of a specification. Throws `RangeError` on shares outside 0 to 1. */
export const makeLoss = (specification: LossSpecification, stream: RandomStream): Loss =>
  specification.kind === "bernoulli"
    ? new BernoulliLoss(specification.probability, stream)
    : new GilbertElliottLoss(specification, stream)
