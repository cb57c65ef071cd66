// Real-time pacing: simulated time goes on at a chosen multiple of wall time. The wall clock and the way to wait are given by
// the entry point; the run itself is only advanced in parts, so pacing cannot change its result.

import { Effect } from "effect"
import { type AdvanceOutcome, type SimulationRun } from "./SimulationRun.ts"

export interface PacingOptions {
  /** Simulated seconds per second of wall time, above 0. */
  readonly factor: number
  /** Reads the wall clock [s]. */
  readonly wallClockSeconds: () => number
  /** Waits in wall time [s]. */
  readonly wait: (wallSeconds: number) => Effect.Effect<void>
  /** Wall time between two parts of the run [s]; default 1/60. */
  readonly frameSeconds?: number
}

/** Advances the run in step with wall time until it ends or pauses; call it again to go on after a pause or with another factor. */
export const pace = Effect.fn("Pacing.pace")(function* <A>(run: SimulationRun<A>, options: PacingOptions) {
  if (!(options.factor > 0))
    return yield* Effect.die(new RangeError(`the pace is a factor above 0, not ${options.factor}`))
  const wallStart = options.wallClockSeconds()
  const simulatedStart = run.kernel.now
  while (true) {
    const untilSeconds = simulatedStart + (options.wallClockSeconds() - wallStart) * options.factor
    const outcome: AdvanceOutcome = run.advance({ untilSeconds })
    if (outcome !== "time") return outcome
    yield* options.wait(options.frameSeconds ?? 1 / 60)
  }
})
