// The models that entry points can run, by id.

import { type Model } from "../src/experiment/Model.ts"
import { hospitalModel } from "./hospital/hospitalModel.ts"

// Each model decodes its own parameters; whoever runs one of several knows none of their types.
export const models: ReadonlyArray<Model> = [hospitalModel as unknown as Model]
