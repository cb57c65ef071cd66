// Commands to pumps: physicians' orders, by network or else by a nurse's hand, and what becomes of those that attackers send.

import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { parameter } from "../data/parameters.ts"
import { type Frames, FrameType } from "../devices/Frames.ts"
import { Command, type InfusionPump, type Refusal } from "../devices/InfusionPump.ts"
import { type Sessions } from "./Sessions.ts"
import { FrameFate, type Telemetry } from "./Telemetry.ts"

const COMMAND_BYTES = parameter("message.command.size")
const CONFIRMATION_SECONDS = parameter("orders.confirmation-timeout")

/** What became of the commands that attackers sent; what is neither obeyed nor refused was lost or is on its way. */
export interface HostileCommands {
  sent: number
  obeyed: number
  readonly refused: Map<Refusal | "blocked by the network", number>
}

export interface OrdersOptions {
  readonly kernel: Kernel
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly telemetry: Telemetry
  readonly sessions: Sessions
  /** Gives a nurse the task of programming a patient's pump. */
  readonly assign: (patient: number, program: (pump: InfusionPump) => void) => void
  /** A pump obeyed a command. */
  readonly changed: (patient: number) => void
}

interface UnconfirmedOrder {
  readonly command: number
  readonly value: number
}

export class Orders {
  readonly hostile: HostileCommands = { sent: 0, obeyed: 0, refused: new Map() }
  /** Orders that could not come through the network and were programmed by hand. */
  byHand = 0
  /** Orders sent through the network. */
  sent = 0

  readonly #options: OrdersOptions
  readonly #overheard: Array<(pump: number, frame: number, frames: Frames) => void> = []
  readonly #unconfirmed: Array<UnconfirmedOrder> = []
  readonly #isNotConfirmed: EventKind

  constructor(options: OrdersOptions) {
    this.#options = options
    this.#isNotConfirmed = options.kernel.kind("order is not confirmed", (patient, index) => {
      const { command, value } = this.#unconfirmed[index] as UnconfirmedOrder
      this.#programByHand(patient, command, value)
    })
  }

  /** Lets `listen` see every legitimate command on its way to a pump. */
  overhear(listen: (pump: number, frame: number, frames: Frames) => void): void {
    this.#overheard.push(listen)
  }

  /** A physician orders; where the network cannot carry it, a nurse programs it. */
  place(patient: number, command: number, value: number): void {
    const { pumps, sessions, telemetry } = this.#options
    const pump = pumps[patient] as InfusionPump
    if (command === Command.setRate) pump.order = { ...pump.order, dosePerMinute: value }
    if (telemetry.isEhrDown || telemetry.isServerDown || !sessions.isConnected(patient)) {
      return this.#programByHand(patient, command, value)
    }
    this.sent++
    return telemetry.sendDown(FrameType.command, patient, COMMAND_BYTES, command, value)
  }

  /** A command passed the channel's checks: the pump's own come next. */
  arrived(index: number, frame: number): void {
    const { pumps, telemetry, kernel, changed } = this.#options
    const { frames } = telemetry
    const isHostile = frames.isHostile[frame] === 1
    const code = frames.code[frame] as number
    const value = frames.value[frame] as number
    if (!isHostile) for (const listen of this.#overheard) listen(index, frame, frames)
    const refusal = (pumps[index] as InfusionPump).receive(
      { code, value, isAuthentic: frames.isAuthentic[frame] === 1, counter: frames.counter[frame] as number },
      kernel.now
    )
    if (refusal === null) {
      if (isHostile) this.hostile.obeyed++
      telemetry.end(frame, FrameFate.delivered)
      return changed(index)
    }
    this.refused(frame, refusal)
    telemetry.end(frame, FrameFate.refused)
    return isHostile ? undefined : this.#programByHand(index, code, value)
  }

  /** The channel or the pump refused a command. */
  refused(frame: number, reason: Refusal): void {
    if (this.#options.telemetry.frames.isHostile[frame] === 1) this.countHostileRefusal(reason)
  }

  countHostileRefusal(reason: Refusal | "blocked by the network"): void {
    this.hostile.refused.set(reason, (this.hostile.refused.get(reason) ?? 0) + 1)
  }

  /** A command was lost or found no room: the server misses the pump's confirmation after a while. */
  lost(patient: number, frame: number): void {
    const { kernel, telemetry } = this.#options
    const { code, isHostile, value } = telemetry.frames
    if (isHostile[frame] === 1) return
    const order: UnconfirmedOrder = { command: code[frame] as number, value: value[frame] as number }
    kernel.schedule(CONFIRMATION_SECONDS, this.#isNotConfirmed, patient, this.#unconfirmed.push(order) - 1)
  }

  #programByHand(patient: number, command: number, value: number): void {
    const { assign, kernel } = this.#options
    this.byHand++
    assign(patient, (pump) => {
      if (command === Command.bolus) pump.giveBolus(kernel.now, value)
      else pump.program(kernel.now, pump.order.dosePerMinute, pump.order.demandDose)
    })
  }
}
