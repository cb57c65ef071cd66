// The hospital's drug library over time: which version each pump has, and how new ones reach it. A version travels as a message
// to each pump and waits there until somebody starts the pump anew, which takes days (Poppe and Eckel: 80 % after 22 d).

import { randomExponential } from "d3-random"
import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { type LibraryEntry, libraryEntry, outdatedEntry } from "../../devices/DrugLibrary.ts"
import { type InfusionPump } from "../../devices/InfusionPump.ts"
import { lazily, lazyStreams } from "../lazyStreams.ts"
import { type Scenario } from "../Scenario.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

/** Version in force when a run begins; the one before it has the next lower number. */
const FIRST_VERSION = 1
/** Longer than any run. */
const NEVER_SECONDS = 100 * 86_400

export interface DrugLibrariesOptions {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly library: Scenario["library"]
  /** Sends a version to a pump through the network. */
  readonly push: (patient: number, version: number) => void
}

export class DrugLibraries {
  /** Alerts of soft limits, and how many of them a nurse overrode. */
  alerts = 0
  overrides = 0
  newestVersion = FIRST_VERSION

  readonly #options: DrugLibrariesOptions
  readonly #entries: ReadonlyArray<LibraryEntry>
  readonly #overriding: (patient: number) => RandomStream
  readonly #laterActivation: (patient: number) => () => number
  readonly #activates: EventKind
  #releasedSeconds: number

  constructor(options: DrugLibrariesOptions) {
    this.#options = options
    const { kernel, library, pumps, streams } = options
    const age = streams.stream("library-age")() * library.updateInterval
    this.#releasedSeconds = -age
    this.#entries = pumps.map(({ body, order }) => libraryEntry(body.drug, order))
    this.#overriding = lazyStreams(streams, "soft-limit-override")
    const delayFrom = (purpose: string, patient: number): (() => number) =>
      randomExponential.source(streams.stream(purpose, patient))(1 / library.activation)
    this.#laterActivation = lazily((patient) => delayFrom("later-library-activation", patient))
    this.#activates = kernel.kind("library is activated", (patient, version) =>
      this.#activate(patient, version)
    )
    for (const pump of pumps) {
      const isCompliant = streams.stream("library-compliance", pump.index)() < library.compliance
      const left = delayFrom("library-activation", pump.index)() - age
      if (!isCompliant) continue
      this.#activate(pump.index, FIRST_VERSION - (left > 0 ? 1 : 0))
      if (left > 0) this.#activateAfter(left, pump.index, FIRST_VERSION)
    }
    const released = kernel.kind("library is released", () => this.#release())
    if (library.nextRelease < NEVER_SECONDS) kernel.schedule(library.nextRelease, released)
  }

  /** A pump received a version: it waits there. A negative number is a library without limits that claims to be that version. */
  received(pump: InfusionPump, version: number): void {
    this.#activateAfter(this.#laterActivation(pump.index)(), pump.index, version)
  }

  /** A pump asks whether a setting beyond a soft limit is meant: whether the nurse at the bedside overrides. */
  overridesSoftLimit(patient: number): boolean {
    this.alerts++
    const overrides = this.#overriding(patient)() < this.#options.library.override
    if (overrides) this.overrides++
    return overrides
  }

  /** Share of pumps without any library, and of the others: with an old one, and their mean lag behind the newest [s]. */
  shares(nowSeconds: number): { missing: number; outdated: number; lagSeconds: number } {
    const installed = this.#options.pumps.flatMap(({ library }) => (library === null ? [] : [library]))
    const old = installed.filter(({ version }) => version < this.newestVersion).length
    const outdated = old / installed.length
    return {
      missing: 1 - installed.length / this.#options.pumps.length,
      outdated,
      lagSeconds: outdated * (nowSeconds - this.#releasedSeconds)
    }
  }

  #activateAfter(seconds: number, patient: number, version: number): void {
    scheduleInRun(this.#options.kernel, seconds, this.#activates, patient, version)
  }

  #activate(patient: number, version: number): void {
    const pump = this.#options.pumps[patient] as InfusionPump
    // Versions go up only: one that was overtaken on its way is not installed.
    if (pump.library !== null && Math.abs(version) < pump.library.version) return
    const entry = this.#entries[patient] as LibraryEntry
    pump.library = {
      version: Math.abs(version),
      entry: version < 0 ? NO_LIMITS : outdatedEntry(entry, Math.max(0, FIRST_VERSION - version))
    }
  }

  #release(): void {
    this.newestVersion++
    this.#releasedSeconds = this.#options.kernel.now
    for (const { index, library } of this.#options.pumps) {
      if (library !== null) this.#options.push(index, this.newestVersion)
    }
  }
}

const NO_LIMITS: LibraryEntry = {
  softMaximumPerMinute: Infinity,
  hardMaximumPerMinute: Infinity,
  softMaximumBolus: Infinity,
  hardMaximumBolus: Infinity,
  fourHourLimitDose: Infinity
}
