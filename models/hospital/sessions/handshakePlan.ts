// A suite's handshake as its flights: bytes of each, and who computes how long before which. The responder's answer costs
// what the data says of a first flight, the rest of its work follows the client's last flight. A client makes its key before
// its first flight where the protocol has three flights (TLS 1.3, EDHOC) and does everything else before its last one.

import { type CostModel } from "../../crypto/CostModel.ts"
import { findProtocol, suiteOfRow } from "../../crypto/protocolSuite.ts"
import { type Suite, type Work } from "../../crypto/Suite.ts"
import { suiteCosts } from "../../crypto/suiteCosts.ts"
import { parameter } from "../../data/parameters.ts"
import { FrameType } from "../../devices/Frames.ts"
import { protocolFamily } from "./handshakeTransport.ts"

const COOKIE_BYTES = parameter("message.cookie.size")
const COOKIE_EXTENSION_BYTES = parameter("security.cookie-extension.size")
const NONE = -1

/** A query and its answer on the way, before the client trusts the responder's certificate. */
export interface RevocationQuery {
  readonly queryBytes: number
  readonly answerBytes: number
}

export interface HandshakePlan {
  /** Bytes of each flight, the client's first, and its `FrameType`. */
  readonly flightBytes: ReadonlyArray<number>
  readonly flightTypes: ReadonlyArray<number>
  /** By class of client: time to compute before each flight of its own, and after the last flight of all [s]. */
  readonly clientSeconds: ReadonlyArray<ReadonlyArray<number>>
  /** Time on the responder after each flight of the client has come [s]. */
  readonly responderSeconds: ReadonlyArray<number>
  /** The client's flight that makes the responder begin costly work, and the last one of the client. */
  readonly costlyFlight: number
  readonly lastClientFlight: number
  /** The client's flight that asks for the state of a certificate; -1: none. */
  readonly queryFlight: number
  /** Ticket that follows [B]. */
  readonly ticketBytes: number
  readonly isResumed: boolean
}

export interface PlanOptions {
  /** By class of client. */
  readonly clients: ReadonlyArray<CostModel>
  readonly responder: CostModel
  readonly asksCookie: boolean
  /** Time to make or check a cookie [s]. */
  readonly cookieSeconds: number
  /** Ticket that the responder gives at the end; default: none. */
  readonly ticketBytes?: number
  readonly isResumed?: boolean
  /** Bytes of an attached revocation response; default: none. */
  readonly stapledBytes?: number
  readonly query?: RevocationQuery
}

const sumWork = (works: ReadonlyArray<Work>, model: CostModel): number =>
  works.reduce(
    (seconds, work) =>
      seconds + model.primitive(work.primitive, work.operation, work.bytes).seconds * work.count,
    0
  )

/** Where only the sums are known, flights share them evenly. */
const evenFlights = (flights: number, up: number, down: number): ReadonlyArray<number> =>
  Array.from({ length: flights }, (_, flight) => {
    const isUp = flight % 2 === 0
    const count = isUp ? Math.ceil(flights / 2) : Math.floor(flights / 2)
    const total = isUp ? up : down
    const index = Math.floor(flight / 2)
    return Math.floor((total * (index + 1)) / count) - Math.floor((total * index) / count)
  })

/** Flights with the cookie's two if it is asked for, and without those that a capture has if not. */
const withCookie = (flights: ReadonlyArray<number>, asksCookie: boolean): ReadonlyArray<number> => {
  // Only DTLS 1.2 was captured with its cookie: five flights or six, and a second hello.
  const hasCookie = flights.length === 5 || flights.length === 6
  if (hasCookie === asksCookie) return flights
  if (hasCookie) return [flights[0] as number, ...flights.slice(3)]
  const first = flights[0] as number
  return [first, COOKIE_BYTES, first + COOKIE_EXTENSION_BYTES, ...flights.slice(1)]
}

const typesOf = (flights: number, asksCookie: boolean): Array<number> => {
  const opening = asksCookie
    ? [FrameType.hello, FrameType.cookie, FrameType.helloWithCookie]
    : [FrameType.hello]
  return Array.from(
    { length: flights },
    (_, flight) => opening[flight] ?? (flight % 2 === 0 ? FrameType.handshakeUp : FrameType.helloReply)
  )
}

/** One check of a signature or certificate, as the client does it [s]. */
const checkSeconds = (suite: Suite, model: CostModel): number => {
  const check = suite.handshake?.clientWork.find(
    ({ operation, primitive }) =>
      operation === "verify" || (primitive.startsWith("RSA") && operation === "public")
  )
  return check === undefined ? 0 : sumWork([{ ...check, count: 1 }], model)
}

/** The plan of a suite's handshake; null for a suite without one. Throws `CostError` where a platform cannot run it. */
export const handshakePlan = (suite: Suite, options: PlanOptions): HandshakePlan | null => {
  const { handshake } = suite
  if (handshake === null) return null
  const { asksCookie, cookieSeconds } = options
  const captured =
    handshake.flightBytes.length > 0
      ? handshake.flightBytes
      : evenFlights(handshake.flights, handshake.bytesUp, handshake.bytesDown)
  const flights = [...withCookie(captured, asksCookie)]
  const flightTypes = typesOf(flights.length, asksCookie)
  const costlyFlight = asksCookie ? 2 : 0
  const answer = costlyFlight + 1
  flights[answer] = (flights[answer] as number) + (options.stapledBytes ?? 0)
  let queryFlight = NONE
  if (options.query !== undefined) {
    queryFlight = answer + 1
    flights.splice(queryFlight, 0, options.query.queryBytes, options.query.answerBytes)
    flightTypes.splice(queryFlight, 0, FrameType.revocationQuery, FrameType.revocationAnswer)
  }
  const lastClientFlight = flights.length - 1 - ((flights.length - 1) % 2)

  const costs = suiteCosts(suite, options.responder)
  const total = costs.handshakeServer.seconds
  const answerSeconds = Math.min(total, sumWork(suite.firstFlightWork, options.responder))
  const responderSeconds = flights.map(() => 0)
  if (asksCookie) {
    responderSeconds[0] = cookieSeconds
    responderSeconds[costlyFlight] = cookieSeconds
  }
  responderSeconds[costlyFlight] = (responderSeconds[costlyFlight] as number) + answerSeconds
  responderSeconds[lastClientFlight] = (responderSeconds[lastClientFlight] as number) + total - answerSeconds

  const clientSeconds = options.clients.map((model) => {
    const seconds = flights.map(() => 0)
    const works = handshake.clientWork
    const isEarly = withCookie(captured, false).length === 3
    const keys = isEarly
      ? sumWork(
          works.filter(({ operation }) => operation === "keygen"),
          model
        )
      : 0
    const revocation =
      options.query !== undefined || options.stapledBytes !== undefined ? checkSeconds(suite, model) : 0
    seconds[0] = keys
    seconds[lastClientFlight] =
      (seconds[lastClientFlight] as number) +
      suiteCosts(suite, model).handshakeClient.seconds -
      keys +
      revocation
    return seconds
  })
  return {
    flightBytes: flights,
    flightTypes,
    clientSeconds,
    responderSeconds,
    costlyFlight,
    lastClientFlight,
    queryFlight,
    ticketBytes: options.ticketBytes ?? 0,
    isResumed: options.isResumed ?? false
  }
}

/** The suite of a resumed session, or null where the data has none: certificates are what a resumption saves. */
export const resumedSuite = (suite: Suite): Suite | null => {
  if (suite.protocolId === null || suite.handshake === null) return null
  if (!suite.usesCertificates || suite.isPostQuantum) return null
  const family = protocolFamily(findProtocol(suite.protocolId))
  const id = suite.authenticatesClient ? family.resumedAfterMutual : family.resumed
  return id === null ? null : suiteOfRow(findProtocol(id))
}
