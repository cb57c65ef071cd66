// What carries a handshake, by the family of its protocol, and how that repeats what is lost: TCP the missing segments, DTLS
// and CoAP the whole flight, Bluetooth LE nothing (its link layer does). TCP's own opening is not modelled, as bytes are
// counted above TCP and UDP; acknowledgements are free.

import { type ProtocolRow } from "../../crypto/costData.ts"
import { parameter } from "../../data/parameters.ts"

export interface HandshakeTransport {
  /** First time-out of a flight, doubled at each retransmission up to the longest [s]. */
  readonly firstSeconds: number
  readonly longestSeconds: number
  /** The first time-out is drawn up to this many times longer. */
  readonly randomFactor: number
  readonly retransmissions: number
  /** Repeats only what is missing. */
  readonly isSelective: boolean
}

const longestSeconds = parameter("security.timer.maximum")

const tcp: HandshakeTransport = {
  firstSeconds: parameter("security.timer.tcp"),
  longestSeconds,
  randomFactor: 1,
  retransmissions: parameter("security.timer.tcp-retransmissions"),
  isSelective: true
}

const datagrams: HandshakeTransport = {
  firstSeconds: parameter("security.timer.dtls"),
  longestSeconds,
  randomFactor: 1,
  retransmissions: parameter("security.timer.dtls-retransmissions"),
  isSelective: false
}

const coap: HandshakeTransport = {
  firstSeconds: parameter("security.timer.coap"),
  longestSeconds: Infinity,
  randomFactor: parameter("security.timer.coap-random-factor"),
  retransmissions: parameter("security.timer.coap-retransmissions"),
  isSelective: false
}

const pairing: HandshakeTransport = {
  firstSeconds: parameter("security.timer.pairing"),
  longestSeconds: Infinity,
  randomFactor: 1,
  retransmissions: 0,
  isSelective: false
}

/** How keys in use are renewed: by an exchange of short messages, or by a new handshake. */
export type RekeyMethod = "key-update" | "handshake"

export interface ProtocolFamily {
  readonly transport: HandshakeTransport
  readonly rekey: RekeyMethod
  /** Protocol row of a resumed handshake: after mutual authentication, otherwise; null: none in the data. */
  readonly resumedAfterMutual: string | null
  readonly resumed: string | null
  /** The responder keeps nothing for it: the ticket holds all. */
  readonly isTicketStateless: boolean
}

const byName: Readonly<Record<string, ProtocolFamily | undefined>> = {
  tls13: {
    transport: tcp,
    rekey: "key-update",
    resumedAfterMutual: "tls13-resume-dhe-after-mutual",
    resumed: "tls13-resume-dhe",
    isTicketStateless: true
  },
  tls12: {
    transport: tcp,
    rekey: "handshake",
    resumedAfterMutual: "tls12-resume-sessionid",
    resumed: "tls12-resume-sessionid",
    isTicketStateless: false
  },
  dtls12: {
    transport: datagrams,
    rekey: "handshake",
    resumedAfterMutual: "dtls12-resume-sessionid",
    resumed: "dtls12-resume-sessionid",
    isTicketStateless: false
  },
  dtls13: {
    transport: datagrams,
    rekey: "key-update",
    resumedAfterMutual: null,
    resumed: null,
    isTicketStateless: true
  },
  edhoc: {
    transport: coap,
    rekey: "handshake",
    resumedAfterMutual: null,
    resumed: null,
    isTicketStateless: false
  },
  ble: {
    transport: pairing,
    rekey: "handshake",
    resumedAfterMutual: null,
    resumed: null,
    isTicketStateless: false
  }
}

const byCarrier: Readonly<Record<string, HandshakeTransport | undefined>> = { tcp, l2cap: pairing }

/** Family of a protocol row, by its name or the first word of the id; a new family has the timers of what carries it, and no resumption. */
export const protocolFamily = (row: Pick<ProtocolRow, "family" | "id" | "tcp_or_udp">): ProtocolFamily =>
  byName[row.family ?? (row.id.split("-")[0] as string)] ?? {
    transport: byCarrier[row.tcp_or_udp ?? "udp"] ?? datagrams,
    rekey: "handshake",
    resumedAfterMutual: null,
    resumed: null,
    isTicketStateless: false
  }
