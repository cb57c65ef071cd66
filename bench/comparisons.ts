// What is compared with what, and the least ratio that we want.

export interface Comparison {
  readonly title: string
  /** Our workload, as workload.ts takes it. */
  readonly ours: string
  readonly peer: "C++" | "SimPy" | "Wardsim"
  /** The peer's workload. */
  readonly theirs: string
  /** Least ratio of events per second; null when the row only informs. */
  readonly target: number | null
  /** By what clock events per second are compared; the processor's when left out. */
  readonly clock?: "processor" | "wall"
  /** At most this many alternating runs, for a row that takes long. */
  readonly repetitions?: number
}

/** What one run must not exceed; null when it only informs. */
export interface Budget {
  readonly title: string
  readonly ours: string
  /** CPU seconds of one run are multiplied by this; above 1 when a shorter run stands for the whole. */
  readonly scale: number
  readonly targetSeconds: number | null
  /** Greatest resident memory [MB]. */
  readonly targetMegabytes: number | null
  readonly repetitions: number
}

/** All comparisons; `quick` shortens the runs, not the sizes. */
export const comparisons = (quick: boolean): ReadonlyArray<Comparison> => {
  const events = quick ? 500_000 : 3_000_000
  const simpyEvents = quick ? 50_000 : 300_000
  const hold = (
    pending: number,
    cppTarget: number | null,
    simpyTarget: number | null
  ): ReadonlyArray<Comparison> => [
    {
      title: `hold model, ${pending} pending`,
      ours: `hold:${pending}:${events}`,
      peer: "C++",
      theirs: `hold:${pending}:${events}`,
      target: cppTarget
    },
    {
      title: `hold model, ${pending} pending`,
      ours: `hold:${pending}:${events}`,
      peer: "SimPy",
      theirs: `hold:${pending}:${simpyEvents}`,
      target: simpyTarget
    }
  ]
  return [
    ...hold(1000, 1, 8),
    ...hold(100_000, 1.5, 15),
    ...hold(1_000_000, 1, null),
    {
      title: "M/M/1 with resource and statistics",
      ours: `mm1:${quick ? 100_000 : 500_000}`,
      peer: "SimPy",
      theirs: `mm1:${quick ? 20_000 : 100_000}`,
      target: 10
    },
    {
      title: "10,000 pumps poll in the same nanosecond, against the hold model of 10,000",
      ours: `ties:10000:${events}`,
      peer: "Wardsim",
      theirs: `hold:10000:${events}`,
      target: 0.5
    },
    {
      title: "10,000 watchdogs cancelled and set anew, against the hold model of 10,000",
      ours: `cancellations:10000:${events}`,
      peer: "Wardsim",
      theirs: `hold:10000:${events}`,
      target: null
    },
    {
      title: "1,000 processes wait in a loop, with the engine's own sleep",
      ours: `processes:1000:${quick ? 200 : 1000}`,
      peer: "SimPy",
      theirs: `proc:1000:${quick ? 50 : 300}`,
      target: 3
    },
    {
      title: "10,000 processes wait in a loop, with the engine's own sleep",
      ours: `processes:10000:${quick ? 20 : 100}`,
      peer: "SimPy",
      theirs: `proc:10000:${quick ? 5 : 30}`,
      target: 1.3
    },
    {
      title: "1,000 processes wait in a loop, with Effect.sleep",
      ours: `effectSleeps:1000:${quick ? 200 : 1000}`,
      peer: "SimPy",
      theirs: `proc:1000:${quick ? 50 : 300}`,
      target: null
    },
    {
      title: "pump-hours of 20,000 pumps, against pump-hours of 200 (a cost of at most 1.3)",
      ours: `pumpHours:${quick ? 4000 : 20_000}`,
      peer: "Wardsim",
      theirs: "pumpHours:200",
      target: 1 / 1.3,
      repetitions: 1
    },
    {
      title: "replications on two workers, against one, by the wall clock",
      ours: `replications:2:${quick ? 8 : 24}`,
      peer: "Wardsim",
      theirs: `replications:1:${quick ? 8 : 24}`,
      target: 1.85,
      clock: "wall",
      repetitions: 3
    }
  ]
}

export const budgets = (quick: boolean): ReadonlyArray<Budget> => [
  {
    title: "hospital, 1,000 pumps, 24 h, mutual TLS, one core",
    ours: `hospital:1000:${quick ? 1 : 24}`,
    scale: quick ? 24 : 1,
    targetSeconds: 5,
    targetMegabytes: null,
    repetitions: 1
  },
  {
    title: "hospital, 20,000 pumps, 1 h, mutual TLS, in memory",
    ours: `hospital:${quick ? 4000 : 20_000}:1`,
    scale: 1,
    targetSeconds: null,
    targetMegabytes: 1536,
    repetitions: 1
  }
]
