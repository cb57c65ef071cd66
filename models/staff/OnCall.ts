// People whom a rescue needs and who are not on the ward: physicians on call, each with one patient at a time, and the
// pharmacy. Times are lognormal; each patient has luck of its own.

import { randomLogNormal } from "d3-random"
import { type RandomStream } from "../../src/engine/RandomStreams.ts"
import { parameter } from "../data/parameters.ts"

const STAY_SECONDS = parameter("staff.physician-stay")
const RESPONSE = {
  median: parameter("staff.physician-response.median"),
  sigma: parameter("staff.physician-response.sigma")
}
const PHARMACY = {
  median: parameter("staff.pharmacy-delay.median"),
  sigma: parameter("staff.pharmacy-delay.sigma")
}
const MISSING_PROBABILITY = parameter("staff.replacement-missing")

export interface OnCallOptions {
  readonly physicians: number
  /** Median time from a call to the bedside, when a physician is free [s]. */
  readonly responseSeconds: number
  readonly luck: (purpose: string, patient: number) => RandomStream
}

export class OnCall {
  /** Calls so far, the time until a physician came in all [s], and syringes that had to be sent for. */
  calls = 0
  waitedSeconds = 0
  sentFor = 0

  readonly #options: OnCallOptions
  /** When each physician is free again [s]. */
  readonly #freeSeconds: Float64Array
  readonly #draws = new Map<string, RandomStream>()

  constructor(options: OnCallOptions) {
    this.#options = options
    this.#freeSeconds = new Float64Array(options.physicians)
  }

  /** Calls a physician; gives the time until one stands at the bedside [s]. */
  callPhysician(patient: number, nowSeconds: number): number {
    let first = 0
    this.#freeSeconds.forEach((free, index) => {
      if (free < (this.#freeSeconds[first] as number)) first = index
    })
    const draw = randomLogNormal.source(this.#stream("physician", patient))(0, RESPONSE.sigma)
    const free = Math.max(nowSeconds, this.#freeSeconds[first] as number)
    const arrival = free + this.#options.responseSeconds * draw()
    this.#freeSeconds[first] = arrival + STAY_SECONDS
    this.calls++
    this.waitedSeconds += arrival - nowSeconds
    return arrival - nowSeconds
  }

  /** Time until the next syringe or bag is there [s]: 0 when it lies ready. */
  awaitReplacement(patient: number): number {
    const stream = this.#stream("replacement", patient)
    const isMissing = stream() < MISSING_PROBABILITY
    const delay = randomLogNormal.source(stream)(Math.log(PHARMACY.median), PHARMACY.sigma)()
    if (!isMissing) return 0
    this.sentFor++
    return delay
  }

  #stream(purpose: string, patient: number): RandomStream {
    const key = `${purpose}/${patient}`
    let stream = this.#draws.get(key)
    if (stream === undefined) {
      stream = this.#options.luck(purpose, patient)
      this.#draws.set(key, stream)
    }
    return stream
  }
}
