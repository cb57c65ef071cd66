// Holm's step-down correction: with it, the chance of even one false finding among many tests stays below the level.

/** Adjusted p values in the order given; NaN values stay NaN and do not count as tests. */
export const holm = (pValues: ReadonlyArray<number>): ReadonlyArray<number> => {
  const adjusted = pValues.map(() => Number.NaN)
  const order = pValues
    .map((pValue, index) => ({ pValue, index }))
    .filter(({ pValue }) => !Number.isNaN(pValue))
    .toSorted((x, y) => x.pValue - y.pValue || x.index - y.index)
  let greatest = 0
  for (const [rank, { pValue, index }] of order.entries()) {
    greatest = Math.max(greatest, Math.min(1, pValue * (order.length - rank)))
    adjusted[index] = greatest
  }
  return adjusted
}
