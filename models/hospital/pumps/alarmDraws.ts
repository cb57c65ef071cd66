// Luck of a pump's alarms: how long until a nurse comes, how long she takes, and whether anybody hears the buzzer. Each pump has
// a stream of its own for what happens to it and another for what its own physics brings about.

import { randomLogNormal } from "d3-random"
import { type RandomStream } from "../../../src/engine/RandomStreams.ts"
import { parameterField } from "../../data/parameters.ts"

export interface AlarmDraw {
  readonly responseSeconds: number
  readonly handlingSeconds: number
  readonly isHeard: boolean
}

const RESPONSE = {
  mu: parameterField("alarm.pump.duration.dist", "mu"),
  sigma: parameterField("alarm.pump.duration.dist", "sigma")
}
const HANDLING = {
  mu: Math.log(parameterField("alarm.handling_time", "median_s")),
  sigma: parameterField("alarm.handling_time", "sigma")
}

/** Draws from a stream; `hearing` is the probability that somebody is in earshot. */
export const alarmDraws = (stream: RandomStream, hearing: number): (() => AlarmDraw) => {
  const response = randomLogNormal.source(stream)(RESPONSE.mu, RESPONSE.sigma)
  const handling = randomLogNormal.source(stream)(HANDLING.mu, HANDLING.sigma)
  return () => ({
    responseSeconds: response(),
    handlingSeconds: handling(),
    isHeard: stream() < hearing
  })
}
