// Meals of patients on insulin under the skin, and the bolus that the wearable gives for each: three a day, with luck of their
// own. A pump that stands still gives no bolus, and nobody notices at table. Runs begin at seven in the morning (assumption).

import { randomNormal } from "d3-random"
import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { parameter } from "../../data/parameters.ts"
import { type InfusionPump } from "../../devices/InfusionPump.ts"

const DAY_SECONDS = 86_400
const MEAL_SECONDS = ["breakfast", "lunch", "dinner"].map((meal) => parameter(`patient.meal.${meal}`))
const TIME_DEVIATION = parameter("patient.meal.time-deviation")
const CARBOHYDRATE = parameter("patient.meal.carbohydrate")
const CARBOHYDRATE_DEVIATION = parameter("patient.meal.carbohydrate-deviation")
const LEAST_CARBOHYDRATE = parameter("patient.meal.least-carbohydrate")
const COUNTING_DEVIATION = parameter("patient.meal.counting-deviation")
const MILLIUNITS_PER_UNIT = 1000

export interface MealsOptions {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly pumps: ReadonlyArray<InfusionPump>
  /** Must be called after a patient was changed. */
  readonly changed: (patient: number) => void
}

export const startMeals = ({ changed, kernel, pumps, streams }: MealsOptions): void => {
  const eaters = new Map<number, { readonly stream: RandomStream; readonly gramsPerUnit: number }>()
  const schedule = (patient: number, meal: number) => {
    const { stream } = eaters.get(patient) as { stream: RandomStream }
    const planned =
      Math.floor(meal / MEAL_SECONDS.length) * DAY_SECONDS +
      (MEAL_SECONDS[meal % MEAL_SECONDS.length] as number)
    const limit = 3 * TIME_DEVIATION
    const delay = Math.max(-limit, Math.min(limit, randomNormal.source(stream)(0, TIME_DEVIATION)()))
    kernel.schedule(Math.max(0, planned + delay - kernel.now), eats, patient, meal)
  }
  const eats: EventKind = kernel.kind("patient eats", (patient, meal) => {
    const { gramsPerUnit, stream } = eaters.get(patient) as { stream: RandomStream; gramsPerUnit: number }
    const normal = randomNormal.source(stream)()
    const grams = Math.max(LEAST_CARBOHYDRATE, CARBOHYDRATE + CARBOHYDRATE_DEVIATION * normal())
    const counted = grams * Math.exp(COUNTING_DEVIATION * normal())
    const pump = pumps[patient] as InfusionPump
    pump.body.eat?.(kernel.now, grams)
    pump.giveBolus(kernel.now, (counted / gramsPerUnit) * MILLIUNITS_PER_UNIT)
    changed(patient)
    schedule(patient, meal + 1)
  })
  for (const { body, index } of pumps) {
    const gramsPerUnit = body.carbohydratePerUnit ?? NaN
    if (Number.isNaN(gramsPerUnit)) continue
    eaters.set(index, { stream: streams.stream("meals", index), gramsPerUnit })
    schedule(index, 0)
  }
}
