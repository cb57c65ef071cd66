// Runs on worker threads, one run at a time on each. A worker that dies (out of memory, say) fails its run and is replaced.

import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { Effect, Layer, Queue } from "effect"
import { Runner } from "./Runner.ts"
import { type RunOutcome, type RunRequest } from "./runReplication.ts"

export interface WorkerRunnerOptions {
  /** URL of a module that exports `models` (`ModelModule` in worker.ts). */
  readonly modelsModule: URL
  /** Number of workers; all processors when absent. */
  readonly workers?: number
}

/** A place for one worker; empty until its first run, after its worker died, and after an abandoned run. */
interface Seat {
  worker: Worker | undefined
}

/** What a worker says next, or why it says no more. */
type Report =
  | { readonly _tag: "Message"; readonly message: unknown }
  | { readonly _tag: "Dead"; readonly reason: string }

/** Waits for the worker's next message or its death; giving up waiting ends the worker. */
const nextReport = (worker: Worker): Effect.Effect<Report> =>
  Effect.callback((resume) => {
    const end = (report: Report) => {
      // One by one: a worker has listeners of its own, which `removeAllListeners` would remove as well.
      worker.off("message", onMessage).off("error", onError).off("exit", onExit)
      resume(Effect.succeed(report))
    }
    const onMessage = (message: unknown) => end({ _tag: "Message", message })
    const onError = (error: unknown) =>
      end({ _tag: "Dead", reason: error instanceof Error ? error.message : String(error) })
    const onExit = (code: number) => end({ _tag: "Dead", reason: `exit code ${code}` })
    worker.on("message", onMessage).on("error", onError).on("exit", onExit)
    return Effect.promise(() => worker.terminate())
  })

const start = Effect.fnUntraced(function* (modelsModule: URL) {
  const workerData = { modelsModule: modelsModule.href }
  const worker = new Worker(new URL("worker.ts", import.meta.url), { workerData })
  // An error between two runs must not end the process; the seat's next run finds the thread gone.
  worker.on("error", () => {})
  const report = yield* nextReport(worker)
  // A module of models that cannot be loaded is a mistake of the entry point: no run could succeed.
  if (report._tag === "Dead") return yield* Effect.die(new Error(`cannot start a worker: ${report.reason}`))
  return worker
})

const runOn = (
  worker: Worker,
  request: RunRequest
): Effect.Effect<{ outcome: RunOutcome; isAlive: boolean }> =>
  Effect.suspend(() => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(request)
    return Effect.map(nextReport(worker), (report) =>
      report._tag === "Message"
        ? { outcome: report.message as RunOutcome, isAlive: true }
        : { outcome: { _tag: "Failed", message: `the worker died: ${report.reason}` }, isAlive: false }
    )
  })

/** A runner on worker threads, ended with the layer's scope. */
export const workerRunner = (options: WorkerRunnerOptions): Layer.Layer<Runner> =>
  Layer.effect(
    Runner,
    Effect.gen(function* () {
      const concurrency = Math.max(1, options.workers ?? availableParallelism())
      const seats: ReadonlyArray<Seat> = Array.from({ length: concurrency }, () => ({ worker: undefined }))
      const free = yield* Queue.unbounded<Seat>()
      yield* Queue.offerAll(free, seats)
      yield* Effect.addFinalizer(() =>
        Effect.promise(() => Promise.all(seats.map(({ worker }) => worker?.terminate())))
      )
      const runIn = Effect.fnUntraced(function* (seat: Seat, request: RunRequest) {
        const isUsable = seat.worker !== undefined && seat.worker.threadId !== -1
        const worker = isUsable ? (seat.worker as Worker) : yield* start(options.modelsModule)
        // Empty until the run is over, so that an abandoned run, whose worker is ended, leaves no dead worker behind.
        seat.worker = undefined
        const { outcome, isAlive } = yield* runOn(worker, request)
        seat.worker = isAlive ? worker : undefined
        return outcome
      })
      return Runner.of({
        concurrency,
        run: (request) =>
          // Waiting for a seat can be given up; a seat taken is always handed back.
          Effect.uninterruptibleMask((restore) =>
            Effect.flatMap(restore(Queue.take(free)), (seat) =>
              Effect.ensuring(restore(runIn(seat, request)), Queue.offer(free, seat))
            )
          )
      })
    })
  )
