// Entry of a worker thread: loads the list of models from the module the entry point named, then runs what it is sent.

import { parentPort, workerData } from "node:worker_threads"
import { type Model } from "./Model.ts"
import { carryOut, type RunRequest } from "./runReplication.ts"

/** What the module of models exports. */
export interface ModelModule {
  readonly models: ReadonlyArray<Model>
}

const { modelsModule } = workerData as { readonly modelsModule: string }
const { models } = (await import(modelsModule)) as ModelModule
parentPort?.on("message", (request: RunRequest) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(carryOut(models, request))
})
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage("ready")
