// Bytes of a TLS 1.3, TLS 1.2 or DTLS 1.2 handshake, message by message from their formats (RFC 8446, 5246, 6347). What an
// implementation chooses, its hello, is calibrated on captures (M): see `helloProfiles`. Options then predict other
// certificates, chains, groups, names and identities.

export type KeyExchange = "x25519" | "p256" | "x25519mlkem768" | "mlkem512" | "mlkem768" | "rsa" | "none"

export interface HandshakeShape {
  readonly protocol: "tls13" | "tls12" | "dtls12"
  /** "none": the pre-shared key alone; "rsa": key transport (TLS 1.2). */
  readonly keyExchange: KeyExchange
  readonly authentication: "psk" | "server" | "mutual"
  readonly cipher: "gcm" | "ccm8" | "cbc-sha256"
  /** A key of `helloProfiles`. */
  readonly hello: string
  /** Signature in the handshake [B]; ECDSA P-256 in DER is 71 on average. */
  readonly signatureBytes?: number
  /** DER lengths of the certificates sent, leaf first [B]. */
  readonly serverChainBytes?: ReadonlyArray<number>
  readonly clientChainBytes?: ReadonlyArray<number>
  /** Raw public keys in place of certificates (RFC 7250); the "chains" are then their lengths. */
  readonly usesRawKeys?: boolean
  /** DER length of the authority's name in the certificate request [B]; default: none. */
  readonly authorityNameBytes?: number
  /** Pre-shared key identity, or the ticket that resumes a TLS 1.3 session [B]. */
  readonly pskIdentityBytes?: number
  readonly resumption?: "session-id" | "ticket"
  /** The client takes TLS 1.2 tickets; `ticketBytes` is the length of one [B]. */
  readonly offersTicket?: boolean
  readonly ticketBytes?: number
  /** Length of the cipher suite's hash, of which TLS 1.3 makes Finished and binder: 32 (SHA-256, the default) or 48 [B]. */
  readonly hashBytes?: number
  /** Groups offered beyond the profile's own. */
  readonly extraGroups?: number
  /** Length of the server's name [B], 0: not sent; default: as in the hello profile. */
  readonly serverNameBytes?: number
  /** Length of the protocol name offered (ALPN), if any [B]. */
  readonly protocolNameBytes?: number
  /** Bytes of further extensions in the client's hello, with their headers. */
  readonly extensionBytes?: number
  /** DTLS 1.2: largest payload of a datagram [B]; default: messages are not fragmented. */
  readonly datagramBytes?: number
  /** DTLS 1.2: the server asks for a cookie; default true. */
  readonly hasCookie?: boolean
}

export interface HandshakeSize {
  /** Bytes of each flight, the client's first. */
  readonly flightBytes: ReadonlyArray<number>
  /** Bytes of each record of each flight. */
  readonly recordBytes: ReadonlyArray<ReadonlyArray<number>>
  /** Plaintext of each protected record of each flight, with the type byte that TLS 1.3 adds [B]. */
  readonly encryptedBytes: ReadonlyArray<ReadonlyArray<number>>
  readonly bytesUp: number
  readonly bytesDown: number
  /** Round trips before the client may send data. */
  readonly roundTrips: number
}

interface HelloProfile {
  /** Length of the server's name that the captured client sent where certificates were used [B]. */
  readonly serverNameBytes: number
  /** TLS 1.3 hello without key share, identity, server's name and protocol name, with one group [B]. */
  readonly tls13HelloBytes: number
  /** Extensions that the TLS 1.3 server always answers in its encrypted extensions [B]; default 0. */
  readonly answeredBytes?: number
  /** Sends the session id and change-cipher-spec of middlebox compatibility (RFC 8446 D.4). */
  readonly isMiddleboxCompatible: boolean
  /** Signature algorithms in the certificate request. */
  readonly requestAlgorithms: number
  /** Groups that the server lists when it would have preferred another than X25519 or a hybrid. */
  readonly serverGroups: number
}

/** Calibrated on models/data/handshake-captures.json (M): what OpenSSL's clients and servers send. */
export const helloProfiles: Readonly<Record<string, HelloProfile | undefined>> = {
  "openssl-3.0": {
    serverNameBytes: 27,
    tls13HelloBytes: 166,
    isMiddleboxCompatible: true,
    requestAlgorithms: 16,
    serverGroups: 10
  },
  "openssl-3.0-lean": {
    serverNameBytes: 0,
    tls13HelloBytes: 108,
    isMiddleboxCompatible: false,
    requestAlgorithms: 1,
    serverGroups: 10
  },
  "openssl-3.0-psk": {
    serverNameBytes: 0,
    tls13HelloBytes: 166,
    isMiddleboxCompatible: true,
    requestAlgorithms: 16,
    serverGroups: 10
  },
  "openssl-3.5": {
    serverNameBytes: 27,
    tls13HelloBytes: 168,
    isMiddleboxCompatible: true,
    requestAlgorithms: 20,
    serverGroups: 0
  },
  // One group and one signature algorithm; the request has 4 bytes more, which count as two algorithms.
  "gnutls-3.7": {
    serverNameBytes: 0,
    tls13HelloBytes: 121,
    answeredBytes: 6,
    isMiddleboxCompatible: false,
    requestAlgorithms: 3,
    serverGroups: 0
  },
  // Sends a key share of P-256 although only the pre-shared key is used.
  "gnutls-3.7-psk": {
    serverNameBytes: 0,
    tls13HelloBytes: 193,
    answeredBytes: 6,
    isMiddleboxCompatible: false,
    requestAlgorithms: 3,
    serverGroups: 0
  }
}

/** Public shares in the hellos, client's and server's [B] (V: FIPS 203, RFC 8446; hybrids are the sum). */
const shares: Readonly<Record<KeyExchange, readonly [number, number]>> = {
  x25519: [32, 32],
  p256: [65, 65],
  x25519mlkem768: [1216, 1120],
  mlkem512: [800, 768],
  mlkem768: [1184, 1088],
  rsa: [0, 0],
  none: [0, 0]
}

const MESSAGE_HEADER = 4
const LARGEST_RECORD = 16_384
const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0)

interface ProtectedRecord {
  readonly bytes: number
  readonly plaintextBytes: number
}

/** A number is the length of a record in the clear. */
type SizedRecord = number | ProtectedRecord

const isProtected = (record: SizedRecord): record is ProtectedRecord => typeof record !== "number"

const finish = (records: ReadonlyArray<ReadonlyArray<SizedRecord>>): HandshakeSize => {
  const recordBytes = records.map((flight) =>
    flight.map((record) => (isProtected(record) ? record.bytes : record))
  )
  const flightBytes = recordBytes.map(sum)
  return {
    flightBytes,
    recordBytes,
    encryptedBytes: records.map((flight) =>
      flight.filter(isProtected).map(({ plaintextBytes }) => plaintextBytes)
    ),
    bytesUp: sum(flightBytes.filter((_, index) => index % 2 === 0)),
    bytesDown: sum(flightBytes.filter((_, index) => index % 2 === 1)),
    roundTrips: Math.floor(flightBytes.length / 2)
  }
}

const profileOf = (shape: HandshakeShape): HelloProfile => {
  const profile = helloProfiles[shape.hello]
  if (profile === undefined) throw new Error(`no hello profile "${shape.hello}"`)
  return profile
}

/** Extensions that every protocol's hello carries on request: names and further groups. */
const extensions = (shape: HandshakeShape): number => {
  const serverNameBytes = shape.serverNameBytes ?? profileOf(shape).serverNameBytes
  return (
    2 * (shape.extraGroups ?? 0) +
    (shape.extensionBytes ?? 0) +
    (serverNameBytes === 0 ? 0 : 9 + serverNameBytes) +
    (shape.protocolNameBytes === undefined ? 0 : 7 + shape.protocolNameBytes)
  )
}

/** The server's answer to the protocol name, in its hello or encrypted extensions. */
const answeredName = (shape: HandshakeShape): number =>
  shape.protocolNameBytes === undefined ? 0 : 7 + shape.protocolNameBytes

const tls13 = (shape: HandshakeShape): HandshakeSize => {
  const profile = profileOf(shape)
  const tag = shape.cipher === "ccm8" ? 8 : 16
  const [clientShare, serverShare] = shares[shape.keyExchange]
  const hasShare = shape.keyExchange !== "none"
  const usesKey = shape.authentication === "psk"
  const changeCipher = profile.isMiddleboxCompatible ? [6] : []
  const signature = 8 + (shape.signatureBytes ?? 0)
  const hash = shape.hashBytes ?? 32
  // Every encrypted message is a record of its own: 5 of header, 1 of type, the tag; long ones are divided.
  const sealed = (message: number): ReadonlyArray<ProtectedRecord> =>
    Array.from({ length: Math.ceil((message + 1) / LARGEST_RECORD) }, (_, index) => {
      const plaintextBytes = Math.min(LARGEST_RECORD, message - index * LARGEST_RECORD) + 1
      return { bytes: 5 + plaintextBytes + tag, plaintextBytes }
    })
  const certificate = (chain: ReadonlyArray<number> = []): number =>
    8 + sum(chain.map((length) => 5 + length))
  const names = shape.authorityNameBytes === undefined ? 0 : 8 + shape.authorityNameBytes

  const clientHello =
    profile.tls13HelloBytes +
    (shape.usesRawKeys === true ? 12 : 0) +
    (hasShare ? clientShare : -6) +
    (usesKey ? 15 + hash + (shape.pskIdentityBytes ?? 0) : 0) +
    extensions(shape)
  const sessionId = profile.isMiddleboxCompatible ? 32 : 0
  const serverHello = 44 + sessionId + 6 + (hasShare ? 8 + serverShare : 0) + (usesKey ? 6 : 0)
  const prefersOther = shape.keyExchange === "p256" && profile.serverGroups > 0
  const encrypted =
    6 +
    (prefersOther ? 6 + 2 * profile.serverGroups : 0) +
    (profile.answeredBytes ?? 0) +
    (shape.usesRawKeys === true ? 10 : 0) +
    answeredName(shape)
  const finished = sealed(MESSAGE_HEADER + hash)

  const server: Array<SizedRecord> = [5 + serverHello, ...changeCipher, ...sealed(encrypted)]
  const client: Array<SizedRecord> = [...changeCipher]
  if (shape.authentication === "mutual") server.push(...sealed(13 + 2 * profile.requestAlgorithms + names))
  if (!usesKey) server.push(...sealed(certificate(shape.serverChainBytes)), ...sealed(signature))
  if (shape.authentication === "mutual") {
    client.push(...sealed(certificate(shape.clientChainBytes)), ...sealed(signature))
  }
  return finish([[5 + clientHello], [...server, ...finished], [...client, ...finished]])
}

/** Record and message header of DTLS 1.2 [B]. */
const DATAGRAM_HEADERS = 25

/** Records of one flight when its messages fill datagrams: each piece of a message has both headers again. */
const fragment = (records: ReadonlyArray<number>, datagramBytes: number): ReadonlyArray<number> => {
  const pieces: Array<number> = []
  let used = 0
  for (const record of records) {
    let rest = record - DATAGRAM_HEADERS
    for (;;) {
      if (datagramBytes - used <= DATAGRAM_HEADERS) used = 0
      const piece = Math.min(rest, datagramBytes - used - DATAGRAM_HEADERS)
      pieces.push(DATAGRAM_HEADERS + piece)
      used += DATAGRAM_HEADERS + piece
      rest -= piece
      if (rest === 0) break
    }
  }
  return pieces
}

const tls12 = (shape: HandshakeShape): HandshakeSize => {
  const isDatagram = shape.protocol === "dtls12"
  const header = isDatagram ? 13 : 5
  // Lengths below count TLS's 4-byte message header; DTLS has 12.
  const plain = (message: number): number => header + message + (isDatagram ? 8 : 0)
  const isElliptic = shape.keyExchange !== "rsa" && shape.keyExchange !== "none"
  const usesKey = shape.authentication === "psk" && shape.resumption === undefined
  const isResumed = shape.resumption !== undefined
  const ticket = shape.ticketBytes ?? 0
  const point = shares.p256[0]
  const identity = shape.pskIdentityBytes ?? 0
  const signature = shape.signatureBytes ?? 0

  const helloBase = isElliptic ? 125 : 109
  const clientHello =
    helloBase +
    (isDatagram ? 1 : 0) +
    (shape.offersTicket === true ? 4 : 0) +
    (isResumed ? 32 + (shape.resumption === "ticket" ? ticket : 0) : 0) +
    extensions(shape)
  const points = isElliptic && !usesKey && !isResumed ? 8 : 0
  const macFirst = shape.cipher === "cbc-sha256" ? 4 : 0
  const newTicket = shape.offersTicket === true && !isResumed
  const serverHello = 85 + points + macFirst + (newTicket ? 4 - 32 : 0) + answeredName(shape)
  const certificate = (chain: ReadonlyArray<number> = []): number =>
    7 + sum(chain.map((length) => 3 + length))
  const finishedMessage = isDatagram ? 24 : 16
  const finished = {
    bytes: header + sealedLength(finishedMessage, shape.cipher),
    plaintextBytes: finishedMessage
  }
  const close: ReadonlyArray<SizedRecord> = [header + 1, finished]

  const opening: Array<ReadonlyArray<number>> =
    isDatagram && shape.hasCookie !== false
      ? [[plain(clientHello)], [header + 12 + 23], [plain(clientHello + 20)]]
      : [[plain(clientHello)]]
  if (isResumed) return finish([...opening, [plain(serverHello), ...close], close])

  const server = [plain(serverHello)]
  const client: Array<number> = []
  if (!usesKey) server.push(plain(certificate(shape.serverChainBytes)))
  if (isElliptic) {
    server.push(plain(MESSAGE_HEADER + 4 + point + (usesKey ? 2 : 4 + signature)))
  }
  if (shape.authentication === "mutual") {
    const names = shape.authorityNameBytes === undefined ? 0 : 2 + shape.authorityNameBytes
    server.push(plain(58 + names))
    client.push(plain(certificate(shape.clientChainBytes)))
  }
  server.push(plain(MESSAGE_HEADER))
  const exchange =
    (usesKey ? 2 + identity : 0) + (isElliptic ? 1 + point : shape.keyExchange === "rsa" ? 258 : 0)
  client.push(plain(MESSAGE_HEADER + exchange))
  if (shape.authentication === "mutual") client.push(plain(8 + signature))
  const last = newTicket ? [plain(MESSAGE_HEADER + 6 + ticket), ...close] : close
  const pack = (records: ReadonlyArray<number>): ReadonlyArray<number> =>
    isDatagram && shape.datagramBytes !== undefined ? fragment(records, shape.datagramBytes) : records
  return finish([...opening, pack(server), [...pack(client), ...close], last])
}

/** A protected record's body: explicit nonce and tag, or vector, MAC and padding [B]. */
const sealedLength = (message: number, cipher: HandshakeShape["cipher"]): number => {
  if (cipher === "gcm") return 8 + message + 16
  if (cipher === "ccm8") return 8 + message + 8
  return 16 + 16 * Math.ceil((message + 32 + 1) / 16)
}

/** Bytes of the handshake, flight by flight. */
export const handshakeSize = (shape: HandshakeShape): HandshakeSize =>
  shape.protocol === "tls13" ? tls13(shape) : tls12(shape)
