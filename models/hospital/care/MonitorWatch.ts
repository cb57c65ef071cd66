// Lets every monitor look when its patient changes, when a delay is over and when it samples, and makes artefacts: a Poisson
// process of its own for each patient, so that a false alarm never shifts other luck.

import { type EventHandle } from "../../../src/engine/Calendar.ts"
import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type InfusionPump } from "../../devices/InfusionPump.ts"
import { type AlarmLimit } from "../../devices/MonitorChannel.ts"
import { type MonitorFinding, type VitalSignsMonitor } from "../../devices/VitalSignsMonitor.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

const NONE = -1

/** Luck with sensors: time until the next artefact and how long it lasts [s]; Infinity for never. */
export interface ArtefactLuck {
  readonly wait: () => number
  readonly duration: () => number
}

export interface MonitorWatchOptions {
  readonly kernel: Kernel
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly monitors: ReadonlyArray<VitalSignsMonitor | null>
  readonly artefactLuck: (patient: number) => ArtefactLuck
  /** Share of the first sampling interval after which a patient's first reading comes. */
  readonly samplingPhase: (patient: number) => number
  readonly sounds: (patient: number, finding: MonitorFinding) => void
  readonly artefactSounds: (patient: number, limit: AlarmLimit) => void
  readonly artefactEnds: (patient: number) => void
}

export class MonitorWatch {
  readonly #options: MonitorWatchOptions
  /** The look that is due next, by patient: its event and its time [s]. */
  readonly #handles: Float64Array
  readonly #dueSeconds: Float64Array
  readonly #due: EventKind

  constructor(options: MonitorWatchOptions) {
    this.#options = options
    const { kernel, monitors } = options
    this.#handles = new Float64Array(options.pumps.length).fill(NONE)
    this.#dueSeconds = new Float64Array(options.pumps.length)
    this.#due = kernel.kind("monitor delay is over", (patient) => {
      this.#handles[patient] = NONE
      this.#sound(patient)
    })
    this.#startArtefacts()
    const measures = kernel.kind("monitor takes a reading", (patient, channel) => {
      const monitor = monitors[patient] as VitalSignsMonitor
      scheduleInRun(
        kernel,
        monitor.channels[channel]?.sampling?.intervalSeconds ?? 0,
        measures,
        patient,
        channel
      )
      this.#advance(patient)
      this.#lookAgain(patient, monitor.measure(channel, kernel.now))
    })
    monitors.forEach((monitor, patient) => {
      const phase = monitor?.channels.some(({ sampling }) => sampling !== null)
        ? options.samplingPhase(patient)
        : 0
      monitor?.channels.forEach(({ sampling }, channel) => {
        if (sampling !== null)
          scheduleInRun(kernel, phase * sampling.intervalSeconds, measures, patient, channel)
      })
    })
  }

  /** A patient was brought up to now. */
  look(patient: number): void {
    const monitor = this.#options.monitors[patient]
    if (monitor === null || monitor === undefined) return
    this.#lookAgain(patient, monitor.observe(this.#options.kernel.now))
  }

  /** Whether the patient has a monitor that sees a limit passed. */
  isBeyondLimit(patient: number): boolean {
    return this.#options.monitors[patient]?.isBeyondLimit === true
  }

  /** A nurse is at the bedside. */
  attend(patient: number): void {
    this.#options.monitors[patient]?.attend()
  }

  /** The nurse leaves. */
  leave(patient: number): void {
    const monitor = this.#options.monitors[patient]
    if (monitor === null || monitor === undefined) return
    this.#advance(patient)
    this.#lookAgain(patient, monitor.leave(this.#options.kernel.now))
  }

  #advance(patient: number): void {
    this.#options.pumps[patient]?.body.advanceTo(this.#options.kernel.now)
  }

  #lookAgain(patient: number, afterSeconds: number): void {
    const { kernel } = this.#options
    const handle = this.#handles[patient] as EventHandle
    const atSeconds = kernel.now + afterSeconds
    if (handle !== NONE) {
      if (this.#dueSeconds[patient] === atSeconds) return
      kernel.cancel(handle)
      this.#handles[patient] = NONE
    }
    if (Number.isNaN(afterSeconds)) return
    this.#handles[patient] = scheduleInRun(kernel, afterSeconds, this.#due, patient)
    this.#dueSeconds[patient] = atSeconds
  }

  #sound(patient: number): void {
    const { kernel, monitors, sounds } = this.#options
    this.#advance(patient)
    const finding = monitors[patient]?.sound(kernel.now) ?? null
    if (finding !== null) sounds(patient, finding)
  }

  #startArtefacts(): void {
    const { artefactEnds, artefactLuck, artefactSounds, kernel, monitors } = this.#options
    const luck = monitors.map((monitor, patient) => (monitor === null ? null : artefactLuck(patient)))
    const ends = kernel.kind("artefact ends", (patient, artefact) => {
      if (monitors[patient]?.endArtefact(artefact) !== true) return
      artefactEnds(patient)
      // What sounded for nothing may by now have a reason.
      this.#sound(patient)
    })
    const next = (patient: number) => {
      const wait = luck[patient]?.wait() ?? Infinity
      scheduleInRun(kernel, wait, begins, patient)
    }
    const begins: EventKind = kernel.kind("artefact begins", (patient) => {
      // Drawn whether it sounds or not.
      const duration = luck[patient]?.duration() ?? 0
      next(patient)
      const limit = monitors[patient]?.beginArtefact(kernel.now) ?? null
      if (limit === null) return
      kernel.schedule(duration, ends, patient, monitors[patient]?.artefacts)
      artefactSounds(patient, limit)
    })
    for (const patient of luck.keys()) next(patient)
  }
}
