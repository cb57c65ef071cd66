// Wakes each patient's body exactly when something next happens in it, and lets the monitor look each time. Whoever changes
// a pump or a patient calls `changed`.

import { type EventHandle } from "../../../src/engine/Calendar.ts"
import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type InfusionPump } from "../../devices/InfusionPump.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

const NONE = -1
const NANOSECOND = 1e-9

export class PatientClock {
  readonly #kernel: Kernel
  readonly #pumps: ReadonlyArray<InfusionPump>
  readonly #look: (patient: number) => void
  readonly #handles: Float64Array
  readonly #wakes: EventKind

  constructor(options: {
    readonly kernel: Kernel
    readonly pumps: ReadonlyArray<InfusionPump>
    /** The patient's monitor, if any, looks. */
    readonly look: (patient: number) => void
  }) {
    this.#kernel = options.kernel
    this.#pumps = options.pumps
    this.#look = options.look
    this.#handles = new Float64Array(options.pumps.length).fill(NONE)
    this.#wakes = options.kernel.kind("patient changes", (patient) => {
      this.#handles[patient] = NONE
      this.changed(patient)
    })
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
    this.#handles[patient] = scheduleInRun(
      this.#kernel,
      Math.max(next - now, NANOSECOND),
      this.#wakes,
      patient
    )
    this.#look(patient)
  }
}
