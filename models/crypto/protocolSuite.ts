// A suite from a row of `protocols` in the data file: bytes and flights as captured or published, work by the protocol's
// steps plus a call of the cipher for each protected record, first flight by the order of the messages.

import { type Status, worstStatus } from "./Cost.ts"
import { costData, type ProtocolRow, ramOf } from "./costData.ts"
import { unknownName } from "./CostError.ts"
import { recordCiphers } from "./recordCiphers.ts"
import { type Suite, type Work } from "./Suite.ts"
import { readWork, recordWork } from "./work.ts"

/** Length of the bogus message where any message will do [B]: a small command or measurement (A). */
export const STRANGER_MESSAGE_BYTES = 64

const cipherWork = recordCiphers(costData.profiles)

/** Protocols of the data that are suites. */
export const protocolRows: ReadonlyArray<ProtocolRow> = costData.protocols.filter(
  (row) => row.kind === "suite"
)

const byId = new Map(protocolRows.map((row) => [row.id, row]))

const carriers: Readonly<Record<string, string | undefined>> = {
  tcp: "TCP",
  udp: "UDP",
  coap: "CoAP over UDP",
  l2cap: "L2CAP"
}

/** The larger of request and response where a protocol tells them apart; the data gives numbers for each suite. */
const overheadOf = (row: ProtocolRow): number =>
  typeof row.record_overhead_bytes === "number"
    ? row.record_overhead_bytes
    : Math.max(...Object.values(row.record_overhead_bytes).filter((value) => typeof value === "number"))

const letter = (text: string): Status =>
  text === "V" || text === "M" || text === "D" || text === "A" ? text : "R"

interface SessionMemory {
  readonly bytes: number
  readonly source: string
  readonly status: Status
}

type MemoryFields = Pick<
  Suite,
  | "sessionRamBytes"
  | "responderRamBytes"
  | "sessionRamSource"
  | "responderRamSource"
  | "sessionRamStatus"
  | "isRamOfOneStack"
  | "isPeakRam"
>

const countedMemory = ({ bytes, source, status }: SessionMemory): MemoryFields => ({
  sessionRamBytes: bytes,
  responderRamBytes: bytes,
  sessionRamSource: source,
  responderRamSource: source,
  sessionRamStatus: status,
  isRamOfOneStack: false,
  isPeakRam: false
})

const memoryOf = (row: ProtocolRow): MemoryFields => {
  let [clientBytes, serverBytes] = [0, 0]
  let isPeakRam = false
  let status: Status = "V"
  const parts: Array<string> = []
  const serverParts: Array<string> = []
  for (const id of row.memory ?? []) {
    const entry = costData.memory.find((candidate) => candidate.id === id)
    const ram = entry === undefined ? undefined : ramOf(entry)
    // What else is wrong with the file, and what would do, `dataProblems.ts` says.
    if (entry === undefined || ram === undefined)
      throw new Error(`memory "${id}" of "${row.id}" has no figure`)
    const [client, server] = ram
    clientBytes += client
    serverBytes += server
    status = worstStatus(status, letter(entry.status))
    isPeakRam ||= entry.ram_peak_bytes !== undefined
    const [role, otherRole] = client === server ? ["", ""] : [" as client", " as server"]
    parts.push(`${client} B: ${entry.stack}${role} (${entry.source}, ${entry.status})`)
    serverParts.push(`${server} B: ${entry.stack}${otherRole} (${entry.source}, ${entry.status})`)
  }
  if (parts.length === 0) {
    return countedMemory({ bytes: 64, source: "64 B: key, counters and window (A)", status: "A" })
  }
  return {
    sessionRamBytes: clientBytes,
    responderRamBytes: serverBytes,
    sessionRamSource: parts.join(" + "),
    responderRamSource: serverParts.join(" + "),
    sessionRamStatus: status,
    isRamOfOneStack: true,
    isPeakRam
  }
}

/** What a special suite says better than its row. */
interface SuiteFacts {
  readonly id?: string
  readonly title?: string
  readonly rejectsReplay?: boolean
  readonly sessionRam?: SessionMemory
  readonly notes?: ReadonlyArray<string>
}

const primitivesOf = (row: ProtocolRow): ReadonlyArray<string> =>
  row.handshake.ops_client.filter((step) => typeof step === "string")

/** The row of that id. */
export const findProtocol = (id: string): ProtocolRow => {
  const row = byId.get(id)
  if (row === undefined) throw unknownName("protocol", id, [...byId.keys()])
  return row
}

/** Makes the suite of a protocol row; `facts` replaces what a special suite knows better. */
export const protocolSuite = (rowId: string, facts: SuiteFacts = {}): Suite =>
  suiteOfRow(findProtocol(rowId), facts)

/** The same from a row that need not be in the file. */
export const suiteOfRow = (row: ProtocolRow, facts: SuiteFacts = {}): Suite => {
  const steps = primitivesOf(row)
  const serverSteps = row.handshake.ops_server.filter((step) => typeof step === "string")
  const verifies = (list: ReadonlyArray<string>) =>
    list.some((s) => s.endsWith(".verify") || s === "RSA-2048.public")
  const isKeyed = !verifies(steps) && !verifies(serverSteps) && !steps.some((s) => s.startsWith("RSA"))
  const isPairing = row.id.startsWith("ble-lesc-just-works")
  const messageWork = cipherWork[row.record_cipher ?? ""]
  // As above.
  if (messageWork === undefined)
    throw new Error(`record_cipher "${row.record_cipher}" of "${row.id}" is not known`)
  const up = row.handshake.bytes_up ?? 0
  const down = row.handshake.bytes_down ?? 0
  const flightBytes = row.flight_bytes ?? []
  const flights = row.handshake.flights ?? 0
  const hasHandshake = flights > 0
  const firstBytes = flightBytes[0] ?? null
  const context = { transcriptBytes: up + down, messageWork, recordBytes: STRANGER_MESSAGE_BYTES }
  // Each protected record is a call of its own: one side seals it, the other opens it.
  const protection = (records: ReadonlyArray<number>): ReadonlyArray<Work> =>
    records.flatMap((bytes) => recordWork(messageWork, bytes))
  const encrypted = row.encrypted_records ?? []
  const records = protection(encrypted.flat())
  const cookie: ReadonlyArray<Work> = [
    { primitive: "HMAC-SHA256", operation: "mac", count: 1, bytes: firstBytes ?? STRANGER_MESSAGE_BYTES }
  ]
  // Of five flights and more, the first two ask for a cookie.
  const answer = flights > 4 ? 3 : 1
  const waits = (row.first_flight_ops ?? []).some(
    (step) => typeof step !== "string" && step.hash_transcript === "first flight"
  )
  return {
    id: facts.id ?? row.id,
    title: facts.title ?? row.title ?? titleOf(row.id),
    protocolId: row.id,
    carrier: carriers[row.tcp_or_udp ?? ""] ?? "TCP or UDP",
    authenticatesMessages: true,
    rejectsReplay: facts.rejectsReplay ?? true,
    encrypts: row.record_cipher !== "HMAC-SHA256",
    authenticatesClient: !isPairing && (isKeyed || verifies(serverSteps)),
    authenticatesServer: !isPairing,
    usesCertificates:
      row.uses_certificates ?? ((verifies(steps) || verifies(serverSteps)) && !row.id.includes("rpk")),
    hasForwardSecrecy: steps.some((s) => s.endsWith(".shared_secret") || s.endsWith(".decaps")),
    isPostQuantum: steps.some((s) => s.startsWith("ML-KEM")),
    recordOverheadBytes: overheadOf(row),
    messageWork,
    handshake: hasHandshake
      ? {
          flights,
          bytesUp: up,
          bytesDown: down,
          roundTrips: row.round_trips_before_client_data ?? Math.floor(flights / 2),
          flightBytes,
          ticketBytesDown: row.ticket_bytes_down ?? 0,
          clientWork: [...readWork(row.handshake.ops_client, context), ...records],
          serverWork: [...readWork(row.handshake.ops_server, context), ...records]
        }
      : null,
    firstFlightBytes: hasHandshake ? (firstBytes ?? STRANGER_MESSAGE_BYTES) : null,
    firstFlightWork: [
      ...readWork(row.first_flight_ops ?? [], {
        ...context,
        transcriptBytes: (firstBytes ?? 0) + (waits ? 0 : (flightBytes[answer] ?? 0))
      }),
      // Where the answer is protected, it is sealed before the stranger shows who it is.
      ...(waits ? [] : protection(encrypted[answer] ?? []))
    ],
    cookieWork: hasHandshake && !isPairing ? cookie : null,
    ...(facts.sessionRam === undefined ? memoryOf(row) : countedMemory(facts.sessionRam)),
    status: letter(row.status),
    sources: [row.source],
    notes: [...(row.note === undefined ? [] : [row.note]), ...(facts.notes ?? [])]
  }
}

const words: Readonly<Record<string, string>> = {
  tls13: "TLS 1.3",
  tls12: "TLS 1.2",
  dtls12: "DTLS 1.2",
  dtls13: "DTLS 1.3",
  ecdsa: "ECDSA P-256",
  ed25519: "Ed25519",
  rsa2048: "RSA-2048",
  rsa: "RSA-2048",
  mldsa44: "ML-DSA-44",
  mldsa65: "ML-DSA-65",
  mlkem512: "ML-KEM-512",
  hybrid: "X25519MLKEM768",
  ecdhe: "ECDHE",
  dhe: "ECDHE",
  psk: "PSK",
  rpk: "raw public keys",
  ccm8: "AES-CCM_8",
  gcm: "AES-GCM",
  cbc: "AES-CBC",
  cid: "connection ID",
  p256: "P-256 exchange",
  kx: "key transport",
  edhoc: "EDHOC",
  oscore: "OSCORE",
  sig: "signatures",
  dh: "Diffie-Hellman",
  x5t: "certificates by hash",
  x509: "X.509",
  mutual: "mutual",
  server: "server only",
  chain2: "chain of two",
  ble: "Bluetooth LE",
  lesc: "Secure Connections"
}

/** A readable title from the words of an id. */
const titleOf = (id: string): string =>
  id
    .split("-")
    .map((word) => words[word] ?? word)
    .join(" ")
