// The steps of a protocol in the data file as calls of primitives. Lengths of the short calls: an HKDF or PRF call is an
// HMAC over 64 bytes and an AES-CMAC call covers 64 bytes (A); the transcript hash covers all bytes of the handshake.

import { type OperationRow } from "./costData.ts"
import { type MessageWork, type Work } from "./Suite.ts"

const SHORT_CALL_BYTES = 64

export interface WorkContext {
  /** Bytes hashed into the transcript. */
  readonly transcriptBytes: number
  /** What one record costs, and its length. */
  readonly messageWork: ReadonlyArray<MessageWork>
  readonly recordBytes: number
}

const split = (step: string): Work => {
  const dot = step.lastIndexOf(".")
  return { primitive: step.slice(0, dot), operation: step.slice(dot + 1), count: 1, bytes: 0 }
}

export const recordWork = (messageWork: ReadonlyArray<MessageWork>, bytes: number): ReadonlyArray<Work> =>
  messageWork.map((work) => ({
    primitive: work.primitive,
    operation: work.operation,
    count: 1,
    bytes: bytes + work.extraBytes
  }))

/** Reads the steps of the data file. */
export const readWork = (steps: ReadonlyArray<OperationRow>, context: WorkContext): ReadonlyArray<Work> =>
  steps.flatMap((step): ReadonlyArray<Work> => {
    if (typeof step === "string") return [split(step)]
    const works: Array<Work> = []
    if (step.hmac !== undefined) {
      works.push({ primitive: "HMAC-SHA256", operation: "mac", count: step.hmac, bytes: SHORT_CALL_BYTES })
    }
    if (step.hash_transcript !== undefined) {
      works.push({ primitive: "SHA-256", operation: "hash", count: 1, bytes: context.transcriptBytes })
    }
    if (step.aes_cmac !== undefined) {
      works.push({
        primitive: "AES-128-CBC",
        operation: "encrypt",
        count: step.aes_cmac,
        bytes: SHORT_CALL_BYTES
      })
    }
    if (step.record !== undefined) works.push(...recordWork(context.messageWork, context.recordBytes))
    return works
  })
