// Timing and framing of an 802.11 physical layer, and how long frames take on the air. Without RTS/CTS; an optional EIFS
// enters as the gap after a failed attempt.

import { microsecondsOf, radioParameter } from "./radioParameters.ts"

export interface WifiTiming {
  readonly slotSeconds: number
  readonly sifsSeconds: number
  readonly difsSeconds: number
  /** Preamble and physical header of a data frame [s]. */
  readonly preambleSeconds: number
  readonly propagationSeconds: number
  /** Time on the channel after a frame that was not acknowledged, before DIFS [s]. */
  readonly failureSeconds: number
  /** Acknowledgement with its preamble [s]. */
  readonly acknowledgementSeconds: number
  readonly headerBytes: number
  readonly bitsPerSecond: number
  /** Slots to draw a back-off from: at first, and at most after doublings. */
  readonly window: number
  readonly windowMaximum: number
  /** Attempts after the first. */
  readonly retryLimit: number
  /** Largest payload of one frame [B]. */
  readonly mtuBytes: number
}

/** `fhss` is the system of Bianchi's paper; hospitals use `ofdm-5ghz`. */
export type WifiLayer = "fhss" | "dsss" | "ofdm-5ghz"

export const wifiTiming = (layer: WifiLayer): WifiTiming => {
  const id = `wifi.${layer}`
  const acknowledgementBits = 8 * radioParameter(id, "ack_bytes")
  return {
    slotSeconds: microsecondsOf(id, "slot_us"),
    sifsSeconds: microsecondsOf(id, "sifs_us"),
    difsSeconds: microsecondsOf(id, "difs_us"),
    preambleSeconds: microsecondsOf(id, "preamble_us"),
    propagationSeconds: microsecondsOf(id, "propagation_us"),
    failureSeconds: microsecondsOf(id, "failure_us"),
    acknowledgementSeconds:
      microsecondsOf(id, "ack_preamble_us") + acknowledgementBits / radioParameter(id, "ack_bits_per_second"),
    headerBytes: radioParameter(id, "header_bytes"),
    bitsPerSecond: radioParameter(id, "bits_per_second"),
    window: radioParameter(id, "window"),
    windowMaximum: radioParameter(id, "window_maximum"),
    retryLimit: radioParameter(id, "retry_limit"),
    mtuBytes: radioParameter(id, "mtu_bytes")
  }
}
