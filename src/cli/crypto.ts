// `wardsim crypto`: what a security suite costs on a platform, and where each number comes from.

import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { jsonFlag } from "./flags.ts"

const yes = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withoutNegation, Flag.withDescription(description), Flag.withDefault(false))

// Ranges are checked by the cost model, whose errors name the nearest value that would do.
const count = (name: string, description: string) =>
  Flag.Int(name).pipe(Flag.withMetavar("<number>"), Flag.withDescription(description), Flag.optional)

const decimal = (name: string, description: string) =>
  Flag.Finite(name).pipe(Flag.withMetavar("<number>"), Flag.withDescription(description), Flag.optional)

const word = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

/** Flags of the cost model, shared by one suite and by a comparison. */
const modelFlags = {
  platform: word("platform", "<id>", "Board that computes; see --list"),
  library: word("library", "<id>", "Cryptographic library (default: the best figures for the board's core)"),
  bytes: count("bytes", "Application bytes of a message (default 100)"),
  sessions: count("sessions", "Sessions held at once, for the memory (default 1)"),
  reservedRam: count("reserved-ram", "RAM that the rest of the firmware takes, in bytes (default 0)"),
  flashWait: decimal(
    "flash-wait",
    "Factor by which flash wait states stretch all cycles (default: the board's)"
  ),
  hardwareStart: count(
    "hardware-start",
    "Cycles to start a hardware engine, which nobody published (default 0)"
  ),
  strictData: yes(
    "strict-data",
    "Refuse timings that are recalled or weak, and leave out energy from a recalled current, of the radio too"
  ),
  json: jsonFlag
}

/** What changes the size of a handshake, shared likewise. */
const sizeFlags = {
  certificateBytes: count("certificate-bytes", "DER length of each leaf certificate"),
  clientCertificateBytes: count("client-certificate-bytes", "The same of the client's, where it differs"),
  chainLength: count(
    "chain",
    "Certificates that each side sends; the last of two or more is the trust anchor"
  ),
  authorityBytes: count("authority-bytes", "DER length of the further certificates of the chain"),
  authorityNameBytes: count(
    "authority-name-bytes",
    "DER length of the authority's name in the certificate request"
  ),
  signatureBytes: count("signature-bytes", "Length of the signature in the handshake"),
  identityBytes: count("identity-bytes", "Length of the pre-shared key's identity, or of the ticket"),
  keyExchange: Flag.Literals("key-exchange", [
    "x25519",
    "p256",
    "x25519mlkem768",
    "mlkem512",
    "mlkem768"
  ]).pipe(Flag.withDescription("Key share of a TLS 1.3 suite"), Flag.optional),
  extraGroups: count("extra-groups", "Key-share groups offered beyond the first"),
  serverNameBytes: count(
    "server-name-bytes",
    "Length of the server's name, 0: not sent (default: as captured, mostly 27)"
  ),
  protocolNameBytes: count("alpn-bytes", "Length of the protocol's name (ALPN), if one is offered"),
  hashBytes: count(
    "hash-bytes",
    "Length of a TLS 1.3 cipher suite's hash: 32, or 48 for AES-256 with SHA-384 (default 32)"
  ),
  extensionBytes: count("extension-bytes", "Further extensions in the client's hello, with their headers"),
  datagramBytes: count(
    "datagram-bytes",
    "Largest datagram of DTLS 1.2, beyond which messages are fragmented (default: never)"
  ),
  hasCookie: Flag.Boolean("cookie").pipe(
    Flag.withDescription("Whether a DTLS 1.2 server asks for a cookie first (default: as captured)"),
    Flag.optional
  )
}

const compare = Command.make(
  "compare",
  {
    suites: Argument.String("suite").pipe(
      Argument.withDescription("Suites to compare, in this order (default: all)"),
      Argument.variadic()
    ),
    ...modelFlags,
    ...sizeFlags,
    svg: word("svg", "<file>", "Write the comparison as a figure")
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./runCrypto.ts")),
      ({ compareAndPrint }) => compareAndPrint(input)
    )
).pipe(
  Command.withDescription("Compare suites on one platform as a table, and as a figure with --svg."),
  Command.withExamples([
    { command: "wardsim crypto compare --platform nrf52840", description: "Every suite on one board" },
    {
      command:
        "wardsim crypto compare psk-hmac dtls13-psk tls13-ecdsa-mutual --platform nrf52840 --svg suites.svg",
      description: "Three of them, as a table and a figure"
    },
    {
      command: "wardsim crypto compare --platform nrf52840 --certificate-bytes 900 --chain 2",
      description: "With certificates of a hospital's own authority"
    }
  ])
)

export const crypto = Command.make(
  "crypto",
  {
    suite: Argument.String("suite").pipe(Argument.withDescription("A suite; see --list"), Argument.optional),
    ...modelFlags,
    ...sizeFlags,
    radio: word("radio", "<id>", "Also fragments, air time and energy on this radio; see --list"),
    mtuBytes: count("mtu", "Largest payload of a fragment on the radio, in bytes (default: the radio's)"),
    bitsPerSecond: decimal("bit-rate", "Rate on the air, in bit/s (default: the radio's)"),
    list: yes("list", "List suites, platforms with their libraries, and radios"),
    validate: yes("validate", "Print how the model does against captures and published figures, in Markdown")
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./runCrypto.ts")),
      ({ runCrypto }) => runCrypto(input)
    )
).pipe(
  Command.withDescription(
    "Print time, energy, memory and bytes of a security suite on a platform, and where each number comes from."
  ),
  Command.withExamples([
    {
      command: "wardsim crypto tls13-ecdsa-mutual --platform nrf52840",
      description: "One handshake and one message on a wearable pump's chip"
    },
    {
      command:
        "wardsim crypto tls13-ecdsa-mutual --platform k64f --library m4-mbedtls-c --chain 3 --certificate-bytes 900",
      description: "With another library and other certificates than were captured"
    },
    { command: "wardsim crypto --list", description: "Suites, platforms with their libraries, radios" },
    {
      command: "wardsim crypto --validate > docs/validation-crypto.md",
      description: "The model against what was measured"
    }
  ]),
  Command.withSubcommands([compare])
)
