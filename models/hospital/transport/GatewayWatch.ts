// How pumps notice that their gateway or their radio is gone: a message without an answer, a keep-alive without an answer,
// a link lost, or a gateway that came back and knows no session. Each ends the session; the pump then asks for a new one.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { parameter, parameterField } from "../../data/parameters.ts"
import { millisecondsOf } from "../../network/radioParameters.ts"
import { reassociationSeconds } from "../../network/WifiPresence.ts"
import { WifiWard } from "../../network/WifiWard.ts"
import { type Infrastructure } from "./Infrastructure.ts"
import { type Sessions } from "../sessions/Sessions.ts"
import { PumpClass, type WardRadio } from "./wardRadios.ts"

const ANSWER_SECONDS = parameter("network.answer-timeout")
const KEEP_ALIVE_SECONDS = parameterField("net.mqtt", "keepalive_s")
const WIFI_LOSS_SECONDS = parameter("network.link-loss.wifi")
const BLE_LOSS_SECONDS = millisecondsOf("ble.connection", "supervision_ms")
const BLE_RETURN_SECONDS = millisecondsOf("ble.connection", "reconnect_ms")

export class GatewayWatch {
  /** Sessions that pumps gave up because gateway or radio was gone. */
  sessionsLost = 0

  readonly #kernel: Kernel
  readonly #parts: Infrastructure
  readonly #sessions: () => Sessions
  readonly #luck: RandomStream
  /** 1 while a pump waits for an answer that will not come. */
  readonly #isWaiting: Uint8Array
  /** 1 while a pump knows that its radio link is gone. */
  readonly #isCutOff: Uint8Array
  readonly #notices: EventKind
  readonly #losesLink: EventKind

  constructor(
    kernel: Kernel,
    streams: RandomStreams,
    parts: Infrastructure,
    /** Asked when needed, as sessions need the telemetry that needs this. */
    sessions: () => Sessions
  ) {
    this.#kernel = kernel
    this.#parts = parts
    this.#sessions = sessions
    this.#luck = streams.stream("gateway-watch")
    this.#isWaiting = new Uint8Array(parts.gatewayOfPump.length)
    this.#isCutOff = new Uint8Array(parts.gatewayOfPump.length)
    this.#notices = kernel.kind("pump misses its gateway", (pump) => this.#noticed(pump))
    this.#losesLink = kernel.kind("pump loses its radio link", (pump) => this.#linkLost(pump))
  }

  /** A message of the pump met a gateway that is down. */
  unanswered(pump: number): void {
    if (this.#isWaiting[pump] === 1 || !this.#hasSessions) return
    this.#isWaiting[pump] = 1
    this.#kernel.schedule(ANSWER_SECONDS, this.#notices, pump)
  }

  /** A gateway told the pump that it knows no session with it. */
  unknownSession(pump: number): void {
    this.#loseSession(pump, 0)
  }

  /** The gateway's sessions are gone; pumps that have nothing to say miss the answer to their next keep-alive. */
  sessionsForgotten(gateway: number): void {
    if (!this.#hasSessions) return
    const { gatewayOfPump } = this.#parts
    this.#sessions().forgetAt(gateway)
    for (let pump = 0; pump < gatewayOfPump.length; pump++) {
      if (gatewayOfPump[pump] !== gateway) continue
      this.#kernel.schedule(this.#luck() * KEEP_ALIVE_SECONDS + ANSWER_SECONDS, this.#notices, pump)
    }
  }

  /** The pump's gateway forgets it, as another one is about to serve it; the pump hears of it when it next has something to say. */
  forgotten(pump: number): void {
    this.#sessions().forget(pump)
  }

  /** An access point or hub is down. */
  radioFailed(radio: number): void {
    const ward = this.#wardOf(radio)
    const machine = this.#parts.radios[radio]
    if (ward?.accessPoints != null) ward.accessPoints.fails(ward.cells.findIndex((cell) => cell === machine))
    else ward?.cells[0]?.presence.accessPointFails()
    for (const pump of this.#pumpsOn(radio)) {
      const seconds = this.#isWifi(pump) ? WIFI_LOSS_SECONDS : BLE_LOSS_SECONDS
      this.#kernel.schedule(seconds, this.#losesLink, pump)
    }
  }

  /** It is back: pumps find it again, and set up sessions if they gave them up. */
  radioReturned(radio: number): void {
    const ward = this.#wardOf(radio)
    const machine = this.#parts.radios[radio]
    if (ward?.accessPoints != null) {
      const accessPoint = ward.cells.findIndex((cell) => cell === machine)
      ward.accessPoints.returns(accessPoint, this.#luck)
    } else ward?.cells[0]?.presence.accessPointReturns(this.#luck)
    for (const pump of this.#pumpsOn(radio)) {
      if (this.#isCutOff[pump] === 0) continue
      this.#isCutOff[pump] = 0
      const seconds = this.#isWifi(pump) ? reassociationSeconds(this.#luck) : BLE_RETURN_SECONDS
      this.#sessions().connectAfter(pump, seconds)
    }
  }

  get #hasSessions(): boolean {
    return this.#parts.suite.handshake !== null
  }

  #isWifi(pump: number): boolean {
    return this.#parts.pumpClass[pump] === PumpClass.bedside
  }

  #wardOf(radio: number): WardRadio | undefined {
    const machine = this.#parts.radios[radio]
    return this.#parts.wardRadios.find(
      (ward) => ward?.radio === machine || ward?.cells.some((cell) => cell === machine)
    )
  }

  #pumpsOn(radio: number): ReadonlyArray<number> {
    const { radioOfPump } = this.#parts.machines
    return Array.from(radioOfPump.keys()).filter((pump) => radioOfPump[pump] === radio)
  }

  #noticed(pump: number): void {
    this.#isWaiting[pump] = 0
    if (this.#parts.machines.knowsSession[pump] === 0) this.#loseSession(pump, 0)
  }

  #linkLost(pump: number): void {
    if (!this.#parts.machines.isOffAir(pump)) return
    // Another access point keeps the pump's address and so its session.
    const radio = this.#parts.radioOfPump(pump)
    if (radio instanceof WifiWard && radio.escape(pump)) return
    this.#isCutOff[pump] = 1
    this.#loseSession(pump, null)
  }

  /** Ends the pump's session and begins another one after a while; null: not by itself. */
  #loseSession(pump: number, againSeconds: number | null): void {
    const sessions = this.#sessions()
    if (!this.#hasSessions || !sessions.isConnected(pump)) return
    this.sessionsLost++
    sessions.lose(pump)
    if (againSeconds !== null) sessions.connectAfter(pump, againSeconds)
  }
}
