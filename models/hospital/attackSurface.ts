// What attackers can touch in this hospital, and what stops them: routes between positions and networks, then the checks of
// channels and pumps. A refused action is counted and changes nothing.

import { type RandomStream } from "../../src/engine/RandomStreams.ts"
import { parameter } from "../data/parameters.ts"
import {
  type AttackSurface,
  type CapturedCommand,
  type Position,
  type TargetView
} from "../attacks/Attack.ts"
import { type InfusionPump } from "../devices/InfusionPump.ts"
import { type FirewallPolicy, passes, type Service, type Zone } from "../network/Firewall.ts"
import { type Hospital } from "./Hospital.ts"
import { type FloodPath } from "./sessions/HandshakeFloods.ts"
import { type MachineKind } from "./transport/Machines.ts"
import { zoneOf } from "./transport/networkFlows.ts"
import { type RadioDisruption, type RadioDisruptions } from "./transport/RadioDisruptions.ts"

const COMMAND_BYTES = parameter("message.command.size")

/** Why a position cannot reach the pumps and gateways, or null when it can. */
const obstacle = (policy: FirewallPolicy, position: Position, service: Service): string | null => {
  const zone = zoneOf[position]
  if (zone === null || passes(policy, zone, "pumps", service)) return null
  return zone === "internet"
    ? "there is no route from outside"
    : "the firewall between the networks refuses it"
}

interface Server {
  readonly kind: MachineKind
  readonly name: string
  readonly zone: Zone
}

const SERVERS: ReadonlyArray<Server> = [
  { kind: "ehr", name: "the EHR", zone: "clinical" },
  { kind: "pump-server", name: "the pump server", zone: "servers" }
]

const serversReached = (policy: FirewallPolicy, from: Zone | null): ReadonlyArray<Server> =>
  SERVERS.filter(({ zone }) => from !== null && passes(policy, from, zone, "administration"))

export const makeAttackSurface = (
  hospital: Hospital,
  options: {
    readonly attackId: string
    /** Position among the scenario's attacks of that id: each has luck of its own. */
    readonly ordinal: number
    readonly firewall: FirewallPolicy
    readonly protectsManagement: boolean
    readonly disruptions: RadioDisruptions
    readonly note: (text: string) => void
  }
): AttackSurface => {
  const { floods, infrastructure, kernel, orders, outages, pumps, streams, telemetry } = hospital
  const gateways = infrastructure.gatewayProcessors.length
  const stream: RandomStream = streams.stream(`attack/${options.attackId}`, options.ordinal)
  // Somebody in radio range hears the channels of one ward, that is of one gateway.
  const ward = Math.floor(stream() * gateways)
  const blocked = new Set<Position>()
  // Whom a flood hits when it begins is whom it stops hitting when it ends.
  let stopFlood = () => {}
  let disruption: RadioDisruption | null = null
  // What this attacker has encrypted, so that it gives back no more than that.
  let encrypted: ReadonlyArray<Server> = []

  const isReachable = (position: Position, service: Service): boolean => {
    const reason = obstacle(options.firewall, position, service)
    if (reason !== null && !blocked.has(position)) {
      blocked.add(position)
      options.note(`${options.attackId} from ${position} is stopped: ${reason}.`)
    }
    return reason === null
  }
  const isInRange = (position: Position, pump: number): boolean =>
    position !== "radio-range" || infrastructure.wardOfPump[pump] === ward

  const pumpsInRange = (position: Position) => pumps.filter((pump) => isInRange(position, pump.index))

  /** Keeps a share of the items, drawn without replacement, in their order. */
  const choose = <A>(items: ReadonlyArray<A>, share: number): ReadonlyArray<A> => {
    const keyed = items.map((item, index) => ({ item, index, key: stream() }))
    const chosen = keyed.sort((x, y) => x.key - y.key).slice(0, Math.round(items.length * share))
    return chosen.sort((x, y) => x.index - y.index).map(({ item }) => item)
  }

  const send = (position: Position, command: CapturedCommand, isAuthentic: boolean): void => {
    orders.hostile.sent++
    if (!isReachable(position, "commands") || !isInRange(position, command.pump)) {
      return orders.countHostileRefusal(command.pump, "blocked by the network")
    }
    const frame = telemetry.createHostile(command.pump, COMMAND_BYTES, command.code, command.value)
    telemetry.frames.counter[frame] = command.counter
    telemetry.frames.isAuthentic[frame] = isAuthentic ? 1 : 0
    if (position === "radio-range") return telemetry.injectOnRadio(command.pump, frame)
    return telemetry.injectAtGateway(command.pump, frame)
  }

  return {
    now: () => kernel.now,
    note: options.note,
    chooseTargets: (position, share) => choose(pumpsInRange(position), share).map(viewOf),
    forgeCommand: (position, pump, code, value) =>
      send(position, { pump, code, value, counter: Number.MAX_SAFE_INTEGER }, false),
    eavesdrop: (position) => {
      const heard: Array<CapturedCommand> = []
      if (isReachable(position, "commands")) {
        orders.overhear((pump, frame, frames) => {
          if (!isInRange(position, pump)) return
          heard.push({
            pump,
            code: frames.code[frame] as number,
            value: frames.value[frame] as number,
            counter: frames.counter[frame] as number
          })
        })
      }
      return () => heard
    },
    replay: (position, command) => send(position, command, true),
    floodHandshakes: (position, { hasRealAddresses, perSecond, share, target }) => {
      if (!isReachable(position, "handshakes")) return
      stopFlood()
      stopFlood = () => {}
      if (perSecond <= 0) return
      if (target === "pumps") {
        const chosen = choose(pumpsInRange(position), share).map(({ index }) => index)
        floods.addAtPumps(chosen, perSecond)
        stopFlood = () => floods.addAtPumps(chosen, -perSecond)
        return
      }
      const path: FloodPath = position === "radio-range" ? "radio" : "wire"
      const reached = infrastructure.gatewayProcessors.map((_, gateway) => gateway)
      const chosen = choose(
        reached.filter((gateway) => path === "wire" || gateway === ward),
        share
      )
      for (const gateway of chosen) floods.addAtGateway(gateway, path, perSecond, hasRealAddresses)
      stopFlood = () => {
        for (const gateway of chosen) floods.addAtGateway(gateway, path, -perSecond, hasRealAddresses)
      }
    },
    disruptRadio: (position, framesPerSecond, jammedShare) => {
      if (position !== "radio-range") return
      if (disruption !== null) options.disruptions.end(ward, disruption)
      disruption = null
      if (framesPerSecond <= 0 && jammedShare <= 0) return
      disruption = { framesPerSecond, jammedShare }
      options.disruptions.begin(ward, disruption)
      if (framesPerSecond > 0 && options.protectsManagement) {
        options.note(`${options.attackId}: deauthentication is refused, as management frames are protected.`)
      }
    },
    encryptServers: (position) => {
      const zone = zoneOf[position]
      const reached = serversReached(options.firewall, zone)
      for (const { kind } of reached) outages.beginAll(kind)
      encrypted = reached
      if (reached.length === 0) return false
      const spared = SERVERS.filter((server) => !reached.includes(server))
      const names = reached.map(({ name }) => name).join(" and ")
      const behind = spared.map(({ name }) => `; ${name} stands behind the firewall`).join("")
      options.note(`${options.attackId} encrypted ${names}${behind}.`)
      return true
    },
    restoreServers: () => {
      for (const { kind } of encrypted) outages.endAll(kind)
      encrypted = []
    }
  }
}

const viewOf = (pump: InfusionPump): TargetView => ({
  pump: pump.index,
  mode: pump.order.mode,
  ratePerMinute: pump.ratePerMinute,
  demandDose: pump.demandDose
})
