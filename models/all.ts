// The models that entry points can run, by id.

import { listedModel, type Model } from "../src/experiment/Model.ts"
import { hospitalModel } from "./hospital/hospitalModel.ts"
import { queueingModels } from "./queueing/all.ts"
import { treatmentModel } from "./treatment/treatmentModel.ts"

export const models: ReadonlyArray<Model> = [
  listedModel(hospitalModel),
  listedModel(treatmentModel),
  ...queueingModels
]
