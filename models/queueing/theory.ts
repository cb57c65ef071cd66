// Closed forms that the queueing models are held against. Sources: Kleinrock, Queueing Systems I (1975), chapters 3 to 5, and
// II (1976), section 3; Cobham, Operations Research 2(1), 1954 (priorities); Jackson, Operations Research 5(4), 1957.
// Rates are per second, times in seconds; all hold for the steady state.

export interface QueueTheory {
  /** Busy servers over servers. */
  readonly utilisation: number
  /** Mean time from arrival to departure [s]. */
  readonly timeInSystem: number
  /** Mean number waiting, without those being served. */
  readonly lineLength: number
}

/** Probability that an arrival to M/M/c must wait, with offered load `load` in erlang. */
export const erlangC = (servers: number, load: number): number => {
  // Erlang B by its recurrence, which neither overflows nor cancels
  let blocking = 1
  for (let server = 1; server <= servers; server++) blocking = (load * blocking) / (server + load * blocking)
  return blocking / (1 - (load / servers) * (1 - blocking))
}

export const markovQueue = (arrivalRate: number, serviceRate: number, servers: number): QueueTheory => {
  const utilisation = arrivalRate / (servers * serviceRate)
  const lineLength = (erlangC(servers, arrivalRate / serviceRate) * utilisation) / (1 - utilisation)
  return { utilisation, lineLength, timeInSystem: lineLength / arrivalRate + 1 / serviceRate }
}

/** M/G/1 (Pollaczek and Khinchine); `squaredVariation` is the variance of the service time over its squared mean. */
export const generalQueue = (
  arrivalRate: number,
  meanService: number,
  squaredVariation: number
): QueueTheory => {
  const utilisation = arrivalRate * meanService
  const lineLength = (utilisation ** 2 * (1 + squaredVariation)) / (2 * (1 - utilisation))
  return { utilisation, lineLength, timeInSystem: lineLength / arrivalRate + meanService }
}

export interface FiniteQueueTheory extends QueueTheory {
  /** Share of arrivals turned away. */
  readonly blockedFraction: number
}

/** M/M/1/K: at most `capacity` customers in the system, the one being served included. */
export const finiteQueue = (
  arrivalRate: number,
  serviceRate: number,
  capacity: number
): FiniteQueueTheory => {
  const shares = stationary(
    capacity,
    () => arrivalRate,
    () => serviceRate
  )
  const blockedFraction = shares[capacity] as number
  const customers = expected(shares, (state) => state)
  const utilisation = 1 - (shares[0] as number)
  return {
    utilisation,
    blockedFraction,
    lineLength: customers - utilisation,
    timeInSystem: customers / (arrivalRate * (1 - blockedFraction))
  }
}

export interface PriorityClass {
  readonly arrivalRate: number
  /** Mean of the exponential service time [s]. */
  readonly meanService: number
}

/** Mean time in system of each class of M/M/1 with priorities, the most urgent class first. */
export const priorityQueue = (
  classes: ReadonlyArray<PriorityClass>,
  isPreemptive: boolean
): ReadonlyArray<number> => {
  // an exponential time has second moment 2 m^2, so each class adds rate * m^2 to the mean residual work
  const residual = (upTo: number): number =>
    classes
      .slice(0, upTo)
      .reduce((sum, { arrivalRate, meanService }) => sum + arrivalRate * meanService ** 2, 0)
  let loadBefore = 0
  return classes.map(({ arrivalRate, meanService }, index) => {
    const load = loadBefore + arrivalRate * meanService
    const work = residual(isPreemptive ? index + 1 : classes.length)
    const service = isPreemptive ? meanService / (1 - loadBefore) : meanService
    const time = service + work / ((1 - loadBefore) * (1 - load))
    loadBefore = load
    return time
  })
}

export interface RepairTheory {
  /** Mean share of machines that work. */
  readonly availability: number
  readonly utilisation: number
  /** Mean time from failure to working again [s]. */
  readonly timeDown: number
}

/** `machines` that each fail at `failureRate` while working, and `crews` that each repair one at `repairRate`. */
export const machineRepair = (
  machines: number,
  crews: number,
  failureRate: number,
  repairRate: number
): RepairTheory => {
  const shares = stationary(
    machines,
    (down) => (machines - down) * failureRate,
    (down) => Math.min(down, crews) * repairRate
  )
  const down = expected(shares, (state) => state)
  return {
    availability: 1 - down / machines,
    utilisation: expected(shares, (state) => Math.min(state, crews)) / crews,
    timeDown: down / (failureRate * (machines - down))
  }
}

export interface NetworkStation {
  /** Arrivals from outside per time [1/s]. */
  readonly arrivalRate: number
  readonly serviceRate: number
  readonly servers: number
  /** Probability of going to each station next; the rest leaves. */
  readonly routing: ReadonlyArray<number>
}

/** Total arrival rate of each station of an open network, from outside and inside [1/s]. */
export const trafficRates = (stations: ReadonlyArray<NetworkStation>): ReadonlyArray<number> => {
  let rates = stations.map(({ arrivalRate }) => arrivalRate)
  // substitution converges because everyone leaves in the end; it stops when nothing changes any more
  for (let round = 0; round < 100_000; round++) {
    const next = stations.map(({ arrivalRate }, to) =>
      stations.reduce(
        (sum, { routing }, from) => sum + (rates[from] as number) * (routing[to] ?? 0),
        arrivalRate
      )
    )
    const isSettled = next.every((rate, index) => Math.abs(rate - (rates[index] as number)) <= 1e-15 * rate)
    rates = next
    if (isSettled) break
  }
  return rates
}

export interface NetworkTheory {
  readonly utilisations: ReadonlyArray<number>
  readonly customers: number
  /** Mean time from entering the network to leaving it [s]. */
  readonly timeInNetwork: number
}

export const jacksonNetwork = (stations: ReadonlyArray<NetworkStation>): NetworkTheory => {
  const theories = trafficRates(stations).map((rate, index) => {
    const { servers, serviceRate } = stations[index] as NetworkStation
    return { rate, ...markovQueue(rate, serviceRate, servers) }
  })
  const customers = theories.reduce(
    (sum, { rate, timeInSystem }) => sum + (rate > 0 ? rate * timeInSystem : 0),
    0
  )
  const entering = stations.reduce((sum, { arrivalRate }) => sum + arrivalRate, 0)
  return {
    utilisations: theories.map(({ utilisation }) => utilisation),
    customers,
    timeInNetwork: customers / entering
  }
}

/** Stationary distribution of a birth-death process on 0 to `last`. */
const stationary = (
  last: number,
  birth: (state: number) => number,
  death: (state: number) => number
): ReadonlyArray<number> => {
  const weights = [1]
  for (let state = 0; state < last; state++)
    weights.push(((weights[state] as number) * birth(state)) / death(state + 1))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

const expected = (shares: ReadonlyArray<number>, value: (state: number) => number): number =>
  shares.reduce((sum, share, state) => sum + share * value(state), 0)
