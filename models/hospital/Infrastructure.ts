// The machines and links of a hospital, built from a scenario: who is behind which gateway, what each processor pays for a
// message and for a handshake, and the channels between them.

import { type Kernel } from "../../src/engine/Kernel.ts"
import { type RandomStreams } from "../../src/engine/RandomStreams.ts"
import { type LinearCost } from "../crypto/Cost.ts"
import { makeCostModel } from "../crypto/CostModel.ts"
import { type Suite } from "../crypto/Suite.ts"
import { suiteCosts } from "../crypto/suiteCosts.ts"
import { parameter } from "../data/parameters.ts"
import { Processor } from "../devices/Processor.ts"
import { Link } from "../network/Link.ts"
import { type StationRadio } from "../network/Radio.ts"
import { type Scenario } from "./Scenario.ts"
import { buildRadios, PumpClass, type WardRadio } from "./wardRadios.ts"

/** What one class of pump pays. */
export interface PumpCosts {
  readonly protect: LinearCost
  readonly unprotect: LinearCost
  /** The client's share of a full handshake [s]. */
  readonly handshakeSeconds: number
  /** First flight of a stranger [s], when the pump is the responder. */
  readonly strangerSeconds: number
  /** Power of the processor while it computes [W]. */
  readonly activeWatts: number
  readonly sleepWatts: number
}

export interface NodeCosts {
  readonly protect: LinearCost
  readonly unprotect: LinearCost
}

export interface HandshakeGuard {
  readonly cookie: boolean
  readonly perSecond: number
}

export interface SecurityPolicy {
  readonly suite: Suite
  readonly guard: HandshakeGuard | null
  /** Extra one-way delay on every wire between gateways and servers when a firewall stands there; null: a flat network. */
  readonly firewallDelaySeconds: number | null
  /** Wi-Fi ignores forged management frames (802.11w). */
  readonly protectsManagement: boolean
}

export interface Infrastructure {
  readonly suite: Suite
  readonly guard: HandshakeGuard | null
  /** Gateways answer a first flight with a cookie, because the guard says so and the suite can. */
  readonly asksCookie: boolean
  /** First flights of strangers that take tokens of each gateway's rate limit [1/s]. */
  readonly tokenFloodPerSecond: Float64Array
  readonly gatewayOfPump: Int32Array
  readonly pumpClass: Uint8Array
  readonly pumpProcessors: ReadonlyArray<Processor>
  readonly gatewayProcessors: ReadonlyArray<Processor>
  readonly serverProcessor: Processor
  readonly ehrProcessor: Processor
  /** Radios by gateway, then by class of pump; undefined where a gateway has no pumps of a class. */
  readonly wardRadios: ReadonlyArray<WardRadio | undefined>
  /** Those that are there. */
  readonly radios: ReadonlyArray<StationRadio>
  readonly radioOfPump: (pump: number) => StationRadio
  readonly uplinks: ReadonlyArray<Link>
  readonly downlinks: ReadonlyArray<Link>
  readonly ehrLink: Link
  readonly pumpCosts: ReadonlyArray<PumpCosts>
  readonly gatewayCosts: NodeCosts
  readonly serverCosts: NodeCosts
  /** The responder's share of a full handshake, and of a stranger's first flight, on a gateway [s]. */
  readonly gatewayHandshakeSeconds: number
  readonly gatewayStrangerSeconds: number
  /** What a reader must know of the cost figures used. */
  readonly remarks: ReadonlyArray<string>
}

export const buildInfrastructure = (
  kernel: Kernel,
  streams: RandomStreams,
  scenario: Scenario,
  policy: SecurityPolicy
): Infrastructure => {
  const { bedside, wearable } = scenario.pumps
  const pumps = bedside + wearable
  const gateways = Math.max(1, Math.ceil(pumps / scenario.network.pumpsPerGateway))
  const pumpClass = Uint8Array.from({ length: pumps }, (_, pump) =>
    pump < bedside ? PumpClass.bedside : PumpClass.wearable
  )
  // Pumps are dealt out round robin, so that every gateway serves bedside and wearable pumps alike.
  const gatewayOfPump = Int32Array.from({ length: pumps }, (_, pump) => pump % gateways)

  const models = {
    bedside: makeCostModel({ platform: scenario.platforms.bedside }),
    wearable: makeCostModel({ platform: scenario.platforms.wearable }),
    gateway: makeCostModel({ platform: scenario.platforms.gateway }),
    server: makeCostModel({ platform: scenario.platforms.server })
  }
  const cookie = policy.guard?.cookie ?? false
  const costs = {
    bedside: suiteCosts(policy.suite, models.bedside, { cookie }),
    wearable: suiteCosts(policy.suite, models.wearable, { cookie }),
    gateway: suiteCosts(policy.suite, models.gateway, { cookie }),
    server: suiteCosts(policy.suite, models.server, { cookie })
  }
  const pumpCosts = [costs.bedside, costs.wearable].map((cost, index): PumpCosts => {
    const model = index === PumpClass.bedside ? models.bedside : models.wearable
    return {
      protect: cost.protectLinear,
      unprotect: cost.unprotectLinear,
      handshakeSeconds: cost.handshakeClient.seconds,
      strangerSeconds: cost.strangerCost.seconds + parameter("device.pump.discard-time"),
      activeWatts: model.activeWatts,
      sleepWatts: ((model.platform.sleep_uA ?? 0) / 1e6) * (model.platform.supply_V ?? 0)
    }
  })

  const processor = (name: string, entity: number, queue: string) =>
    new Processor(kernel, {
      servers: 1,
      queueJobs: parameter(queue),
      stream: streams.stream(`processor/${name}`, entity)
    })
  const wire = (name: string, entity: number) =>
    new Link(kernel, streams.stream(`link/${name}`, entity), {
      name: `${name} ${entity}`,
      bitsPerSecond: scenario.network.backhaulRate,
      propagationSeconds: scenario.network.backhaulDelay + (policy.firewallDelaySeconds ?? 0),
      queueBytes: parameter("network.backhaul.queue")
    })
  const wardRadios = buildRadios(kernel, streams, scenario, {
    gateways,
    gatewayOfPump,
    pumpClass,
    protectsManagement: policy.protectsManagement
  })
  // Every pump has a radio.
  const radioOfPump = Array.from(gatewayOfPump, (gateway, pump) => {
    const index = gateway * pumpCosts.length + (pumpClass[pump] as number)
    return (wardRadios[index] as WardRadio).radio
  })
  const remarks = new Set(
    Object.values(costs).flatMap((cost) => [
      ...cost.protectLinear.remarks,
      ...cost.handshakeClient.remarks,
      ...cost.handshakeServer.remarks,
      ...cost.strangerCost.remarks
    ])
  )

  return {
    suite: policy.suite,
    guard: policy.guard,
    asksCookie: cookie && policy.suite.cookieWork !== null,
    tokenFloodPerSecond: new Float64Array(gateways),
    gatewayOfPump,
    pumpClass,
    pumpProcessors: Array.from({ length: pumps }, (_, pump) => processor("pump", pump, "device.pump.queue")),
    gatewayProcessors: Array.from({ length: gateways }, (_, gateway) =>
      processor("gateway", gateway, "device.gateway.queue")
    ),
    serverProcessor: processor("pump server", 0, "device.server.queue"),
    ehrProcessor: processor("EHR", 0, "device.server.queue"),
    wardRadios,
    radios: wardRadios.flatMap((ward) => (ward === undefined ? [] : [ward.radio])),
    radioOfPump: (pump) => radioOfPump[pump] as StationRadio,
    uplinks: Array.from({ length: gateways }, (_, gateway) => wire("uplink", gateway)),
    downlinks: Array.from({ length: gateways }, (_, gateway) => wire("downlink", gateway)),
    ehrLink: wire("EHR link", 0),
    pumpCosts,
    gatewayCosts: { protect: costs.gateway.protectLinear, unprotect: costs.gateway.unprotectLinear },
    serverCosts: { protect: costs.server.protectLinear, unprotect: costs.server.unprotectLinear },
    gatewayHandshakeSeconds: costs.gateway.handshakeServer.seconds,
    gatewayStrangerSeconds: costs.gateway.strangerCost.seconds + parameter("device.gateway.discard-time"),
    remarks: [...remarks]
  }
}
