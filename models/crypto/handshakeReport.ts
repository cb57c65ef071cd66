// What `wardsim crypto <suite>` prints, as data: time, energy, memory and bytes of a handshake in both roles on one
// platform, and of a message, with where each comes from. Pure functions; numbers that the data does not have are null.

import { type Cost, isUnsourced, type Status, worstStatus } from "./Cost.ts"
import { CostError } from "./CostError.ts"
import { type CostModelOptions, makeCostModel } from "./CostModel.ts"
import { checkRanges, customSuite, type SuiteOptions } from "./customSuite.ts"
import { memoryRemarks, requireMemory } from "./memoryNeed.ts"
import { suiteCosts } from "./suiteCosts.ts"
import { type Step, stepsOf } from "./steps.ts"
import { recordWork } from "./work.ts"
import { findSuite } from "./suites/all.ts"

export interface RoleReport {
  readonly milliseconds: number
  /** Null: no energy figure for the platform. */
  readonly millijoules: number | null
  readonly ramBytes: number
  /** What its time is made of, in the order of the protocol, calls of one primitive together. */
  readonly steps: ReadonlyArray<Step>
}

/** Where one kind of number comes from: keys of `sources` in models/data/crypto-costs.json. */
export interface Origin {
  readonly status: Status
  readonly sources: ReadonlyArray<string>
}

export interface MessageReport {
  readonly bytes: number
  /** With the suite's overhead, above the suite's carrier. */
  readonly wireBytes: number
  /** To protect, or to check: the same figure. */
  readonly milliseconds: number
  readonly millijoules: number | null
  readonly isWeak: boolean
}

export interface HandshakeReport {
  readonly suite: string
  readonly title: string
  readonly platform: string
  readonly library: string
  readonly client: RoleReport
  readonly server: RoleReport
  /** What one first flight of a stranger costs the server, without and with a stateless cookie. */
  readonly strangerMilliseconds: number
  readonly strangerWithCookieMilliseconds: number
  /** What carries the bytes: they are counted above it. */
  readonly carrier: string
  readonly bytesUp: number
  readonly bytesDown: number
  readonly flights: number
  readonly roundTrips: number
  /** Bytes of each flight, the client's first; empty when only the sums are known. */
  readonly flightBytes: ReadonlyArray<number>
  readonly ticketBytesDown: number
  readonly recordOverheadBytes: number
  readonly message: MessageReport
  /** How the RAM is made up, of the client and, where it differs, of the server. */
  readonly memory: string
  readonly origins: {
    readonly bytes: Origin
    readonly times: Origin
    /** Null: no figure, or refused. */
    readonly energy: Origin | null
    /** Of a session: assumed where it was measured with one library; its sources stand in the arithmetic of `memory`. */
    readonly memory: Pick<Origin, "status">
  }
  /** Worst status of bytes and timings; that of the energy apart. */
  readonly status: Status
  readonly energyStatus: Status | null
  readonly isWeak: boolean
  readonly sources: ReadonlyArray<string>
  readonly remarks: ReadonlyArray<string>
  /** In a comparison: why the suite could not have the sizes asked for and has those of the data; absent: it has them. */
  readonly sizesRefused?: string
}

export interface ReportOptions extends CostModelOptions {
  /** Sessions held at once in either role; default 1. */
  readonly sessions?: number
  /** RAM that the rest of the firmware takes [B]; default 0. */
  readonly reservedBytes?: number
  /** Application bytes of the message, which is one record or datagram; default 100. */
  readonly bytes?: number
  readonly suiteOptions?: SuiteOptions
}

const role = (cost: Cost, ramBytes: number, steps: ReadonlyArray<Step>): RoleReport => ({
  milliseconds: cost.seconds * 1e3,
  millijoules: cost.energyStatus === null ? null : cost.joules * 1e3,
  ramBytes,
  steps
})

/** Largest plaintext of one record (V: RFC 8446, 5.1); a longer message has the overhead of several. */
const LARGEST_RECORD = 16_384

const ranges: ReadonlyArray<
  readonly [name: "bytes" | "sessions" | "reservedBytes", minimum: number, maximum: number]
> = [
  ["bytes", 0, LARGEST_RECORD],
  ["sessions", 1, Infinity],
  ["reservedBytes", 0, Infinity]
]

const checkOptions = (options: ReportOptions): void => {
  for (const [name, minimum, maximum] of ranges) {
    const value = options[name]
    if (value === undefined || (Number.isFinite(value) && value >= minimum && value <= maximum)) continue
    throw new CostError({
      subject: name,
      id: String(value),
      problem: "is out of range",
      remedy:
        maximum === Infinity
          ? `give ${minimum} or more`
          : `give ${minimum} to ${maximum}, what one record or datagram carries`
    })
  }
}

/** Throws `CostError` on unknown names, on a suite the platform cannot run, and on one that does not fit its memory. */
export const handshakeReport = (suiteId: string, options: ReportOptions): HandshakeReport => {
  const { bytes = 100, suiteOptions = {} } = options
  checkOptions(options)
  const suite = customSuite(findSuite(suiteId), suiteOptions)
  if (options.refuseWeak === true && isUnsourced(suite.status)) {
    throw new CostError({
      subject: "suite",
      id: suiteId,
      problem: "has only recalled or assumed byte counts",
      remedy: "choose another suite, or accept weak values",
      isOfPlatform: true
    })
  }
  if (options.refuseWeak === true && isUnsourced(suite.sessionRamStatus)) {
    throw new CostError({
      subject: "suite",
      id: suiteId,
      problem: `has only a recalled or assumed figure of memory (${suite.sessionRamSource})`,
      remedy: "choose another suite, or accept weak values",
      isOfPlatform: true
    })
  }
  const model = makeCostModel(options)
  const costs = suiteCosts(suite, model)
  const { reservedBytes = 0, sessions = 1 } = options
  const clientNeed = requireMemory(suite, model, { asClient: sessions, reservedBytes })
  const serverNeed = requireMemory(suite, model, { asClient: 0, asServer: sessions, reservedBytes })
  const guarded = suiteCosts(suite, model, { cookie: true })
  const message = costs.protect(bytes)
  const parts = [costs.handshakeClient, costs.handshakeServer, costs.strangerCost, message]
  const unique = (values: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(values)]
  const clientSteps = stepsOf(suite.handshake?.clientWork ?? [], model)
  const serverSteps = stepsOf(suite.handshake?.serverWork ?? [], model)
  const messageSteps = stepsOf(recordWork(suite.messageWork, bytes), model)
  const steps = [...clientSteps, ...serverSteps, ...messageSteps]
  return {
    suite: suite.id,
    title: suite.title,
    platform: model.platform.id,
    library: model.library,
    client: role(costs.handshakeClient, clientNeed.ramBytes, clientSteps),
    server: role(costs.handshakeServer, serverNeed.ramBytes, serverSteps),
    strangerMilliseconds: costs.strangerCost.seconds * 1e3,
    strangerWithCookieMilliseconds: guarded.strangerCost.seconds * 1e3,
    carrier: suite.carrier,
    bytesUp: suite.handshake?.bytesUp ?? 0,
    bytesDown: suite.handshake?.bytesDown ?? 0,
    flights: suite.handshake?.flights ?? 0,
    roundTrips: suite.handshake?.roundTrips ?? 0,
    flightBytes: suite.handshake?.flightBytes ?? [],
    ticketBytesDown: suite.handshake?.ticketBytesDown ?? 0,
    recordOverheadBytes: suite.recordOverheadBytes,
    message: {
      bytes,
      wireBytes: bytes + suite.recordOverheadBytes,
      milliseconds: message.seconds * 1e3,
      millijoules: message.energyStatus === null ? null : message.joules * 1e3,
      isWeak: message.isWeak
    },
    memory:
      clientNeed.ramBytes === serverNeed.ramBytes
        ? clientNeed.arithmetic
        : `client ${clientNeed.arithmetic}; server ${serverNeed.arithmetic}`,
    origins: {
      bytes: { status: suite.status, sources: suite.sources },
      times: {
        status: steps.reduce((status, step) => worstStatus(status, step.status), "V" as Status),
        sources: unique(steps.map((step) => step.source))
      },
      energy:
        model.energyStatus === null
          ? null
          : { status: model.energyStatus, sources: [model.platform.power_source] },
      memory: { status: suite.isRamOfOneStack ? "A" : suite.sessionRamStatus }
    },
    status: parts.reduce((status, cost) => worstStatus(status, cost.status), suite.status),
    energyStatus: model.energyStatus,
    isWeak: parts.some((cost) => cost.isWeak) || isUnsourced(suite.status),
    sources: unique([...suite.sources, ...parts.flatMap((cost) => cost.sources)]),
    remarks: unique([
      ...suite.notes,
      ...memoryRemarks(suite, model),
      ...parts.flatMap((cost) => cost.remarks)
    ])
  }
}

/** A suite that cannot be compared, and why. */
export interface RefusedSuite {
  readonly suite: string
  readonly refused: string
}

const reportOrError = (suiteId: string, options: ReportOptions): HandshakeReport | CostError => {
  try {
    return handshakeReport(suiteId, options)
  } catch (error) {
    if (error instanceof CostError) return error
    throw error
  }
}

/**
 * The same for several suites on one platform, in the given order; those that cannot run say why, those that cannot have the
 * sizes asked for keep those of the data and say so.
 */
export const compareSuites = (
  suiteIds: ReadonlyArray<string>,
  options: ReportOptions
): ReadonlyArray<HandshakeReport | RefusedSuite> => {
  // Platform, library and options are wrong for all alike: fail once.
  checkOptions(options)
  checkRanges(options.suiteOptions ?? {})
  makeCostModel(options)
  return suiteIds.map((suite) => {
    findSuite(suite)
    const report = reportOrError(suite, options)
    if (!(report instanceof CostError)) return report
    if (report.isOfSizes !== true) return { suite, refused: report.message }
    const asInData = reportOrError(suite, { ...options, suiteOptions: {} })
    return asInData instanceof CostError
      ? { suite, refused: asInData.message }
      : { ...asInData, sizesRefused: report.problem }
  })
}
