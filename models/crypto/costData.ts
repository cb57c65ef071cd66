// The cited cost data of `models/data/crypto-costs.json`, typed. Field names are those of the file, with their units.
// A test decodes the whole file, so that the types here are what it holds.

import { type Status } from "./Cost.ts"
import { type HandshakeShape } from "./sizeModel.ts"
import file from "../data/crypto-costs.json" with { type: "json" }

export interface PlatformRow {
  readonly id: string
  readonly name: string
  readonly core: string
  readonly clock_hz?: number
  readonly supply_V?: number
  readonly active_mA?: number
  readonly sleep_uA?: number
  readonly ram_bytes?: number
  /** Family of core; keys of `profiles` begin with it. */
  readonly core_profile: string
  readonly power_source: string
  readonly power_status: string
  /** Key of `profiles` or `libraries` that answers when no library is asked for; absent: not usable, see the reason. */
  readonly default_profile?: string
  readonly no_profile_reason?: string
  /** Set when the profile belongs to another core. */
  readonly weak_reason?: string
  readonly flash_wait_factor?: number
}

/** One cell of a core's profile: cycles of a public-key operation, or cycles per byte and per message. */
export interface ProfileCell {
  readonly cycles?: number
  readonly cycles_per_byte?: number
  readonly fixed_cycles?: number
  readonly status: string
  readonly fixed_status?: string
  readonly fixed_rule?: string
  /** Id of the primitive row it was taken from. */
  readonly from?: string
  /** How it was derived, when it was not taken from a row of this core. */
  readonly rule?: string
}

export interface PrimitiveRow {
  readonly id: string
  readonly platform: string
  readonly primitive: string
  readonly operation: string
  readonly cycles?: number
  readonly cycles_min?: number
  readonly cycles_max?: number
  readonly cycles_per_byte?: number
  readonly fixed_cycles?: number
  readonly stack_bytes?: number
  readonly hw?: boolean
  readonly status: string
  readonly source: string
}

export interface LibraryRow {
  readonly title: string
  /** The board it was measured on. */
  readonly platform: string
  /** Set when it uses an engine of these boards: it fits no other. */
  readonly boards?: ReadonlyArray<string>
  readonly cells: Readonly<Record<string, string | undefined>>
}

/** One step of a protocol in the data: `"ECDSA-P256.sign"`, or counts of short operations. */
export type OperationRow =
  | string
  | {
      readonly hmac?: number
      readonly hash_transcript?: string
      readonly aes_cmac?: number
      /** One record or datagram to be checked. */
      readonly record?: number
    }

export interface ProtocolRow {
  readonly id: string
  readonly title?: string
  readonly kind: string
  readonly handshake: {
    readonly flights: number | null
    readonly bytes_up: number | null
    readonly bytes_down: number | null
    readonly ops_client: ReadonlyArray<OperationRow>
    readonly ops_server: ReadonlyArray<OperationRow>
  }
  readonly record_overhead_bytes: number | Readonly<Record<string, number | string | undefined>>
  readonly record_cipher?: string
  /** Plaintext of each protected record of each flight, with the type byte that TLS 1.3 adds [B]; absent: none is protected. */
  readonly encrypted_records?: ReadonlyArray<ReadonlyArray<number>>
  readonly encrypted_status?: string
  /** How the records were derived, when they were not captured. */
  readonly encrypted_rule?: string
  readonly flight_bytes?: ReadonlyArray<number>
  readonly ticket_bytes_down?: number
  readonly round_trips_before_client_data?: number
  readonly first_flight_ops?: ReadonlyArray<OperationRow>
  readonly without_cookie?: {
    readonly flights: number
    readonly bytes_up: number
    readonly bytes_down: number
  }
  readonly memory?: ReadonlyArray<string>
  /** What the size model is asked, where the bytes were captured. */
  readonly shape?: HandshakeShape
  /** Id of the capture that the bytes come from. */
  readonly measured_case?: string
  /** "tls13", "tls12", "dtls13", "dtls12", "edhoc" or "ble": how it resumes and renews keys; default: first word of the id. */
  readonly family?: string
  /** Default: it verifies signatures, and its id does not say "rpk" (raw public keys). */
  readonly uses_certificates?: boolean
  /** What carries it: "tcp", "udp", "coap" (over UDP) or "l2cap". */
  readonly tcp_or_udp?: string
  readonly source: string
  readonly status: string
  readonly note?: string
}

export interface RadioRow {
  readonly id: string
  readonly name: string
  /** "ble", "ieee802154", "nb-iot": wearable pumps can have it; others are for `wardsim crypto` alone. */
  readonly technology?: string
  readonly supply_V?: number
  readonly tx_mA?: number
  readonly rx_mA?: number
  /** NB-IoT: connected without data, and in power saving mode. */
  readonly idle_mA?: number
  readonly psm_uA?: number
  readonly phy_bit_rate?: number
  readonly mtu_bytes?: number
  readonly fragment_overhead_bytes?: number
  readonly fragment_overhead_us?: number
  readonly framing_status?: string
  readonly source: string
  readonly status: string
}

export interface BatteryRow {
  readonly id: string
  readonly what: string
  readonly V: number
  readonly mAh: number
  readonly energy_J: number
  readonly status: string
  readonly capacity_status: Status
  readonly source: string | null
}

export interface MemoryRow {
  readonly id: string
  readonly stack: string
  readonly ram_bytes?: number | ReadonlyArray<number>
  /** The responder's, where it was measured apart; `ram_bytes` is then the initiator's. */
  readonly ram_responder?: number
  readonly ram_peak_bytes?: number
  readonly stack_bytes?: number
  readonly source: string
  readonly status: string
}

/** RAM of a row of `memory` as client and as server [B]; undefined: it has no single figure. */
export const ramOf = (row: MemoryRow): readonly [client: number, server: number] | undefined => {
  const ram = row.ram_bytes ?? row.ram_peak_bytes ?? row.stack_bytes
  return typeof ram === "number" ? [ram, row.ram_responder ?? ram] : undefined
}

/** Where numbers come from: a repository and path, an address, a title, or only a note. */
export interface SourceRow {
  readonly repo?: string
  readonly path?: string
  readonly commit?: string
  readonly url?: string
  readonly title?: string
  readonly paper?: string
  readonly status?: string
  readonly note?: string
}

export interface CostFile {
  readonly sources: Readonly<Record<string, SourceRow | undefined>>
  readonly platforms: ReadonlyArray<PlatformRow>
  readonly profiles: Readonly<
    Record<
      string,
      {
        readonly title: string
        readonly boards?: ReadonlyArray<string>
        readonly cells: Readonly<Record<string, ProfileCell | undefined>>
      }
    >
  >
  readonly libraries: Readonly<Record<string, LibraryRow>>
  readonly primitives: ReadonlyArray<PrimitiveRow>
  /** Fixed cost of a message where only a throughput was published, as so many bytes' worth. */
  readonly fixed_cost_rules: Readonly<
    Record<
      string,
      { readonly bytes_worth: number; readonly status: string; readonly rule: string } | undefined
    >
  >
  readonly protocols: ReadonlyArray<ProtocolRow>
  readonly radios: ReadonlyArray<RadioRow>
  readonly batteries: ReadonlyArray<BatteryRow>
  readonly memory: ReadonlyArray<MemoryRow>
}

// JSON types widen the literals of `shape` to string; the test of this file decodes them.
export const costData: CostFile = file as CostFile
