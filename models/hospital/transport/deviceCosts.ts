// What each kind of machine pays for cryptography, from the scenario's platforms, libraries and suite, and whether the suite
// fits into its memory: a pump holds one session, a gateway one for each of its pumps and one towards the pump server.

import { type CostModel, makeCostModel } from "../../crypto/CostModel.ts"
import { isUnsourced, type LinearCost, type Status } from "../../crypto/Cost.ts"
import { CostError } from "../../crypto/CostError.ts"
import { memoryRemarks, requireMemory } from "../../crypto/memoryNeed.ts"
import { nearestRunningSuite } from "../../crypto/nearestSuite.ts"
import { type SigningTail, signingTail } from "../../crypto/signingTail.ts"
import { type Suite } from "../../crypto/Suite.ts"
import { type SuiteCosts, suiteCosts } from "../../crypto/suiteCosts.ts"
import { parameter } from "../../data/parameters.ts"
import { type Scenario } from "../Scenario.ts"
import { machineChoice } from "../scenario/platforms.ts"

/** What one class of pump pays. */
export interface PumpCosts {
  readonly protect: LinearCost
  readonly unprotect: LinearCost
  /** The client's share of a full handshake [s], on average. */
  readonly handshakeSeconds: number
  /** The part of it whose time is random; null: none. */
  readonly handshakeTail: SigningTail | null
  /** First flight of a stranger [s], when the pump is the responder. */
  readonly strangerSeconds: number
  /** Power of the processor while it computes [W]; 0 when `energyStatus` is null. */
  readonly activeWatts: number
  /** Of the processor's power; null: no figure, or with strict data a refused one. */
  readonly energyStatus: Status | null
  /** Power of the processor while it sleeps [W]; 0 without a figure. */
  readonly sleepWatts: number
  /** Work of one turn of the therapy's control loop [s], where it runs on this processor. */
  readonly controlLoopSeconds: number
}

export interface NodeCosts {
  readonly protect: LinearCost
  readonly unprotect: LinearCost
}

export interface DeviceCosts {
  /** By `PumpClass`. */
  readonly pumpCosts: ReadonlyArray<PumpCosts>
  readonly gatewayCosts: NodeCosts
  readonly serverCosts: NodeCosts
  /** The responder's share of a full handshake on a gateway [s], on average, and its random part. */
  readonly gatewayHandshakeSeconds: number
  readonly gatewayHandshakeTail: SigningTail | null
  /** First flight of a stranger on a gateway [s]. */
  readonly gatewayStrangerSeconds: number
  /** What a reader must know of the cost figures used. */
  readonly remarks: ReadonlyArray<string>
}

const MACHINES = ["bedside", "wearable", "gateway", "server"] as const
export type Machine = (typeof MACHINES)[number]

/** A machine of the scenario that cannot do what the scenario asks of it. */
export interface Infeasible {
  readonly machine: Machine
  readonly message: string
}

interface MachineCosts {
  readonly model: CostModel
  readonly costs: SuiteCosts
}

type CostScenario = Pick<Scenario, "platforms" | "pumps" | "network" | "sessions" | "strictData">

interface HeldSessions {
  readonly asClient: number
  readonly asServer: number
}

/** Sessions that a machine holds at once; null: its memory is not checked (servers have no figure). */
const sessionsOf = (machine: Machine, { network, pumps, sessions }: CostScenario): HeldSessions | null => {
  if (machine === "server") return null
  if (machine !== "gateway") return { asClient: 1, asServer: 0 }
  const served = Math.min(network.pumpsPerGateway, pumps.bedside + pumps.wearable)
  // A table of a given size pushes sessions out instead of taking more memory.
  const asServer = sessions.gatewaySessions > 0 ? Math.min(served, sessions.gatewaySessions) : served
  return { asClient: 1, asServer }
}

const isThere = (machine: Machine, { pumps }: CostScenario): boolean =>
  (machine !== "bedside" && machine !== "wearable") || pumps[machine] > 0

/** Costs of a suite on one machine. Throws `CostError` when it cannot run there. */
const machineCosts = (
  machine: Machine,
  scenario: CostScenario,
  suite: Suite,
  cookie: boolean
): MachineCosts => {
  const model = makeCostModel({
    ...machineChoice(scenario.platforms[machine]),
    refuseWeak: scenario.strictData && isThere(machine, scenario)
  })
  return { model, costs: suiteCosts(suite, model, { cookie }) }
}

/** What the rest of the firmware takes [B]. */
const firmwareBytes = (machine: Machine, { platforms }: CostScenario): number => {
  if (machine !== "gateway") return parameter("device.pump.firmware-ram")
  const ram = makeCostModel(machineChoice(platforms.gateway)).platform.ram_bytes ?? 0
  return Math.ceil(ram * (1 - parameter("security.session-memory-share")))
}

/** Every machine that cannot run the suite, lacks memory for it or, with strict data, sourced figures. */
export const infeasibleMachines = (scenario: CostScenario, suite: Suite): ReadonlyArray<Infeasible> => {
  const found: Array<Infeasible> = []
  for (const machine of MACHINES) {
    if (!isThere(machine, scenario)) continue
    const message = refusal(machine, scenario, suite)
    if (message !== null) found.push({ machine, message })
  }
  return found
}

const refusal = (machine: Machine, scenario: CostScenario, suite: Suite): string | null => {
  try {
    if (scenario.strictData && isUnsourced(suite.status)) {
      return `suite "${suite.id}" has only recalled or assumed byte counts: choose another suite, or strictData: false`
    }
    if (scenario.strictData && isUnsourced(suite.sessionRamStatus)) {
      return `suite "${suite.id}" has only a recalled or assumed figure of memory: choose another suite, or strictData: false`
    }
    const { model } = machineCosts(machine, scenario, suite, true)
    const sessions = sessionsOf(machine, scenario)
    if (sessions !== null && suite.sessionRamBytes > 0)
      requireMemory(suite, model, { ...sessions, reservedBytes: firmwareBytes(machine, scenario) })
    return null
  } catch (error) {
    if (!(error instanceof CostError)) throw error
    const { asClient, asServer } = sessionsOf(machine, scenario) ?? { asClient: 1, asServer: 0 }
    const alternative = nearestRunningSuite(suite, {
      ...machineChoice(scenario.platforms[machine]),
      refuseWeak: scenario.strictData,
      sessions: asClient + asServer,
      reservedBytes: firmwareBytes(machine, scenario)
    })
    const hint =
      alternative === undefined ? "" : `; the nearest suite that does run there is "${alternative}"`
    return `${suite.id} cannot be used: ${error.message}${hint}`
  }
}

/** Costs of all machines. Throws `CostError` on what `infeasibleMachines` would have told. */
export const deviceCosts = (scenario: CostScenario, suite: Suite, asksCookie: boolean): DeviceCosts => {
  const of = (machine: Machine) => machineCosts(machine, scenario, suite, asksCookie)
  const [bedside, wearable, gateway, server] = [of("bedside"), of("wearable"), of("gateway"), of("server")]
  const clientWork = suite.handshake?.clientWork ?? []
  const serverWork = suite.handshake?.serverWork ?? []
  const used = [
    ...(isThere("bedside", scenario) ? [bedside] : []),
    ...(isThere("wearable", scenario) ? [wearable] : []),
    gateway,
    server
  ]
  const remarks = new Set(
    used.flatMap(({ costs, model }) => [
      ...(model.platform.ram_bytes === undefined ? [] : memoryRemarks(suite, model)),
      ...costs.protectLinear.remarks,
      ...costs.handshakeClient.remarks,
      ...costs.handshakeServer.remarks,
      ...costs.strangerCost.remarks
    ])
  )
  const gatewayTail = signingTail(serverWork, gateway.model)
  return {
    pumpCosts: [bedside, wearable].map(({ costs, model }): PumpCosts => {
      const clock = model.platform.clock_hz as number // a cost model has a clock
      return {
        protect: costs.protectLinear,
        unprotect: costs.unprotectLinear,
        handshakeSeconds: costs.handshakeClient.seconds,
        handshakeTail: signingTail(clientWork, model),
        strangerSeconds: costs.strangerCost.seconds + parameter("device.pump.discard-time"),
        activeWatts: model.activeWatts,
        energyStatus: model.energyStatus,
        sleepWatts: ((model.platform.sleep_uA ?? 0) / 1e6) * (model.platform.supply_V ?? 0),
        controlLoopSeconds: parameter("device.pump.control-loop-cycles") / clock
      }
    }),
    gatewayCosts: { protect: gateway.costs.protectLinear, unprotect: gateway.costs.unprotectLinear },
    serverCosts: { protect: server.costs.protectLinear, unprotect: server.costs.unprotectLinear },
    gatewayHandshakeSeconds: gateway.costs.handshakeServer.seconds,
    gatewayHandshakeTail: gatewayTail,
    gatewayStrangerSeconds: gateway.costs.strangerCost.seconds + parameter("device.gateway.discard-time"),
    remarks: [...remarks]
  }
}
