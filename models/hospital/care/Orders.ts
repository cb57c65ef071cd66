// Commands to pumps: physicians' orders, by network or else by a nurse's hand, and what becomes of those that attackers send.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { parameter } from "../../data/parameters.ts"
import { type Frames, FrameType } from "../../devices/Frames.ts"
import { Command, type InfusionPump, type Refusal } from "../../devices/InfusionPump.ts"
import { type Sessions } from "../sessions/Sessions.ts"
import { FrameFate } from "../../devices/FrameLedger.ts"
import { type Telemetry } from "../transport/Telemetry.ts"

const COMMAND_BYTES = parameter("message.command.size")
const LIBRARY_BYTES = parameter("library.size")
const LIBRARY_RETRY_SECONDS = parameter("library.retry")
const CONFIRMATION_SECONDS = parameter("orders.confirmation-timeout")

/** What the trace remarks on the event in which a pump obeys an attacker. */
export const HOSTILE_COMMAND_OBEYED = "hostile command obeyed"

/** A command of an attacker that a pump obeyed. */
export interface ObeyedCommand {
  readonly timeSeconds: number
  readonly code: number
  /** Dose unit of the drug, per minute for a rate. */
  readonly value: number
}

/** What became of the commands that attackers sent; what is neither obeyed nor refused was lost or is on its way. */
export interface HostileCommands {
  sent: number
  obeyed: number
  readonly refused: Map<Refusal | "blocked by the network", number>
  /** By patient, in order of time. */
  readonly obeyedBy: Map<number, Array<ObeyedCommand>>
  /** How many a patient's channel or pump refused, by patient; what the network blocked is not in it. */
  readonly refusedFor: Map<number, number>
}

export interface OrdersOptions {
  readonly kernel: Kernel
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly telemetry: Telemetry
  readonly sessions: Sessions
  /** Gives a nurse the task of programming a patient's pump. */
  readonly assign: (patient: number, program: (pump: InfusionPump) => void) => void
  /** What the nurse does at the pump, once there: sets it to the order, or gives a bolus. */
  readonly byHand: {
    readonly order: (patient: number) => void
    readonly bolus: (patient: number, dose: number) => void
  }
  /** Whether orders go through the network at all. */
  readonly autoProgramming: boolean
  /** A pump obeyed a command. */
  readonly changed: (patient: number) => void
}

interface UnconfirmedOrder {
  readonly command: number
  readonly value: number
}

export class Orders {
  readonly hostile: HostileCommands = {
    sent: 0,
    obeyed: 0,
    refused: new Map(),
    obeyedBy: new Map(),
    refusedFor: new Map()
  }
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
      if (command === Command.installLibrary) return this.pushLibrary(patient, value)
      return this.#programByHand(patient, command, value)
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
    if (command === Command.setRate) pump.prescribe(this.#options.kernel.now, value)
    else if (command === Command.setDemandDose) pump.prescribeDemand(value)
    if (!this.#options.autoProgramming || !telemetry.carriesOrders || !sessions.isConnected(patient)) {
      return this.#programByHand(patient, command, value)
    }
    this.sent++
    return telemetry.sendDown(FrameType.command, patient, COMMAND_BYTES, command, value)
  }

  /** Sends a version of the drug library to a pump, again and again until it has it. */
  pushLibrary(patient: number, version: number): void {
    const { kernel, sessions, telemetry } = this.#options
    if (!telemetry.isServerDown && sessions.isConnected(patient)) {
      return telemetry.sendDown(FrameType.command, patient, LIBRARY_BYTES, Command.installLibrary, version)
    }
    const order: UnconfirmedOrder = { command: Command.installLibrary, value: version }
    kernel.schedule(LIBRARY_RETRY_SECONDS, this.#isNotConfirmed, patient, this.#unconfirmed.push(order) - 1)
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
      if (isHostile) this.#countObeyed(index, { timeSeconds: kernel.now, code, value })
      telemetry.end(frame, FrameFate.delivered)
      return changed(index)
    }
    this.refused(frame, refusal)
    telemetry.end(frame, FrameFate.refused)
    return isHostile ? undefined : this.#programByHand(index, code, value)
  }

  /** The channel or the pump refused a command. */
  refused(frame: number, reason: Refusal): void {
    const { frames } = this.#options.telemetry
    if (frames.isHostile[frame] === 1) this.countHostileRefusal(frames.pump[frame] as number, reason)
  }

  countHostileRefusal(patient: number, reason: Refusal | "blocked by the network"): void {
    const { refused, refusedFor } = this.hostile
    refused.set(reason, (refused.get(reason) ?? 0) + 1)
    // What a firewall stops never came near a pump.
    if (reason !== "blocked by the network") refusedFor.set(patient, (refusedFor.get(patient) ?? 0) + 1)
    this.#options.kernel.trace?.note(`hostile command to patient ${patient} refused: ${reason}`)
  }

  /** A command was lost or found no room: the server misses the pump's confirmation after a while. */
  lost(patient: number, frame: number): void {
    const { kernel, telemetry } = this.#options
    const { code, isHostile, value } = telemetry.frames
    if (isHostile[frame] === 1) return
    const order: UnconfirmedOrder = { command: code[frame] as number, value: value[frame] as number }
    kernel.schedule(CONFIRMATION_SECONDS, this.#isNotConfirmed, patient, this.#unconfirmed.push(order) - 1)
  }

  #countObeyed(patient: number, command: ObeyedCommand): void {
    this.hostile.obeyed++
    this.#options.kernel.trace?.note(HOSTILE_COMMAND_OBEYED)
    const known = this.hostile.obeyedBy.get(patient)
    if (known === undefined) this.hostile.obeyedBy.set(patient, [command])
    else known.push(command)
  }

  #programByHand(patient: number, command: number, value: number): void {
    const { assign, byHand } = this.#options
    // A library that the pump refused is not for nurses to install.
    if (command === Command.installLibrary) return
    this.byHand++
    assign(patient, (pump) => {
      if (command === Command.bolus) byHand.bolus(pump.index, value)
      else byHand.order(pump.index)
    })
  }
}
