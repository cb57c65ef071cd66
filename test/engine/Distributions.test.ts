// Each statistical test below refuses a correct sampler with probability 1e-4, so that all of them together (fewer than 40)
// would refuse one correct program in 250 if the seeds were not fixed. Each is shown to refuse a sampler that is wrong.

import jstat from "jstat"
import { assert, describe, it } from "vitest"
import * as distributions from "../../src/engine/Distributions.ts"
import { type RandomStream, RandomStreams } from "../../src/engine/RandomStreams.ts"

const ERROR_RATE = 1e-4
const DRAWS = 100_000

/** jstat's types in src/statistics describe only what the product uses. */
const library = jstat as unknown as Record<
  "gamma" | "beta" | "normal" | "chisquare",
  {
    readonly cdf: (x: number, ...parameters: ReadonlyArray<number>) => number
    readonly inv: (...values: ReadonlyArray<number>) => number
  }
>

const streams = new RandomStreams(20_261_121, 0)

const sample = (sampler: () => number, count = DRAWS): Array<number> => Array.from({ length: count }, sampler)

/** sqrt(n) times the greatest distance between the empirical and the given distribution function (Kolmogorov and Smirnov). */
const distance = (values: ReadonlyArray<number>, cumulative: (x: number) => number): number => {
  const sorted = values.toSorted((x, y) => x - y)
  let greatest = 0
  sorted.forEach((value, index) => {
    const expected = cumulative(value)
    greatest = Math.max(greatest, expected - index / sorted.length, (index + 1) / sorted.length - expected)
  })
  return greatest * Math.sqrt(sorted.length)
}

// P(sqrt(n) D > x) tends to 2 exp(-2 x^2) in the tail
const KOLMOGOROV_LIMIT = Math.sqrt(Math.log(2 / ERROR_RATE) / 2)

/** Pearson's statistic over its critical value; cells with fewer than 10 expected are pooled into the last. */
const chiSquareRatio = (values: ReadonlyArray<number>, probability: (value: number) => number): number => {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let statistic = 0
  let cells = 0
  let pooledCount = values.length
  let pooledShare = 1
  for (let value = 0; value < 1000; value++) {
    const expected = probability(value) * values.length
    if (expected < 10) continue
    const count = counts.get(value) ?? 0
    statistic += (count - expected) ** 2 / expected
    pooledCount -= count
    pooledShare -= probability(value)
    cells++
  }
  const pooled = pooledShare * values.length
  if (pooled >= 1) {
    statistic += (pooledCount - pooled) ** 2 / pooled
    cells++
  } else assert.isAtMost(pooledCount, 10, "values where none belong")
  return statistic / library.chisquare.inv(1 - ERROR_RATE, cells - 1)
}

const normalCumulative = (x: number): number => library.normal.cdf(x, 0, 1)

interface Continuous {
  readonly sampler: (stream: RandomStream) => () => number
  readonly cumulative: (x: number) => number
}

const continuous: Record<string, Continuous> = {
  "uniform from -2 to 3": {
    sampler: (stream) => distributions.uniform(stream, -2, 3),
    cumulative: (x) => (x + 2) / 5
  },
  "exponential with mean 4": {
    sampler: (stream) => distributions.exponential(stream, 4),
    cumulative: (x) => -Math.expm1(-x / 4)
  },
  "normal with mean 10 and standard deviation 3": {
    sampler: (stream) => distributions.normal(stream, 10, 3),
    cumulative: (x) => normalCumulative((x - 10) / 3)
  },
  "lognormal with mu 1 and sigma 0.5": {
    sampler: (stream) => distributions.lognormal(stream, 1, 0.5),
    cumulative: (x) => normalCumulative((Math.log(x) - 1) / 0.5)
  },
  "gamma with shape 2.5 and scale 3": {
    sampler: (stream) => distributions.gamma(stream, 2.5, 3),
    cumulative: (x) => library.gamma.cdf(x, 2.5, 3)
  },
  "gamma with shape 0.5 and scale 2": {
    sampler: (stream) => distributions.gamma(stream, 0.5, 2),
    cumulative: (x) => library.gamma.cdf(x, 0.5, 2)
  },
  "beta with shapes 2 and 5": {
    sampler: (stream) => distributions.beta(stream, 2, 5),
    cumulative: (x) => library.beta.cdf(x, 2, 5)
  },
  "Weibull with shape 1.5 and scale 2": {
    sampler: (stream) => distributions.weibull(stream, 1.5, 2),
    cumulative: (x) => -Math.expm1(-((x / 2) ** 1.5))
  },
  "Pareto with alpha 3 above 2": {
    sampler: (stream) => distributions.pareto(stream, 3, 2),
    cumulative: (x) => 1 - (2 / x) ** 3
  }
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
const choose = (n: number, k: number): number => factorial(n) / factorial(k) / factorial(n - k)

interface Discrete {
  readonly sampler: (stream: RandomStream) => () => number
  readonly probability: (value: number) => number
}

const discrete: Record<string, Discrete> = {
  "Bernoulli with probability 0.3": {
    sampler: (stream) => distributions.bernoulli(stream, 0.3),
    probability: (value) => [0.7, 0.3][value] ?? 0
  },
  "binomial with 12 trials of probability 0.4": {
    sampler: (stream) => distributions.binomial(stream, 12, 0.4),
    probability: (value) => (value > 12 ? 0 : choose(12, value) * 0.4 ** value * 0.6 ** (12 - value))
  },
  "geometric with probability 0.2": {
    sampler: (stream) => distributions.geometric(stream, 0.2),
    probability: (value) => (value === 0 ? 0 : 0.2 * 0.8 ** (value - 1))
  },
  "Poisson with mean 3": {
    sampler: (stream) => distributions.poisson(stream, 3),
    probability: (value) => (value > 100 ? 0 : (Math.exp(-3) * 3 ** value) / factorial(value))
  },
  "Poisson with mean 30": {
    sampler: (stream) => distributions.poisson(stream, 30),
    probability: (value) => (value > 150 ? 0 : (Math.exp(-30) * 30 ** value) / factorial(value))
  },
  "an index below 10": {
    sampler: (stream) => distributions.uniformIndex(stream, 10),
    probability: (value) => (value < 10 ? 0.1 : 0)
  },
  "weights 1, 0, 3 and 4": {
    sampler: (stream) => distributions.discrete(stream, [1, 0, 3, 4]),
    probability: (value) => [0.125, 0, 0.375, 0.5][value] ?? 0
  }
}

describe("distributions", () => {
  it.each(Object.keys(continuous))("%s has its distribution function (Kolmogorov-Smirnov)", (name) => {
    const { sampler, cumulative } = continuous[name] as Continuous
    const values = sample(sampler(streams.stream(name)))
    assert.isBelow(distance(values, cumulative), KOLMOGOROV_LIMIT)
    // the same test refuses the same values stretched by 5 %
    assert.isAbove(
      distance(values, (x) => cumulative(x / 1.05)),
      KOLMOGOROV_LIMIT
    )
  })

  it.each(Object.keys(discrete))("%s has its probabilities (chi-square)", (name) => {
    const { sampler, probability } = discrete[name] as Discrete
    const values = sample(sampler(streams.stream(name)))
    assert.isBelow(chiSquareRatio(values, probability), 1)
    // the same test refuses the same values when one in 20 is made the most likely value
    const mode = Array.from({ length: 100 }, (_, value) => value).reduce((x, y) =>
      probability(y) > probability(x) ? y : x
    )
    assert.isAbove(
      chiSquareRatio(
        values.map((value, index) => (index % 20 === 0 ? mode : value)),
        probability
      ),
      1
    )
  })

  it("draws from its own stream only, and the same key gives the same values", () => {
    const first = sample(distributions.gamma(streams.stream("repeat", 7), 2, 1), 100)
    assert.deepStrictEqual(sample(distributions.gamma(streams.stream("repeat", 7), 2, 1), 100), first)
    assert.notDeepEqual(sample(distributions.gamma(streams.stream("repeat", 8), 2, 1), 100), first)
  })

  it("refuses parameters that mean nothing, and names what is wrong", () => {
    const stream = streams.stream("refusals")
    const attempts: Array<readonly [() => unknown, RegExp]> = [
      [() => distributions.exponential(stream, 0), /exponential.*mean/u],
      [() => distributions.exponential(stream, Number.NaN), /exponential/u],
      [() => distributions.uniform(stream, 2, 1), /uniform.*in order/u],
      [() => distributions.uniformIndex(stream, 0), /uniform index/u],
      [() => distributions.normal(stream, 0, -1), /normal.*standard deviation/u],
      [() => distributions.lognormal(stream, Infinity, 1), /lognormal.*mu/u],
      [() => distributions.gamma(stream, 0, 1), /gamma.*shape/u],
      [() => distributions.beta(stream, 1, -1), /beta.*shapes/u],
      [() => distributions.weibull(stream, 1, 0), /Weibull/u],
      [() => distributions.pareto(stream, 1, 0), /Pareto/u],
      [() => distributions.bernoulli(stream, 1.1), /Bernoulli.*0 to 1/u],
      [() => distributions.binomial(stream, 1.5, 0.5), /binomial.*whole/u],
      [() => distributions.geometric(stream, 0), /geometric/u],
      [() => distributions.poisson(stream, -1), /Poisson/u],
      [() => distributions.discrete(stream, [0, 0]), /discrete.*sum above 0/u],
      [() => distributions.discrete(stream, [1, -1, 2]), /discrete/u]
    ]
    for (const [attempt, message] of attempts) assert.throws(attempt, message)
  })
})

describe("random streams", () => {
  const correlation = (x: ReadonlyArray<number>, y: ReadonlyArray<number>): number => {
    // uniform on [0, 1): mean 1/2 and variance 1/12 are known
    const sum = x.reduce((total, value, index) => total + (value - 0.5) * ((y[index] as number) - 0.5), 0)
    return (12 * sum) / x.length
  }

  it("of neighbouring entities, replications, seeds and purposes are not correlated", () => {
    const draws = 10_000
    const keys = Array.from({ length: 50 }, (_, index) => index)
    const families = [
      keys.map((key) => streams.stream("pump", key)),
      keys.map((key) => new RandomStreams(1, key).stream("pump")),
      keys.map((key) => new RandomStreams(key, 0).stream("pump")),
      keys.map((key) => streams.stream(`pump-${key}`))
    ]
    // 4 families of 49 neighbours, two-sided: one in 1e4 correct programs is refused
    const limit = library.normal.inv(1 - ERROR_RATE / (2 * 4 * 49), 0, 1)
    for (const family of families) {
      const values = family.map((stream) => sample(stream, draws))
      for (let index = 1; index < values.length; index++) {
        const z =
          correlation(values[index - 1] as Array<number>, values[index] as Array<number>) * Math.sqrt(draws)
        assert.isBelow(Math.abs(z), limit)
      }
    }
  })

  it("are not correlated with themselves one to five draws later", () => {
    const values = sample(streams.stream("serial"), DRAWS)
    const limit = library.normal.inv(1 - ERROR_RATE / (2 * 5), 0, 1)
    for (let lag = 1; lag <= 5; lag++) {
      const z = correlation(values.slice(lag), values.slice(0, -lag)) * Math.sqrt(DRAWS - lag)
      assert.isBelow(Math.abs(z), limit)
    }
  })

  it("have first draws that are uniform over 20,000 neighbouring entities", () => {
    const firsts = Array.from({ length: 20_000 }, (_, entity) => streams.stream("first draw", entity)())
    assert.isBelow(
      distance(firsts, (x) => x),
      KOLMOGOROV_LIMIT
    )
  })
})
