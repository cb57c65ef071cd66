// The machines and links of a hospital, built from a scenario: who is behind which gateway, the processors, and the channels
// between them. What processors pay for cryptography stands in deviceCosts.ts.

import { type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { type Suite } from "../../crypto/Suite.ts"
import { parameter } from "../../data/parameters.ts"
import { Processor } from "../../devices/Processor.ts"
import { type FirewallPolicy } from "../../network/Firewall.ts"
import { Link } from "../../network/Link.ts"
import { type StationRadio } from "../../network/Radio.ts"
import { type WifiCell } from "../../network/WifiCell.ts"
import { WifiWard } from "../../network/WifiWard.ts"
import { type DeviceCosts, deviceCosts } from "./deviceCosts.ts"
import { buildPumpProcessors, type PumpProcessors } from "./pumpProcessors.ts"
import { type Scenario } from "../Scenario.ts"
import { Machines } from "./Machines.ts"
import { FlowBlocks } from "./networkFlows.ts"
import { gatewayCount } from "../care/wardLayout.ts"
import { buildRadios, PumpClass, type WardRadio } from "./wardRadios.ts"

const HEADER_BYTES = parameter("network.packet.header")

export interface HandshakeGuard {
  readonly cookie: boolean
  readonly perSecond: number
}

export interface SecurityPolicy {
  readonly suite: Suite
  readonly guard: HandshakeGuard | null
  /** What passes between the zones of the network; it looks at every packet on the wires between gateways, pump server and EHR. */
  readonly firewall: FirewallPolicy
  /** Wi-Fi ignores forged management frames (802.11w). */
  readonly protectsManagement: boolean
}

export interface Infrastructure extends DeviceCosts, PumpProcessors {
  readonly suite: Suite
  readonly guard: HandshakeGuard | null
  /** Gateways answer a first flight with a cookie, because the guard says so and the suite can. */
  readonly asksCookie: boolean
  /** First flights of strangers that take tokens of each gateway's rate limit [1/s]. */
  readonly tokenFloodPerSecond: Float64Array
  /** Handshakes of strangers that each gateway keeps half-open [1/s]. */
  readonly halfOpenPerSecond: Float64Array
  /** Messages that a gateway can keep while the pump server does not answer, and how fast it forwards them [1/s]. */
  readonly storeAndForward: { readonly messages: number; readonly perSecond: number }
  /** Legitimate flows that the firewall stops. */
  readonly flowBlocks: FlowBlocks
  /** Messages that the pump server can keep while the EHR does not answer, and how fast it passes them on [1/s]. */
  readonly ehrBuffer: { readonly messages: number; readonly perSecond: number }
  /** What is down, and which radio each pump uses. */
  readonly machines: Machines
  /** Gateway that serves each pump now; it changes when gateways stand in for each other. */
  readonly gatewayOfPump: Int32Array
  /** Where each pump stands: the gateway whose radios it hears. */
  readonly wardOfPump: Int32Array
  readonly pumpClass: Uint8Array
  readonly gatewayProcessors: ReadonlyArray<Processor>
  readonly serverProcessor: Processor
  readonly ehrProcessor: Processor
  /** Radios by gateway, then by class of pump; undefined where a gateway has no pumps of a class. */
  readonly wardRadios: ReadonlyArray<WardRadio | undefined>
  /** Access points and hubs, in the same order. */
  readonly radios: ReadonlyArray<StationRadio>
  readonly radioOfPump: (pump: number) => StationRadio
  readonly uplinks: ReadonlyArray<Link>
  readonly downlinks: ReadonlyArray<Link>
  readonly ehrLink: Link
}

export const buildInfrastructure = (
  kernel: Kernel,
  streams: RandomStreams,
  scenario: Scenario,
  policy: SecurityPolicy
): Infrastructure => {
  const { bedside, wearable } = scenario.pumps
  const pumps = bedside + wearable
  const gateways = gatewayCount(scenario)
  const pumpClass = Uint8Array.from({ length: pumps }, (_, pump) =>
    pump < bedside ? PumpClass.bedside : PumpClass.wearable
  )
  // Pumps are dealt out round robin, so that every gateway serves bedside and wearable pumps alike.
  const gatewayOfPump = Int32Array.from({ length: pumps }, (_, pump) => pump % gateways)

  const cookie = policy.guard?.cookie ?? false
  const costs = deviceCosts(scenario, policy.suite, cookie)

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
      propagationSeconds: scenario.network.backhaulDelay + policy.firewall.delaySeconds,
      queueBytes: parameter("network.backhaul.queue"),
      mtuBytes: scenario.network.backhaulMtu - HEADER_BYTES,
      fragmentOverheadBytes: HEADER_BYTES + parameter("network.ethernet.overhead")
    })
  const wardRadios = buildRadios(kernel, streams, scenario, {
    gateways,
    gatewayOfPump,
    pumpClass,
    protectsManagement: policy.protectsManagement
  })
  // Every pump has a radio.
  const radioOfPump = Array.from(gatewayOfPump, (gateway, pump) => {
    const index = gateway * costs.pumpCosts.length + (pumpClass[pump] as number)
    return (wardRadios[index] as WardRadio).radio
  })
  const radiosOf = (ward: WardRadio): ReadonlyArray<StationRadio> =>
    ward.accessPoints === null ? [ward.radio] : ward.cells
  const radios = wardRadios.flatMap((ward) => (ward === undefined ? [] : radiosOf(ward)))
  const machines = new Machines({
    gateways,
    radios: radios.length,
    pumpServers: scenario.network.pumpServerReplicas,
    radioOfPump: Int32Array.from(radioOfPump, (radio, pump) =>
      radios.indexOf(radio instanceof WifiWard ? (radio.cells[radio.accessPointOf(pump)] as WifiCell) : radio)
    ),
    hasSessions: policy.suite.handshake !== null
  })
  for (const ward of wardRadios) {
    if (ward === undefined || ward.accessPoints === null) continue
    const first = radios.indexOf(ward.cells[0] as WifiCell)
    ward.accessPoints.onMoved = (pump, accessPoint) => {
      machines.radioOfPump[pump] = first + accessPoint
    }
  }
  return {
    ...costs,
    machines,
    ehrBuffer: { messages: scenario.network.serverBuffer, perSecond: scenario.network.chartingRate },
    flowBlocks: new FlowBlocks(policy.firewall),
    storeAndForward: { messages: scenario.network.gatewayBuffer, perSecond: scenario.network.forwardRate },
    wardOfPump: gatewayOfPump.slice(),
    suite: policy.suite,
    guard: policy.guard,
    asksCookie: cookie && policy.suite.cookieWork !== null,
    tokenFloodPerSecond: new Float64Array(gateways),
    halfOpenPerSecond: new Float64Array(gateways),
    gatewayOfPump,
    pumpClass,
    ...buildPumpProcessors(kernel, streams, scenario, { pumpClass, pumpCosts: costs.pumpCosts }),
    gatewayProcessors: Array.from({ length: gateways }, (_, gateway) =>
      processor("gateway", gateway, "device.gateway.queue")
    ),
    serverProcessor: processor("pump server", 0, "device.server.queue"),
    ehrProcessor: processor("EHR", 0, "device.server.queue"),
    wardRadios,
    radios,
    radioOfPump: (pump) => radioOfPump[pump] as StationRadio,
    uplinks: Array.from({ length: gateways }, (_, gateway) => wire("uplink", gateway)),
    downlinks: Array.from({ length: gateways }, (_, gateway) => wire("downlink", gateway)),
    ehrLink: wire("EHR link", 0)
  }
}
