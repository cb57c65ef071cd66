// Secure sessions: handshakes begun, ended and failed by cause, how long they and reconnections take, and what their loss costs.
// No value for a suite without handshakes.

import { type HandshakeFailure } from "../hospital/sessions/HandshakeFlights.ts"
import { type MetricFamily, quantile } from "./MetricFamily.ts"

const count = (id: string, title: string, description: string) => ({
  id,
  title,
  unit: "1",
  direction: "lower-is-better" as const,
  description
})

const seconds = (id: string, title: string, description: string) => ({
  id,
  title,
  unit: "s",
  direction: "lower-is-better" as const,
  description
})

const causes: Readonly<Record<string, HandshakeFailure>> = {
  handshakesTimedOut: "timed out",
  handshakesWithoutRoom: "no room",
  handshakesCertificateExpired: "certificate expired",
  handshakesRevocationUnknown: "revocation unknown"
}

export const sessions: MetricFamily = {
  id: "sessions",
  title: "Sessions",
  metrics: [
    {
      ...count("handshakeAttempts", "Handshakes begun", "By pumps, resumptions included"),
      direction: "neutral"
    },
    { ...count("handshakesResumed", "Sessions resumed", "By ticket or session id"), direction: "neutral" },
    count(
      "handshakeRetransmissions",
      "Packets of handshakes sent again",
      "By pumps and gateways, after time-outs"
    ),
    count("handshakesTimedOut", "Handshakes timed out", "Given up after the last repetition of a flight"),
    count("handshakesWithoutRoom", "Handshakes without room", "Given up as the pump's processor was full"),
    count(
      "handshakesCertificateExpired",
      "Handshakes refused: certificate expired",
      "By the pump or by the gateway; each new attempt counts"
    ),
    count(
      "handshakesRevocationUnknown",
      "Handshakes refused: revocation unknown",
      "No answer of the revocation service, where the scenario insists on one"
    ),
    count("handshakesRateLimited", "Handshakes held back by the rate limit", "By gateways, each repetition"),
    seconds("handshakeTimeP50", "Time of a handshake, median", "From its beginning until the pump may send"),
    seconds(
      "handshakeTimeP99",
      "Time of a handshake, 99th percentile",
      "From its beginning until the pump may send"
    ),
    seconds(
      "reconnectTimeP50",
      "Time without a session, median",
      "From the loss of a session until both ends have one again"
    ),
    seconds(
      "reconnectTimeP99",
      "Time without a session, 99th percentile",
      "From the loss of a session until both ends have one again"
    ),
    count("sessionsEvicted", "Sessions pushed out", "Of gateways' tables, by other pumps or by a flood"),
    {
      ...count("sessionRekeys", "Keys renewed", "In running sessions, without a handshake"),
      direction: "neutral"
    },
    count(
      "messagesWithoutSession",
      "Messages lost for want of a session",
      "Due while the pump had none, or met by a gateway that knew none"
    )
  ],
  measure: ({ sessions: all, status }) => {
    const failed = Object.entries(causes).map(([id, cause]) => [id, all.failures.get(cause) ?? 0] as const)
    const counts = {
      handshakeAttempts: all.attempts,
      handshakesResumed: all.resumed,
      handshakeRetransmissions: all.flights?.retransmissions ?? 0,
      ...Object.fromEntries(failed),
      handshakesRateLimited: all.refusedByGuard,
      sessionsEvicted: all.table.evicted,
      sessionRekeys: all.rekeys,
      messagesWithoutSession: all.lostForWantOfSession + status.withoutSession
    }
    const hasHandshakes = all.plan !== null
    return {
      ...Object.fromEntries(Object.entries(counts).map(([id, value]) => [id, hasHandshakes ? value : NaN])),
      handshakeTimeP50: quantile(all.handshakeSeconds, 0.5),
      handshakeTimeP99: quantile(all.handshakeSeconds, 0.99),
      reconnectTimeP50: quantile(all.reconnectSeconds, 0.5),
      reconnectTimeP99: quantile(all.reconnectSeconds, 0.99)
    }
  }
}
