// The queueing models: answers known in closed form, to verify the engine with and to teach with.

import { listedModel, type Model } from "../../src/experiment/Model.ts"
import { jackson } from "./jackson.ts"
import { mg1 } from "./mg1.ts"
import { mm1k } from "./mm1k.ts"
import { mmc } from "./mmc.ts"
import { priorities } from "./priorities.ts"
import { repair } from "./repair.ts"

export const queueingModels: ReadonlyArray<Model> = [
  listedModel(mmc),
  listedModel(mg1),
  listedModel(mm1k),
  listedModel(priorities),
  listedModel(jackson),
  listedModel(repair)
]
