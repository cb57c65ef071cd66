// Pump servers that stand in for each other: one serves; when it fails the next takes over after a while. What gateways keep
// bridges the gap; what waits for the EHR is in a database that all of them share.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

export interface ServerReplicasOptions {
  readonly kernel: Kernel
  readonly replicas: number
  /** From the failure of the one that serves until the next one does [s]. */
  readonly takeoverSeconds: number
  /** The service ends, and begins again. */
  readonly stops: () => void
  readonly starts: () => void
}

export class ServerReplicas {
  /** Times that another replica took over. */
  takeovers = 0

  readonly #options: ServerReplicasOptions
  readonly #isUp: Uint8Array
  /** The replica that serves or served last. */
  #active = 0
  #isServing = true
  readonly #takesOver: EventKind

  constructor(options: ServerReplicasOptions) {
    this.#options = options
    this.#isUp = new Uint8Array(options.replicas).fill(1)
    this.#takesOver = options.kernel.kind("pump server takes over", () => this.#takeOver())
  }

  fails(replica: number): void {
    const { kernel, stops, takeoverSeconds } = this.#options
    this.#isUp[replica] = 0
    if (!this.#isServing || replica !== this.#active) return
    this.#isServing = false
    stops()
    if (this.#isUp.includes(1)) scheduleInRun(kernel, takeoverSeconds, this.#takesOver)
  }

  returns(replica: number): void {
    const isAlone = !this.#isUp.includes(1)
    this.#isUp[replica] = 1
    // One that was there before takes over in its own time.
    if (!this.#isServing && (isAlone || replica === this.#active)) this.#serve(replica)
  }

  #takeOver(): void {
    const next = this.#isUp.indexOf(1)
    if (this.#isServing || next < 0) return
    this.takeovers++
    this.#serve(next)
  }

  #serve(replica: number): void {
    this.#active = replica
    this.#isServing = true
    this.#options.starts()
  }
}
