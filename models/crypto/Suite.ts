// What a security suite is: what it protects against, what it adds to each message, what its handshake sends and
// computes, and what one first flight of a stranger makes the responder do. Shared code asks these fields, never the id.

import { type Status } from "./Cost.ts"

/** Calls of one primitive, each over `bytes`. */
export interface Work {
  readonly primitive: string
  readonly operation: string
  readonly count: number
  readonly bytes: number
}

/** A primitive run over each message and `extraBytes` of header. */
export interface MessageWork {
  readonly primitive: string
  readonly operation: string
  readonly extraBytes: number
}

export interface Handshake {
  /** Flights until the client may send data. */
  readonly flights: number
  /** Bytes above `carrier`, from client to server and back. */
  readonly bytesUp: number
  readonly bytesDown: number
  /** Round trips before the client may send data, without those of TCP. */
  readonly roundTrips: number
  /** Bytes of each flight, the client's first; empty when only the sums are known. */
  readonly flightBytes: ReadonlyArray<number>
  /** Bytes of session tickets that come down afterwards. */
  readonly ticketBytesDown: number
  readonly clientWork: ReadonlyArray<Work>
  readonly serverWork: ReadonlyArray<Work>
}

export interface Suite {
  readonly id: string
  readonly title: string
  /** Its row in the data's `protocols`; null: not a protocol. */
  readonly protocolId: string | null
  /** What carries its bytes, by name: all bytes are counted above it. */
  readonly carrier: string
  /** A message not made by the holder of the key is refused. */
  readonly authenticatesMessages: boolean
  /** A message seen before is refused. */
  readonly rejectsReplay: boolean
  readonly encrypts: boolean
  /** The responder knows who the initiator is, and the other way round. */
  readonly authenticatesClient: boolean
  readonly authenticatesServer: boolean
  /** Certificates can expire and can be revoked. */
  readonly usesCertificates: boolean
  /** A key stolen later does not open what was recorded. */
  readonly hasForwardSecrecy: boolean
  /** The key exchange resists a quantum computer. */
  readonly isPostQuantum: boolean
  /** Bytes added to each message. */
  readonly recordOverheadBytes: number
  readonly messageWork: ReadonlyArray<MessageWork>
  readonly handshake: Handshake | null
  /** Bytes of the first flight that a stranger sends; null: any message, of any length. */
  readonly firstFlightBytes: number | null
  /** What the responder computes for it before it can refuse. */
  readonly firstFlightWork: ReadonlyArray<Work>
  /** The same with a stateless cookie asked for first; null: the suite has no cookie. */
  readonly cookieWork: ReadonlyArray<Work> | null
  /** Memory that one session takes in a device that is the client, with the buffers of its handshake [B]. */
  readonly sessionRamBytes: number
  /** The same where the device is the server. */
  readonly responderRamBytes: number
  /** Where `sessionRamBytes` and `responderRamBytes` come from, with their status. */
  readonly sessionRamSource: string
  readonly responderRamSource: string
  /** The memory was measured with one library, whatever library computes; false: it is counted from what is kept. */
  readonly isRamOfOneStack: boolean
  readonly sessionRamStatus: Status
  /** True when `sessionRamBytes` already holds the stacks of the primitives. */
  readonly isPeakRam: boolean
  /** Status of the byte counts. */
  readonly status: Status
  /** Keys of `sources` in models/data/crypto-costs.json. */
  readonly sources: ReadonlyArray<string>
  readonly notes: ReadonlyArray<string>
}
