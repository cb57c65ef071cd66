// The parts that sessions need where the suite has handshakes: flights, new keys, and the revocation service, each with luck
// of its own.

import { type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { type FlightRules, HandshakeFlights } from "./HandshakeFlights.ts"
import { type Infrastructure } from "../transport/Infrastructure.ts"
import { Rekeying } from "./Rekeying.ts"
import { RevocationService } from "./RevocationService.ts"
import { type Scenario } from "../Scenario.ts"
import { type SessionSettings } from "./sessionSettings.ts"
import { type Telemetry } from "../transport/Telemetry.ts"

export interface SessionMachinery {
  readonly settings: SessionSettings
  readonly flights: HandshakeFlights
  readonly rekeying: Rekeying
  readonly revocation: RevocationService
}

/** One stream of a name for each entity. */
export const streamsOf = (streams: RandomStreams, name: string, count: number): ReadonlyArray<RandomStream> =>
  Array.from({ length: count }, (_, entity) => streams.stream(name, entity))

/** Makes the parts; `rulesOf` gets the revocation service, `renew` begins a handshake beside a pump's session. */
export const makeSessionMachinery = (
  options: {
    readonly kernel: Kernel
    readonly streams: RandomStreams
    readonly scenario: Scenario
    readonly parts: Infrastructure
    readonly telemetry: Telemetry
    readonly settings: SessionSettings
  },
  rulesOf: (revocation: RevocationService) => FlightRules,
  renew: (pump: number) => void
): SessionMachinery => {
  const { kernel, parts, scenario, settings, streams, telemetry } = options
  const pumps = parts.gatewayOfPump.length
  const gateways = parts.gatewayProcessors.length
  const shared = { kernel, parts, telemetry }
  // Streams are made only for what is drawn.
  const drawn = (name: string, isDrawn: boolean, count: number) =>
    streamsOf(streams, name, isDrawn ? count : 0)
  const revocation = new RevocationService(
    kernel,
    scenario.sessions.revocation,
    parts.suite.usesCertificates,
    pumps + gateways
  )
  return {
    settings,
    revocation,
    flights: new HandshakeFlights({
      ...shared,
      transport: settings.transport,
      timerLuck: drawn("handshake-timer", settings.transport.randomFactor !== 1, pumps),
      signingLuck: drawn(
        "signing-time",
        parts.pumpCosts.some(({ handshakeTail }) => handshakeTail !== null),
        pumps
      ),
      responderLuck: drawn("gateway-signing-time", parts.gatewayHandshakeTail !== null, gateways),
      rules: rulesOf(revocation)
    }),
    rekeying: new Rekeying({ ...shared, settings, rules: scenario.sessions, handshake: renew })
  }
}
