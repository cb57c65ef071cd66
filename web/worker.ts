// The simulation worker: the same engine and model as on the command line, off the page's thread.

import { hospitalModel } from "../models/hospital/hospitalModel.ts"
import { type Model } from "../src/experiment/Model.ts"
import { modelCatalogue } from "./modelCatalogue.ts"
import { type RunRequest, type WorkerMessage, type WorkerRequest } from "./runProtocol.ts"
import { RunProblem, runPairs } from "./runPairs.ts"

// A worker's postMessage has no target origin: it has one listener, the page that started it.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const send = (message: WorkerMessage): void => self.postMessage(message)

const catalogue = modelCatalogue()

// What runs a model decodes its parameters with the model's own schema, so their type is of no concern to it.
const model = hospitalModel as unknown as Model

const namesOf = ({ form }: RunRequest) => ({
  attack: catalogue.attacks.find(({ id }) => id === form.attack?.id)?.title ?? "No attack",
  defences:
    form.defences
      .map(({ id }) => catalogue.defences.find((defence) => defence.id === id)?.title ?? id)
      .join(" + ") || "no defence"
})

const run = (request: RunRequest): void => {
  try {
    const answer = runPairs(model, request, namesOf(request), (finished, partial) =>
      send({ type: "progress", finished, answer: partial })
    )
    send({ type: "finished", answer })
  } catch (error) {
    if (error instanceof RunProblem) return send({ type: "failed", message: error.message })
    throw error
  }
}

self.addEventListener("message", ({ data }: MessageEvent<WorkerRequest>) => {
  if (data.type === "describe") send({ type: "catalogue", catalogue })
  else run(data)
})
