// MSER-5: where the warm-up of a steady-state output ends (White 1997; in batches of five, White, Cobb and Spratt 2000). Not for
// runs that are about a transient, such as an attack: there the warm-up must end before the attack by design.

const BATCH = 5
const FEWEST_BATCHES = 10

export interface WarmUp {
  /** Observations to leave out at the start. */
  readonly cut: number
  /** False when the cut falls in the second half, or there is too little data: the run is too short to tell. */
  readonly isReliable: boolean
  /** The statistic for each number of batches cut; its least value sets the cut. */
  readonly statistics: ReadonlyArray<number>
}

/** The warm-up of observations in time order; a last incomplete batch is ignored. */
export const mser5 = (values: ReadonlyArray<number>): WarmUp => {
  const count = Math.floor(values.length / BATCH)
  if (count < FEWEST_BATCHES) return { cut: 0, isReliable: false, statistics: [] }
  const batches = Array.from({ length: count }, (_, batch) => {
    let sum = 0
    for (let index = 0; index < BATCH; index++) sum += values[batch * BATCH + index] as number
    return sum / BATCH
  })
  // From the end backwards, Welford's update gives the squared deviations of every tail in one pass.
  const statistics = batches.map(() => 0)
  let mean = 0
  let squares = 0
  for (let start = count - 1; start >= 0; start--) {
    const size = count - start
    const deviation = (batches[start] as number) - mean
    mean += deviation / size
    squares += deviation * ((batches[start] as number) - mean)
    statistics[start] = squares / (size * size)
  }
  // The last five batches always look steady: too few to vary.
  const searched = statistics.slice(0, count - 5)
  const best = searched.indexOf(Math.min(...searched))
  return { cut: best * BATCH, isReliable: best <= count / 2, statistics: searched }
}
