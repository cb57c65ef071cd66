// The experiment most tests of src/experiment run: a server's speed by arrival rate, two levels each.

import { decodeExperiment } from "../../src/experiment/decodeExperiment.ts"
import { models } from "./toyModels.ts"

export const TOY_EXPERIMENT = `id: toy
title: A faster server
question: Does a faster server shorten the wait?
model: toy-queue
base: calm
factors:
  - id: server
    title: Server
    levels:
      - id: slow
        title: Slow server
      - id: fast
        title: Fast server
        set:
          services: 1.25 1/s
  - id: load
    levels:
      - id: usual
      - id: heavy
        set:
          arrivals: 0.8 1/s
replications: 6
seed: 42
primaryMetric: mean-wait
comparisons:
  - factor: server
    baseline: slow
quick:
  replications: 2
  scenario:
    duration: 1 min
`

export const decodeToy = (text = TOY_EXPERIMENT, isQuick = false) =>
  decodeExperiment(text, "experiment.yaml", { models, isQuick })
