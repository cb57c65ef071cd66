// What lies between a physician's order and the pump: a pharmacist verifies it, and while the record is down paper replaces
// the network, which now and then nobody follows (Larsen 2018).

import { randomLogNormal } from "d3-random"
import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { parameter } from "../../data/parameters.ts"
import { Command, type InfusionPump } from "../../devices/InfusionPump.ts"
import { lazily } from "../lazyStreams.ts"
import { type Scenario } from "../Scenario.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

const SIGMA = parameter("records.verification.sigma")

export interface OrderReviewOptions {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly records: Scenario["records"]
  readonly isRecordDown: () => boolean
  /** An order may go to its pump. */
  readonly release: (patient: number, command: number, value: number) => void
}

interface WaitingOrder {
  readonly command: number
  readonly value: number
  /** Whether paper is followed, should it come to that. */
  isFollowed: boolean
}

interface OrderLuck {
  readonly delay: () => number
  readonly paper: RandomStream
}

export class OrderReview {
  /** Orders and results on paper that were not followed, and the time that verification took [s]. */
  lapses = 0
  verifiedSeconds = 0
  verified = 0

  readonly #options: OrderReviewOptions
  readonly #waiting = new Map<number, WaitingOrder>()
  readonly #luck: (patient: number) => OrderLuck
  readonly #isReleased: EventKind
  #numbers = 0

  constructor(options: OrderReviewOptions) {
    this.#options = options
    const { kernel, streams } = options
    this.#luck = lazily((patient) => ({
      delay: randomLogNormal.source(streams.stream("order-verification", patient))(0, SIGMA),
      paper: streams.stream("paper-procedures", patient)
    }))
    this.#isReleased = kernel.kind("order is verified", (patient, number) => this.#release(patient, number))
  }

  /** A physician orders. While the record is up everybody can see it there; on paper it is known where it is carried out. */
  submit(patient: number, command: number, value: number): void {
    const { isRecordDown, kernel, pumps, records } = this.#options
    const luck = this.#luck(patient)
    // Drawn for every order, so that an outage shifts no later luck.
    const delay = records.verification * luck.delay()
    const isFollowed = luck.paper() < records.paperFollowed
    const needsPharmacist = command !== Command.setRate
    if (command === Command.setRate && !isRecordDown()) pumps[patient]?.prescribe(kernel.now, value)
    const number = this.#numbers++
    this.#waiting.set(number, { command, value, isFollowed })
    if (!needsPharmacist || isRecordDown()) return this.#release(patient, number)
    this.verified++
    this.verifiedSeconds += delay
    scheduleInRun(kernel, delay, this.#isReleased, patient, number)
    return undefined
  }

  #release(patient: number, number: number): void {
    const { isRecordDown, kernel, records, pumps, release } = this.#options
    const order = this.#waiting.get(number) as WaitingOrder
    if (isRecordDown() && !order.isFollowed) {
      this.lapses++
      // It is found and followed the next time.
      order.isFollowed = true
      scheduleInRun(kernel, records.paperLapse, this.#isReleased, patient, number)
      return
    }
    this.#waiting.delete(number)
    if (order.command === Command.setRate) pumps[patient]?.prescribe(kernel.now, order.value)
    release(patient, order.command, order.value)
  }
}
