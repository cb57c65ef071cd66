// Saturation throughput of 802.11 by Bianchi (IEEE JSAC 18(3), 2000), basic access: equations (7), (9), (13) and (14) of
// the paper, and with a finite retry limit the chain of Wu et al. (INFOCOM 2002), in which a message is given up after its
// last stage.

import { type WifiTiming } from "./wifiTiming.ts"

/** Probability that a station transmits in a slot when each attempt collides with `p`. */
const transmissionProbability = (timing: WifiTiming, p: number): number => {
  const { retryLimit, window, windowMaximum } = timing
  const doublings = Math.log2(windowMaximum / window)
  if (retryLimit === Infinity) {
    // Equation (7) with its quotient (1 - (2p)^m) / (1 - 2p) written as a sum, which has no gap at p = 1/2.
    let sum = 0
    for (let stage = 0; stage < doublings; stage++) sum += (2 * p) ** stage
    return 2 / (1 + window + p * window * sum)
  }
  // Attempts per message over slots per message: each stage takes its mean back-off and the slot of the attempt.
  let attempts = 0
  let slots = 0
  for (let stage = 0; stage <= retryLimit; stage++) {
    const width = Math.min(windowMaximum, window * 2 ** stage)
    attempts += p ** stage
    slots += p ** stage * ((width - 1) / 2 + 1)
  }
  return attempts / slots
}

/** Shares of the channel's time that carry payload, and the collision probability of an attempt. */
export const bianchi = (
  timing: WifiTiming,
  stations: number,
  payloadBytes: number
): { readonly throughput: number; readonly collision: number; readonly transmission: number } => {
  // p = 1 - (1 - tau)^(n - 1) falls short at p = 0 and exceeds at p = 1, and is monotonous: bisection.
  let low = 0
  let high = 1
  for (let step = 0; step < 200; step++) {
    const p = (low + high) / 2
    if (1 - (1 - transmissionProbability(timing, p)) ** (stations - 1) > p) low = p
    else high = p
  }
  const tau = transmissionProbability(timing, low)
  const some = 1 - (1 - tau) ** stations
  const one = (stations * tau * (1 - tau) ** (stations - 1)) / some
  const perByte = 8 / timing.bitsPerSecond
  const frame = timing.preambleSeconds + (timing.headerBytes + payloadBytes) * perByte
  const {
    acknowledgementSeconds,
    difsSeconds,
    failureSeconds,
    propagationSeconds,
    sifsSeconds,
    slotSeconds
  } = timing
  const success = frame + sifsSeconds + acknowledgementSeconds + difsSeconds + 2 * propagationSeconds
  const failure = frame + propagationSeconds + failureSeconds + difsSeconds
  const payload = some * one * payloadBytes * perByte
  const slot = (1 - some) * slotSeconds + some * one * success + some * (1 - one) * failure
  return { throughput: payload / slot, collision: low, transmission: tau }
}
