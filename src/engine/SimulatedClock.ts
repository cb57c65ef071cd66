// Effect's Clock in simulated time: time 0 is the start of the run.

import { type Clock, Duration, Effect } from "effect"
import { sleep } from "./Sleep.ts"
import { type Kernel } from "./Kernel.ts"

export class SimulatedClock implements Clock.Clock {
  readonly #kernel: Kernel
  readonly currentTimeMillis: Effect.Effect<number>
  readonly currentTimeNanos: Effect.Effect<bigint>
  readonly monotonicTimeNanos: Effect.Effect<bigint>

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.currentTimeMillis = Effect.sync(() => this.currentTimeMillisUnsafe())
    this.currentTimeNanos = Effect.sync(() => this.currentTimeNanosUnsafe())
    this.monotonicTimeNanos = this.currentTimeNanos
  }

  currentTimeMillisUnsafe(): number {
    return this.#kernel.nowNanoseconds / 1e6
  }

  currentTimeNanosUnsafe(): bigint {
    return BigInt(this.#kernel.nowNanoseconds)
  }

  monotonicTimeNanosUnsafe(): bigint {
    return this.currentTimeNanosUnsafe()
  }

  sleep(duration: Duration.Duration): Effect.Effect<void> {
    const seconds = Duration.toMillis(duration) / 1000
    return Number.isFinite(seconds) ? sleep(Math.max(0, seconds)) : Effect.never
  }
}
