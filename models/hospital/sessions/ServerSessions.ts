// Sessions between gateways and the pump server, where the server's certificate expires during the run: a gateway whose session
// is old then gets no new one, and its wire carries nothing until the certificate is renewed. Otherwise they are always there,
// as gateways are few and their sessions cost the server next to nothing.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { type CertificateValidity } from "./CertificateValidity.ts"
import { type Infrastructure } from "../transport/Infrastructure.ts"
import { type Outages } from "../transport/Outages.ts"
import { type Scenario } from "../Scenario.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

export interface ServerSessionParts {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly scenario: Scenario
  readonly infrastructure: Infrastructure
  readonly outages: Outages
  readonly sessions: { readonly validity: CertificateValidity }
}

/** Plans the renewals of gateways' sessions with the pump server; nothing where no server's certificate expires. */
export const startServerSessions = (hospital: ServerSessionParts): void => {
  const { infrastructure, kernel, outages, scenario, sessions, streams } = hospital
  const { certificates, lifetime } = scenario.sessions
  if (!infrastructure.suite.usesCertificates) return
  if (!certificates.some(({ holder }) => holder === "server")) return
  const isCut = new Uint8Array(infrastructure.machines.gateways)
  const renews: EventKind = kernel.kind("gateway renews its session with the server", (gateway) => {
    scheduleInRun(kernel, lifetime, renews, gateway)
    if (!sessions.validity.refuses("server", 0) || isCut[gateway] === 1) return
    isCut[gateway] = 1
    outages.begin("backhaul", gateway)
  })
  sessions.validity.whenRenewed("server", () => {
    for (const [gateway, cut] of isCut.entries()) if (cut === 1) outages.end("backhaul", gateway)
    isCut.fill(0)
  })
  for (const gateway of isCut.keys())
    scheduleInRun(kernel, streams.stream("server-session-phase", gateway)() * lifetime, renews, gateway)
}
