// The published handshakes of crypto-validation.json that can be composed from the primitives of crypto-costs.json, and how far off
// the composition is.
// `basis` says what passing is worth: few cases are independent of tuning. Cases without a recipe are for reference only.

import { makeCostModel } from "./CostModel.ts"
import { handshakeSize } from "./sizeModel.ts"
import { type ValidationRow, validationRows } from "./validationData.ts"

export interface ValidationResult {
  readonly id: string
  readonly what: string
  readonly unit: "ms" | "B" | "mJ" | "Mcycles"
  readonly observed: number
  readonly composed: number
  /** (composed - observed) / observed. */
  readonly error: number
  readonly tolerance: number
  readonly passes: boolean
  readonly basis: string
}

type Steps = ReadonlyArray<readonly [primitive: string, operation: string]>

const total = (platform: string, steps: Steps, measure: "seconds" | "joules"): number => {
  const model = makeCostModel({ platform })
  return steps.reduce(
    (sum, [primitive, operation]) => sum + model.primitive(primitive, operation, 0)[measure],
    0
  )
}

const exchange: Steps = [
  ["P-256", "keygen"],
  ["ECDH-P256", "shared_secret"]
]
const agreement: Steps = [
  ["DH-2048", "keygen"],
  ["DH-2048", "shared_secret"]
]
const kyberClient: Steps = [
  ["ML-KEM-512", "keygen"],
  ["ML-KEM-512", "decaps"]
]
const dilithiumClient: Steps = [...kyberClient, ["ML-DSA-44", "verify"], ["ML-DSA-44", "verify"]]
const falcon: Steps = [
  ["FN-DSA-512 (Falcon)", "verify"],
  ["FN-DSA-512 (Falcon)", "verify"]
]

// The platform efm32gg11 carries the flash-wait factor 1.75 of the paper that V4 to V10 come from.
const PAPER_BOARD = "efm32gg11"
const PAPER_MEGAHERTZ = 72

// A Cortex-M3 of the data whose cycles stand for the unnamed one of V13.
const M3_BOARD = "sam3x8e"
const M3_MEGAHERTZ = 84
const rsaClient: Steps = [
  ["RSA-2048", "public"],
  ["RSA-2048", "public"],
  ["RSA-2048", "public"],
  ["RSA-2048", "private"]
]

const paperBytes = (): number => {
  const size = handshakeSize({
    protocol: "tls13",
    keyExchange: "mlkem512",
    authentication: "server",
    cipher: "gcm",
    hello: "openssl-3.5",
    signatureBytes: 2420,
    serverChainBytes: [4123]
  })
  return size.bytesUp + size.bytesDown
}

/** Crypto of the client, bytes at the link's rate, and round trips: TCP, TLS and, over broadband, a full first window. */
const wallMilliseconds = (steps: Steps, bytes: number, bitsPerSecond: number, tripSeconds: number): number =>
  1e3 * (total(PAPER_BOARD, steps, "seconds") + (8 * bytes) / bitsPerSecond + tripSeconds)

const recipes: Readonly<Record<string, (() => number) | undefined>> = {
  V1: () =>
    1e3 *
    total(
      "sifive-u540",
      [...exchange, ["ECDSA-P256", "verify"], ["ECDSA-P256", "verify"], ...exchange, ["ECDSA-P256", "sign"]],
      "seconds"
    ),
  V2: () =>
    1e3 *
    total(
      "sifive-u540",
      [...exchange, ["RSA-2048", "public"], ["RSA-2048", "public"], ...exchange, ["RSA-2048", "private"]],
      "seconds"
    ),
  V3: () =>
    1e3 *
    total(
      "sifive-u540",
      [...agreement, ["RSA-2048", "public"], ["RSA-2048", "public"], ...agreement, ["RSA-2048", "private"]],
      "seconds"
    ),
  V4: () => total(PAPER_BOARD, dilithiumClient, "seconds") * PAPER_MEGAHERTZ,
  V5: () => total(PAPER_BOARD, [...kyberClient, ...falcon], "seconds") * PAPER_MEGAHERTZ,
  V6: paperBytes,
  V7: () => wallMilliseconds(dilithiumClient, paperBytes(), 1e6, 3 * 0.026),
  V8: () => wallMilliseconds(dilithiumClient, paperBytes(), 1e6, 3 * 0.12),
  V9: () => wallMilliseconds(dilithiumClient, paperBytes(), 46_000, 3 * 3),
  V10: () => wallMilliseconds([...kyberClient, ...falcon], 4500, 46_000, 2 * 3),
  V11: () => {
    const size = handshakeSize({
      protocol: "tls13",
      keyExchange: "p256",
      authentication: "mutual",
      cipher: "ccm8",
      hello: "openssl-3.0-lean",
      signatureBytes: 71,
      serverChainBytes: [293],
      clientChainBytes: [293]
    })
    return size.bytesUp + size.bytesDown
  },
  V13: () => total(M3_BOARD, [...exchange, ...rsaClient], "seconds") * 1e3 * (M3_MEGAHERTZ / 32),
  V14: () =>
    1e3 *
    total(
      "esp32",
      [...exchange, ["ECDSA-P256", "verify"], ["ECDSA-P256", "verify"], ["ECDSA-P256", "sign"]],
      "seconds"
    ),
  V16: () =>
    1e3 *
    total(
      "rp2040",
      [
        ["ML-KEM-512", "keygen"],
        ["ML-KEM-512", "encaps"],
        ["ML-KEM-512", "decaps"]
      ],
      "joules"
    )
}

const observation = (row: ValidationRow): readonly [number, ValidationResult["unit"]] | null => {
  if (typeof row.observed_ms === "number") return [row.observed_ms, "ms"]
  if (row.observed_bytes !== undefined) return [row.observed_bytes, "B"]
  if (row.observed_mJ !== undefined) return [row.observed_mJ, "mJ"]
  if (row.observed_Mcycles !== undefined) return [row.observed_Mcycles, "Mcycles"]
  return null
}

/** Composes every case that has a recipe, in the file's order. */
export const validateCosts = (): ReadonlyArray<ValidationResult> =>
  validationRows.flatMap((row): ReadonlyArray<ValidationResult> => {
    const recipe = recipes[row.id]
    const found = observation(row)
    if (recipe === undefined || found === null || row.tolerance === null) return []
    const [observed, unit] = found
    const composed = recipe()
    const error = (composed - observed) / observed
    const passes = Math.abs(error) <= row.tolerance
    return [
      {
        id: row.id,
        what: row.what,
        unit,
        observed,
        composed,
        error,
        tolerance: row.tolerance,
        passes,
        basis: row.basis
      }
    ]
  })
