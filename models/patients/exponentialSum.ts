// When does a sum of exponentials f(t) = sum c_i exp(-mu_i t) next change sign? Complete, without stepping: dropping the
// slowest term leaves a function with one term fewer whose roots bracket the extrema of the one above (Rolle), so each
// interval between brackets holds at most one root. Scratch arrays are shared: nothing here calls back.

const MAXIMUM_TERMS = 6
/** Roots further away are reported as never: longer than any run [min]. */
const HORIZON = 1e6

const exponents = new Float64Array(MAXIMUM_TERMS)
/** Row k: the coefficients left after the k slowest terms were dropped. */
const coefficients = new Float64Array(MAXIMUM_TERMS * MAXIMUM_TERMS)
const roots = new Float64Array(MAXIMUM_TERMS)
const nextRoots = new Float64Array(MAXIMUM_TERMS)
let terms = 0

/** Starts a new sum. */
export const clearSum = (): void => {
  terms = 0
}

/** Adds a term c exp(-mu t); terms may come in any order, equal exponents are merged. */
export const addTerm = (coefficient: number, exponent: number): void => {
  if (coefficient === 0) return
  let position = terms
  while (position > 0 && (exponents[position - 1] as number) > exponent) position--
  if (position > 0 && exponents[position - 1] === exponent) {
    coefficients[position - 1] = (coefficients[position - 1] as number) + coefficient
    return
  }
  for (let index = terms; index > position; index--) {
    exponents[index] = exponents[index - 1] as number
    coefficients[index] = coefficients[index - 1] as number
  }
  exponents[position] = exponent
  coefficients[position] = coefficient
  terms++
}

/** The function at one level, scaled by exp(mu_level t) so that its slowest term does not fade. */
const valueAt = (level: number, time: number): number => {
  const slowest = exponents[level] as number
  let sum = coefficients[level * MAXIMUM_TERMS + level] as number
  for (let index = level + 1; index < terms; index++) {
    sum +=
      (coefficients[level * MAXIMUM_TERMS + index] as number) *
      Math.exp((slowest - (exponents[index] as number)) * time)
  }
  return sum
}

/**
 * Root between two times at which the function has opposite signs: Newton, kept inside a shrinking bracket. Brackets of
 * other roots need not be exact: an error e in an extremum's time moves its value by e squared.
 */
const rootBetween = (level: number, start: number, end: number, startIsPositive: boolean): number => {
  const tolerance = level === 0 ? 1e-15 : 1e-9
  const slowest = exponents[level] as number
  const row = level * MAXIMUM_TERMS
  let low = start
  let high = end
  let time = 0.5 * (low + high)
  for (let iteration = 0; iteration < 200; iteration++) {
    let value = coefficients[row + level] as number
    let slope = 0
    for (let index = level + 1; index < terms; index++) {
      const rate = slowest - (exponents[index] as number)
      const term = (coefficients[row + index] as number) * Math.exp(rate * time)
      value += term
      slope += rate * term
    }
    if (value === 0) return time
    if (value > 0 === startIsPositive) low = time
    else high = time
    const newton = time - value / slope
    const next = newton > low && newton < high ? newton : 0.5 * (low + high)
    if (Math.abs(next - time) <= tolerance * Math.abs(time) || next === low || next === high) return next
    time = next
  }
  return time
}

/** Writes the roots of one level after `from` into `roots`, given the count of roots of the level below in `roots`; returns how many. */
const rootsOfLevel = (level: number, from: number, brackets: number, fromIsPositive: boolean): number => {
  let found = 0
  let start = from
  let startIsPositive = fromIsPositive
  for (let index = 0; index <= brackets; index++) {
    const isLast = index === brackets
    let end = isLast ? Math.max(2 * start, start + 1) : (roots[index] as number)
    let endIsPositive = valueAt(level, end) > 0
    if (isLast) {
      // Beyond the last bracket the function is monotone and tends to its slowest term.
      const finallyPositive = (coefficients[level * MAXIMUM_TERMS + level] as number) > 0
      if (finallyPositive === startIsPositive) break
      while (endIsPositive === startIsPositive && end < HORIZON) {
        end = from + 2 * (end - from)
        endIsPositive = valueAt(level, end) > 0
      }
    }
    if (endIsPositive !== startIsPositive)
      nextRoots[found++] = rootBetween(level, start, end, startIsPositive)
    start = end
    startIsPositive = endIsPositive
  }
  for (let index = 0; index < found; index++) roots[index] = nextRoots[index] as number
  return found
}

/**
 * First time after `from` at which the sum passes to the other side of zero, Infinity when never. `isPositive` is the side at
 * `from`: where the caller stands on a root, its rounding error must not decide.
 */
export const nextSignChange = (from: number, isPositive: boolean): number => {
  if (!couldChange(from, isPositive)) return Infinity
  for (let level = 1; level < terms; level++) {
    const dropped = exponents[level - 1] as number
    for (let index = level; index < terms; index++) {
      coefficients[level * MAXIMUM_TERMS + index] =
        (coefficients[(level - 1) * MAXIMUM_TERMS + index] as number) *
        (dropped - (exponents[index] as number))
    }
  }
  let brackets = 0
  for (let level = terms - 2; level > 0; level--) {
    brackets = rootsOfLevel(level, from, brackets, valueAt(level, from) > 0)
  }
  const count = rootsOfLevel(0, from, brackets, isPositive)
  const root = count === 0 ? Infinity : (roots[0] as number)
  return root > HORIZON ? Infinity : root
}

/** Whether the terms of the other sign, at their largest, could outweigh those that never shrink; most questions end here. */
const couldChange = (from: number, isPositive: boolean): boolean => {
  let opposing = 0
  let supporting = 0
  for (let index = 0; index < terms; index++) {
    const coefficient = coefficients[index] as number
    if (coefficient > 0 !== isPositive) {
      opposing += Math.abs(coefficient) * Math.exp(-(exponents[index] as number) * from)
    } else if (exponents[index] === 0) supporting += Math.abs(coefficient)
  }
  return opposing > supporting
}
