// New keys for a session after so many messages, bytes or so much time: by an exchange of short messages that the gateway
// begins (KeyUpdate, RFC 8446 4.6.3), or by a new handshake. Age is looked at when a message comes, so that an idle session
// costs nothing; a lost exchange is begun again at the next message.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { parameter } from "../../data/parameters.ts"
import { FrameType } from "../../devices/Frames.ts"
import { type Infrastructure } from "../transport/Infrastructure.ts"
import { type SessionRules } from "../scenario/sessions.ts"
import { type SessionSettings } from "./sessionSettings.ts"
import { FrameFate } from "../../devices/FrameLedger.ts"
import { type Telemetry } from "../transport/Telemetry.ts"

const KEY_UPDATE_BYTES = parameter("security.key-update.size")

export class Rekeying {
  /** Times that a session got new keys without a handshake. */
  rekeys = 0
  /** Jobs in processors that belong to no frame. */
  computing = 0

  readonly #kernel: Kernel
  readonly #parts: Infrastructure
  readonly #telemetry: Telemetry
  readonly #settings: SessionSettings
  readonly #bytesLimit: number
  readonly #secondsLimit: number
  readonly #recordBytes: number
  readonly #handshake: (pump: number) => void
  /** Since the last new keys of each session: messages, bytes, and when that was [s]. */
  readonly #messages: Float64Array
  readonly #bytes: Float64Array
  readonly #sinceSeconds: Float64Array
  readonly #pumpDone: EventKind
  readonly #gatewayDone: EventKind

  constructor(options: {
    readonly kernel: Kernel
    readonly parts: Infrastructure
    readonly telemetry: Telemetry
    readonly settings: SessionSettings
    readonly rules: SessionRules
    /** Renews the session of a pump by a handshake beside it. */
    readonly handshake: (pump: number) => void
  }) {
    const { kernel, parts, rules } = options
    const pumps = parts.gatewayOfPump.length
    this.#kernel = kernel
    this.#parts = parts
    this.#telemetry = options.telemetry
    this.#settings = options.settings
    this.#handshake = options.handshake
    this.#bytesLimit = rules.rekeyAfterData > 0 ? rules.rekeyAfterData : Infinity
    this.#secondsLimit = rules.rekeyAfter > 0 ? rules.rekeyAfter : Infinity
    this.#recordBytes = KEY_UPDATE_BYTES + parts.suite.recordOverheadBytes
    this.#messages = new Float64Array(pumps)
    this.#bytes = new Float64Array(pumps)
    this.#sinceSeconds = new Float64Array(pumps)
    this.#pumpDone = kernel.kind("keys renewed by pump", (pump) => {
      this.computing--
      this.#telemetry.sendUp(FrameType.keyUpdateUp, pump, this.#recordBytes, 0)
    })
    this.#gatewayDone = kernel.kind("keys renewed by gateway", (pump) => {
      this.computing--
      this.rekeys++
      this.fresh(pump)
    })
  }

  /** The session of a pump has new keys. */
  fresh(pump: number): void {
    this.#messages[pump] = 0
    this.#bytes[pump] = 0
    this.#sinceSeconds[pump] = this.#kernel.now
  }

  /** One message of so many bytes went under the pump's keys. */
  count(pump: number, bytes: number): void {
    const messages = (this.#messages[pump] as number) + 1
    const data = (this.#bytes[pump] as number) + bytes
    this.#messages[pump] = messages
    this.#bytes[pump] = data
    const isDue =
      messages >= this.#settings.rekeyMessages ||
      data >= this.#bytesLimit ||
      this.#kernel.now - (this.#sinceSeconds[pump] as number) >= this.#secondsLimit
    if (!isDue) return
    if (this.#settings.rekeyMethod === "handshake") {
      this.fresh(pump)
      this.#handshake(pump)
    } else this.#telemetry.sendFromGateway(FrameType.keyUpdateDown, pump, this.#recordBytes, 0)
  }

  /** The gateway's message reached the pump. */
  atPump(pump: number, frame: number): void {
    this.#telemetry.end(frame, FrameFate.delivered)
    const seconds = this.#settings.pumpRekeySeconds[this.#parts.pumpClass[pump] as number] as number
    if (this.#parts.pumpProcessors[pump]?.submit(seconds, this.#pumpDone, 0) === true) this.computing++
  }

  /** The pump's answer reached the gateway. */
  atGateway(pump: number, frame: number): void {
    this.#telemetry.end(frame, FrameFate.delivered)
    const gateway = this.#parts.gatewayOfPump[pump] as number
    const seconds = this.#settings.gatewayRekeySeconds
    if (this.#parts.gatewayProcessors[gateway]?.submit(seconds, this.#gatewayDone, pump, 0) === true)
      this.computing++
  }
}
