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
import { type Hospital } from "./Hospital.ts"
import { type FloodPath } from "./HandshakeFloods.ts"
import { type RadioDisruption, type RadioDisruptions } from "./RadioDisruptions.ts"

const COMMAND_BYTES = parameter("message.command.size")

/** Why a position cannot reach the pumps and gateways, or null when it can. */
const obstacle = (position: Position, isSegmented: boolean): string | null => {
  if (position === "remote") return "there is no route from outside"
  if (position === "radio-range") return null
  return isSegmented ? "the firewall between the networks refuses it" : null
}

export const makeAttackSurface = (
  hospital: Hospital,
  options: {
    readonly attackId: string
    /** Position among the scenario's attacks of that id: each has luck of its own. */
    readonly ordinal: number
    readonly isSegmented: boolean
    readonly protectsManagement: boolean
    readonly disruptions: RadioDisruptions
    readonly note: (text: string) => void
  }
): AttackSurface => {
  const { floods, infrastructure, kernel, orders, pumps, streams, telemetry } = hospital
  const gateways = infrastructure.gatewayProcessors.length
  const stream: RandomStream = streams.stream(`attack/${options.attackId}`, options.ordinal)
  // Somebody in radio range hears the channels of one ward, that is of one gateway.
  const ward = Math.floor(stream() * gateways)
  const blocked = new Set<Position>()
  // Whom a flood hits when it begins is whom it stops hitting when it ends.
  let stopFlood = () => {}
  let disruption: RadioDisruption | null = null

  const isReachable = (position: Position): boolean => {
    const reason = obstacle(position, options.isSegmented)
    if (reason !== null && !blocked.has(position)) {
      blocked.add(position)
      options.note(`${options.attackId} from ${position} is stopped: ${reason}.`)
    }
    return reason === null
  }
  const isInRange = (position: Position, pump: number): boolean =>
    position !== "radio-range" || infrastructure.gatewayOfPump[pump] === ward

  const pumpsInRange = (position: Position) => pumps.filter((pump) => isInRange(position, pump.index))

  /** Keeps a share of the items, drawn without replacement, in their order. */
  const choose = <A>(items: ReadonlyArray<A>, share: number): ReadonlyArray<A> => {
    const keyed = items.map((item, index) => ({ item, index, key: stream() }))
    const chosen = keyed.sort((x, y) => x.key - y.key).slice(0, Math.round(items.length * share))
    return chosen.sort((x, y) => x.index - y.index).map(({ item }) => item)
  }

  const send = (position: Position, command: CapturedCommand, isAuthentic: boolean): void => {
    orders.hostile.sent++
    if (!isReachable(position) || !isInRange(position, command.pump)) {
      return orders.countHostileRefusal("blocked by the network")
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
      if (isReachable(position)) {
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
    floodHandshakes: (position, target, share, perSecond) => {
      if (!isReachable(position)) return
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
      for (const gateway of chosen) floods.addAtGateway(gateway, path, perSecond)
      stopFlood = () => {
        for (const gateway of chosen) floods.addAtGateway(gateway, path, -perSecond)
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
      if (position !== "enterprise") return false
      telemetry.isEhrDown = true
      telemetry.isServerDown = !options.isSegmented
      options.note(
        options.isSegmented
          ? "D07 encrypted the EHR; the pump server stands behind the firewall."
          : "D07 encrypted the EHR and the pump server."
      )
      return true
    },
    restoreServers: () => {
      telemetry.restoreEhr()
      telemetry.isServerDown = false
    }
  }
}

const viewOf = (pump: InfusionPump): TargetView => ({
  pump: pump.index,
  mode: pump.order.mode,
  ratePerMinute: pump.ratePerMinute,
  demandDose: pump.demandDose
})
