// What happens on the channel when one contender of a Wi-Fi cell has it: frames of a message with their acknowledgements, SIFS
// apart, until one of them is not heard.

import { type RandomStream } from "../../src/engine/RandomStreams.ts"
import { type Contention } from "./Contention.ts"
import { type Loss } from "./Loss.ts"
import { type WifiAir } from "./WifiAir.ts"
import { type WifiPresence } from "./WifiPresence.ts"
import { type WifiTiming } from "./wifiTiming.ts"

/** What is left of a message that is all there; an empty message may still be to send. */
export const NOTHING_LEFT = -1

export interface WifiExchangeParts {
  readonly timing: WifiTiming
  readonly air: WifiAir
  readonly contention: Contention
  readonly presence: WifiPresence
  readonly loss: Loss | undefined
  /** Luck against a jammer. */
  readonly jammer: RandomStream
  /** Number of the access point among the stations. */
  readonly accessPoint: number
}

export class WifiExchange {
  attempts = 0
  jammedShare = 0
  /** When the last frame had arrived, or its failure was known [s]. */
  end = 0

  readonly #timing: WifiTiming
  readonly #air: WifiAir
  readonly #contention: Contention
  readonly #presence: WifiPresence
  readonly #loss: Loss | undefined
  readonly #jammer: RandomStream
  readonly #accessPoint: number

  constructor(parts: WifiExchangeParts) {
    this.#timing = parts.timing
    this.#air = parts.air
    this.#contention = parts.contention
    this.#presence = parts.presence
    this.#loss = parts.loss
    this.#jammer = parts.jammer
    this.#accessPoint = parts.accessPoint
  }

  /** Sends frames of a message, each with its acknowledgement, until all are there or one fails; tells what is left [B]. */
  run(bytes: number, sender: number, station: number, now: number): number {
    const { acknowledgementSeconds, failureSeconds, mtuBytes, propagationSeconds, sifsSeconds } = this.#timing
    const receiver = sender === station ? this.#accessPoint : station
    const isHeard = receiver === this.#accessPoint || this.#presence.isHere(station)
    let left = bytes
    for (let start = 0; ; start += sifsSeconds) {
      const air = this.#air.frameSeconds(left < mtuBytes ? left : mtuBytes, station)
      const arrival = start + air + propagationSeconds
      this.attempts++
      this.#air.transmit(sender, air)
      if (isHeard) this.#air.receive(receiver, air)
      if (!isHeard || this.#isDestroyed(now + start)) {
        this.occupy(now, arrival + failureSeconds)
        this.end = now + arrival + failureSeconds
        return left
      }
      this.#air.transmit(receiver, acknowledgementSeconds)
      this.#air.receive(sender, acknowledgementSeconds)
      left -= mtuBytes
      start = arrival + sifsSeconds + acknowledgementSeconds + propagationSeconds
      if (left <= 0) {
        this.occupy(now, start)
        this.end = now + arrival
        return NOTHING_LEFT
      }
    }
  }

  /** The channel is taken for `duration`, and idle DIFS after it. */
  occupy(now: number, duration: number): void {
    this.#air.occupy(now, duration)
    this.#contention.idleFrom = now + duration + this.#timing.difsSeconds
  }

  #isDestroyed(time: number): boolean {
    const isLost = this.#loss?.isLost(time) ?? false
    return isLost || (this.jammedShare > 0 && this.#jammer() < this.jammedShare)
  }
}
