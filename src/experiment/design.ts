// Which combinations of levels an experiment runs.

export interface DesignFactor {
  readonly id: string
  readonly levels: ReadonlyArray<{ readonly id: string }>
  /** Level that others are compared with; the first level when a comparison does not name one. */
  readonly baseline: string
}

/** Level of each factor, by factor id. */
export type Levels = Readonly<Record<string, string>>

/** Every combination; the last factor changes fastest. Without factors, the one empty combination. */
export const fullFactorial = (factors: ReadonlyArray<DesignFactor>): ReadonlyArray<Levels> =>
  factors.reduce<ReadonlyArray<Levels>>(
    (combinations, { id, levels }) =>
      combinations.flatMap((combination) => levels.map((level) => ({ ...combination, [id]: level.id }))),
    [{}]
  )

/** All baselines, then each other level of each factor with the rest at their baselines. */
export const oneAtATime = (factors: ReadonlyArray<DesignFactor>): ReadonlyArray<Levels> => {
  const centre = Object.fromEntries(factors.map(({ id, baseline }) => [id, baseline]))
  const others = factors.flatMap(({ id, levels, baseline }) =>
    levels.filter((level) => level.id !== baseline).map((level) => ({ ...centre, [id]: level.id }))
  )
  return [centre, ...others]
}

/** Whether two cells have the same level of every factor. */
export const sameLevels = (x: Levels, y: Levels): boolean =>
  Object.keys(x).every((factor) => x[factor] === y[factor])
