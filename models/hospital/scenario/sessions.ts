// Scenario section `sessions`: how long secure sessions live, how keys and certificates are renewed and checked, how many
// sessions a gateway holds, and how pumps try again. Nothing here matters to a suite without handshakes.

import { Schema } from "effect"
import { count, quantity, withDefault } from "../../../src/input/Quantity.ts"
import { parameter } from "../../data/parameters.ts"
import { secondsOf } from "./defaults.ts"

const Backoff = Schema.Struct({
  first: withDefault(
    quantity("duration", { description: "Wait before the first new attempt, doubled at each further one" }),
    secondsOf("security.backoff.first")
  ),
  cap: withDefault(
    quantity("duration", { description: "Longest wait between attempts", minimum: "1 s" }),
    secondsOf("network.alarm-retransmit-maximum")
  ),
  jitter: withDefault(
    Schema.Literals(["none", "equal", "full"]).annotate({
      description: "How waits are spread: not at all, over their second half, or over all of their length"
    }),
    "equal"
  )
})

const Certificate = Schema.Struct({
  holder: Schema.Literals(["gateways", "bedside", "wearable", "server"]).annotate({
    description: "Whose certificates expire: of gateways, bedside pumps, wearable pumps, or the pump server"
  }),
  share: withDefault(
    quantity("fraction", { description: "Share of these holders, the first ones", maximum: "100 %" }),
    "100 %"
  ),
  expiresAfter: quantity("duration", { description: "When they expire, from the start of the run" }),
  renewedAfter: withDefault(
    quantity("duration", {
      description: "Time from the first refused handshake until new certificates are in place"
    }),
    secondsOf("security.certificate.renewal-time")
  ),
  validFor: withDefault(
    quantity("duration", { description: "Validity of the new certificates", minimum: "1 min" }),
    secondsOf("security.certificate.validity")
  )
})

const Revocation = Schema.Struct({
  method: withDefault(
    Schema.Literals(["none", "stapling", "ocsp", "crl"]).annotate({
      description:
        "How certificates are checked for revocation: not, by a response that the gateway attaches, by a query, or by a list"
    }),
    "none"
  ),
  onFailure: withDefault(
    Schema.Literals(["soft", "hard"]).annotate({
      description: "Without an answer the handshake goes on (soft) or fails (hard)"
    }),
    "soft"
  ),
  latency: withDefault(
    quantity("duration", {
      description: "Time from a query at the gateway to its answer there",
      maximum: "10 min"
    }),
    secondsOf("security.revocation.latency")
  ),
  timeout: withDefault(
    quantity("duration", {
      description: "Longest wait for an answer",
      minimum: "10 ms",
      maximum: "10 min"
    }),
    secondsOf("security.revocation.timeout")
  ),
  listSize: withDefault(
    quantity("dataSize", {
      description: "Size of the revocation list (crl)",
      minimum: "100 B",
      maximum: "40 kB"
    }),
    "4 kB"
  ),
  freshFor: withDefault(
    quantity("duration", {
      description: "How long a list or an attached response is used",
      minimum: "1 min"
    }),
    secondsOf("security.revocation.fresh-for")
  ),
  outageStart: withDefault(
    quantity("duration", {
      description: "When the revocation service goes down, from the start of the run"
    }),
    "0 s"
  ),
  outageDuration: withDefault(quantity("duration", { description: "How long it is down; 0 s: never" }), "0 s")
})

export const SessionRules = Schema.Struct({
  lifetime: withDefault(
    quantity("duration", {
      description: "Life of a session before a new full handshake",
      minimum: "1 min"
    }),
    secondsOf("security.session-lifetime")
  ),
  resumption: withDefault(
    Schema.Boolean.annotate({
      description: "A lost session is resumed by ticket or session id where the suite has one"
    }),
    true
  ),
  ticketLifetime: withDefault(
    quantity("duration", {
      description: "How long after a full handshake a session can be resumed",
      minimum: "1 s",
      maximum: "7 d"
    }),
    secondsOf("security.ticket-lifetime")
  ),
  ticketKeys: withDefault(
    Schema.Literals(["per-start", "shared"]).annotate({
      description:
        "Whether tickets outlive a restart of their gateway, and hold at its neighbours: keys made at each start, or shared"
    }),
    "per-start"
  ),
  rekeyAfterMessages: withDefault(
    count({ description: "Messages under one key; 0: up to the limit of the suite" }),
    0
  ),
  rekeyAfterData: withDefault(
    quantity("dataSize", { description: "Bytes under one key; 0 B: no limit" }),
    "0 B"
  ),
  rekeyAfter: withDefault(
    quantity("duration", { description: "Age of a key at which the next message renews it; 0 s: no limit" }),
    "0 s"
  ),
  backoff: withDefault(Backoff, {}),
  gatewaySessions: withDefault(
    count({ description: "Sessions that a gateway holds; 0: as many as its memory takes" }),
    0
  ),
  pumpKeyStore: withDefault(
    quantity("dataSize", {
      description: "Non-volatile memory of a pump for keys, own certificates and trust anchors"
    }),
    `${parameter("security.key-store")} B`
  ),
  certificates: withDefault(Schema.Array(Certificate), []),
  revocation: withDefault(Revocation, {})
})

export type SessionRules = typeof SessionRules.Type
