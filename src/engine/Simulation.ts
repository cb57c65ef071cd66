// What a model is given: the kernel, the random streams, and processes in simulated time.

import { Context, type Effect } from "effect"
import { type Seconds } from "../units.ts"
import { type Kernel } from "./Kernel.ts"
import { type RandomStreams } from "./RandomStreams.ts"

export class Simulation extends Context.Service<
  Simulation,
  {
    readonly kernel: Kernel
    readonly streams: RandomStreams
    /**
     * Starts an Effect program as a process in simulated time, at the current time. Inside it `Effect.sleep`, `Queue`,
     * `Deferred`, `timeout` and the rest run on the simulation's clock. A process that fails ends the run with an error
     * naming it.
     */
    readonly spawn: (name: string, process: Effect.Effect<unknown, unknown>) => void
    /** Advances the simulation to the given time. */
    readonly runUntil: (time: Seconds) => Effect.Effect<void>
  }
>()("wardsim/engine/Simulation") {}
