// The same core as DeviceProcessor.ts, played through event by event: every tick of the control loop, every arrival.

export interface Arrival {
  readonly at: number
  readonly jobClass: number
  readonly service: number
}

export interface Played {
  /** End of each job, in the order of arrival. */
  readonly ends: ReadonlyArray<number>
  readonly missed: number
  readonly loopSeconds: number
}

interface Waiting {
  readonly index: number
  readonly jobClass: number
  left: number
}

export const playCore = (
  arrivals: ReadonlyArray<Arrival>,
  loop: { readonly period: number; readonly work: number; readonly phase: number } | null,
  isPreemptive: boolean,
  until: number
): Played => {
  const ends = arrivals.map(() => Infinity)
  const waiting: Array<Waiting> = []
  let missed = 0
  let loopSeconds = 0
  let now = 0
  let arrival = 0
  let tick = 0
  const tickAt = () => (loop === null ? Infinity : loop.phase + tick * loop.period)
  /** The tick that waits or is being served. */
  let pending = null as number | null
  let serving = null as number | null
  let loopLeft = 0
  let running = null as Waiting | null
  const choose = (): void => {
    if (serving !== null) return
    if (running !== null && !isPreemptive) return
    if (pending !== null && loop !== null) {
      serving = pending
      pending = null
      loopLeft = loop.work
      return
    }
    let best: Waiting | null = null
    for (const job of waiting) if (best === null || job.jobClass < best.jobClass) best = job
    running = best
  }
  for (;;) {
    choose()
    const working = serving !== null ? loopLeft : running !== null ? running.left : Infinity
    const nextArrival = arrivals[arrival]?.at ?? Infinity
    const next = Math.min(now + working, nextArrival, tickAt(), until)
    const passed = next - now
    if (serving !== null) {
      loopLeft -= passed
      loopSeconds += passed
    } else if (running !== null) running.left -= passed
    const isDone = now + working === next
    now = next
    if (now >= until) break
    if (isDone && serving !== null && loop !== null) {
      if (now > loop.phase + (serving + 1) * loop.period + 1e-9) missed++
      serving = null
      loopLeft = 0
    } else if (isDone && running !== null) {
      ends[running.index] = now
      waiting.splice(waiting.indexOf(running), 1)
      running = null
    }
    if (now === tickAt()) {
      if (pending !== null) missed++
      pending = tick++
      // A loop that pre-empts takes the core from any job.
      if (isPreemptive) running = null
    }
    if (now === nextArrival) {
      const { jobClass, service } = arrivals[arrival] as Arrival
      waiting.push({ index: arrival, jobClass, left: service })
      arrival++
      if (isPreemptive) running = null
    }
  }
  return { ends, missed, loopSeconds }
}
