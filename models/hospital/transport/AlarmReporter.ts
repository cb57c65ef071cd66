// A pump tells the pump server of an alarm and repeats it, with doubling, until it is acknowledged or over. Without a session
// the alarm waits for one.

import { type EventHandle } from "../../../src/engine/Calendar.ts"
import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { parameter } from "../../data/parameters.ts"
import { type Alarm } from "../../devices/Alarm.ts"
import { FrameType } from "../../devices/Frames.ts"
import { type Sessions } from "../sessions/Sessions.ts"
import { type Telemetry } from "./Telemetry.ts"

const FIRST_WAIT_SECONDS = parameter("network.alarm-retransmit")
const LONGEST_WAIT_SECONDS = parameter("network.alarm-retransmit-maximum")
const ALARM_BYTES = parameter("msg.pcd04.size")

export class AlarmReporter {
  /** Alarm messages beyond the first of each alarm. */
  retransmissions = 0

  readonly #kernel: Kernel
  readonly #alarms: ReadonlyArray<Alarm>
  readonly #telemetry: Telemetry
  readonly #sessions: Sessions
  readonly #pending = new Map<number, { wait: number; handle: EventHandle }>()
  readonly #repeats: EventKind

  constructor(kernel: Kernel, alarms: ReadonlyArray<Alarm>, telemetry: Telemetry, sessions: Sessions) {
    this.#kernel = kernel
    this.#alarms = alarms
    this.#telemetry = telemetry
    this.#sessions = sessions
    this.#repeats = kernel.kind("alarm is repeated", (_pump, alarm) => this.#repeat(alarm))
  }

  report(alarm: Alarm): void {
    this.#pending.set(alarm.index, { wait: FIRST_WAIT_SECONDS, handle: -1 })
    this.#send(alarm)
  }

  /** Stops repeating: the server has it, or a nurse is at the bedside. */
  finish(alarm: number): void {
    const pending = this.#pending.get(alarm)
    if (pending === undefined) return
    if (pending.handle !== -1) this.#kernel.cancel(pending.handle)
    this.#pending.delete(alarm)
  }

  /** A session is there again: what waits is sent at once. */
  connected(pump: number): void {
    for (const index of this.#pending.keys()) {
      const alarm = this.#alarms[index] as Alarm
      if (alarm.patient === pump) this.#send(alarm)
    }
  }

  #send(alarm: Alarm): void {
    const pending = this.#pending.get(alarm.index)
    if (pending === undefined) return
    if (this.#sessions.isConnected(alarm.patient))
      this.#telemetry.sendUp(FrameType.alarm, alarm.patient, ALARM_BYTES, alarm.index)
    if (pending.handle !== -1) this.#kernel.cancel(pending.handle)
    pending.handle = this.#kernel.schedule(pending.wait, this.#repeats, alarm.patient, alarm.index)
    pending.wait = Math.min(pending.wait * 2, LONGEST_WAIT_SECONDS)
  }

  #repeat(index: number): void {
    const pending = this.#pending.get(index)
    if (pending === undefined) return
    pending.handle = -1
    this.retransmissions++
    this.#send(this.#alarms[index] as Alarm)
  }
}
