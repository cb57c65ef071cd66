// Air time and framing of Bluetooth LE, uncoded: a message becomes ATT notifications, these L2CAP frames, and these link
// layer packets. One exchange is a packet, a gap, the other side's packet and a gap.

import { demandAbove, demandAtLeast } from "./Radio.ts"
import { microsecondsOf, millisecondsOf, radioParameter } from "./radioParameters.ts"

const link = (field: string): number => radioParameter("ble.timing", field)
const connection = (field: string): number => radioParameter("ble.connection", field)

export interface BleOptions {
  /** 1 or 2 Mbit/s; default 1e6. */
  readonly bitsPerSecond?: number
  /** Defaults of the following: radio-parameters.json ble.connection. */
  readonly intervalSeconds?: number
  /** Events that a station with nothing to send may skip. */
  readonly peripheralLatency?: number
  readonly supervisionSeconds?: number
  /** From disconnection until the next connection [s]. */
  readonly reconnectSeconds?: number
  readonly attMtuBytes?: number
  /** Largest payload of a link layer packet [B], 27 to 251. */
  readonly linkPayloadBytes?: number
  /** Most packets of one side in one connection event. */
  readonly packetsPerEvent?: number
  /** Link layer encryption adds 4 bytes to each packet; default false, as the suites bring their own. */
  readonly isEncrypted?: boolean
}

export interface BleTiming {
  readonly intervalSeconds: number
  readonly peripheralLatency: number
  readonly supervisionSeconds: number
  readonly reconnectSeconds: number
  /** Payload of one notification, and what is added to it above the link layer [B]. */
  readonly notificationBytes: number
  readonly notificationHeaderBytes: number
  readonly linkPayloadBytes: number
  readonly packetsPerEvent: number
  /** Of a packet around its payload, and of an empty one [s]. */
  readonly packetSeconds: number
  readonly emptySeconds: number
  readonly secondsPerByte: number
  readonly gapSeconds: number
}

/** Throws a `RangeError` when the options leave no room for data. */
export const bleTiming = (name: string, options: BleOptions): BleTiming => {
  const bitsPerSecond = options.bitsPerSecond ?? 1e6
  const intervalSeconds = options.intervalSeconds ?? millisecondsOf("ble.connection", "interval_ms")
  const supervisionSeconds = options.supervisionSeconds ?? millisecondsOf("ble.connection", "supervision_ms")
  const peripheralLatency = options.peripheralLatency ?? connection("peripheral_latency")
  const attMtuBytes = options.attMtuBytes ?? connection("att_mtu_bytes")
  const linkPayloadBytes = options.linkPayloadBytes ?? connection("link_payload_bytes")
  const packetsPerEvent = options.packetsPerEvent ?? connection("packets_per_event")
  demandAbove(name, "the rate [bit/s]", bitsPerSecond, 0)
  demandAtLeast(
    name,
    "the interval [s]",
    intervalSeconds,
    microsecondsOf("ble.timing", "interval_minimum_us")
  )
  demandAtLeast(name, "the peripheral latency", peripheralLatency, 0)
  // Core specification: supervision is longer than twice the interval at which a silent station is heard.
  const silence = 2 * intervalSeconds * (1 + peripheralLatency)
  demandAbove(name, "the supervision timeout [s]", supervisionSeconds, silence)
  demandAbove(name, "the ATT MTU [B]", attMtuBytes, link("att_header_bytes"))
  demandAtLeast(name, "the link layer payload [B]", linkPayloadBytes, 27)
  demandAtLeast(name, "packets per event", packetsPerEvent, 1)
  const secondsPerByte = 8 / bitsPerSecond
  const preambleBytes = bitsPerSecond > 1e6 ? 2 : 1
  const emptyBytes = preambleBytes + link("access_bytes") + link("header_bytes") + link("crc_bytes")
  return {
    intervalSeconds,
    peripheralLatency,
    supervisionSeconds,
    reconnectSeconds: options.reconnectSeconds ?? millisecondsOf("ble.connection", "reconnect_ms"),
    notificationBytes: attMtuBytes - link("att_header_bytes"),
    notificationHeaderBytes: link("att_header_bytes") + link("l2cap_header_bytes"),
    linkPayloadBytes,
    packetsPerEvent,
    packetSeconds: (emptyBytes + (options.isEncrypted === true ? link("mic_bytes") : 0)) * secondsPerByte,
    emptySeconds: emptyBytes * secondsPerByte,
    secondsPerByte,
    gapSeconds: microsecondsOf("ble.timing", "interframe_us")
  }
}
