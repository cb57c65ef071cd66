// Whether a suite fits into a platform's memory: its sessions and the largest stack of a primitive, against the RAM that
// the platform has. Code size is not checked; the memory of the rest of the firmware is the caller's to reserve.

import { CostError } from "./CostError.ts"
import { type CostModel } from "./CostModel.ts"
import { stackBytes } from "./costCells.ts"
import { type Suite } from "./Suite.ts"

export interface MemoryNeed {
  readonly ramBytes: number
  /** RAM of the platform less what is reserved [B]; null: the data has no figure. */
  readonly availableBytes: number | null
  readonly fits: boolean
  /** How `ramBytes` is made up. */
  readonly arithmetic: string
}

export interface MemoryOptions {
  /** Sessions held at once in which the device is the client; default 1. */
  readonly asClient?: number
  /** The same in which it is the server; default 0. */
  readonly asServer?: number
  /** RAM that the rest of the firmware takes [B]; default 0. */
  readonly reservedBytes?: number
}

/** The sessions of one kind, and the memory of each. */
interface Sessions {
  readonly count: number
  readonly bytes: number
  readonly source: string
}

const sessionsOf = (suite: Suite, asClient: number, asServer: number): ReadonlyArray<Sessions> => {
  const client = { count: asClient, bytes: suite.sessionRamBytes, source: suite.sessionRamSource }
  const server = { count: asServer, bytes: suite.responderRamBytes, source: suite.responderRamSource }
  const all =
    suite.sessionRamSource === suite.responderRamSource
      ? [{ ...client, count: asClient + asServer }]
      : [client, server]
  return all.filter(({ count }) => count > 0)
}

/** RAM that a suite takes on a cost model's platform. */
export const memoryNeed = (suite: Suite, model: CostModel, options: MemoryOptions = {}): MemoryNeed => {
  const { asClient = 1, asServer = 0, reservedBytes = 0 } = options
  const works = [
    ...(asClient > 0 ? (suite.handshake?.clientWork ?? []) : []),
    ...(asServer > 0 ? (suite.handshake?.serverWork ?? []) : [])
  ]
  let stack = 0
  let stackOf = ""
  if (!suite.isPeakRam) {
    for (const work of works) {
      const key = `${work.primitive}/${work.operation}`
      const found = stackBytes(model.library, key) ?? stackBytes(model.platform.core_profile, key)
      if (found === null || found.bytes <= stack) continue
      stack = found.bytes
      stackOf = `${key} (${found.source})`
    }
  }
  const sessions = sessionsOf(suite, asClient, asServer)
  const ramBytes = sessions.reduce((sum, { bytes, count }) => sum + count * bytes, 0) + stack
  const ram = model.platform.ram_bytes
  const availableBytes = ram === undefined ? null : ram - reservedBytes
  const parts = sessions.map(({ bytes, count, source }) => `${count} x ${bytes} B (${source})`)
  if (stack > 0) parts.push(`${stack} B of stack for ${stackOf}`)
  const limit =
    ram === undefined
      ? "no RAM figure"
      : reservedBytes === 0
        ? `${ram} B`
        : `${ram} - ${reservedBytes} B reserved`
  return {
    ramBytes,
    availableBytes,
    fits: availableBytes === null || ramBytes <= availableBytes,
    arithmetic:
      `${parts.join(" + ")} = ${ramBytes} B of ${limit} on ${model.platform.id}` +
      (ram === undefined || reservedBytes > 0 ? "" : ", nothing reserved for the rest of the firmware")
  }
}

/** As `memoryNeed`, but throws `CostError` with the arithmetic when the suite does not fit. */
export const requireMemory = (suite: Suite, model: CostModel, options: MemoryOptions = {}): MemoryNeed => {
  const need = memoryNeed(suite, model, options)
  if (need.fits) return need
  throw new CostError({
    subject: "suite",
    id: suite.id,
    problem: `does not fit into the memory of ${model.platform.id}`,
    remedy:
      need.arithmetic +
      (suite.isRamOfOneStack ? "; that is the stack it was measured with, and another may take less" : "") +
      "; choose a smaller suite or a larger platform",
    isOfPlatform: true
  })
}

/** What a reader of a suite's memory must know: it was measured with a stack that need not be the library in use. */
export const memoryRemarks = (suite: Suite, model: CostModel): ReadonlyArray<string> =>
  suite.isRamOfOneStack
    ? [
        `${model.platform.id}: memory of a session is that of the stack it was measured with, assumed (A) to be the same with ${model.library}`
      ]
    : []
