// Wakes each patient's body exactly when something next happens in it, and lets the monitor look each time. Whoever changes
// a pump or a patient calls `changed`.

import { type EventHandle } from "../../src/engine/Calendar.ts"
import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { type InfusionPump } from "../devices/InfusionPump.ts"
import { type VitalSignsMonitor } from "../devices/VitalSignsMonitor.ts"

const NONE = -1
const NANOSECOND = 1e-9

export class PatientClock {
  readonly #kernel: Kernel
  readonly #pumps: ReadonlyArray<InfusionPump>
  readonly #monitors: ReadonlyArray<VitalSignsMonitor | null>
  readonly #monitorSounds: (patient: number, cause: string) => void
  readonly #handles: Float64Array
  readonly #wakes: EventKind
  readonly #monitorDue: EventKind

  constructor(options: {
    readonly kernel: Kernel
    readonly pumps: ReadonlyArray<InfusionPump>
    readonly monitors: ReadonlyArray<VitalSignsMonitor | null>
    readonly monitorSounds: (patient: number, cause: string) => void
  }) {
    this.#kernel = options.kernel
    this.#pumps = options.pumps
    this.#monitors = options.monitors
    this.#monitorSounds = options.monitorSounds
    this.#handles = new Float64Array(options.pumps.length).fill(NONE)
    this.#wakes = options.kernel.kind("patient changes", (patient) => {
      this.#handles[patient] = NONE
      this.changed(patient)
    })
    this.#monitorDue = options.kernel.kind("monitor delay is over", (patient) => this.#monitorIsDue(patient))
  }

  /** Brings a patient up to now, lets the monitor look, and schedules the next change. */
  changed(patient: number): void {
    const now = this.#kernel.now
    const { body } = this.#pumps[patient] as InfusionPump
    body.advanceTo(now)
    const handle = this.#handles[patient] as EventHandle
    if (handle !== NONE) this.#kernel.cancel(handle)
    const next = body.nextEventSeconds()
    // A sum of times may lie a rounding error after the nanosecond it means: never wake in the same nanosecond again.
    this.#handles[patient] =
      next === Infinity ? NONE : this.#kernel.schedule(Math.max(next - now, NANOSECOND), this.#wakes, patient)
    const monitor = this.#monitors[patient]
    if (monitor !== null && monitor !== undefined) this.#lookAgain(patient, monitor.observe(now))
  }

  /** A nurse is at the bedside. */
  attend(patient: number): void {
    this.#monitors[patient]?.attend()
  }

  /** The nurse leaves. */
  leave(patient: number): void {
    const monitor = this.#monitors[patient]
    if (monitor === null || monitor === undefined) return
    this.#pumps[patient]?.body.advanceTo(this.#kernel.now)
    this.#lookAgain(patient, monitor.leave(this.#kernel.now))
  }

  #lookAgain(patient: number, afterSeconds: number): void {
    if (!Number.isNaN(afterSeconds)) this.#kernel.schedule(afterSeconds, this.#monitorDue, patient)
  }

  #monitorIsDue(patient: number): void {
    this.#pumps[patient]?.body.advanceTo(this.#kernel.now)
    const cause = this.#monitors[patient]?.sound(this.#kernel.now)
    if (cause !== null && cause !== undefined) this.#monitorSounds(patient, cause)
  }
}
