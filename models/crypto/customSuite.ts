// A suite with other certificates, chain, key share, names or cookie than the captured one: the size model says how the
// bytes change from the captured ones, and the work follows the key exchange and the certificates to check.

import { CostError } from "./CostError.ts"
import { type OperationRow, type ProtocolRow } from "./costData.ts"
import { findProtocol, suiteOfRow } from "./protocolSuite.ts"
import { type HandshakeShape, handshakeSize, type HandshakeSize, type KeyExchange } from "./sizeModel.ts"
import { type Suite } from "./Suite.ts"

export interface SuiteOptions {
  /** DER length of each leaf certificate [B]. */
  readonly certificateBytes?: number
  /** The same of the client's alone, where it differs [B]. */
  readonly clientCertificateBytes?: number
  /** Certificates that each side sends; the last of two or more is the trust anchor, whose signature is not checked. */
  readonly chainLength?: number
  /** DER length of the further certificates of a chain [B]; default: the leaf's. */
  readonly authorityBytes?: number
  /** DER length of the authority's name in the certificate request [B]. */
  readonly authorityNameBytes?: number
  /** Length of the signature in the handshake [B]. */
  readonly signatureBytes?: number
  /** Length of the pre-shared key's identity, or of the ticket that resumes [B]. */
  readonly identityBytes?: number
  /** TLS 1.3 only. */
  readonly keyExchange?: Exclude<KeyExchange, "rsa" | "none">
  /** Length of the server's name, 0: not sent; default: as captured, mostly 27 [B]. */
  readonly serverNameBytes?: number
  readonly protocolNameBytes?: number
  /** TLS 1.3 only: length of the cipher suite's hash, 32 or 48; the work stays that of SHA-256, for want of figures [B]. */
  readonly hashBytes?: number
  readonly extraGroups?: number
  /** Bytes of further extensions in the client's hello, with their headers. */
  readonly extensionBytes?: number
  /** DTLS 1.2 only: largest payload of a datagram, beyond which messages are fragmented [B]. */
  readonly datagramBytes?: number
  /** DTLS 1.2 only: whether the server asks for a cookie. */
  readonly hasCookie?: boolean
}

interface ExchangeSteps {
  readonly client: ReadonlyArray<string>
  readonly server: ReadonlyArray<string>
}

const exchanges: Readonly<Record<Exclude<KeyExchange, "rsa" | "none">, ExchangeSteps>> = {
  x25519: {
    client: ["X25519.keygen", "X25519.shared_secret"],
    server: ["X25519.keygen", "X25519.shared_secret"]
  },
  p256: {
    client: ["P-256.keygen", "ECDH-P256.shared_secret"],
    server: ["P-256.keygen", "ECDH-P256.shared_secret"]
  },
  mlkem512: { client: ["ML-KEM-512.keygen", "ML-KEM-512.decaps"], server: ["ML-KEM-512.encaps"] },
  mlkem768: { client: ["ML-KEM-768.keygen", "ML-KEM-768.decaps"], server: ["ML-KEM-768.encaps"] },
  x25519mlkem768: {
    client: ["X25519.keygen", "X25519.shared_secret", "ML-KEM-768.keygen", "ML-KEM-768.decaps"],
    server: ["X25519.keygen", "X25519.shared_secret", "ML-KEM-768.encaps"]
  }
}

const isExchange = (step: OperationRow): boolean =>
  typeof step === "string" && /^(X25519|P-256|ECDH|ML-KEM)/.test(step)

const isCheck = (step: OperationRow): boolean =>
  typeof step === "string" && (step.endsWith(".verify") || step === "RSA-2048.public")

const refuse = (suite: Suite, problem: string, remedy: string): CostError =>
  new CostError({ subject: "suite", id: suite.id, problem, remedy, isOfSizes: true })

/** Smallest and largest value of each option that is a number. */
const ranges: ReadonlyArray<
  readonly [
    name: Exclude<keyof SuiteOptions, "keyExchange" | "hashBytes" | "hasCookie">,
    low: number,
    high: number
  ]
> = [
  ["certificateBytes", 1, 65_535],
  ["clientCertificateBytes", 1, 65_535],
  ["chainLength", 1, 10],
  ["authorityBytes", 1, 65_535],
  ["authorityNameBytes", 0, 65_535],
  ["signatureBytes", 1, 65_535],
  ["identityBytes", 1, 65_535],
  ["serverNameBytes", 0, 255],
  ["protocolNameBytes", 1, 255],
  ["extraGroups", 0, 100],
  ["extensionBytes", 0, 65_535],
  ["datagramBytes", 64, 65_535]
]

/** Throws `CostError` on an option that no suite could have. */
export const checkRanges = (options: SuiteOptions): void => {
  const { hashBytes } = options
  if (hashBytes !== undefined && hashBytes !== 32 && hashBytes !== 48) {
    throw new CostError({
      subject: "hashBytes",
      id: String(hashBytes),
      problem: "is the length of no hash of TLS 1.3",
      remedy: `give 32 (SHA-256) or 48 (SHA-384); the nearest is ${hashBytes > 40 ? 48 : 32}`
    })
  }
  for (const [name, low, high] of ranges) {
    const value = options[name]
    if (value === undefined || (Number.isInteger(value) && value >= low && value <= high)) continue
    throw new CostError({
      subject: name,
      id: String(value),
      problem: "is out of range",
      remedy: `give a whole number from ${low} to ${high}; the nearest is ${value >= low ? (value > high ? high : Math.round(value)) : low}`
    })
  }
}

/** Which option does not fit the shape, and what would. */
const checkFit = (suite: Suite, shape: HandshakeShape, options: SuiteOptions): void => {
  const asks = (...names: ReadonlyArray<keyof SuiteOptions>): boolean =>
    names.some((name) => options[name] !== undefined)
  if (
    shape.authentication === "psk" &&
    asks("certificateBytes", "clientCertificateBytes", "chainLength", "authorityBytes", "signatureBytes")
  ) {
    throw refuse(suite, "has no certificates", "leave out certificate and chain options")
  }
  if (shape.usesRawKeys === true && asks("chainLength", "authorityBytes", "authorityNameBytes")) {
    throw refuse(suite, "sends raw public keys, not certificates", "leave out chain and authority options")
  }
  if (shape.authentication !== "mutual" && asks("clientCertificateBytes", "authorityNameBytes")) {
    throw refuse(suite, "asks the client for no certificate", "choose a mutual suite")
  }
  if (asks("identityBytes") && shape.pskIdentityBytes === undefined && shape.ticketBytes === undefined) {
    throw refuse(suite, "sends no identity or ticket", "choose a pre-shared key suite or a resumption")
  }
  if (asks("keyExchange") && shape.protocol !== "tls13") {
    throw refuse(suite, "cannot change its key exchange", "choose a TLS 1.3 suite")
  }
  if (asks("hashBytes") && shape.protocol !== "tls13") {
    throw refuse(
      suite,
      "has the same Finished with every hash",
      "leave the length of the hash out, or choose a TLS 1.3 suite"
    )
  }
  if (asks("datagramBytes") && shape.protocol !== "dtls12") {
    throw refuse(suite, "is not fragmented into datagrams in its size model", "choose a DTLS 1.2 suite")
  }
  if (asks("hasCookie") && shape.protocol !== "dtls12") {
    throw refuse(suite, "has no cookie exchange in its size model", "choose a DTLS 1.2 suite")
  }
}

type AskedFields = { readonly [Name in keyof HandshakeShape]?: HandshakeShape[Name] | undefined }

const withDefined = (fields: AskedFields): Partial<HandshakeShape> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const reshape = (suite: Suite, shape: HandshakeShape, options: SuiteOptions): HandshakeShape => {
  checkFit(suite, shape, options)
  const { authorityBytes, certificateBytes, chainLength, clientCertificateBytes } = options
  const chain = (
    old: ReadonlyArray<number> | undefined,
    asked: number | undefined
  ): ReadonlyArray<number> => {
    const leaf = asked ?? old?.[0] ?? 0
    const further = authorityBytes ?? old?.[1] ?? leaf
    return Array.from({ length: chainLength ?? old?.length ?? 1 }, (_, index) =>
      index === 0 ? leaf : further
    )
  }
  const { extraGroups, extensionBytes, hasCookie, keyExchange, protocolNameBytes, serverNameBytes } = options
  const { authorityNameBytes, datagramBytes, hashBytes, identityBytes, signatureBytes } = options
  return {
    ...shape,
    ...(shape.authentication === "psk"
      ? {}
      : { serverChainBytes: chain(shape.serverChainBytes, certificateBytes) }),
    ...(shape.authentication === "mutual"
      ? { clientChainBytes: chain(shape.clientChainBytes, clientCertificateBytes ?? certificateBytes) }
      : {}),
    ...withDefined({ authorityNameBytes, extensionBytes, extraGroups, hasCookie, keyExchange }),
    ...withDefined({ datagramBytes, hashBytes, protocolNameBytes, serverNameBytes, signatureBytes }),
    ...withDefined(
      shape.pskIdentityBytes === undefined
        ? { ticketBytes: identityBytes }
        : { pskIdentityBytes: identityBytes }
    )
  }
}

/** The steps with another key exchange, and one check more for each intermediate authority. */
const restep = (
  steps: ReadonlyArray<OperationRow>,
  exchange: ReadonlyArray<string> | undefined,
  furtherChecks: number
): ReadonlyArray<OperationRow> => {
  const kept = exchange === undefined ? steps : [...exchange, ...steps.filter((step) => !isExchange(step))]
  const check = kept.find(isCheck)
  return check === undefined ? kept : [...kept, ...Array.from({ length: furtherChecks }, () => check)]
}

/** Plaintext of each protected record: as captured, changed as the size model says; where their number changes, its own. */
const encryptedRecords = (
  captured: ReadonlyArray<ReadonlyArray<number>>,
  before: HandshakeSize,
  after: HandshakeSize
): ReadonlyArray<ReadonlyArray<number>> =>
  after.encryptedBytes.map((flight, index) => {
    const [old, model] = [captured[index] ?? [], before.encryptedBytes[index] ?? []]
    const isComparable = flight.length === old.length && flight.length === model.length
    return isComparable
      ? flight.map((bytes, record) => bytes + (old[record] ?? 0) - (model[record] ?? 0))
      : flight
  })

const checksOf = (chain: ReadonlyArray<number> | undefined): number => Math.max(1, (chain?.length ?? 1) - 1)

/** The suite with those options; bytes are predictions (derived). Throws `CostError` where they do not apply. */
export const customSuite = (suite: Suite, options: SuiteOptions): Suite => {
  if (Object.values(options).every((value) => value === undefined)) return suite
  checkRanges(options)
  const row = suite.protocolId === null ? undefined : findProtocol(suite.protocolId)
  if (row?.shape === undefined) {
    throw refuse(
      suite,
      "has no size model (its bytes were not captured)",
      "choose a TLS or DTLS 1.2 suite that was"
    )
  }
  const shape = reshape(suite, row.shape, options)
  const [before, after] = [handshakeSize(row.shape), handshakeSize(shape)]
  const isSameFlights = before.flightBytes.length === after.flightBytes.length
  const captured = row.flight_bytes ?? before.flightBytes
  const flights = isSameFlights
    ? after.flightBytes.map(
        (bytes, flight) => (captured[flight] ?? 0) + bytes - (before.flightBytes[flight] ?? 0)
      )
    : after.flightBytes
  const bytes = (parity: number): number =>
    flights.filter((_, index) => index % 2 === parity).reduce((sum, count) => sum + count, 0)
  const exchange = options.keyExchange === undefined ? undefined : exchanges[options.keyExchange]
  const furtherChecks = checksOf(shape.serverChainBytes) - checksOf(row.shape.serverChainBytes)
  const custom: ProtocolRow = {
    ...row,
    handshake: {
      flights: flights.length,
      bytes_up: bytes(0),
      bytes_down: bytes(1),
      ops_client: restep(row.handshake.ops_client, exchange?.client, furtherChecks),
      ops_server: restep(row.handshake.ops_server, exchange?.server, furtherChecks)
    },
    first_flight_ops: restep(
      row.first_flight_ops ?? [],
      row.first_flight_ops?.some(isExchange) === true ? exchange?.server : undefined,
      0
    ),
    flight_bytes: flights,
    encrypted_records: encryptedRecords(row.encrypted_records ?? [], before, after),
    round_trips_before_client_data: after.roundTrips,
    shape,
    status: "D"
  }
  return suiteOfRow(custom, {
    id: suite.id,
    title: suite.title,
    notes: [
      "bytes predicted by the size model",
      ...(options.hashBytes === undefined || options.hashBytes === 32
        ? []
        : [
            "hashes are longer in bytes only: their work is that of SHA-256, and the cipher's that of AES-128, as the data have no figure of SHA-384 and AES-256"
          ])
    ]
  })
}
