// What is wrong with entries of crypto-costs.json, all at once: a person adds platforms, libraries, suites and radios there by
// hand, and a clock of zero or a profile that is not there would otherwise show only in a strange result.

import { type CostFile, type OperationRow, type ProtocolRow, ramOf } from "./costData.ts"
import { unknownName } from "./CostError.ts"
import { recordCiphers } from "./recordCiphers.ts"

/** Those of `ProtocolRow.tcp_or_udp` and `ProtocolRow.family`. */
const carriers = ["tcp", "udp", "coap", "l2cap"]
const families = ["tls13", "tls12", "dtls13", "dtls12", "edhoc", "ble"]

const isPositive = (value: unknown): boolean =>
  typeof value === "number" && Number.isFinite(value) && value > 0
const isNotNegative = (value: unknown): boolean => value === 0 || isPositive(value)

/** A name that is not one of `choices`, with the nearest of them. */
const notOneOf = (field: string, name: string, choices: ReadonlyArray<string>): string | undefined =>
  choices.includes(name) ? undefined : unknownName(field, name, choices).message

const repeated = (ids: ReadonlyArray<string>): ReadonlyArray<string> =>
  ids.filter((id, index) => ids.indexOf(id) !== index)

type Complaint = string | undefined | false

const positive = (row: object, fields: ReadonlyArray<string>, least = "above 0"): ReadonlyArray<Complaint> =>
  fields.map((field) => {
    const value = (row as Readonly<Record<string, unknown>>)[field]
    const isRight = least === "above 0" ? isPositive(value) : isNotNegative(value)
    return value !== undefined && !isRight && `${field} must be a number ${least}, found ${String(value)}`
  })

const platformProblems = (data: CostFile): ReadonlyArray<readonly [string, ReadonlyArray<Complaint>]> => {
  const profiles = [...Object.keys(data.profiles), ...Object.keys(data.libraries)]
  const cores = data.platforms.map(({ core_profile }) => core_profile)
  const coreOf = new Map(data.platforms.map((row) => [row.id, row.core_profile]))
  const measured = new Set(Object.values(data.libraries).map(({ platform }) => coreOf.get(platform)))
  const isCore = (core: string): boolean =>
    measured.has(core) || Object.keys(data.profiles).some((id) => id.startsWith(core))
  return data.platforms.map((row) => [
    row.id,
    [
      ...positive(row, ["clock_hz", "supply_V", "active_mA", "ram_bytes", "flash_wait_factor"]),
      ...positive(row, ["sleep_uA"], "of at least 0"),
      row.default_profile !== undefined && notOneOf("default_profile", row.default_profile, profiles),
      row.default_profile === undefined &&
        row.no_profile_reason === undefined &&
        "has no default_profile: name one, or say why in no_profile_reason",
      row.default_profile !== undefined &&
        !isCore(row.core_profile) &&
        notOneOf(
          "core_profile",
          row.core_profile,
          [...new Set(cores)].filter((core) => isCore(core))
        ),
      notOneOf("power_source", row.power_source, Object.keys(data.sources))
    ]
  ])
}

const sumOf = (bytes: ReadonlyArray<number>, parity: number): number =>
  bytes.reduce((sum, count, index) => sum + (index % 2 === parity ? count : 0), 0)

const stepProblem = (step: OperationRow, known: ReadonlySet<string>): Complaint => {
  if (typeof step !== "string") return undefined
  const key = step.replace(/\.(\w+)$/u, "/$1")
  return known.has(key)
    ? undefined
    : unknownName(
        "step",
        step,
        [...known].map((id) => id.replace("/", "."))
      ).message
}

const recordProblems = ({ encrypted_records: records, flight_bytes: flights, handshake }: ProtocolRow) => {
  if (records === undefined || records.length === 0) return []
  const sizes = records.flat()
  return [
    records.length !== handshake.flights &&
      `encrypted_records has ${records.length} flights, handshake.flights is ${handshake.flights}`,
    ...sizes.map(
      (bytes) =>
        !isPositive(bytes) && `encrypted_records must be numbers of bytes above 0, found ${String(bytes)}`
    ),
    ...records.map((flight, index): Complaint => {
      const [plaintext, sent] = [flight.reduce((sum, bytes) => sum + bytes, 0), flights?.[index] ?? Infinity]
      return (
        plaintext > sent &&
        `encrypted_records of flight ${index + 1} hold ${plaintext} B, more than the flight's ${sent} B`
      )
    })
  ]
}

const memoryProblem = (id: string, { memory }: CostFile): Complaint => {
  const usable = memory.filter((row) => ramOf(row) !== undefined).map((row) => row.id)
  const isThere = memory.some((row) => row.id === id)
  return isThere && !usable.includes(id)
    ? `memory "${id}" has no single figure of RAM: choose one of ${usable.join(", ")}`
    : notOneOf("memory", id, usable)
}

/** What a suite may name. */
interface Known {
  readonly steps: ReadonlySet<string>
  readonly ciphers: ReadonlyArray<string>
}

const suiteProblems = (row: ProtocolRow, data: CostFile, known: Known): ReadonlyArray<Complaint> => {
  const { flight_bytes: flights, handshake, memory = [] } = row
  const [up, down] = [handshake.bytes_up ?? 0, handshake.bytes_down ?? 0]
  const steps = [...handshake.ops_client, ...handshake.ops_server, ...(row.first_flight_ops ?? [])]
  return [
    notOneOf("record_cipher", row.record_cipher ?? "", known.ciphers),
    row.family !== undefined && notOneOf("family", row.family, families),
    row.tcp_or_udp !== undefined && notOneOf("tcp_or_udp", row.tcp_or_udp, carriers),
    ...positive(handshake, ["bytes_up", "bytes_down", "flights"], "of at least 0"),
    ...memory.map((id) => memoryProblem(id, data)),
    ...new Set(steps.map((step) => stepProblem(step, known.steps))),
    flights !== undefined &&
      flights.length !== handshake.flights &&
      `flight_bytes has ${flights.length} flights, handshake.flights is ${handshake.flights}`,
    flights !== undefined &&
      (sumOf(flights, 0) !== up || sumOf(flights, 1) !== down) &&
      `flight_bytes sum to ${sumOf(flights, 0)} B up and ${sumOf(flights, 1)} B down, not to ${up} and ${down}`,
    ...recordProblems(row),
    notOneOf("source", row.source, Object.keys(data.sources))
  ]
}

/** One line for each problem: section, id, what is wrong and what was expected. */
export const costDataProblems = (data: CostFile): ReadonlyArray<string> => {
  const rows = new Set(data.primitives.map(({ id }) => id))
  const steps = new Set([
    ...data.primitives.map(({ operation, primitive }) => `${primitive}/${operation}`),
    ...Object.values(data.profiles).flatMap(({ cells }) => Object.keys(cells))
  ])
  const known = { steps, ciphers: Object.keys(recordCiphers(data.profiles)) }
  const platforms = data.platforms.map(({ id }) => id)
  const sources = Object.keys(data.sources)
  const sections: Readonly<Record<string, ReadonlyArray<readonly [string, ReadonlyArray<Complaint>]>>> = {
    platforms: platformProblems(data),
    libraries: Object.entries(data.libraries).map(([id, library]) => [
      id,
      [
        notOneOf("platform", library.platform, platforms),
        ...Object.entries(library.cells).map(
          ([key, row]) => !rows.has(row ?? "") && `${key} points to no row of primitives: "${row}"`
        )
      ]
    ]),
    primitives: data.primitives.map((row) => [
      row.id,
      [
        notOneOf("platform", row.platform, platforms),
        notOneOf("source", row.source, sources),
        ...positive(row, ["cycles", "cycles_per_byte"]),
        ...positive(row, ["fixed_cycles", "stack_bytes"], "of at least 0"),
        row.cycles === undefined &&
          row.cycles_per_byte === undefined &&
          "has neither cycles nor cycles_per_byte"
      ]
    ]),
    protocols: data.protocols
      .filter(({ kind }) => kind === "suite")
      .map((row) => [row.id, suiteProblems(row, data, known)]),
    radios: data.radios.map((row) => [
      row.id,
      [
        ...positive(row, ["supply_V", "tx_mA", "rx_mA", "phy_bit_rate", "mtu_bytes"]),
        ...positive(row, ["fragment_overhead_bytes", "fragment_overhead_us"], "of at least 0"),
        row.technology === "ieee802154" &&
          row.phy_bit_rate !== 250_000 &&
          "has the technology ieee802154, whose rate is 250000",
        notOneOf("source", row.source, sources)
      ]
    ])
  }
  return Object.entries(sections).flatMap(([section, entries]) => [
    ...repeated(entries.map(([id]) => id)).map((id) => `${section} "${id}" is there twice`),
    ...entries.flatMap(([id, complaints]) =>
      complaints.flatMap((complaint) =>
        complaint === undefined || complaint === false ? [] : [`${section} "${id}": ${complaint}`]
      )
    )
  ])
}
