// What a model is given: the kernel, the random streams, and processes in simulated time; and how a simulation is run.

import { Context, Effect, Layer, type Result } from "effect"
import { type Seconds } from "../units.ts"
import { Kernel } from "./Kernel.ts"
import { type Process, Processes, type WaitingProcess } from "./Processes.ts"
import { RandomStreams } from "./RandomStreams.ts"
import { RunControl, type RunControlOptions, type SimulationError } from "./RunControl.ts"
import { type Trace } from "./Trace.ts"
import { type SimulationParts, type SimulationResult, SimulationRun } from "./SimulationRun.ts"

export interface SimulationOptions extends RunControlOptions {
  readonly seed: number
  readonly replication: number
  /** Records events and their causes; leave it out to pay nothing. */
  readonly trace?: Trace
}

export class Simulation extends Context.Service<
  Simulation,
  {
    readonly kernel: Kernel
    readonly streams: RandomStreams
    /**
     * Starts an Effect program as a process in simulated time, at the current time. Inside it `Effect.sleep`, `Queue`,
     * `Deferred`, `timeout` and the rest run on the simulation's clock. A process that fails ends the run with
     * `ProcessFailed` naming it.
     */
    readonly spawn: (name: string, process: Effect.Effect<unknown, unknown, Simulation>) => Process
    /** Advances the simulation to the given time; for the main program, not for processes. Dies with a `SimulationError`. */
    readonly runUntil: (time: Seconds) => Effect.Effect<void>
    /** The processes that have started and not ended: which, what each waits for, and since when. */
    readonly waiting: () => ReadonlyArray<WaitingProcess>
    /** Names something that may be changed in the middle of a run ("stop-attacker"), for `SimulationRun.intervene`. */
    readonly intervention: (name: string, apply: () => void) => void
  }
>()("wardsim/engine/Simulation") {
  /** A simulation that runs inside whatever runs the effect, `Effect.runSync` included. */
  static readonly layer = (options: SimulationOptions): Layer.Layer<Simulation> =>
    Layer.effectContext(
      Effect.sync(() => {
        const parts = makeParts(options)
        const runUntil = (time: Seconds) =>
          Effect.sync(() => {
            const untilNanoseconds = Math.round(time * 1e9)
            const reached = parts.control.advance({ untilNanoseconds, events: Infinity })
            if (reached === "time") parts.kernel.advanceClock(untilNanoseconds)
          })
        return makeContext(parts, runUntil)
      })
    )
}

const makeParts = (options: SimulationOptions): SimulationParts => {
  const kernel = new Kernel(options.trace ?? null)
  const processes = new Processes(kernel, new RandomStreams(options.seed, options.replication))
  return { kernel, processes, control: new RunControl(kernel, processes, options), interventions: new Map() }
}

/** The services of the main program: the simulation, and Effect's clock, scheduler and random source bound to it. */
const makeContext = (
  { kernel, processes, interventions }: SimulationParts,
  runUntil: (time: Seconds) => Effect.Effect<void>
): Context.Context<Simulation> => {
  const services = Context.make(Simulation, {
    kernel,
    streams: processes.streams,
    spawn: (name, process) => processes.spawn(name, withServices(process)),
    runUntil,
    waiting: () => processes.waiting(),
    intervention: (name, apply) => interventions.set(name, apply)
  })
  processes.services = services
  return Context.merge(services, processes.contextFor(processes.main))
}

/** The process table gives every program the simulation's services; its types do not say so, because it comes below them. */
const withServices = <A, E>(program: Effect.Effect<A, E, Simulation>) => program as Effect.Effect<A, E>

/** Prepares a run of `program`, to be advanced in parts. */
export const startSimulation = <A, E>(
  program: Effect.Effect<A, E, Simulation>,
  options: SimulationOptions
): SimulationRun<A> => {
  const parts = makeParts(options)
  const run = new SimulationRun<A>(parts, withServices(program))
  makeContext(parts, (time) => run.runUntil(time))
  return run
}

/** Runs `program` to its end; every way in which a run can fail is in the result's type. */
export const runSimulation = <A, E>(
  program: Effect.Effect<A, E, Simulation>,
  options: SimulationOptions
): Result.Result<SimulationResult<A>, SimulationError> => {
  const run = startSimulation(program, options)
  run.advance()
  // Without a limit to this part of the run only its end lets `advance` return.
  return run.result as Result.Result<SimulationResult<A>, SimulationError>
}

/** A change in the middle of a run. */
export interface Intervention {
  /** After all events up to and including this time [s]. */
  readonly atSeconds: number
  /** As the model named it with `Simulation.intervention`. */
  readonly name: string
}

/** "What if, from here": replays a run to each intervention's time with the same seed, applies it and goes on. */
export const forkSimulation = <A, E>(
  program: Effect.Effect<A, E, Simulation>,
  options: SimulationOptions,
  interventions: ReadonlyArray<Intervention>
): SimulationRun<A> => {
  const run = startSimulation(program, options)
  for (const { atSeconds, name } of [...interventions].sort((x, y) => x.atSeconds - y.atSeconds)) {
    if (run.advance({ untilSeconds: atSeconds }) === "ended") break
    run.intervene(name)
  }
  return run
}
