// What attackers can touch in this hospital, and what stops them: routes between positions and networks, then the checks of
// channels and pumps. A refused action is counted and changes nothing.

import { type RandomStream } from "../../src/engine/RandomStreams.ts"
import { parameter } from "../data/parameters.ts"
import { type AttackSurface, type CapturedCommand, type Position, type TargetView } from "../attacks/Attack.ts"
import { type InfusionPump } from "../devices/InfusionPump.ts"
import { type Processor } from "../devices/Processor.ts"
import { type Hospital } from "./Hospital.ts"
import { type PumpCosts } from "./Infrastructure.ts"

const COMMAND_BYTES = parameter("message.command.size")
const FIRST_FLIGHT_BYTES = parameter("attack.first-flight.size")

/** Why a position cannot reach the pumps and gateways, or null when it can. */
const obstacle = (position: Position, isSegmented: boolean): string | null => {
  if (position === "remote") return "there is no route from outside"
  if (position === "radio-range") return null
  return isSegmented ? "the firewall between the networks refuses it" : null
}

export const makeAttackSurface = (
  hospital: Hospital,
  options: { readonly attackId: string; readonly isSegmented: boolean; readonly note: (text: string) => void }
): AttackSurface => {
  const { infrastructure, kernel, pumps, streams, telemetry } = hospital
  const gateways = infrastructure.gatewayProcessors.length
  const stream: RandomStream = streams.stream(`attack/${options.attackId}`)
  // Somebody in radio range hears the channels of one ward, that is of one gateway.
  const ward = Math.floor(stream() * gateways)
  const blocked = new Set<Position>()
  // Whom a flood hit when it began is whom it stops hitting when it ends.
  let flooded: ReadonlyArray<Processor> | undefined
  let floodedPumps: ReadonlyArray<InfusionPump> | undefined

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

  /** Keeps a share of the items, drawn without replacement, in their order. */
  const choose = <A>(items: ReadonlyArray<A>, share: number): ReadonlyArray<A> => {
    const keyed = items.map((item, index) => ({ item, index, key: stream() }))
    const chosen = keyed.sort((x, y) => x.key - y.key).slice(0, Math.round(items.length * share))
    return chosen.sort((x, y) => x.index - y.index).map(({ item }) => item)
  }

  const send = (position: Position, command: CapturedCommand, isAuthentic: boolean): void => {
    hospital.hostile.sent++
    if (!isReachable(position) || !isInRange(position, command.pump)) {
      const count = hospital.hostile.refused.get("blocked by the network") ?? 0
      hospital.hostile.refused.set("blocked by the network", count + 1)
      return
    }
    const frame = telemetry.createHostile(command.pump, COMMAND_BYTES, command.code, command.value)
    telemetry.frames.counter[frame] = command.counter
    telemetry.frames.isAuthentic[frame] = isAuthentic ? 1 : 0
    if (position === "radio-range") telemetry.injectOnRadio(command.pump, frame)
    else telemetry.injectAtGateway(command.pump, frame)
  }

  return {
    now: () => kernel.now,
    note: options.note,
    chooseTargets: (position, share) => {
      const candidates = pumps.filter((pump) => isInRange(position, pump.index))
      return choose(candidates, share).map(viewOf)
    },
    forgeCommand: (position, pump, code, value) =>
      send(position, { pump, code, value, counter: Number.MAX_SAFE_INTEGER }, false),
    eavesdrop: (position) => {
      const heard: Array<CapturedCommand> = []
      if (isReachable(position)) {
        hospital.overhear((pump, frame, frames) => {
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
      if (target === "gateways") {
        const reached = infrastructure.gatewayProcessors.filter((_, gateway) => position !== "radio-range" || gateway === ward)
        flooded ??= choose(reached, share)
        for (const processor of flooded) processor.setBackgroundLoad(perSecond, infrastructure.gatewayStrangerSeconds)
      } else {
        floodedPumps ??= choose(pumps.filter((pump) => isInRange(position, pump.index)), share)
        for (const { index } of floodedPumps) {
          const costs = infrastructure.pumpCosts[infrastructure.pumpClass[index] as number] as PumpCosts
          const processor = infrastructure.pumpProcessors[index] as Processor
          processor.setBackgroundLoad(perSecond, costs.strangerSeconds)
        }
      }
      if (position === "radio-range" || target === "pumps") floodRadios(position, target, perSecond)
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

  function floodRadios(position: Position, target: "gateways" | "pumps", perSecond: number): void {
    for (let gateway = 0; gateway < gateways; gateway++) {
      if (position === "radio-range" && gateway !== ward) continue
      const receivers =
        target === "gateways" ? 1 : (floodedPumps ?? []).filter(({ index }) => infrastructure.gatewayOfPump[index] === gateway).length
      infrastructure.radios[gateway * 2]?.setBackgroundLoad(perSecond * receivers, FIRST_FLIGHT_BYTES)
    }
  }
}

const viewOf = (pump: InfusionPump): TargetView => ({
  pump: pump.index,
  mode: pump.order.mode,
  ratePerMinute: pump.ratePerMinute,
  demandDose: pump.demandDose
})
