// Imagined alarms in the wake of an outage: one at each pump each second, which wait as a real one would until the pump has a
// session, and which cost nothing. Real alarms are too few to tell what a storm of reconnections does to them.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { parameter } from "../../data/parameters.ts"
import { type Scenario } from "../Scenario.ts"
import { effectiveOutages } from "../scenario/outages.ts"
import { type Sessions } from "../sessions/Sessions.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

const PROBES = parameter("metrics.outage-wake")
const INTERVAL_SECONDS = 1

export class OutageProbes {
  readonly #kernel: Kernel
  readonly #sessions: () => Pick<Sessions, "isConnected">
  /** By pump: since when imagined alarms wait. */
  readonly #waiting: ReadonlyArray<Array<number>>
  readonly #waits: Array<number> = []

  constructor(
    kernel: Kernel,
    scenario: Pick<Scenario, "outages">,
    pumps: number,
    sessions: () => Pick<Sessions, "isConnected">
  ) {
    this.#kernel = kernel
    this.#sessions = sessions
    this.#waiting = Array.from({ length: pumps }, () => [])
    const probe: EventKind = kernel.kind("imagined alarms after an outage", (left) => {
      this.#probe()
      if (left > 1) kernel.schedule(INTERVAL_SECONDS, probe, left - 1)
    })
    for (const { duration, start } of effectiveOutages(scenario.outages))
      scheduleInRun(kernel, start + duration, probe, PROBES)
  }

  /** A pump can send again. */
  connected(pump: number): void {
    const waiting = this.#waiting[pump] ?? []
    for (const since of waiting) this.#waits.push(this.#kernel.now - since)
    waiting.length = 0
  }

  /** How long each imagined alarm waited, or has waited until now [s]. */
  waits(): ReadonlyArray<number> {
    return [...this.#waits, ...this.#waiting.flat().map((since) => this.#kernel.now - since)]
  }

  #probe(): void {
    const sessions = this.#sessions()
    for (const [pump, waiting] of this.#waiting.entries()) {
      if (sessions.isConnected(pump)) this.#waits.push(0)
      else waiting.push(this.#kernel.now)
    }
  }
}
