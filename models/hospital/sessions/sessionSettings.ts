// What the sessions of a hospital follow, from its suite and scenario: the plans of its handshakes, how keys are renewed, how
// many sessions a gateway holds.

import { type CostModel, makeCostModel } from "../../crypto/CostModel.ts"
import { findProtocol } from "../../crypto/protocolSuite.ts"
import { type Suite } from "../../crypto/Suite.ts"
import { parameter } from "../../data/parameters.ts"
import { type HandshakePlan, handshakePlan, resumedSuite, type RevocationQuery } from "./handshakePlan.ts"
import { type HandshakeTransport, protocolFamily, type RekeyMethod } from "./handshakeTransport.ts"
import { type Infrastructure } from "../transport/Infrastructure.ts"
import { type Scenario } from "../Scenario.ts"
import { machineChoice } from "../scenario/platforms.ts"

const KEY_UPDATE_MACS = parameter("security.key-update.macs")
const MAC_BYTES = 64
const STAPLE_BYTES = parameter("security.revocation.response-size")

/** Records under one key, by the cipher of the records; others have no limit that a pump could reach. */
const recordLimits: Readonly<Record<string, number>> = {
  "AES-128-GCM": parameter("security.limit.gcm-records"),
  "AES-128-CCM": parameter("security.limit.ccm-records")
}

export interface SessionSettings {
  readonly transport: HandshakeTransport
  readonly full: HandshakePlan
  /** Full, with a query for the state of the gateway's certificate. */
  readonly queried: HandshakePlan
  /** Null: the suite has no resumption. */
  readonly resumed: HandshakePlan | null
  /** A resumed session needs nothing that the gateway keeps. */
  readonly isTicketStateless: boolean
  /** Tickets outlive a restart of the gateway, and hold at others. */
  readonly hasSharedTickets: boolean
  readonly rekeyMethod: RekeyMethod
  readonly rekeyMessages: number
  /** New keys at both ends: by class of pump, and on the gateway [s]. */
  readonly pumpRekeySeconds: ReadonlyArray<number>
  readonly gatewayRekeySeconds: number
  readonly gatewaySessions: number
  /** What a gateway computes for a first flight, without a cookie [s]. */
  readonly costlySeconds: number
}

const rekeySeconds = (model: CostModel): number => {
  const { fixedSeconds, secondsPerByte } = model.linear("HMAC-SHA256", "mac")
  return KEY_UPDATE_MACS * (fixedSeconds + MAC_BYTES * secondsPerByte)
}

const capacityOf = (scenario: Scenario, suite: Suite, gateway: CostModel): number => {
  const { gatewaySessions } = scenario.sessions
  if (gatewaySessions > 0) return gatewaySessions
  const ram = gateway.platform.ram_bytes
  if (ram === undefined) return parameter("security.gateway-sessions")
  const share = parameter("security.session-memory-share")
  return Math.max(1, Math.floor((ram * share) / suite.responderRamBytes))
}

const queryOf = ({ method, listSize }: Scenario["sessions"]["revocation"]): RevocationQuery => ({
  queryBytes: parameter("security.revocation.query-size"),
  answerBytes: method === "crl" ? listSize : STAPLE_BYTES
})

/** Settings of a scenario; null for a suite without handshakes. Throws `CostError` where a platform cannot run the suite. */
export const sessionSettings = (scenario: Scenario, parts: Infrastructure): SessionSettings | null => {
  const { suite } = parts
  const { revocation, rekeyAfterMessages, resumption } = scenario.sessions
  if (suite.protocolId === null || suite.handshake === null) return null
  const family = protocolFamily(findProtocol(suite.protocolId))
  const clients = [scenario.platforms.bedside, scenario.platforms.wearable].map((machine) =>
    makeCostModel(machineChoice(machine))
  )
  const responder = makeCostModel(machineChoice(scenario.platforms.gateway))
  const again = resumption ? resumedSuite(suite) : null
  const ticketBytes = family.isTicketStateless ? (again?.handshake?.ticketBytesDown ?? 0) : 0
  const options = {
    clients,
    responder,
    asksCookie: parts.asksCookie,
    cookieSeconds: parts.gatewayStrangerSeconds,
    ticketBytes
  }
  const isStapled = suite.usesCertificates && revocation.method === "stapling"
  const full = handshakePlan(suite, isStapled ? { ...options, stapledBytes: STAPLE_BYTES } : options)
  const queried = handshakePlan(suite, { ...options, query: queryOf(revocation) })
  if (full === null || queried === null) return null
  const cookieSeconds = parts.asksCookie ? parts.gatewayStrangerSeconds : 0
  const cipher = suite.messageWork[0]?.primitive ?? ""
  return {
    transport: family.transport,
    full,
    queried,
    resumed: again === null ? null : handshakePlan(again, { ...options, ticketBytes, isResumed: true }),
    isTicketStateless: family.isTicketStateless,
    hasSharedTickets: family.isTicketStateless && scenario.sessions.ticketKeys === "shared",
    rekeyMethod: family.rekey,
    rekeyMessages: rekeyAfterMessages > 0 ? rekeyAfterMessages : (recordLimits[cipher] ?? Infinity),
    pumpRekeySeconds: clients.map(rekeySeconds),
    gatewayRekeySeconds: rekeySeconds(responder),
    gatewaySessions: capacityOf(scenario, suite, responder),
    costlySeconds: (full.responderSeconds[full.costlyFlight] as number) - cookieSeconds
  }
}
