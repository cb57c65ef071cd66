// The page's side of the simulation worker. A new run cancels the one under way by ending its worker: the engine runs
// without pauses there and would not hear a message.

// Vite makes the default export of a worker import.
// oxlint-disable-next-line import/default
import SimulationWorker from "./worker.ts?worker&inline"
import { type RunAnswer, type RunRequest, type WorkerMessage, type WorkerRequest } from "./runProtocol.ts"
import { type Catalogue } from "./scenarioForm.ts"

export interface RunListener {
  readonly progressed: (finished: number, answer: RunAnswer) => void
  readonly finished: (answer: RunAnswer) => void
  readonly failed: (message: string) => void
}

export class SimulationRunner {
  #worker: Worker | undefined
  #listener: ((message: WorkerMessage) => void) | undefined
  #isBusy = false

  /** Asks the model for its presets, attacks and defences. */
  describe(): Promise<Catalogue> {
    return new Promise((resolve, reject) => {
      this.#ask({ type: "describe" }, (message) => {
        if (message.type === "catalogue") resolve(message.catalogue)
        if (message.type === "failed") reject(new Error(message.message))
      })
    })
  }

  /** Starts a run; a run under way is cancelled and its listener hears no more. */
  run(request: RunRequest, listener: RunListener): void {
    this.cancel()
    this.#isBusy = true
    this.#ask({ type: "run", ...request }, (message) => {
      if (message.type === "progress") return listener.progressed(message.finished, message.answer)
      this.#isBusy = false
      if (message.type === "finished") listener.finished(message.answer)
      if (message.type === "failed") listener.failed(message.message)
    })
  }

  /** Ends the run under way, if any; says whether there was one. */
  cancel(): boolean {
    if (!this.#isBusy) return false
    this.#isBusy = false
    this.#worker?.terminate()
    this.#worker = undefined
    return true
  }

  #ask(request: WorkerRequest, listener: (message: WorkerMessage) => void): void {
    this.#listener = listener
    this.#worker ??= this.#startWorker()
    // A worker's postMessage has no target origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#worker.postMessage(request)
  }

  #startWorker(): Worker {
    const worker = new SimulationWorker({ name: "wardsim" })
    worker.addEventListener("message", ({ data }: MessageEvent<WorkerMessage>) => this.#listener?.(data))
    worker.addEventListener("error", (event) => {
      this.#listener?.({ type: "failed", message: event.message || "the simulation worker could not start" })
    })
    return worker
  }
}
