// When pumps report their status. A pump prepares a report at regular times, and hands it to its radio when its processor has
// protected it. Nearly always the processor has nothing else to do: then one event, at the end, stands for both. Whatever
// comes between - another job, a reset, a lost session - makes an event of each.

import { type EventHandle } from "../../../src/engine/Calendar.ts"
import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { parameter } from "../../data/parameters.ts"
import { type DeviceProcessor } from "../../devices/DeviceProcessor.ts"
import { FrameType } from "../../devices/Frames.ts"
import { scheduleInRun } from "../scheduleInRun.ts"
import { type Telemetry } from "./Telemetry.ts"

const STATUS_BYTES = parameter("msg.pcd01.size")
const NOT_PLANNED = -1

export interface StatusReportOptions {
  readonly kernel: Kernel
  /** Time between two reports of a pump [s]. */
  readonly interval: number
  readonly telemetry: Pick<Telemetry, "preparationSeconds" | "sendUp" | "sendUpAsOf" | "sendUpPrepared">
  readonly processors: ReadonlyArray<DeviceProcessor>
  readonly isConnected: (pump: number) => boolean
  /** A report is due, and the pump has no session to send it in. */
  readonly notConnected: (pump: number) => void
}

export class StatusReports {
  /** Reports that a pump could not send because it had no session. */
  withoutSession = 0

  readonly #options: StatusReportOptions
  readonly #isDue: EventKind
  readonly #isReady: EventKind
  /** Of each pump whose next report is one event: when it is due [s], and the event at its end. */
  readonly #dueSeconds: Float64Array
  readonly #ready: Float64Array

  constructor(options: StatusReportOptions) {
    this.#options = options
    const { kernel, processors } = options
    this.#dueSeconds = new Float64Array(processors.length).fill(Infinity)
    this.#ready = new Float64Array(processors.length).fill(NOT_PLANNED)
    this.#isDue = kernel.kind("status is due", (pump) => this.#due(pump))
    this.#isReady = kernel.kind("status leaves pump", (pump) => this.#leave(pump))
  }

  /** Plans the first report of a pump. */
  start(pump: number, waitSeconds: number): void {
    scheduleInRun(this.#options.kernel, waitSeconds, this.#isDue, pump)
  }

  /** The pump is about to lose its session. */
  loses(pump: number): void {
    const dueSeconds = this.#dueSeconds[pump] as number // pumps are in range, here and below
    if (dueSeconds === Infinity) return
    const { kernel } = this.#options
    if (kernel.now < dueSeconds) {
      this.#forget(pump)
      scheduleInRun(kernel, dueSeconds - kernel.now, this.#isDue, pump)
      return
    }
    this.handOver(pump)
    // The next one has been planned in the session that is about to end.
    this.loses(pump)
  }

  /** A report that is due and being prepared becomes a job like others. */
  handOver(pump: number): void {
    const dueSeconds = this.#dueSeconds[pump] as number
    this.#forget(pump)
    this.#options.telemetry.sendUpAsOf(dueSeconds, FrameType.status, pump, STATUS_BYTES)
    this.#plan(pump, dueSeconds)
  }

  /** The same for all reports that are being prepared: numbers stay, but there is an event more, and another fingerprint. */
  settle(): void {
    const { now } = this.#options.kernel
    for (let pump = 0; pump < this.#dueSeconds.length; pump++)
      if ((this.#dueSeconds[pump] as number) <= now) this.handOver(pump)
  }

  #due(pump: number): void {
    const { isConnected, kernel, notConnected, telemetry } = this.#options
    this.#plan(pump, kernel.now)
    if (isConnected(pump)) telemetry.sendUp(FrameType.status, pump, STATUS_BYTES, 0)
    else {
      this.withoutSession++
      notConnected(pump)
    }
  }

  #leave(pump: number): void {
    const { telemetry } = this.#options
    const dueSeconds = this.#dueSeconds[pump] as number
    if (!telemetry.sendUpPrepared(dueSeconds, FrameType.status, pump, STATUS_BYTES))
      return this.handOver(pump)
    return this.#plan(pump, dueSeconds)
  }

  /** Plans the report after the one that was due at `lastSeconds`. */
  #plan(pump: number, lastSeconds: number): void {
    const { interval, isConnected, kernel, processors, telemetry } = this.#options
    const processor = processors[pump] as DeviceProcessor
    const { now } = kernel
    const wait = lastSeconds + interval - now
    const work = telemetry.preparationSeconds(pump, STATUS_BYTES)
    if (!isConnected(pump) || !processor.canExpect || work >= interval) {
      this.#dueSeconds[pump] = Infinity
      processor.expect(Infinity)
      scheduleInRun(kernel, wait, this.#isDue, pump)
      return
    }
    const due = kernel.timeAfter(wait)
    this.#dueSeconds[pump] = due
    this.#ready[pump] = scheduleInRun(kernel, due - now + (due + work - due), this.#isReady, pump)
    processor.expect(due)
  }

  /** No report of the pump is one event any more. */
  #forget(pump: number): void {
    const { kernel, processors } = this.#options
    kernel.cancel(this.#ready[pump] as EventHandle)
    this.#dueSeconds[pump] = Infinity
    processors[pump]?.expect(Infinity)
  }
}
