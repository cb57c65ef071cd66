// Random variables on a named stream: d3-random's generators with the parameters checked and named. Each function returns a
// sampler, made once and called on the hot path; it draws from its stream only, and some take a varying number of draws.

import {
  randomBernoulli,
  randomBeta,
  randomBinomial,
  randomExponential,
  randomGamma,
  randomGeometric,
  randomLogNormal,
  randomNormal,
  randomPareto,
  randomPoisson,
  randomUniform,
  randomWeibull
} from "d3-random"
import { type RandomStream } from "./RandomStreams.ts"

/** Draws one value. */
export type Sampler = () => number

/** Throws a RangeError that names the distribution, the parameter and what it may be. */
const demand = (holds: boolean, distribution: string, problem: string): void => {
  if (!holds) throw new RangeError(`${distribution} distribution: ${problem}`)
}

const isPositive = (value: number): boolean => value > 0 && value < Infinity

/** Exponential with this mean. */
export const exponential = (stream: RandomStream, mean: number): Sampler => {
  demand(isPositive(mean), "exponential", `the mean must be above 0, not ${mean}`)
  return randomExponential.source(stream)(1 / mean)
}

/** Uniform on [minimum, maximum). */
export const uniform = (stream: RandomStream, minimum: number, maximum: number): Sampler => {
  demand(
    Number.isFinite(minimum) && Number.isFinite(maximum) && minimum <= maximum,
    "uniform",
    `the limits must be finite and in order, not ${minimum} and ${maximum}`
  )
  return randomUniform.source(stream)(minimum, maximum)
}

/** A whole number from 0 to `count` - 1, each as likely. */
export const uniformIndex = (stream: RandomStream, count: number): Sampler => {
  demand(
    Number.isSafeInteger(count) && count > 0,
    "uniform index",
    `the count must be a whole number above 0, not ${count}`
  )
  return () => Math.floor(stream() * count)
}

export const normal = (stream: RandomStream, mean: number, standardDeviation: number): Sampler => {
  demand(
    Number.isFinite(mean) && standardDeviation >= 0 && standardDeviation < Infinity,
    "normal",
    `needs a finite mean and a standard deviation of at least 0, not ${mean} and ${standardDeviation}`
  )
  return randomNormal.source(stream)(mean, standardDeviation)
}

/** exp(N(mu, sigma)): `mu` and `sigma` describe the logarithm; the median is exp(mu), the mean exp(mu + sigma^2 / 2). */
export const lognormal = (stream: RandomStream, mu: number, sigma: number): Sampler => {
  demand(
    Number.isFinite(mu) && sigma >= 0 && sigma < Infinity,
    "lognormal",
    `needs a finite mu and a sigma of at least 0, not ${mu} and ${sigma}`
  )
  return randomLogNormal.source(stream)(mu, sigma)
}

/** Gamma with mean shape * scale and variance shape * scale^2; a whole shape makes it Erlang. */
export const gamma = (stream: RandomStream, shape: number, scale: number): Sampler => {
  demand(
    isPositive(shape) && isPositive(scale),
    "gamma",
    `shape and scale must be above 0, not ${shape} and ${scale}`
  )
  return randomGamma.source(stream)(shape, scale)
}

/** Beta on (0, 1) with mean alpha / (alpha + beta). */
export const beta = (stream: RandomStream, alpha: number, betaShape: number): Sampler => {
  demand(
    isPositive(alpha) && isPositive(betaShape),
    "beta",
    `both shapes must be above 0, not ${alpha} and ${betaShape}`
  )
  return randomBeta.source(stream)(alpha, betaShape)
}

/** Weibull with P(X > x) = exp(-(x / scale)^shape). */
export const weibull = (stream: RandomStream, shape: number, scale: number): Sampler => {
  demand(
    isPositive(shape) && isPositive(scale),
    "Weibull",
    `shape and scale must be above 0, not ${shape} and ${scale}`
  )
  return randomWeibull.source(stream)(shape, 0, scale)
}

/** Pareto with P(X > x) = (minimum / x)^alpha above `minimum`. */
export const pareto = (stream: RandomStream, alpha: number, minimum: number): Sampler => {
  demand(
    isPositive(alpha) && isPositive(minimum),
    "Pareto",
    `alpha and minimum must be above 0, not ${alpha} and ${minimum}`
  )
  const ratio = randomPareto.source(stream)(alpha)
  return () => minimum * ratio()
}

/** 1 with this probability, otherwise 0. */
export const bernoulli = (stream: RandomStream, probability: number): Sampler => {
  demand(
    probability >= 0 && probability <= 1,
    "Bernoulli",
    `the probability must be from 0 to 1, not ${probability}`
  )
  return randomBernoulli.source(stream)(probability)
}

/** Successes among `trials` independent trials. */
export const binomial = (stream: RandomStream, trials: number, probability: number): Sampler => {
  demand(
    Number.isSafeInteger(trials) && trials >= 0 && probability >= 0 && probability <= 1,
    "binomial",
    `needs a whole number of trials and a probability from 0 to 1, not ${trials} and ${probability}`
  )
  return randomBinomial.source(stream)(trials, probability)
}

/** Trials up to and including the first success. */
export const geometric = (stream: RandomStream, probability: number): Sampler => {
  demand(
    probability > 0 && probability <= 1,
    "geometric",
    `the probability must be above 0 and at most 1, not ${probability}`
  )
  return randomGeometric.source(stream)(probability)
}

export const poisson = (stream: RandomStream, mean: number): Sampler => {
  demand(mean >= 0 && mean < Infinity, "Poisson", `the mean must be at least 0, not ${mean}`)
  return randomPoisson.source(stream)(mean)
}

/** Index of one of the given weights, drawn in proportion to them; one draw, and a walk along the weights. */
export const discrete = (stream: RandomStream, weights: ReadonlyArray<number>): Sampler => {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  demand(
    weights.every((weight) => weight >= 0) && isPositive(total),
    "discrete",
    `the weights must be at least 0 with a sum above 0, not ${weights.join(", ")}`
  )
  return () => {
    let remaining = stream() * total
    for (let index = 0; index < weights.length; index++) {
      remaining -= weights[index] as number
      if (remaining < 0) return index
    }
    // rounding can leave a last crumb: it belongs to the last index that can be drawn
    return weights.findLastIndex((weight) => weight > 0)
  }
}
